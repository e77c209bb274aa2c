"""Pictures of characters that no font has, chosen by the clerk: they stand in the text like a glyph."""

from collections.abc import Mapping

Pattern = tuple[str, ...]
"""A square of rows, 1 where there is ink."""

SIDE = 160

_USED: dict[str, Pattern] = {}


def use(patterns: Mapping[str, Pattern]) -> None:
    """Take these from now on, in every paper this program makes; what was used before is forgotten."""
    _USED.clear()
    _USED.update(patterns)


def of(character: str) -> Pattern | None:
    """Give the picture of a character, None where there is none."""
    return _USED.get(character)


def pictured(text: str) -> bool:
    """Tell whether a text has a character that a picture stands for."""
    return bool(_USED) and not _USED.keys().isdisjoint(text)
