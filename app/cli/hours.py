"""`wuyou hours`: who has how many, the sum behind it, the statement on paper."""

from pathlib import Path

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT
from app.cli.members import GROUP
from app.jobs import files
from app.jobs import hours as papers
from app.school import HALF_DAYS, MEMBER_TYPES, hours_text, schools, standings
from app.school import hours as ledger


@click.group(cls=words.Group, help="学时台账：按年度看每个人的学时和来历。")
def hours() -> None:
    """Gather the commands about credit hours."""


@hours.command("list", help="列出每个人本年应完成和已完成的学时。")
@click.argument("text", metavar="[查找]", default="")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@click.option("--group", type=GROUP, default="", metavar="类别", help="只列一类人。")
@click.option("--lacking", is_flag=True, help="只列未达标的人。")
@pass_desk
def list_(desk: Desk, text: str, year: int | None, group: str, lacking: bool) -> None:
    """List everyone's standing in a year."""
    with desk.opened() as db:
        school = schools.own(db).id
        found = standings.of_school(db, school=school, year=year or desk.today.year, text=text, group=group)
    rows = [
        (one.name, one.branch_name, MEMBER_TYPES[one.member_type],
         "—" if one.required is None else hours_text(one.required), hours_text(one.earned),
         hours_text(one.lacking), standings.STATES[one.state])
        for one in found
        if not lacking or one.state == "not_met"
    ]  # fmt: skip
    click.echo(tables.table(("姓名", "支部", "类别", ">应完成", ">已完成", ">还差", "结论"), rows))
    met = sum(one.state == "met" for one in found)
    click.echo(f"共 {len(found)} 人，达标 {met} 人")


@hours.command("show", help="看一个人一年的学时是怎么加出来的。")
@click.argument("who", metavar="姓名")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@pass_desk
def show(desk: Desk, who: str, year: int | None) -> None:
    """Show the sum behind a person's hours."""
    with desk.opened() as db:
        person = named.member(db, who)
        lines = ledger.of_member(db, person.id, year=year or desk.today.year)
        standing = standings.of_member(db, person.id, year=year or desk.today.year)
    rows = [
        (one.date, HALF_DAYS[one.half_day], one.class_name, one.course, hours_text(one.quarter_hours),
         one.reason, "已入账" if one.posted else "未结班")
        for one in lines
    ]  # fmt: skip
    click.echo(tables.table(("日期", "半天", "培训班", "课程", ">学时", "依据", "状态"), rows))
    required = "不作硬性要求" if standing.required is None else f"应完成 {hours_text(standing.required)}"
    state = standings.STATES[standing.state]
    click.echo(f"{person.name}：已完成 {hours_text(standing.earned)} 学时，{required}，{state}")


@hours.command("statement", help="打印一个人的学时证明（PDF）。")
@click.argument("who", metavar="姓名")
@click.option("--out", required=True, metavar="文件", type=click.Path(path_type=Path), help="存成哪个 PDF。")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@pass_desk
def statement(desk: Desk, who: str, out: Path, year: int | None) -> None:
    """Print a person's statement."""
    with desk.opened() as db:
        person = named.member(db, who)
        paper = papers.statement(db, person.id, year=year or desk.today.year, today=desk.on)
    click.echo(f"学时证明：{files.keep(out, paper)}")
