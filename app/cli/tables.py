"""Plain tables for a terminal, aligned by the width characters have there."""

import unicodedata
from collections.abc import Sequence

# A right-aligned column is named with this in front: numbers stand under each other.
RIGHT = ">"


def width(text: str) -> int:
    """Count the columns a text takes in a terminal: two for a Chinese character, none for a joined mark."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """Fill a text up with spaces to so many columns."""
    spaces = " " * (columns - width(text))
    return spaces + text if right else text + spaces


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Write rows under their headings; a heading that begins with `>` has its column to the right.

    What would break a line is shown as a space, so that a row stays a row.
    """
    names = [heading.removeprefix(RIGHT) for heading in headings]
    right = [heading.startswith(RIGHT) for heading in headings]
    cells = [names, *([" ".join(str(cell).split()) for cell in row] for row in rows)]
    widths = [max(width(row[column]) for row in cells) for column in range(len(names))]
    columns = list(zip(widths, right, strict=True))
    lines = [
        "  ".join(padded(cell, wide, right=turned) for cell, (wide, turned) in zip(row, columns, strict=True))
        for row in cells
    ]
    lines.insert(1, "  ".join("─" * wide for wide in widths))
    return "\n".join(line.rstrip() for line in lines)
