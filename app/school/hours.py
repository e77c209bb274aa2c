"""Hours: worked out from attendance by the rule of the day, posted for good when a class closes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from app.errors import UserError
from app.school import (
    HALF_DAYS,
    MARKS,
    attendance,
    classes,
    hours_text,
    members,
    persons,
    rules,
    timetable,
)
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
    """What a class came to for one person; quarter-hours, `passes` by the graduation rule, `why` in words.

    `total` is what being present throughout would have given.
    """

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
    return _of_grid(db, training_class, attendance.roll_call(db, training_class), {})


# What a person was given already: quarter-hours by member, then by date.
_Taken = dict[int, dict[str, int]]


def _of_grid(
    db: Register, training_class: int, grid: attendance.RollCall, also: Mapping[int, Mapping[str, int]]
) -> dict[int, list[Counted]]:
    in_force = _rules_of(db, training_class, grid.sessions)
    elsewhere = _posted_elsewhere(db, training_class)
    counted = {}
    for who in grid.enrollments:
        taken = Counter(elsewhere.get(who.member)) + Counter(also.get(who.member))
        marks = [grid.marks.get((who.id, session.id)) for session in grid.sessions]
        counted[who.id] = _by_rules(in_force, grid.sessions, marks, taken)
    return counted


def _rules_of(
    db: Register, training_class: int, sessions: Sequence[timetable.Session]
) -> list[rules.HourRule]:
    """Give the rule in force on each session's date."""
    school = classes.row(db, training_class).school
    days = {date: rules.in_force(db, school=school, on=date) for date in {s.date for s in sessions}}
    return [days[session.date] for session in sessions]


def _by_rules(
    in_force: Sequence[rules.HourRule],
    sessions: Sequence[timetable.Session],
    marks: Sequence[str | None],
    taken: Mapping[str, int],
) -> list[Counted]:
    """Count a person's sessions, each stretch of them by the rule of its days."""
    counted: list[Counted] = []
    held = zip(in_force, sessions, marks, strict=True)
    for _, stretch in groupby(held, key=lambda one: one[0].id):
        several = list(stretch)
        facts = [(session.date, session.quarter_hours, mark) for _, session, mark in several]
        counted += count(several[0][0], facts, taken=taken)
    return counted


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
    in_force = _rules_of(db, training_class, grid.sessions)
    sums = enrollment_hours(db, training_class)
    # Where three half-days give more than a day's cap, nobody can earn the sum of the timetable.
    most = _by_rules(in_force, grid.sessions, ["present"] * len(grid.sessions), {})
    total = sum(line.quarter_hours for line in most)
    held = sum(s.quarter_hours for s in grid.sessions)
    found = []
    for who in grid.enrollments:
        marks = [(s.quarter_hours, grid.marks.get((who.id, s.id))) for s in grid.sessions]
        leave = sum(quarter_hours for quarter_hours, mark in marks if mark in LEAVES)
        result = Result(who.id, sums[who.id], total, leave, passes=False, why="考勤没有录完")
        blank = any(mark is None for _, mark in marks)
        found.append(result if blank else _judge(in_force[0], result, held=held))
    return found


def _judge(rule: rules.HourRule, result: Result, *, held: int) -> Result:
    """Judge a class by the rule of its first day; leave is measured against all hours held."""
    enough, of_total = rule.graduation_min_ratio
    most, of_leave = rule.leave_max_ratio
    earned, total, leave = result.earned, result.total, result.leave
    if leave * of_leave > held * most:
        why = f"请假 {hours_text(leave)} 学时，超过总学时的 {most}/{of_leave}"
    elif earned * of_total < total * enough:
        why = f"得 {hours_text(earned)} 学时，不到总学时的 {enough}/{of_total}"
    else:
        return replace(result, passes=True, why=f"得 {hours_text(earned)} 学时，符合结业要求")
    return replace(result, why=why)


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
    in_force = _rules_of(db, training_class, grid.sessions)
    with db.act(f"结班：{found.name}"):
        counted = of_class(db, training_class)
        for who in grid.enrollments:
            for session, rule, line in zip(grid.sessions, in_force, counted[who.id], strict=True):
                values: dict[str, object] = {"school": found.school, "training_class": training_class}
                values |= {"member": who.member, "session": session.id}
                values |= {"date": session.date, "rule": rule.id}
                insert(
                    db, "hour_line", {**values, "quarter_hours": line.quarter_hours, "reason": line.reason}
                )
        classes.to_state(db, training_class, "closed", on=today)
    return len(grid.enrollments) * len(grid.sessions)


def of_member(db: Register, member: int, *, year: int) -> list[HourLine]:
    """Give the sum behind a person's hours of a year, by date: posted lines, then those of open classes.

    A person of several rows has the lines of all, less what two rows were given for one session or above a
    day's cap: nobody sits in two places.
    """
    several = persons.same(db, member)
    lines = [(row, line) for row in several for line in _of_row(db, row, year=year)]
    found = [line for _, line in lines]
    if len(several) > 1:
        found += _too_much(db, lines, school=members.row(db, member).school)
    return sorted(found, key=lambda line: (line.date, list(HALF_DAYS).index(line.half_day)))


