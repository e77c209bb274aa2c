"""Rows put into a sheet: whatever points below them or reaches over them follows."""

import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any, Final

from lxml import etree
from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError

from app.papers.upper_forms.cells import Sheet, address, place
from app.papers.upper_forms.packages import Package

Element = Any
_CORNER: Final = re.compile(r"(\$?)([A-Z]{0,3})(\$?)([0-9]*)")
_COMMENT_ROW: Final = re.compile(rb"(<x:Row>\s*)([0-9]+)")


def insert(
    every: Sequence[Sheet], sheet: Sheet, *, after: int, pattern: Element, source: int, count: int
) -> None:
    """Put copies of a row below the row `after`; `pattern` is the row `source` before it was filled in.

    Merged cells, conditional formats, validations, print areas, names, tables, charts, pictures and
    formulas of every sheet follow.
    """
    for one in every:
        _write_out_shared(one)
    across = [merge for merge in sheet.merged() if merge[0] == merge[2] == source]
    _move_rows(sheet, after, count)
    _move_ranges(sheet, after, count)
    _move_formulas(every, sheet, after, count)
    _move_parts(sheet, after, count)
    above = sheet.rows[after]
    for number in range(1, count + 1):
        copied = deepcopy(pattern)
        _place_copy(sheet, copied, source, after + number)
        above.addnext(copied)
        above = copied
        sheet.rows[after + number] = copied
    sheet.rows = dict(sorted(sheet.rows.items()))
    _merge_copies(sheet, across, after, count)


def _place_copy(sheet: Sheet, row: Element, source: int, at: int) -> None:
    """Number a copy, and let its formulas be those of the first row, which have followed by now."""
    first = sheet.of_row(source)
    row.set("r", str(at))
    for cell in row.findall(f"{sheet.x}c"):
        column = place(cell.get("r"))[1]
        cell.set("r", address(at, column))
        formula = cell.find(f"{sheet.x}f")
        said = first[column].findtext(f"{sheet.x}f")
        if formula is not None and said:
            formula.text = _translated(said, address(source, column), cell.get("r"))


def _translated(formula: str, origin: str, to: str) -> str:
    try:
        return str(Translator(f"={formula}", origin=origin).translate_formula(to))[1:]
    except (TranslatorError, TokenizerError):
        return formula


def _write_out_shared(sheet: Sheet) -> None:
    """Give each cell of a shared formula its own, so that each can follow by itself."""
    first: dict[str, tuple[str, str]] = {}
    for _, _, cell in sheet.cells():
        formula = cell.find(f"{sheet.x}f")
        if formula is None or formula.get("t") != "shared":
            continue
        key = str(formula.get("si"))
        if formula.text:
            first[key] = (formula.text, cell.get("r"))
        elif key in first:
            formula.text = _translated(*first[key], cell.get("r"))
        for name in ("t", "si", "ref"):
            formula.attrib.pop(name, None)


def _merge_copies(sheet: Sheet, across: Sequence[tuple[int, int, int, int]], after: int, count: int) -> None:
    merges = sheet.root.find(f"{sheet.x}mergeCells")
    if merges is None:
        return
    for at in range(after + 1, after + count + 1):
        for _, left, _, right in across:
            etree.SubElement(
                merges, f"{sheet.x}mergeCell", {"ref": f"{address(at, left)}:{address(at, right)}"}
            )
    merges.set("count", str(len(merges)))


# what follows


def _move_rows(sheet: Sheet, after: int, count: int) -> None:
    moved: dict[int, Element] = {}
    for number, row in sheet.rows.items():
        at = number + count if number > after else number
        moved[at] = row
        if at != number:
            row.set("r", str(at))
            for cell in row.findall(f"{sheet.x}c"):
                cell.set("r", address(at, place(cell.get("r"))[1]))
    sheet.rows = moved


def moved(reference: str, after: int, count: int, *, stretch: bool = True) -> str:
    """Give a reference (C5, $C$5:D7, 3:4, A:A) as it is once rows stand below the row `after`.

    A range that ends with that row takes the new ones in where `stretch` says so.
    """
    first, colon, last = reference.partition(":")
    begins, ends = _CORNER.fullmatch(first), _CORNER.fullmatch(last or first)
    if begins is None or ends is None or not begins[4] or not ends[4]:
        return reference
    top, bottom = int(begins[4]), int(ends[4])
    new_top = top + count if top > after else top
    takes_in = bottom > after or (stretch and bottom == after)
    new_bottom = bottom + count if takes_in else bottom
    if not colon and new_top == new_bottom:
        return f"{begins[1]}{begins[2]}{begins[3]}{new_top}"
    return f"{begins[1]}{begins[2]}{begins[3]}{new_top}:{ends[1]}{ends[2]}{ends[3]}{new_bottom}"


