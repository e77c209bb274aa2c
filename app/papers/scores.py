"""The scores of a class: each part of the exam, the total by its weights, and the grade (F14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.papers import tables
from app.papers.tables import Column, Line, TablePaper

_BEFORE: Final = (Column("序号", 10), Column("姓名", 22), Column("党支部", 44, "left"))
_AFTER: Final = (Column("综合", 13), Column("等次", 13), Column("备注", 34, "left"))


@dataclass(frozen=True, slots=True)
class Scored:
    """One trainee's points as written, one for each part; what is not known is empty."""

    seq_no: int
    name: str
    branch: str
    points: tuple[str, ...]
    total: str
    grade: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """A class's scores; `parts` are headings such as 考试（60%）, `rule` says how they add up."""

    title: str
    parts: tuple[str, ...]
    people: Sequence[Scored]
    rule: str = ""


def render(sheet: ScoreSheet) -> bytes:
    """Print the sheet on A4 portrait; raise UserError for a character that no font has."""
    return tables.render(_form(sheet))


def render_workbook(sheet: ScoreSheet) -> bytes:
    """Write the sheet as a workbook to be edited and sent on."""
    return tables.render_workbook(_form(sheet))


def _form(sheet: ScoreSheet) -> TablePaper:
    return TablePaper(
        title=f"{sheet.title}考核成绩表",
        columns=(*_BEFORE, *(Column(part.replace("（", "\n（"), 18) for part in sheet.parts), *_AFTER),
        lines=tuple(
            Line((str(one.seq_no), one.name, one.branch, *one.points, one.total, one.grade, one.note))
            for one in sheet.people
        ),
        under=(sheet.rule, f"共 {len(sheet.people)} 人"),
        foot=("登分人（签字）：　　　　　　　　　　班主任（签字）：",),
        row_height=8,
    )
