"""`wuyou people`: at the county, who is one person in several schools."""

import click

from app.cli import tables, words
from app.cli.desk import Desk, pass_desk
from app.errors import UserError
from app.school import people as folk


@click.group(cls=words.Group, help="同一人核对：几所学校都有记录的人，合计里只计一次。")
def people() -> None:
    """Gather the commands about persons counted once."""


@people.command("count", help="一年里到课的人数和人次。")
@click.argument("year", metavar="年份", type=int)
@pass_desk
def count(desk: Desk, year: int) -> None:
    """Count who came in a year."""
    with desk.opened() as db:
        came = folk.came(db, year=year)
    click.echo(f"{year} 年到课 {came.people} 人，{came.person_times} 人次")


@people.command("review", help="列出看着像同一个人、要人来认定的。")
@pass_desk
def review(desk: Desk) -> None:
    """List what is to be decided."""
    with desk.opened() as db:
        rows = [
            (str(number), f"{one.one.name}（{one.one.school_name}）",
             f"{one.other.name}（{one.other.school_name}）", one.why)
            for number, one in enumerate(folk.review(db), start=1)
        ]  # fmt: skip
    click.echo(tables.table(("编号", "左边", "右边", "为什么"), rows))


@people.command("decide", help="认定 review 里的一对：默认是同一人，--apart 是两个人。")
@click.argument("number", metavar="编号", type=click.IntRange(min=1))
@click.option("--why", required=True, metavar="依据", help="怎么知道的。")
@click.option("--apart", is_flag=True, help="是两个人。")
@pass_desk
def decide(desk: Desk, number: int, why: str, apart: bool) -> None:
    """Decide of one pair."""
    with desk.opened() as db:
        pairs = folk.review(db)
        if number > len(pairs):
            raise UserError(f"没有第 {number} 对，共 {len(pairs)} 对。")
        pair = pairs[number - 1]
        folk.decide(
            db, pair.one.member, pair.other.member, same=not apart, why=why, today=desk.today.isoformat()
        )
    click.echo(f"记下了：{pair.one.name}{'是两个人' if apart else '是同一人，合计里只计一次'}。")


@people.command("decisions", help="列出认定过的。")
@pass_desk
def decisions(desk: Desk) -> None:
    """List the decisions."""
    with desk.opened() as db:
        rows = [
            (str(number), one.one.name, one.one.school_name, one.other.school_name,
             "同一人" if one.same else "两个人", one.why, one.undone_on or "—")
            for number, one in enumerate(folk.decisions(db), start=1)
        ]  # fmt: skip
    click.echo(tables.table(("编号", "姓名", "左边", "右边", "认定", "依据", "撤回"), rows))


@people.command("undo", help="撤回一条认定（编号见 decisions）。")
@click.argument("number", metavar="编号", type=click.IntRange(min=1))
@pass_desk
def undo(desk: Desk, number: int) -> None:
    """Take a decision back."""
    with desk.opened() as db:
        found = folk.decisions(db)
        if number > len(found):
            raise UserError(f"没有第 {number} 条，共 {len(found)} 条。")
        folk.undo(db, found[number - 1].id, today=desk.today.isoformat())
    click.echo("已撤回，两份记录又各算各的。")
