"""One row of a roster beside the list: what to decide, what would change, and its own cells."""

from collections.abc import Callable, Collection
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from app.jobs import rosters
from app.ui import theme
from app.ui.cards import label
from app.ui.page import Action, button
from app.ui.pages.members.inbox.asking import CellQuestion, WhoQuestion
from app.ui.pages.members.inbox.clerk import Clerk
from app.ui.pages.members.inbox.words import CELL_TONES, NOTHING, TONES, named

HEADING = 98


class RowPanel(QWidget):
    """Say everything of a row; `decided` hears that something of it was settled."""

    def __init__(
        self, clerk: Clerk, plan: rosters.Plan, row: rosters.PlanRow, decided: Callable[[], object]
    ) -> None:
        """Lay it out."""
        super().__init__()
        self._clerk, self._plan, self._row, self._decided = clerk, plan, row, decided
        self.ticks: dict[str, QCheckBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        self._column.addWidget(label(rosters.VERDICTS[row.verdict], tone=TONES[row.verdict], name="strong"))
        self._ask()
        self._say_why()
        if row.offered:
            self._offer()
        filled = [one for one in row.changes if one not in row.accepted]
        if filled:
            self._column.addWidget(label("将补充", name="section"))
            self._facts([(named(one.field), _from_to(one), "plain", "") for one in filled])
        self._column.addWidget(label("表里原来写的", name="section"))
        said = row.why if row.verdict == "refused" else ()
        if clerk.open:
            said = (*said, *(question.note for question in rosters.asked(row)))
        self._facts(_cells(plan, row, said=said))

    def first(self) -> QWidget | None:
        """Give what takes the keyboard: the first thing to decide, or to tick."""
        controls = [one for one in self.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        return next((one for one in controls if one.isEnabled()), None)

    def named(self, name: str) -> QWidget | None:
        """Give the control of a name, to which the keyboard returns when the panel is made anew."""
        controls = [one for one in self.findChildren(QWidget) if one.accessibleName() == name and name]
        return next((one for one in controls if one.isEnabled()), None)

    def _ask(self) -> None:
        if not self._clerk.open:
            return
        plan, row, clerk = self._plan, self._row, self._clerk
        if row.verdict == "ask" and row.member is not None:
            found = rosters.of_that_name(clerk.desk.db, row, school=clerk.school)
            self._column.addWidget(label(row.why[-1], tone="ask"))
            self._column.addWidget(WhoQuestion(row, found, self._identify))
        for question in rosters.asked(row):
            self._column.addWidget(CellQuestion(clerk, plan, row, question, self._decided))
        if clerk.said(plan, row):
            again = Action("收回对这一行的决定", self._forget, tip="重新看、重新决定", icon="undo")
            self._column.addWidget(button(again))

    def _say_why(self) -> None:
        asked = {question.note for question in rosters.asked(self._row)} if self._clerk.open else set()
        # What is wrong with one cell stands beside it; why a row stays out is said at once.
        refused = self._row.verdict == "refused"
        asked |= set() if refused else {cell.verdict.note for cell in self._row.cells.values()}
        offered = [one for one in self._row.why if any(_says(one, change) for change in self._row.offered)]
        last = (
            [self._row.why[-1]] if self._clerk.open and self._row.verdict == "ask" and self._row.why else []
        )
        for reason in self._row.why:
            if reason not in asked and reason not in offered and reason not in last:
                self._column.addWidget(label(reason, tone=TONES[self._row.verdict]))

    def _offer(self) -> None:
        """List what the rolls say otherwise, each with a box to tick."""
        self._column.addWidget(label("与名册不同，打勾才改", name="section"))
        accepted = {one.field for one in self._row.accepted}
        for change in self._row.offered:
            box = QCheckBox(f"{named(change.field)}改成“{rosters.shown(change.field, change.new)}”")
            box.setChecked(change.field in accepted)
            box.setEnabled(self._clerk.open)
            box.setToolTip("打勾用表中的，不打勾保留名册的 空格")
            box.setAccessibleName(box.text())
            kept = rosters.shown(change.field, change.old) or NOTHING
            whose = "，是手工填的" if change.typed else ""
            box.toggled.connect(partial(self._tick, change.field))
            self.ticks[change.field] = box
            self._column.addWidget(box)
            note = label(f"名册现在是“{kept}”{whose}", tone="warn" if change.typed else "muted")
            note.setIndent(theme.px(34))
            self._column.addWidget(note)

    def _tick(self, field: str, on: bool) -> None:
        self._clerk.tick([(self._plan.sheet_name, self._row.row_no, field)], on=on)

    def _identify(self, who: int) -> None:
        if self._clerk.identify(self._plan, self._row, who):
            self._decided()

    def _forget(self) -> None:
        if self._clerk.forget(self._plan, self._row):
            self._decided()

    def _facts(self, facts: list[tuple[str, str, theme.Tone, str]]) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(5))
        grid.setColumnStretch(1, 1)
        line = 0
        for name, value, tone, note in facts:
            heading = label(name, name="label")
            heading.setFixedWidth(theme.px(HEADING))
            grid.addWidget(heading, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(value, tone=tone), line, 1)
            line += 1
            if note:
                grid.addWidget(label(note, tone=tone), line, 1)
                line += 1
        self._column.addLayout(grid)


def _says(reason: str, change: rosters.Change) -> bool:
    return reason.startswith(f"{named(change.field)}：名册“") and reason.endswith("保留名册的")


def _from_to(change: rosters.Change) -> str:
    old = rosters.shown(change.field, change.old) or NOTHING
    return f"{old} → {rosters.shown(change.field, change.new)}"


def _cells(
    plan: rosters.Plan, row: rosters.PlanRow, *, said: Collection[str]
) -> list[tuple[str, str, theme.Tone, str]]:
    """Give what stands in the row, each cell in the colour of what was found wrong with it, and why.

    What was `said` already is not said again.
    """
    fields = {column.index: column.field for column in plan.columns}
    headings = [*plan.headings, *[""] * (len(row.raw) - len(plan.headings))]
    found: list[tuple[str, str, theme.Tone, str]] = []
    for at, (heading, text) in enumerate(zip(headings, row.raw, strict=False)):
        cell = row.cells.get(fields.get(at, ""))
        wrong = cell is not None and cell.verdict.kind != "ok"
        if text.strip() or wrong:
            tone = CELL_TONES[cell.verdict.kind] if cell is not None else "plain"
            note = cell.verdict.note if cell is not None and wrong else ""
            note = "" if note in said else note
            found.append(
                (" ".join(heading.split()) or f"第 {at + 1} 列", text.strip() or NOTHING, tone, note)
            )
    return found
