"""Where a sheet says otherwise than the rolls: a line for each fact, ticked one by one or by column."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.jobs import rosters
from app.ui import theme
from app.ui.cards import label
from app.ui.page import Action, button
from app.ui.pages.members.inbox.clerk import Clerk
from app.ui.pages.members.inbox.ticks import Ticks
from app.ui.pages.members.inbox.words import NOTHING, named
from app.ui.tables import Column, LazyTable

TICKED, KEPT = "✓ 用表中的", "保留名册的"


@dataclass(frozen=True, slots=True)
class Difference:
    """One offered fact, where it stands, and whether it is ticked."""

    sheet: str
    row: rosters.PlanRow
    change: rosters.Change
    ticked: bool

    def key(self) -> tuple[str, int, str]:
        """Give what it is ticked by."""
        return self.sheet, self.row.row_no, self.change.field


class DifferencesView(QWidget):
    """List the differences of all plans; what is ticked replaces what the rolls say."""

    def __init__(self, clerk: Clerk) -> None:
        """Lay it out empty."""
        super().__init__()
        self._clerk = clerk
        self._all: list[Difference] = []
        self._several = False
        self.field = QComboBox()
        self.field.setAccessibleName("只看一项")
        self.field.setToolTip("只看一项资料的不同之处")
        self.field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.field.activated.connect(lambda _: self._narrow())
        self.every = button(Action("都采用", lambda: self._tick_all(True), tip="列出的全部改成表中的"))
        self.untyped = button(
            Action("手填的不动，其余采用", self._tick_untyped, tip="手工填过的保留，导入来的改成表中的")
        )
        self.none = button(Action("都不采用", lambda: self._tick_all(False), tip="列出的全部保留名册的"))
        tools = QHBoxLayout()
        tools.setSpacing(theme.px(10))
        for one in (self.field, self.every, self.untyped, self.none):
            tools.addWidget(one)
        tools.addWidget(label("空格打勾或取消；没打勾的保留名册的", name="note"), 1)
        self.model = LazyTable(
            self._columns(), find=self._find, rows=lambda ids: [self._all[one] for one in ids], parent=self
        )
        self.table = Ticks(self.model, name="与名册不同之处", memory=clerk.desk.memory)
        self.table.set_empty("表里写的和名册里没有不同。")
        self.table.toggled.connect(self._toggle)
        self.table.opened.connect(lambda at: self._toggle([at]))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(tools)
        column.addWidget(self.table, 1)

    def _columns(self) -> tuple[Column[Difference], ...]:
        return (
            Column("采用", lambda one: TICKED if one.ticked else KEPT, width=6,
                   tint=lambda one: "good" if one.ticked else "muted"),
            Column("行", lambda one: f"{one.sheet if self._several else ''} {one.row.row_no}".strip(),
                   align="right", spare=2),
            Column("姓名", lambda one: one.row.name),
            Column("哪一项", lambda one: named(one.change.field)),
            Column("名册里", lambda one: rosters.shown(one.change.field, one.change.old) or NOTHING,
                   grow=True, tint=lambda one: "muted" if one.ticked else "plain"),
            Column("表中", lambda one: rosters.shown(one.change.field, one.change.new), grow=True,
                   tint=lambda one: "plain" if one.ticked else "muted"),
            Column("名册里的由来", lambda one: "手工填的" if one.change.typed else "导入的",
                   tint=lambda one: "warn" if one.change.typed else "plain", spare=1),
        )  # fmt: skip

    def show_plans(self, plans: Sequence[rosters.Plan]) -> int:
        """Show what differs in some plans, and give how much it is."""
        self._several = len(plans) > 1
        self._all = [
            Difference(plan.sheet_name, row, change, change in row.accepted)
            for plan in plans
            for row in plan.rows
            for change in row.offered
        ]
        counts: dict[str, int] = {}
        for one in self._all:
            counts[one.change.field] = counts.get(one.change.field, 0) + 1
        kept = self.field.currentData()
        self.field.clear()
        self.field.addItem(f"全部各项（{len(self._all)}）", "")
        for field, count in sorted(counts.items(), key=lambda pair: -pair[1]):
            self.field.addItem(f"{named(field)}（{count}）", field)
        self.field.setCurrentIndex(max(0, self.field.findData(kept)))
        self._narrow()
        return len(self._all)

    def _narrow(self) -> None:
        self.model.refresh()
        listed = [self._all[at] for at in self.model.ids]
        usable = self._clerk.open and bool(listed)
        self.every.setEnabled(usable)
        self.none.setEnabled(usable and any(one.ticked for one in listed))
        typed = sum(one.change.typed for one in listed)
        self.untyped.setEnabled(usable)
        self.untyped.setVisible(0 < typed < len(listed))
        self.every.setText(f"都采用（{len(listed)}）")

    def _find(self, _sort: str | None) -> list[int]:
        field = str(self.field.currentData() or "")
        return [at for at, one in enumerate(self._all) if field in ("", one.change.field)]

    def _toggle(self, chosen: list[int]) -> None:
        """Tick the chosen ones, or untick them where all are ticked."""
        some = [self._all[at] for at in chosen]
        if self._clerk.open and some:
            self._clerk.tick([one.key() for one in some], on=not all(one.ticked for one in some))

    def _tick_all(self, on: bool) -> None:
        self._clerk.tick([self._all[at].key() for at in self.model.ids], on=on)

    def _tick_untyped(self) -> None:
        listed = [self._all[at] for at in self.model.ids]
        self._clerk.tick([one.key() for one in listed if not one.change.typed], on=True)

    def take_keyboard(self) -> None:
        """Take the keyboard to the list."""
        self.table.setFocus()
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.select_id(self.model.ids[0])
