"""Hours: worked out from facts by the rule of the day, posted for good when a class closes.

Facts are the marks of classes and the activities outside them. `post` writes what they come to and, when
facts or rules change, only the difference; nothing that was posted is changed or deleted.
"""

from app.school.hours.counting import NOTHING_YET, Counted, Kind, count
from app.school.hours.facts import Amount, Fact
from app.school.hours.posting import close_class, post, refuse_closed, take_back
from app.school.hours.reading import HourLine, central_classes, earned, enrollment_hours, of_class, of_member
from app.school.hours.results import Result, results

__all__ = [
    "NOTHING_YET", "Amount", "Counted", "Fact", "HourLine", "Kind", "Result", "central_classes",
    "close_class", "count", "earned", "enrollment_hours", "of_class", "of_member", "post", "refuse_closed",
    "results", "take_back",
]  # fmt: skip
