"""`wuyou coverage`: whom training reached and whom it did not."""

from collections.abc import Sequence

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT
from app.jobs import training_reports as jobs
from app.school import coverages, enrollments, filters, members, schools


@click.group(cls=words.Group, help="覆盖情况：各类人、各支部参训的人数和人次，漏训的是谁。")
def coverage() -> None:
    """Gather the commands about coverage."""


@coverage.command("show", help="看各类人、各支部、各级培训的覆盖情况。")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@pass_desk
def show(desk: Desk, year: int | None) -> None:
    """Show people and turns from every side."""
    with desk.opened() as db:
        found = coverages.coverage(db, school=schools.own(db).id, year=year or desk.today.year)
    for title, lines in (
        ("按人员类别", found.groups), ("按支部", found.branches), ("按培训层级", found.layers)
    ):  # fmt: skip
        click.echo(table(title, lines))
    click.echo(f"{jobs.TURNS}，{jobs.PEOPLE}。要求的出处：{found.rule.source}")


def table(title: str, lines: Sequence[coverages.Line]) -> str:
    """Write lines as a table."""
    rows = [
        (one.title, len(one.people), len(one.trained), one.turns, _share(len(one.trained), len(one.people)),
         f"{one.target}%" if one.target else "—", len(one.missed), _share(len(one.met), len(one.required)))
        for one in lines
    ]  # fmt: skip
    heads = (title, ">应训人数", ">参训人数", ">参训人次", ">覆盖率", ">要求", ">没有参训", ">达标率")
    return tables.table(heads, rows)


def _share(part: int, whole: int) -> str:
    return f"{part * 1000 // whole / 10:.1f}%" if whole else "—"


@coverage.command("missed", help="列出本年一次也没有参训的人；可以存为筛选，或编入一个班。")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@click.option("--save", "name", metavar="名称", help="存为筛选，以后在党员名册里随时再列。")
@click.option("--class", "training_class", metavar="班", help="编入这个培训班。")
@pass_desk
def missed(desk: Desk, year: int | None, name: str | None, training_class: str | None) -> None:
    """List those whom nothing reached, keep them as a filter or put them into a class."""
    when = year or desk.today.year
    with desk.opened() as db:
        school = schools.own(db).id
        found = coverages.missed(db, school=school, year=when)
        people = members.rows(db, found)
        click.echo(tables.table(("姓名", "支部", "电话"), [(o.name, o.branch_name, o.phone) for o in people]))
        click.echo(f"共 {len(people)} 人")
        if name is not None:
            filters.save(db, name, filters.missed(when), school=school)
            click.echo(f"已存为筛选“{name}”")
        if training_class is not None:
            of = named.training_class(db, training_class, year=desk.today.year)
            click.echo(f"已把 {enrollments.enrol(db, of.id, found)} 人编入“{of.name}”")
