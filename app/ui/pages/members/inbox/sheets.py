"""The sheets of a workbook, each with a tick: twenty villages are twenty sheets and one import."""

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.jobs import rosters
from app.jobs.rosters.offers import KINDS
from app.ui import theme
from app.ui.cards import label
from app.ui.page import Action, button
from app.ui.pages.members.inbox.clerk import Clerk
from app.ui.pages.members.inbox.ticks import Ticks
from app.ui.pages.members.inbox.words import place
from app.ui.tables import Column, LazyTable


@dataclass(frozen=True, slots=True)
class Offered:
    """A sheet as it is offered, and what its plan came to where it is taken."""

    offer: rosters.Offer
    plan: rosters.Plan | None


class SheetsView(QWidget):
    """List the sheets; those that are no rosters say what they are and stand unticked."""

    def __init__(self, clerk: Clerk) -> None:
        """Lay it out empty."""
        super().__init__()
        self._clerk = clerk
        self._all: list[Offered] = []
        every = Action("是名册的都导入", lambda: self._all_rosters(True), tip="所有像名册的表都打勾")
        none = Action("都不导入", lambda: self._all_rosters(False), tip="去掉所有的勾，再一张张选")
        self.every, self.none = button(every), button(none)
        tools = QHBoxLayout()
        tools.setSpacing(theme.px(10))
        tools.addWidget(self.every)
        tools.addWidget(self.none)
        tools.addWidget(label("空格打勾或取消；打了勾的一次导入", name="note"), 1)
        self.model = LazyTable(
            self._columns(), find=lambda _: list(range(len(self._all))),
            rows=lambda ids: [self._all[one] for one in ids], parent=self,
        )  # fmt: skip
        self.table = Ticks(self.model, name="工作表", memory=clerk.desk.memory)
        self.table.toggled.connect(self._toggle)
        self.table.opened.connect(lambda at: self._toggle([at]))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(tools)
        column.addWidget(self.table, 1)

    @staticmethod
    def _columns() -> tuple[Column[Offered], ...]:
        return (
            Column("导入", lambda one: "✓ 导入" if one.plan else "不导入", width=5,
                   tint=lambda one: "good" if one.plan else "muted"),
            Column("工作表", lambda one: one.offer.name.strip() or "（没有名字）"),
            Column("是什么", lambda one: KINDS[one.offer.kind],
                   tint=lambda one: "plain" if one.offer.kind == "roster" else "muted"),
            Column("行数", lambda one: f"{len(one.plan.rows):,}" if one.plan else "", align="right"),
            Column("新增", lambda one: _count(one, "new"), align="right"),
            Column("更新", lambda one: _count(one, "update"), align="right", spare=2),
            Column("请决定", lambda one: _count(one, "ask"), align="right", spare=1),
            Column("不能导入", lambda one: _count(one, "refused"), align="right", spare=1),
            Column("表头", lambda one: place(one.plan, 0) if one.plan else "", grow=True, spare=3),
        )  # fmt: skip

    def show_draft(self, draft: rosters.Draft | None) -> int:
        """Show the sheets of a draft, and give how many there are."""
        plans = {plan.sheet_name: plan for plan in draft.plans} if draft is not None else {}
        taken = set(draft.taken) if draft is not None else set()
        self._all = [
            Offered(one, plans.get(one.name.strip()) if one.name in taken else None)
            for one in (draft.offers if draft is not None else ())
        ]
        self.every.setEnabled(self._clerk.open)
        self.none.setEnabled(self._clerk.open)
        self.model.refresh()
        return len(self._all)

    def _toggle(self, chosen: list[int]) -> None:
        some = [self._all[at] for at in chosen if self._all[at].offer.kind != "empty"]
        if self._clerk.open and some:
            self._clerk.sheets([one.offer.name for one in some], on=not all(one.plan for one in some))

    def _all_rosters(self, on: bool) -> None:
        names = [one.offer.name for one in self._all if not on or one.offer.wanted]
        self._clerk.sheets(names, on=on)

    def take_keyboard(self) -> None:
        """Take the keyboard to the list."""
        self.table.setFocus()
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.select_id(0)


def _count(one: Offered, verdict: str) -> str:
    return f"{one.plan.count(verdict):,}" if one.plan else ""
