"""`wuyou classes`: prepare a class, put people and half-days into it, file its papers, close it."""

from pathlib import Path

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT, DAY, HOURS, Word
from app.cli.members import GROUP, branch_named
from app.errors import UserError
from app.jobs import classes as papers
from app.school import (
    CLASS_STATES,
    HALF_DAYS,
    closings,
    enrollments,
    errands,
    graduations,
    hours_text,
    members,
    requirements,
    schools,
    timetable,
)
from app.school import classes as training_classes

HALF_DAY = Word(HALF_DAYS, "半天")
STATE = Word(CLASS_STATES, "状态")
MOVE = Word({state: CLASS_STATES[state] for state in training_classes.BY_HAND}, "状态")
_SIGNS: dict[errands.State, str] = {"done": "✓", "open": "·", "soon": "!", "wrong": "✗"}


@click.group(
    cls=words.Group,
    help="培训班：建班、选人、排课、结班。班写班名，或期次（3 是今年第 3 期，2026-3 写明年份）。",
)
def classes() -> None:
    """Gather the commands about training classes."""


@classes.command("new", help="筹备一个培训班。")
@click.argument("name", metavar="班名")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@click.option("--term", type=COUNT, metavar="期", help="本年第几期，不写就接着排。")
@click.option("--place", default="", metavar="地点", help="上课地点。")
@click.option("--adviser", default="", metavar="姓名", help="班主任。")
@click.option("--type", "class_type", default="", metavar="类型", help="例如 农村党员冬训。")
@click.option("--for", "trainee_group", default="", metavar="对象", help="培训对象，例如 发展对象。")
@click.option("--season", default="", metavar="季节", help="例如 冬训。")
@click.option("--programme", default="", metavar="行动", help="专项行动，例如 头雁强基。")
@click.option("--host", default="", metavar="单位", help="主办单位。")
@click.option("--co-host", default="", metavar="单位", help="协办单位。")
@click.option("--backstop", default="", metavar="单位", help="兜底单位。")
@click.option("--plan", "line", type=COUNT, metavar="行", help="列入本年培训计划的第几行。")
@pass_desk
def new(
    desk: Desk,
    /,
    name: str,
    year: int | None,
    term: int | None,
    place: str,
    adviser: str,
    line: int | None,
    **facts: str,
) -> None:
    """Prepare a class."""
    with desk.opened() as db:
        school, of_year = schools.own(db).id, year or desk.today.year
        made = training_classes.prepare(
            db,
            school=school,
            year=of_year,
            name=name,
            term_no=term,
            place=place,
            adviser=adviser,
            facts=facts,
            plan_line=named.plan_line(db, line, year=of_year).id if line else None,
        )
        found = training_classes.row(db, made)
    click.echo(f"已筹备 {found.year} 年第 {found.term_no} 期“{found.name}”")


@classes.command("list", help="列出培训班。")
@click.argument("text", metavar="[查找]", default="")
@click.option("--year", type=COUNT, metavar="年", help="只列一年的。")
@click.option("--type", "class_type", metavar="类型", help="只列一种类型的。")
@click.option("--state", type=STATE, metavar="状态", help="只列一种状态的，例如 待结业。")
@pass_desk
def list_(desk: Desk, text: str, year: int | None, class_type: str | None, state: str | None) -> None:
    """List classes."""
    with desk.opened() as db:
        school = schools.own(db).id
        ids = training_classes.find(db, text, school=school, year=year, class_type=class_type, state=state)
        rows = [
            (f"{one.year}-{one.term_no}", one.name, one.class_type, CLASS_STATES[one.state], one.starts,
             one.ends, one.enrolled, one.sessions, hours_text(one.quarter_hours))
            for one in training_classes.rows(db, ids)
        ]  # fmt: skip
    headings = ("期次", "班名", "类型", "状态", "开始", "结束", ">学员", ">半天", ">学时")
    click.echo(tables.table(headings, rows))


@classes.command("show", help="看一个班的课表。")
@click.argument("training_class", metavar="班")
@pass_desk
def show(desk: Desk, training_class: str) -> None:
    """Show a class's timetable."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        rows = [
            (one.date, HALF_DAYS[one.half_day], f"{one.starts}—{one.ends}", one.course, one.teacher,
             one.place, hours_text(one.quarter_hours))
            for one in timetable.rows(db, timetable.find(db, training_class=found.id))
        ]  # fmt: skip
    click.echo(
        f"{found.year}-{found.term_no} {found.name}：{CLASS_STATES[found.state]}，学员 {found.enrolled} 人"
    )
    click.echo(tables.table(("日期", "半天", "时间", "课程", "教师", "地点", ">学时"), rows))


@classes.command("enrol", help="按条件从名册里选学员进班。")
@click.argument("training_class", metavar="班")
@click.option("--who", multiple=True, metavar="姓名", help="点名选一个人，可以写几次。")
@click.option("--group", type=GROUP, metavar="类别", help="只选一类人，例如 支部书记和委员。")
@click.option("--branch", multiple=True, metavar="支部", help="只选一个支部的人，可以写几次。")
@click.option("--limit", type=COUNT, metavar="人数", help="最多选多少人。")
@pass_desk
def enrol(
    desk: Desk,
    training_class: str,
    who: tuple[str, ...],
    group: str | None,
    branch: tuple[str, ...],
    limit: int | None,
) -> None:
    """Put people into a class, by name or by filter."""
    with desk.opened() as db:
        school = schools.own(db).id
        found = named.training_class(db, training_class, year=desk.today.year)
        chosen = [named.member(db, said).id for said in who]
        if group or branch or not who:
            for one in branch or (None,):
                of = branch_named(db, one, school=school)
                chosen += members.find(db, school=school, group=group or "", branch=of, order_by="branch")
        if not chosen:
            raise UserError("没有符合条件的人，没有加入学员。请放宽条件再试。")
        count = enrollments.enrol(db, found.id, chosen[:limit])
    click.echo(f"“{found.name}”加入学员 {count} 人")


@classes.group("session", cls=words.Group, help="课表：一格是一个半天。")
def session() -> None:
    """Gather the commands about the timetable."""


@session.command("add", help="排一个半天的课。")
@click.argument("training_class", metavar="班")
@click.option("--on", type=DAY, required=True, metavar="日期", help="例如 2026-11-20。")
@click.option("--half-day", type=HALF_DAY, required=True, metavar="半天", help="上午、下午或晚上。")
@click.option("--course", required=True, metavar="课程", help="课程名称。")
@click.option("--hours", "quarter_hours", type=HOURS, required=True, metavar="学时", help="例如 4。")
@click.option("--teacher", default="", metavar="姓名", help="教师。")
@click.option("--place", default="", metavar="地点", help="不写就用班的地点。")
@pass_desk
def add(
    desk: Desk,
    training_class: str,
    on: str,
    half_day: str,
    course: str,
    quarter_hours: int,
    teacher: str,
    place: str,
) -> None:
    """Put a half-day on a class's timetable."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        timetable.add(
            db,
            found.id,
            on=on,
            half_day=half_day,
            course=course,
            quarter_hours=quarter_hours,
            teacher=teacher,
            place=place,
        )
    click.echo(f"“{found.name}”排课：{on} {HALF_DAYS[half_day]} {course}，{hours_text(quarter_hours)} 学时")


