"""`wuyou evaluations`: count the sheets trainees filled in, and look at what teachers come to."""

from collections.abc import Sequence
from typing import TextIO

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk
from app.errors import UserError
from app.school import evaluations as votes
from app.school.evaluations import Entry, Evaluation, Lesson


@click.group(cls=words.Group, help="质量测评：录入收回的测评表，看结果和口径。")
def evaluations() -> None:
    """Gather the commands about evaluations."""


@evaluations.command("set", help="录入一课一项的票数，按等次从好到差写，如 60 15 3 1。")
@click.argument("training_class", metavar="班")
@click.argument("lesson", metavar="课程")
@click.argument("aspect", metavar="项目")
@click.argument("counts", metavar="票数…", nargs=-1, required=True)
@pass_desk
def set_(desk: Desk, training_class: str, lesson: str, aspect: str, counts: tuple[str, ...]) -> None:
    """Enter one line."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        entries = _line(votes.of_class(db, found.id), [lesson, aspect, *counts])
        changed = votes.enter(db, found.id, entries, today=desk.on)
    click.echo(f"{entries[0].lesson.course_title}{entries[0].aspect}：{changed} 个数有变化")


@evaluations.command("paste", help="录入一份表：课程、项目、各等次票数，用制表符隔开，从文件或标准输入读。")
@click.argument("training_class", metavar="班")
@click.argument("path", metavar="[文件]", type=click.File(encoding="utf-8-sig"), default="-")
@pass_desk
def paste(desk: Desk, training_class: str, path: TextIO) -> None:
    """Enter many lines, all or none."""
    try:
        rows = [line.rstrip("\r\n").split("\t") for line in path if line.strip()]
    except UnicodeDecodeError as error:
        raise UserError("这份表不是 UTF-8 文本，没有录入。请从表格里复制，粘贴到文本文件再试。") from error
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        kept = votes.of_class(db, found.id)
        if rows and rows[0][0].strip() == "课程":
            del rows[0]
        entries = [one for row in rows for one in _line(kept, row)]
        if not entries:
            raise UserError("表里没有票数，没有录入。")
        changed = votes.enter(db, found.id, entries, today=desk.on)
    click.echo(f"“{found.name}”录入 {len(rows)} 行，{changed} 个数有变化")


@evaluations.command("note", help="记下收回几份、写了什么意见。")
@click.argument("training_class", metavar="班")
@click.option("--returned", type=click.IntRange(0, votes.MOST), metavar="份数", help="收回的测评表份数。")
@click.option("--remark", "remarks", multiple=True, metavar="意见", help="一条意见；写几个就是几条。")
@pass_desk
def note(desk: Desk, training_class: str, returned: int | None, remarks: tuple[str, ...]) -> None:
    """Note how many sheets came back and what people wrote."""
    if returned is None and not remarks:
        raise UserError("请写明收回几份（--returned），或写了什么意见（--remark）。")
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        said = "\n".join(remarks) if remarks else None
        votes.note(db, found.id, today=desk.on, returned=returned, remarks=said)
    click.echo(f"已记下“{found.name}”的收回份数和意见")


@evaluations.command("show", help="列出录入的票数。")
@click.argument("training_class", metavar="班")
@pass_desk
def show(desk: Desk, training_class: str) -> None:
    """Show what is entered, a row for each line of the sheet."""
    with desk.opened() as db:
        kept = votes.of_class(db, named.training_class(db, training_class, year=desk.today.year).id)
    rows = [
        (lesson.course_title, lesson.teacher_name, aspect, *kept.tally(lesson, aspect))
        for lesson, aspect in kept.lines
    ]
    grades = [f">{grade.title}" for grade in kept.rule.grades]
    click.echo(tables.table(("课程", "授课人", "项目", *grades), rows))
    if kept.returned:
        click.echo(f"收回 {kept.returned} 份")
    if kept.remarks:
        click.echo(kept.remarks)


@evaluations.command("results", help="看每一课的满意率、总分和各项平均。")
@click.argument("training_class", metavar="班")
@pass_desk
def results(desk: Desk, training_class: str) -> None:
    """Show what each lesson came to."""
    with desk.opened() as db:
        kept = votes.of_class(db, named.training_class(db, training_class, year=desk.today.year).id)
    found = votes.outcomes(kept)
    if not found:
        raise UserError("本班的质量测评还没有录入。用 wuyou evaluations paste 录入收回的测评表。")
    rows = [
        (one.lesson.course_title, one.lesson.teacher_name, f"{one.satisfied_share:.1%}", one.answers,
         _points(one.total) if one.lesson.course else "",
         *(_points(one.mean(aspect)) for aspect in kept.rule.aspects))
        for one in found
    ]  # fmt: skip
    aspects = [f">{aspect}" for aspect in kept.rule.aspects]
    click.echo(tables.table(("课程", "授课人", ">满意率", ">票", ">总分", *aspects), rows))
    click.echo(votes.SATISFIED)


@evaluations.command("rule", help="看测评的口径：项目、等次、分值和出处。")
def rule() -> None:
    """Show by what a lesson is judged."""
    found = votes.rule()
    click.echo(f"{found.title}（出处：{found.source}）")
    click.echo(f"项目：{'、'.join(found.aspects)}；另问{found.overall}")
    rows = [(grade.title, grade.points, "是" if grade.satisfied else "") for grade in found.grades]
    click.echo(tables.table(("等次", ">分值", "算满意"), rows))


def _points(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _line(kept: Evaluation, cells: Sequence[str]) -> list[Entry]:
    """Read a lesson, an aspect and the counts of the grades; raise `UserError` where that does not fit."""
    course, aspect, *counts = [one.strip() for one in (*cells, "", "")][: max(len(cells), 2)]
    found = [(lesson, one) for lesson, one in kept.lines if _is_meant(lesson, course)]
    lines = [(lesson, one) for lesson, one in found if one == aspect or not lesson.course]
    lessons = list(dict.fromkeys(lesson for lesson, _ in found))
    if not lessons:
        raise UserError(f"本班没有“{course}”这一课。用 wuyou evaluations show 看有哪些课和项目。")
    if len(lessons) > 1:
        titles = "、".join(f"{one.course_title}（{one.teacher_name}）" for one in lessons)
        raise UserError(f"“{course}”对得上不止一课：{titles}。请写全，或写成 课程（授课人）。")
    if not lines:
        raise UserError(f"测评表上没有“{aspect}”这一项。可以写：{'、'.join(kept.rule.aspects)}。")
    grades = kept.rule.grades
    if len(counts) != len(grades):
        listed = "、".join(one.title for one in grades)
        raise UserError(f"“{course}”的{aspect}要写 {len(grades)} 个票数，依次是{listed}。")
    (lesson, asked) = lines[0]
    return [
        Entry(lesson, asked, grade.title, _count(said)) for grade, said in zip(grades, counts, strict=True)
    ]


def _is_meant(lesson: Lesson, said: str) -> bool:
    whole = f"{lesson.course_title}（{lesson.teacher_name}）"
    return bool(said) and said in (lesson.course_title, whole)


def _count(said: str) -> int:
    if not said:
        return 0
    if not (said.isascii() and said.isdigit() and len(said) <= 6):
        raise UserError(f"“{said}”不是票数，请写 0 到 {votes.MOST} 的整数。")
    return int(said)
