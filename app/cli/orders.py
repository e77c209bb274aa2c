"""`wuyou orders`: the menu, orders for lessons, dispatching and judging."""

from pathlib import Path

import click

from app.cli import handwriting, named, tables, words
from app.cli.classes import HALF_DAY
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT, DAY, Word
from app.errors import UserError
from app.jobs import files
from app.jobs import orders as errands
from app.papers import orders as papers
from app.school import hours_text, schools
from app.school import orders as noun
from db.register import Register

_SCORE = Word({str(key): word for key, word in noun.SCORES.items()}, "评价")


@click.group(cls=words.Group, help="点单：菜单、点单、派单、评单。点单写单号，菜单写 menu 列出的编号。")
def orders() -> None:
    """Gather the commands about orders."""


@orders.command("menu", help="列出可以点的课；写 --out 就存成 PDF 或表格。")
@click.option("--out", metavar="文件", type=click.Path(path_type=Path), help="存成哪个 .pdf 或 .xlsx 文件。")
@pass_desk
@handwriting.prints
def menu(desk: Desk, out: Path | None) -> None:
    """List the menu."""
    with desk.opened() as db:
        found = noun.items(db, noun.menu(db))
        paper = errands.menu(db, today=desk.on)
    if out is not None:
        made = papers.render_menu_workbook if out.suffix == ".xlsx" else papers.render_menu
        click.echo(f"菜单：{files.keep(out, made(paper))}")
        return
    rows = [
        (
            str(number), one.title, one.category or "—",
            hours_text(one.quarter_hours) if one.quarter_hours else "—", one.teacher_name or "—", one.terms,
        )
        for number, one in enumerate(found, start=1)
    ]  # fmt: skip
    head = (">编号", "课程", "类别", ">学时", "主讲教师", "说明")
    click.echo(tables.table(head, rows) if rows else "菜单里还没有课程。")


@orders.command("offer", help="县级：把课程库里的一门课列入菜单。")
@click.argument("course", metavar="课程")
@click.option("--teacher", default="", metavar="教师", help="通常由谁讲。")
@click.option("--terms", default="", metavar="说明", help="点单要注意什么，例如提前一周。")
@pass_desk
def offer(desk: Desk, course: str, teacher: str, terms: str) -> None:
    """Put a course on the menu."""
    with desk.opened() as db:
        found = named.course(db, course)
        by = named.teacher(db, teacher).id if teacher else None
        noun.offer(db, course=found.id, teacher=by, terms=terms, today=desk.on)
    click.echo(f"“{found.title}”已列入菜单，随下一版下发资料发给下级。")


@orders.command("place", help="乡镇：点一门课。")
@click.argument("number", metavar="编号", type=COUNT)
@click.option("--on", "day", type=DAY, required=True, metavar="日期", help="希望哪一天。")
@click.option("--half-day", type=HALF_DAY, default="am", metavar="半天", help="上午、下午或晚上。")
@click.option("--audience", required=True, metavar="对象", help="讲给谁听。")
@click.option("--people", type=COUNT, required=True, metavar="人数", help="多少人听。")
@click.option("--address", default="", metavar="地点", help="在哪里讲。")
@click.option("--contact", default="", metavar="姓名", help="联系人。")
@click.option("--phone", default="", metavar="电话", help="联系电话。")
@click.option("--note", default="", metavar="说明", help="别的要求。")
@pass_desk
def place(
    desk: Desk,
    number: int,
    day: str,
    half_day: str,
    audience: str,
    people: int,
    address: str,
    contact: str,
    phone: str,
    note: str,
) -> None:
    """Order a lesson."""
    with desk.opened() as db:
        listed = noun.menu(db)
        if number > len(listed):
            raise UserError(f"菜单里没有第 {number} 门课，请先用 orders menu 看编号。")
        about = {"address": address, "contact": contact, "phone": phone, "note": note}
        made = noun.place(
            db, menu_item=listed[number - 1], wished_on=day, half_day=half_day, audience=audience,
            people=people, today=desk.on, about=about,
        )  # fmt: skip
        found = noun.row(db, made)
    click.echo(f"已点单 {found.number}：{found.title}，随下一个数据包上报。")


