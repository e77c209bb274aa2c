"""Listing: who stands where, found by the page at any size of the ledger."""

from collections.abc import Iterator, Sequence
from itertools import islice

from app.school import members, persons, rules
from app.school.standings import sums
from app.school.standings.ahead import look_ahead
from app.school.standings.judging import Judge, chunks
from app.school.standings.ranking import ORDERS, ranked
from app.school.standings.records import OUTLOOKS, STATES, Standing
from db.register import Register
from db.rows import by_id


def find(
    db: Register,
    text: str = "",
    *,
    school: int | None = None,
    year: int,
    state: str = "",
    group: str = "",
    branch: int | None = None,
    order_by: str = "name",
    limit: int | None = None,
    today: str = "",
) -> list[int]:
    """List people by what they have of a year; without `school`, of every school.

    `text`, `group`, `branch` and `order_by` are those of `members.find`; there are the orders of `ORDERS`
    besides, with `-` in front for the other way round. `state` is a key of `STATES` or `OUTLOOKS`, and for
    the latter `today` is needed. `limit` asks for the first so many, which is quick in an order of
    `members.find`; the others must sum up everybody first.
    """
    key = order_by.removeprefix("-")
    ranks = key in ORDERS
    known = not ranks and not state
    whole = ranks and state in ("", *STATES) and not text and not group
    found: list[int] = []
    if not whole:
        order, most = "name" if ranks else order_by, limit if known else None
        found = members.find(db, text, school=school, group=group, branch=branch, order_by=order, limit=most)
    if known:
        return found
    judge = Judge(db, year)
    if state and state not in STATES:
        if state not in OUTLOOKS or not today:
            raise ValueError(f"no state to find by, or no day: {state}")
        some = list(islice(_looking(db, judge, found, state, year, today), None if ranks else limit))
        if not ranks:
            return some
        found, state = some, ""
    elif not ranks:
        return list(islice((one.id for one in judge.each(found) if one.state == state), limit))
    return ranked(
        db, school=school, year=year, state=state, branch=branch, order_by=order_by, limit=limit,
        among=None if whole else found,
    )  # fmt: skip


def _looking(
    db: Register, judge: Judge, found: Sequence[int], state: str, year: int, today: str
) -> Iterator[int]:
    """Judge first by what was, and look ahead only for those who have not met it."""
    for chunk in chunks(found):
        now = "not_met" if state in ("on_track", "reachable", "out_of_reach") else state
        some = [one.id for one in judge.of(chunk) if one.state == now]
        for one in rows(db, some, year=year, today=today):
            if one.outlook == state:
                yield one.member


def rows(db: Register, ids: Sequence[int], *, year: int, today: str = "") -> list[Standing]:
    """Give the standings of people in the order asked; with `today` also what the timetable still gives."""
    judge = Judge(db, year)
    had = sums.of(db, ids, year=year)
    select = (
        "SELECT m.id, m.school, m.name, coalesce(b.name, ''), m.member_type, m.role, m.frail, m.cadre, "
        "iif(m.phone = '', m.landline, m.phone) FROM member m LEFT JOIN branch b ON b.id = m.branch "
        "WHERE m.id IN (SELECT value FROM json_each(?))"
    )
    found = []
    for one, school, name, branch, member_type, role, frail, cadre, phone in by_id(db, select, ids):
        rule, sum_ = judge.rule(school), had.get(one, sums.NOTHING)
        required = rules.owed(rule, member_type=member_type, role=role, frail=frail)
        owed = judge.central_owed(school, role)
        found.append(
            Standing(
                one, name, branch, member_type, required, sum_.member, role,
                judge.central(school).get(one, 0) if owed else 0, owed,
                rule.targets["cadre"] if cadre else None, sum_.cadre, phone=phone,
            )
        )  # fmt: skip
    return look_ahead(db, found, year=year, today=today) if today else found


def of_school(
    db: Register, *, school: int, year: int, text: str = "", group: str = "", today: str = ""
) -> list[Standing]:
    """Give everyone's standing in the order of `members.find`, those who left only where `group` asks."""
    return rows(db, members.find(db, text, school=school, group=group), year=year, today=today)


def of_member(db: Register, member: int, *, year: int, today: str = "") -> Standing:
    """Give one person's standing, under whichever of their rows."""
    (found,) = rows(db, persons.same(db, member)[:1], year=year, today=today)
    return found
