"""A plan on show: figures that narrow, the sheets to choose from, and its rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QItemSelectionModel, QModelIndex
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.jobs import rosters
from app.sheets.workbooks import Workbook
from app.spelling import id_numbers
from app.ui import theme
from app.ui.cards import Card, label
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.page import Action, Detail, button
from app.ui.pages.members.inbox_words import MEANT, NOTHING, TONES, explained, written
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

PlanRow = rosters.PlanRow
FEW = 2
PANEL = 340


@dataclass(frozen=True, slots=True)
class Shown:
    """A row on show, with its sheet where there are several."""

    sheet: str
    row: PlanRow


class PlanView(QWidget):
    """Show the rows of one or more plans; only those in sight become cells."""

    def __init__(
        self,
        desk: Desk,
        *,
        choose_sheet: Callable[[str], object],
        show_row: Callable[[int], object],
        show_columns: Callable[[], object],
    ) -> None:
        """Lay it out empty; `choose_sheet` hears a sheet's name, `show_row` a row's place among all rows."""
        super().__init__()
        self._rows: list[Shown] = []
        self._panel: Detail | None = None
        self._places: list[tuple[int, int]] = []
        self._sheets: list[str] = []
        self._only = ""
        self.cards = {
            verdict: Card(words, "0", press=partial(self._toggle, verdict))
            for verdict, words in rosters.VERDICTS.items()
        }
        self.sheet = QComboBox()
        self.sheet.setAccessibleName("工作表")
        self.sheet.setToolTip("选择要导入的工作表")
        self.sheet.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.sheet.activated.connect(lambda _: choose_sheet(str(self.sheet.currentData())))
        self.search = SearchField("姓名")
        self.search.setAcceptDrops(False)
        self.search.sought.connect(lambda _: self._narrow())
        self.columns = button(Action("各列是什么…", show_columns, "Ctrl+L", "认错了列时在这里改", "settings"))
        self.branches = label("", tone="warn")
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        row.addWidget(self.sheet)
        row.addWidget(self.search)
        row.addWidget(self.columns)
        row.addWidget(self.branches, 1)
        self.model = LazyTable(
            self._columns(), find=self._find, rows=lambda ids: [self._rows[one] for one in ids], parent=self
        )
        self.table = Table(self.model, name="导入名册", memory=desk.memory)
        self.table.chosen.connect(lambda chosen: show_row(chosen[0]) if len(chosen) == 1 else None)
        self.table.opened.connect(show_row)
        self.table.typed.connect(self.search.begin)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(14))
        figures = QHBoxLayout()
        figures.setSpacing(theme.px(14))
        for card in self.cards.values():
            figures.addWidget(card)
        column.addLayout(figures)
        column.addLayout(row)
        self._beside = QHBoxLayout()
        self._beside.setSpacing(theme.px(14))
        self._beside.addWidget(self.table, 1)
        column.addLayout(self._beside, 1)

    # beside the list

    def show_panel(self, title: str, content: QWidget) -> None:
        """Open a panel beside the list, below the figures."""
        self.close_panel()
        self._panel = Detail(title, content, width=PANEL)
        self._share_width()
        self._panel.close_button.clicked.connect(self.close_panel)
        self._beside.addWidget(self._panel)
        # At once, so that a field in it can have the keyboard.
        self._panel.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width between the list and the panel."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        if self._panel is not None:
            # Large type on a small screen must leave the list its room.
            self._panel.setFixedWidth(min(theme.px(PANEL), max(PANEL, self.width() * 2 // 5)))

    def close_panel(self) -> bool:
        """Close the panel; say whether there was one."""
        if self._panel is None:
            return False
        if self._panel.isAncestorOf(QApplication.focusWidget() or self):
            self.table.setFocus()
        self._beside.removeWidget(self._panel)
        self._panel.hide()
        self._panel.deleteLater()
        self._panel = None
        return True

    def forget(self) -> None:
        """Close the panel and choose nothing: other rows are coming."""
        self.close_panel()
        self.table.clearSelection()
        self.table.setCurrentIndex(QModelIndex())

    def take_keyboard(self) -> None:
        """Take the keyboard to the first row and choose nothing yet."""
        self.table.setFocus()
        first, flags = self.model.index(0, 0), QItemSelectionModel.SelectionFlag
        self.table.selectionModel().setCurrentIndex(first, flags.NoUpdate)

    def go_on(self, at: int) -> int:
        """Choose the next row that asks after one that is settled, and give it; that one where none does."""
        asking = [one for one, shown in enumerate(self._rows) if shown.row.verdict == "ask"]
        there = next((one for one in asking if one > at), asking[0] if asking else at)
        self.table.select_id(there)
        return there

    def show_first(self, verdict: str) -> None:
        """Choose the first row of a verdict, where there is one."""
        found = [at for at, shown in enumerate(self._rows) if shown.row.verdict == verdict]
        if found:
            self.table.select_id(found[0])

    def _columns(self) -> tuple[Column[Shown], ...]:
        return (
            Column("行", _line, align="right", rule="在表格里是第几行", spare=1),
            Column("结论", lambda one: rosters.VERDICTS[one.row.verdict], tint=_tone,
                   sort="verdict"),
            Column("姓名", lambda one: one.row.name or NOTHING, sort="name"),
            Column("公民身份证号", lambda one: id_numbers.masked(one.row.id_number) or NOTHING, spare=2),
            Column("出生日期", lambda one: written(one.row, "birth"), sort="birth", spare=4),
            Column("入党日期", lambda one: written(one.row, "join_date"), sort="join_date", spare=5),
            Column("所在党支部", lambda one: one.row.branch_name, sort="branch", spare=3),
            Column("说明", lambda one: explained(one.row), tint=_tone, tip=_lines, grow=True),
        )  # fmt: skip

    # what is on show

    def offer_sheets(self, book: Workbook, offered: Sequence[str], chosen: str) -> None:
        """List the sheets of a file: all rosters together, each roster, then what looks like none."""
        self.sheet.clear()
        if len(offered) > 1:
            self.sheet.addItem(f"全部 {len(offered)} 张表", "")
        others = [one.name for one in book.sheets if one.rows and one.name not in offered]
        for name in offered:
            self.sheet.addItem(name.strip(), name)
        for name in others:
            self.sheet.addItem(f"{name.strip()}（不像名册）", name)
        self.sheet.setVisible(self.sheet.count() > 1)
        self.mark_sheet(chosen)

    def mark_sheet(self, chosen: str) -> None:
        """Show which sheet is the one on show."""
        self.sheet.setCurrentIndex(max(0, self.sheet.findData(chosen)))

    def offer_columns(self, possible: bool) -> None:
        """Offer to say what the columns are; of several sheets at once nobody can."""
        self.columns.setEnabled(possible)

    def show_plans(self, plans: Sequence[rosters.Plan]) -> None:
        """Show the rows of plans, one after the other."""
        self._places = [(at, row) for at, plan in enumerate(plans) for row in range(len(plan.rows))]
        several = len(plans) > 1
        self._rows = [Shown(plan.sheet_name if several else "", row) for plan in plans for row in plan.rows]
        for verdict, card in self.cards.items():
            count = sum(plan.count(verdict) for plan in plans)
            card.tell(f"{count:,}", ink=TONES[verdict] if count else "muted", rule=MEANT[verdict])
            card.set_current(verdict == self._only)
        self.tell_branches(sorted({name for plan in plans for name in plan.new_branches}))
        self.model.refresh()

    def tell_branches(self, fresh: Sequence[str]) -> None:
        """Say which branches will be new."""
        few = "、".join(fresh[:FEW]) + ("等" if len(fresh) > FEW else "")
        self.branches.setText(f"将新建 {len(fresh)} 个支部：{few}" if fresh else "")
        self.branches.setToolTip("\n".join(fresh))

    def where(self, at: int) -> tuple[int, int]:
        """Give the plan and the place in it of a row among all rows."""
        return self._places[at]

    def _narrow(self) -> None:
        self.model.refresh()

    def _toggle(self, verdict: str) -> None:
        """Show only the rows of a verdict, or all again."""
        self._only = "" if self._only == verdict else verdict
        for one, card in self.cards.items():
            card.set_current(one == self._only)
        self.table.set_empty(f"没有结论是“{rosters.VERDICTS[verdict]}”的行。")
        self.model.refresh()

    def _find(self, sort: str | None) -> list[int]:
        sought = self.search.text().strip()
        found = [
            at
            for at, shown in enumerate(self._rows)
            if (not self._only or shown.row.verdict == self._only) and sought in shown.row.name
        ]
        if sort is not None:
            found.sort(key=lambda at: _key(self._rows[at].row, sort))
        return found


def _key(row: PlanRow, sort: str) -> str:
    if sort == "verdict":
        return str(list(rosters.VERDICTS).index(row.verdict))
    if sort == "name":
        return row.name
    return row.branch_name if sort == "branch" else written(row, sort)


def _line(one: Shown) -> str:
    return f"{one.sheet} {one.row.row_no}".strip()


def _tone(one: Shown) -> theme.Tone:
    return TONES[one.row.verdict]


def _lines(one: Shown) -> str:
    return explained(one.row).replace("；", "\n")
