"""Ahead: what the timetable still gives a person until the year's end."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from app.school import classes, rules
from app.school.hours.counting import Kind, count, kinds
from app.school.hours.facts import Fact
from app.school.standings.records import Standing
from app.school.standings.sums import by_school, facts_of, in_order
from db.register import Register

_CLOSED = ", ".join(f"'{state}'" for state in classes.CLOSED)
# Whom a class is for by a word in its 培训对象, the first that fits; where none does it is for every member.
_FOR: Mapping[str, tuple[str, ...]] = {
    "两委": ("secretary", "committee"),
    "党务干部": ("secretary", "committee"),
    "书记": ("secretary",),
    "发展对象": ("candidate",),
    "积极分子": ("activist",),
    "预备党员": ("probationary",),
}
_MEMBERS = ("full", "probationary")


class _Session(NamedTuple):
    id: int
    training_class: int
    trainee_group: str
    date: str
    half_day: str
    quarter_hours: int

    def fact(self, member: int) -> Fact:
        """Give what it would be if the person came."""
        return Fact(
            member, self.date, self.half_day, "own_class", "member", self.id, self.training_class, None,
            False, "present", None, self.quarter_hours, None,
        )  # fmt: skip


def may_join(trainee_group: str, *, member_type: str, role: str) -> bool:
    """Tell whether a class for these trainees is for a person, by the words the office uses."""
    wanted = next((whom for word, whom in _FOR.items() if word in trainee_group), _MEMBERS)
    return role in wanted or member_type in wanted


def look_ahead(db: Register, people: Sequence[Standing], *, year: int, today: str) -> list[Standing]:
    """Add to standings what becomes of them: `planned`, `joinable` and `outlook`.

    A half-day without a mark in an open class the person is in counts as one they come to; another open
    class can be joined where it is for them, has a half-day after `today` and they have none then.
    """
    unmet = [one.member for one in people if one.state == "not_met"]
    given: dict[int, tuple[int, int]] = {}
    centrals: dict[int, bool] = {}
    for school, several in by_school(db, unmet).items():
        sessions = _sessions(db, school=school, year=year)
        if not sessions:
            continue
        chosen = set(several)
        own = [one for one in people if one.member in chosen]
        given |= _of_school(db, own, sessions, school=school, year=year, today=today)
        rule = rules.in_force(db, school=school, on=f"{year}-12-31")
        centrals |= dict.fromkeys(several, rule.own_class_is_central)
    return [_told(one, given.get(one.member), own_central=centrals.get(one.member, False)) for one in people]


def _told(one: Standing, ahead: tuple[int, int] | None, *, own_central: bool) -> Standing:
    if one.state != "not_met" or one.required is None:
        return replace(one, outlook=one.state)
    planned, joinable = ahead or (0, 0)
    outlook = "out_of_reach"
    for reached, more in (("reachable", planned + joinable), ("on_track", planned)):
        central = one.central + int(own_central and more > 0)
        if one.earned + more >= one.required and central >= one.central_required:
            outlook = reached
    return replace(one, planned=planned, joinable=joinable, outlook=outlook)


def _of_school(
    db: Register,
    people: Sequence[Standing],
    sessions: Sequence[_Session],
    *,
    school: int,
    year: int,
    today: str,
) -> dict[int, tuple[int, int]]:
    """Give for each person what their own classes still give and what others could, in quarter-hours."""
    first, last = f"{year}-01-01", f"{year}-12-31"
    book = rules.book(db, school=school)
    rows = _rows(db, [one.member for one in people])
    mine = _enrolled(db, rows, {one.training_class for one in sessions})
    facts = facts_of(db, book, school=school, year=year, rows=rows)
    known = kinds(db, [one.member for one in people])
    found = {}
    for who in people:
        inside, marked = mine.get(who.member, (set(), set()))
        before = facts.get(who.member, [])
        own = [one for one in sessions if one.training_class in inside and one.id not in marked]
        taken = {(fact.date, fact.half_day) for fact in before} | {(one.date, one.half_day) for one in own}
        others = [
            one
            for one in sessions
            if one.training_class not in inside
            and one.date > today
            and (one.date, one.half_day) not in taken
            and may_join(one.trainee_group, member_type=who.member_type, role=who.role)
        ]
        sums = [
            _sum(book, [*before, *(one.fact(who.member) for one in more)], known[who.member], first, last)
            for more in (own, [*own, *_each_half_day_once(others)])
            if more
        ]
        if sums:
            planned = sums[0] - who.earned if own else 0
            found[who.member] = max(planned, 0), max(sums[-1] - who.earned - planned, 0)
    return found


def _each_half_day_once(sessions: Iterable[_Session]) -> list[_Session]:
    """Of two classes at the same time keep the one that gives more: nobody sits in two places."""
    best: dict[tuple[str, str], _Session] = {}
    for one in sessions:
        before = best.get((one.date, one.half_day))
        if before is None or one.quarter_hours > before.quarter_hours:
            best[one.date, one.half_day] = one
    return list(best.values())


def _sum(book: rules.Book, facts: Iterable[Fact], kind: Kind, first: str, last: str) -> int:
    own = in_order(facts)
    return sum(
        worth.quarter_hours
        for fact, worth in zip(own, count(book, own, kind=kind), strict=True)
        if fact.ledger == "member" and first <= fact.date <= last
    )


def _sessions(db: Register, *, school: int, year: int) -> list[_Session]:
    found = db.execute(
        "SELECT s.id, t.id, t.trainee_group, s.date, s.half_day, s.quarter_hours FROM training_class t "
        f"JOIN session s ON s.training_class = t.id WHERE t.school = ? AND t.state NOT IN ({_CLOSED}) "
        "AND s.date BETWEEN ? AND ? ORDER BY s.date, s.id",
        [school, f"{year}-01-01", f"{year}-12-31"],
    )
    return [_Session(*row) for row in found]


def _rows(db: Register, people: Sequence[int]) -> dict[int, int]:
    """Give every row of these persons with the person it stands for."""
    rows = {one: one for one in people}
    links = "SELECT other, kept FROM person_link WHERE kept IN (SELECT value FROM json_each(?))"
    return rows | dict(db.execute(links, [json.dumps(list(people))]).fetchall())


def _enrolled(
    db: Register, rows: Mapping[int, int], training_classes: Iterable[int]
) -> dict[int, tuple[set[int], set[int]]]:
    """Give for each person the open classes they are in and the half-days in which they have a mark."""
    found: dict[int, tuple[set[int], set[int]]] = {}
    for member, training_class, session in db.execute(
        "SELECT e.member, e.training_class, a.session FROM enrollment e "
        "LEFT JOIN attendance a ON a.enrollment = e.id "
        "WHERE e.training_class IN (SELECT value FROM json_each(?))",
        [json.dumps(list(training_classes))],
    ):
        if member in rows:
            inside, marked = found.setdefault(rows[member], (set(), set()))
            inside.add(training_class)
            marked.add(session)
    return found
