"""`wuyou members imports` and what can still be done with them: taken back."""

import click

from app.cli import tables, words
from app.cli.desk import Desk, pass_desk, telling
from app.cli.kinds import COUNT
from app.errors import UserError
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


def numbered(db: Register, number: int) -> rosters.Roster:
    """Give an import by its number in the list; raise `UserError`."""
    found = rosters.find(db, school=schools.own(db).id)
    if number > len(found):
        raise UserError(f"没有第 {number} 次导入。用 wuyou members imports 看有哪些。")
    return rosters.rows(db, [found[number - 1]])[0]


def _label(field: str) -> str:
    return sheets.LABELS.get(field, {"left_on": "减少", "left_reason": "减少原因"}.get(field, field))
