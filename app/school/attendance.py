"""Attendance: one mark a person and session; facts, from which hours are worked out.

A session may be locked: what is marked in it afterwards needs a reason, which stays with the mark.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.errors import UserError
from app.school import CAME, MARKS, classes, enrollments, precautions, timetable
from db.register import Register
from db.rows import insert, update

LEAVES = ("sick_leave", "personal_leave", "official_leave")


@dataclass(frozen=True, slots=True)
class RollCall:
    """A class's grid: its roster, its sessions and the marks by (enrollment, session).

    `minutes` has those who were there for a part of the session only, `reasons` the marks made after it
    was locked, `locked` the sessions that are, with the day.
    """

    enrollments: tuple[enrollments.Enrollment, ...]
    sessions: tuple[timetable.Session, ...]
    marks: Mapping[tuple[int, int], str]
    minutes: Mapping[tuple[int, int], int] = field(default_factory=dict)
    reasons: Mapping[tuple[int, int], str] = field(default_factory=dict)
    locked: Mapping[int, str] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        """Count the boxes that have no mark yet."""
        return len(self.enrollments) * len(self.sessions) - len(self.marks)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who signed in by badge: their mark before, and how many of how many are there now."""

    enrollment: int
    name: str
    seq_no: int
    session: str
    before: str | None
    came: int
    expected: int

    @property
    def already(self) -> bool:
        """Say whether they had signed in before."""
        return self.before in CAME


def roll_call(db: Register, training_class: int) -> RollCall:
    """Give a class's grid as it stands."""
    found = db.execute(
        "SELECT enrollment, session, mark, minutes, a.reason FROM attendance a "
        "JOIN session s ON s.id = a.session WHERE s.training_class = ?",
        [training_class],
    ).fetchall()
    return RollCall(
        tuple(enrollments.rows(db, enrollments.find(db, training_class=training_class))),
        tuple(timetable.rows(db, timetable.find(db, training_class=training_class))),
        {(who, session): mark for who, session, mark, _, _ in found},
        {(who, session): minutes for who, session, _, minutes, _ in found if minutes is not None},
        {(who, session): reason for who, session, _, _, reason in found if reason},
        locked(db, training_class),
    )


def mark(
    db: Register,
    *,
    enrollment: int,
    session: int,
    mark: str | None,
    minutes: int | None = None,
    reason: str = "",
    today: str,
) -> None:
    """Enter, change or (with None) clear one mark; `minutes` where somebody was there for a part only.

    Nobody can have come to, or stayed away from, a session that is after `today`, where the clock can be
    right; leave is given beforehand. Raise `UserError` for that, and where the class is closed, the minutes
    are none of the session's, or the session is locked and there is no `reason`.
    """
    (who,) = enrollments.rows(db, [enrollment])
    (when,) = timetable.rows(db, [session])
    if who.training_class != when.training_class:
        raise ValueError("enrollment and session are of two classes")
    classes.still_open(db, who.training_class)
    if mark is not None:
        _held(db, when, mark, today=today)
    minutes = _part(when, mark, minutes)
    why = _why(db, [when], reason, clearing=mark is None)
    said = MARKS[mark] if mark else "清空"
    part = f" {minutes} 分钟" if minutes is not None else ""
    with db.act(f"标记{who.name}{when.label}{said}{part}{f'（锁定后更改：{why}）' if why else ''}"):
        _put(db, enrollment, session, mark, minutes=minutes, reason=why)
        classes.follow(db, who.training_class)


def _held(db: Register, session: timetable.Session, mark: str, *, today: str) -> None:
    if session.date > precautions.reached(db, today=today) and mark not in LEAVES:
        raise UserError(
            f"{session.label}（{session.date}）还没有上课，不能记{MARKS[mark]}；上完课再记，事先请假的可以先记。"
        )


