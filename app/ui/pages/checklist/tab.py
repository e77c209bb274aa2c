"""One tab of 五有建设: what all of them are given and can do."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.school import schools
from app.ui import messages, theme
from app.ui.desk import Desk
from app.ui.page import Action


class Tab(QWidget):
    """A tab without content; `title` is what it is called, `hint` stands at the foot of the page."""

    title = ""
    hint = ""
    help_topic = "checklist"

    def __init__(self, desk: Desk, *, school: int | None = None, read_only: bool = False) -> None:
        """Lay out an empty column for `school`, the own one where it is None; `read_only` only looks."""
        super().__init__()
        self.desk = desk
        self.read_only = read_only
        self._school = school
        self.first: QWidget | None = None
        """Where the keyboard is when the tab comes up."""
        self.search: QLineEdit | None = None
        """Where Ctrl+F goes."""
        self.buttons: list[QPushButton] = []
        """The page's buttons as `offered`, the primary one last, while this tab is on show."""
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, theme.px(12), 0, 0)
        self.column.setSpacing(theme.px(12))

    def hasHeightForWidth(self) -> bool:
        """Say no: lines that wrap take their room from the list, and the page need not scroll for them."""
        return False

    def minimumSizeHint(self) -> QSize:
        """Ask for what wrapped lines need beside the least of a list: where that lacks, the page scrolls."""
        asked, wrapped = super().minimumSizeHint(), self.column.totalMinimumHeightForWidth(self.width())
        return QSize(asked.width(), max(asked.height(), wrapped))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask anew where lines wrap otherwise."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def school(self) -> int:
        """Give the school on show."""
        return schools.own(self.desk.db).id if self._school is None else self._school

    def say(self, sentence: str, tone: theme.Tone = "plain") -> None:
        """Say a sentence in the page's strip."""
        messages.say(self, sentence, tone)

    # what a tab overrides

    def fill(self) -> None:
        """Read again what the tab shows; called when it is turned to and after every change."""

    @property
    def settled(self) -> bool:
        """Tell whether all that the tab shows stands."""
        return True

    def note(self) -> str:
        """Give the muted words beside the page's title."""
        return ""

    def offered(self) -> tuple[Action | None, Sequence[Action]]:
        """Give the page's buttons while this tab is on show: the primary one and the quiet ones."""
        return None, ()

    def placed(self) -> None:
        """Look at the new `buttons`, to mark one as pressed for instance."""

    def begin(self) -> None:
        """Begin what the tab is there for, asked for from elsewhere."""

    def open_target(self, target: int, step: str) -> bool:
        """Show one thing of the tab; say whether it is this tab's."""
        return False

    def may_close(self) -> bool:
        """Say whether the page may go away; ask the person first where something typed would be lost."""
        return True

    def escape(self) -> bool:
        """Close what is open on the tab; say whether there was anything."""
        return False

    def sights(self) -> list[str]:
        """Name what else the tab has to show, for a tour of the window."""
        return []

    def show_sight(self, name: str) -> None:
        """Show one of `sights`."""
