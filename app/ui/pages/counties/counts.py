"""Lines of counts in a county's tables: kinds of people, layers, branches, schools."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.papers import figures
from app.school import hours_text
from app.school.counties import Count
from app.spelling.hours import shown as hours_shown
from app.ui.desk import Desk
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone


# No slots: with them `Column[Counted](…)` cannot be told apart in a lambda.
@dataclass(frozen=True)
class Counted:
    """A line with its number in the table, and the school it is of where there are several."""

    id: int
    school: str
    of: Count


class CountTable(Table):
    """Lines of people and turns; `named` says what the lines are of, `schools` gives them a column."""

    def __init__(self, desk: Desk, *, name: str, named: str = "类别", schools: bool = False) -> None:
        """Make an empty table."""
        self._lines: dict[int, Counted] = {}
        self.lines = LazyTable(
            self._columns(named, schools=schools),
            find=self._find,
            rows=lambda ids: [self._lines[one] for one in ids if one in self._lines],
        )
        super().__init__(self.lines, name=name, memory=desk.memory)
        self.lines.setParent(self)
        self.set_empty("还没有收到数据包，没有可以统计的。先到“收件箱”读取数据包。")

    def show_lines(self, lines: Sequence[Counted]) -> None:
        """Show these lines in their order."""
        self._lines = {one.id: one for one in lines}
        self.lines.refresh()

    def _find(self, sort: str | None) -> list[int]:
        if sort is None:
            return list(self._lines)
        key = _KEYS[sort]
        return sorted(self._lines, key=lambda one: key(self._lines[one].of))

    @staticmethod
    def _columns(named: str, *, schools: bool) -> list[Column[Counted]]:
        kind = Column[Counted]

        def number(title: str, read: Callable[[Count], int], rule: str, spare: int = 0) -> Column[Counted]:
            return kind(
                title, lambda row: f"{read(row.of):,}", sort=title, align="right", rule=rule, spare=spare
            )

        own = [kind("学校", lambda row: row.school)] if schools else []
        return [
            *own,
            kind(named, lambda row: row.of.title, grow=True),
            number("应训人数", lambda one: one.people, "名册上在册、属于这一类的人数。"),
            number("参训人数", lambda one: one.trained,
                   "其中期内至少参训一次的人数；一人不论几次只算一人，授课的不算。"),
            number("参训人次", lambda one: one.turns, "一人参加一个班或一次活动算一人次。"),
            kind("覆盖率", lambda row: figures.share(row.of.trained, row.of.people), sort="覆盖率",
                 align="right", rule="参训人数 ÷ 应训人数。", tint=_tone),
            kind("要求", lambda row: f"{row.of.target}%" if row.of.target else "—", align="right",
                 rule="全年参训率应达到的百分比，待县级确认；“—”为只统计、不作要求。", spare=4),
            kind("学时合计", lambda row: hours_shown(row.of.earned), sort="学时合计", align="right",
                 rule="期内学时合计。", spare=3),
            kind("人均学时", lambda row: hours_text(row.of.earned // row.of.people) if row.of.people else "—",
                 align="right", rule="期内学时合计 ÷ 应训人数。", spare=2),
            number("达标人数", lambda one: one.met, "全年学时达标的人数。", 1),
            kind("达标率", lambda row: figures.share(row.of.met, row.of.required), sort="达标率",
                 align="right", rule="达标人数 ÷ 有学时要求的人数。"),
        ]  # fmt: skip


_KEYS: dict[str, Callable[[Count], float]] = {
    "应训人数": lambda one: one.people,
    "参训人数": lambda one: one.trained,
    "参训人次": lambda one: one.turns,
    "覆盖率": lambda one: one.trained / max(one.people, 1),
    "学时合计": lambda one: one.earned,
    "达标人数": lambda one: one.met,
    "达标率": lambda one: one.met / max(one.required, 1),
}


def _tone(row: Counted) -> Tone:
    if not row.of.target or not row.of.people:
        return "plain"
    return "good" if 100 * row.of.trained >= row.of.target * row.of.people else "bad"
