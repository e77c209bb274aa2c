"""统计报表: five tabs of one year."""

from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QTabWidget

from app.school import classes, rules, schools
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.page import Action, Page
from app.ui.pages.reports.calls import CallsTab
from app.ui.pages.reports.coverages import CoverageTab
from app.ui.pages.reports.forecasts import ForecastTab
from app.ui.pages.reports.hours import HoursTab
from app.ui.pages.reports.tab import Tab
from app.ui.pages.reports.training import TrainingTab
from app.ui.pages.upper_forms import UpperFormsPage

TABS: tuple[type[Tab], ...] = (ForecastTab, CoverageTab, CallsTab, HoursTab, TrainingTab)


class ReportsPage(Page):
    """Show one tab of a year; the others are worked out when somebody turns to them."""

    help_topic = "reports"

    def __init__(self, desk: Desk, *, school: int | None = None, read_only: bool = False) -> None:
        """Lay out the year and the tabs of `school`, the own one where it is None; `read_only` only looks."""
        super().__init__(desk, "统计报表")
        self._school = schools.own(desk.db).id if school is None else school
        self._read_only = read_only
        self.years = QComboBox()
        self.years.setAccessibleName("年份")
        self.years.currentIndexChanged.connect(lambda: self._fill())
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setExpanding(False)
        self.tabs.tabBar().setAccessibleName("统计报表的各页")
        self.shown = [kind(desk, self, school=self._school) for kind in TABS]
        for number, one in enumerate(self.shown):
            one.read_only = read_only
            self.tabs.addTab(one, one.title)
            self.tabs.setTabToolTip(number, f"{one.title} Alt+{number + 1}")
            QShortcut(QKeySequence(f"Alt+{number + 1}"), self, partial(self.tabs.setCurrentIndex, number))
        bar = Flow()
        bar.add(self.years)
        self.tabs.setCornerWidget(self.years)
        self.tabs.currentChanged.connect(lambda: self._turned())
        self.body.addWidget(self.tabs, 1)
        self.set_hint("点数字看是哪些人 · 停在数字上看口径 · Alt+1 到 Alt+5 换页 · Ctrl+P 打印 · Ctrl+E 导出")

    def year(self) -> int:
        """Give the year on show."""
        return int(self.years.currentData())

    def tab(self) -> Tab:
        """Give the tab on show."""
        return self.shown[self.tabs.currentIndex()]

    def topic(self) -> str:
        """Name the heading of the tab on show."""
        return f"{self.help_topic}#{self.tab().title}"

    def refresh(self) -> None:
        """Work the tab on show out again."""
        this = int(self.desk.today()[:4])
        held = classes.rows(self.desk.db, classes.find(self.desk.db, school=self._school))
        years = sorted({this, *(one.year for one in held)}, reverse=True)
        if years != [self.years.itemData(at) for at in range(self.years.count())]:
            chosen = self.years.currentData() or this
            self.years.blockSignals(True)
            self.years.clear()
            for year in years:
                self.years.addItem(f"{year} 年", year)
            self.years.setCurrentIndex(max(0, self.years.findData(chosen)))
            self.years.blockSignals(False)
        self._fill()

    def _fill(self) -> None:
        rule = rules.in_force(self.desk.db, school=self._school, on=f"{self.year()}-12-31")
        unsure = "，待县级确认" if rule.status != "confirmed" else ""
        self.set_title("统计报表", f"{self.year()} 年 · {rule.title}{unsure}")
        self.tab().fill(self.year())
        primary, quiet = self.tab().offered()
        if self._read_only:
            # Looking is printing too, but nothing here asks to be done.
            primary, quiet = None, [*([primary] if primary else []), *quiet]
        elif isinstance(self.tab(), TrainingTab):
            tip = "县里、市里发来的表，收下一次，随时填好"
            quiet = [*quiet, Action("上级表格", self.open_upper_forms, tip=tip)]
        self.set_actions(primary, quiet)

    def _turned(self) -> None:
        self.close_detail()
        self.first = self.tab().first
        if self.years.count():
            self._fill()

    def open_upper_forms(self) -> None:
        """Lay the forms of the upper level over this page."""
        self.desk.open(UpperFormsPage(self.desk))

    def open_target(self, target: int, step: str) -> None:
        """Open a tab by its title."""
        titles = [one.title for one in self.shown]
        if step in titles:
            self.tabs.setCurrentIndex(titles.index(step))

    def sights(self) -> list[str]:
        """Name the tabs after the first, and the people whom nothing reached."""
        return [*(one.title for one in self.shown[1:]), "漏训名单"]

    def show_sight(self, name: str) -> None:
        """Show one of them."""
        titles = [one.title for one in self.shown]
        self.tabs.setCurrentIndex(titles.index(name) if name in titles else titles.index(CoverageTab.title))
        tab = self.tab()
        if name not in titles and isinstance(tab, CoverageTab):
            tab.missed()
