"""`wuyou hours`: who has how many, the sum behind it, corrections, years, the statement on paper."""

from pathlib import Path

import click

from app.cli import handwriting, named, tables, words
from app.cli.classes import HALF_DAY
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT, DAY, Word
from app.cli.members import GROUP
from app.jobs import files
from app.jobs import hours as papers
from app.school import (
    HALF_DAYS,
    MARKS,
    MEMBER_TYPES,
    activities,
    corrections,
    enrollments,
    hours_text,
    rules,
    schools,
    standings,
)
from app.school import hours as ledger

_MARK = Word(MARKS, "考勤")
_LEDGER = Word(activities.LEDGERS, "台账")


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
    """Show the sum behind a person's hours, with what was taken back."""
    with desk.opened() as db:
        person = named.member(db, who)
        lines = ledger.of_member(db, person.id, year=year or desk.today.year)
        standing = standings.of_member(db, person.id, year=year or desk.today.year)
    rows = [
        (one.date, HALF_DAYS[one.half_day], one.class_name, one.course, hours_text(one.quarter_hours),
         one.reason, _state(one))
        for one in lines
    ]  # fmt: skip
    click.echo(tables.table(("日期", "半天", "培训班", "课程", ">学时", "依据", "状态"), rows))
    required = "不作硬性要求" if standing.required is None else f"应完成 {hours_text(standing.required)}"
    state = standings.STATES[standing.state]
    click.echo(f"{person.name}：已完成 {hours_text(standing.earned)} 学时，{required}，{state}")


def _state(line: ledger.HourLine) -> str:
    if line.reverses:
        return "更正"
    if line.reversed:
        return "已收回"
    return "已入账" if line.posted else "未结班"


@hours.command("explain", help="说明一个人的学时哪些记了、哪些没有记、按哪套规则。")
@click.argument("who", metavar="姓名")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@click.option("--ledger", "book", type=_LEDGER, default="member", metavar="台账", help="党员学时或干部学时。")
@pass_desk
def explain(desk: Desk, who: str, year: int | None, book: str) -> None:
    """Say what counted, what did not, and by which rule."""
    when = year or desk.today.year
    with desk.opened() as db:
        person = named.member(db, who)
        every = ledger.of_member(db, person.id, year=when, ledger=book)
        lines = [line for line in every if line.stands]
        titles = {one.id: one for one in rules.rows(db, list({line.rule for line in lines}))}
        central = ledger.central_classes(db, school=person.school, year=when).get(person.id, 0)
    for said, wanted in (
        ("记了学时的", [one for one in lines if one.quarter_hours]),
        ("没有记学时的", [one for one in lines if not one.quarter_hours]),
    ):
        click.echo(f"{said} {len(wanted)} 条：")
        for one in wanted:
            click.echo(
                f"  {one.date}{HALF_DAYS[one.half_day]} {one.class_name} {one.course}："
                f"{hours_text(one.quarter_hours)} 学时（{rules.CATEGORIES[one.category]}，{one.reason}）"
            )
    total = hours_text(sum(line.quarter_hours for line in lines))
    click.echo(
        f"{person.name} {when} 年{activities.LEDGERS[book]}合计 {total}；县级以上集中培训 {central} 次"
    )
    for rule in titles.values():
        click.echo(f"规则：{rule.title}（{rules.STATUSES[rule.status]}）。出处：{rule.source}")


@hours.command("correct", help="更正已结班的一条考勤，学时随着更正，留下原因。")
@click.argument("training_class", metavar="班")
@click.argument("who", metavar="姓名")
@click.option("--on", type=DAY, required=True, metavar="日期", help="哪一天。")
@click.option("--half-day", type=HALF_DAY, required=True, metavar="半天", help="上午、下午或晚上。")
@click.option(
    "--mark", "said", type=_MARK, required=True, metavar="考勤", help="应当是到课、迟到、旷课等哪一种。"
)
@click.option("--minutes", type=COUNT, metavar="分钟", help="迟到早退的人实到多少分钟。")
@click.option("--why", required=True, metavar="原因", help="为什么更正。")
@pass_desk
def correct(
    desk: Desk,
    training_class: str,
    who: str,
    on: str,
    half_day: str,
    said: str,
    minutes: int | None,
    why: str,
) -> None:
    """Put a mark of a closed class right."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        roster = enrollments.rows(db, enrollments.find(db, training_class=found.id))
        person = named.member(db, who, ids=[one.member for one in roster])
        (row,) = [one for one in roster if one.member == person.id]
        (session,) = named.sessions(db, found, on=on, half_day=half_day)
        written = corrections.correct(
            db, enrollment=row.id, session=session.id, mark=said, minutes=minutes, why=why, today=desk.on
        )
    click.echo(f"{row.name} {session.label}更正为{MARKS[said]}，学时台账更正 {written} 行")


@hours.command("change-person", help="已结班的名册登错了人：把一行改成另一个人，学时跟着走。")
@click.argument("training_class", metavar="班")
@click.argument("wrong", metavar="登错的人")
@click.argument("right", metavar="应为")
@click.option("--why", required=True, metavar="原因", help="为什么更正。")
@pass_desk
def change_person(desk: Desk, training_class: str, wrong: str, right: str, why: str) -> None:
    """Say that a row of a closed class's roster is somebody else."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        roster = enrollments.rows(db, enrollments.find(db, training_class=found.id))
        person = named.member(db, wrong, ids=[one.member for one in roster])
        (row,) = [one for one in roster if one.member == person.id]
        other = named.member(db, right)
        written = corrections.change_person(db, enrollment=row.id, member=other.id, why=why, today=desk.on)
    click.echo(f"“{found.name}”的{row.name}改为{other.name}，学时台账更正 {written} 行")


@hours.command("close-year", help="年度结账：这一年的学时和规则从此不变。")
@click.argument("year", type=COUNT, metavar="年")
@pass_desk
def close_year(desk: Desk, year: int) -> None:
    """Close a year."""
    with desk.opened() as db:
        ledger.close_year(db, school=schools.own(db).id, year=year, today=desk.on)
    click.echo(f"{year} 年已结账")


@hours.command("reopen-year", help="重新打开已结账的一年，按现在的规则重新核算。")
@click.argument("year", type=COUNT, metavar="年")
@click.option("--why", required=True, metavar="原因", help="为什么重新打开。")
@pass_desk
def reopen_year(desk: Desk, year: int, why: str) -> None:
    """Open a closed year again."""
    with desk.opened() as db:
        written = ledger.reopen_year(db, school=schools.own(db).id, year=year, why=why)
    click.echo(f"{year} 年已重新打开，学时台账更正 {written} 行")


@hours.command("statement", help="打印一个人的学时证明（PDF）。")
@click.argument("who", metavar="姓名")
@click.option("--out", required=True, metavar="文件", type=click.Path(path_type=Path), help="存成哪个 PDF。")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@pass_desk
@handwriting.prints
def statement(desk: Desk, who: str, out: Path, year: int | None) -> None:
    """Print a person's statement."""
    with desk.opened() as db:
        person = named.member(db, who)
        paper = papers.statement(db, person.id, year=year or desk.today.year, today=desk.on)
    click.echo(f"学时证明：{files.keep(out, paper)}")
