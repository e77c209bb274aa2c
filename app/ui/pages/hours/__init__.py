"""学时台账: the list of a year, a person's sum, corrections, and what was learned outside the classes."""

from app.ui.pages.hours.activities import ActivitiesPage
from app.ui.pages.hours.listing import HoursPage
from app.ui.pages.hours.recording import RecordPage

__all__ = ["ActivitiesPage", "HoursPage", "RecordPage"]
