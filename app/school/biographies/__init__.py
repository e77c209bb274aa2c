"""Biographies: everything the register knows that ever happened to a person, on one line of time.

Nothing is written here. A person of several rows has the events of all of them; what was undone never
happened. Where a history is another desk's, as at the county, what stands in the rows is told.
"""

from app.school.biographies.events import KINDS, LABELS, Change, Event, sheet, written
from app.school.biographies.known import Known, known
from app.school.biographies.learning import result
from app.school.biographies.outlines import Outline, outlines
from app.school.biographies.telling import of_member

__all__ = [
    "KINDS", "LABELS", "Change", "Event", "Known", "Outline", "known", "of_member", "outlines", "result",
    "sheet", "written",
]  # fmt: skip
