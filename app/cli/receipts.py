"""`wuyou receipts`: the county answers parcels; a school reads what came down and what was said."""

from datetime import datetime
from pathlib import Path

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk, telling
from app.exchange import sticks
from app.jobs import receipts as errands
from app.school import receipts as ledger
from app.school import schools


def moment(desk: Desk) -> datetime:
    """Give the day under which things are done, at the time of the clock."""
    return datetime.combine(desk.today, datetime.now().time())


@click.group(cls=words.Group, help="回执：县级回复乡镇的数据包，乡镇读取县级的回执和下发资料。")
def receipts() -> None:
    """Gather the commands about receipts."""


@receipts.command("reply", help="县级：给一所学校做回执；不写学校就给所有还没有回复的学校。")
@click.argument("school", metavar="[学校]", default="")
@click.option(
    "--out", metavar="文件夹", type=click.Path(path_type=Path), help="U 盘或文件夹；不写就留在本机。"
)
@pass_desk
def reply(desk: Desk, school: str, out: Path | None) -> None:
    """Answer one school or all that wait."""
    with desk.opened() as db:
        wanted = [named.school(db, school).id] if school else ledger.unanswered(db)
        for one in wanted:
            made = errands.reply(
                db, of_school=one, folder=desk.folder, now=moment(desk), tell=telling(), target=out
            )
            click.echo(f"{made.sentence}\n{made.path}")
    if not wanted:
        click.echo("收到的数据包都已经回复。")


@receipts.command("deliver", help="县级：把最近做好的回执再写到一个 U 盘或文件夹，号不变。")
@click.argument("school", metavar="学校")
@click.option(
    "--out", required=True, metavar="文件夹", type=click.Path(path_type=Path), help="U 盘或文件夹。"
)
@pass_desk
def deliver(desk: Desk, school: str, out: Path) -> None:
    """Bring the newest reply to one more stick."""
    with desk.opened() as db:
        one = named.school(db, school).id
        made = errands.deliver(db, of_school=one, folder=desk.folder, target=out, tell=telling())
    click.echo(f"{made.sentence}\n{made.path}")


@receipts.command("accepting", help="县级：结班和评估在做回执时自动接收，还是看过再接收；不写就看现在怎样。")
@click.option("--by-reply/--after-looking", "by_reply", default=None, help="自动接收，或看过再接收。")
@pass_desk
def accepting(desk: Desk, by_reply: bool | None) -> None:
    """Say or set how the desk accepts."""
    with desk.opened() as db:
        if by_reply is not None:
            ledger.set_accepting(db, by_reply=by_reply)
        now = ledger.accepts_by_reply(db)
    click.echo(
        "做回执时自动接收对方已结班的班和评完的评估。"
        if now
        else "对方已结班的班和评完的评估，看过以后用 receipts accept 接收；做回执时不自动接收。"
    )


@receipts.command("read", help="乡镇、县级：读上级的回执和下发资料；写文件，或写 U 盘、文件夹。")
@click.argument("where", metavar="文件或文件夹", type=click.Path(path_type=Path))
@pass_desk
def read(desk: Desk, where: Path) -> None:
    """Read one file, or all that came down to a stick, the older first."""
    found = [where]
    if where.is_dir():
        down = [
            (header.seq, path) for path, header in sticks.parcels_on(where) if header.kind in errands.KINDS
        ]
        found = [path for _, path in sorted(down)]
    with desk.opened() as db:
        for path in found:
            taken = errands.read(db, path, folder=desk.folder, now=moment(desk), tell=telling())
            click.echo(taken.sentence)
            if taken.warning:
                click.echo(f"注意：{taken.warning}")
    if not found:
        click.echo("这里没有上级发来的文件。")


@receipts.command("list", help="乡镇：县级确认到第几号；县级：给各校做过的回执。")
@pass_desk
def list_(desk: Desk) -> None:
    """Say what was confirmed, or which replies were made."""
    with desk.opened() as db:
        level = schools.own(db).level
        if level == "township" or (level == "county" and ledger.said(db)):
            click.echo(ledger.said(db) or "还没有上报过。")
        if level == "township":
            rows = [
                (str(one.seq), one.read_at, str(one.reply), "；".join(one.problems) or "没有疑点")
                for one in ledger.find(db)
            ]
            head = (">第几号", "上级读取时间", ">回执号", "疑点")
        else:
            names = {one.id: one.short_name for one in schools.rows(db, ledger.senders(db))}
            rows = [
                (
                    names.get(one.of_school, "—"),
                    str(one.number),
                    one.made_at,
                    one.file_name or "没有写到 U 盘",
                )
                for one in ledger.made(db)
            ]
            head = ("单位", ">第几号", "做成时间", "文件")
    if rows:
        click.echo(tables.table(head, rows))


@receipts.command("accept", help="县级：接收一所学校已结班的班和评完的评估；接收后学校不能再改。")
@click.argument("school", metavar="学校")
@pass_desk
def accept(desk: Desk, school: str) -> None:
    """Accept what a school has finished."""
    with desk.opened() as db:
        found = named.school(db, school)
        many = ledger.accept_all(db, of_school=found.id, today=desk.on)
    click.echo(f"已接收{found.short_name} {many} 项。" if many else f"{found.short_name}没有待接收的。")
