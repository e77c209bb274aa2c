"""Offers: the sheets of a workbook, and which of them are rosters to be taken in."""

import re
from dataclasses import dataclass

from app.sheets import rosters as sheets
from app.sheets.workbooks import Sheet, Workbook

KINDS = {
    "roster": "名册",
    "hidden": "隐藏的名册",
    "codes": "代码表，不用导入",
    "empty": "空的",
    "other": "不像名册",
}
_CODE = re.compile(r"[0-9A-Z]{1,5}[ 　.、]*[\u4e00-\u9fff].*")
_ABOUT_CODES = re.compile(
    "代码|字典|码表|填表说明|填写说明|^(?:民族|学历|学位|工作岗位|人员类别|党籍状态|性别|外出流向)$"
)
_SAMPLE = 40
_MOSTLY = 0.8


@dataclass(frozen=True, slots=True)
class Offer:
    """A sheet by its name, what it is (a key of `KINDS`), how many rows it has, and whether to take it."""

    name: str
    kind: str
    rows: int
    wanted: bool


def offered(book: Workbook) -> tuple[Offer, ...]:
    """List the sheets in their order; of the rosters the visible ones are wanted, or all where none is."""
    rosters = set(sheets.candidates(book))
    kinds = [_kind(sheet, rosters) for sheet in book.sheets]
    wanted = "roster" if "roster" in kinds else "hidden"
    return tuple(
        Offer(sheet.name, kind, len(sheet.rows), kind == wanted)
        for sheet, kind in zip(book.sheets, kinds, strict=True)
    )


def _kind(sheet: Sheet, rosters: set[str]) -> str:
    if not sheet.rows:
        return "empty"
    if sheet.name in rosters:
        return "hidden" if sheet.hidden else "roster"
    if _ABOUT_CODES.search(sheet.name.strip()):
        return "codes"
    cells = [
        cell.strip() for row in sheet.rows[:_SAMPLE] for cell in row if isinstance(cell, str) and cell.strip()
    ]
    return "codes" if cells and sum(map(_is_code, cells)) >= _MOSTLY * len(cells) else "other"


def _is_code(cell: str) -> bool:
    return _CODE.fullmatch(cell[:_SAMPLE]) is not None
