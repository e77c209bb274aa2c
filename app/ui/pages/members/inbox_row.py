"""One row of a roster beside the list: its verdict, what to decide, what would change, its own cells."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.jobs import rosters
from app.ui import theme
from app.ui.cards import label
from app.ui.page import Action, button
from app.ui.pages.members.inbox_words import NOTHING, TONES, named


class RowPanel(QWidget):
    """Say everything of a row; `decide` hears whether it is the person on the rolls, where that is asked."""

    def __init__(
        self, plan: rosters.Plan, row: rosters.PlanRow, decide: Callable[[bool], object] | None
    ) -> None:
        """Lay it out."""
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        self._column.addWidget(label(rosters.VERDICTS[row.verdict], tone=TONES[row.verdict], name="strong"))
        for reason in row.why:
            self._column.addWidget(label(reason, tone=TONES[row.verdict]))
        if decide is not None:
            for words, same in (("是同一人，补充他的资料", True), ("不是同一人，另外新增", False)):
                self._column.addWidget(button(Action(words, partial(decide, same))))
            self._column.addWidget(label("不决定也可以：这一行不导入，原因会留下。", name="note"))
        if row.changes:
            self._column.addWidget(label("将补充", name="section"))
            self._facts([(named(change.field), _from_to(change)) for change in row.changes])
        self._column.addWidget(label("表里原来写的", name="section"))
        self._facts(_cells(plan, row))

    def _facts(self, facts: Sequence[tuple[str, str]]) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(5))
        grid.setColumnStretch(1, 1)
        for at, (name, value) in enumerate(facts):
            heading = label(name, name="label")
            heading.setFixedWidth(theme.px(98))
            grid.addWidget(heading, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(value), at, 1)
        self._column.addLayout(grid)


def _from_to(change: rosters.Change) -> str:
    old = rosters.shown(change.field, change.old) or NOTHING
    return f"{old} → {rosters.shown(change.field, change.new)}"


def _cells(plan: rosters.Plan, row: rosters.PlanRow) -> list[tuple[str, str]]:
    headings = [*plan.headings, *[""] * (len(row.raw) - len(plan.headings))]
    return [
        (heading or f"第 {at} 列", text.strip())
        for at, (heading, text) in enumerate(zip(headings, row.raw, strict=False), start=1)
        if text.strip()
    ]
