"""Activities: who took part by a list, with the minutes that stand beside a name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.jobs.enrollments import Matched, read_book, who_is
from app.school import members
from app.sheets import fields, workbooks
from db.register import Register

_MINUTES = re.compile(r"(\d{1,5})\s*(?:分钟|分|min)")
_HOW_LONG = re.compile(r"\d*\s*(?:分钟|分|min)")
_HEADING = re.compile(r"(?:分钟|时长|\(分\)|（分）)")
_NUMBER = re.compile(r"(\d{1,5})(?:\.0+)?")
_HEADED = 20


@dataclass(frozen=True, slots=True)
class Named:
    """A line of a list, who it is, and how many minutes stand beside the name; None where there are none."""

    matched: Matched
    minutes: int | None


def read_list(db: Register, book: workbooks.Workbook, *, school: int, today: str) -> tuple[Named, ...]:
    """Read a list of names and say of every line who it is; nobody is guessed.

    Minutes are taken where they are written as such (“45分钟”) or stand in a column of minutes. Raise
    `UserError` where nobody is in it.
    """
    lines = read_book(book, today=today, known=members.by_name(db, school=school))
    # What says how long is no name.
    lines = tuple(line for line in lines if not _HOW_LONG.fullmatch(line.name))
    minutes: dict[tuple[str, int], int] = {}
    for sheet in book.sheets:
        name = sheet.name.strip() if len(book.sheets) > 1 else ""
        minutes |= {(name, row): much for row, much in _minutes(sheet)}
    matched = who_is(db, lines, school=school)
    return tuple(Named(one, minutes.get((one.line.sheet, one.line.row_no))) for one in matched)


def _minutes(sheet: workbooks.Sheet) -> Iterator[tuple[int, int]]:
    """Give the rows, from 1, in which minutes stand."""
    column: int | None = None
    for number, row in enumerate(sheet.rows, start=1):
        cells = [fields.text(cell).strip() for cell in row]
        if column is None and number <= _HEADED:
            headed = [at for at, cell in enumerate(cells) if _HEADING.search(cell) and not _digits(cell)]
            if headed:
                column = headed[0]
                continue
        written = [found for cell in cells if (found := _MINUTES.search(cell))]
        if column is not None and (whole := _NUMBER.fullmatch(cells[column])):
            yield number, int(whole[1])
        elif written:
            yield number, int(written[0][1])


def _digits(cell: str) -> bool:
    return any(sign.isdigit() for sign in cell)
