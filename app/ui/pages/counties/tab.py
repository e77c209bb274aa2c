"""Tabs of a county's pages: what all of them are given, and the page that holds them."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from app.jobs import files as keeping
from app.progress import Tell
from app.ui import files
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.counties.gathering import Gathering
from app.ui.preview import PreviewPage
from app.ui.theme import px
from db.register import Register

Made = Callable[[Register, Tell], bytes]
# So many years back can be looked at: a county's register is kept that long.
YEARS = 5


class Tab(QWidget):
    """A tab without content; `title` is what it is called."""

    title = ""
    first: QWidget | None = None
    """Where the keyboard is when the tab comes up."""

    def __init__(self, desk: Desk, page: Page, gathering: Gathering) -> None:
        """Lay out an empty column."""
        super().__init__()
        self.desk, self.page, self.gathering, self.year = desk, page, gathering, 0
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, px(12), 0, 0)
        self.column.setSpacing(px(12))

    def fill(self, year: int) -> None:
        """Work out and show a year."""
        self.year = year

    def offered(self) -> tuple[Action | None, Sequence[Action]]:
        """Give the page's buttons while this tab is on show."""
        return None, ()

    def preview(self, title: str, make: Made) -> None:
        """Make a paper and show it as it will be printed."""
        data = self._made(title, make)
        if data is not None:
            self.desk.did(
                self.page, lambda: self.desk.open(PreviewPage(self.desk, title, data, f"{title}.pdf"))
            )

    def export(self, title: str, make: Made) -> None:
        """Ask where to, make a workbook and keep it there."""
        path = files.place_for(self.desk, self.page, "导出表格", f"{title}.xlsx", files.WORKBOOK)
        if path is not None:
            self.export_to(path, title, make)

    def export_to(self, path: Path, title: str, make: Made) -> None:
        """Make a workbook and keep it in a file."""
        data = self._made(title, make)
        if data is not None and self.desk.did(self.page, lambda: keeping.keep(path, data)):
            self.page.say(f"已导出到 {path}。", "good")

    def _made(self, title: str, make: Made) -> bytes | None:
        return self.desk.act(self.page, lambda: self.desk.work(self.page, f"正在排{title}", make))


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
