"""The rows of the plans: searched, narrowed, one of them beside the list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.jobs import rosters
from app.spelling import id_numbers
from app.ui import theme
from app.ui.cards import label
from app.ui.fields import SearchField
from app.ui.page import Detail
from app.ui.pages.members.inbox.clerk import Clerk
from app.ui.pages.members.inbox.row_panel import RowPanel
from app.ui.pages.members.inbox.ticks import Ticks
from app.ui.pages.members.inbox.words import (
    DOUBTFUL,
    NOTHING,
    TONES,
    asks,
    cell_note,
    cell_tone,
    explained,
    written,
)
from app.ui.tables import Column, LazyTable

PlanRow = rosters.PlanRow
PANEL = 400
DOUBTS = "doubts"
"""Narrows to the rows of which a cell asks something, beside the verdicts."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A row on show, with its sheet where there are several."""

    sheet: str
    row: PlanRow


class RowsView(QWidget):
    """Show the rows of one or more plans; only those in sight become cells."""

    def __init__(self, clerk: Clerk) -> None:
        """Lay it out empty."""
        super().__init__()
        self._clerk = clerk
        self._rows: list[Shown] = []
        self._places: list[tuple[int, int]] = []
        self._panel: Detail | None = None
        self._at = -1
        self.only = ""
        self.search = SearchField("姓名")
        self.search.setAcceptDrops(False)
        self.search.sought.connect(lambda _: self.narrow(self.only))
        self.sheet = QComboBox()
        self.sheet.setAccessibleName("只看一张表")
        self.sheet.setToolTip("只看一张表的行；要不要导入一张表，在“工作表”里打勾")
        self.sheet.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.sheet.activated.connect(lambda _: self.narrow(self.only))
        self.branches = label("", tone="warn")
        self.branches.setWordWrap(False)
        self.tools = QWidget()
        """What narrows the list; it stands where the page has room for it."""
        tools = QHBoxLayout(self.tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(theme.px(10))
        for one in (self.branches, self.sheet, self.search):
            tools.addWidget(one)
        self.model = LazyTable(
            self._columns(), find=self._find, rows=lambda ids: [self._rows[one] for one in ids], parent=self
        )
        self.table = Ticks(self.model, name="导入名册", memory=clerk.desk.memory)
        self.table.by_click = False
        self.table.chosen.connect(lambda chosen: self.show_row(chosen[0]) if len(chosen) == 1 else None)
        self.table.opened.connect(self._go_in)
        self.table.typed.connect(self.search.begin)
        self.table.toggled.connect(self._toggle)
        self._beside = QHBoxLayout()
        self._beside.setSpacing(theme.px(14))
        self._beside.addWidget(self.table, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._beside, 1)

    def _columns(self) -> tuple[Column[Shown], ...]:
        return (
            Column("行", _line, align="right", rule="在表格里是第几行", spare=1),
            Column("结论", lambda one: rosters.VERDICTS[one.row.verdict], tint=_tone, sort="verdict"),
            Column("姓名", lambda one: one.row.name or NOTHING, sort="name", tint=_tinted("name"),
                   tip=lambda one: cell_note(one.row, "name")),
            Column("公民身份证号", _number, spare=2, tint=_tinted("id_number"),
                   tip=lambda one: cell_note(one.row, "id_number")),
            Column("出生日期", lambda one: written(one.row, "birth"), sort="birth", spare=4,
                   tint=_tinted("birth"), tip=lambda one: cell_note(one.row, "birth")),
            Column("入党日期", lambda one: written(one.row, "join_date"), sort="join_date", spare=5,
                   tint=_tinted("join_date"), tip=lambda one: cell_note(one.row, "join_date")),
            Column("所在党支部", lambda one: one.row.branch_name, sort="branch", spare=3),
            Column("说明", lambda one: explained(one.row), tint=_asking_tone, tip=_lines, grow=True),
        )  # fmt: skip

    # what is on show

    def show_plans(self, plans: Sequence[rosters.Plan]) -> None:
        """Show the rows of plans, one after the other, and the one beside the list again as it is now."""
        self._places = [(at, row) for at, plan in enumerate(plans) for row in range(len(plan.rows))]
        several = len(plans) > 1
        self._rows = [Shown(plan.sheet_name if several else "", row) for plan in plans for row in plan.rows]
        names = [plan.sheet_name for plan in plans]
        if [self.sheet.itemData(at) for at in range(1, self.sheet.count())] != names:
            self.sheet.clear()
            self.sheet.addItem(f"全部 {len(names)} 张表", "")
            for plan in plans:
                self.sheet.addItem(f"{plan.sheet_name}（{len(plan.rows)}）", plan.sheet_name)
        self.sheet.setVisible(several)
        self.model.refresh()
        if self._panel is not None and 0 <= self._at < len(self._rows):
            self.show_row(self._at)
        elif self._panel is not None:
            self.close_panel()

    def tell_branches(self, fresh: Sequence[str]) -> None:
        """Say which branches will be new."""
        self.branches.setText(f"将新建 {len(fresh)} 个支部" if fresh else "")
        self.branches.setToolTip("\n".join(fresh))

    def narrow(self, only: str) -> None:
        """Show only the rows of a verdict, those with a doubtful cell, or with "" all."""
        self.only = only
        words = {**rosters.VERDICTS, DOUBTS: DOUBTFUL}.get(only, "")
        self.table.set_empty(f"没有“{words}”的行。" if words else "没有这样的行。")
        self.model.refresh()

    def _find(self, sort: str | None) -> list[int]:
        sought, sheet = self.search.text().strip(), str(self.sheet.currentData() or "")
        found = [
            at
            for at, shown in enumerate(self._rows)
            if self._fits(shown.row) and sought in shown.row.name and sheet in ("", shown.sheet)
        ]
        if sort is not None:
            found.sort(key=lambda at: _key(self._rows[at].row, sort))
        return found

    def _fits(self, row: PlanRow) -> bool:
        if self.only == DOUBTS:
            return bool(rosters.asked(row))
        return not self.only or row.verdict == self.only

    # one row

    def where(self, at: int) -> tuple[rosters.Plan, PlanRow]:
        """Give the plan and the row of a place among all rows."""
        plan, row = self._places[at]
        return self._clerk.plans[plan], self._clerk.plans[plan].rows[row]

    def show_row(self, at: int) -> None:
        """Show a row beside the list."""
        plan, row = self.where(at)
        title = f"第 {row.row_no} 行 {row.name or '（没有姓名）'}"
        holder = QApplication.focusWidget()
        keyboard = self._panel is not None and holder is not None and self._panel.isAncestorOf(holder)
        same = holder.accessibleName() if keyboard and holder is not None and at == self._at else ""
        content = RowPanel(self._clerk, plan, row, self._go_on)
        self._show_panel(f"{plan.sheet_name} {title}" if self._rows[at].sheet else title, content)
        self._at = at
        if keyboard:
            (content.named(same) or content.first() or self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_in(self, at: int) -> None:
        """Take the keyboard to what can be decided in a row."""
        self.show_row(at)
        content = self._panel.findChild(RowPanel) if self._panel is not None else None
        first = content.first() if content is not None else None
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_on(self) -> None:
        """Go to the next row with something to decide, where this one has nothing more."""
        at = self._at
        if asks(self._rows[at].row):
            return
        asking = [one for one, shown in enumerate(self._rows) if asks(shown.row)]
        there = next((one for one in asking if one > at), asking[0] if asking else at)
        if there != at:
            self.table.select_id(there)
            self.show_row(there)

    def _toggle(self, chosen: list[int]) -> None:
        """Tick every offered fact of the chosen rows, or untick where all are ticked."""
        if not self._clerk.open:
            return
        rows = [self.where(at) for at in chosen]
        offered = [(plan.sheet_name, row, one) for plan, row in rows for one in row.offered]
        if offered:
            on = any(one not in row.accepted for _, row, one in offered)
            self._clerk.tick([(sheet, row.row_no, one.field) for sheet, row, one in offered], on=on)

    # beside the list

    def _show_panel(self, title: str, content: QWidget) -> None:
        if self._panel is not None:
            self._beside.removeWidget(self._panel)
            self._panel.hide()
            self._panel.deleteLater()
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
            self._panel.setFixedWidth(min(theme.px(PANEL), max(PANEL, self.width() * 9 // 20)))

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
        self.only = ""
        self.search.clear()
        self.table.clearSelection()
        self.table.setCurrentIndex(QModelIndex())
        self.table.scrollToTop()

    def take_keyboard(self) -> None:
        """Take the keyboard to the first row and choose nothing yet."""
        self.table.setFocus()
        first, flags = self.model.index(0, 0), QItemSelectionModel.SelectionFlag
        self.table.selectionModel().setCurrentIndex(first, flags.NoUpdate)

    def show_first(self, fits: Callable[[PlanRow], bool]) -> None:
        """Choose the first row that fits, where there is one."""
        found = [at for at, shown in enumerate(self._rows) if fits(shown.row)]
        if found:
            self.table.select_id(found[0])


def _tinted(field: str) -> Callable[[Shown], theme.Tone]:
    return lambda one: cell_tone(one.row, field)


def _number(one: Shown) -> str:
    if one.row.id_number:
        return id_numbers.masked(one.row.id_number)
    cell = one.row.cells.get("id_number")
    return (cell.raw.strip() if cell is not None else "") or NOTHING


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


def _asking_tone(one: Shown) -> theme.Tone:
    return "ask" if asks(one.row) else TONES[one.row.verdict]


def _lines(one: Shown) -> str:
    return explained(one.row).replace("；", "\n")
