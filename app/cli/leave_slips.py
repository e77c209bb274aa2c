"""`wuyou leave-slips`: leave slips written, decided and settled."""

import click

from app.cli import named, tables, words
from app.cli.classes import HALF_DAY
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT, DAY, Word
from app.errors import UserError
from app.school import classes, schools
from app.school import leave_slips as slips
from db.register import Register

_KIND = Word(slips.KINDS, "类别")


@click.group("leave-slips", cls=words.Group, help="请假条：登记、批准、销假。请假条写 list 列出的编号。")
def leave_slips() -> None:
    """Gather the commands about leave slips."""


@leave_slips.command("ask", help="登记一张请假条；已经批过的加上批准人。")
@click.argument("training_class", metavar="班")
@click.argument("who", metavar="姓名")
@click.option("--kind", type=_KIND, required=True, metavar="类别", help="病假、事假或公假。")
@click.option("--reason", required=True, metavar="事由", help="为什么请假。")
@click.option("--from", "first", type=DAY, required=True, metavar="日期", help="从哪一天。")
@click.option(
    "--from-half-day", type=HALF_DAY, metavar="半天", help="从上午、下午或晚上；不写就从当天第一课。"
)
@click.option("--to", "last", type=DAY, metavar="日期", help="到哪一天；不写就是同一天。")
@click.option(
    "--to-half-day", type=HALF_DAY, metavar="半天", help="到上午、下午或晚上；不写就到当天最后一课。"
)
@click.option("--by", default="", metavar="姓名", help="批准人；没批的不写。")
@pass_desk
def ask(
    desk: Desk,
    training_class: str,
    who: str,
    kind: str,
    reason: str,
    first: str,
    from_half_day: str | None,
    last: str | None,
    to_half_day: str | None,
    by: str,
) -> None:
    """Write a slip."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        row = named.enrollment(db, found, who)
        begins = named.sessions(db, found, on=first, half_day=from_half_day)[0]
        ends = named.sessions(db, found, on=last or first, half_day=to_half_day or None)[-1]
        if from_half_day and not last and not to_half_day:
            ends = begins
        away = slips.between(db, found.id, begins.id, ends.id)
        with db.act(f"登记请假条：{row.name}"):
            slip = slips.ask(db, enrollment=row.id, kind=kind, reason=reason, sessions=away, today=desk.on)
            if by:
                slips.approve(db, slip, by=by, today=desk.on)
        (kept,) = slips.rows(db, [slip])
        warnings = slips.warnings(db, row.id)
    click.echo(f"{kept.name} {kept.span}{slips.KINDS[kind]}：{kept.state}，应由{kept.approver}批准")
    for line in warnings:
        click.echo(f"注意：{line}")


@leave_slips.command("list", help="列出请假条。")
@click.argument("training_class", metavar="[班]", default="")
@click.option("--open", "open_only", is_flag=True, help="只列待批准和待销假的。")
@pass_desk
def list_(desk: Desk, training_class: str, open_only: bool) -> None:
    """List slips with a number to name them by."""
    with desk.opened() as db:
        every = _listed(db)
        of = named.training_class(db, training_class, year=desk.today.year).id if training_class else None
        waiting = set(slips.find(db, open_only=True))
        names = {one: classes.row(db, one).name for one in {slip.training_class for slip in every}}
    rows = [
        (number, names[slip.training_class], slip.name, slips.KINDS[slip.kind], slip.span, slip.reason,
         slip.approver, slip.approved_by, slip.state)
        for number, slip in enumerate(every, start=1)
        if of in (None, slip.training_class) and (not open_only or slip.id in waiting)
    ]  # fmt: skip
    heads = (">编号", "班", "姓名", "类别", "半天", "事由", "应由谁批", "批准人", "状态")
    click.echo(tables.table(heads, rows))


@leave_slips.command("approve", help="批准一张请假条，考勤里自动记上。")
@click.argument("number", type=COUNT, metavar="编号")
@click.option("--by", required=True, metavar="姓名", help="批准人。")
@pass_desk
def approve(desk: Desk, number: int, by: str) -> None:
    """Approve a slip."""
    with desk.opened() as db:
        slip = _numbered(db, number)
        filled = slips.approve(db, slip.id, by=by, today=desk.on)
    click.echo(f"已批准{slip.name}{slip.span}，考勤里记了 {filled.boxes} 个半天")


@leave_slips.command("refuse", help="记下一张请假条没有批准。")
@click.argument("number", type=COUNT, metavar="编号")
@click.option("--reason", required=True, metavar="原因", help="为什么不批准。")
@pass_desk
def refuse(desk: Desk, number: int, reason: str) -> None:
    """Refuse a slip."""
    with desk.opened() as db:
        slip = _numbered(db, number)
        slips.refuse(db, slip.id, reason=reason)
    click.echo(f"已记下：{slip.name}{slip.span}没有批准")


@leave_slips.command("return", help="销假。")
@click.argument("number", type=COUNT, metavar="编号")
@click.option("--on", type=DAY, metavar="日期", help="哪一天回来的；不写就是今天。")
@pass_desk
def return_(desk: Desk, number: int, on: str | None) -> None:
    """Settle a slip."""
    with desk.opened() as db:
        slip = _numbered(db, number)
        freed = slips.come_back(db, slip.id, on=on or desk.on, today=desk.on)
    click.echo(f"{slip.name}已销假" + (f"，后面 {freed} 个半天请照常点名" if freed else ""))


def _listed(db: Register) -> list[slips.LeaveSlip]:
    return slips.rows(db, slips.find(db, school=schools.own(db).id))


def _numbered(db: Register, number: int) -> slips.LeaveSlip:
    every = _listed(db)
    if number > len(every):
        raise UserError(f"没有编号 {number} 的请假条。用 wuyou leave-slips list 看编号。")
    return every[number - 1]
