"""Workbooks of the upper level: blanks and pointed cells, and rows that are repeated for a list."""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from app.errors import UserError
from app.papers.upper_forms import blanks, growing
from app.papers.upper_forms.blanks import Blank, Value
from app.papers.upper_forms.cells import Sheet, address, place, sheets
from app.papers.upper_forms.packages import Package

Element = Any
Several = Mapping[str, Sequence[Value]]
_SHOWN_ROWS, _SHOWN_COLUMNS = 300, 60
_DRAWING: Final = re.compile(r"xl/drawings/drawing[0-9]*\.xml")
_FURNITURE: Final = ("oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter")


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet to be looked at: texts by (row, column) from 1, merged ranges, which cells are worked out."""

    name: str
    rows: int
    columns: int
    texts: Mapping[tuple[int, int], str]
    merged: tuple[tuple[int, int, int, int], ...]
    formulas: frozenset[tuple[int, int]]
    widths: Mapping[int, float]


def blanks_in(package: Package) -> tuple[Blank, ...]:
    """Give the blanks of all sheets, those in their printed heads and text boxes last."""
    found = []
    every = sheets(package)
    for sheet in every:
        for row, column, cell in sheet.cells():
            for name in blanks.named(blanks.joined(sheet.texts(cell))):
                found.append((name, f"{sheet.name}!{address(row, column)}"))
    for sheet in every:
        for furniture in _furniture(sheet):
            found += [(name, "页眉页脚") for name in blanks.named(furniture.text or "")]
    for _, texts in _boxes(package):
        found += [(name, "文本框") for name in blanks.named(blanks.joined(texts))]
    return blanks.listed(found)


def grids(package: Package) -> tuple[Grid, ...]:
    """Give the sheets as they look, no more than a person would scroll through."""
    return tuple(map(_grid, sheets(package)))


def _grid(sheet: Sheet) -> Grid:
    texts, formulas, rows, columns = {}, set(), 1, 1
    merged = tuple(sheet.merged())
    for row, column, cell in sheet.cells():
        if row > _SHOWN_ROWS or column > _SHOWN_COLUMNS:
            continue
        said = sheet.shown(cell)
        if sheet.is_formula(cell):
            formulas.add((row, column))
        if said or sheet.is_formula(cell) or cell.get("s"):
            rows, columns = max(rows, row), max(columns, column)
        if said:
            texts[row, column] = said
    for _, _, bottom, right in merged:
        rows, columns = max(rows, min(bottom, _SHOWN_ROWS)), max(columns, min(right, _SHOWN_COLUMNS))
    widths = {
        number: float(one.get("width", 9))
        for one in sheet.root.iter(f"{sheet.x}col")
        for number in range(int(one.get("min", 1)), min(int(one.get("max", 1)), _SHOWN_COLUMNS) + 1)
    }
    return Grid(sheet.name, rows, columns, texts, merged, frozenset(formulas), widths)


def fill(
    package: Package,
    values: Mapping[str, Value],
    lists: Several,
    cells: Mapping[str, Value | Sequence[Value]],
) -> None:
    """Fill in every sheet; formulas are worked out again when the file is opened."""
    every = sheets(package)
    pointed = _pointed(every, cells)
    for sheet in every:
        package.change(sheet.part)
        rows = _list_rows(sheet, lists, pointed.get(sheet.name, {}))
        for row, _, cell in list(sheet.cells()):
            if row not in rows and not sheet.is_formula(cell):
                sheet.fill(cell, values)
        for (row, column), value in pointed.get(sheet.name, {}).items():
            if row not in rows and (isinstance(value, str | int | float)):
                sheet.put(sheet.cell(row, column), value)
        for row in sorted(rows, reverse=True):
            _repeat(every, sheet, row, rows[row], values, lists)
        for furniture in _furniture(sheet):
            furniture.text = blanks.replaced(
                furniture.text or "", values, escaped=lambda said: said.replace("&", "&&")
            )
    for part, texts in _boxes(package):
        if blanks.replace(texts, values):
            package.change(part)
    growing.work_out_again(package, every)


def _pointed(
    every: Sequence[Sheet], cells: Mapping[str, Value | Sequence[Value]]
) -> dict[str, dict[tuple[int, int], Value | Sequence[Value]]]:
    """Sort pointed cells by sheet; within merged cells the first is meant."""
    by_name = {sheet.name: sheet for sheet in every}
    found: dict[str, dict[tuple[int, int], Value | Sequence[Value]]] = {}
    for said, value in cells.items():
        name, _, where = said.rpartition("!")
        try:
            row, column = place(where)
        except ValueError:
            raise UserError(f"“{said}”不是单元格，请写成“{every[0].name}!C4”这样。") from None
        if name not in by_name:
            raise UserError(f"表里没有工作表“{name}”，“{said}”填不了。模板可能变了，请重新指定。")
        sheet = by_name[name]
        for top, left, bottom, right in sheet.merged():
            if top <= row <= bottom and left <= column <= right:
                row, column = top, left
        there = sheet.of_row(row).get(column) if row in sheet.rows else None
        if there is not None and sheet.is_formula(there):
            raise UserError(f"“{said}”是公式，会自己算出来，不能填。请另外指定一格。")
        found.setdefault(name, {})[row, column] = value
    return found


# rows for a list

_Row = dict[int, Sequence[Value]]


def _list_rows(
    sheet: Sheet, lists: Several, pointed: Mapping[tuple[int, int], Value | Sequence[Value]]
) -> dict[int, _Row]:
    """Give the rows that hold a list, with the pointed columns of each."""
    rows: dict[int, _Row] = {}
    for row, _, cell in sheet.cells():
        if any(name in lists for name in blanks.named(blanks.joined(sheet.texts(cell)))):
            rows.setdefault(row, {})
    for (row, column), value in pointed.items():
        if not isinstance(value, str | int | float):
            rows.setdefault(row, {})[column] = value
            sheet.cell(row, column)
        elif row in rows:
            rows[row][column] = [value]
    return rows


def _repeat(
    every: Sequence[Sheet],
    sheet: Sheet,
    row: int,
    pointed: _Row,
    values: Mapping[str, Value],
    lists: Several,
) -> None:
    """Write a list from its row down: into the empty rows that are drawn there, then into copies."""
    pattern = deepcopy(sheet.rows[row])
    first = sheet.of_row(row)
    named = {column: blanks.named(blanks.joined(sheet.texts(cell))) for column, cell in first.items()}
    used = {name for names in named.values() for name in names if name in lists}
    columns = {column for column, names in named.items() if used.intersection(names)} | set(pointed)
    count = max([1, *(len(lists[name]) for name in used), *(len(one) for one in pointed.values())])
    ready = _ready(sheet, row, columns, count - 1)
    if count - 1 > ready:
        growing.insert(every, sheet, after=row + ready, pattern=pattern, source=row, count=count - 1 - ready)
    for number in range(count):
        at = row + number
        own = {**values, **{name: _nth(lists[name], number) for name in used}}
        for column, cell in sheet.of_row(at).items():
            if column in pointed:
                sheet.put(cell, _nth(pointed[column], number))
            elif column in columns and number:
                sheet.fill(cell, own, like=_cell_of(pattern, column))
            elif not sheet.is_formula(cell) and (number == 0 or number > ready):
                sheet.fill(cell, own)
        if number == 0:
            continue
        _go_on_counting(sheet, row, at, ready < number)


def _nth(several: Sequence[Value], number: int) -> Value:
    return several[number] if number < len(several) else ""


def _cell_of(pattern: Element, column: int) -> Element:
    return next(cell for cell in pattern if place(cell.get("r"))[1] == column)


def _ready(sheet: Sheet, row: int, columns: set[int], wanted: int) -> int:
    """Count the rows below that are drawn to be filled: same look, empty but for a number of their own."""
    first = sheet.of_row(row)
    across = sorted((left, right) for top, left, bottom, right in sheet.merged() if top == bottom == row)
    count = 0
    while count < wanted and row + count + 1 in sheet.rows:
        at = row + count + 1
        cells = sheet.of_row(at)
        if (
            sorted((left, right) for top, left, bottom, right in sheet.merged() if top == bottom == at)
            != across
        ):
            break
        if any(column not in cells or cells[column].get("s") != first[column].get("s") for column in columns):
            break
        if not all(_is_free(sheet, column, cell, first, columns) for column, cell in cells.items()):
            break
        count += 1
    return count


def _is_free(
    sheet: Sheet, column: int, cell: Element, first: Mapping[int, Element], columns: set[int]
) -> bool:
    if sheet.is_formula(cell):
        return column in first and sheet.is_formula(first[column]) and column not in columns
    said = sheet.shown(cell).strip()
    return not said or (column not in columns and not sheet.texts(cell) and said.isdigit())


def _go_on_counting(sheet: Sheet, row: int, at: int, copied: bool) -> None:
    """Let the 1 that stands first in a list's row go on as 2, 3 … where no number stands, and in copies."""
    first = sheet.of_row(row)
    if not first:
        return
    column = min(first)
    cell = sheet.of_row(at).get(column)
    if cell is None or sheet.is_formula(first[column]) or sheet.shown(first[column]) != "1":
        return
    if copied or not (sheet.is_formula(cell) or sheet.shown(cell).strip()):
        sheet.put(cell, at - row + 1)


# what stands outside the cells


def _furniture(sheet: Sheet) -> Iterator[Element]:
    for name in _FURNITURE:
        yield from sheet.root.iter(f"{sheet.x}{name}")


def _boxes(package: Package) -> Iterator[tuple[str, list[Element]]]:
    """Give the paragraphs of text boxes as their pieces."""
    for part in package.names():
        if _DRAWING.fullmatch(part):
            for paragraph in package.tree(part).iter("{*}p"):
                if "drawingml" in str(etree.QName(paragraph).namespace):
                    yield part, list(paragraph.iter("{*}t"))
