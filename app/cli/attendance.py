"""`wuyou attendance`: mark one, mark the rest, look at the grid."""

import sys

import click

from app.cli import named, tables, words
from app.cli.classes import HALF_DAY
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT, DAY, Word
from app.errors import UserError
from app.scans import badges
from app.school import MARKS, timetable
from app.school import attendance as marks
from db.register import Register

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
@click.option("--minutes", type=COUNT, metavar="分钟", help="只来了一部分时间的，在场多少分钟。")
@click.option("--clear", is_flag=True, help="清空这一格。")
@click.option("--reason", default="", metavar="原因", help="这个半天已锁定的，写明为什么更改。")
@pass_desk
def mark(
    desk: Desk,
    training_class: str,
    who: str,
    on: str,
    half_day: str,
    said: str | None,
    minutes: int | None,
    clear: bool,
    reason: str,
) -> None:
    """Mark one person in one half-day."""
    if (said is None) != clear:
        raise UserError("请写 --mark 加上考勤（例如 --mark 病假），或写 --clear 清空，二者取一。")
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        row = named.enrollment(db, found, who)
        (session,) = named.sessions(db, found, on=on, half_day=half_day)
        marks.mark(
            db,
            enrollment=row.id,
            session=session.id,
            mark=said,
            minutes=minutes,
            reason=reason,
            today=desk.on,
        )
    part = f" {minutes} 分钟" if minutes else ""
    click.echo(f"{row.name} {session.label}：{MARKS[said] if said else '已清空'}{part}")


@attendance.command("all", help="把还没有记的人都记为到课。")
@click.argument("training_class", metavar="班")
@click.option("--on", type=DAY, metavar="日期", help="只记一天；不写就是到今天为止的所有半天。")
@click.option("--half-day", type=HALF_DAY, metavar="半天", help="只记上午、下午或晚上。")
@click.option("--mark", "said", type=_MARK, default="present", metavar="考勤", help="不写就是到课。")
@click.option("--reason", default="", metavar="原因", help="有半天已锁定的，写明为什么更改。")
@pass_desk
def all_(
    desk: Desk, training_class: str, on: str | None, half_day: str | None, said: str, reason: str
) -> None:
    """Mark everyone who has no mark yet."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        sessions = named.sessions(db, found, on=on, half_day=half_day)
        held = [one.id for one in sessions if on or one.date <= desk.on]
        if not held:
            raise UserError(f"“{found.name}”到今天还没有上过课，没有可以记的考勤。")
        count = marks.mark_all(db, found.id, sessions=held, mark=said, reason=reason, today=desk.on)
    click.echo(f"“{found.name}”{count} 人次记为{MARKS[said]}")


@attendance.command("lock", help="锁定录完的半天，以后更改要写原因。")
@click.argument("training_class", metavar="班")
@click.option("--on", type=DAY, required=True, metavar="日期", help="哪一天。")
@click.option("--half-day", type=HALF_DAY, metavar="半天", help="只锁上午、下午或晚上；不写就是全天。")
@pass_desk
def lock(desk: Desk, training_class: str, on: str, half_day: str | None) -> None:
    """Lock half-days."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        sessions = named.sessions(db, found, on=on, half_day=half_day)
        with db.act(f"{found.name}：锁定{on}考勤"):
            for one in sessions:
                marks.lock(db, one.id, today=desk.on)
    click.echo(f"已锁定：{'、'.join(one.label for one in sessions)}")


@attendance.command("unlock", help="解除一个半天的锁定，要写原因。")
@click.argument("training_class", metavar="班")
@click.option("--on", type=DAY, required=True, metavar="日期", help="哪一天。")
@click.option("--half-day", type=HALF_DAY, required=True, metavar="半天", help="上午、下午或晚上。")
@click.option("--reason", required=True, metavar="原因", help="为什么解除。")
@pass_desk
def unlock(desk: Desk, training_class: str, on: str, half_day: str, reason: str) -> None:
    """Unlock a half-day."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        (session,) = named.sessions(db, found, on=on, half_day=half_day)
        marks.unlock(db, session.id, reason=reason)
    click.echo(f"已解除锁定：{session.label}")


@attendance.command("scan", help="用扫码枪读胸牌签到：把码写在命令里，或一行一个从标准输入读。")
@click.argument("training_class", metavar="班")
@click.argument("codes", metavar="[码]…", nargs=-1)
@click.option("--on", type=DAY, required=True, metavar="日期", help="哪一天。")
@click.option("--half-day", type=HALF_DAY, required=True, metavar="半天", help="上午、下午或晚上。")
@pass_desk
def scan(desk: Desk, training_class: str, codes: tuple[str, ...], on: str, half_day: str) -> None:
    """Sign people in by their badges; what is no badge of this class is said and left."""
    wrong = 0
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        (session,) = named.sessions(db, found, on=on, half_day=half_day)
        for typed in codes or sys.stdin:
            code = typed.strip()
            if not code:
                continue
            try:
                click.echo(_scanned(db, found.id, session.id, code, today=desk.on))
            except UserError as error:
                wrong += 1
                click.echo(f"{code}：{error}")
    if wrong:
        raise UserError(f"有 {wrong} 个码没有记考勤，原因写在上面。")


def _scanned(db: Register, training_class: int, session: int, code: str, *, today: str) -> str:
    who = badges.parsed(code)
    if who is None:
        raise UserError("没有认出这个条码，没有记考勤。")
    came = marks.arrive(db, training_class, enrollment=who, session=session, today=today)
    said = "已经签过到" if came.already else "到课"
    return f"{came.seq_no} {came.name} {came.session}{said}，已到 {came.came} / {came.expected}"


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
    heads = [
        f"{label}{'（锁）' if one.id in grid.locked else ''}"
        for one, label in zip(grid.sessions, timetable.headings(grid.sessions), strict=True)
    ]
    click.echo(tables.table((">序号", "姓名", "支部", *heads), rows))
    signs = "、".join(f"{_SHORT[key]} {word}" for key, word in MARKS.items())
    click.echo(f"{signs}、· 还没有记；还没有记的 {grid.missing} 人次")
