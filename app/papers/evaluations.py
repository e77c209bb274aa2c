"""The sheet on which trainees judge a class and its teachers without a name, on paper (F15)."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.papers import tables
from app.papers.tables import Column, Line, TablePaper


@dataclass(frozen=True, slots=True)
class EvaluationSheet:
    """What is judged: lessons with their teachers, by these points of view, in these grades."""

    title: str
    lessons: Sequence[tuple[str, str]]
    views: tuple[str, ...]
    grades: tuple[str, ...]


def render(sheet: EvaluationSheet) -> bytes:
    """Print one sheet on A4 portrait, to be copied; raise UserError where there is nothing to judge."""
    if not sheet.lessons:
        raise UserError("本班还没有排课，没有课可以测评。请先到“课表”页排课。")
    lines: list[Line] = []
    for number, (course, teacher) in enumerate(sheet.lessons, 1):
        who = f"（{teacher}）" if teacher else ""
        lines.append(Line((f"{number}. {course}{who}",), strong=True))
        lines += [Line((view, *("□" for _ in sheet.grades))) for view in sheet.views]
    lines.append(Line(("对本期培训班总的评价",), strong=True))
    lines.append(Line(("总体满意程度", *("□" for _ in sheet.grades))))
    return tables.render(
        TablePaper(
            title=f"{sheet.title}教学质量测评表",
            columns=(Column("评价内容", 70, "left"), *(Column(grade, 26) for grade in sheet.grades)),
            lines=tuple(lines),
            under=("不写姓名，在相应的方框里打“√”，每行只选一项。", ""),
            foot=("意见和建议：" + "＿" * 40, "＿" * 46, "＿" * 46),
            row_height=7,
        )
    )
