"""`wuyou transfers`: slips for people who move, made at the old school and taken in at the new one."""

from datetime import datetime
from pathlib import Path

import click

from app.cli import handwriting, tables, words
from app.cli.desk import Desk, pass_desk, telling
from app.cli.named import member
from app.errors import UserError
from app.jobs import files
from app.jobs import transfers as jobs
from app.school import branches, hours_text, schools
from app.school import transfers as moves
from db.register import Register

FILE = click.Path(path_type=Path)


@click.group(cls=words.Group, help="转入转出：开转移单、接收转移单，学时跟人走。")
def transfers() -> None:
    """Gather the commands about people who move."""


@transfers.command("make", help="给转走的人开转移单，人从名册减少。")
@click.argument("who", metavar="姓名")
@click.option("--to", "to_name", required=True, metavar="单位", help="转往哪里。")
@click.option("--out", required=True, metavar="文件夹", type=FILE, help="U 盘或文件夹。")
@pass_desk
@handwriting.prints
def make(desk: Desk, who: str, to_name: str, out: Path) -> None:
    """Make a slip and its paper."""
    with desk.opened() as db:
        now = datetime.combine(desk.today, datetime.now().time())
        made = jobs.hand_out(
            db, member(db, who).id, on=desk.today.isoformat(), to_name=to_name, folder=desk.folder,
            target=out, now=now, tell=telling(),
        )  # fmt: skip
    click.echo(f"{made.sentence}\n{made.path}\n取件码 {made.code}")
    click.echo(f"纸质证明：{files.keep(made.path.with_suffix('.pdf'), made.paper)}")


@transfers.command("print", help="重新打印一份开出去的转移单的纸质证明（PDF）。")
@click.argument("who", metavar="姓名")
@click.option("--out", required=True, metavar="文件", type=FILE, help="存成哪个 PDF。")
@pass_desk
@handwriting.prints
def print_(desk: Desk, who: str, out: Path) -> None:
    """Print the paper of a slip that stands again."""
    with desk.opened() as db:
        paper = jobs.paper_again(db, _standing(db, who))
    click.echo(f"纸质证明：{files.keep(out, paper)}")


@transfers.command("take", help="接收转移单：人进名册，学时按外出培训入账。")
@click.argument("file", metavar="文件", type=FILE)
@click.option("--code", required=True, metavar="取件码", help="印在纸质证明上。")
@click.option("--branch", default="", metavar="支部", help="编入哪个支部。")
@pass_desk
def take(desk: Desk, file: Path, code: str, branch: str) -> None:
    """Take a slip in."""
    with desk.opened() as db:
        within = branches.named(db, branch, school=schools.own(db).id) if branch else None
        if branch and within is None:
            raise UserError(f"没有“{branch}”这个支部，请先登记支部，或不写。")
        taken = jobs.take_in(
            db, file, code=code, branch=within, folder=desk.folder, today=desk.today.isoformat()
        )
    sum_ = sum(one["quarter_hours"] for one in taken.body["years"])
    click.echo(f"{taken.name}已从{taken.from_name}转入，带来 {hours_text(sum_)} 学时。")


@transfers.command("list", help="列出开过和接收过的转移单。")
@pass_desk
def list_(desk: Desk) -> None:
    """List the slips."""
    with desk.opened() as db:
        found = moves.rows(db, moves.find(db, school=schools.own(db).id))
    rows = [
        (
            one.name,
            "转出" if one.direction == "out" else "转入",
            one.to_name if one.direction == "out" else one.from_name,
            one.moved_on,
            f"已作废：{one.void_reason}" if one.voided_on else "有效",
        )
        for one in found
    ]
    click.echo(tables.table(("姓名", "转出或转入", "对方单位", "日期", "情况"), rows))


@transfers.command("void", help="作废开出去的转移单，人回到名册。")
@click.argument("who", metavar="姓名")
@click.option("--why", required=True, metavar="原因", help="为什么作废。")
@pass_desk
def void(desk: Desk, who: str, why: str) -> None:
    """Void the slip of a person."""
    with desk.opened() as db:
        moves.void(db, _standing(db, who), why=why, today=desk.today.isoformat())
    click.echo(f"已作废，{who}回到名册。")


def _standing(db: Register, who: str) -> int:
    """Give somebody's only slip that was handed out and stands; raise `UserError` where it is not one."""
    found = moves.rows(db, moves.find(db, school=schools.own(db).id, direction="out"))
    standing = [one.id for one in found if one.name == who and not one.voided_on]
    if len(standing) != 1:
        raise UserError(f"“{who}”没有、或不止一份有效的转移单，请到窗口里选。")
    return standing[0]
