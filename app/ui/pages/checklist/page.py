"""五有建设: the tabs beside each other, and the page's title and buttons as the tab on show wants them."""

from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QTabWidget

from app.ui.desk import Desk
from app.ui.page import Page
from app.ui.pages.checklist.assessing import Assessing
from app.ui.pages.checklist.binder import BinderTab
from app.ui.pages.checklist.evidence import EvidenceTab
from app.ui.pages.checklist.rectifying import Rectifying
from app.ui.pages.checklist.registers import RegistersTab
from app.ui.pages.checklist.standing import Standing
from app.ui.pages.checklist.tab import Tab

TABS: tuple[type[Tab], ...] = (Standing, RegistersTab, EvidenceTab, Assessing, Rectifying, BinderTab)
"""The tabs in their order; each is made when it is first turned to."""


class Checklist(Page):
    """Show how a school stands against its standard, one tab at a time."""

    help_topic = "checklist"

    def __init__(self, desk: Desk, *, school: int | None = None, read_only: bool = False) -> None:
        """Show `school`, the own one where it is None; `read_only` only looks."""
        super().__init__(desk, "五有建设")
        self._offered: list[tuple[str, str]] | None = None
        self.shown = [kind(desk, school=school, read_only=read_only) for kind in TABS]
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setExpanding(False)
        self.tabs.tabBar().setAccessibleName("五有建设的各页")
        for number, one in enumerate(self.shown, start=1):
            at = self.tabs.addTab(one, one.title)
            if school is None:
                self.tabs.setTabToolTip(at, f"{one.title} Alt+{number}")
                QShortcut(QKeySequence(f"Alt+{number}"), self, partial(self.tabs.setCurrentIndex, at))
        self.tabs.currentChanged.connect(lambda _: self._turned())
        self.body.addWidget(self.tabs, 1)
        self.first = self.tab().first
        self._share_height()

    def tab(self) -> Tab:
        """Give the tab on show."""
        return self.shown[self.tabs.currentIndex()]

    def turn_to(self, kind: type[Tab]) -> Tab:
        """Turn to the tab of a kind and give it."""
        at = next(at for at, one in enumerate(self.shown) if isinstance(one, kind))
        self.tabs.setCurrentIndex(at)
        return self.shown[at]

    def refresh(self) -> None:
        """Read the tab on show again."""
        tab = self.tab()
        tab.fill()
        self.help_topic = tab.help_topic
        self.search = tab.search
        self.set_title("五有建设", tab.note())
        self.set_hint("" if tab.read_only else tab.hint)
        self._offer(tab)

    @property
    def settled(self) -> bool:
        """Tell whether the tab on show stands."""
        return self.tab().settled

    def _share_height(self) -> None:
        """Let the tab on show alone say how much room is needed: the others must not make the page scroll."""
        for one in self.shown:
            asks = QSizePolicy.Policy.Preferred if one is self.tab() else QSizePolicy.Policy.Ignored
            one.setSizePolicy(QSizePolicy.Policy.Preferred, asks)

    def _offer(self, tab: Tab) -> None:
        """Put the tab's buttons at the top; those that stay the same are kept, the keyboard may be in one."""
        primary, quiet = tab.offered()
        said = [(tab.title, one.text + one.key + str(one.enabled)) for one in [*quiet, primary] if one]
        if said != self._offered:
            self._offered = said
            tab.buttons = self.set_actions(primary, quiet)
        tab.placed()

    def _turned(self) -> None:
        self.close_detail()
        self.notice.clear()
        self._share_height()
        self.first = self.tab().first
        self.refresh()

    def begin(self) -> None:
        """Begin what the tab on show is there for."""
        self.tab().begin()

    def open_target(self, target: int, step: str) -> None:
        """Turn to the tab whose thing it is, or that is called so."""
        for at, one in enumerate(self.shown):
            if one.title == step:
                self.tabs.setCurrentIndex(at)
                return
        for at, one in enumerate(self.shown):
            if one.open_target(target, step):
                self.tabs.setCurrentIndex(at)
                return

    def may_close(self) -> bool:
        """Ask every tab: what was typed and is not kept would be lost."""
        return all(one.may_close() for one in self.shown)

    def escape(self) -> bool:
        """Close what is open on the tab first."""
        return self.tab().escape() or super().escape()

    def sights(self) -> list[str]:
        """Name the tabs after the first, and what each has to show."""
        return [
            *(one.title for one in self.shown[1:]),
            *(name for one in self.shown for name in one.sights()),
        ]

    def show_sight(self, name: str) -> None:
        """Show one of them."""
        for at, one in enumerate(self.shown):
            if name == one.title or name in one.sights():
                self.tabs.setCurrentIndex(at)
                if name != one.title:
                    one.show_sight(name)
