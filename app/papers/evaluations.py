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
            kept=len(sheet.views),
        )
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """What a lesson came to; texts are as they are printed, `—` where nobody ticked.

    `means` and `least` stand in the order of the views.
    """

    teacher: str
    course: str
    total: str
    mean: str
    means: tuple[str, ...]
    least: tuple[str, ...]
    satisfied: str


@dataclass(frozen=True, slots=True)
class EvaluationResults:
    """The outcome of a class: a line for each lesson, what was said of the whole, and the remarks."""

    title: str
    views: tuple[str, ...]
    lessons: Sequence[Judged]
    returned: str
    overall: str
    remarks: Sequence[str]
    rule: str


def render_results(results: EvaluationResults) -> bytes:
    """Print the results on A4 landscape; raise UserError for a character that no font has."""
    return tables.render(_results(results))


def render_results_workbook(results: EvaluationResults) -> bytes:
    """Write the results as a workbook."""
    return tables.render_workbook(_results(results))


def _results(results: EvaluationResults) -> TablePaper:
    lines = [
        Line((
            str(number), one.teacher, one.course, one.satisfied, one.total, one.mean,
            *(f"{mean}（{least}）" if least else mean
              for mean, least in zip(one.means, one.least, strict=True)),
        ))
        for number, one in enumerate(results.lessons, 1)
    ]  # fmt: skip
    said = [f"{at}. {text}" for at, text in enumerate(results.remarks, 1)] or ["没有写意见。"]
    return TablePaper(
        title=f"{results.title}教学质量测评结果",
        columns=(
            Column("序号", 10), Column("授课教师", 22), Column("课程", 54, "left"), Column("满意率", 18),
            Column("总分", 16), Column("平均得分", 18), *(Column(view, 24) for view in results.views),
        ),
        lines=tuple(lines),
        under=(results.returned, results.overall),
        foot=(results.rule, "意见和建议：", *said),
        landscape=True,
        row_height=9,
    )  # fmt: skip
