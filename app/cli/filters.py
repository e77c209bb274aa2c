"""`wuyou filters`: who is meant, said by criteria, and kept under a name."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import click

from app.cli import tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT, Word
from app.errors import UserError
from app.school import MEMBER_TYPES, branches, members, schools, standings
from app.school import filters as kept
from app.school.filters import Filter
from db.register import Register

GROUP = Word(members.GROUPS, "类别")
_KIND = Word(MEMBER_TYPES, "类别")
_ROLE = Word(members.ROLES, "职务")
_STATE = Word(standings.STATES, "结论")
ORDERS = {
    "name": "拼音", "stroke": "笔画", "branch": "支部", "birth": "出生", "join_date": "入党时间",
    "member_type": "类别",
}  # fmt: skip
_ORDER = Word(ORDERS, "次序")
_FLAGS = {
    "floating": ("流动党员", "不是流动党员"),
    "frail": ("困弱党员", "不是困弱党员"),
    "lost_contact": ("失联党员", "没有失联"),
    "suspended": ("停止党籍", "党籍正常"),
    "doubtful": ("有疑点待核", "没有疑点"),
    "has_id_number": ("有身份证号", "没有身份证号"),
    "has_phone": ("有手机号", "没有手机号"),
    "has_branch": ("有支部", "没有支部"),
}


class _Date(click.ParamType[str]):
    """A day, a month or a year."""

    name = "日期"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check that it is one."""
        try:
            return kept.date_text(str(value))
        except ValueError:
            self.fail(f"“{value}”不是日期，请写成 2026、2026-07 或 2026-07-01 的样子。", param, ctx)


_OPTIONS: tuple[Callable[..., Any], ...] = (
    click.argument("text", metavar="[查找]", default=""),
    click.option("--group", type=GROUP, metavar="范围", help="正式党员、预备党员、支部书记和委员、已减少……"),
    click.option("--branch", "branch", multiple=True, metavar="支部", help="全名或记住的别名，可写几个。"),
    click.option("--type", "member_types", type=_KIND, multiple=True, metavar="类别", help="可写几个。"),
    click.option("--role", "roles", type=_ROLE, multiple=True, metavar="职务", help="书记、委员，可写几个。"),
    click.option("--gender", type=Word({"男": "男", "女": "女"}, "性别"), metavar="性别", help="男、女。"),
    *(
        click.option(f"--{name.replace('_', '-')}/--no-{name.replace('_', '-')}", name, default=None,
                     help=f"{yes}；前面加 no- 是{no}。")
        for name, (yes, no) in _FLAGS.items()
    ),
    click.option("--age-from", type=COUNT, metavar="岁", help="满多少岁。"),
    click.option("--age-to", type=COUNT, metavar="岁", help="到多少岁，含这一岁。"),
    click.option("--joined-from", type=_Date(), metavar="日期", help="从哪天起入党的。"),
    click.option("--joined-to", type=_Date(), metavar="日期", help="到哪天为止入党的。"),
    click.option("--standing", type=_STATE, metavar="结论", help="达标、未达标、不作硬性要求。"),
    click.option("--year", type=COUNT, metavar="年", help="结论按哪一年；不写就是今年。"),
    click.option("--order", "order_by", type=_ORDER, metavar="次序", help="拼音、笔画、支部……"),
)  # fmt: skip


def criteria(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say who is meant."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def asked(db: Register, said: dict[str, Any], *, school: int, name: str | None = None) -> Filter:
    """Give the filter that is meant: that of a name, changed by what else was said."""
    found = kept.named(db, name, school=school) if name else Filter()
    homes = (branch_named(db, one, school=school) for one in said["branch"])
    values = {**said, "branches": tuple(home for home in homes if home is not None)}
    known = {one.name for one in fields(Filter)}
    return replace(found, **{key: value for key, value in values.items() if key in known and _said(value)})


def _said(value: object) -> bool:
    return value is not None and value != "" and value != ()


def branch_named(db: Register, said: str | None, *, school: int) -> int | None:
    """Give the branch of this exact name or alias, None where none was said; raise `UserError`."""
    if said is None:
        return None
    branch = branches.named(db, said, school=school)
    if branch is None:
        raise UserError(f"没有叫“{said}”的支部。请写全名，例如 wuyou members list 里“支部”一列的写法。")
    return branch


@click.group(cls=words.Group, help="筛选：把常用的一组条件起个名称存下来。")
def filters() -> None:
    """Gather the commands about filters."""


@filters.command("list", help="列出现成的和保存的筛选，各有多少人。")
@pass_desk
def list_(desk: Desk) -> None:
    """List the filters."""
    with desk.opened() as db:
        school = schools.own(db).id
        every = [(name, "现成的", name) for name in kept.PRESETS]
        every += [(one.name, "保存的", one.name) for one in kept.rows(db, kept.find(db, school=school))]
        rows = []
        for name, origin, _ in every:
            wanted = kept.named(db, name, school=school)
            many = len(kept.people(db, wanted, school=school, today=desk.on))
            rows.append((name, origin, str(many)))
    click.echo(tables.table(("名称", "来历", ">人数"), rows))


@filters.command("save", help="把一组条件存成一个筛选，条件的写法与 wuyou members list 相同。")
@click.option("--name", required=True, metavar="名称", help="筛选的名称。")
@criteria
@pass_desk
def save(desk: Desk, /, name: str, **said: Any) -> None:
    """Keep criteria under a name."""
    with desk.opened() as db:
        school = schools.own(db).id
        wanted = asked(db, said, school=school)
        kept.save(db, name, wanted, school=school)
        many = len(kept.people(db, wanted, school=school, today=desk.on))
    click.echo(f"已保存筛选“{name}”，现在符合的有 {many} 人")


@filters.command("rename", help="给保存的筛选改个名称。")
@click.argument("name", metavar="名称")
@click.argument("new", metavar="新名称")
@pass_desk
def rename(desk: Desk, name: str, new: str) -> None:
    """Rename a saved filter."""
    with desk.opened() as db:
        kept.rename(db, _saved(db, name), new)
    click.echo(f"筛选“{name}”已改名为“{new}”")


@filters.command("drop", help="删除保存的筛选；里面的人不受影响。")
@click.argument("name", metavar="名称")
@pass_desk
def drop(desk: Desk, name: str) -> None:
    """Forget a saved filter."""
    with desk.opened() as db:
        kept.drop(db, _saved(db, name))
    click.echo(f"已删除筛选“{name}”")


def _saved(db: Register, name: str) -> int:
    school = schools.own(db).id
    for one in kept.rows(db, kept.find(db, school=school)):
        if one.name == name:
            return one.id
    kept.named(db, name, school=school)
    raise UserError(f"“{name}”是现成的筛选，不能改名或删除。")
