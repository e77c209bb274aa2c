"""Hours: worked out from attendance by the rule of the day, posted for good when a class closes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.school import HALF_DAYS, MARKS, attendance, classes, hours_text, rules
from db.register import Register
from db.rows import insert

LEAVES = ("sick_leave", "personal_leave", "official_leave")


@dataclass(frozen=True, slots=True)
class HourLine:
    """One line of a person's sum: a session, what it gave in quarter-hours, and why."""

    training_class: int
    class_name: str
    session: int
    date: str
    half_day: str
    course: str
    quarter_hours: int
    reason: str
    posted: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What a class came to for one person; quarter-hours, `passes` by the graduation rule, `why` in words."""

    enrollment: int
    earned: int
    total: int
    leave: int
    passes: bool
    why: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What the rule makes of one mark."""

    quarter_hours: int
    reason: str


def count(
    rule: rules.HourRule,
    held: Sequence[tuple[str, int, str | None]],
    *,
    taken: Mapping[str, int] | None = None,
) -> list[Counted]:
    """Work out one person's hours from (date, quarter-hours, mark) in the order the sessions were held.

    `taken` is what other classes already gave that person by date: the cap is per person and day.
    The result does not depend on the order in which marks were entered, only on that of the sessions.
    """
    given = dict(taken or {})
    late = 0
    counted = []
    for date, quarter_hours, mark in held:
        if mark is None:
            counted.append(Counted(0, "还没有录入考勤"))
            continue
        share, reason = rule.counts[mark], MARKS[mark]
        if mark in ("late", "left_early") and rule.late_per_absence:
            late += 1
            if late % rule.late_per_absence == 0:
                share, reason = 0, f"{reason}第 {late} 次，按规则折算一次缺课"
        worth = quarter_hours * share // 100 // rule.min_unit * rule.min_unit
        room = max(rule.day_cap - given.get(date, 0), 0)
        if worth > room:
            reason = f"{reason}；当天最多记 {hours_text(rule.day_cap)} 学时"
            worth = room
        elif share == 0:
            reason = f"{reason}，不记学时"
        given[date] = given.get(date, 0) + worth
        counted.append(Counted(worth, reason))
    return counted


def of_class(db: Register, training_class: int) -> dict[int, list[Counted]]:
    """Work out a class from its facts: for each enrollment what each session gave, in session order."""
    grid = attendance.roll_call(db, training_class)
    if not grid.sessions:
        return {who.id: [] for who in grid.enrollments}
    rule = _rule_of(db, training_class)
    elsewhere = _posted_elsewhere(db, training_class)
    return {
        who.id: count(
            rule,
            [(s.date, s.quarter_hours, grid.marks.get((who.id, s.id))) for s in grid.sessions],
            taken=elsewhere.get(who.member),
        )
        for who in grid.enrollments
    }


def _rule_of(db: Register, training_class: int) -> rules.HourRule:
    found = classes.row(db, training_class)
    return rules.in_force(db, school=found.school, on=found.starts)


def _posted_elsewhere(db: Register, training_class: int) -> dict[int, dict[str, int]]:
    """What closed classes gave this class's people on its own dates, by member and date."""
    found = db.execute(
        "SELECT l.member, l.date, sum(l.quarter_hours) FROM hour_line l "
        "JOIN enrollment e ON e.member = l.member AND e.training_class = ?1 "
        "WHERE l.training_class <> ?1 AND l.date IN (SELECT date FROM session WHERE training_class = ?1) "
        "GROUP BY l.member, l.date",
        [training_class],
    )
    taken: dict[int, dict[str, int]] = {}
    for member, date, quarter_hours in found:
        taken.setdefault(member, {})[date] = quarter_hours
    return taken


def results(db: Register, training_class: int) -> list[Result]:
    """Judge everyone by the graduation rule: enough of the hours, not too much leave (1/7 of all hours).

    Source of the leave rule: 《干部教育培训工作条例》(2023修订).
    """
    grid = attendance.roll_call(db, training_class)
    if not grid.sessions:
        return []
    rule = _rule_of(db, training_class)
    sums = enrollment_hours(db, training_class)
    total = sum(s.quarter_hours for s in grid.sessions)
    found = []
    for who in grid.enrollments:
        marks = [(s.quarter_hours, grid.marks.get((who.id, s.id))) for s in grid.sessions]
        leave = sum(quarter_hours for quarter_hours, mark in marks if mark in LEAVES)
        blank = any(mark is None for _, mark in marks)
        found.append(_judge(rule, who.id, earned=sums[who.id], total=total, leave=leave, blank=blank))
    return found


def _judge(
    rule: rules.HourRule, enrollment: int, *, earned: int, total: int, leave: int, blank: bool
) -> Result:
    enough, of_total = rule.graduation_min_ratio
    most, of_leave = rule.leave_max_ratio
    if blank:
        why = "考勤没有录完"
    elif leave * of_leave > total * most:
        why = f"请假 {hours_text(leave)} 学时，超过总学时的 {most}/{of_leave}"
    elif earned * of_total < total * enough:
        why = f"得 {hours_text(earned)} 学时，不到总学时的 {enough}/{of_total}"
    else:
        return Result(enrollment, earned, total, leave, True, f"得 {hours_text(earned)} 学时，符合结业要求")
    return Result(enrollment, earned, total, leave, False, why)


