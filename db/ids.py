"""One 63-bit, time-ordered integer per row, unique across schools without anybody asking anybody."""

from collections.abc import Callable

EPOCH_MS = 1_577_836_800_000  # 2020-01-01 00:00 UTC: 41 bits of milliseconds reach 2089
# 60 years on: a clock that says more is wrong, and ids need room to rise after it.
LATEST_MS = 1_893_456_000_000
CHANCE_BITS = 22
STEP_BITS = 10


class Ids:
    """Give ids that rise; two laptops meet in one id only by a chance of about 2⁻²² in the same millisecond.

    `clock` gives milliseconds since 1970, `chance(bits)` a random integer. A clock that is set back
    does not break the order: the next id is then the last one and a little more. A collision that does
    happen is refused by the primary key, never merged.
    """

    def __init__(self, clock: Callable[[], int], chance: Callable[[int], int]) -> None:
        """Start after nothing."""
        self._clock = clock
        self._chance = chance
        self._last = 0

    def follow(self, last: int) -> None:
        """Give only ids after this one: a clock may also be set back while the program is not running."""
        self._last = max(self._last, last)

    def new(self) -> int:
        """Give the next id."""
        moment = min(max(self._clock() - EPOCH_MS, 0), LATEST_MS)
        candidate = (moment << CHANCE_BITS) | self._chance(CHANCE_BITS)
        if candidate <= self._last:
            candidate = self._last + 1 + self._chance(STEP_BITS)
        self._last = candidate
        return candidate
