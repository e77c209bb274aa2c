"""A draft on show: figures that narrow, and its rows, differences, columns, branches and sheets."""

from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.jobs import rosters
from app.ui import theme
from app.ui.cards import Card
from app.ui.flow import Flow
from app.ui.pages.members.inbox.branches import BranchesView
from app.ui.pages.members.inbox.clerk import Clerk
from app.ui.pages.members.inbox.columns import ColumnsView
from app.ui.pages.members.inbox.differing import DifferencesView
from app.ui.pages.members.inbox.rows import DOUBTS, RowsView
from app.ui.pages.members.inbox.sheets import SheetsView
from app.ui.pages.members.inbox.words import DOUBTFUL, DOUBTFUL_MEANT, MEANT, TONES, asks

ROWS, DIFFERING, COLUMNS, BRANCHES, SHEETS = range(5)
TITLES = ("各行", "与名册不同", "各列是什么", "支部", "工作表")


class PlanView(QWidget):
    """Show what a draft comes to."""

    def __init__(self, clerk: Clerk) -> None:
        """Lay it out empty."""
        super().__init__()
        self._clerk = clerk
        self._stale = True
        self.cards = {
            verdict: Card(words, "0", press=partial(self._narrow, verdict))
            for verdict, words in rosters.VERDICTS.items()
        }
        self.cards[DOUBTS] = Card(DOUBTFUL, "0", press=partial(self._narrow, DOUBTS))
        self.rows = RowsView(clerk)
        self.differing = DifferencesView(clerk)
        self.columns = ColumnsView(clerk)
        self.branches = BranchesView(clerk)
        self.sheets = SheetsView(clerk)
        self._views = (self.rows, self.differing, self.columns, self.branches, self.sheets)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("看哪一方面")
        self._stack = QStackedWidget()
        for at, (title, view) in enumerate(zip(TITLES, self._views, strict=True)):
            self.tabs.addTab(title)
            self.tabs.setTabToolTip(at, f"{title} Alt+{at + 1}")
            self._stack.addWidget(view)
            QShortcut(QKeySequence(f"Alt+{at + 1}"), self, partial(self.show_tab, at))
        self.tabs.currentChanged.connect(self._on_tab)
        self.table, self.model, self.search = self.rows.table, self.rows.model, self.rows.search
        figures = QHBoxLayout()
        figures.setSpacing(theme.px(12))
        for card in self.cards.values():
            figures.addWidget(card)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(figures)
        beside = Flow()
        beside.add(self.tabs, 1)
        beside.add(self.rows.tools)
        column.addLayout(beside)
        column.addWidget(self._stack, 1)

    def show_draft(self) -> None:
        """Show the clerk's draft as it is now."""
        draft, plans = self._clerk.draft, self._clerk.plans
        self.rows.show_plans(plans)
        if self.rows.only and not self.model.ids:
            # The last of them is decided: an empty list would only have to be left.
            self.rows.narrow("")
        counts = (
            sum(len(plan.rows) for plan in plans),
            self.differing.show_plans(plans),
            0,
            self.branches.show_draft(draft),
            self.sheets.show_draft(draft),
        )
        self._stale = True
        self._show_columns()
        for at, (title, count) in enumerate(zip(TITLES, counts, strict=True)):
            self.tabs.setTabText(at, f"{title} {count:,}" if count else title)
        self.tabs.setTabVisible(DIFFERING, counts[DIFFERING] > 0)
        self.tabs.setTabVisible(BRANCHES, counts[BRANCHES] > 0)
        self.tabs.setTabVisible(SHEETS, counts[SHEETS] > 1)
        fresh = {name for plan in plans for name in plan.new_branches} if self._clerk.open else set()
        self.rows.tell_branches(sorted(fresh))
        self._tell_figures()

    def _tell_figures(self) -> None:
        plans = self._clerk.plans
        for verdict in rosters.VERDICTS:
            self._tell(verdict, sum(plan.count(verdict) for plan in plans), TONES[verdict], MEANT[verdict])
        doubts = sum(len(rosters.asked(row)) for plan in plans for row in plan.rows)
        self._tell(DOUBTS, doubts, "ask", DOUBTFUL_MEANT)

    def _tell(self, name: str, count: int, ink: theme.Tone, rule: str) -> None:
        self.cards[name].tell(f"{count:,}", ink=ink if count else "muted", rule=rule)
        self.cards[name].set_current(name == self.rows.only)

    def _narrow(self, name: str) -> None:
        """Show only the rows of a figure, or all again."""
        self.rows.narrow("" if self.rows.only == name else name)
        for one, card in self.cards.items():
            card.set_current(one == self.rows.only)
        self.tabs.setCurrentIndex(ROWS)

    def _show_columns(self) -> None:
        """Lay the columns out where they are looked at: so many boxes take their time."""
        if self._stale and self.tabs.currentIndex() == COLUMNS:
            self._stale = False
            self.columns.show_plans(self._clerk.plans)

    def _on_tab(self, at: int) -> None:
        self._show_columns()
        self._stack.setCurrentIndex(at)
        self.rows.tools.setVisible(at == ROWS)

    def show_tab(self, at: int) -> None:
        """Show one side of the draft and take the keyboard there, where there is anything of it."""
        if self.tabs.isTabVisible(at):
            self.tabs.setCurrentIndex(at)
            self._views[at].take_keyboard()

    def take_keyboard(self) -> None:
        """Take the keyboard to the first row."""
        self.rows.take_keyboard()

    def forget(self) -> None:
        """Choose nothing: another file is coming, or this one is in."""
        self.rows.forget()
        self.tabs.setCurrentIndex(ROWS)

    def close_panel(self) -> bool:
        """Close the panel beside the rows; say whether there was one."""
        return self.tabs.currentIndex() == ROWS and self.rows.close_panel()

    def show_first(self, verdict: str) -> None:
        """Choose the first row of a verdict, or for `ask` the first with anything to decide."""
        self.rows.show_first(lambda row: asks(row) if verdict == "ask" else row.verdict == verdict)
