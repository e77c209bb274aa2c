"""A page of tabs that each have their own list, buttons and panels."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.theme import px


class Tab(QWidget):
    """One tab; it shows its panels beside the page it stands in."""

    title = ""

    def __init__(self, page: Page) -> None:
        """Make an empty one."""
        super().__init__()
        self.page, self.desk = page, page.desk
        self.first: QWidget = self
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, px(12), 0, 0)
        self.column.setSpacing(px(10))

    def fill(self) -> None:
        """Read again what the tab shows."""

    def count(self) -> int:
        """Count what waits on the tab, for its name."""
        return 0

    def offered(self) -> tuple[Action | None, list[Action]]:
        """Give the buttons of the page while the tab is on show."""
        return None, []

    def open_target(self, target: int, step: str) -> bool:
        """Show one thing of the tab; say whether it is this tab's."""
        return False

    def done(self, sentence: str) -> None:
        """Say what was done, and close the panel it was done in."""
        self.page.close_detail()
        self.page.say(sentence, "good")


class Tabbed(Page):
    """Show tabs; the buttons at the top are those of the tab on show."""

    def __init__(self, desk: Desk, title: str, makers: Sequence[Callable[[Page], Tab]]) -> None:
        """Lay out the tabs."""
        super().__init__(desk, title)
        self._name = title
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setExpanding(False)
        self.tabs.tabBar().setAccessibleName(f"{title}的各页")
        self.shown = [make(self) for make in makers]
        for at, one in enumerate(self.shown):
            self.tabs.addTab(one, one.title)
            self.tabs.setTabToolTip(at, f"{one.title} Alt+{at + 1}")
            QShortcut(QKeySequence(f"Alt+{at + 1}"), self, partial(self.tabs.setCurrentIndex, at))
        self.tabs.currentChanged.connect(lambda _: self._turned())
        self.body.addWidget(self.tabs, 1)
        self._turned()

    def tab(self) -> Tab:
        """Give the tab on show."""
        return self.shown[self.tabs.currentIndex()]

    def topic(self) -> str:
        """Name the heading of the tab on show."""
        return f"{self.help_topic}#{self.tab().title}"

    def refresh(self) -> None:
        """Read every tab again: each says in its name what waits on it."""
        for at, one in enumerate(self.shown):
            one.fill()
            many = one.count()
            self.tabs.setTabText(at, f"{one.title} {many}" if many else one.title)
        self.set_actions(*self.tab().offered())

    def _turned(self) -> None:
        self.close_detail()
        self.first = self.tab().first
        self.set_actions(*self.tab().offered())

    def begin(self) -> None:
        """Press the first button of the tab on show."""
        primary, _ = self.tab().offered()
        if primary is not None:
            primary.run()

    def open_target(self, target: int, step: str) -> None:
        """Turn to the tab whose thing it is."""
        for at, one in enumerate(self.shown):
            if one.open_target(target, step):
                if self.tabs.currentIndex() != at:
                    # Turning closes what was opened beside the tab before.
                    self.tabs.setCurrentIndex(at)
                    one.open_target(target, step)
                return

    def sights(self) -> list[str]:
        """Name the tabs after the first."""
        return [one.title for one in self.shown[1:]]

    def show_sight(self, name: str) -> None:
        """Turn to a tab."""
        self.tabs.setCurrentIndex([one.title for one in self.shown].index(name))