def close_class(db: Register, training_class: int, *, today: str) -> int:
    """Close a class: post every session's line for everyone, for good, and give how many lines.

    Raise `UserError` where the class is closed, has no session or trainee, or a mark is missing.
    """
    found = classes.still_open(db, training_class)
    grid = attendance.roll_call(db, training_class)
    if not grid.sessions or not grid.enrollments:
        raise UserError(f"“{found.name}”还没有课表或学员，不能结班。")
    if grid.missing:
        raise UserError(f"“{found.name}”还有 {grid.missing} 人次没有录入考勤，请录完再结班。")
    if found.ends > today:
        raise UserError(f"“{found.name}”最后一课在 {found.ends}，上完课才能结班。")
    rule = _rule_of(db, training_class)
    with db.act(f"结班：{found.name}"):
        counted = of_class(db, training_class)
        for who in grid.enrollments:
            for session, line in zip(grid.sessions, counted[who.id], strict=True):
                values: dict[str, object] = {"school": found.school, "training_class": training_class}
                values |= {"member": who.member, "session": session.id}
                values |= {"date": session.date, "rule": rule.id}
                insert(
                    db, "hour_line", {**values, "quarter_hours": line.quarter_hours, "reason": line.reason}
                )
        classes.to_state(db, training_class, "closed", on=today)
    return len(grid.enrollments) * len(grid.sessions)


def of_member(db: Register, member: int, *, year: int) -> list[HourLine]:
    """Give the sum behind a person's hours of a year, by date: posted lines, then those of open classes."""
    posted = db.execute(
        "SELECT l.training_class, t.name, l.session, l.date, s.half_day, c.title, l.quarter_hours, "
        "l.reason, 1 FROM hour_line l JOIN training_class t ON t.id = l.training_class "
        "JOIN session s ON s.id = l.session JOIN course c ON c.id = s.course "
        "WHERE l.member = ? AND l.date BETWEEN ? AND ?",
        [member, f"{year}-01-01", f"{year}-12-31"],
    )
    lines = [HourLine(*row) for row in posted]
    for training_class in _open_classes(db, member=member):
        name = classes.row(db, training_class).name
        grid = attendance.roll_call(db, training_class)
        (who,) = [e for e in grid.enrollments if e.member == member]
        for s, line in zip(grid.sessions, of_class(db, training_class)[who.id], strict=True):
            if s.date.startswith(str(year)) and (who.id, s.id) in grid.marks:
                lines.append(
                    HourLine(
                        training_class,
                        name,
                        s.id,
                        s.date,
                        s.half_day,
                        s.course,
                        line.quarter_hours,
                        line.reason,
                        posted=False,
                    )  # fmt: skip
                )
    return sorted(lines, key=lambda line: (line.date, list(HALF_DAYS).index(line.half_day)))


def _open_classes(db: Register, *, member: int | None = None, school: int | None = None) -> list[int]:
    marks = ", ".join("?" for _ in classes.CLOSED)
    found = db.execute(
        f"SELECT DISTINCT t.id FROM training_class t JOIN enrollment e ON e.training_class = t.id "
        f"WHERE state NOT IN ({marks}) AND (? IS NULL OR e.member = ?) AND (? IS NULL OR t.school = ?)",
        [*classes.CLOSED, member, member, school, school],
    )
    return [row[0] for row in found]


def earned(db: Register, *, school: int, year: int) -> dict[int, int]:
    """Give everyone's quarter-hours of a year: posted lines and what open classes would give now."""
    first, last = f"{year}-01-01", f"{year}-12-31"
    sums: dict[int, int] = dict(
        db.execute(
            "SELECT member, sum(quarter_hours) FROM hour_line WHERE school = ? AND date BETWEEN ? AND ? "
            "GROUP BY member",
            [school, first, last],
        ).fetchall()
    )
    for training_class in _open_classes(db, school=school):
        counted = of_class(db, training_class)
        grid = attendance.roll_call(db, training_class)
        for who in grid.enrollments:
            for session, line in zip(grid.sessions, counted[who.id], strict=True):
                if first <= session.date <= last:
                    sums[who.member] = sums.get(who.member, 0) + line.quarter_hours
    return sums


def reverse(db: Register, lines: Iterable[int], *, reason: str) -> None:
    """Take posted lines back by lines that say the opposite; the first ones stay where they are."""
    if not reason.strip():
        raise UserError("更正学时要写明原因。")
    with db.act(f"更正学时：{reason.strip()}"):
        for line in lines:
            row = db.execute(
                "SELECT school, member, training_class, session, date, -quarter_hours, rule FROM hour_line "
                "WHERE id = ? AND reverses IS NULL",
                [line],
            ).fetchone()
            if row is None:
                raise UserError("这一行学时本身就是更正，不能再更正。")
            names = ("school", "member", "training_class", "session", "date", "quarter_hours", "rule")
            insert(
                db,
                "hour_line",
                {**dict(zip(names, row, strict=True)), "reason": f"更正：{reason.strip()}", "reverses": line},
            )


def enrollment_hours(db: Register, training_class: int) -> dict[int, int]:
    """Give each enrollment's quarter-hours in a class: what was posted, or what an open class would give."""
    if classes.row(db, training_class).state not in classes.CLOSED:
        counted = of_class(db, training_class)
        return {who: sum(line.quarter_hours for line in lines) for who, lines in counted.items()}
    found = db.execute(
        "SELECT e.id, coalesce(sum(l.quarter_hours), 0) FROM enrollment e LEFT JOIN hour_line l "
        "ON l.member = e.member AND l.training_class = e.training_class "
        "WHERE e.training_class = ? GROUP BY e.id",
        [training_class],
    )
    return dict(found.fetchall())
