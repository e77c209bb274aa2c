"""`wuyou notices`: the county writes notices, the school reads them."""

from pathlib import Path

import click

from app.cli import tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT, DAY
from app.errors import UserError
from app.jobs import evidence as filing
from app.school import notices as noun
from app.school import schools
from db.register import Register


@click.group(cls=words.Group, help="通知：县级发布，乡镇阅读。通知写 list 列出的编号。")
def notices() -> None:
    """Gather the commands about notices."""


@notices.command("issue", help="县级：发布一份通知，随下一版下发资料发出。")
@click.argument("title", metavar="标题")
@click.option("--words", "said", default="", metavar="正文", help="通知正文。")
@click.option("--due", type=DAY, metavar="日期", help="截止日期，没有就不写。")
@click.option(
    "--attach",
    "files",
    multiple=True,
    metavar="文件",
    type=click.Path(path_type=Path),
    help="附件，PDF 或照片。",
)
@pass_desk
def issue(desk: Desk, title: str, said: str, due: str | None, files: tuple[Path, ...]) -> None:
    """Write a notice."""
    with desk.opened() as db, db.act(f"发布通知：{title}"):
        own = schools.own(db).id
        notice = noun.issue(db, title=title, words=said, due_on=due or "", today=desk.on)
        for path in files:
            kept = filing.file(db, path, folder=desk.folder, school=own, formed_on=desk.on, today=desk.on)
            noun.attach(db, notice, kept)
    click.echo(f"已发布“{title}”，随下一版下发资料（refdata issue）发给下级。")


@notices.command("list", help="列出通知，写明编号。")
@pass_desk
def list_(desk: Desk) -> None:
    """List notices with a number to name them by."""
    with desk.opened() as db:
        found = noun.rows(db, noun.find(db))
        own, above = schools.own(db).id, schools.words(db).above
    rows = [
        (
            str(number),
            one.title,
            one.issued_on,
            one.due_on or "—",
            f"{one.readers} 校已读" if one.school == own else f"{above}：{one.read_on or '未读'}",
        )
        for number, one in enumerate(found, start=1)
    ]
    click.echo(tables.table((">编号", "标题", "发布", "截止", "阅读"), rows) if rows else "没有通知。")


@notices.command("read", help="读一份通知；乡镇读过以后记为已读。")
@click.argument("number", metavar="编号", type=COUNT)
@pass_desk
def read(desk: Desk, number: int) -> None:
    """Show a notice, and remember that it was read."""
    with desk.opened() as db:
        one = _listed(db, number)
        noun.read(db, one.id, today=desk.on)
    click.echo(one.title + (f"\n{one.words}" if one.words else ""))
    if one.due_on:
        click.echo(f"截止日期：{one.due_on}")


@notices.command("pass-on", help="县级：把市级的一份通知连同附件转发给各乡镇，随下一版下发资料发出。")
@click.argument("number", metavar="编号", type=COUNT)
@pass_desk
def pass_on(desk: Desk, number: int) -> None:
    """Write a notice from above to one's own schools."""
    with desk.opened() as db:
        one = noun.row(db, noun.pass_on(db, _listed(db, number).id, today=desk.on))
    click.echo(f"已转发“{one.title}”，随下一版下发资料（refdata issue）发出。")


@notices.command("withdraw", help="县级：收回一份通知。")
@click.argument("number", metavar="编号", type=COUNT)
@pass_desk
def withdraw(desk: Desk, number: int) -> None:
    """Take a notice back."""
    with desk.opened() as db:
        one = _listed(db, number)
        noun.withdraw(db, one.id, today=desk.on)
    click.echo(f"已收回“{one.title}”，随下一版下发资料生效。")


def _listed(db: Register, number: int) -> noun.Notice:
    ids = noun.find(db)
    if number > len(ids):
        raise UserError(f"没有第 {number} 份通知，请先用 notices list 看编号。")
    return noun.row(db, ids[number - 1])
