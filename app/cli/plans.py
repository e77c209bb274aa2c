"""`wuyou plans`: what is to be taught in a year, and what came of it."""

from pathlib import Path

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT
from app.errors import UserError
from app.jobs import plans as sheets
from app.school import hours_text, schools
from app.school import plans as lines

_YEAR = click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
_FIELDS = (
    ("--type", "class_type", "类型", "例如 农村党员冬训。"),
    ("--for", "trainee_group", "对象", "培训对象，例如 发展对象。"),
    ("--classes", "classes", "期数", "办几期。"),
    ("--people", "people", "人次", "全部班次合计的人次。"),
    ("--hours", "quarter_hours", "学时", "一个班的学时。"),
    ("--months", "months", "时间", "例如 3-4月、二季度。"),
    ("--responsible", "responsible", "姓名", "责任人。"),
    ("--note", "note", "备注", "备注。"),
)  # fmt: skip


@click.group(cls=words.Group, help="培训计划：一行一个班次，看计划和完成。")
def plans() -> None:
    """Gather the commands about the annual plan."""


@plans.command("list", help="逐行看计划和完成。")
@_YEAR
@pass_desk
def list_(desk: Desk, year: int | None) -> None:
    """Show plan against done."""
    with desk.opened() as db:
        school, of = schools.own(db).id, year or desk.today.year
        found = lines.standings(db, school=school, year=of, today=desk.on)
        other = lines.unplanned(db, school=school, year=of, today=desk.on)
    rows = [
        (number, one.line.title, one.line.class_type, one.line.months, one.line.responsible,
         f"{one.done.held}/{one.line.classes}", one.lacking, f"{one.done.person_times}/{one.line.people}",
         one.done.people, f"{hours_text(one.done.quarter_hours)}"
                          f"/{hours_text(one.line.quarter_hours * one.line.classes)}")
        for number, one in enumerate(found, start=1)
    ]  # fmt: skip
    headings = (">行", "班次", "类型", "时间", "责任人", ">期数", ">还差", ">人次", ">人数", ">学时")
    click.echo(tables.table(headings, rows))
    click.echo(f"{of} 年计划 {len(found)} 行；计划外已办 {other.held} 期、在办 {other.to_come} 期")


def _fields(command: click.decorators.FC) -> click.decorators.FC:
    for flag, name, metavar, said in reversed(_FIELDS):
        command = click.option(flag, name, metavar=metavar, help=said)(command)
    return command


@plans.command("add", help="在计划末尾加一行。")
@click.argument("title", metavar="班次")
@_fields
@_YEAR
@pass_desk
def add(desk: Desk, /, title: str, year: int | None, **said: str | None) -> None:
    """Put a line on the plan."""
    values = {name: text for name, text in said.items() if text is not None}
    with desk.opened() as db:
        of = year or desk.today.year
        lines.add(db, {"title": title, **values}, school=schools.own(db).id, year=of)
    click.echo(f"{of} 年培训计划已加：{title}")


@plans.command("amend", help="改一行计划。")
@click.argument("number", metavar="行", type=COUNT)
@click.option("--title", metavar="班次", help="班次名称。")
@_fields
@_YEAR
@pass_desk
def amend(desk: Desk, /, number: int, year: int | None, **said: str | None) -> None:
    """Change a line of the plan."""
    values = {name: text for name, text in said.items() if text is not None}
    if not values:
        raise UserError("没有写要改什么。例如 --classes 2。")
    with desk.opened() as db:
        line = named.plan_line(db, number, year=year or desk.today.year)
        lines.amend(db, line.id, values)
    click.echo(f"已改第 {number} 行：{line.title}")


@plans.command("enter", help="把一张表（.xlsx、.csv……）里的计划整张填进来。")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@_YEAR
@pass_desk
def enter(desk: Desk, file: Path, year: int | None) -> None:
    """Put a sheet's rows on the plan."""
    with desk.opened() as db:
        of = year or desk.today.year
        made = sheets.enter(db, file, school=schools.own(db).id, year=of)
    click.echo(f"{of} 年培训计划已填 {len(made)} 行")


@plans.command("copy", help="照抄另一年的计划，已有的班次不重复。")
@click.option("--source", type=COUNT, metavar="年", help="抄哪一年，不写就是上一年。")
@_YEAR
@pass_desk
def copy(desk: Desk, source: int | None, year: int | None) -> None:
    """Copy another year's plan."""
    with desk.opened() as db:
        of = year or desk.today.year
        made = lines.copy(db, school=schools.own(db).id, source=source or of - 1, year=of)
    click.echo(f"{of} 年培训计划已照抄 {source or of - 1} 年 {len(made)} 行")


@plans.command("drop", help="从计划里删去一行。")
@click.argument("number", metavar="行", type=COUNT)
@_YEAR
@pass_desk
def drop(desk: Desk, number: int, year: int | None) -> None:
    """Take a line off the plan."""
    with desk.opened() as db:
        line = named.plan_line(db, number, year=year or desk.today.year)
        lines.drop(db, line.id)
    click.echo(f"已删去第 {number} 行：{line.title}")
