"""The reply on which a branch enters its people for a class, a sheet for each branch (F3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.papers.workbooks import Book, legible, workbook

HEADINGS: Final = ("序号", "姓名", "性别", "民族", "身份证号", "单位及职务", "联系电话", "是否住宿", "备注")
_WIDTHS: Final = (6, 12, 7, 9, 22, 26, 15, 10, 18)
_SPARE, _FREE = 3, 20
_UNFIT: Final = re.compile(r"[\[\]:*?/\\']")
_LONGEST: Final = 31


@dataclass(frozen=True, slots=True)
class Reply:
    """A branch and how many people it is to send, 0 where nobody has said."""

    branch: str
    people: int = 0


def render(title: str, replies: Sequence[Reply], *, when: str = "", place: str = "") -> bytes:
    """Write the workbook; every cell to be filled is text, so that ID numbers stay whole.

    A sheet is named after its branch, which is how the list says whose people it brings when it comes back.
    """
    with workbook(f"{title}报名回执") as book:
        if len(replies) > 1 and any(one.people for one in replies):
            _shares(book, title, replies)
        used: set[str] = set()
        for reply in replies or [Reply("")]:
            _sheet(book, _name(reply.branch, used), title, reply, when=when, place=place)
    return book.data()


def _name(branch: str, used: set[str]) -> str:
    plain = _UNFIT.sub("", legible(branch)).strip() or "报名回执"
    name, number = plain[:_LONGEST], 2
    while name.lower() in used:
        name = f"{plain[: _LONGEST - 4]}（{number}）"
        number += 1
    used.add(name.lower())
    return name


def _shares(book: Book, title: str, replies: Sequence[Reply]) -> None:
    sheet = book.sheet("名额分配表")
    sheet.set_portrait()
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 2, 14)
    sheet.merge_range(0, 0, 0, 2, f"{title}名额分配表", book.bare(font_size=18, align="center"))
    for column, heading in enumerate(("序号", "党支部名称", "名额（人）")):
        sheet.write_string(1, column, heading, book.head)
    number = book.format(align="center")
    for row, one in enumerate(replies, start=1):
        sheet.write_number(row + 1, 0, row, number)
        sheet.write_string(row + 1, 1, legible(one.branch), book.text)
        sheet.write_number(row + 1, 2, one.people, number)
    last = len(replies) + 2
    sheet.merge_range(last, 0, last, 1, "合  计", book.head)
    whole = sum(one.people for one in replies)
    sheet.write_formula(last, 2, f"=SUM(C3:C{last})", number, whole)
    sheet.repeat_rows(1)


def _sheet(book: Book, name: str, title: str, reply: Reply, *, when: str, place: str) -> None:
    sheet = book.sheet(name)
    last = len(HEADINGS) - 1
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.merge_range(0, 0, 0, last, f"{title}报名回执", book.bare(font_size=18, align="center"))
    share = f"名额：{reply.people} 人" if reply.people else "名额：＿＿人"
    said = [f"报名单位：{reply.branch or '＿＿＿＿＿＿＿＿'}", share, f"时间：{when}" if when else "",
            f"地点：{place}" if place else ""]  # fmt: skip
    sheet.merge_range(1, 0, 1, last, legible("　　".join(filter(None, said))), book.bare())
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(2, column, heading, book.head)
    rows = reply.people + _SPARE if reply.people else _FREE
    for row in range(3, 3 + rows):
        sheet.set_row(row, 24)
        for column in range(len(HEADINGS)):
            sheet.write_blank(row, column, None, book.text)
    for heading, choices in (("性别", ["男", "女"]), ("是否住宿", ["是", "否"])):
        column = HEADINGS.index(heading)
        sheet.data_validation(3, column, 2 + rows, column, {"validate": "list", "source": choices})
    sheet.merge_range(3 + rows, 0, 3 + rows, last, "填表人：　　　　　　联系电话：　　　　　　（党支部盖章）",
                      book.bare())  # fmt: skip
    sheet.repeat_rows(2)
    sheet.freeze_panes(3, 0)
