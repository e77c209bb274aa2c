"""The roster of a class as it is posted and filed, by group or by branch (F6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from app.papers import tables
from app.papers.tables import Column, Line, TablePaper
from app.spelling import dates

_COLUMNS: Final = (
    Column("序号", 12),
    Column("姓名", 26),
    Column("性别", 12),
    Column("出生年月", 26),
    Column("党支部", 44, "left"),
    Column("单位及职务", 56, "left"),
    Column("类别", 24),
    Column("联系电话", 32),
    Column("备注", 28),
)


@dataclass(frozen=True, slots=True)
class Trainee:
    """One line of the roster; `birth` ISO of any precision, `band` the heading it stands under."""

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
    born = dates.in_figures(one.birth[:7]) if one.birth else ""
    return (str(one.seq_no), one.name, one.gender, born, one.branch, one.post, one.kind, one.phone, one.note)