@classes.command("needs", help="看一个班还缺什么、下一步办什么，走到了哪一步。")
@click.argument("training_class", metavar="班")
@pass_desk
def needs(desk: Desk, training_class: str) -> None:
    """Show what a class needs, and the steps it took."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        listed = errands.of_class(db, found, today=desk.on)
        steps = training_classes.steps(db, found.id)
    rows = [(one.what, f"{_SIGNS[one.state]} {one.said}", one.button) for one in listed]
    click.echo(tables.table(("事项", "情况", "下一步"), rows))
    taken = [(CLASS_STATES[one.state], one.taken_on, one.taken_by, one.reason) for one in steps]
    click.echo(tables.table(("状态", "日期", "经办", "说明"), taken))


@classes.command("move", help="把班往前挪一步：已通知、报名、开班、授课。其余状态由录入的内容决定。")
@click.argument("training_class", metavar="班")
@click.argument("state", type=MOVE, metavar="状态")
@pass_desk
def move(desk: Desk, training_class: str, state: str) -> None:
    """Move a class on by hand."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        training_classes.move_on(db, found.id, state, today=desk.on)
    click.echo(f"“{found.name}”：{CLASS_STATES[state]}")


@classes.command("file", help="把一份文件或照片归入一个班的档案，例如 培训通知。")
@click.argument("training_class", metavar="班")
@click.argument("requirement", metavar="材料")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--formed-on", type=DAY, required=True, metavar="日期", help="材料本身的日期，不是归入的日期。")
@pass_desk
def file_(desk: Desk, training_class: str, requirement: str, file: Path, formed_on: str) -> None:
    """File a document for a class."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        papers.attach(
            db,
            file,
            folder=desk.folder,
            training_class=found.id,
            requirement=named.requirement(db, found, requirement).key,
            formed_on=formed_on,
            today=desk.on,
        )
    click.echo(f"“{found.name}”已归入{requirement}：{file.name}")


@classes.command("waive", help="注明一个班为什么没有某样材料。")
@click.argument("training_class", metavar="班")
@click.argument("requirement", metavar="材料")
@click.option("--why", required=True, metavar="原因", help="例如 已并入方案。")
@pass_desk
def waive(desk: Desk, training_class: str, requirement: str, why: str) -> None:
    """Say why a paper will not come."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        key = named.requirement(db, found, requirement).key
        requirements.waive(db, found.id, key, reason=why, today=desk.on)
    click.echo(f"“{found.name}”已注明没有{requirement}：{why}")


@classes.command("close", help="结班：学时入账；缺材料的要写明原因。")
@click.argument("training_class", metavar="班")
@click.option("--without", default="", metavar="原因", help="缺材料也结班，写明为什么没有。")
@pass_desk
def close(desk: Desk, training_class: str, without: str) -> None:
    """Close a class and post its hours."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        lines = closings.close_class(db, found.id, today=desk.on, without=without)
        judged = graduations.results(db, found.id)
        passed = sum(result.passes for result in judged)
        by_id = {who.id: who for who in enrollments.rows(db, [one.enrollment for one in judged])}
    click.echo(f"“{found.name}”已结班：学时入账 {lines} 行，符合结业要求 {passed} 人")
    failed = [(by_id[one.enrollment].name, one.why) for one in judged if not one.passes]
    if failed:
        click.echo(tables.table(("不符合的人", "原因"), failed))


@classes.command("reopen", help="重新打开已结班的班：学时收回，改正以后再结班。")
@click.argument("training_class", metavar="班")
@click.option("--why", required=True, metavar="原因", help="例如 漏记一人旷课。")
@pass_desk
def reopen(desk: Desk, training_class: str, why: str) -> None:
    """Open a closed class again."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        lines = closings.reopen(db, found.id, reason=why, today=desk.on)
    click.echo(f"“{found.name}”已重新打开：收回学时 {lines} 行")


@classes.command("archive", help="归档：材料齐全的班才能归档。")
@click.argument("training_class", metavar="班")
@pass_desk
def archive(desk: Desk, training_class: str) -> None:
    """Put a class into the archive."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        closings.archive(db, found.id, today=desk.on)
    click.echo(f"“{found.name}”已归档")
