"""Coverages: whom the training of a period reached, by group, branch and layer, and whom it did not."""

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import db as register_room
from app.school import CAME, members, standings
from db.register import Register

PRESET = Path(register_room.__file__).parent / "rules" / "coverages" / "usual.toml"
_CAME = ", ".join(f"'{mark}'" for mark in CAME)


@dataclass(frozen=True, slots=True)
class Group:
    """Some of those on the rolls; `target` is the per cent that should be trained a year, 0 for none asked.

    `who` gives for fields of a member the values of which one must hold.
    """

    key: str
    title: str
    target: int
    who: tuple[tuple[str, tuple[object, ...]], ...]

    def has(self, who: members.Member) -> bool:
        """Tell whether a person is of the group."""
        return all(getattr(who, field) in values for field, values in self.who)


@dataclass(frozen=True, slots=True)
class Layer:
    """Who trains: the categories of hours that are of it."""

    key: str
    title: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """The groups and layers as they are shipped, with where they come from."""

    title: str
    source: str
    status: str
    groups: tuple[Group, ...]
    layers: tuple[Layer, ...]


class Part(NamedTuple):
    """One person in one class or activity: once, however many half-days they came."""

    member: int
    category: str
    source: int


@dataclass(frozen=True, slots=True)
class Line:
    """How far training reached some people: 人数 and 人次, never the one without the other.

    `people` are those on the rolls who are meant, `trained` of them took part in anything at least once,
    `turns` counts each of these once a class or activity. `required` of them owe hours and `met` have
    them in the whole year; `earned` is the sum of the period in quarter-hours. `target` is a per cent, 0
    for none asked.
    """

    key: str
    title: str
    people: tuple[int, ...]
    trained: tuple[int, ...]
    turns: int
    target: int = 0
    required: tuple[int, ...] = ()
    met: tuple[int, ...] = ()
    earned: int = 0

    @property
    def missed(self) -> tuple[int, ...]:
        """Give those whom nothing reached."""
        reached = set(self.trained)
        return tuple(one for one in self.people if one not in reached)

    @property
    def reaches(self) -> bool:
        """Tell whether as many are trained as should be."""
        return 100 * len(self.trained) >= self.target * len(self.people)


@dataclass(frozen=True, slots=True)
class Coverage:
    """A school's training in a period from a first to a last day, both included."""

    first: str
    last: str
    rule: Rule
    whole: Line
    groups: tuple[Line, ...]
    branches: tuple[Line, ...]
    layers: tuple[Line, ...]


@cache
def rule() -> Rule:
    """Give the groups and layers that are shipped."""
    body = tomllib.loads(PRESET.read_text(encoding="utf-8"))
    return Rule(
        title=body["title"],
        source=body["source"],
        status=body["status"],
        groups=tuple(
            Group(one["key"], one["title"], int(one["target"]), _who(one["who"])) for one in body["group"]
        ),
        layers=tuple(Layer(one["key"], one["title"], tuple(one["sources"])) for one in body["layer"]),
    )


def _who(said: Mapping[str, Any]) -> tuple[tuple[str, tuple[object, ...]], ...]:
    fields = {"member_types": "member_type", "roles": "role"}
    return tuple(
        (fields.get(name, name), tuple(value) if isinstance(value, list) else (int(value),))
        for name, value in said.items()
    )


def period(year: int, quarter: int = 0) -> tuple[str, str]:
    """Give the first and the last day of a year, or of one of its quarters (1 to 4)."""
    if not quarter:
        return f"{year}-01-01", f"{year}-12-31"
    last = {1: "03-31", 2: "06-30", 3: "09-30", 4: "12-31"}[quarter]
    return f"{year}-{3 * quarter - 2:02}-01", f"{year}-{last}"


