"""Results: who graduates from a class by the rule."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.school import attendance, classes, hours_text, rules, timetable
from app.school.hours.counting import count
from app.school.hours.facts import Fact
from app.school.hours.reading import enrollment_hours
from db.register import Register


@dataclass(frozen=True, slots=True)
class Result:
    """What a class came to for one person; quarter-hours, `passes` by the graduation rule, `why` in words.

    `total` is what being present throughout would have given. `leave_half_days` and `absent_half_days`
    count the sessions missed.
    """

    enrollment: int
    earned: int
    total: int
    leave: int
    passes: bool
    why: str
    leave_half_days: int = 0
    absent_half_days: int = 0


def results(db: Register, training_class: int) -> list[Result]:
    """Judge everyone by the graduation rule: enough of the hours, not too much leave (1/7 of all hours).

    What other classes gave on the same days does not stand in the way. Source of the leave rule:
    《干部教育培训工作条例》(2023修订).
    """
    grid = attendance.roll_call(db, training_class)
    if not grid.sessions:
        return []
    book = rules.book(db, school=classes.row(db, training_class).school)
    sums = enrollment_hours(db, training_class)
    # Where three half-days give more than a day's cap, nobody can earn the sum of the timetable.
    total = _alone(book, grid.sessions, ["present"] * len(grid.sessions), [None] * len(grid.sessions))
    found = []
    for who in grid.enrollments:
        marks = [grid.marks.get((who.id, one.id)) for one in grid.sessions]
        minutes = [grid.minutes.get((who.id, one.id)) for one in grid.sessions]
        leave = sum(
            s.quarter_hours for s, mark in zip(grid.sessions, marks, strict=True) if mark in attendance.LEAVES
        )
        result = Result(
            who.id, sums[who.id], total, leave, passes=False, why="考勤没有录完",
            leave_half_days=sum(mark in attendance.LEAVES for mark in marks),
            absent_half_days=sum(mark == "absent" for mark in marks),
        )  # fmt: skip
        if None not in marks:
            own = _alone(book, grid.sessions, marks, minutes)
            result = _judge(book.on(grid.sessions[0].date), result, own=own, sessions=grid.sessions)
        found.append(result)
    return found


def _alone(
    book: rules.Book,
    sessions: Sequence[timetable.Session],
    marks: Sequence[str | None],
    minutes: Sequence[int | None],
) -> int:
    """Give what a class by itself comes to."""
    facts = [
        Fact(0, s.date, s.half_day, "own_class", "member", s.id, s.training_class, 0, True, mark, stayed,
             s.quarter_hours, None)
        for s, mark, stayed in zip(sessions, marks, minutes, strict=True)
        if mark is not None
    ]  # fmt: skip
    return sum(line.quarter_hours for line in count(book, facts))


def _judge(
    rule: rules.HourRule, result: Result, *, own: int, sessions: Sequence[timetable.Session]
) -> Result:
    """Judge a class by the rule of its first day; leave is measured against all hours held."""
    enough, of_total = rule.graduation_min_ratio
    most, of_leave = rule.leave_max_ratio
    held = sum(session.quarter_hours for session in sessions)
    days = len({session.date for session in sessions})
    leave_days = next((most for longest, most in rule.leave_max_days if days <= longest), None)
    if result.leave * of_leave > held * most:
        why = f"请假 {hours_text(result.leave)} 学时，超过总学时的 {most}/{of_leave}"
    elif leave_days is not None and result.leave_half_days > 2 * leave_days:
        why = f"请假 {_days(result.leave_half_days)} 天，超过 {days} 天的班最多 {leave_days} 天"
    elif rule.absence_max_days and result.absent_half_days >= 2 * rule.absence_max_days:
        why = f"旷课 {_days(result.absent_half_days)} 天，达到 {rule.absence_max_days} 天不予结业"
    elif own * of_total < result.total * enough:
        why = f"得 {hours_text(own)} 学时，不到总学时的 {enough}/{of_total}"
    else:
        return replace(result, passes=True, why=f"得 {hours_text(own)} 学时，符合结业要求")
    return replace(result, why=why)


def _days(half_days: int) -> str:
    return f"{half_days // 2}.5" if half_days % 2 else str(half_days // 2)
