"""Which characters the shipped fonts have, as data: asking costs no font."""

import unicodedata
from bisect import bisect_right
from functools import cache

from app import paths
from app.spelling import cells

_MARKLESS = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})


def unprintable(text: str) -> tuple[str, ...]:
    """Give the characters of a text that no shipped font has, each once, in their order."""
    seen = (one for one in cells.INVISIBLE.sub("", text) if unicodedata.category(one) not in _MARKLESS)
    return tuple(dict.fromkeys(one for one in seen if not _printable(ord(one))))


def _printable(point: int) -> bool:
    if 0x4E00 <= point <= 0x9FFF:
        return True
    firsts, lasts = _ranges()
    at = bisect_right(firsts, point) - 1
    return at >= 0 and point <= lasts[at]


@cache
def _ranges() -> tuple[list[int], list[int]]:
    """Read the first and the last of every run of characters there is."""
    firsts, lasts = [], []
    file = paths.resources() / "data" / "printable.txt"
    for line in file.read_text(encoding="ascii").splitlines():
        first, _, last = line.partition("-")
        firsts.append(int(first, 16))
        lasts.append(int(last or first, 16))
    return firsts, lasts
