"""Periods: a year or a quarter of one school from every side as plain counts, and of many together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.school import coverages, training_reports
from db.register import Register

BRANCHES = "按支部"


@dataclass(frozen=True, slots=True)
class Count:
    """Some people as `coverages.Line` counts them; `earned` in quarter-hours, `target` a per cent or 0."""

    key: str
    title: str
    people: int
    trained: int
    turns: int
    target: int
    required: int
    met: int
    earned: int


@dataclass(frozen=True, slots=True)
class Side:
    """The same people from one side, and how that is counted."""

    title: str
    rule: str
    lines: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """One school's year, or one of its quarters (1 to 4, 0 for the year).

    The figures are those of `training_reports.TrainingReport`; its branches are one more side.
    """

    year: int
    quarter: int
    classes: int
    closed: int
    sessions: int
    quarter_hours: int
    people: int
    turns: int
    party: Count
    sides: tuple[Side, ...]

    def side(self, title: str) -> Side:
        """Give one side, empty where it is not there."""
        return next((one for one in self.sides if one.title == title), Side(title, "", ()))


@dataclass(frozen=True, slots=True)
class Annual:
    """A period of all schools together; somebody in the rows of several schools is in every line once.

    `quarter_hours` are those of all timetables, as in a school's own; `people` counts somebody once who was
    trained in several schools, `people_by_school` once in each.
    """

    year: int
    quarter: int
    schools: int
    classes: int
    closed: int
    sessions: int
    quarter_hours: int
    people: int
    people_by_school: int
    turns: int
    party: Count
    sides: tuple[Side, ...]


def period(db: Register, *, school: int, year: int, quarter: int = 0) -> Period:
    """Count one school's year or quarter from every side."""
    survey = coverages.Survey(db, school=school, year=year, quarter=quarter)
    found = training_reports.report(db, school=school, year=year, quarter=quarter, survey=survey)
    sides = [Side(one.title, one.rule, tuple(map(_count, one.lines))) for one in found.sides]
    branches = tuple(map(_count, coverages.by_branch(survey)))
    return Period(
        year,
        quarter,
        len(found.classes),
        found.closed,
        found.sessions,
        found.quarter_hours,
        found.all_people,
        found.all_turns,
        _count(found.party),
        (*sides, Side(BRANCHES, "支部里的党员", branches)),
    )


def _count(line: coverages.Line) -> Count:
    return Count(
        line.key, line.title, len(line.people), len(line.trained), line.turns, line.target,
        len(line.required), len(line.met), line.earned,
    )  # fmt: skip


class Less(Protocol):
    """What is counted too often where schools are added up."""

    @property
    def people(self) -> int:
        """Give how often somebody reached was counted in one school too many."""

    @property
    def turns(self) -> int:
        """Give the 人次 that people who moved only brought along."""

    def less(self, side: str, line: Count) -> Count:
        """Give a sum with everybody in it once; the party as a whole is of no side."""


def annual(periods: Sequence[Period], *, year: int, quarter: int = 0, once: Less | None = None) -> Annual:
    """Add up the schools' periods and take off what `once` says is counted too often."""
    people = sum(one.people for one in periods)
    return Annual(
        year,
        quarter,
        len(periods),
        sum(one.classes for one in periods),
        sum(one.closed for one in periods),
        sum(one.sessions for one in periods),
        sum(one.quarter_hours for one in periods),
        people - (once.people if once else 0),
        people,
        sum(one.turns for one in periods) - (once.turns if once else 0),
        _less(once, "", added([one.party for one in periods]))
        if periods
        else Count("", "全体党员", 0, 0, 0, 0, 0, 0, 0),
        tuple(_sides(periods, once)),
    )


def _less(once: Less | None, side: str, line: Count) -> Count:
    return line if once is None else once.less(side, line)


def _sides(periods: Sequence[Period], once: Less | None) -> Iterable[Side]:
    titles = dict.fromkeys(
        (side.title, side.rule) for one in periods for side in one.sides if side.title != BRANCHES
    )
    for title, rule in titles:
        lines: dict[str, list[Count]] = {}
        for one in periods:
            for line in one.side(title).lines:
                lines.setdefault(line.title, []).append(line)
        yield Side(title, rule, tuple(_less(once, title, added(some)) for some in lines.values()))


def added(some: Sequence[Count]) -> Count:
    """Add up counts of the same kind of people; what is asked of them is what all are asked for."""
    targets = {one.target for one in some}
    return Count(
        some[0].key,
        some[0].title,
        sum(one.people for one in some),
        sum(one.trained for one in some),
        sum(one.turns for one in some),
        targets.pop() if len(targets) == 1 else 0,
        sum(one.required for one in some),
        sum(one.met for one in some),
        sum(one.earned for one in some),
    )
