"""设置: whose desk this is, who may open the data, how it looks, where it lies, and the rules in force."""

from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

import app
from app.errors import UserError
from app.jobs import backups, passphrases, registers
from app.school import checklist, rules, schools
from app.ui import messages, start, theme
from app.ui.cards import Sheet, label, set_tone
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, Page, button
from app.ui.pages.certificates.settings import CertificateSheet
from app.ui.pages.rules import RulesPage

OPEN_KEY = "这台电脑上的数据没有设口令：密钥就放在数据旁边，任何拿到这台电脑的人都能打开。"
NARROW = 900


class Settings(Page):
    """Keep what this desk is set to; every fact is kept as it is entered."""

    help_topic = "settings"

    def __init__(self, desk: Desk) -> None:
        """Lay out the sheets in two columns."""
        super().__init__(desk, "设置")
        self.names = Names(desk)
        self.passphrase = Passphrase(desk)
        papers = (CertificateSheet(desk),) if desk.level == "township" else ()
        self._sheets = (self.names, Rules(desk), self.passphrase, Data(desk), Look(desk), *papers)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, sheets in ((left, self._sheets[:2]), (right, self._sheets[2:])):
            column.setSpacing(theme.px(14))
            for sheet in sheets:
                column.addWidget(sheet)
            column.addStretch(1)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(theme.px(14))
        self._both.addLayout(left, 1)
        self._both.addLayout(right, 1)
        self.body.addLayout(self._both, 1)
        self.first = self.names.full_name
        self.set_hint(f"五有 {app.__version__} 版 · 名称改了就记下，不用保存；Ctrl+Z 撤销")

    def refresh(self) -> None:
        """Read everything again."""
        for sheet in self._sheets:
            sheet.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the columns under each other where there is no room beside."""
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        self._both.setDirection(ways.LeftToRight if self.width() >= theme.px(NARROW) else ways.TopToBottom)


class Names(Sheet):
    """The school's names, as they stand on papers, and who sits here."""

    def __init__(self, desk: Desk) -> None:
        """Lay out the form."""
        super().__init__("单位和操作员")
        self._desk = desk
        self.full_name, self.short_name, self.seal_name, self.county_name, self.operator = (
            QLineEdit() for _ in range(5)
        )
        self._code = label("", name="note")
        self.form = Form()
        self.form.row("单位全称", self.full_name, must=True, hint="印在台账、证书和汇总表上。")
        self.form.row("简称", self.short_name, hint="用在窗口、文件名里。")
        self.form.row("印章名称", self.seal_name, hint="印在证书落款处，与公章一致。")
        self.form.row("县（市、区）", self.county_name)
        self.form.row("操作员", self.operator, hint="谁在用这台电脑；记在每一次更改里。")
        for field in (self.full_name, self.short_name, self.seal_name, self.county_name):
            field.editingFinished.connect(self._keep_names)
        self.operator.editingFinished.connect(self._keep_operator)
        self.body.addWidget(self._code)
        self.body.addWidget(self.form)

    def refresh(self) -> None:
        """Read the names, but leave alone what is being typed."""
        own = schools.own(self._desk.db)
        self._code.setText(f"{schools.LEVELS[own.level]}　代码 {own.code}（登记后不能改）")
        for field, text in (
            (self.full_name, own.full_name), (self.short_name, own.short_name),
            (self.seal_name, own.seal_name), (self.county_name, own.county_name),
            (self.operator, self._desk.operator),
        ):  # fmt: skip
            if not (field.hasFocus() and field.isModified()):
                field.setText(text)
        self._desk.introduce(school_name=own.short_name, operator=self._desk.operator)

    def _keep_names(self) -> None:
        self.form.clear_faults()
        if not self.full_name.text().strip():
            self.form.blame(self.full_name, "单位全称不能空着，证书和台账上都要用它。")
            return
        names = {
            "full_name": self.full_name.text(), "short_name": self.short_name.text(),
            "seal_name": self.seal_name.text(), "county_name": self.county_name.text(),
        }  # fmt: skip
        for field in (self.full_name, self.short_name, self.seal_name, self.county_name):
            field.setModified(False)
        own = schools.own(self._desk.db)
        if any(getattr(own, name) != text for name, text in names.items()):
            self._desk.did(self, lambda: schools.amend(self._desk.db, **names))

    def _keep_operator(self) -> None:
        name = " ".join(self.operator.text().split())
        self.operator.setModified(False)
        if not name:
            self.operator.setText(self._desk.operator)
        elif name != self._desk.operator and self._desk.did(
            self, lambda: schools.keep(self._desk.db, "operator", name)
        ):
            self._desk.introduce(school_name=self._desk.school_name, operator=name)


