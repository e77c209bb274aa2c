"""Facts: who took part in what on which day, read for many people at once, in the order they are counted."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from app.school import HALF_DAYS, classes, rules
from db.register import Register

_CLOSED = ", ".join(f"'{state}'" for state in classes.CLOSED)
_HALVES = {half: place for place, half in enumerate(HALF_DAYS)}
_PLACES = {category: place for place, category in enumerate(rules.CATEGORIES)}


class Amount(NamedTuple):
    """How much an activity was: minutes, half-days, or quarter-hours as a paper states them.

    It is spread evenly over the `parts` days it lasted; this is the share of day `part`, from nought.
    """

    form: str
    minutes: int | None
    half_days: int | None
    stated: int | None
    tested: int
    part: int
    parts: int


class Fact(NamedTuple):
    """One person on one day: a mark in a session of so many quarter-hours, or a share in an activity.

    `source` is the session or the activity, `closed` whether it counts for good.
    """

    member: int
    date: str
    half_day: str
    category: str
    ledger: str
    source: int
    training_class: int | None
    enrollment: int | None
    closed: bool
    mark: str
    minutes: int | None
    quarter_hours: int
    amount: Amount | None

    @property
    def key(self) -> tuple[int, int, str]:
        """Tell facts, and the lines posted for them, from one another."""
        return self.member, self.source, self.date


def order(fact: Fact) -> tuple[int, str, int, int, int]:
    """Give the place of a fact in the order of counting, which does not depend on when it was entered.

    Of two facts of one half-day and one category, which the id tells apart, the sum is the same either way.
    """
    return fact.member, fact.date, _HALVES[fact.half_day], _PLACES[fact.category], fact.source


def gather(
    db: Register,
    *,
    school: int,
    first: str,
    last: str,
    people: Iterable[int] | None = None,
    also: int | None = None,
    every: bool = False,
) -> list[Fact]:
    """Read the facts from a first to a last day, of some people or a whole school, in order.

    Marks are those of closed classes, of the class `also`, and with `every` of all classes. A class that
    reaches over either end is read whole: how often somebody came late is counted from its first day.
    """
    given = {
        "school": school, "first": first, "last": last, "also": also, "every": every,
        "people": None if people is None else json.dumps(list(people)),
    }  # fmt: skip
    found = [*_marks(db, given), *_activities(db, given)]
    found.sort(key=order)
    return found


def by_person(facts: Sequence[Fact]) -> dict[int, list[Fact]]:
    """Part facts that are in order by the person's row."""
    return {member: list(group) for member, group in groupby(facts, key=lambda fact: fact.member)}


def _marks(db: Register, given: dict[str, object]) -> list[Fact]:
    whose = "e.school = :school"
    if given["people"] is not None:
        whose = "e.member IN (SELECT value FROM json_each(:people))"
    found = db.execute(
        f"SELECT e.member, s.date, s.half_day, s.id, s.training_class, e.id, t.state IN ({_CLOSED}), "
        "a.mark, a.minutes, s.quarter_hours FROM training_class t "
        "JOIN enrollment e ON e.training_class = t.id JOIN attendance a ON a.enrollment = e.id "
        f"JOIN session s ON s.id = a.session WHERE {whose} AND t.school = :school "
        f"AND (:every OR t.state IN ({_CLOSED}) OR t.id = :also) "
        "AND t.id IN (SELECT training_class FROM session WHERE date BETWEEN :first AND :last)",
        given,
    )
    return [
        Fact(
            who, day, half, "own_class", "member", session, of, row, bool(closed), mark, minutes, worth, None
        )
        for who, day, half, session, of, row, closed, mark, minutes, worth in found
    ]


def _activities(db: Register, given: dict[str, object]) -> list[Fact]:
    whose = "" if given["people"] is None else "AND p.member IN (SELECT value FROM json_each(:people)) "
    found = db.execute(
        # What is said of one person stands before what is said of all.
        "SELECT p.member, a.date, a.ends, a.half_day, a.kind, a.ledger, a.id, a.form, "
        "iif(p.minutes IS NULL, a.half_days, NULL), coalesce(p.minutes, a.minutes), "
        "iif(p.minutes IS NULL, coalesce(p.stated, a.stated), p.stated), p.tested "
        "FROM activity a JOIN participation p ON p.activity = a.id "
        f"WHERE a.school = :school AND a.voided_on IS NULL {whose}"
        "AND a.date <= :last AND a.ends >= :first",
        given,
    )
    facts = []
    for who, starts, ends, half, kind, ledger, activity, form, half_days, minutes, stated, tested in found:
        began = date.fromisoformat(starts)
        parts = (date.fromisoformat(ends) - began).days + 1
        for part in range(parts):
            day = (began + timedelta(days=part)).isoformat()
            amount = Amount(form, minutes, half_days, stated, tested, part, parts)
            facts.append(Fact(who, day, half, kind, ledger, activity, None, None, True, "", None, 0, amount))
    return facts
