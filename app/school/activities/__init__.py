"""Activities: learning outside the school's own classes, from a county's class to a visit at home."""

from app.school.activities.reading import find, participants, rows
from app.school.activities.recording import MOST_MINUTES, add, record, strike, void
from app.school.activities.records import FORMS_OF, LEDGERS, Activity, Participant, Share, amount
from app.school.activities.weighing import Prospect, weigh

__all__ = [
    "FORMS_OF", "LEDGERS", "MOST_MINUTES", "Activity", "Participant", "Prospect", "Share", "add", "amount",
    "find", "participants", "record", "rows", "strike", "void", "weigh",
]  # fmt: skip