def _too_much(db: Register, lines: Sequence[tuple[int, HourLine]], *, school: int) -> list[HourLine]:
    """Give the lines that take away what several rows of one person were given too much, by day."""
    given: dict[int, Counter[int]] = {}
    last = {line.session: line for _, line in lines}
    for row, line in lines:
        given.setdefault(line.session, Counter())[row] += line.quarter_hours
    found = []
    by_day: dict[str, list[tuple[int, HourLine]]] = {}
    for session, line in sorted(last.items(), key=lambda pair: (pair[1].date, pair[0])):
        most = max(given[session].values())
        twice = sum(given[session].values()) - most
        if twice:
            found.append(replace(line, quarter_hours=-twice, reason="合并的两份记录都有这一课次，只计一次"))
        by_day.setdefault(line.date, []).append((most, line))
    for date, held in by_day.items():
        rows_ = {row for row, line in lines if line.date == date}
        cap = rules.in_force(db, school=school, on=date).day_cap
        above = sum(most for most, _ in held) - cap
        if len(rows_) > 1 and above > 0:
            said = f"合并后当天最多记 {hours_text(cap)} 学时"
            found.append(replace(held[-1][1], quarter_hours=-above, reason=said))
    return found


def _of_row(db: Register, member: int, *, year: int) -> list[HourLine]:
    posted = db.execute(
        "SELECT l.training_class, t.name, l.session, l.date, s.half_day, c.title, l.quarter_hours, "
        "l.reason, 1 FROM hour_line l JOIN training_class t ON t.id = l.training_class "
        "JOIN session s ON s.id = l.session JOIN course c ON c.id = s.course "
        "WHERE l.member = ? AND l.date BETWEEN ? AND ?",
        [member, f"{year}-01-01", f"{year}-12-31"],
    )
    lines = [HourLine(*row) for row in posted]
    for grid, counted in _of_open_classes(db, member=member):
        (who,) = [e for e in grid.enrollments if e.member == member]
        name = classes.row(db, who.training_class).name
        lines += [
            HourLine(
                who.training_class, name, s.id, s.date, s.half_day, s.course,
                line.quarter_hours, line.reason, posted=False,
            )
            for s, line in zip(grid.sessions, counted[who.id], strict=True)
            if s.date.startswith(str(year)) and (who.id, s.id) in grid.marks
        ]  # fmt: skip
    return lines


def _of_open_classes(
    db: Register, *, member: int | None = None, school: int | None = None
) -> Iterator[tuple[attendance.RollCall, dict[int, list[Counted]]]]:
    """Work out the open classes as if they closed in the order they began: a day's cap holds over all."""
    taken: _Taken = {}
    for training_class in _open_classes(db, member=member, school=school):
        grid = attendance.roll_call(db, training_class)
        counted = _of_grid(db, training_class, grid, taken)
        yield grid, counted
        for who in grid.enrollments:
            given = taken.setdefault(who.member, {})
            for session, line in zip(grid.sessions, counted[who.id], strict=True):
                given[session.date] = given.get(session.date, 0) + line.quarter_hours


def _open_classes(db: Register, *, member: int | None = None, school: int | None = None) -> list[int]:
    marks = ", ".join("?" for _ in classes.CLOSED)
    found = db.execute(
        "SELECT t.id FROM training_class t JOIN enrollment e ON e.training_class = t.id "
        "JOIN session s ON s.training_class = t.id "
        f"WHERE state NOT IN ({marks}) AND (? IS NULL OR e.member = ?) AND (? IS NULL OR t.school = ?) "
        "GROUP BY t.id ORDER BY min(s.date), t.id",
        [*classes.CLOSED, member, member, school, school],
    )
    return [row[0] for row in found]


def earned(db: Register, *, school: int, year: int) -> dict[int, int]:
    """Give everyone's quarter-hours of a year: posted lines and what open classes would give now.

    A person of several rows stands under the one that was kept.
    """
    first, last = f"{year}-01-01", f"{year}-12-31"
    sums: dict[int, int] = dict(
        db.execute(
            "SELECT member, sum(quarter_hours) FROM hour_line WHERE school = ? AND date BETWEEN ? AND ? "
            "GROUP BY member",
            [school, first, last],
        ).fetchall()
    )
    for grid, counted in _of_open_classes(db, school=school):
        for who in grid.enrollments:
            for session, line in zip(grid.sessions, counted[who.id], strict=True):
                if first <= session.date <= last:
                    sums[who.member] = sums.get(who.member, 0) + line.quarter_hours
    for other, kept in persons.kept_for(db, school=school).items():
        sums.pop(other, None)
        sums[kept] = sum(line.quarter_hours for line in of_member(db, kept, year=year))
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
            if db.execute("SELECT 1 FROM hour_line WHERE reverses = ?", [line]).fetchone():
                raise UserError("这一行学时已经更正过，不能再更正一次。")
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
