"""A start on data that does not open: what happened in calm words, and the roads that lead on.

Nothing is deleted on any of them: what is there moves aside whole.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app import paths
from app.errors import Cancelled, UserError
from app.explain import explain
from app.jobs import backups, rescues, restores
from app.jobs.backups import Backup
from app.progress import Tell
from app.ui import messages, theme, waiting
from app.ui.cards import Sheet, label
from app.ui.copies_table import CopiesTable
from app.ui.fields import Form
from app.ui.messages import Notice
from app.ui.page import Action, button
from db import keyring
from db.faults import BadKeyring, Damaged, NewerRegister, Tampered, WrongKey

WHAT = "数据打不开，先不要慌"
OLDER = "程序比数据旧，请安装新版本"
STAYS = "什么都没有删去，也请您不要删除或改动文件。"
HAPPENED = {
    Damaged: "数据文件有损坏，多半是断电或磁盘故障造成的。",
    WrongKey: "数据文件打不开：它的开头已经损坏，或密钥与它不符。",
    Tampered: "数据文件里记录更改的机制被动过，为免记录不可信，没有打开它。",
    BadKeyring: "密钥文件 keys.json 不见了或读不出来，数据本身可能完好。",
}
MISSING = "数据文件 school.db 不见了，可能被移走或删去了。"
RESCUE = "救出能读的记录"
FIND_KEY = "从备份旁边找回密钥"
RESTORE = "用选中的备份恢复"


class Rescue(QWidget):
    """Say what happened and lead on: read what can be read, or take a checked copy."""

    rescued = Signal(object)
    """The register opens again, with this passphrase or None."""

    def __init__(
        self, folder: Path, error: Exception, *, passphrase: str | None, clock: Callable[[], int]
    ) -> None:
        """Lay out what there is to choose from; `passphrase` is what was typed a moment ago."""
        super().__init__()
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("五有 · 数据打不开")
        self._folder, self._passphrase, self._clock = folder, passphrase, clock
        newer = isinstance(error, NewerRegister)
        self.happened = label(
            explain(error) or "" if newer else f"{HAPPENED.get(type(error), MISSING)}{STAYS}"
        )
        self.notice = Notice(self)
        memory = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self.table = CopiesTable(lambda: backups.find(folder), memory=memory)
        self.table.chosen.connect(lambda _: self._tell_figures())
        self.figures = label("", name="note")
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.form = Form()
        self.form.row("口令", self.field, hint="设过口令的，要输入口令才能救出或恢复。")
        self.form.setVisible(passphrase is None and self._asks())
        self.sheet = Sheet(OLDER if newer else WHAT)
        self.sheet.setMaximumWidth(theme.px(900))
        self.sheet.body.addWidget(self.happened)
        self.sheet.body.addWidget(self.form)
        self.sheet.body.addLayout(self._first_road(error))
        self.sheet.body.addWidget(label("做过的备份（恢复以后，备份之后的更改要补录）：", name="strong"))
        self.sheet.body.addWidget(self.table, 1)
        self.sheet.body.addWidget(self.figures)
        self.sheet.body.addLayout(self._foot())
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(28)] * 4)
        column.addWidget(self.notice)
        row = QHBoxLayout()
        row.addWidget(self.sheet)
        column.addLayout(row, 1)
        self.resize(theme.px(960), theme.px(700))
        self.table.refresh()
        if backups.find(folder):
            self.table.select_id(0)

    def _first_road(self, error: Exception) -> QHBoxLayout:
        row = QHBoxLayout()
        if isinstance(error, BadKeyring):
            tip = "备份旁边都有一份密钥；找得到能打开数据的，放回原处，数据一条不少"
            self.road = button(Action(FIND_KEY, self.find_keyring, tip=tip), kind="primary")
            row.addWidget(self.road)
        elif isinstance(error, Damaged):
            tip = "能读出来的都读到一个新文件里，读不出来的一项一项说明；原文件留着"
            self.road = button(Action(RESCUE, self.rescue, tip=tip), kind="primary")
            row.addWidget(self.road)
            row.addWidget(label("读得出来的都留下，最近的更改也在；读不全的会逐项说明。", name="note"), 1)
            return row
        row.addStretch(1)
        return row

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.addWidget(button(Action("打开文件夹", self._open_folder, icon="open")))
        foot.addStretch(1)
        self.restore_button = button(Action(RESTORE, self._ask_restore))
        self.restore_button.setEnabled(bool(backups.find(self._folder)))
        foot.addWidget(self.restore_button)
        return foot

    def _asks(self) -> bool:
        """Tell whether a passphrase is needed: where any keyring is locked or cannot be read."""
        rings = [paths.keyring(self._folder), *(one.ring for one in backups.find(self._folder))]
        try:
            return any(keyring.has_passphrase(ring) for ring in rings)
        except BadKeyring:
            return True

    def _given(self) -> str | None:
        return self._passphrase or self.field.text() or None

    def _tell_figures(self) -> None:
        one = self.table.chosen_copy()
        if one is None:
            return
        try:
            then = restores.compare(None, one).then
        except UserError as error:
            self.figures.setText(str(error))
        else:
            said = "，".join(f"{noun} {count:,}" for noun, count in then.items() if count)
            self.figures.setText(f"选中的备份里有：{said or '还没有记录'}。")

    # the roads

    def rescue(self) -> None:
        """Read what can be read into a new file, and spell out what could not be saved."""

        def job(tell: Tell) -> restores.Restored:
            return restores.rescue(self._folder, clock=self._clock, passphrase=self._given(), tell=tell)

        done = self._try("正在救出能读的记录", job)
        if isinstance(done, restores.Restored):
            self._tell_result(done)

    def find_keyring(self) -> None:
        """Put the keyring beside a copy back in its place."""

        def job(_: Tell) -> bool:
            rescues.find_keyring(self._folder, self._given())
            return True

        if self._try("正在找回密钥", job):
            self.rescued.emit(self._given())

    def _ask_restore(self) -> None:
        one = self.table.chosen_copy()
        if one is None:
            self.notice.tell("请先在列表里选一份备份。", "warn")
            return
        question = (
            f"用 {one.made_at[:16].replace('T', ' ')} 的备份恢复？\n"
            "这份备份之后的更改不在里面，要重新录入。打不开的文件整个移到旁边，不删除。"
        )
        if messages.ask(self, question, yes="恢复", no="先不恢复", grave=True):
            self.restore(one)

    def restore(self, one: Backup) -> None:
        """Put a copy in the register's place and say where what was there lies now."""

        def job(_: Tell) -> restores.Restored:
            return rescues.go_back(self._folder, one, clock=self._clock, passphrase=self._given())

        done = self._try("正在恢复", job)
        if isinstance(done, restores.Restored):
            self._tell_result(done)

    def _try(self, title: str, job: Callable[[Tell], object]) -> object:
        try:
            return waiting.wait(self, title, job)
        except Cancelled:
            return None
        except Exception as error:  # said where the person is; what is our bug goes on to the log
            messages.tell_error(self, error)
            return None

    def _tell_result(self, done: restores.Restored) -> None:
        """Show in place of the choices what could be saved and what not."""
        self.sheet.hide()
        lost = rescues.losses(self._folder, done)
        result = Sheet("可以接着用了")
        result.setMaximumWidth(theme.px(900))
        result.body.addWidget(label(rescues.said(done)))
        if lost:
            result.body.addWidget(label("没有救全的：", name="strong"))
            for line in lost:
                result.body.addWidget(label(f"· {line}", tone="warn"))
            result.body.addWidget(
                label("缺的请对照纸质材料补录，或向上级要最近收到的数据包核对。", name="note")
            )
        go_on = button(Action("打开五有", partial(self.rescued.emit, self._given())), kind="primary")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(go_on)
        result.body.addLayout(row)
        result.body.addStretch(1)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(result)
        result.show()
        self.result = result
        go_on.setFocus()

    def _open_folder(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))):
            self.notice.tell(f"打不开文件夹窗口。数据在 {self._folder}，请自己打开。", "warn")