def parts(db: Register, *, school: int, first: str, last: str) -> list[Part]:
    """List who took part in what in a period, each person once a class or activity.

    Of a class somebody took part who was there for a half-day of the period, be it late or for a part;
    whoever gave the lessons did not. Whoever was merged into another is that other one.
    """
    found = db.execute(
        "SELECT DISTINCT coalesce(k.kept, e.member), 'own_class', s.training_class FROM session s "
        "JOIN attendance a ON a.session = s.id JOIN enrollment e ON e.id = a.enrollment "
        "LEFT JOIN person_link k ON k.other = e.member "
        f"WHERE s.school = ?1 AND s.date BETWEEN ?2 AND ?3 AND a.mark IN ({_CAME}) UNION ALL "
        "SELECT DISTINCT coalesce(k.kept, p.member), c.kind, c.id FROM activity c "
        "JOIN participation p ON p.activity = c.id LEFT JOIN person_link k ON k.other = p.member "
        "WHERE c.school = ?1 AND c.date <= ?3 AND c.ends >= ?2 AND c.voided_on IS NULL "
        "AND c.kind <> 'teaching' ORDER BY 3, 1",
        [school, first, last],
    )
    return [Part(*row) for row in found]


def coverage(db: Register, *, school: int, year: int, quarter: int = 0) -> Coverage:
    """Work out how far the training of a year, or of one of its quarters, reached those on the rolls.

    Whether hours are met is always a question of the year. Targets are for a year too: of a quarter there
    are none.
    """
    survey = Survey(db, school=school, year=year, quarter=quarter)
    said, rolls = rule(), survey.rolls
    return Coverage(
        survey.first,
        survey.last,
        said,
        survey.line("rolls", "在册人员", rolls),
        tuple(survey.line(one.key, one.title, filter(one.has, rolls), one.target) for one in said.groups),
        by_branch(survey),
        tuple(survey.line(one.key, one.title, rolls, among=one.sources) for one in said.layers),
    )


class Survey:
    """What is known of a school's training in a period, read once, to count any part of the rolls by."""

    def __init__(
        self, db: Register, *, school: int, year: int, quarter: int = 0, only: Collection[int] | None = None
    ) -> None:
        """Read who took part in what, and what everybody on the rolls, or `only` some, has and owes."""
        self.quarter = quarter
        self.first, self.last = period(year, quarter)
        self.parts = parts(db, school=school, first=self.first, last=self.last)
        listed = members.find(db, school=school, order_by="branch")
        self.rolls = members.rows(db, [one for one in listed if only is None or one in only])
        found = standings.rows(db, [one.id for one in self.rolls], year=year)
        self._standing = {one.member: one for one in found}
        self._earned = standings.by_category(
            db, [one.id for one in self.rolls], first=self.first, last=self.last
        )

    def line(
        self,
        key: str,
        title: str,
        who: Iterable[members.Member],
        target: int = 0,
        *,
        among: Sequence[str] | None = None,
    ) -> Line:
        """Count some people; `among` are the categories that count, None for all."""
        people = [one.id for one in who]
        meant = set(people)
        turns = [
            one.member
            for one in self.parts
            if one.member in meant and (among is None or one.category in among)
        ]
        reached = set(turns)
        # Whether hours are met is no question of where they come from.
        own = [self._standing[one] for one in people if one in self._standing and among is None]
        return Line(
            key,
            title,
            tuple(people),
            tuple(one for one in people if one in reached),
            len(turns),
            0 if self.quarter else target,
            tuple(one.member for one in own if one.required is not None),
            tuple(one.member for one in own if one.state == "met"),
            sum(
                worth
                for one in people
                for category, worth in self._earned.get(one, {}).items()
                if among is None or category in among
            ),
        )


def by_branch(survey: Survey) -> tuple[Line, ...]:
    """Count the party members of each branch, in the order of the rolls."""
    party = rule().groups[0]
    homes: dict[tuple[int | None, str], list[members.Member]] = {}
    for who in survey.rolls:
        homes.setdefault((who.branch, who.branch_name), []).append(who)
    return tuple(
        survey.line(str(branch or 0), name or "没有支部", filter(party.has, people), party.target)
        for (branch, name), people in homes.items()
    )


def missed(db: Register, *, school: int, year: int) -> list[int]:
    """List the party members and candidates on the rolls whom nothing of a year reached, by branch.

    Source: a county trains secretaries whom no higher level trained, a township all others
    (《全国党员教育培训工作规划（2024—2028年）》, measures of a province).
    """
    first, last = period(year)
    return members.find(
        db,
        school=school,
        order_by="branch",
        where=f"m.member_type IN ('full', 'probationary', 'candidate') AND NOT {standings.TRAINED_IN_YEAR}",
        values={"trained_from": first, "trained_to": last},
    )
