"""统计报表: a table of counted lines, each number a link to the people behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.school import coverages, hours_text
from app.ui.desk import Desk
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone

Show = Callable[[str, Sequence[int]], object]


# No slots: with them `Column[Counted](…)` cannot be told apart in a lambda.
@dataclass(frozen=True)
class Counted:
    """A line with its number in the table and the side it is seen from."""

    id: int
    side: str
    line: coverages.Line


class LineTable(Table):
    """Lines of people and turns; `show` lays the people behind a number over the page."""

    def __init__(self, desk: Desk, show: Show, *, name: str, sided: bool = False) -> None:
        """Make an empty table; `sided` gives the side a column of its own."""
        self._lines: dict[int, Counted] = {}
        self._show = show
        self.lines = LazyTable(
            self._columns(sided=sided),
            find=self._find,
            rows=lambda ids: [self._lines[one] for one in ids if one in self._lines],
        )
        super().__init__(self.lines, name=name, memory=desk.memory)
        self.lines.setParent(self)
        self.opened.connect(lambda one: self._people("参训", self._lines[one].line.trained, one))
        self.set_empty("名册还是空的，先到“党员名册”把名册导进来。")

    def show_lines(self, lines: Sequence[Counted]) -> None:
        """Show these lines in their order."""
        self._lines = {one.id: one for one in lines}
        self.lines.refresh()

    def _find(self, sort: str | None) -> list[int]:
        if sort is None:
            return list(self._lines)
        key = _KEYS[sort]
        return sorted(self._lines, key=lambda one: key(self._lines[one].line))

    def _people(self, what: str, ids: Sequence[int], one: int) -> None:
        self._show(f"{self._lines[one].line.title} {what}人员", ids)

    def _columns(self, *, sided: bool) -> list[Column[Counted]]:
        kind = Column[Counted]
        side = [kind("从哪一面", lambda row: row.side)] if sided else []

        def linked(
            title: str,
            what: str,
            ids: Callable[[coverages.Line], Sequence[int]],
            rule: str,
            *,
            spare: int = 0,
        ) -> Column[Counted]:
            return kind(
                title,
                lambda row: f"{len(ids(row.line)):,}",
                sort=title,
                align="right",
                rule=rule,
                press=lambda row: self._people(what, ids(row.line), row.id),
                # Behind none there is nobody to be seen, and red would call it a fault.
                tint=lambda row: "plain" if ids(row.line) else "muted",
                spare=spare,
            )

        return [
            *side,
            kind("类别", lambda row: row.line.title, grow=True),
            linked("应训人数", "应训", lambda one: one.people, "今天在册、属于这一类的人数。"),
            linked("参训人数", "参训", lambda one: one.trained,
                   "其中期内至少参训一次的人数；一人不论几次只算一人，授课的不算。"),
            kind("参训人次", lambda row: f"{row.line.turns:,}", sort="参训人次", align="right",
                 rule="一人参加一个班或一次活动算一人次。"),
            kind("覆盖率", lambda row: _share(len(row.line.trained), len(row.line.people)), sort="覆盖率",
                 align="right", rule="参训人数 ÷ 应训人数。", tint=_tone),
            kind("要求", lambda row: f"{row.line.target}%" if row.line.target else "—", align="right",
                 rule="全年参训率应达到的百分比，待县级确认；“—”为只统计、不作要求。", spare=4),
            linked("没有参训", "没有参训", lambda one: one.missed, "应训而期内一次也没有参训的人数。"),
            kind("人均学时", lambda row: hours_text(row.line.earned // len(row.line.people))
                 if row.line.people else "—", align="right", rule="期内学时合计 ÷ 应训人数。", spare=3),
            linked("达标人数", "达标", lambda one: one.met, "全年学时达标的人数。", spare=2),
            kind("达标率", lambda row: _share(len(row.line.met), len(row.line.required)), sort="达标率",
                 align="right", rule="达标人数 ÷ 有学时要求的人数。", spare=1),
        ]  # fmt: skip


_KEYS: dict[str, Callable[[coverages.Line], float]] = {
    "应训人数": lambda one: len(one.people),
    "参训人数": lambda one: len(one.trained),
    "参训人次": lambda one: one.turns,
    "覆盖率": lambda one: len(one.trained) / max(len(one.people), 1),
    "没有参训": lambda one: len(one.missed),
    "达标人数": lambda one: len(one.met),
    "达标率": lambda one: len(one.met) / max(len(one.required), 1),
}


def _share(part: int, whole: int) -> str:
    return f"{part * 1000 // whole / 10:.1f}%" if whole else "—"


def _tone(row: Counted) -> Tone:
    if not row.line.target or not row.line.people:
        return "plain"
    return "good" if row.line.reaches else "bad"
