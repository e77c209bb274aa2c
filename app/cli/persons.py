"""`wuyou members duplicates` and what follows from it: merge, part, keep apart."""

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk, telling
from app.cli.kinds import COUNT
from app.errors import UserError
from app.jobs import rosters
from app.school import duplicates as alike
from app.school import members, persons, schools
from app.spelling import id_numbers
from db.register import Register

_LABELS = {**rosters.LABELS, "branch_name": "党支部", "left_on": "减少"}


@click.command("duplicates", cls=words.Command, help="列出可能是同一个人的两份记录，和他们不同的地方。")
@pass_desk
def duplicates(desk: Desk) -> None:
    """List the probable duplicates."""
    with desk.opened() as db:
        found = alike.pairs(db, school=schools.own(db).id, tell=telling())
        people = [(members.row(db, one.one), members.row(db, one.other)) for one in found]
    rows = [
        (number, _told(one), _told(other), pair.why, "；".join(map(_differing, pair.differing)))
        for number, (pair, (one, other)) in enumerate(zip(found, people, strict=True), start=1)
    ]
    click.echo(tables.table((">第几对", "一份", "另一份", "为什么", "不同的地方"), rows))
    click.echo(f"共 {len(rows)} 对")


@click.command(
    "merge", cls=words.Command, help="把“另一份”并入“一份”：学时、证书都算一个人的；随时可以拆开。"
)
@click.argument("number", metavar="第几对", type=COUNT)
@click.option("--why", required=True, metavar="依据", help="凭什么认定是同一个人。")
@click.option("--keep-other", is_flag=True, help="反过来，名单里留“另一份”。")
@pass_desk
def merge(desk: Desk, number: int, why: str, keep_other: bool) -> None:
    """Merge a pair of `duplicates`."""
    with desk.opened() as db:
        pair = _pair(db, number)
        kept, other = (pair.other, pair.one) if keep_other else (pair.one, pair.other)
        persons.merge(db, kept=kept, other=other, why=why, today=desk.on)
        names = members.row(db, other).name, members.row(db, kept).name
    click.echo(f"已把“{names[0]}”并入“{names[1]}”。用 wuyou members part 可以原样拆开。")


@click.command("keep-apart", cls=words.Command, help="认定一对是两个人，以后不再列出。")
@click.argument("number", metavar="第几对", type=COUNT)
@pass_desk
def keep_apart(desk: Desk, number: int) -> None:
    """Say that a pair of `duplicates` is two people."""
    with desk.opened() as db:
        pair = _pair(db, number)
        persons.keep_apart(db, pair.one, pair.other, today=desk.on)
    click.echo("记下了，这是两个人。")


@click.command("part", cls=words.Command, help="把合并过的人原样拆开。")
@click.argument("who", metavar="姓名")
@pass_desk
def part(desk: Desk, who: str) -> None:
    """Part everybody who was merged into a person."""
    with desk.opened() as db:
        found = named.member(db, who)
        links = persons.rows(db, persons.find(db, school=found.school, member=found.id))
        if not links:
            raise UserError(f"“{found.name}”没有合并过别的记录，不用拆开。")
        with db.act(f"拆开人员：{found.name}"):
            for link in links:
                persons.part(db, link.id)
    click.echo(f"已拆开：{found.name}、{'、'.join(link.other_name for link in links)}")


def _pair(db: Register, number: int) -> alike.Pair:
    found = alike.pairs(db, school=schools.own(db).id)
    if number > len(found):
        raise UserError(f"没有第 {number} 对。用 wuyou members duplicates 看有哪些。")
    return found[number - 1]


def _told(who: members.Member) -> str:
    return f"{who.name}（{id_numbers.tail(who.id_number) or '无身份证号'}）"


def _differing(fact: tuple[str, str, str]) -> str:
    field, here, there = fact
    return f"{_LABELS[field]} {here or '空'}／{there or '空'}"