def length(session: timetable.Session) -> int:
    """Give how many minutes a session lasts."""
    (from_hour, from_minute), (to_hour, to_minute) = (
        map(int, time.split(":")) for time in (session.starts, session.ends)
    )
    return (to_hour - from_hour) * 60 + to_minute - from_minute


def _part(session: timetable.Session, mark: str | None, minutes: int | None) -> int | None:
    """Check the minutes of a part; the whole session is no part."""
    if minutes is None:
        return None
    whole = length(session)
    if mark not in CAME:
        raise UserError("只有到课、迟到、早退才记分钟；请假和旷课不用填。")
    if not 1 <= minutes <= whole:
        raise UserError(f"{session.label}从 {session.starts} 到 {session.ends}，分钟应在 1 到 {whole} 之间。")
    return None if minutes == whole else minutes


def _why(db: Register, sessions: Iterable[timetable.Session], reason: str, *, clearing: bool = False) -> str:
    """Give the reason to keep: none where nothing is locked; raise `UserError` where one is lacking."""
    shut = [one for one in sessions if lock_date(db, one.id)]
    if not shut:
        return ""
    if clearing:
        raise UserError(f"{shut[0].label}的考勤已锁定，不能清空；请改记实际的考勤，并写明原因。")
    why = " ".join(reason.split())
    if not why:
        raise UserError(f"{shut[0].label}的考勤已锁定，更改要写明原因；或者先解除锁定。")
    return why


def mark_all(
    db: Register,
    training_class: int,
    *,
    sessions: Iterable[int],
    mark: str = "present",
    reason: str = "",
    today: str,
) -> int:
    """Give everyone without a mark in these sessions the same one, and tell how many that were.

    Raise `UserError` where the class is closed, has nobody in it, an empty box is locked and there is
    no `reason`, or a session is after `today` and the mark is no leave.
    """
    found = classes.still_open(db, training_class)
    grid = roll_call(db, training_class)
    if not grid.enrollments:
        raise UserError("本班还没有学员，请先到“学员”页选人。")
    wanted = set(sessions)
    empty = [
        (who, when)
        for when in grid.sessions
        if when.id in wanted
        for who in grid.enrollments
        if (who.id, when.id) not in grid.marks
    ]
    for when in dict.fromkeys(when for _, when in empty):
        _held(db, when, mark, today=today)
    why = _why(db, dict.fromkeys(when for _, when in empty), reason)
    with db.act(f"{found.name}：{len(empty)} 人次记为{MARKS[mark]}{f'（锁定后更改：{why}）' if why else ''}"):
        for who, when in empty:
            _put(db, who.id, when.id, mark, reason=why if when.id in grid.locked else "")
        if empty:
            classes.follow(db, training_class)
    return len(empty)


def arrive(db: Register, training_class: int, *, enrollment: int, session: int, today: str) -> Arrival:
    """Sign in by badge: mark somebody present who was not, and tell how many are there.

    Raise `UserError` where the badge is of another class or of nobody known, the session is to come or is
    locked, or the class is closed.
    """
    (when,) = timetable.rows(db, [session])
    whose = next(iter(enrollments.rows(db, [enrollment])), None)
    if whose is None:
        raise UserError("这张胸牌不是本校名册上的，没有记考勤。请按姓名查找，或登记为临时到场。")
    if whose.training_class != training_class:
        other = classes.row(db, whose.training_class).name
        raise UserError(f"{whose.name}的胸牌是“{other}”的，不是本班的，没有记考勤。")
    if when.date > precautions.reached(db, today=today):
        raise UserError(f"{when.label}（{when.date}）还没有到，不能签到；请先选中正在上的半天。")
    row = db.execute(
        "SELECT mark FROM attendance WHERE enrollment = ? AND session = ?", [enrollment, session]
    ).fetchone()
    before = row[0] if row else None
    if before not in CAME:
        mark(db, enrollment=enrollment, session=session, mark="present", today=today)
    came, expected = db.execute(
        "SELECT count(a.id), count(*) FROM enrollment e LEFT JOIN attendance a ON a.enrollment = e.id "
        "AND a.session = ? AND a.mark IN (?, ?, ?) WHERE e.training_class = ?",
        [session, *CAME, training_class],
    ).fetchone()
    return Arrival(whose.id, whose.name, whose.seq_no, when.label, before, came, expected)


