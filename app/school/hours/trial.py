"""Trial: what facts would come to before anything is recorded or put right."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.school import rules
from app.school.hours.counting import Counted, count_all
from app.school.hours.facts import Fact, gather, order
from db.register import Register

# Comes after every fact that is recorded, as the next one recorded will.
NEXT_SOURCE = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Tried:
    """One person's sums in quarter-hours without the trial and with it, and what each new fact would give."""

    before: int
    after: int
    counted: tuple[Counted, ...]


def tried(
    db: Register, *, school: int, new: Sequence[Fact] = (), gone: Sequence[Fact] = (), ledger: str = "member"
) -> dict[int, Tried]:
    """Say what becomes of people's hours if some facts were new and some others gone.

    Only what counts for good stands beside them. The sums are those of a ledger over all years that the
    facts reach. Each row of a person is tried by itself, as it would be posted.
    """
    touched = [*new, *gone]
    if not touched:
        return {}
    first = f"{min(fact.date for fact in touched)[:4]}-01-01"
    last = f"{max(fact.date for fact in touched)[:4]}-12-31"
    people = {fact.member for fact in touched}
    away = {fact.key for fact in gone}
    before = [
        fact for fact in gather(db, school=school, first=first, last=last, people=people) if fact.closed
    ]
    after = sorted([*(fact for fact in before if fact.key not in away), *new], key=order)
    book = rules.book(db, school=school)
    now, then = (dict(count_all(db, book, facts)) for facts in (before, after))
    fresh = set(new)

    def total(counted: Sequence[tuple[Fact, Counted]]) -> int:
        return sum(
            worth.quarter_hours
            for fact, worth in counted
            if fact.ledger == ledger and first <= fact.date <= last
        )

    found = {}
    for member in people:
        given = tuple(worth for fact, worth in then.get(member, ()) if fact in fresh)
        found[member] = Tried(total(now.get(member, ())), total(then.get(member, ())), given)
    return found


def facts_of_row(
    db: Register, *, school: int, member: int, enrollment: int, days: Sequence[str]
) -> list[Fact]:
    """Give the facts of one row of a class's roster, in order; `days` are the class's first and last."""
    facts = gather(db, school=school, first=days[0], last=days[-1], people=[member], every=True)
    return [fact for fact in facts if fact.enrollment == enrollment]
