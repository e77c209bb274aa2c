"""`wuyou attendance`: mark one, mark the rest, look at the grid."""

import click

from app.cli import named, tables, words
from app.cli.classes import HALF_DAY
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import DAY, Word
from app.errors import UserError
from app.school import MARKS, enrollments
from app.school import attendance as marks

_MARK = Word(MARKS, "考勤")
# One character a box, so that a class fits a screen.
_SHORT = {
    "present": "√", "late": "迟", "left_early": "退", "sick_leave": "病", "personal_leave": "事",
    "official_leave": "公", "absent": "旷", None: "·",
}  # fmt: skip


@click.group(cls=words.Group, help="考勤：先记例外，再把其余的人一次记为到课。")
def attendance() -> None:
    """Gather the commands about attendance."""


@attendance.command("mark", help="记一个人一个半天的考勤。")
@click.argument("training_class", metavar="班")
@click.argument("who", metavar="姓名")
@click.option("--on", type=DAY, required=True, metavar="日期", help="哪一天。")
@click.option("--half-day", type=HALF_DAY, required=True, metavar="半天", help="上午、下午或晚上。")
@click.option("--mark", "said", type=_MARK, metavar="考勤", help="到课、迟到、早退、病假、事假、公假、旷课。")
@click.option("--clear", is_flag=True, help="清空这一格。")
@pass_desk
def mark(
    desk: Desk, training_class: str, who: str, on: str, half_day: str, said: str | None, clear: bool
) -> None:
    """Mark one person in one half-day."""
    if (said is None) != clear:
        raise UserError("请写 --mark 加上考勤（例如 --mark 病假），或写 --clear 清空，二者取一。")
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        roster = enrollments.rows(db, enrollments.find(db, training_class=found.id))
        person = named.member(db, who, ids=[one.member for one in roster])
        (row,) = [one for one in roster if one.member == person.id]
        (session,) = named.sessions(db, found, on=on, half_day=half_day)
        marks.mark(db, enrollment=row.id, session=session.id, mark=said)
    click.echo(f"{row.name} {session.label}：{MARKS[said] if said else '已清空'}")


@attendance.command("all", help="把还没有记的人都记为到课。")
@click.argument("training_class", metavar="班")
@click.option("--on", type=DAY, metavar="日期", help="只记一天；不写就是到今天为止的所有半天。")
@click.option("--half-day", type=HALF_DAY, metavar="半天", help="只记上午、下午或晚上。")
@click.option("--mark", "said", type=_MARK, default="present", metavar="考勤", help="不写就是到课。")
@pass_desk
def all_(desk: Desk, training_class: str, on: str | None, half_day: str | None, said: str) -> None:
    """Mark everyone who has no mark yet."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        sessions = named.sessions(db, found, on=on, half_day=half_day)
        held = [one.id for one in sessions if on or one.date <= desk.on]
        if not held:
            raise UserError(f"“{found.name}”到今天还没有上过课，没有可以记的考勤。")
        count = marks.mark_all(db, found.id, sessions=held, mark=said)
    click.echo(f"“{found.name}”{count} 人次记为{MARKS[said]}")


@attendance.command("show", help="看一个班的考勤。")
@click.argument("training_class", metavar="班")
@pass_desk
def show(desk: Desk, training_class: str) -> None:
    """Show a class's grid."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        grid = marks.roll_call(db, found.id)
    rows = [
        (who.seq_no, who.name, who.branch_at_enrollment,
         *(_SHORT[grid.marks.get((who.id, session.id))] for session in grid.sessions))
        for who in grid.enrollments
    ]  # fmt: skip
    click.echo(tables.table((">序号", "姓名", "支部", *(session.label for session in grid.sessions)), rows))
    signs = "、".join(f"{_SHORT[key]} {word}" for key, word in MARKS.items())
    click.echo(f"{signs}、· 还没有记；还没有记的 {grid.missing} 人次")
