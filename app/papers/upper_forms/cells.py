"""Cells of a workbook's sheet: their addresses, their texts, and values put into them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from lxml import etree

from app.errors import UserError
from app.papers.upper_forms import blanks
from app.papers.upper_forms.blanks import Value
from app.papers.upper_forms.packages import Package

Element = Any
_ADDRESS: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384


def column_number(letters: str) -> int:
    """Give the number of a column from 1: A 1, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Give the letters of a column."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place(address: str) -> tuple[int, int]:
    """Give row and column from 1 of an address such as C4; raise `ValueError` for what is none."""
    found = _ADDRESS.fullmatch(address.strip().upper())
    if found is None:
        raise ValueError(address)
    row, column = int(found[2]), column_number(found[1])
    if not 1 <= row <= MOST_ROWS or column > MOST_COLUMNS:
        raise ValueError(address)
    return row, column


def address(row: int, column: int) -> str:
    """Write row and column from 1 as C4."""
    return f"{column_letters(column)}{row}"


class Sheet:
    """One sheet of a workbook; rows and columns count from 1."""

    def __init__(self, package: Package, name: str, part: str, strings: Sequence[Element]) -> None:
        """Read a sheet; `strings` are the texts that the workbook's sheets share."""
        self.package, self.name, self.part = package, name, part
        self.root = package.tree(part)
        self.x = f"{{{etree.QName(self.root).namespace}}}"
        self._strings = strings
        data = self.root.find(f"{self.x}sheetData")
        self.data = data if data is not None else etree.SubElement(self.root, f"{self.x}sheetData")
        self.rows: dict[int, Element] = {}
        self._number()

    def _number(self) -> None:
        """Write down where rows and cells stand where the file leaves it to their order."""
        try:
            row_no = 0
            for row in self.data.findall(f"{self.x}row"):
                row_no = int(row.get("r") or row_no + 1)
                row.set("r", str(row_no))
                self.rows[row_no] = row
                column = 0
                for cell in row.findall(f"{self.x}c"):
                    column = place(cell.get("r"))[1] if cell.get("r") else column + 1
                    cell.set("r", address(row_no, column))
        except ValueError as error:
            raise UserError(
                f"工作表“{self.name}”已损坏，读不出来。请用 WPS 打开后另存为 .xlsx，再选一次。"
            ) from error

    def cells(self) -> Iterator[tuple[int, int, Element]]:
        """Give every cell there is, row by row."""
        for number, row in self.rows.items():
            for cell in row.findall(f"{self.x}c"):
                yield number, place(cell.get("r"))[1], cell

    def of_row(self, row: int) -> dict[int, Element]:
        """Give the cells of a row by column."""
        return {place(cell.get("r"))[1]: cell for cell in self.rows[row].findall(f"{self.x}c")}

    def merged(self) -> list[tuple[int, int, int, int]]:
        """Give merged ranges as (top, left, bottom, right)."""
        found = []
        for one in self.root.iter(f"{self.x}mergeCell"):
            first, _, last = str(one.get("ref")).partition(":")
            found.append((*place(first), *place(last or first)))
        return found

    def texts(self, cell: Element) -> list[Element]:
        """Give the pieces of a cell's text, in the string it shares or in itself."""
        holder = self.holder(cell)
        # Phonetic guides repeat the text.
        return [] if holder is None else [
            one for one in holder.iter(f"{self.x}t") if one.getparent().tag != f"{self.x}rPh"
        ]  # fmt: skip

    def holder(self, cell: Element) -> Element | None:
        """Give the element with a cell's text, None where it holds none."""
        if cell.get("t") == "s":
            said = cell.findtext(f"{self.x}v") or ""
            return self._strings[int(said)] if said.isdigit() and int(said) < len(self._strings) else None
        return cell.find(f"{self.x}is") if cell.get("t") == "inlineStr" else None

    def shown(self, cell: Element) -> str:
        """Give what a cell says; a number as it is kept."""
        texts = self.texts(cell)
        return blanks.joined(texts) if texts else str(cell.findtext(f"{self.x}v") or "")

    def is_formula(self, cell: Element) -> bool:
        """Say whether a cell is worked out."""
        return cell.find(f"{self.x}f") is not None

    def fill(self, cell: Element, values: Mapping[str, Value], *, like: Element | None = None) -> bool:
        """Put values in the place of the blanks in a cell, or of those in the text of another cell.

        A blank that is all of the cell becomes a number where its value is one, so that sums go on adding.
        """
        pattern = self.holder(cell if like is None else like)
        if pattern is None:
            return False
        name = blanks.only(blanks.joined(self.texts(cell if like is None else like)))
        value = values.get(name)
        if value is not None and not isinstance(value, str):
            self.put(cell, value)
            return True
        own = deepcopy(pattern)
        own.tag = f"{self.x}is"
        for guide in [*own.findall(f"{self.x}rPh"), *own.findall(f"{self.x}phoneticPr")]:
            own.remove(guide)
        if not blanks.replace(list(own.iter(f"{self.x}t")), values) and like is None:
            return False
        self._empty(cell)
        cell.set("t", "inlineStr")
        cell.append(own)
        return True

    def put(self, cell: Element, value: Value) -> None:
        """Put a value into a cell, in the look the cell has."""
        self._empty(cell)
        if isinstance(value, str):
            if not value:
                return
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, f"{self.x}is"), f"{self.x}t")
            text.text = blanks.written(value)
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        else:
            etree.SubElement(cell, f"{self.x}v").text = blanks.written(value)

    def _empty(self, cell: Element) -> None:
        cell.attrib.pop("t", None)
        for inner in list(cell):
            cell.remove(inner)

    def cell(self, row: int, column: int) -> Element:
        """Give the cell at a place, which is made where there is none, in the look of its row or column."""
        there = self.rows.get(row)
        if there is None:
            there = etree.Element(f"{self.x}row", {"r": str(row)})
            before = [number for number in self.rows if number < row]
            if before:
                self.rows[max(before)].addnext(there)
            else:
                self.data.insert(0, there)
            self.rows[row] = there
            self.rows = dict(sorted(self.rows.items()))
        known = self.of_row(row)
        if column in known:
            return known[column]
        made = etree.Element(f"{self.x}c", {"r": address(row, column)})
        style = there.get("s") if there.get("customFormat") else self._column_style(column)
        if style:
            made.set("s", style)
        left = [number for number in known if number < column]
        if left:
            known[max(left)].addnext(made)
        else:
            there.insert(0, made)
        there.attrib.pop("spans", None)
        return made

    def _column_style(self, column: int) -> str:
        for one in self.root.iter(f"{self.x}col"):
            if int(one.get("min", 0)) <= column <= int(one.get("max", 0)):
                return str(one.get("style") or "")
        return ""


def sheets(package: Package) -> list[Sheet]:
    """Give the sheets of a workbook in their order; charts on sheets of their own are left out."""
    book = package.tree("xl/workbook.xml")
    parts = package.relations("xl/workbook.xml")
    strings: list[Element] = []
    for kind, part in parts.values():
        if kind == "sharedStrings":
            root = package.tree(part)
            strings = root.findall(f"{{{etree.QName(root).namespace}}}si")
    found = []
    for one in book.iter(f"{{{etree.QName(book).namespace}}}sheet"):
        id_ = next((value for key, value in one.attrib.items() if key.endswith("}id")), "")
        kind, part = parts.get(id_, ("", ""))
        if kind == "worksheet":
            found.append(Sheet(package, str(one.get("name")), part, strings))
    return found
