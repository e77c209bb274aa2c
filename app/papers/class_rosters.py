"""The roster of a class as it is posted and filed, by group or by branch (F6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from app.papers import tables
from app.papers.tables import Column, Line, TablePaper
from app.spelling import dates

_COLUMNS: Final = (
    Column("序号", 11),
    Column("姓名", 21),
    Column("性别", 11),
    Column("民族", 15),
    Column("出生年月", 23),
    Column("学历", 19),
    Column("党支部", 48, "left"),
    Column("单位及职务", 41, "left"),
    Column("类别", 20),
    Column("入党时间", 23),
    Column("联系电话", 27),
    Column("备注", 21),
)


@dataclass(frozen=True, slots=True)
class Trainee:
    """One line of the roster; `birth` and `joined` are ISO of any precision, `band` the heading above."""

    seq_no: int
    name: str
    gender: str
    birth: str
    branch: str
    post: str
    kind: str
    phone: str
    note: str = ""
    band: str = ""
    ethnicity: str = ""
    education: str = ""
    joined: str = ""


@dataclass(frozen=True, slots=True)
class ClassRoster:
    """A class's trainees in the order they are printed."""

    title: str
    trainees: Sequence[Trainee]
    adviser: str = ""


def render(roster: ClassRoster) -> bytes:
    """Print the roster on A4 landscape; raise UserError for a character that no font has."""
    return tables.render(_form(roster))


def render_workbook(roster: ClassRoster) -> bytes:
    """Write the roster as a workbook to be edited and sent on."""
    return tables.render_workbook(_form(roster))


def _form(roster: ClassRoster) -> TablePaper:
    lines: list[Line] = []
    for band, group in groupby(roster.trainees, key=lambda one: one.band):
        people = list(group)
        if band:
            lines.append(Line((f"{band}（{len(people)} 人）",), strong=True))
        lines += [Line(_cells(one)) for one in people]
    adviser = f"班主任：{roster.adviser}" if roster.adviser else ""
    return TablePaper(
        title=f"{roster.title}学员花名册",
        columns=_COLUMNS,
        lines=tuple(lines),
        under=(adviser, f"共 {len(roster.trainees)} 人"),
        landscape=True,
        row_height=8,
        empty="还没有学员。",
    )


def _cells(one: Trainee) -> tuple[str, ...]:
    born, joined = (dates.in_figures(day[:7]) if day else "" for day in (one.birth, one.joined))
    return (
        str(one.seq_no), one.name, one.gender, one.ethnicity, born, one.education, one.branch, one.post,
        one.kind, joined, one.phone, one.note,
    )  # fmt: skip