class Passphrase(Sheet):
    """Whether the data needs a passphrase, and the form that sets or changes it."""

    def __init__(self, desk: Desk) -> None:
        """Lay out both forms; only the fitting fields show."""
        super().__init__("口令")
        self._desk = desk
        self.state = label("")
        self.old, self.new, self.again = (QLineEdit() for _ in range(3))
        for field in (self.old, self.new, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.returnPressed.connect(self._set)
        self._old_form, self.form = Form(), Form()
        self._old_form.row("现在的口令", self.old)
        hint = f"至少 {passphrases.LEAST} 个字，可以是一句容易记住的话。忘了就打不开数据，没有后门。"
        self.form.row("新口令", self.new, hint=hint)
        self.form.row("再输一遍", self.again)
        self._button = QPushButton()
        self._button.clicked.connect(self._set)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._button)
        self.body.addWidget(self.state)
        self.body.addWidget(self._old_form)
        self.body.addWidget(self.form)
        self.body.addLayout(foot)

    def refresh(self) -> None:
        """Say whether there is a passphrase."""
        locked = registers.is_locked(self._desk.folder)
        self.state.setText("✓ 数据设了口令，打开时要输入。" if locked else OPEN_KEY)
        set_tone(self.state, "good" if locked else "bad")
        self._old_form.setVisible(locked)
        self._button.setText("改口令" if locked else "设口令")

    def _set(self) -> None:
        self.form.clear_faults()
        folder, new = self._desk.folder, self.new.text()
        if new != self.again.text():
            self.form.blame(self.again, "两遍输得不一样，请再输一遍。")
            return
        old = self.old.text() if registers.is_locked(folder) else None
        done = self._desk.did(
            self,
            lambda: self._desk.work(
                self, "正在设口令", lambda _db, _tell: passphrases.set_passphrase(folder, new, old=old)
            ),
        )
        if done:
            for field in (self.old, self.new, self.again):
                field.clear()
            self.refresh()
            self._button.setFocus()
            messages.say(self, "口令设好了，下次打开五有时要输入。请记牢，或写下来锁好。", "good")


class Look(Sheet):
    """The size of the type."""

    def __init__(self, desk: Desk) -> None:
        """Lay out the sizes."""
        super().__init__("字的大小")
        self._desk = desk
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        for size in theme.SCALES:
            made = QPushButton(f"{size}%")
            made.setCheckable(True)
            made.setAccessibleName(f"字的大小 {size}%")
            made.clicked.connect(partial(self._choose, size))
            self._group.addButton(made, size)
            row.addWidget(made)
        row.addStretch(1)
        self.note = label("", name="note")
        self.body.addLayout(row)
        self.body.addWidget(self.note)

    def refresh(self) -> None:
        """Mark the size that is kept."""
        kept = start.scale(self._desk.folder)
        self._group.button(kept).setChecked(True)
        self.note.setText("下次启动五有时，字的大小才会变。")

    def _choose(self, size: int) -> None:
        self._desk.memory.setValue(start.SCALE, str(size))
        self._desk.memory.sync()
        self.note.setText(f"已记下 {size}%，下次启动五有时生效。")


class Data(Sheet):
    """Where the data lies, and the copies of it."""

    def __init__(self, desk: Desk) -> None:
        """Lay out the folder and the backup."""
        super().__init__("数据和备份")
        self._desk = desk
        self._where = label(str(desk.folder))
        self.last = label("")
        row = QHBoxLayout()
        row.addWidget(button(Action("打开文件夹", self._open, icon="open")))
        row.addWidget(button(Action("立即备份", self._back_up, icon="save")))
        row.addStretch(1)
        self.body.addWidget(label("数据在这个文件夹里，不要在这里改动文件：", name="note"))
        self.body.addWidget(self._where)
        self.body.addWidget(self.last)
        self.body.addLayout(row)

    def refresh(self) -> None:
        """Say when the last copy was made."""
        last = backups.last(self._desk.folder)
        self.last.setText(f"✓ 上次备份 {last}，在同一文件夹的 backups 里" if last else "! 还没有备份过")
        set_tone(self.last, "good" if last else "warn")

    def _open(self) -> None:
        def show() -> None:
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._desk.folder))):
                raise UserError(f"打不开文件夹窗口。数据在 {self._desk.folder}，请自己打开。")

        self._desk.did(self, show)

    def _back_up(self) -> None:
        folder = self._desk.folder
        self._desk.did(
            self, lambda: self._desk.work(self, "正在备份", lambda db, _tell: backups.back_up(db, folder))
        )
        self.refresh()


class Rules(Sheet):
    """The rules in force, each with where it comes from and whether anybody confirmed it."""

    def __init__(self, desk: Desk) -> None:
        """Make it empty; `refresh` fills it."""
        super().__init__("现行规则")
        self._desk = desk
        self._list = QWidget()
        self.body.insertWidget(1, self._list)
        foot = QHBoxLayout()
        tip = "每一个数和出处；复制一份修改、看谁的学时增减再采用；年度结账"
        foot.addWidget(button(Action("学时规则和年度结账", self._open, tip=tip)))
        foot.addStretch(1)
        self.body.addLayout(foot)

    def _open(self) -> None:
        self._desk.open(RulesPage(self._desk))

    def refresh(self) -> None:
        """Read the rules in force today."""
        db, today = self._desk.db, self._desk.today()
        school = schools.own(db).id
        rule = rules.in_force(db, school=school, on=today)
        standard = checklist.standard(db, school=school, on=today)
        self.body.removeWidget(self._list)
        self._list.hide()
        self._list.deleteLater()
        self._list = QWidget()
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        for kind, title, source, since, status in (
            ("学时规则", rule.title, rule.source, rule.effective_from, rule.status),
            ("五有标准", standard.name, standard.source, standard.effective_from, standard.status),
        ):
            confirmed = status == "confirmed"
            if column.count():
                column.addSpacing(theme.px(12))
            column.addWidget(label(f"{kind}：{title}", name="strong"))
            said = "✓ 已确认" if confirmed else "! 待核：还没有经县级确认，数字仅供参考"
            column.addWidget(label(f"{said}；{since} 起", tone="good" if confirmed else "warn"))
            column.addWidget(label(f"依据：{source}", name="note"))
        self.body.insertWidget(1, self._list)
