"""The list by which a branch is called: who is short of hours, by how much, and what would help."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from app.papers import tables
from app.papers.tables import Column, Line, TablePaper
from app.spelling import hours as credit

_COLUMNS: Final = (
    Column("序号", 12),
    Column("姓名", 26),
    Column("电话", 36),
    Column("应完成", 18),
    Column("已完成", 18),
    Column("还差", 40),
    Column("怎么办", 78, "left"),
    Column("通知情况", 36),
)


@dataclass(frozen=True, slots=True)
class Call:
    """One person to be called, in quarter-hours; `lacking` and `advice` as written."""

    branch: str
    name: str
    phone: str
    required: int
    earned: int
    lacking: str
    advice: str


@dataclass(frozen=True, slots=True)
class CallList:
    """Those to be called, a branch after the other; `as_of` as written."""

    school: str
    year: int
    calls: Sequence[Call]
    as_of: str


def render(listed: CallList) -> bytes:
    """Print the list on A4 landscape; raise UserError for a character that no font has."""
    return tables.render(_form(listed))


def render_workbook(listed: CallList) -> bytes:
    """Write the list as a workbook to be edited and sent on."""
    return tables.render_workbook(_form(listed))


def _form(listed: CallList) -> TablePaper:
    lines: list[Line] = []
    number = 0
    for branch, several in groupby(listed.calls, key=lambda one: one.branch):
        of_branch = list(several)
        lines.append(Line((f"{branch or '没有支部'}　{len(of_branch)} 人",), strong=True))
        for one in of_branch:
            number += 1
            owed, had = credit.in_figures(one.required), credit.in_figures(one.earned)
            lines.append(Line((str(number), one.name, one.phone, owed, had, one.lacking, one.advice, "")))
    return TablePaper(
        title=f"{listed.school}{listed.year}年度学时未达标人员通知名单",
        columns=_COLUMNS,
        lines=tuple(lines),
        under=("上完已报的班仍差学时的人；单位：学时", f"截至 {listed.as_of}，{number} 人"),
        foot=("通知人（签字）：　　　　　　　　　　日期：",),
        landscape=True,
        row_height=9,
        empty="没有要通知的人：已达标，或上完已报的班就能达标。",
    )
