"""The page 设置: its sheets in two columns."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

import app
from app.ui import theme
from app.ui.desk import Desk
from app.ui.page import Page
from app.ui.pages.backups import BackupsPage
from app.ui.pages.certificates.settings import CertificateSheet
from app.ui.pages.changes import ChangesPage
from app.ui.pages.handovers import HandoverPage
from app.ui.pages.rules import ClassRulesPage
from app.ui.pages.settings.clerks import Clerks
from app.ui.pages.settings.data import Data
from app.ui.pages.settings.looks import Look
from app.ui.pages.settings.names import Names
from app.ui.pages.settings.passphrase import Passphrase
from app.ui.pages.settings.recovery import Recovery
from app.ui.pages.settings.rules import Rules
from app.ui.pages.settings.updates import Updates

NARROW = 900
BACKUPS, CHANGES, HANDING, CLASSES = "备份和恢复", "更改记录", "交接给下一任", "办班规则"


class Settings(Page):
    """Keep what this desk is set to; every fact is kept as it is entered."""

    help_topic = "settings"

    def __init__(self, desk: Desk) -> None:
        """Lay out the sheets in two columns."""
        super().__init__(desk, "设置")
        self.names = Names(desk)
        self.passphrase = Passphrase(desk)
        self.passphrase.set_.connect(self.refresh)
        self.clerks = Clerks(self)
        self.recovery = Recovery(self)
        self.data = Data(desk)
        self.updates = Updates(desk)
        papers = (CertificateSheet(desk),) if desk.level == "township" else ()
        self._sheets = (
            *(self.names, self.data, self.updates, Rules(desk), *papers),
            *(self.passphrase, self.clerks, self.recovery, Look(desk)),
        )
        half = len(self._sheets) - 4
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, sheets in ((left, self._sheets[:half]), (right, self._sheets[half:])):
            column.setSpacing(theme.px(14))
            for sheet in sheets:
                column.addWidget(sheet)
            column.addStretch(1)
        self._beside_wide = 0
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

    def sights(self) -> list[str]:
        """Name the pages that are reached from here."""
        return [BACKUPS, CHANGES, HANDING, CLASSES]

    def show_sight(self, name: str) -> None:
        """Show one of them."""
        steps = {BACKUPS: "backups", CHANGES: "changes", HANDING: "handovers", CLASSES: "class_rules"}
        self.open_target(0, steps[name])

    def open_target(self, target: int, step: str) -> None:
        """Lay over one of the pages reached from here, or ask for the paper with the recovery code."""
        if step == "backups":
            self.desk.open(BackupsPage(self.desk))
        elif step == "changes":
            self.desk.open(ChangesPage(self.desk))
        elif step == "handovers":
            self.desk.open(HandoverPage(self.desk))
        elif step == "class_rules":
            self.desk.open(ClassRulesPage(self.desk))
        elif step == "recovery":
            self.recovery.ask_letters()

    def show_detail(self, title: str, content: QWidget, *, width: int = 320) -> None:
        """Open a panel beside the sheets, which then stand under each other."""
        super().show_detail(title, content, width=width)
        self._beside_wide = width
        self._arrange()

    def close_detail(self) -> bool:
        """Close it and give the sheets their room back."""
        closed = super().close_detail()
        self._beside_wide = 0
        self._arrange()
        return closed

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the columns under each other where there is no room beside."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        ways = QBoxLayout.Direction
        room = self.width() - theme.px(self._beside_wide)
        self._both.setDirection(ways.LeftToRight if room >= theme.px(NARROW) else ways.TopToBottom)
