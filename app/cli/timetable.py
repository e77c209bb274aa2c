"""`wuyou timetable`: put half-days on a class's timetable, change and move them, see what clashes."""

from typing import Any

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import DAY, HOURS, Word
from app.errors import UserError
from app.school import HALF_DAYS, clashes, hours_text, schools
from app.school import classes as training_classes
from app.school import timetable as sessions
from db.register import Register

_HALF_DAY = Word(HALF_DAYS, "半天")
_METHODS = "、".join(label for label in sessions.METHODS.values() if label)


@click.group(
    cls=words.Group, help="课表：一格是一个半天。班写班名，或期次（3 是今年第 3 期，2026-3 写明年份）。"
)
def timetable() -> None:
    """Gather the commands about timetables."""


@timetable.command("list", help="看一个班的课表。")
@click.argument("training_class", metavar="班")
@pass_desk
def list_(desk: Desk, training_class: str) -> None:
    """List the half-days of a class."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        held = sessions.rows(db, sessions.find(db, training_class=found.id))
        warned = {clash.session for clash in clashes.of_class(db, found.id)}
    rows = [
        (one.date, HALF_DAYS[one.half_day], f"{one.starts}—{one.ends}", one.course, one.teacher, one.place,
         sessions.METHODS[one.method], hours_text(one.quarter_hours), "有冲突" if one.id in warned else "")
        for one in held
    ]  # fmt: skip
    headings = ("日期", "半天", "时间", "课程", "教师", "地点", "方式", ">学时", "提醒")
    click.echo(tables.table(headings, rows))


@timetable.command("add", help="排一个半天的课；时间和学时不写就按本班惯用的时间和现行学时规则。")
@click.argument("training_class", metavar="班")
@click.option("--on", type=DAY, required=True, metavar="日期", help="例如 2026-11-20。")
@click.option("--half-day", type=_HALF_DAY, required=True, metavar="半天", help="上午、下午或晚上。")
@click.option("--course", required=True, metavar="课程", help="课程名称。")
@click.option("--hours", "quarter_hours", type=HOURS, metavar="学时", help="例如 4；不写就按规则。")
@click.option("--teacher", default="", metavar="姓名", help="教师。")
@click.option("--place", default="", metavar="地点", help="不写就用班的地点。")
@click.option("--starts", default="", metavar="时间", help="上课时间，例如 08:30。")
@click.option("--ends", default="", metavar="时间", help="下课时间。")
@click.option("--method", default="", metavar="方式", help=f"教学方式：{_METHODS}。")
@pass_desk
def add(desk: Desk, /, training_class: str, on: str, half_day: str, course: str, **more: Any) -> None:
    """Put a half-day on a class's timetable."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        new = sessions.add(db, found.id, on=on, half_day=half_day, course=course, **more)
        (made,) = sessions.rows(db, [new])
        _say_clashes(db, made)
    said = f"{on} {HALF_DAYS[half_day]} {made.course}，{hours_text(made.quarter_hours)} 学时"
    click.echo(f"“{found.name}”排课：{said}")


@timetable.command("amend", help="修改一个半天：写了哪一项就改哪一项。")
@click.argument("training_class", metavar="班")
@click.option("--on", type=DAY, required=True, metavar="日期", help="改哪一天的课。")
@click.option("--half-day", type=_HALF_DAY, required=True, metavar="半天", help="上午、下午或晚上。")
@click.option("--course", metavar="课程", help="换成的课程。")
@click.option("--teacher", metavar="姓名", help="换成的教师；写空的引号就是去掉。")
@click.option("--place", metavar="地点", help="换成的地点。")
@click.option("--starts", metavar="时间", help="上课时间。")
@click.option("--ends", metavar="时间", help="下课时间。")
@click.option("--method", metavar="方式", help=f"教学方式：{_METHODS}。")
@click.option("--hours", "quarter_hours", type=HOURS, metavar="学时", help="例如 4。")
@pass_desk
def amend(desk: Desk, /, training_class: str, on: str, half_day: str, **changed: Any) -> None:
    """Change a half-day."""
    if all(value is None for value in changed.values()):
        raise UserError(
            "没有写要改什么。用 --course、--teacher、--place、--starts、--ends、--method、--hours。"
        )
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        (session,) = named.sessions(db, found, on=on, half_day=half_day)
        sessions.amend(db, session.id, **changed)
        (now,) = sessions.rows(db, [session.id])
        _say_clashes(db, now)
    click.echo(
        f"“{found.name}”{now.label}：{now.course}，{now.teacher or '没有写教师'}，{now.place or '没有写地点'}"
    )


@timetable.command("move", help="把一个半天移到另一个半天；那里有课就对调，时间、学时和考勤不动。")
@click.argument("training_class", metavar="班")
@click.option("--on", type=DAY, required=True, metavar="日期", help="移哪一天的课。")
@click.option("--half-day", type=_HALF_DAY, required=True, metavar="半天", help="上午、下午或晚上。")
@click.option("--to", type=DAY, required=True, metavar="日期", help="移到哪一天。")
@click.option("--to-half-day", type=_HALF_DAY, metavar="半天", help="移到哪个半天，不写就还是那个半天。")
@click.option("--marks-follow", is_flag=True, help="已有的考勤跟着改期。")
@pass_desk
def move(
    desk: Desk, training_class: str, on: str, half_day: str, to: str, to_half_day: str | None,
    marks_follow: bool,
) -> None:  # fmt: skip
    """Move a half-day."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        (session,) = named.sessions(db, found, on=on, half_day=half_day)
        there = to_half_day or half_day
        sessions.move(db, session.id, on=to, half_day=there, marks_follow=marks_follow)
    click.echo(f"“{found.name}”{session.label}的课已移到 {to} {HALF_DAYS[there]}")


@timetable.command("copy-day", help="把一天的课照样排到另一天。")
@click.argument("training_class", metavar="班")
@click.option("--on", type=DAY, required=True, metavar="日期", help="复制哪一天。")
@click.option("--to", type=DAY, required=True, metavar="日期", help="排到哪一天。")
@pass_desk
def copy_day(desk: Desk, training_class: str, on: str, to: str) -> None:
    """Copy a day."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        new = sessions.copy_day(db, found.id, day=on, to=to)
    click.echo(f"“{found.name}”{on} 的 {len(new)} 个半天已排到 {to}")


@timetable.command("clashes", help="看课表里教师、地点、学员撞在一起的半天；不写班就看所有没结班的班。")
@click.argument("training_class", metavar="[班]", default="")
@pass_desk
def clashes_(desk: Desk, training_class: str) -> None:
    """Show what clashes."""
    with desk.opened() as db:
        if training_class:
            asked = [named.training_class(db, training_class, year=desk.today.year)]
        else:
            every = training_classes.find(db, school=schools.own(db).id)
            asked = [
                one for one in training_classes.rows(db, every) if one.state not in training_classes.CLOSED
            ]
        rows = []
        for one in asked:
            for clash in clashes.of_class(db, one.id):
                (held,) = sessions.rows(db, [clash.session or 0])
                rows.append((one.name, held.date, HALF_DAYS[held.half_day], held.course, clash.text))
    if rows:
        click.echo(tables.table(("班", "日期", "半天", "课程", "冲突"), rows))
    click.echo(f"共 {len(rows)} 处冲突" if rows else "没有冲突")


def _say_clashes(db: Register, session: sessions.Session) -> None:
    for clash in clashes.of_lesson(db, clashes.of_session(session)):
        click.echo(f"注意：{clash.text}")
