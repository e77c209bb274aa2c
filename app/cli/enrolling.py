"""Lists of names taken into a class at a terminal: pasted or in a file, each line matched and shown."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk
from app.errors import UserError
from app.jobs import enrollments as jobs
from app.jobs import files
from app.school import classes, members
from app.school import enrollments as rosters
from app.sheets import workbooks
from app.spelling import id_numbers
from db.register import Register

_SHOWN = 6


def roster(db: Register, of: classes.TrainingClass) -> list[rosters.Enrollment]:
    """Give a class's roster."""
    return rosters.rows(db, rosters.find(db, training_class=of.id))


def trainee(db: Register, of: classes.TrainingClass, said: str) -> rosters.Enrollment:
    """Find one trainee of a class by name, initials or the end of the ID number; raise `UserError`."""
    rows = {row.member: row for row in roster(db, of)}
    return rows[named.member(db, said, ids=list(rows)).id]


def shown(db: Register, people: Sequence[int]) -> str:
    """Write people so that those of one name can be told apart."""
    said = []
    for who in members.rows(db, list(people[:_SHOWN])):
        known = filter(None, (who.branch_name, who.birth, id_numbers.tail(who.id_number)))
        said.append(f"{who.name}（{'，'.join(known)}）")
    return "、".join(said) + (f"等 {len(people)} 人" if len(people) > _SHOWN else "")


_OPTIONS = (
    click.option("--is", "chosen", multiple=True, metavar="行=身份证末四位", help="第几行是谁，如 3=0012。"),
    click.option("--new", "new", multiple=True, metavar="行", help="第几行按非党员新增，可以写几次。"),
    click.option(
        "--open", "open_", metavar="文件", type=click.Path(path_type=Path), help="没对上的行存成 .xlsx。"
    ),
    click.option("--dry-run", is_flag=True, help="只看对上了谁，什么都不写入。"),
)


@click.command("paste", cls=words.Command, help="按名单加入：名单从标准输入读，每行一人或顿号分开。")
@click.argument("training_class", metavar="班")
@_OPTIONS[0]
@_OPTIONS[1]
@_OPTIONS[2]
@_OPTIONS[3]
@pass_desk
def paste(
    desk: Desk,
    training_class: str,
    chosen: tuple[str, ...],
    new: tuple[str, ...],
    open_: Path | None,
    dry_run: bool,
) -> None:
    """Take in people from names that come through the pipe."""
    book = workbooks.pasted(sys.stdin.read())
    _take_in(desk, training_class, book, chosen=chosen, new=new, open_=open_, dry_run=dry_run)


@click.command("file", cls=words.Command, help="按文件加入：报名表、回执、花名册，任何表格都可以。")
@click.argument("training_class", metavar="班")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@_OPTIONS[0]
@_OPTIONS[1]
@_OPTIONS[2]
@_OPTIONS[3]
@pass_desk
def file(
    desk: Desk,
    training_class: str,
    file: Path,
    chosen: tuple[str, ...],
    new: tuple[str, ...],
    open_: Path | None,
    dry_run: bool,
) -> None:
    """Take in people from a sheet."""
    _take_in(desk, training_class, workbooks.read(file), chosen=chosen, new=new, open_=open_, dry_run=dry_run)


def _take_in(
    desk: Desk,
    training_class: str,
    book: workbooks.Workbook,
    *,
    chosen: Sequence[str],
    new: Sequence[str],
    open_: Path | None,
    dry_run: bool,
) -> None:
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        known = members.by_name(db, school=found.school)
        lines = jobs.read_book(book, today=desk.on, known=known)
        matching = jobs.match(db, found.id, lines, title=book.file_name)
        for said in chosen:
            number, _, tail = said.partition("=")
            at = _place(matching, number)
            candidates = [
                who.id
                for who in members.rows(db, list(matching.rows[at].candidates))
                if tail and who.id_number.endswith(tail.upper())
            ]
            if len(candidates) != 1:
                raise UserError(f"第 {number} 行里没有身份证号以“{tail}”结尾的人可选，或不止一个。")
            matching = jobs.choose(db, matching, at, candidates[0])
        for number in new:
            matching = jobs.as_new(db, matching, _place(matching, number))
        _show(db, matching)
        if open_ is not None and matching.count("ask", "unknown"):
            click.echo(f"没对上的行：{files.keep(open_, jobs.open_list(matching))}")
        if not dry_run:
            taken = jobs.commit(db, matching)
            more = f"，其中新增到名册 {taken.new} 人" if taken.new else ""
            click.echo(f"“{found.name}”加入学员 {taken.joined} 人{more}，没对上 {taken.open} 行")


def _place(matching: jobs.Matching, number: str) -> int:
    """Find a line by its number in the list shown; raise `UserError`."""
    if number.isascii() and number.isdigit() and 1 <= int(number[:6]) <= len(matching.rows):
        return int(number) - 1
    raise UserError(f"名单里没有第 {number} 行，请照列出的行号写。")


def _show(db: Register, matching: jobs.Matching) -> None:
    rows = [
        (at, row.line.name or row.line.written, jobs.VERDICTS[row.verdict],
         shown(db, (row.member,) if row.member is not None else row.candidates),
         "；".join(filter(None, (row.why, *row.line.doubts))))
        for at, row in enumerate(matching.rows, start=1)
    ]  # fmt: skip
    click.echo(tables.table((">行", "姓名", "结论", "是谁", "说明"), rows))
