"""Telling: the events of all kinds, gathered and put in order."""

from collections.abc import Iterator, Sequence

from app.school import persons
from app.school.biographies import learning, rolls
from app.school.biographies.events import Event, order
from db.register import Register


def of_member(db: Register, member: int) -> list[Event]:
    """Tell everything that happened to the person one row is of, the newest first.

    Raise `UserError` where there is none.
    """
    several = persons.same(db, member)
    # Of what happened in one minute the later is told first too.
    return sorted(_all(db, several), key=order)[::-1]


def _all(db: Register, several: Sequence[int]) -> Iterator[Event]:
    yield from rolls.events(db, several)
    yield from learning.events(db, several)
