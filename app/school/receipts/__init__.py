"""Receipts: what the county says of a school's parcels, and how a school takes it in."""

from app.school.receipts.answering import (
    accept_all,
    accepts_by_reply,
    heard,
    keep_delivered,
    keep_made,
    made,
    newest,
    next_number,
    outgoing,
    own_row,
    refdata_held,
    refdata_seen,
    senders,
    set_accepting,
    to_accept,
    unanswered,
)
from app.school.receipts.records import Down, Made, Receipt
from app.school.receipts.taking import (
    above,
    confirmed,
    find,
    held,
    keep,
    keep_taken,
    of_kind,
    of_parcel,
    require_new,
    said,
    take_rows,
    take_school,
    taken,
    told,
)

__all__ = [
    "Down", "Made", "Receipt", "above", "accept_all", "accepts_by_reply", "confirmed", "find", "heard",
    "held", "keep", "keep_delivered", "keep_made", "keep_taken", "made", "newest", "next_number", "of_kind",
    "of_parcel", "outgoing", "own_row", "refdata_held", "refdata_seen", "require_new", "said",
    "senders", "set_accepting", "take_rows", "take_school", "taken", "to_accept", "told", "unanswered",
]  # fmt: skip
