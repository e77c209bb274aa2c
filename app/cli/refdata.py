"""`wuyou refdata`: the county hands its own rows down; a school sees what it was given and adopts rules."""

from pathlib import Path

import click

from app.cli import tables, words
from app.cli.desk import Desk, pass_desk, telling
from app.cli.receipts import moment
from app.errors import UserError
from app.jobs import refdata as errands
from app.school import receipts, schools
from app.school import refdata as noun


@click.group(cls=words.Group, help="下发资料：县级下发标准、规则、师资课程、菜单和通知；乡镇查看和采用。")
def refdata() -> None:
    """Gather the commands about reference data."""


@refdata.command("changes", help="县级：上一版以后改了什么。")
@pass_desk
def changes(desk: Desk) -> None:
    """List what differs since the last version."""
    with desk.opened() as db:
        found = noun.changes(db)
    if found:
        click.echo(
            tables.table(("类别", "名称", "做了什么"), [(one.word, one.title, one.done) for one in found])
        )
    else:
        click.echo("上一版下发以后没有更改。")


@refdata.command("issue", help="县级：制作新的一版；写 --out 就同时写到 U 盘或文件夹。")
@click.option("--out", metavar="文件夹", type=click.Path(path_type=Path), help="U 盘或文件夹。")
@pass_desk
def issue(desk: Desk, out: Path | None) -> None:
    """Make a new version."""
    with desk.opened() as db:
        made = errands.issue(db, folder=desk.folder, now=moment(desk), tell=telling(), target=out)
    click.echo(made.sentence)
    for path in made.paths:
        click.echo(str(path))


@refdata.command("deliver", help="县级：把最新一版再写到一个 U 盘或文件夹。")
@click.option(
    "--out", required=True, metavar="文件夹", type=click.Path(path_type=Path), help="U 盘或文件夹。"
)
@pass_desk
def deliver(desk: Desk, out: Path) -> None:
    """Bring the newest version to one more stick."""
    with desk.opened() as db:
        last = next(iter(noun.issued(db)), None)
        if last is None:
            raise UserError("还没有制作过下发资料，请先用 refdata issue。")
        made = errands.deliver(db, last.version, folder=desk.folder, target=out, tell=telling())
    click.echo(f"{made.sentence}\n{made.paths[0]}")


@refdata.command("list", help="下发过哪几版；用着上级第几版、里面有什么。")
@pass_desk
def list_(desk: Desk) -> None:
    """List versions, or what the one in use holds."""
    with desk.opened() as db:
        own, above = schools.own(db), schools.words(db).above
        if own.level != "township":
            rows = [
                (str(one.version), one.made_at, one.file_name or "没有写到 U 盘") for one in noun.issued(db)
            ]
            click.echo(tables.table((">版", "制作时间", "文件"), rows) if rows else "还没有下发过。")
            if not receipts.above(db):
                return
        last = next(iter(receipts.of_kind(db, "refdata")), None)
        if last is None:
            click.echo(f"还没有读过{above}的下发资料。")
            return
        click.echo(f"用的是{above}第 {last.number} 版（{last.taken_at} 读取）")
        found = noun.counts(db, school=last.from_school)
        rules = noun.to_adopt(db, school=own.id, today=desk.on)
    click.echo(
        tables.table(("类别", ">条数"), [(noun.WORDS[key], many) for key, many in found.items() if many])
    )
    for number, rule in enumerate(rules, start=1):
        click.echo(f"{number} {above}{rule.word}：{rule.title}{'（已采用）' if rule.used else ''}")


@refdata.command(
    "adopt", help="乡镇、县级：采用上级的一套规则或标准，县级还可取用师资课程；写 list 列出的编号。"
)
@click.argument("number", metavar="编号", type=click.IntRange(min=1))
@pass_desk
def adopt(desk: Desk, number: int) -> None:
    """Make a rule or standard of the county the school's own."""
    with desk.opened() as db:
        found = noun.to_adopt(db, school=schools.own(db).id, today=desk.on)
        if number > len(found):
            raise UserError(f"没有第 {number} 套上级规则或标准，请先用 refdata list 看编号。")
        said = errands.adopt(db, found[number - 1].table, found[number - 1].id, today=desk.on)
    click.echo(said)
