"""The county's summary of its township schools, to post (PDF) and to send on (xlsx) (F23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.papers import figures, fonts
from app.papers.drawing import LANDSCAPE, paper
from app.papers.flow import Column, Flow, Line, numbered
from app.papers.setting import Type
from app.papers.workbooks import legible, workbook
from app.spelling import dates
from app.spelling import hours as credit

_FIGURES: Final = ("班次", "人数", "人次", "学时合计", "达标人数", "达标率", "最近数据包")
_WIDTHS: Final = (13.0, 15.0, 16.0, 20.0, 22.0, 17.0, 36.0)
_NUMBER: Final = 11.0
_SCHOOL: Final = 40.0


@dataclass(frozen=True, slots=True)
class Met:
    """How many requirements of one item are met, of how many."""

    met: int
    total: int


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school's figures for the year.

    `items` answer to the summary's `items` one by one. `people` are distinct trainees,
    `attendances` are person-times, `quarters` the credit hours in quarter-hours. `reached`
    people of `due` met their year's target. `last_parcel` says when and which parcel these
    figures come from, empty when none has come.
    """

    school: str
    items: tuple[Met, ...]
    classes: int
    people: int
    attendances: int
    quarters: int
    reached: int
    due: int
    last_parcel: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The county's table for one year as it stands on `as_of` (ISO date).

    `items` head the five-haves columns; `definitions` say under the table how each figure is counted.
    `people` are the distinct trainees of all schools, each once; without it the schools' are added up.
    `quarters_twice` are the quarter-hours that stand in two of the rows and count once in the sum.
    """

    county: str
    year: int
    as_of: str
    items: tuple[str, ...]
    rows: tuple[SchoolRow, ...]
    definitions: tuple[str, ...] = ()
    people: int | None = None
    quarters_twice: int = 0


def render_pdf(summary: Summary) -> bytes:
    """Print the summary as a PDF of A4 landscape pages. Raises UserError for a character that no font has."""
    named = [(row.school, (row.school, row.last_parcel)) for row in summary.rows]
    fonts.require([("汇总表标题", (summary.county, *summary.items, *summary.definitions)), *named])
    flow = Flow(LANDSCAPE, left=10, right=10, top=14, bottom=193)
    flow.text(_title(summary), Type("biaosong", 20), "centre", step=12)
    flow.text(f"截至：{dates.in_figures(summary.as_of)}", Type("song", 10.5), "right", step=7)
    lines = [Line((str(number), *_cells(row))) for number, row in enumerate(summary.rows, 1)]
    if lines:
        lines.append(Line(("", *_cells(_total(summary))), strong=True))
    else:
        lines.append(Line(("还没有接入的乡镇党校。",)))
    flow.table(_columns(summary, flow.width), lines, Type("song", 10))
    flow.space(3)
    for note in _notes(summary):
        flow.text(note, Type("song", 9.5), step=5.5)
    with paper(_title(summary), LANDSCAPE) as pen:
        flow.finish(pen, numbered)
    return pen.data()


def render_xlsx(summary: Summary) -> bytes:
    """Write the summary as a workbook with the same figures; counts are numbers, all else is text."""
    heads = ("序号", "学校", *summary.items, *_FIGURES)
    last = len(heads) - 1
    with workbook(_title(summary)) as book:
        sheet = book.sheet("汇总表")
        sheet.merge_range(0, 0, 0, last, "", book.bare())
        sheet.write_string(0, 0, legible(_title(summary)), book.bare(bold=True, font_size=18, align="center"))
        sheet.write_string(1, 0, f"截至：{dates.in_figures(summary.as_of)}", book.bare())
        for column, head in enumerate(heads):
            sheet.write_string(2, column, legible(head), book.head)
            sheet.set_column(column, column, 24 if column in (1, last) else 11)
        count, share = book.format(align="center"), book.format(align="center", num_format="0.0%")
        rows = [*summary.rows, _total(summary)] if summary.rows else []
        for number, row in enumerate(rows, 1):
            label = str(number) if number <= len(summary.rows) else ""
            for column, (cell, value) in enumerate(
                zip((label, *_cells(row)), (None, *_values(row)), strict=True)
            ):
                if value is None:
                    sheet.write_string(2 + number, column, legible(cell), book.text)
                else:
                    sheet.write_number(2 + number, column, value, share if cell.endswith("%") else count)
        for number, note in enumerate(_notes(summary)):
            sheet.write_string(4 + len(rows) + number, 0, legible(note), book.bare())
        sheet.repeat_rows(2)
        sheet.freeze_panes(3, 2)
    return book.data()


def _title(summary: Summary) -> str:
    return f"{summary.county}{summary.year}年乡镇党校“五有”及党员教育培训情况汇总表"


def _columns(summary: Summary, width: float) -> Sequence[Column]:
    """Share what the figures leave of the width among the items."""
    rest = (width - _NUMBER - _SCHOOL - sum(_WIDTHS)) / max(1, len(summary.items))
    figures_ = (Column(head, wide) for head, wide in zip(_FIGURES, _WIDTHS, strict=True))
    items = (Column(item, rest) for item in summary.items)
    return (Column("序号", _NUMBER), Column("学校", _SCHOOL, "left"), *items, *figures_)


def _cells(row: SchoolRow) -> tuple[str, ...]:
    return (
        row.school,
        *(f"{item.met}/{item.total}" for item in row.items),
        str(row.classes),
        str(row.people),
        str(row.attendances),
        credit.in_figures(row.quarters),
        str(row.reached),
        figures.share(row.reached, row.due),
        row.last_parcel or "未收到",
    )


def _values(row: SchoolRow) -> tuple[float | None, ...]:
    """Give the numbers behind the cells of `_cells`, None for a text."""
    rate = row.reached * 1000 // row.due / 1000 if row.due else None
    counted = (row.classes, row.people, row.attendances, row.quarters / 4, row.reached)
    return (None, *(None for _ in row.items), *counted, rate, None)


def _total(summary: Summary) -> SchoolRow:
    rows = summary.rows
    columns = zip(*(row.items for row in rows), strict=True)
    return SchoolRow(
        school="合  计",
        items=tuple(Met(sum(m.met for m in column), sum(m.total for m in column)) for column in columns),
        classes=sum(row.classes for row in rows),
        people=sum(row.people for row in rows) if summary.people is None else summary.people,
        attendances=sum(row.attendances for row in rows),
        quarters=sum(row.quarters for row in rows) - summary.quarters_twice,
        reached=sum(row.reached for row in rows),
        due=sum(row.due for row in rows),
        last_parcel=f"{sum(1 for row in rows if row.last_parcel)}/{len(rows)} 所已报",
    )


def _notes(summary: Summary) -> list[str]:
    numbered_ = [f"{number}. {text}" for number, text in enumerate(summary.definitions, 1)]
    return ["口径：", *numbered_] if numbered_ else []
