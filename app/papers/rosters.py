"""Rosters as workbooks: lists of members, and the rows of a clerk's file that were refused (F6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.papers.workbooks import listing


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row as it stood in the clerk's file, and why it was refused; `row_no` counts from 1."""

    row_no: int
    cells: tuple[str, ...]
    reasons: tuple[str, ...]


def refused(rows: Sequence[RefusedRow], headings: tuple[str, ...]) -> bytes:
    """Write the refused rows as they stood with the reasons last, to be mended and read again.

    A row longer than the headings keeps all its cells. Raises UserError when it does not fit a workbook.
    """
    width = max([len(headings), *(len(row.cells) for row in rows)])
    heads = ["原行号", *_padded(headings, width), "未导入的原因"]
    table = [[str(row.row_no), *_padded(row.cells, width), "；".join(row.reasons)] for row in rows]
    return listing("未导入的行", heads, table, [8, *[16] * width, 48])


def members(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> bytes:
    """Write a plain list under its headings. Raises UserError when it does not fit a workbook."""
    width = max([len(headings), *map(len, rows)])
    return listing("名册", _padded(headings, width), [_padded(row, width) for row in rows], [16] * width)


def _padded(cells: tuple[str, ...], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]
