"""Standings: what each person owes in a year by the rule, what they have, and whether that is enough.

`find` gives ids and `rows` a page of them at any size: sums come from the ledger by its index, only open
classes and persons of several rows are counted from their facts.
"""

from app.school.standings.ahead import may_join
from app.school.standings.listing import find, of_member, of_school, rows
from app.school.standings.ranking import tallied
from app.school.standings.records import OUTLOOKS, STATES, Standing, Tally, target
from app.school.standings.sums import by_category
from app.school.standings.trained import IN_YEAR as TRAINED_IN_YEAR

__all__ = [
    "OUTLOOKS", "STATES", "TRAINED_IN_YEAR", "Standing", "Tally", "by_category", "find",
    "may_join", "of_member", "of_school", "rows", "tallied", "target",
]  # fmt: skip
