"""Hours: worked out from facts by the rule of the day, posted for good when a class closes.

Facts are the marks of classes and the activities outside them. `post` writes what they come to and, when
facts or rules change, only the difference; nothing that was posted is changed or deleted.
"""

from app.school.hours.counting import NOTHING_YET, Counted, Kind, count
from app.school.hours.facts import Amount, Fact
from app.school.hours.posting import close_class, post, refuse_closed, take_back
from app.school.hours.reading import (
    HourLine,
    central_classes,
    earned,
    enrollment_hours,
    of_class,
    of_member,
    recount,
)
from app.school.hours.results import Result, results
from app.school.hours.trial import NEXT_SOURCE, Tried, facts_of_row, tried
from app.school.hours.years import Change, ClosedYear, adopt, close_year, closed_years, preview, reopen_year

__all__ = [
    "NEXT_SOURCE", "NOTHING_YET", "Amount", "Change", "ClosedYear", "Counted", "Fact", "HourLine", "Kind",
    "Result", "Tried", "adopt", "central_classes", "close_class", "close_year", "closed_years", "count",
    "earned", "enrollment_hours", "facts_of_row", "of_class", "of_member", "post", "preview", "recount",
    "refuse_closed", "reopen_year", "results", "take_back", "tried",
]  # fmt: skip