# locking


def locked(db: Register, training_class: int) -> dict[int, str]:
    """Give the locked sessions of a class with the day they were."""
    found = db.execute(
        "SELECT id, locked_on FROM session WHERE training_class = ? AND locked_on IS NOT NULL",
        [training_class],
    )
    return dict(found.fetchall())


def lock_date(db: Register, session: int) -> str:
    """Give the day a session was locked, empty where it is not."""
    row = db.execute("SELECT locked_on FROM session WHERE id = ?", [session]).fetchone()
    return str(row[0] or "")


def lock(db: Register, session: int, *, today: str) -> None:
    """Lock a session once everyone has a mark; raise `UserError` otherwise, and where it is locked."""
    (when,) = timetable.rows(db, [session])
    found = classes.still_open(db, when.training_class)
    if lock_date(db, session):
        raise UserError(f"{when.label}的考勤已经锁定。")
    if when.date > precautions.reached(db, today=today):
        raise UserError(f"{when.label}（{when.date}）还没有上课，考勤不能锁定。")
    missing = db.execute(
        "SELECT count(*) FROM enrollment e WHERE training_class = ? AND NOT EXISTS "
        "(SELECT 1 FROM attendance a WHERE a.enrollment = e.id AND a.session = ?)",
        [when.training_class, session],
    ).fetchone()[0]
    if missing or not found.enrolled:
        raise UserError(f"{when.label}还有 {missing} 人没有录入考勤，录完再锁定。")
    with db.act(f"{found.name}：锁定{when.label}考勤"):
        update(db, "session", session, {"locked_on": today})


def lock_all(db: Register, training_class: int, *, today: str) -> int:
    """Lock every session of a class that is not yet locked, when it closes; tell how many."""
    found = classes.row(db, training_class)
    shut = locked(db, training_class)
    free = [one for one in timetable.find(db, training_class=training_class) if one not in shut]
    with db.act(f"{found.name}：锁定全部考勤"):
        for session in free:
            update(db, "session", session, {"locked_on": today})
    return len(free)


def unlock(db: Register, session: int, *, reason: str) -> None:
    """Unlock a session for a reason, which stands in the act's name; raise `UserError` without one."""
    (when,) = timetable.rows(db, [session])
    found = classes.still_open(db, when.training_class)
    if not lock_date(db, session):
        raise UserError(f"{when.label}的考勤没有锁定。")
    why = " ".join(reason.split())
    if not why:
        raise UserError("解除考勤锁定要写明原因。")
    with db.act(f"{found.name}：解除{when.label}考勤锁定（{why}）"):
        update(db, "session", session, {"locked_on": None})


def _put(
    db: Register,
    enrollment: int,
    session: int,
    mark: str | None,
    *,
    minutes: int | None = None,
    reason: str = "",
) -> None:
    row = db.execute(
        "SELECT a.id, mark, minutes, e.school FROM enrollment e LEFT JOIN attendance a "
        "ON a.enrollment = e.id AND a.session = ? WHERE e.id = ?",
        [session, enrollment],
    ).fetchone()
    found, before, part, school = row
    if (mark, minutes) == (before, part):
        return
    said = {"mark": mark, "minutes": minutes, "reason": reason}
    if mark is None:
        db.execute("DELETE FROM attendance WHERE id = ?", [found])
    elif found is None:
        insert(db, "attendance", {"school": school, "session": session, "enrollment": enrollment, **said})
    else:
        update(db, "attendance", found, said)
