"""`wuyou places`: where it is taught, how many it seats, how often in a year."""

from typing import Any

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT, Word
from app.errors import UserError
from app.school import hours_text, schools
from app.school import places as nouns
from app.school.catalogues import Taught

_KIND = Word({key: word for key, word in nouns.KINDS.items() if key}, "类别")


@click.group(cls=words.Group, help="地点：教室、会议室、现场教学点，和一年里用了多少次。")
def places() -> None:
    """Gather the commands about places."""


@places.command("list", help="列出地点和一年里在那里上的课。")
@click.argument("text", metavar="[查找]", default="")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年，到今天为止。")
@click.option("--ended", is_flag=True, help="已停用的也列出。")
@pass_desk
def list_(desk: Desk, text: str, year: int | None, ended: bool) -> None:
    """List places."""
    with desk.opened() as db:
        school = schools.own(db).id
        counts = nouns.taught(db, school=school, year=year or desk.today.year, until=desk.on)
        rows = []
        for one in nouns.rows(db, nouns.find(db, text, school=school, ended=ended)):
            sums = counts.get(one.id, Taught())
            rows.append((one.name, nouns.KINDS[one.kind], one.seats or "", sums.sessions,
                         hours_text(sums.quarter_hours), sums.attendances, one.ended_on))  # fmt: skip
    click.echo(tables.table(("地点", "类别", ">座位", ">课次", ">学时", ">人次", "停用"), rows))


@places.command("add", help="登记一个地点。")
@click.argument("name", metavar="地点")
@click.option("--kind", type=_KIND, metavar="类别", help="、".join(_KIND.words.values()) + "。")
@click.option("--seats", type=COUNT, metavar="座位数", help="坐得下多少人。")
@pass_desk
def add(desk: Desk, name: str, kind: str | None, seats: int | None) -> None:
    """Add a place."""
    with desk.opened() as db:
        nouns.add(db, {"name": name, "kind": kind or "", "seats": seats or 0}, school=schools.own(db).id)
    click.echo(f"已登记地点“{name}”")


@places.command("amend", help="修改一个地点：写了哪一项就改哪一项。")
@click.argument("name", metavar="地点")
@click.option("--name", "newly", metavar="地点", help="改正名称。")
@click.option("--kind", type=_KIND, metavar="类别", help="类别。")
@click.option("--seats", type=COUNT, metavar="座位数", help="坐得下多少人。")
@pass_desk
def amend(desk: Desk, /, name: str, newly: str | None, **fields: Any) -> None:
    """Change a place."""
    given = {field: value for field, value in {"name": newly, **fields}.items() if value is not None}
    if not given:
        raise UserError("没有写要改什么。用 --name、--kind、--seats。")
    with desk.opened() as db:
        found = named.place(db, name)
        nouns.amend(db, found.id, given)
    click.echo(f"已修改地点“{newly or found.name}”")


@places.command("retire", help="停用一个地点：排课时不再提示，已上的课不变。")
@click.argument("name", metavar="地点")
@click.option("--again", is_flag=True, help="恢复。")
@pass_desk
def retire(desk: Desk, name: str, again: bool) -> None:
    """Say that a place is used no more, or is again."""
    with desk.opened() as db:
        found = named.place(db, name)
        nouns.retire(db, found.id, on=None if again else desk.on)
    click.echo(f"已恢复地点“{found.name}”" if again else f"已停用地点“{found.name}”")
