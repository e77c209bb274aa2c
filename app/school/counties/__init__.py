"""Counties: the figures of every school that reported, worked out from its own rows as it would itself.

`figures` and `period` work out one school's year or quarter; `bring_up` keeps what they say beside the
register's rows until another parcel is read, so that a desk of any size opens at once; `summary` and
`annual` give what is at hand and work out only what is not.
"""

from app.school.counties.figures import Figures
from app.school.counties.kept import (
    at_hand,
    bring_up,
    every_at_hand,
    figures,
    forget,
    keep_period,
    lacking,
    newest,
    period_at_hand,
    summary,
    whose,
)
from app.school.counties.once import Once, once
from app.school.counties.periods import Annual, Count, Period, Side, annual, period
from app.school.counties.reporting import STATES, Laptop, Reporting, reporting, silent
from app.school.counties.together import heads, heads_at_hand, together
from app.school.counties.under import counties_of, put_under, schools_of, under

__all__ = [
    "STATES", "Annual", "Count", "Figures", "Laptop", "Once", "Period", "Reporting", "Side", "annual",
    "at_hand", "bring_up", "counties_of", "every_at_hand", "figures", "forget", "heads", "heads_at_hand",
    "keep_period", "lacking", "newest", "once", "period", "period_at_hand", "put_under", "reporting",
    "schools_of", "silent", "summary", "together", "under", "whose",
]  # fmt: skip
