"""The attendance of a class as it is posted on the wall the same day (F13)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.papers import figures, tables
from app.papers.tables import Column, Line, TablePaper
from app.spelling import hours as credit

# What is counted of each mark, in the order of the columns.
MARKS: Final = {
    "late": "迟到",
    "left_early": "早退",
    "sick_leave": "病假",
    "personal_leave": "事假",
    "official_leave": "公假",
    "absent": "旷课",
}
_COLUMNS: Final = (
    Column("序号", 12),
    Column("姓名", 26),
    Column("党支部", 52, "left"),
    Column("应出勤", 18),
    Column("实出勤", 18),
    *(Column(name, 15) for name in MARKS.values()),
    Column("出勤率", 20),
    Column("学时", 16),
)


@dataclass(frozen=True, slots=True)
class Attended:
    """One trainee's half-days: how many were held and entered, how many they came to, and each mark."""

    seq_no: int
    name: str
    branch: str
    held: int
    came: int
    marks: Mapping[str, int]
    quarters: int


@dataclass(frozen=True, slots=True)
class AttendanceSheet:
    """A class's attendance as of an ISO day; `missing` marks are not entered yet."""

    title: str
    people: Sequence[Attended]
    as_of: str
    missing: int = 0


def render(sheet: AttendanceSheet) -> bytes:
    """Print the sheet on A4 landscape; raise UserError for a character that no font has."""
    return tables.render(_form(sheet))


def render_workbook(sheet: AttendanceSheet) -> bytes:
    """Write the sheet as a workbook to be edited and sent on."""
    return tables.render_workbook(_form(sheet))


def _form(sheet: AttendanceSheet) -> TablePaper:
    lines = [Line((str(one.seq_no), one.name, one.branch, *_counts(one))) for one in sheet.people]
    if len(sheet.people) > 1:
        marks = {mark: sum(one.marks.get(mark, 0) for one in sheet.people) for mark in MARKS}
        held, came, quarters = (
            sum(getattr(one, name) for one in sheet.people) for name in ("held", "came", "quarters")
        )
        whole = Attended(0, "", "", held, came, marks, quarters)
        lines.append(Line(("", "合　计", f"{len(sheet.people)} 人", *_counts(whole)), strong=True))
    missing = f"还有 {sheet.missing} 人次没有录入，未计在内。" if sheet.missing else ""
    return TablePaper(
        title=f"{sheet.title}考勤统计表",
        columns=_COLUMNS,
        lines=tuple(lines),
        under=("单位：半天。迟到、早退也计入实出勤。", f"截至 {sheet.as_of}"),
        foot=(*filter(None, (missing,)), "班主任（签字）：　　　　　　　　　　教务（签字）："),
        landscape=True,
        row_height=8,
        empty="还没有学员。",
    )


def _counts(one: Attended) -> tuple[str, ...]:
    share = figures.share(one.came, one.held) if one.held else ""
    marks = (str(one.marks[mark]) if one.marks.get(mark) else "" for mark in MARKS)
    return (str(one.held), str(one.came), *marks, share, credit.in_figures(one.quarters))
