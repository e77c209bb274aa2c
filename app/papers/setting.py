"""Setting type: lines broken by the rules of Chinese text, and texts made to fit a box."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from app.papers import fonts

MM: Final = 72 / 25.4
LEADING: Final = 1.25

Colour = tuple[float, float, float]
BLACK: Final[Colour] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Type:
    """How a line is set: role of the face, size in points, emboldened or not, and its colour."""

    role: fonts.Role
    size: float
    bold: bool = False
    colour: Colour = BLACK


def grey(level: float) -> Colour:
    """Give a grey, 0 black to 1 white."""
    return (level, level, level)


# A line does not begin with the first of these nor end with the second (GB/T 15834).
_NOT_FIRST: Final = frozenset("，。、；：？！）》」』】〕〉”’％…—·,.;:?!)]}%")
_NOT_LAST: Final = frozenset("（《「『【〔〈“‘([{")


# A word, a number with what it counts by (2026年, 第1期, 3月), or a single character.
_PARTS: Final = re.compile(r"第?\d+[年月日期号]|[\x21-\x7e]+|.")


def _units(text: str) -> list[str]:
    """Cut a text into what must stay on one line: words, and glyphs with their punctuation."""
    units: list[str] = []
    for part in _PARTS.findall(text):
        if units and (part[0] in _NOT_FIRST or units[-1][-1] in _NOT_LAST):
            units[-1] += part
        else:
            units.append(part)
    return units


def wrap(text: str, type_: Type, width: float) -> list[str]:
    """Break a text into lines of at most `width` mm by the rules of Chinese setting.

    A line break in the text is kept; a unit wider than a whole line is cut inside.
    """
    lines = []
    for piece in text.splitlines() or [""]:
        lines += _wrapped(fonts.plain(piece), type_, width * MM)
    return lines


def _wrapped(text: str, type_: Type, room: float) -> list[str]:
    lines = [""]
    used = 0.0
    for unit in _units(text):
        wide = fonts.width(unit, type_.role, type_.size)
        if used + wide <= room:
            lines[-1] += unit
            used += wide
            continue
        if wide <= room:
            lines.append(unit.lstrip(" "))
            used = fonts.width(lines[-1], type_.role, type_.size)
            continue
        for character in unit:
            wide = fonts.width(character, type_.role, type_.size)
            if used + wide > room and lines[-1]:
                lines.append("")
                used = 0.0
            lines[-1] += character
            used += wide
    return lines if lines[0] or len(lines) == 1 else lines[1:]


@lru_cache(maxsize=4096)
def fitted(
    text: str, type_: Type, width: float, height: float, *, least: float = 5.0
) -> tuple[float, tuple[str, ...]]:
    """Find the largest size up to the type's own, and the lines, at which a text fits a box in mm.

    One line is preferred down to four fifths of the size; below `least` points the text is cut.
    """
    if type_.size > max(least, height * MM):
        type_ = replace(type_, size=max(least, height * MM))
    natural = fonts.width(text, type_.role, type_.size)
    if natural <= width * MM:
        return type_.size, (text,)
    single = type_.size * width * MM / natural
    if single >= max(type_.size * 0.8, least):
        return single, (text,)
    size = type_.size
    while True:
        set_ = replace(type_, size=size)
        lines = wrap(text, set_, width)
        allowed = max(1, int(height * MM / (size * LEADING)))
        if len(lines) <= allowed:
            return size, tuple(evened(text, set_, width))
        if size == least:
            return size, (*lines[: allowed - 1], _cut(lines[allowed - 1], set_, width))
        size = max(least, size - 0.5)


def evened(text: str, type_: Type, width: float) -> list[str]:
    """Break a text as `wrap` does, but as early as keeps the number of lines: no single glyph hangs below."""
    lines = wrap(text, type_, width)
    for share in (0.5, 0.6, 0.7, 0.8, 0.9):
        narrow = wrap(text, type_, width * share) if len(lines) > 1 else lines
        if len(narrow) == len(lines):
            return narrow
    return lines


def _cut(line: str, type_: Type, width: float) -> str:
    while line and fonts.width(line + "…", type_.role, type_.size) > width * MM:
        line = line[:-1]
    return line + "…"
