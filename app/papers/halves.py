"""Forms of half a sheet: two on A4 portrait with a line to cut along, of labelled boxes and a small table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.papers import fonts
from app.papers.drawing import PORTRAIT, Pen, paper
from app.papers.setting import Type

_HALF: Final = 148.5
_LEFT, _WIDTH, _LABEL_WIDTH = 20.0, 170.0, 26.0
_TEXT: Final = Type("song", 11)
_LABEL: Final = Type("hei", 11)
_CELL: Final = Type("song", 10)
_LINE: Final = 9.0

Row = tuple[float, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: headings, widths in mm that fill the width together, and lines of cells."""

    headings: tuple[str, ...]
    widths: tuple[float, ...]
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Half:
    """One form: rows of (height in mm, (label, text) side by side), then a table, then a line below.

    `who` is named where a character cannot be printed.
    """

    title: str
    under: str
    who: str
    rows: tuple[Row, ...] = ()
    table: Table | None = None
    foot: str = ""


def render(title: str, forms: Sequence[Half], free: Half) -> bytes:
    """Print forms two to a sheet; `free` fills up an odd number, or is printed twice where there are none.

    Raises UserError for a character that no font has.
    """
    whole = list(forms) or [free]
    if len(whole) % 2:
        whole.append(free)
    fonts.require((one.who, _texts(one)) for one in whole)
    with paper(title, PORTRAIT) as pen:
        for number, one in enumerate(whole):
            if number and number % 2 == 0:
                pen.next_page()
            _draw(pen, one, number % 2 * _HALF)
            pen.rule(5, _HALF, pen.width - 5, _HALF, points=0.3, level=0.6)
    return pen.data()


def _texts(one: Half) -> list[str]:
    said = [one.title, one.under, one.foot, *(text for _, boxes in one.rows for box in boxes for text in box)]
    if one.table is not None:
        said += [cell for line in (one.table.headings, *one.table.lines) for cell in line]
    return said


def _draw(pen: Pen, one: Half, top: float) -> None:
    pen.text(pen.width / 2, top + 14, one.title, Type("biaosong", 18), "centre")
    pen.block((_LEFT, top + 20, _WIDTH, 8), one.under, _TEXT, align="left" if one.table else "centre")
    y = top + 29
    for height, boxes in one.rows:
        width = _WIDTH / len(boxes)
        for at, (label, text) in enumerate(boxes):
            left = _LEFT + at * width
            pen.frame((left, y, _LABEL_WIDTH, height))
            pen.frame((left + _LABEL_WIDTH, y, width - _LABEL_WIDTH, height))
            pen.block((left + 1, y, _LABEL_WIDTH - 2, height), label, _LABEL)
            room = (left + _LABEL_WIDTH + 2, y, width - _LABEL_WIDTH - 4, height)
            pen.block(room, text, _TEXT, align="left", least=7)
        y += height
    if one.table is not None:
        y = _table(pen, one.table, y + (3 if one.rows else 0))
    if one.foot:
        pen.block((_LEFT, y + 2, _WIDTH, 8), one.foot, _CELL, align="left")


def _table(pen: Pen, table: Table, top: float) -> float:
    y = top
    for number, line in enumerate((table.headings, *table.lines)):
        left = _LEFT
        for cell, width in zip(line, table.widths, strict=True):
            pen.frame((left, y, width, _LINE))
            type_ = _CELL if number else Type("hei", 10)
            pen.block((left + 1, y, width - 2, _LINE), cell, type_, least=6)
            left += width
        y += _LINE
    return y
