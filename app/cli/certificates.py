"""`wuyou certificates`: issue, print, void."""

from pathlib import Path

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk
from app.jobs import certificates as papers
from app.jobs import files
from app.school import certificates as ledger
from app.school import hours_text, schools


@click.group(cls=words.Group, help="结业证书：颁发、打印、作废。")
def certificates() -> None:
    """Gather the commands about certificates."""


@certificates.command("issue", help="给一个已结班的班里符合结业要求的人编号颁发。")
@click.argument("training_class", metavar="班")
@pass_desk
def issue(desk: Desk, training_class: str) -> None:
    """Issue a class's certificates."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        made = ledger.rows(db, ledger.issue(db, found.id, today=desk.on))
    click.echo(f"“{found.name}”颁发证书 {len(made)} 张：{made[0].number} 至 {made[-1].number}")


@certificates.command("list", help="列出证书；可写姓名或编号里的字。")
@click.argument("text", metavar="[查找]", default="")
@pass_desk
def list_(desk: Desk, text: str) -> None:
    """List certificates."""
    with desk.opened() as db:
        found = ledger.rows(db, ledger.find(db, text, school=schools.own(db).id))
    rows = [
        (one.number, one.name, one.class_name, hours_text(one.quarter_hours), one.issued_on, one.state)
        for one in found
    ]
    click.echo(tables.table(("编号", "姓名", "培训班", ">学时", "颁发日期", "状态"), rows))


@certificates.command("print", help="打印一个班的证书（PDF，一人一页），记为已打印；--draft 只出草稿。")
@click.argument("training_class", metavar="班")
@click.option("--out", required=True, metavar="文件", type=click.Path(path_type=Path), help="存成哪个 PDF。")
@click.option("--draft", is_flag=True, help="带“草稿”水印，不记为已打印。")
@pass_desk
def print_(desk: Desk, training_class: str, out: Path, draft: bool) -> None:
    """Print a class's certificates, the voided ones left out."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        every = ledger.rows(db, ledger.find(db, training_class=found.id))
        ids = [one.id for one in every if not one.voided_on]
        path = files.keep(out, papers.render(db, ids, draft=draft))
        if not draft:
            ledger.printed(db, ids, today=desk.on)
    click.echo(f"证书 {len(ids)} 张：{path}")


@certificates.command("void", help="作废一张证书；编号不再给别人。")
@click.argument("number", metavar="编号")
@click.option("--reason", required=True, metavar="原因", help="为什么作废。")
@pass_desk
def void(desk: Desk, number: str, reason: str) -> None:
    """Void a certificate."""
    with desk.opened() as db:
        found = named.certificate(db, number)
        ledger.void(db, found.id, today=desk.on, reason=reason)
    click.echo(f"已作废：{found.number}（{found.name}）")
