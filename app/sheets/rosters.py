"""Read a sheet as a roster: its columns named, its people with a verdict on every cell."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from app.errors import UserError
from app.progress import Tell, silent
from app.sheets import fields, guesses, headers, sweeping, tables
from app.sheets.fields import FIELDS, LABELS, Cell
from app.sheets.headers import Header
from app.sheets.tables import Line
from app.sheets.verdicts import Judge
from app.sheets.workbooks import Row, Sheet, Workbook

__all__ = ["FIELDS", "LABELS", "Cell", "Column", "Roster", "RosterRow", "candidates", "read"]

_AT_ONCE = 500
_GUESSED_BESIDE_A_HEADER = ("id_number", "phone", "gender", "name")

_NO_HEADER = (
    "没有找到表头，也看不出各列是什么。请确认选对了工作表，"
    "并让名册有一行“姓名、身份证号、所在党支部……”这样的表头，保存后再选一次。"
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the sheet, counted from 0; `field` is "" where it is not used."""

    index: int
    heading: str
    field: str


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person: `row_no` is the row as WPS numbers it, from 1.

    `verdict` is the worst of `ok`, `flag`, `ask`, `refuse`; `reasons` are the
    sentences behind it. Only an empty or impossible name and an ID number
    destroyed by a spreadsheet refuse the person. `raw` is the whole row.
    """

    row_no: int
    cells: dict[str, Cell]
    verdict: str
    reasons: tuple[str, ...]
    raw: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """A sheet as a roster.

    `header_rows` are the header's first and last row, from 1; (0, 0) where
    there was none and the columns were guessed. `skipped` counts the rows that
    hold something but no person: notes, totals, a header repeated. `title` is
    the line above the header, "" where there is none.
    """

    sheet_name: str
    header_rows: tuple[int, int]
    columns: tuple[Column, ...]
    rows: tuple[RosterRow, ...]
    skipped: int
    title: str


def candidates(book: Workbook) -> tuple[str, ...]:
    """Name the sheets that look like rosters, best first; code lists and empty sheets are left out.

    Best is visible before hidden, filled before empty, then the sheet in which
    the most columns are recognised, then the order of the workbook.
    """
    ranked = []
    for place, sheet in enumerate(book.sheets):
        header = _header(sheet, {})
        if header is not None and "name" in header.fields:
            empty = len(sheet.rows) <= header.last + 1
            ranked.append((sheet.hidden, empty, -len(header.used()), place, sheet.name))
    return tuple(name for *_, name in sorted(ranked))


@sweeping.put_off()
def read(
    sheet: Sheet, *, today: str, columns: Mapping[int, str] | None = None, tell: Tell = silent
) -> Roster:
    """Read a sheet's people, whatever stands around them.

    `columns` says what a column holds (index from 0 → field, "" for none) and
    overrules the headings. Raise `UserError` when there is neither a header
    nor anything to guess by.
    """
    unknown = set((columns or {}).values()) - {"", *FIELDS}
    if unknown:
        raise ValueError(f"no such fields: {sorted(unknown)}")
    if not sheet.rows:
        raise UserError(f"工作表“{sheet.name.strip()}”里没有内容。请选择有名册的那张工作表。")
    header = _header(sheet, columns or {})
    if header is None:
        raise UserError(_NO_HEADER)
    lines = tables.people(sheet, header)
    judge = Judge(header, lines.found, today=today)
    rows: list[RosterRow] = []
    for start in range(0, len(lines.found), _AT_ONCE):
        tell(start, len(lines.found), "正在核对各行")
        rows += _rows(judge, lines.found[start : start + _AT_ONCE], sheet)
    tell(len(lines.found), len(lines.found), "正在核对各行")
    return Roster(
        sheet_name=sheet.name,
        header_rows=(header.first + 1, header.last + 1),
        columns=_columns(sheet, header),
        rows=tuple(rows),
        skipped=lines.skipped(),
        title=_title(sheet, header),
    )


def _rows(judge: Judge, lines: Sequence[Line], sheet: Sheet) -> Iterator[RosterRow]:
    whole = [sheet.rows[line.row] for line in lines]
    raw = _texts(whole)
    texts = [
        text if line.cells is row else _texts([line.cells])[0]
        for line, row, text in zip(lines, whole, raw, strict=True)
    ]
    for line, text, weighed in zip(lines, raw, judge.weigh(lines, texts), strict=True):
        yield RosterRow(line.row + 1, weighed.cells, weighed.verdict, weighed.reasons, text)


def _texts(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """Give the texts of some rows, found column by column: most columns hold nothing but text."""
    return list(zip(*map(_shown, zip(*rows, strict=True)), strict=True))


def _shown(column: tuple[object, ...]) -> Iterable[str]:
    kinds = set(map(type, column))
    if kinds == {str}:
        return cast(tuple[str, ...], column)
    if kinds == {datetime.date}:
        return map(datetime.date.isoformat, cast(tuple[datetime.date, ...], column))
    return [cell if type(cell) is str else fields.text(cell) for cell in column]


def _header(sheet: Sheet, columns: Mapping[int, str]) -> Header | None:
    """Find the header, or make one up from the cells; then let the clerk's own choice overrule it."""
    header = headers.find(sheet.rows, sheet.merged)
    width = len(sheet.rows[0]) if sheet.rows else 0
    if header is None:
        guessed = guesses.guess(sheet.rows, range(width))
        if not columns and not guesses.enough(guessed):
            return None
        found = tuple(guessed.get(column, "") for column in range(width))
        header = Header(first=-1, last=-1, headings=("",) * width, fields=found, blocks=((0, width),))
    else:
        header = _completed(sheet, header)
    return _overruled(header, columns) if columns else header


