"""Erasing a person's data at their wish: out of the rows, the history, and the file that holds them."""

from collections.abc import Collection

from app.school import erasures
from db import copies
from db.register import Register


def erase(
    db: Register, member: int, fields: Collection[str], *, asked_by: str, reason: str, today: str
) -> list[str]:
    """Erase what is known of a person, and give the sentences about where else it is still.

    Raise `UserError` as `erasures.erase` does; then nothing was changed.
    """
    erasures.erase(db, member, fields, asked_by=asked_by, reason=reason, today=today)
    # What was written over stands in what lies beside the register until that is brought into the file.
    copies.settle(db)
    return erasures.still_in(db, member)