def _move_ranges(sheet: Sheet, after: int, count: int) -> None:
    for one in sheet.root.iter():
        if not isinstance(one.tag, str):
            continue
        kind = etree.QName(one).localname
        if several := one.get("sqref"):
            one.set("sqref", " ".join(moved(ref, after, count) for ref in several.split()))
        if kind == "sqref" and one.text:
            one.text = " ".join(moved(ref, after, count) for ref in one.text.split())
        ref = one.get("ref")
        if not ref or kind in ("c", "row"):
            continue
        if kind == "mergeCell":
            top, bottom = place(ref.partition(":")[0])[0], place(ref.rpartition(":")[2])[0]
            one.set("ref", moved(ref, after, count, stretch=top != bottom))
        else:
            one.set("ref", moved(ref, after, count, stretch=kind not in ("hyperlink", "f")))
    for broken in sheet.root.iter(f"{sheet.x}rowBreaks"):
        for one in broken:
            if int(one.get("id", 0)) >= after:
                one.set("id", str(int(one.get("id")) + count))


def _move_formulas(every: Sequence[Sheet], sheet: Sheet, after: int, count: int) -> None:
    follow = _follower(sheet.name, after, count)
    for one in every:
        for kind in ("f", "formula", "formula1", "formula2"):
            for formula in one.root.iter(f"{{*}}{kind}"):
                if formula.text:
                    formula.text = follow(formula.text, one.name)
    book = sheet.package.change("xl/workbook.xml")
    for name in book.iter("{*}definedName"):
        if name.text:
            name.text = follow(name.text, "")
    for part in sheet.package.names():
        if part.startswith("xl/charts/chart"):
            for formula in sheet.package.change(part).iter("{*}f"):
                if formula.text:
                    formula.text = follow(formula.text, "")


def _follower(name: str, after: int, count: int) -> Callable[[str, str], str]:
    """Give what rewrites a formula that stands on some sheet: references to the sheet that grew follow."""

    def follow(formula: str, home: str) -> str:
        try:
            tokens = Tokenizer(f"={formula}").items
        except TokenizerError:
            return formula
        return "".join(operand(token, home) for token in tokens)

    def operand(token: Token, home: str) -> str:
        said = str(token.value)
        if token.type != Token.OPERAND or token.subtype != Token.RANGE:
            return said
        prefix, mark, reference = said.rpartition("!")
        of = prefix.strip("'").replace("''", "'") if mark else home
        # A single cell that is the list's last row stays: only a range takes the new rows in.
        return (
            f"{prefix}{mark}{moved(reference, after, count, stretch=':' in reference)}"
            if of == name
            else said
        )

    return follow


def _move_parts(sheet: Sheet, after: int, count: int) -> None:
    package = sheet.package
    for drawing in package.related(sheet.part, "drawing"):
        for row in package.change(drawing).iter("{*}row"):
            if row.text and row.text.isdigit() and int(row.text) >= after:
                row.text = str(int(row.text) + count)
    for comments in package.related(sheet.part, "comments"):
        for one in package.change(comments).iter("{*}comment"):
            one.set("ref", moved(one.get("ref", ""), after, count, stretch=False))
    for table in package.related(sheet.part, "table"):
        for one in package.change(table).iter():
            if one.get("ref"):
                one.set("ref", moved(one.get("ref"), after, count))
    for old in package.related(sheet.part, "vmlDrawing"):
        package.put(
            old, _COMMENT_ROW.sub(lambda found: _moved_comment(found, after, count), package.text(old))
        )


def _moved_comment(found: "re.Match[bytes]", after: int, count: int) -> bytes:
    row = int(found[2])
    return found[1] + str(row + count if row >= after else row).encode()


def work_out_again(package: Package, every: Sequence[Sheet]) -> None:
    """Forget what formulas came to before, and have them worked out when the file is opened."""
    for sheet in every:
        for _, _, cell in sheet.cells():
            result = cell.find(f"{sheet.x}v")
            if sheet.is_formula(cell) and result is not None:
                cell.remove(result)
                cell.attrib.pop("t", None)
    book = package.change("xl/workbook.xml")
    space = etree.QName(book).namespace
    settings = book.find(f"{{{space}}}calcPr")
    if settings is None:
        settings = etree.Element(f"{{{space}}}calcPr")
        last = [
            one for one in book if etree.QName(one).localname in ("sheets", "functionGroups",
                                                                    "externalReferences", "definedNames")
        ]  # fmt: skip
        last[-1].addnext(settings)
    settings.set("fullCalcOnLoad", "1")
    for part in [one for one in package.names() if one.endswith("calcChain.xml")]:
        package.drop(part)