def _completed(sheet: Sheet, header: Header) -> Header:
    """Guess the columns over which the header is silent, and the names where no heading says 姓名."""
    if len(header.blocks) > 1:
        return header
    below = sheet.rows[header.last + 1 :]
    unused = [column for column, field in enumerate(header.fields) if not field]
    silent_ones = [column for column in unused if not header.headings[column]]
    guessed = {
        column: field
        for column, field in guesses.guess(below, silent_ones, header.used()).items()
        if field in _GUESSED_BESIDE_A_HEADER
    }
    if "membership_status" in header.fields and "member_type" not in header.fields:
        # Some forms ask 正式党员 or 预备党员 under 党籍状态.
        status = header.fields.index("membership_status")
        guessed.update(guesses.guess(below, [status], set(FIELDS) - {"member_type"}))
    if "name" not in header.fields and "name" not in guessed.values():
        others = set(FIELDS) - {"name"}
        guessed.update(guesses.guess(below, [column for column in unused if column not in guessed], others))
    return _with_fields(header, guessed) if guessed else header


def _overruled(header: Header, columns: Mapping[int, str]) -> Header:
    chosen = {column: field for column, field in columns.items() if column < len(header.fields)}
    moved = {field for field in chosen.values() if field and field != headers.JOINED}
    left = {column: "" for column, field in enumerate(header.fields) if field in moved}
    return _with_fields(header, {**left, **chosen})


def _with_fields(header: Header, changed: Mapping[int, str]) -> Header:
    found = tuple(changed.get(column, field) for column, field in enumerate(header.fields))
    strays = tuple(column for column in header.strays if not found[column])
    return replace(header, fields=found, strays=strays)


def _columns(sheet: Sheet, header: Header) -> tuple[Column, ...]:
    """Give every column that has a heading or anything below it."""
    sample = sheet.rows[header.last + 1 : header.last + 1 + guesses.SAMPLE]
    return tuple(
        Column(index=column, heading=heading, field=field)
        for column, (heading, field) in enumerate(zip(header.headings, header.fields, strict=True))
        if heading or field or any(row[column] != "" for row in sample)
    )


def _title(sheet: Sheet, header: Header) -> str:
    """Give the first line above the header that is a title and not 基层党委：…."""
    above = [
        " ".join(cell.split())
        for row in sheet.rows[: max(header.first, 0)]
        for cell in row
        if isinstance(cell, str) and cell.strip()
    ]
    return next((line for line in above if "：" not in line and ":" not in line), "")
