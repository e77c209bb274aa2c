"""Where the data lies, the copies of it, its record of changes, and whether it is whole."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout

from app.errors import UserError
from app.jobs import backups, checkups, clocks
from app.jobs.checkups import Checkup
from app.progress import Tell
from app.school import precautions, schools
from app.ui import messages
from app.ui.cards import Sheet, label, set_tone
from app.ui.desk import Desk
from app.ui.page import Action, button
from app.ui.pages.backups import BackupsPage
from app.ui.pages.changes import ChangesPage
from app.ui.pages.handovers import TITLE as HANDING
from app.ui.pages.handovers import HandoverPage
from db.register import Register


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
        self.clock = label("", tone="warn")
        self._clock_is_right = button(
            Action("时间没有错", self.trust_clock, tip="看过电脑的日期和时间，是对的")
        )
        self.checked = label("", name="note")
        more = QHBoxLayout()
        more.addWidget(
            button(
                Action(
                    "备份和恢复…", lambda: desk.open(BackupsPage(desk)), tip="看每一份备份，恢复，另存到U盘"
                )
            )
        )
        more.addWidget(
            button(
                Action("更改记录…", lambda: desk.open(ChangesPage(desk)), tip="谁在什么时候把什么改成了什么")
            )
        )
        more.addWidget(
            button(
                Action(
                    f"{HANDING}…",
                    lambda: desk.open(HandoverPage(desk)),
                    tip="全部数据做成一个加密的文件，交给接任的人",
                )
            )
        )
        more.addWidget(button(Action("核对数据", self.look_over, tip="把数据文件和更改记录整个核对一遍")))
        more.addStretch(1)
        self.body.addWidget(label("数据在这个文件夹里，不要在这里改动文件：", name="note"))
        self.body.addWidget(self._where)
        self.body.addWidget(self.last)
        self.body.addLayout(row)
        self.body.addWidget(self.checked)
        self.body.addLayout(more)
        self.body.addWidget(self.clock)
        self.body.addWidget(self._clock_is_right, 0, Qt.AlignmentFlag.AlignLeft)

    def refresh(self) -> None:
        """Say when the last copy was made."""
        last = backups.last(self._desk.folder)
        self.last.setText(f"✓ 最近一次验证可恢复 {last}" if last else "! 还没有备份过")
        set_tone(self.last, "good" if last else "warn")
        on = schools.setting(self._desk.db, precautions.CHECKED_ON)
        self.checked.setText(
            f"数据文件每周自动核对一次，上次是 {on}。" if on else "数据文件每周自动核对一次。"
        )
        doubt = clocks.doubt(self._desk.db, now_ms=self._desk.db.clock())
        self.clock.setText(doubt)
        self.clock.setVisible(bool(doubt))
        self._clock_is_right.setVisible(bool(doubt))

    def trust_clock(self) -> None:
        """Note that a person looked at the clock and called it right."""
        db = self._desk.db
        if self._desk.did(self, lambda: precautions.trust_clock(db, now_ms=db.clock())):
            messages.say(self, "记下了：现在的时间没有错。", "good")
        self.refresh()

    def look_over(self) -> None:
        """Look the file over and walk the chain now, and say what was found."""
        today = self._desk.today()

        def job(db: Register, tell: Tell) -> Checkup:
            return checkups.look_over(db, today=today, tell=tell)

        found = self._desk.act(self, lambda: self._desk.work(self, "正在核对数据", job))
        if found is not None:
            whole = not found.wrong and found.broken is None
            messages.say(self, found.said, "good" if whole else "bad")
        self.refresh()

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
