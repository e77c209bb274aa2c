"""Rosters as workbooks: lists of members, and the rows of a clerk's file that were refused (F6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from xlsxwriter.worksheet import Worksheet

from app.papers.workbooks import Book, legible, listing, workbook


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


def members(
    headings: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    *,
    widths: Sequence[float] = (),
    title: str = "",
    dated: str = "",
) -> bytes:
    """Write a plain list under its headings, with a title and a day above every printed page.

    Widths are in signs, 16 where none are said. Raises UserError when it does not fit a workbook.
    """
    width = max([len(headings), *map(len, rows)])
    table = [_padded(row, width) for row in rows]
    return listing("名册", _padded(headings, width), table, widths or [16] * width, above=title, dated=dated)


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


Cell = str | int | float | date | None

# The table of the national survey as it is downloaded: heading, and the second row where there is one.
_NATIONAL: Final = (
    ("序号", ""), ("姓名", ""), ("所在党支部", ""), ("公民身份证号", ""), ("性别", ""), ("民族", ""),
    ("出生日期", ""), ("学历", ""), ("人员类别", ""), (" 加入党组织日期", ""), ("转为正式党员日期", ""),
    ("工作岗位", ""), ("联系电话", "手机号"), ("联系电话", "固定电话"), ("家庭住址", ""), ("党籍状态", ""),
    ("是否为\n失联党员", ""), ("失去联系日期", ""), ("是否为\n流动党员", ""), ("外出流向", ""),
)  # fmt: skip
_NATIONAL_NOTE: Final = "注：此表可从系统导出或从共产党员网（网址：www.12371.cn）下载，不可自行制作。"


@dataclass(frozen=True, slots=True)
class VillageSheet:
    """One village's sheet: its name in the workbook, and the 19 cells of each person after the number."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


def national(
    villages: Sequence[VillageSheet],
    *,
    committee: str,
    dated: str,
    codes: Sequence[tuple[str, Sequence[str]]],
) -> bytes:
    """Write the national 党员基本信息汇总表, a sheet a village, and after them the sheets of code lists.

    The layout is the downloaded one: a merged title, a line of who and when, a head of two rows, a
    note below. Dates are dates and numbers are numbers, so that programs read it as they read the
    real one.
    """
    with workbook("党员基本信息汇总表") as book:
        for village in villages:
            _national_sheet(book, village, committee=committee, dated=dated)
        for name, labels in codes:
            sheet = book.sheet(name)
            for row, label in enumerate(labels):
                sheet.write_string(row, 0, label, book.text)
    return book.data()


def _national_sheet(book: Book, village: VillageSheet, *, committee: str, dated: str) -> None:
    sheet = book.sheet(village.name)
    last = len(_NATIONAL) - 1
    title = book.bare(font_size=22, align="center")
    sheet.merge_range(0, 0, 0, last, "党员基本信息汇总表", title)
    for column, text in ((0, "基层党委："), (2, committee), (last - 3, "汇总日期："), (last - 1, dated)):
        sheet.write_string(1, column, text, book.bare())
    _national_head(book, sheet)
    when, plain = book.format(num_format='yyyy"年"m"月"d"日"'), book.format()
    for number, cells in enumerate(village.rows, start=1):
        row = 3 + number
        for column, cell in enumerate((number, *cells)):
            if isinstance(cell, date):
                sheet.write_datetime(row, column, cell, when)
            elif isinstance(cell, int | float):
                sheet.write_number(row, column, cell, plain)
            else:
                sheet.write_string(row, column, legible(cell or ""), book.text)
    sheet.merge_range(len(village.rows) + 4, 0, len(village.rows) + 4, last, _NATIONAL_NOTE, book.bare())
    sheet.repeat_rows(2, 3)


def _national_head(book: Book, sheet: Worksheet) -> None:
    for column, (above, below) in enumerate(_NATIONAL):
        if not below:
            sheet.merge_range(2, column, 3, column, above, book.head)
        else:
            sheet.write_string(3, column, below, book.head)
    telephones = [column for column, (_, below) in enumerate(_NATIONAL) if below]
    sheet.merge_range(2, telephones[0], 2, telephones[-1], _NATIONAL[telephones[0]][0], book.head)
