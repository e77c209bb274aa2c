"""One township as its county sees it: the township's own pages, to be read only."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QTabBar

from app.school import parcels, schools
from app.ui import theme
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.certificates import CertificatesPage
from app.ui.pages.checklist import Checklist
from app.ui.pages.classes import ClassesPage
from app.ui.pages.hours import HoursPage
from app.ui.pages.members import Members
from app.ui.pages.reports import ReportsPage
from app.ui.pages.returns import from_page
from app.ui.pages.teachers import TeachersPage

TABS = {
    "五有建设": Checklist,
    "党员名册": Members,
    "培训班": ClassesPage,
    "学时台账": HoursPage,
    "师资课程": TeachersPage,
    "证书": CertificatesPage,
    "统计报表": ReportsPage,
}


class Township(Page):
    """Show the pages of one school beside each other as tabs; a page is made when it is first turned to."""

    help_topic = "township"

    def __init__(self, desk: Desk, school: int) -> None:
        """Lay out the tabs."""
        super().__init__(desk, "")
        self._school = school
        self._pages: dict[int, Page] = {}
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("这所党校的各页")
        for number, title in enumerate(TABS, start=1):
            self.tabs.setTabToolTip(self.tabs.addTab(title), f"{title} Alt+{number}")
        self._stack = QStackedWidget()
        self.tabs.currentChanged.connect(lambda _: self.refresh())
        self.body.setSpacing(theme.px(6))
        self.body.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._stack, 1)
        self.first = self.tabs
        tip = "把选中的一条退回去，写明原因和期限"
        self.set_actions(None, [Action("退回…", self.send_back, "Ctrl+R", tip, icon="undo")])

    def send_back(self) -> None:
        """Ask why the chosen record goes back to its school, and until when."""
        title = list(TABS)[self.tabs.currentIndex()]
        form = from_page(self.desk, self._page(), title=title, school=self._school)
        form.said.connect(self._returned)
        self.show_detail("退回", form, width=340)
        form.take_keyboard()

    def _returned(self, sentence: str) -> None:
        self.close_detail()
        self.say(sentence, "good")

    def refresh(self) -> None:
        """Read again the page turned to."""
        (whose,) = schools.rows(self.desk.db, [self._school])
        news = parcels.received(self.desk.db, school=self._school)
        since = f"第 {news[0].seq} 号数据包，{news[0].created[:16].replace('T', ' ')} 做成" if news else ""
        self.set_title(whose.full_name, f"只能查看 · {since}")
        page, turning = self._page(), self.tabs.hasFocus()
        self._stack.setCurrentWidget(page)
        page.refresh()
        if turning:
            # Whoever turns with the arrows goes on turning, whatever the page would like.
            self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def _page(self) -> Page:
        at = self.tabs.currentIndex()
        if at not in self._pages:
            made = list(TABS.values())[at](self.desk, school=self._school, read_only=True)
            made.set_within()
            self._pages[at] = made
            self._stack.addWidget(made)
        return self._pages[at]

    def topic(self) -> str:
        """Name the heading of the page turned to on show."""
        return f"{self.help_topic}#{list(TABS)[self.tabs.currentIndex()]}"

    def seek(self) -> None:
        """Go to the search field of the page turned to."""
        self._page().seek()

    def escape(self) -> bool:
        """Close what is open on the page turned to."""
        return self._page().escape() or super().escape()

    def take_keyboard(self) -> None:
        """Go to the tabs: the arrows turn, Tab goes into the page."""
        self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def sights(self) -> list[str]:
        """Name the tabs."""
        return list(TABS)

    def show_sight(self, name: str) -> None:
        """Turn to a tab."""
        self.tabs.setCurrentIndex(list(TABS).index(name))
