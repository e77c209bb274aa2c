"""Who may open the data: one passphrase for each clerk, and a wholly new key after a leak."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app import paths
from app.jobs import passphrases, registers
from app.progress import Tell
from app.ui import messages, theme
from app.ui.cards import Sheet, label
from app.ui.desk import Reopening
from app.ui.fields import Form
from app.ui.page import Action, Page, button
from db import keyring
from db.register import Register

UNNAMED = "没有写姓名的口令"
NOBODY = "先设好口令，再给别的操作员各设一个：谁做的更改就记在谁名下。"
REKEY = (
    "口令被别人知道了，光改口令不够：拿到旧密钥文件的人还能打开。换密钥会把全部数据用新的密钥重新加密，"
    "旧密钥从此打不开现在的数据。换之前自动备份；换的时候窗口会关上一会儿。"
)
REKEY_OTHERS = "换完以后只有您的口令能用：{others}的口令、恢复码、{above}代管都作废，要一一重新设、重新打印。"


class Clerks(Sheet):
    """List who may open the data; add one, take one away, or change the key itself."""

    # The form that was opened last, and its fields.
    form: Form
    name: QLineEdit
    old: QLineEdit
    new: QLineEdit
    again: QLineEdit
    key_new: QLineEdit
    key_again: QLineEdit

    def __init__(self, page: Page) -> None:
        """Lay out the list and its buttons."""
        super().__init__("谁能打开这些数据")
        self._page, self._desk = page, page.desk
        self._list = QWidget()
        self.note = label(NOBODY, name="note")
        self.add_button = button(Action("添加一位操作员…", self.ask_clerk, icon="plus"))
        self.rekey_button = button(Action("口令泄露了，换密钥…", self.ask_rekey))
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addWidget(self.rekey_button)
        row.addStretch(1)
        self.body.addWidget(self._list)
        self.body.addWidget(self.note)
        self.body.addLayout(row)

    def clerks(self) -> list[str]:
        """Give who has a passphrase."""
        ring = paths.keyring(self._desk.folder)
        return keyring.names(ring) if registers.is_locked(self._desk.folder) else []

    def refresh(self) -> None:
        """Read the list again."""
        clerks = self.clerks()
        self.body.removeWidget(self._list)
        self._list.hide()
        self._list.deleteLater()
        self._list = QWidget()
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        for clerk in clerks:
            row = QHBoxLayout()
            here = "（现在坐在这里）" if clerk and clerk == self._desk.operator else ""
            row.addWidget(label(f"{clerk or UNNAMED}{here}"), 1)
            if len(clerks) > 1:
                tip = f"以后{clerk or '这个口令'}打不开这些数据"
                row.addWidget(button(Action("撤掉…", partial(self.ask_drop, clerk), tip=tip), kind="link"))
            column.addLayout(row)
        self.body.insertWidget(1, self._list)
        self.note.setVisible(not clerks)
        self.add_button.setEnabled(bool(clerks))
        self.rekey_button.setEnabled(bool(clerks))

    # one more, one fewer

    def ask_clerk(self) -> None:
        """Open the form for one more clerk."""
        self.name, self.new, self.again = (QLineEdit() for _ in range(3))
        self.form = Form()
        self.form.row("姓名", self.name, hint="以后这个人做的更改都记在这个名下。")
        self.form.row("口令", self.new, hint=f"请他本人来输；至少 {passphrases.LEAST} 个字。")
        self.form.row("再输一遍", self.again)
        for field in (self.new, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.returnPressed.connect(self.add)
        self._show("添加一位操作员", [self.form], Action("添加", self.add))
        self.name.setFocus()

    def add(self) -> None:
        """Give one more clerk a passphrase."""
        self.form.clear_faults()
        if self.new.text() != self.again.text():
            self.form.blame(self.again, "两遍输得不一样，请再输一遍。")
            return
        name, new, folder = self.name.text(), self.new.text(), self._desk.folder

        def job(db: Register, _tell: Tell) -> None:
            passphrases.add_clerk(db, folder, new, clerk=name)

        if self._desk.did(self, lambda: self._desk.work(self, "正在设口令", job)):
            self._page.close_detail()
            self._page.refresh()
            self._page.say(f"{name}可以用自己的口令打开这些数据了。换人时按 Ctrl+L。", "good")

    def ask_drop(self, clerk: str) -> None:
        """Ask before a clerk's passphrase goes."""
        name = clerk or UNNAMED
        question = (
            f"撤掉“{name}”？\n以后这个口令打不开现在的数据；{clerk or '他'}做过的更改都还在，姓名照旧。\n"
            "以前的备份用当时的口令仍能打开；怕他留有备份或密钥文件，请接着“换密钥”。"
        )
        if messages.ask(self, question, yes="撤掉", no="不撤", grave=True):
            self.drop(clerk)

    def drop(self, clerk: str) -> None:
        """Take a clerk's passphrase away."""
        if self._desk.did(self, lambda: passphrases.drop_clerk(self._desk.folder, clerk)):
            self._page.refresh()
            self._page.say(f"已撤掉“{clerk or UNNAMED}”。", "good")

    # a new key

    def ask_rekey(self) -> None:
        """Open the form for a wholly new key."""
        others = "、".join(one or UNNAMED for one in self.clerks() if one != self._desk.operator)
        self.old, self.key_new, self.key_again = (QLineEdit() for _ in range(3))
        self.form = Form()
        self.form.row("现在的口令", self.old)
        self.form.row("新口令", self.key_new, hint=f"至少 {passphrases.LEAST} 个字，不要用泄露的那个。")
        self.form.row("再输一遍", self.key_again)
        for field in (self.old, self.key_new, self.key_again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.returnPressed.connect(self.rekey)
        said = REKEY_OTHERS.format(others=others or "别人", above=self._desk.words.above)
        self._show(
            "换密钥", [label(REKEY), label(said, tone="warn"), self.form], Action("换密钥", self.rekey)
        )
        self.old.setFocus()

    def rekey(self) -> None:
        """Close the register, give it a new key and open it again with the new passphrase."""
        self.form.clear_faults()
        old, new = self.old.text(), self.key_new.text()
        if new != self.key_again.text():
            self.form.blame(self.key_again, "两遍输得不一样，请再输一遍。")
            return
        if len(new) < passphrases.LEAST:
            self.form.blame(self.key_new, f"口令至少要有 {passphrases.LEAST} 个字，可以是一句容易记住的话。")
            return
        desk = self._desk
        folder, clock, clerk = desk.folder, desk.db.clock, desk.operator

        def try_old(_db: Register, _tell: Tell) -> bool:
            keyring.key(paths.keyring(folder), old)
            return True

        def job(tell: Tell) -> str:
            tell(0, 0, "先备份，再把全部数据重新加密")
            with registers.opened(folder, clock=clock, operator=clerk, passphrase=old) as db:
                passphrases.rekey(db, folder, new, old=old, clerk=clerk)
            return (
                "密钥换好了，现在只有您的新口令打得开。请给别的操作员重新设口令，重新打印恢复码；"
                "U盘上以前存的备份仍是旧密钥，请收回并另存一份新的。"
            )

        if desk.act(self, lambda: desk.work(self, "正在核对口令", try_old)):
            desk.reopen.emit(Reopening("正在换密钥", job, old, new))

    def _show(self, title: str, parts: list[QWidget], action: Action) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        for part in parts:
            column.addWidget(part)
        column.addWidget(button(action, kind="primary"))
        self._page.show_detail(title, content, width=400)
