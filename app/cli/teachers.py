"""`wuyou teachers`: who teaches, what each taught in a year, and two spellings of one."""

from collections.abc import Callable
from typing import Any

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT, Word
from app.errors import UserError
from app.school import HALF_DAYS, hours_text, schools
from app.school import teachers as nouns
from app.school.catalogues import TEACHERS, Taught, held

_ENGAGEMENT = Word(nouns.ENGAGEMENTS, "类别")
_SOURCE = Word({key: word for key, word in nouns.SOURCES.items() if key}, "来源")
_RANK = Word({key: word for key, word in nouns.RANKS.items() if key}, "职称")
_FIELDS = (
    click.option("--post", metavar="单位及职务", help="例如 县委党校讲师。"),
    click.option("--engagement", type=_ENGAGEMENT, metavar="类别", help="专职、兼职或邀请。"),
    click.option("--source", type=_SOURCE, metavar="来源", help="、".join(_SOURCE.words.values()) + "。"),
    click.option("--fields", metavar="方向", help="授课方向。"),
    click.option("--phone", metavar="电话", help="联系电话。"),
    click.option("--note", metavar="备注", help="备注。"),
    click.option("--rank", type=_RANK, metavar="职称", help="、".join(_RANK.words.values()) + "。"),
    click.option("--hired-on", metavar="日期", help="从哪天起聘任。"),
    click.option("--hired-until", metavar="日期", help="聘到哪天，没有期限就不写。"),
)


def _fields(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_FIELDS):
        command = option(command)
    return command


@click.group(cls=words.Group, help="师资：专职、兼职和邀请的教师，和每人一年里上的课。")
def teachers() -> None:
    """Gather the commands about teachers."""


@teachers.command("list", help="列出教师。")
@click.argument("text", metavar="[查找]", default="")
@click.option("--ended", is_flag=True, help="已停用的也列出。")
@pass_desk
def list_(desk: Desk, text: str, ended: bool) -> None:
    """List teachers."""
    with desk.opened() as db:
        ids = nouns.find(db, text, school=schools.own(db).id, ended=ended)
        rows = [
            (one.name, one.post, nouns.ENGAGEMENTS[one.engagement], nouns.SOURCES[one.source], one.fields,
             one.phone, one.ended_on)
            for one in nouns.rows(db, ids)
        ]  # fmt: skip
    click.echo(tables.table(("姓名", "单位及职务", "类别", "来源", "方向", "电话", "停用"), rows))
    click.echo(f"共 {len(rows)} 人")


@teachers.command("add", help="登记一位教师。")
@click.argument("name", metavar="姓名")
@_fields
@pass_desk
def add(desk: Desk, /, name: str, **fields: Any) -> None:
    """Add a teacher."""
    with desk.opened() as db:
        given = {field: text for field, text in fields.items() if text is not None}
        new = nouns.add(db, {"name": name, **given}, school=schools.own(db).id)
        (made,) = nouns.rows(db, [new])
    click.echo(f"已登记教师“{made.name}”，{nouns.ENGAGEMENTS[made.engagement]}")


@teachers.command("amend", help="修改一位教师：写了哪一项就改哪一项。")
@click.argument("name", metavar="姓名")
@click.option("--name", "newly", metavar="姓名", help="改正姓名。")
@_fields
@pass_desk
def amend(desk: Desk, /, name: str, newly: str | None, **fields: Any) -> None:
    """Change a teacher."""
    given = {field: text for field, text in {"name": newly, **fields}.items() if text is not None}
    if not given:
        raise UserError(
            "没有写要改什么。用 --name、--post、--engagement、--source、--fields、--phone、--note。"
        )
    with desk.opened() as db:
        found = named.teacher(db, name)
        nouns.amend(db, found.id, given)
    click.echo(f"已修改教师“{newly or found.name}”")


@teachers.command("retire", help="停用一位教师：排课时不再提示，已上的课不变。")
@click.argument("name", metavar="姓名")
@click.option("--again", is_flag=True, help="恢复。")
@pass_desk
def retire(desk: Desk, name: str, again: bool) -> None:
    """Say that a teacher teaches no more, or does again."""
    with desk.opened() as db:
        found = named.teacher(db, name)
        nouns.retire(db, found.id, on=None if again else desk.on)
    click.echo(f"已恢复教师“{found.name}”" if again else f"已停用教师“{found.name}”")


@teachers.command("merge", help="两种写法是同一位教师：课次并到留下的名下。")
@click.argument("kept", metavar="留下的姓名")
@click.argument("other", metavar="并入的写法")
@pass_desk
def merge(desk: Desk, kept: str, other: str) -> None:
    """Merge two spellings."""
    with desk.opened() as db:
        stays, goes = named.teacher(db, kept), named.teacher(db, other)
        moved = nouns.merge(db, kept=stays.id, other=goes.id)
    click.echo(f"已把“{goes.name}”并入“{stays.name}”，{moved} 个课次跟着改了")


@teachers.command("taught", help="看每位教师一年里上的课；写姓名就看那一位的每个课次。")
@click.argument("name", metavar="[姓名]", default="")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年，到今天为止。")
@pass_desk
def taught(desk: Desk, name: str, year: int | None) -> None:
    """Show what was taught."""
    year = year or desk.today.year
    with desk.opened() as db:
        school = schools.own(db).id
        if name:
            found = named.teacher(db, name)
            behind = held(db, TEACHERS, found.id, year=year, until=desk.on)
            rows: list[tuple[object, ...]] = [
                (one.date, HALF_DAYS[one.half_day], one.class_name, one.course, one.place,
                 hours_text(one.counted), one.attendances)
                for one in behind
            ]  # fmt: skip
            headings = ("日期", "半天", "班", "课程", "地点", ">学时", ">到课人次")
        else:
            counts = nouns.taught(db, school=school, year=year, until=desk.on)
            rows = [
                _counted(one.name, counts[one.id])
                for one in nouns.rows(db, nouns.find(db, school=school, ended=True))
                if one.id in counts
            ]
            headings = ("姓名", ">课次", ">学时", ">班次", ">人数", ">人次", ">待上")
    click.echo(tables.table(headings, rows))
    click.echo(f"{year} 年，到 {desk.on} 为止已上的课；两个班合上的课学时只计一次")


def _counted(name: str, one: Taught) -> tuple[object, ...]:
    hours = hours_text(one.quarter_hours)
    return name, one.sessions, hours, one.classes, one.people, one.attendances, one.ahead
