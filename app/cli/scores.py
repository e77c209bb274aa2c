"""`wuyou scores`: enter scores, one or a list, and look at what comes of them."""

from typing import TextIO

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk
from app.errors import UserError
from app.school import graduations
from app.school import scores as points


@click.group(cls=words.Group, help="成绩：录入、粘贴、看总评；优秀学员。")
def scores() -> None:
    """Gather the commands about scores."""


@scores.command("set", help="录入一个成绩；缺考写 缺考，就清空。")
@click.argument("training_class", metavar="班")
@click.argument("who", metavar="姓名")
@click.argument("part", metavar="项目")
@click.argument("score", metavar="分数")
@pass_desk
def set_(desk: Desk, training_class: str, who: str, part: str, score: str) -> None:
    """Enter one score."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        row = named.enrollment(db, found, who)
        keys = {one.title: one.key for one in points.rule_of(db, found).parts}
        tenths = points.points(score)
        points.enter(db, enrollment=row.id, part=keys.get(part, part), tenths=tenths)
    click.echo(f"{row.name}{part}：{points.points_text(tenths) if tenths is not None else '已清空'}")


@scores.command("list", help="列出成绩、总评和等次。")
@click.argument("training_class", metavar="班")
@pass_desk
def list_(desk: Desk, training_class: str) -> None:
    """List a class's scores."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        sheet = points.sheet(db, found.id)
    rows = [
        (line.who.seq_no, line.who.name,
         *(points.points_text(line.points[one.key]) if one.key in line.points else ""
           for one in sheet.rule.parts),
         points.points_text(line.total) if line.total is not None else "", line.grade,
         f"{line.came}/{line.held}", "是" if line.who.excellent else "", line.why)
        for line in sheet.lines
    ]  # fmt: skip
    parts = [f">{one.title}{one.weight}%" for one in sheet.rule.parts]
    click.echo(tables.table((">序号", "姓名", *parts, ">总评", "等次", ">出勤", "优秀", "说明"), rows))


@scores.command("paste", help="录入一份名单的成绩：姓名或序号在前，用制表符隔开，从文件或标准输入读。")
@click.argument("training_class", metavar="班")
@click.argument("path", metavar="[文件]", type=click.File(encoding="utf-8-sig"), default="-")
@pass_desk
def paste(desk: Desk, training_class: str, path: TextIO) -> None:
    """Enter a list of scores, all or none."""
    try:
        cells = [line.rstrip("\r\n").split("\t") for line in path]
    except UnicodeDecodeError as error:
        raise UserError("这份名单不是 UTF-8 文本，没有录入。请从表格里复制，粘贴到文本文件再试。") from error
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        entries = points.listed(db, found.id, cells)
        if not entries:
            raise UserError("名单里没有成绩，没有录入。")
        count = points.enter_all(db, found.id, entries)
    click.echo(f"“{found.name}”录入 {len(entries)} 个成绩，{count} 个有变化")


@scores.command("excellent", help="评优秀学员：写姓名，或不写就按推荐。")
@click.argument("training_class", metavar="班")
@click.argument("who", metavar="[姓名]…", nargs=-1)
@click.option("--remove", is_flag=True, help="不再评为优秀学员。")
@pass_desk
def excellent(desk: Desk, training_class: str, who: tuple[str, ...], remove: bool) -> None:
    """Call people excellent, or no longer."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        people = [named.enrollment(db, found, one).id for one in who] or graduations.suggested(db, found.id)
        if not people:
            raise UserError(f"“{found.name}”还没有可以推荐的优秀学员。")
        if remove and not who:
            raise UserError("请写明谁不再评为优秀学员。")
        count = graduations.set_excellent(db, found.id, people, excellent=not remove)
    click.echo(f"“{found.name}”{'不再评' if remove else '评'}优秀学员 {count} 人")
