"""Versions: who wrote which field when, so that two laptops of one school can be brought together.

A school's rows are kept as a state: for every row, for every field, the values that no other value replaced,
each with the dot (actor, counter) that wrote it. An actor is a laptop in one epoch. A parcel is always the
whole state, so one vector {actor: counter} says all that its sender had seen. Two states are joined by:
a value is dropped where the other side has seen its dot and no longer holds it. That gives one result in
whatever order, and however often, states come (`states`). What stands in the register is worked out from
the state alone (`views`), so it is one and the same wherever the state is: rows made twice become one,
numbers given twice are told apart, nothing points to what is gone. Daily work knows nothing of all this:
dots are read from history when a parcel is made or read (`stamping`).
"""

from app.school.versions.merging import (
    TABLE,
    Merged,
    NotMergeable,
    from_the_future,
    look_again,
    merge,
    outgoing,
    start,
)
from app.school.versions.stamping import actor, context, is_shared, share, stamp

__all__ = [
    "TABLE", "Merged", "NotMergeable", "actor", "context", "from_the_future", "is_shared", "look_again",
    "merge", "outgoing", "share", "stamp", "start",
]  # fmt: skip
