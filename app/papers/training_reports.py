"""What a school trained in a year or a quarter (F23), with how each figure is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.papers import figures, tables
from app.papers.tables import Column, Line, TablePaper
from app.spelling import hours as credit

COLUMNS: Final = (
    Column("类别", 50, "left"),
    Column("应训人数", 22),
    Column("参训人数", 22),
    Column("覆盖率", 22),
    Column("要求", 20),
    Column("参训人次", 22),
    Column("学时合计", 24),
    Column("人均学时", 22),
    Column("有学时要求", 24),
    Column("达标人数", 22),
    Column("达标率", 22),
)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """Some people: how many are meant, took part, owe hours and have them; `earned` in quarter-hours.

    `target` is a per cent, 0 where none is asked.
    """

    title: str
    people: int
    trained: int
    target: int
    turns: int
    earned: int
    required: int
    met: int


@dataclass(frozen=True, slots=True)
class ReportSide:
    """The same people from one side, and how that is counted."""

    title: str
    rule: str
    lines: Sequence[ReportLine]


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """A report; `figures` are name, figure and how it is counted, `as_of` and `when` as written."""

    school: str
    when: str
    as_of: str
    figures: Sequence[tuple[str, str, str]]
    sides: Sequence[ReportSide]
    notes: Sequence[str] = ()


def render(report: TrainingReport) -> bytes:
    """Print a report on A4 landscape; raise UserError for a character that no font has."""
    return tables.render(_form(report))


def render_workbook(report: TrainingReport) -> bytes:
    """Write a report as a workbook to be edited and sent on."""
    return tables.render_workbook(_form(report))


def _form(report: TrainingReport) -> TablePaper:
    lines: list[Line] = []
    for name, figure, rule in report.figures:
        lines.append(Line((f"{name}：{figure}　（{rule}）",)))
    for side in report.sides:
        lines.append(Line((f"{side.title}　{side.rule}",), strong=True))
        lines += [line(one) for one in side.lines]
    return TablePaper(
        title=f"{report.school}{report.when}培训情况统计表",
        columns=COLUMNS,
        lines=tuple(lines),
        under=("单位：人、人次、学时", f"截至 {report.as_of}"),
        foot=(*report.notes, "填表人（签字）：　　　　　　　　　　审核人（签字）："),
        landscape=True,
        row_height=7,
    )


def line(one: ReportLine) -> Line:
    """Write the cells of a line of counts, as `COLUMNS` has them."""
    mean = credit.in_figures(one.earned // one.people) if one.people else "—"
    return Line(
        (
            one.title,
            str(one.people),
            str(one.trained),
            figures.share(one.trained, one.people),
            f"{one.target}%" if one.target else "—",
            str(one.turns),
            credit.in_figures(one.earned),
            mean,
            str(one.required) if one.required else "—",
            str(one.met) if one.required else "—",
            figures.share(one.met, one.required),
        )
    )
