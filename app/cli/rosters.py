"""`wuyou members imports` and what can still be done with them: taken back, opened again, asked about."""

from pathlib import Path

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk, telling
from app.cli.kinds import COUNT
from app.errors import UserError
from app.jobs import rosters as jobs
from app.school import origins as sources
from app.school import rosters, schools
from app.sheets import rosters as sheets
from db.register import Register


@click.command("imports", cls=words.Command, help="列出导入过的名册，最近的在前。")
@pass_desk
def imports(desk: Desk) -> None:
    """List the sheets taken in."""
    with desk.opened() as db:
        found = rosters.rows(db, rosters.find(db, school=schools.own(db).id))
    rows = [
        (number, one.taken_on, one.file_name, one.sheet_name, one.added, one.updated, one.unchanged,
         one.refused)
        for number, one in enumerate(found, start=1)
    ]  # fmt: skip
    heads = (">第几次", "导入日期", "文件", "工作表", ">新增", ">更新", ">无变化", ">没导入")
    click.echo(tables.table(heads, rows))


@click.command(
    "take-back", cls=words.Command, help="撤回一次导入的整个文件；之后改过或已编班的人不动，并说明。"
)
@click.argument("number", metavar="第几次", type=COUNT)
@pass_desk
def take_back(desk: Desk, number: int) -> None:
    """Undo a whole import by its number in `imports`."""
    with desk.opened() as db:
        one = numbered(db, number)
        done = rosters.take_back(db, one.id, tell=telling())
    click.echo(f"已撤回“{one.file_name}”：删去 {done.removed} 人，改回 {done.reverted} 人")
    if done.kept:
        click.echo(f"保留 {len(done.kept)} 人：")
        rows = [(who.name, who.why, "、".join(map(_label, who.fields))) for who in done.kept]
        click.echo(tables.table(("姓名", "原因", "改过的"), rows))


@click.command("original", cls=words.Command, help="取出一次导入的原件，存到一个文件夹里。")
@click.argument("number", metavar="第几次", type=COUNT)
@click.option("--out", required=True, metavar="文件夹", type=click.Path(path_type=Path), help="存到哪里。")
@pass_desk
def original(desk: Desk, number: int, out: Path) -> None:
    """Write the file an import came in as."""
    if not out.is_dir():
        raise UserError(f"找不到文件夹“{out}”，没有取出。请换一个位置，或先建好这个文件夹。")
    with desk.opened() as db:
        path = jobs.hand_out(db, numbered(db, number), target=out)
    click.echo(f"原件：{path}")


@click.command("origins", cls=words.Command, help="看一个人的资料是什么时候、从哪里来的。")
@click.argument("who", metavar="姓名")
@pass_desk
def origins(desk: Desk, who: str) -> None:
    """Show where what is known of a person comes from."""
    with desk.opened() as db:
        found = sources.of_member(db, named.member(db, who).id)
    rows = [
        (one.at, one.name, one.operator, one.sheet_name, "、".join(map(_label, one.fields))) for one in found
    ]
    click.echo(tables.table(("时间", "由来", "经办人", "工作表", "资料"), rows))


def numbered(db: Register, number: int) -> rosters.Roster:
    """Give an import by its number in the list; raise `UserError`."""
    found = rosters.find(db, school=schools.own(db).id)
    if number > len(found):
        raise UserError(f"没有第 {number} 次导入。用 wuyou members imports 看有哪些。")
    return rosters.rows(db, [found[number - 1]])[0]


_LABELS = {**sheets.LABELS, "role": "党内职务", "frail": "年老体弱", "doubts": "疑点", "left_on": "减少",
           "left_reason": "减少原因"}  # fmt: skip


def _label(field: str) -> str:
    return _LABELS.get(field, field)
