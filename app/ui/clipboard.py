"""Rows to and from the clipboard, the way WPS and Excel hand them over."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QMimeData

# A spreadsheet turns longer runs of digits (ID numbers, bank cards) into 3.5E+17.
NUMBER = re.compile(r"-?(0|[1-9]\d{0,10})(\.\d+)?")


def as_sheet(rows: Iterable[Sequence[str]]) -> QMimeData:
    """Pack rows as tab-separated text and as a table whose cells keep their text.

    Everything but plain numbers is marked as text, so that ID numbers, dates and leading zeros arrive
    as they are and nothing is taken for a formula.
    """
    plain = io.StringIO()
    writer = csv.writer(plain, dialect="excel-tab", lineterminator="\r\n")
    table = ["<table>"]
    for row in rows:
        writer.writerow(row)
        table.append(f"<tr>{''.join(map(_cell, row))}</tr>")
    table.append("</table>")
    packed = QMimeData()
    packed.setText(plain.getvalue())
    packed.setHtml(f'<html><head><meta charset="utf-8"></head><body>{"".join(table)}</body></html>')
    return packed


def _cell(text: str) -> str:
    style = "" if NUMBER.fullmatch(text) else " style=\"mso-number-format:'\\@'\""
    return f"<td{style}>{escape(text)}</td>"


def from_sheet(text: str, *, keep_empty: bool = False) -> list[list[str]]:
    """Unpack tab-separated text into rows of trimmed cells, leaving out the empty rows.

    `keep_empty` keeps those that others follow, where a row's place says whose it is.
    """
    rows = csv.reader(io.StringIO(text.replace("\0", "")), dialect="excel-tab")
    trimmed = [[cell.strip() for cell in row] or [""] for row in rows]
    if not keep_empty:
        return [row for row in trimmed if any(row)]
    while trimmed and not any(trimmed[-1]):
        trimmed.pop()
    return trimmed
