"""How the columns of a list share its width."""

from collections.abc import Callable, Sequence
from typing import Any

from app.ui.tables import Column

# In signs: what a growing column keeps while others can still be left out, and what it keeps after.
EASY_GROWING, LEAST_GROWING = 14, 8


def shared(
    columns: Sequence[Column[Any]],
    widths: Sequence[int],
    shown: Sequence[int],
    *,
    room: int,
    readable: Callable[[int, int], int],
) -> dict[int, int]:
    """Share `room` pixels out among the columns shown, and give the width of each that stays.

    Spare columns are left out before the growing ones become hard to read; what is over then goes to these.
    `widths` are what each column needs, `readable(column, count)` gives the width of so many Chinese signs.
    """
    left, stay = room - sum(widths[one] for one in shown), list(shown)
    give = {one: max(0, widths[one] - readable(one, EASY_GROWING)) for one in shown if columns[one].grow}
    for number in sorted(shown, key=lambda one: columns[one].spare, reverse=True):
        if left + sum(give.values()) < 0 and columns[number].spare:
            stay.remove(number)
            give.pop(number, 0)
            left += widths[number]
    growing = [number for number in stay if columns[number].grow]
    share = left // len(growing) if growing else 0
    return {
        one: max(widths[one] + share, min(widths[one], readable(one, LEAST_GROWING)))
        if one in growing
        else widths[one]
        for one in stay
    }
