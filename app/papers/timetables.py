"""The timetable of a class as it is sent out and posted, a day's half-days under one date (F4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.papers import tables
from app.papers.tables import Column, Line, TablePaper
from app.spelling import dates
from app.spelling import hours as credit

_COLUMNS: Final = (
    Column("日期", 30),
    Column("时间", 34),
    Column("内容", 72, "left"),
    Column("授课人及单位职务", 50),
    Column("方式", 20),
    Column("地点", 40),
    Column("学时", 14),
)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One half-day: `date` ISO, `half_day` as said, `starts` and `ends` HH:MM, `post` the teacher's."""

    date: str
    half_day: str
    starts: str
    ends: str
    course: str
    teacher: str
    method: str
    place: str
    quarters: int
    post: str = ""


@dataclass(frozen=True, slots=True)
class Timetable:
    """A class's lessons in the order they are held."""

    title: str
    lessons: Sequence[Lesson]
    adviser: str = ""


def render(timetable: Timetable) -> bytes:
    """Print the timetable on A4 landscape; raise UserError for a character that no font has."""
    return tables.render(_form(timetable))


def render_workbook(timetable: Timetable) -> bytes:
    """Write the timetable as a workbook to be edited and sent on."""
    return tables.render_workbook(_form(timetable))


def _form(timetable: Timetable) -> TablePaper:
    lines = []
    day = ""
    for one in timetable.lessons:
        cells = (
            f"{dates.in_figures(one.date)}\n{_weekday(one.date)}",
            f"{one.half_day}\n{one.starts}—{one.ends}",
            one.course, "\n".join(filter(None, (one.teacher, one.post))), one.method, one.place,
            credit.in_figures(one.quarters),
        )  # fmt: skip
        lines.append(Line(cells, joined=1 if one.date == day else 0))
        day = one.date
    total = credit.in_figures(sum(one.quarters for one in timetable.lessons))
    return TablePaper(
        title=f"{timetable.title}课程表",
        columns=_COLUMNS,
        lines=tuple(lines),
        under=(f"班主任：{timetable.adviser}" if timetable.adviser else "", f"合计 {total} 学时"),
        landscape=True,
        row_height=13,
        empty="还没有排课。",
    )


def _weekday(iso: str) -> str:
    return f"星期{'一二三四五六日'[date.fromisoformat(iso).weekday()]}"