@orders.command("list", help="列出点单。")
@pass_desk
def list_(desk: Desk) -> None:
    """List orders."""
    with desk.opened() as db:
        found = noun.rows(db, noun.find(db))
    rows = [
        (one.number, one.school_name, one.title, one.wished, f"{one.people} 人", noun.STATES[one.state],
         " ".join(part for part in (one.teacher_name, one.when, one.declined) if part))
        for one in found
    ]  # fmt: skip
    head = ("单号", "单位", "课程", "希望时间", ">人数", "状态", "派单")
    click.echo(tables.table(head, rows) if rows else "没有点单。")


@orders.command("dispatch", help="县级：派一位教师去。")
@click.argument("number", metavar="单号")
@click.option("--teacher", required=True, metavar="教师", help="派谁去。")
@click.option("--on", "day", type=DAY, required=True, metavar="日期", help="哪一天去。")
@click.option("--half-day", type=HALF_DAY, default="am", metavar="半天", help="上午、下午或晚上。")
@click.option("--phone", default="", metavar="电话", help="教师电话。")
@pass_desk
def dispatch(desk: Desk, number: str, teacher: str, day: str, half_day: str, phone: str) -> None:
    """Send a teacher."""
    with desk.opened() as db:
        one = _numbered(db, number)
        noun.dispatch(
            db, one.id, teacher_name=teacher, on_date=day, half_day=half_day, phone=phone, today=desk.on
        )
    click.echo(f"已派单：{one.school_name}“{one.title}”，{teacher}，随下一份回执发给对方。")


@orders.command("decline", help="县级：不能安排的，写明原因。")
@click.argument("number", metavar="单号")
@click.option("--reason", required=True, metavar="原因", help="为什么不能安排。")
@pass_desk
def decline(desk: Desk, number: str, reason: str) -> None:
    """Say that nobody can come."""
    with desk.opened() as db:
        one = _numbered(db, number)
        noun.decline(db, one.id, reason=reason, today=desk.on)
    click.echo(f"已回复{one.school_name}“{one.title}”未能安排。")


@orders.command("done", help="乡镇：讲完以后评价。")
@click.argument("number", metavar="单号")
@click.option("--on", "day", type=DAY, required=True, metavar="日期", help="哪一天讲的。")
@click.option("--came", type=COUNT, required=True, metavar="人数", help="实到多少人。")
@click.option("--score", type=_SCORE, required=True, metavar="评价", help="很满意到不满意。")
@click.option("--feedback", default="", metavar="意见", help="意见建议。")
@pass_desk
def done(desk: Desk, number: str, day: str, came: int, score: str, feedback: str) -> None:
    """Judge a lesson."""
    with desk.opened() as db:
        one = _numbered(db, number)
        noun.done(db, one.id, on=day, came=came, score=int(score), feedback=feedback, today=desk.on)
    click.echo(f"已评价 {one.number}：{noun.SCORES[int(score)]}。随下一个数据包上报。")


@orders.command("withdraw", help="乡镇：撤回一张点单。")
@click.argument("number", metavar="单号")
@pass_desk
def withdraw(desk: Desk, number: str) -> None:
    """Take an order back."""
    with desk.opened() as db:
        one = _numbered(db, number)
        noun.withdraw(db, one.id, today=desk.on)
    click.echo(f"已撤回 {one.number}。")


@orders.command("print", help="打印一张点单授课单。")
@click.argument("number", metavar="单号")
@click.option("--out", required=True, metavar="文件", type=click.Path(path_type=Path), help="存成哪个 PDF。")
@pass_desk
@handwriting.prints
def print_(desk: Desk, number: str, out: Path) -> None:
    """Write the slip of an order."""
    with desk.opened() as db:
        paper = errands.slip(db, _numbered(db, number).id)
    click.echo(f"授课单：{files.keep(out, papers.render_slip(paper))}")


def _numbered(db: Register, number: str) -> noun.Order:
    """Find an order by its number or the end of it."""
    schools.own(db)
    found = [one for one in noun.rows(db, noun.find(db)) if one.number.endswith(number.strip())]
    if len(found) != 1:
        raise UserError(
            f"没有单号是“{number}”的点单，请先用 orders list 看单号。"
            if not found
            else f"不止一张点单的单号以“{number}”结尾，请写全。"
        )
    return found[0]
