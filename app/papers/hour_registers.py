"""The register of hours: of a class (F18), and of everyone in a year (F20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.papers import figures, tables
from app.papers.tables import Column, Line, TablePaper
from app.spelling import hours as credit

_CLASS: Final = (
    Column("序号", 12),
    Column("姓名", 26),
    Column("党支部", 46, "left"),
    Column("单位及职务", 50, "left"),
    Column("起止时间", 54),
    Column("应得学时", 20),
    Column("实得学时", 20),
    Column("考核", 20),
    Column("结业", 20),
    Column("备注", 40, "left"),
)
_YEAR: Final = (
    Column("序号", 12),
    Column("姓名", 26),
    Column("党支部", 50, "left"),
    Column("单位及职务", 50, "left"),
    Column("年度任务", 20),
    Column("集中培训", 20),
    Column("支部学习等", 22),
    Column("线上", 16),
    Column("合计", 18),
    Column("完成率", 20),
    Column("状态", 26),
)


@dataclass(frozen=True, slots=True)
class Earned:
    """One trainee's hours of a class in quarter-hours: what could be had and what was."""

    seq_no: int
    name: str
    branch: str
    post: str
    possible: int
    earned: int
    grade: str
    completed: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClassHours:
    """A class's register; `when` is its days as written."""

    title: str
    when: str
    people: Sequence[Earned]
    rule: str


@dataclass(frozen=True, slots=True)
class YearLine:
    """One person's year in quarter-hours; `required` is None where nothing is owed."""

    name: str
    branch: str
    post: str
    required: int | None
    classes: int
    studies: int
    online: int
    state: str


@dataclass(frozen=True, slots=True)
class YearHours:
    """A school's year; `as_of` as written."""

    school: str
    year: int
    people: Sequence[YearLine]
    rule: str
    as_of: str


def render(register: ClassHours) -> bytes:
    """Print a class's register on A4 landscape; raise UserError for a character that no font has."""
    return tables.render(_of_class(register))


def render_workbook(register: ClassHours) -> bytes:
    """Write a class's register as a workbook to be edited and sent on."""
    return tables.render_workbook(_of_class(register))


def render_year(register: YearHours) -> bytes:
    """Print a year's hours on A4 landscape; raise UserError for a character that no font has."""
    return tables.render(_of_year(register))


def render_year_workbook(register: YearHours) -> bytes:
    """Write a year's hours as a workbook to be edited and sent on."""
    return tables.render_workbook(_of_year(register))


def _of_class(register: ClassHours) -> TablePaper:
    lines = [
        Line(
            (
                str(one.seq_no), one.name, one.branch, one.post, register.when,
                credit.in_figures(one.possible), credit.in_figures(one.earned), one.grade, one.completed,
                one.note,
            )
        )
        for one in register.people
    ]  # fmt: skip
    total = credit.in_figures(sum(one.earned for one in register.people))
    return TablePaper(
        title=f"{register.title}学时登记表",
        columns=_CLASS,
        lines=tuple(lines),
        under=(f"按“{register.rule}”计算", f"{len(register.people)} 人，合计 {total} 学时"),
        foot=("登记人（签字）：　　　　　　　　　　审核人（签字）：",),
        landscape=True,
        row_height=8,
    )


def _of_year(register: YearHours) -> TablePaper:
    lines = []
    for number, one in enumerate(register.people, 1):
        whole = one.classes + one.studies + one.online
        owed = credit.in_figures(one.required) if one.required else "—"
        share = figures.share(whole, one.required) if one.required else "—"
        amounts = (credit.in_figures(each) for each in (one.classes, one.studies, one.online, whole))
        lines.append(Line((str(number), one.name, one.branch, one.post, owed, *amounts, share, one.state)))
    return TablePaper(
        title=f"{register.school}{register.year}年度学时统计表",
        columns=_YEAR,
        lines=tuple(lines),
        under=(f"按“{register.rule}”计算；单位：学时", f"截至 {register.as_of}，{len(lines)} 人"),
        landscape=True,
        row_height=8,
        empty="名册里还没有人。",
    )
