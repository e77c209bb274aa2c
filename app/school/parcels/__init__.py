"""Parcels as the register knows them: the rows that travel, and which parcels were sent and received."""

from app.school.parcels.checks import present, problems
from app.school.parcels.differences import Difference, tell, tell_counts
from app.school.parcels.ledger import (
    decide,
    device,
    held,
    hold,
    keep_delivered,
    keep_received,
    keep_sent,
    last_sent,
    received,
    register_name,
    sent,
    unsent,
    unsent_acts,
)
from app.school.parcels.lending import UNIQUE, keep_beside, keep_lent, keep_unknown, lent, withdrawn
from app.school.parcels.records import Counts, Held, Received, Sent, Unsent
from app.school.parcels.several import outgoing_several, take_several
from app.school.parcels.taking import Change, Row, naming, outgoing, step_aside, summed, take_in, take_tables

__all__ = [
    "UNIQUE", "Change", "Counts", "Difference", "Held", "Received", "Row", "Sent", "Unsent", "decide",
    "device", "held", "hold", "keep_beside", "keep_delivered", "keep_lent", "keep_received", "keep_sent",
    "keep_unknown", "last_sent", "lent", "naming", "outgoing", "outgoing_several", "present", "problems",
    "received", "register_name", "sent", "step_aside", "summed", "take_in", "take_several", "take_tables",
    "tell", "tell_counts", "unsent", "unsent_acts", "withdrawn",
]  # fmt: skip
