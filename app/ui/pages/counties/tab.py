"""Tabs of a county's pages: what all of them are given, and the page that holds them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QScrollArea, QTabWidget, QWidget

from app.ui.desk import Desk
from app.ui.page import Page
from app.ui.pages.counties.gathering import Gathering
from app.ui.pages.yearly import YearTab

# So many years back can be looked at: a county's register is kept that long.
YEARS = 5


class Tab(YearTab):
    """A tab without content; `gathering` brings figures up to date before they are shown."""

    def __init__(self, desk: Desk, page: Page, gathering: Gathering) -> None:
        """Lay out an empty column."""
        super().__init__(desk, page)
        self.gathering = gathering


class TabbedPage(Page):
    """A page of tabs and a year; a tab is worked out when somebody turns to it."""

    help_topic = "counties"

    def __init__(self, desk: Desk, title: str, kinds: Sequence[type[Tab]]) -> None:
        """Lay out the year and the tabs."""
        super().__init__(desk, title)
        self._title = title
        self._gathering = Gathering(desk, self)
        self.years = QComboBox()
        self.years.setAccessibleName("年份")
        this = int(desk.today()[:4])
        for year in range(this, this - YEARS, -1):
            self.years.addItem(f"{year} 年", year)
        self.years.currentIndexChanged.connect(lambda: self.refresh())
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setExpanding(False)
        self.tabs.tabBar().setAccessibleName(f"{title}的各页")
        self.shown = [kind(desk, self, self._gathering) for kind in kinds]
        for number, one in enumerate(self.shown):
            self.tabs.addTab(one, one.title)
            self.tabs.setTabToolTip(number, f"{one.title} Alt+{number + 1}")
            QShortcut(QKeySequence(f"Alt+{number + 1}"), self, partial(self.tabs.setCurrentIndex, number))
        self.tabs.setCornerWidget(self.years)
        self.tabs.currentChanged.connect(lambda: self._turned())
        self.body.addWidget(self.tabs, 1)
        self.first = self.shown[0].first

    def tab(self) -> Tab:
        """Give the tab on show."""
        return self.shown[self.tabs.currentIndex()]

    def topic(self) -> str:
        """Name the heading of the tab on show."""
        return f"{self.help_topic}#{self.tab().title}"

    def refresh(self) -> None:
        """Work the tab on show out again."""
        year = int(self.years.currentData())
        self.set_title(self._title, f"{year} 年")
        self.tab().fill(year)
        self.set_actions(*self.tab().offered())

    def _turned(self) -> None:
        self.close_detail()
        self.first = self.tab().first
        self.refresh()

    def open_target(self, target: int, step: str) -> None:
        """Open a tab by its title."""
        titles = [one.title for one in self.shown]
        if step in titles:
            self.tabs.setCurrentIndex(titles.index(step))

    def sights(self) -> list[str]:
        """Name the tabs after the first."""
        return [one.title for one in self.shown[1:]]

    def show_sight(self, name: str) -> None:
        """Turn to a tab."""
        self.open_target(0, name)


def scrolled(widget: QWidget) -> QScrollArea:
    """Give a widget room to be as high as it needs."""
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    return area
