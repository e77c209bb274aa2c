"""Weigh one person's cells, each by itself and all against each other."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.sheets import fields
from app.sheets.fields import EMPTY, Cell, Reader
from app.sheets.headers import Header
from app.sheets.tables import Line
from app.spelling import OK, Kind, Verdict, dates, id_numbers
from app.spelling.id_numbers import IdNumber

# From this many dates on, every one on the first of a month means that only months were typed.
_MONTHS_FROM = 3
_KINDS: tuple[Kind, ...] = ("ok", "flag", "ask", "refuse")
_SEVERITY = {kind: place for place, kind in enumerate(_KINDS)}
_BY_NUMBER = Verdict("ok", "由身份证号得出。")
_NO_NAME = "没有姓名，请补上姓名；如果姓名在别的列，请重新指定“姓名”列。"
# Of every other field only the cell is lost, not the person.
_REFUSING = ("name", "id_number")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a field stands in a row, what reads it, and the cells read there before.

    `columns` are all that hold a part of it, where they are several.
    """

    field: str
    column: int
    columns: tuple[int, ...]
    read: Reader
    remembers: bool
    known: dict[object, Cell]


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

    def weigh(self, line: Line, raw: Sequence[str]) -> tuple[dict[str, Cell], Kind, tuple[str, ...]]:
        """Give a person's cells by field, the worst verdict, and the sentences behind it.

        `raw` is the text of `line.cells`. A birth date or gender left empty is
        filled in from the ID number. An ID number met before in this sheet is
        flagged, and asked about when it belonged to somebody of another name.
        """
        found: dict[str, Cell] = {}
        doubtful: list[tuple[str, Verdict]] = []
        cells = line.cells
        number = self._number(line, raw, found)
        if number is not None and number.verdict is not OK:
            doubtful.append(("id_number", number.verdict))
        for place in self._places[line.block]:
            value, text = cells[place.column], raw[place.column]
            if place.columns:
                value = text = "".join(dict.fromkeys(raw[each].strip() for each in place.columns))
            cell = place.known.get(value)
            # 1.0 and True are equal and hash alike, but do not show alike.
            if cell is None or cell.raw != text:
                cell = place.read(value, text)
                if place.remembers:
                    place.known[value] = cell
            found[place.field] = cell
            if cell.verdict is not OK:
                doubtful.append((place.field, cell.verdict))
        worst = 0
        reasons: list[str] = []
        for field, verdict in doubtful:
            lost = verdict.kind == "refuse" and field not in _REFUSING
            worst = max(worst, 1 if lost else _SEVERITY[verdict.kind])
            if verdict.kind != "ok":
                reasons.append(verdict.note)
        if line.branch:
            found["branch"] = fields.plain(line.branch, line.branch)
        for kind, reason in self._together(line, found, number):
            worst = max(worst, _SEVERITY[kind])
            reasons.append(reason)
        return found, _KINDS[worst], tuple(dict.fromkeys(reasons)) if reasons else ()

    def _number(self, line: Line, raw: Sequence[str], found: dict[str, Cell]) -> IdNumber | None:
        column = self._numbers[line.block]
        if column is None:
            return None
        value = line.cells[column]
        number = id_numbers.read(
            value if len(raw[column]) <= fields.LONGEST else raw[column][: fields.LONGEST]
        )
        found["id_number"] = Cell(number.value, raw[column], number.verdict)
        return number

    def _together(
        self, line: Line, found: dict[str, Cell], number: IdNumber | None
    ) -> Iterator[tuple[Kind, str]]:
        """Say what is wrong with the row as a whole."""
        if line.note:
            yield "refuse", line.note
        if "name" not in found:
            yield "refuse", _NO_NAME
        if number and number.value:
            yield from self._twice(line, number.value, found)
            yield from _fill_in(number, found)
        yield from self._dates(found, number.birth if number else "")
        for column in self._strays:
            stray = fields.text(line.cells[column]).strip()
            if stray:
                yield "flag", f"这一行右边还有一个姓名“{stray}”没有读入，请把那几列单独复制粘贴。"

    def _dates(self, found: dict[str, Cell], born: str) -> Iterator[tuple[Kind, str]]:
        birth, join, full = (found.get(field, EMPTY).value for field in ("birth", "join_date", "full_date"))
        if join or full or birth != born:
            today = self._today
            for note in dates.cross_check(birth=birth, join=join, full=full, id_birth=born, today=today):
                yield "flag", note

    def _twice(self, line: Line, number: str, found: dict[str, Cell]) -> Iterator[tuple[Kind, str]]:
        name = found.get("name", EMPTY).value
        row_no, before = self._seen.setdefault(number, (line.row + 1, name))
        if row_no == line.row + 1 and before == name:
            return
        if before == name:
            yield "flag", f"与第{row_no}行是同一个人（身份证号相同）。"
        else:
            yield "ask", f"身份证号与第{row_no}行的{before}相同，其中一个填错了，请核对。"


def _fill_in(number: IdNumber, found: dict[str, Cell]) -> Iterator[tuple[Kind, str]]:
    """Take birth date and gender from the ID number where the sheet has none, or compare them."""
    birth = found.get("birth", EMPTY)
    # 1969-03 in the sheet and 1969-03-18 in the number are no contradiction: the number knows the day.
    less_known = number.birth.startswith(birth.value) and number.birth != birth.value
    if less_known and birth.verdict.kind == "ok":
        found["birth"] = Cell(number.birth, birth.raw, _BY_NUMBER)
    gender = found.get("gender", EMPTY).value
    if not gender:
        found["gender"] = Cell(number.gender, found.get("gender", EMPTY).raw, _BY_NUMBER)
    elif gender != number.gender:
        yield "flag", f"性别是{gender}，与身份证号第17位（{number.gender}）不符，请核对。"


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

    if len(columns) > 1:
        # What one of the columns holds says nothing of the whole, not even that it is empty.
        return _Place(field, columns[0], tuple(columns), read, remembers=False, known={})
    # Every other field may be empty; an empty name is a fault, and its reader says so.
    known: dict[object, Cell] = {} if field == "name" else {"": EMPTY}
    remembers = field not in fields.SINGULAR
    return _Place(field, columns[0], (), month if columns[0] in months else read, remembers, known)


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
