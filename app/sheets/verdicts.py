"""Weigh one person's cells, each by itself and all against each other."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from app.sheets import fields
from app.sheets.fields import EMPTY, Cell, Reader
from app.sheets.headers import Header
from app.sheets.tables import Line
from app.sheets.workbooks import Row
from app.spelling import OK, Kind, Verdict, dates, id_numbers
from app.spelling.id_numbers import IdNumber

# From this many dates on, every one on the first of a month means that only months were typed.
_MONTHS_FROM = 3
_NOTHING: list[tuple[Kind, str]] = []
_KINDS: tuple[Kind, ...] = ("ok", "flag", "ask", "refuse")
_SEVERITY = {kind: place for place, kind in enumerate(_KINDS)}
_BY_NUMBER = Verdict("ok", "由身份证号得出。")
_NO_NAME = "没有姓名，请补上姓名；如果姓名在别的列，请重新指定“姓名”列。"
# Of every other field only the cell is lost, not the person.
_REFUSING = ("name", "id_number")


class Weighed(NamedTuple):
    """A person's cells by field, the worst verdict, and the sentences behind it."""

    cells: dict[str, Cell]
    verdict: Kind
    reasons: tuple[str, ...]


# A cell and the text it shows: 1.0 and True are equal and hash alike, but do not show alike.
_Shown = tuple[object, str]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a field stands, what reads it, and the cells read there before.

    `columns` are all that hold a part of it, where they are several. `blank` is what an empty cell is,
    None where that must be read too.
    """

    field: str
    columns: tuple[int, ...]
    read: Reader
    remembers: bool
    blank: Cell | None
    texts: dict[str, Cell]
    known: dict[_Shown, Cell]


class Judge:
    """Read the people of one sheet, remembering whom it has seen."""

    def __init__(self, header: Header, lines: Sequence[Line], *, today: str) -> None:
        """Prepare for one sheet; `today` is an ISO date."""
        self._today = today
        self._strays = header.strays
        months = _typed_as_months(header, lines)
        columns = [_columns(header, block) for block in header.blocks]
        self._numbers = [held["id_number"][0] if "id_number" in held else None for held in columns]
        self._places = [
            [_place(field, held, months) for field, held in block.items() if field != "id_number"]
            for block in columns
        ]
        self._seen: dict[str, tuple[int, str]] = {}

    def weigh(self, lines: Sequence[Line], raw: Sequence[Sequence[str]]) -> Iterator[Weighed]:
        """Weigh some people of the sheet, in the order of their lines.

        `raw` are the texts of each line's cells. A birth date or gender left empty is
        filled in from the ID number. An ID number met before in this sheet is
        flagged, and asked about when it belonged to somebody of another name.
        """
        for block, some in groupby(zip(lines, raw, strict=True), key=lambda one: one[0].block):
            yield from self._weigh(block, *zip(*some, strict=True))

    def _weigh(self, block: int, lines: Sequence[Line], raw: Sequence[Sequence[str]]) -> Iterator[Weighed]:
        """Read column by column, which is quicker than row by row, then look at each row as a whole."""
        cells, texts = list(zip(*(line.cells for line in lines), strict=True)), list(zip(*raw, strict=True))
        names: list[str] = []
        columns: list[list[Cell]] = []
        numbers: Sequence[IdNumber | None] = [None] * len(lines)
        column = self._numbers[block]
        if column is not None:
            found_numbers = [_number(*shown) for shown in zip(cells[column], texts[column], strict=True)]
            names.append("id_number")
            columns.append(
                [
                    Cell(one.value, text, one.verdict)
                    for one, text in zip(found_numbers, texts[column], strict=True)
                ]
            )
            numbers = found_numbers
        for place in self._places[block]:
            names.append(place.field)
            columns.append(_read(place, cells, texts))
        doubtful = _doubtful(names, columns)
        rows = zip(lines, numbers, zip(*columns, strict=True), strict=True)
        for at, (line, number, row) in enumerate(rows):
            found = dict(zip(names, row, strict=True))
            if line.branch:
                found["branch"] = fields.plain(line.branch, line.branch)
            said = doubtful.get(at, _NOTHING) + self._together(line, found, number)
            if said:
                worst = max(_SEVERITY[kind] for kind, _ in said)
                yield Weighed(found, _KINDS[worst], tuple(dict.fromkeys(reason for _, reason in said)))
            else:
                yield Weighed(found, "ok", ())

    def _together(
        self, line: Line, found: dict[str, Cell], number: IdNumber | None
    ) -> list[tuple[Kind, str]]:
        """Say what is wrong with the row as a whole."""
        said: list[tuple[Kind, str]] = []
        if line.note:
            said.append(("refuse", line.note))
        if "name" not in found:
            said.append(("refuse", _NO_NAME))
        if number is not None and number.value:
            said += self._twice(line, number.value, found)
            said += _fill_in(number, found)
        said += self._dates(found, number.birth if number is not None else "")
        for column in self._strays:
            stray = fields.text(line.cells[column]).strip()
            if stray:
                said.append(("flag", f"这一行右边还有一个姓名“{stray}”没有读入，请把那几列单独复制粘贴。"))
        return said

    def _dates(self, found: dict[str, Cell], born: str) -> Sequence[tuple[Kind, str]]:
        birth, join = found.get("birth", EMPTY).value, found.get("join_date", EMPTY).value
        full = found.get("full_date", EMPTY).value
        if not join and not full and birth == born:
            return ()
        notes = dates.cross_check(birth=birth, join=join, full=full, id_birth=born, today=self._today)
        return [("flag", note) for note in notes] if notes else ()

    def _twice(self, line: Line, number: str, found: dict[str, Cell]) -> Sequence[tuple[Kind, str]]:
        name = found.get("name", EMPTY).value
        row_no, before = self._seen.setdefault(number, (line.row + 1, name))
        if row_no == line.row + 1 and before == name:
            return ()
        if before == name:
            return (("flag", f"与第{row_no}行是同一个人（身份证号相同）。"),)
        return (("ask", f"身份证号与第{row_no}行的{before}相同，其中一个填错了，请核对。"),)


def _fill_in(number: IdNumber, found: dict[str, Cell]) -> Sequence[tuple[Kind, str]]:
    """Take birth date and gender from the ID number where the sheet has none, or compare them.

    A number with a wrong check digit says nothing: the wrong digit may be one of those.
    """
    birth, gender = found.get("birth", EMPTY), found.get("gender", EMPTY)
    # 1969-03 in the sheet and 1969-03-18 in the number are no contradiction: the number knows the day.
    if (
        number.birth != birth.value
        and number.birth.startswith(birth.value)
        and birth.verdict.kind == "ok"
        and number.speaks
    ):
        found["birth"] = Cell(number.birth, birth.raw, _BY_NUMBER)
    if gender.value:
        if gender.value != number.gender:
            return (("flag", f"性别是{gender.value}，与身份证号第17位（{number.gender}）不符，请核对。"),)
    elif number.speaks:
        found["gender"] = Cell(number.gender, gender.raw, _BY_NUMBER)
    return ()


def _columns(header: Header, block: tuple[int, int]) -> dict[str, list[int]]:
    """Give the columns of each field in a block, in the order of the sheet."""
    columns: dict[str, list[int]] = {}
    for column in range(*block):
        if header.fields[column]:
            columns.setdefault(header.fields[column], []).append(column)
    return columns


def _place(field: str, columns: Sequence[int], months: frozenset[int]) -> _Place:
    read = fields.reader(field)

    def month(value: object, raw: str) -> Cell:
        return read(value.isoformat()[:7] if isinstance(value, datetime.date) else value, raw)

    reader = month if columns[0] in months and len(columns) == 1 else read
    # Every other field may be empty; an empty name is a fault, and its reader says so.
    blank = None if field == "name" else EMPTY
    return _Place(field, tuple(columns), reader, field not in fields.SINGULAR, blank, {}, {})


def _number(value: object, raw: str) -> IdNumber:
    return id_numbers.read(value if len(raw) <= fields.LONGEST else raw[: fields.LONGEST])


def _read(place: _Place, cells: Sequence[Row], texts: Sequence[Sequence[str]]) -> list[Cell]:
    """Read the cells of one field, each that is written alike only once."""
    first, *others = place.columns
    values: Sequence[object] = cells[first]
    shown: Sequence[str] = texts[first]
    if others:
        parts = zip(*(texts[column] for column in place.columns), strict=True)
        values = shown = ["".join(dict.fromkeys(map(str.strip, several))) for several in parts]
    read = place.read
    if max(map(len, shown)) > fields.LONGEST:
        read = fields.guarded(place.field, read)
    blank = place.blank
    if not place.remembers:
        return [
            blank if not text and blank else read(value, text)
            for value, text in zip(values, shown, strict=True)
        ]
    if values == shown:
        # Nothing but text, which is its own key and need not be paired with what it shows.
        known = place.texts
        for text in set(shown).difference(known):
            known[text] = read(text, text)
        return [known[text] for text in shown]
    pairs = list(zip(values, shown, strict=True))
    for pair in set(pairs).difference(place.known):
        place.known[pair] = read(*pair)
    return [place.known[pair] for pair in pairs]


def _doubtful(names: Sequence[str], columns: Sequence[list[Cell]]) -> dict[int, list[tuple[Kind, str]]]:
    """Give what is to be said of single cells, by row; what is lost of other fields flags the person."""
    said: dict[int, list[tuple[Kind, str]]] = {}
    for name, column in zip(names, columns, strict=True):
        for at, cell in enumerate(column):
            if cell.verdict is not OK and (kind := cell.verdict.kind) != "ok":
                lost = kind == "refuse" and name not in _REFUSING
                said.setdefault(at, []).append(("flag" if lost else kind, cell.verdict.note))
    return said


def _typed_as_months(header: Header, lines: Sequence[Line]) -> frozenset[int]:
    """Find the date columns whose spreadsheet dates all fall on the first of a month.

    A clerk who types 1998-07 into WPS gets 1998-07-01 with the day hidden;
    the day was never known and must not be invented.
    """
    found = set()
    for column, field in enumerate(header.fields):
        if field in fields.DATES:
            days = [cell.day for line in lines if isinstance(cell := line.cells[column], datetime.date)]
            if len(days) >= _MONTHS_FROM and set(days) == {1}:
                found.add(column)
    return frozenset(found)
