"""Timetable: the sessions of a class, each a half-day with a course, a teacher, a place and hours."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.school import HALF_DAYS, classes, courses, places, rules, teachers
from app.spelling import dates
from db import IntegrityError
from db.register import Register
from db.rows import by_id, insert, update

USUAL_TIMES = {"am": ("08:30", "11:30"), "pm": ("14:30", "17:30"), "evening": ("19:00", "21:00")}
METHODS = {
    "": "",
    "lecture": "讲授",
    "discussion": "研讨",
    "on_site": "现场教学",
    "observation": "观摩",
    "scenario": "情景",
    "interview": "访谈",
    "experience": "体验",
    "interactive": "互动",
    "case": "案例",
    "self_study": "自学",
}
LEAST, MOST = 1, 48
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:：]([0-5][0-9])")
# What a half-day holds beside its time: this is exchanged where two half-days change places.
_LESSON = ("course", "teacher", "place", "method")


@dataclass(frozen=True, slots=True)
class Session:
    """One half-day; `date` ISO, `starts` and `ends` HH:MM, `method` a key of `METHODS`.

    `locked_on` is the day from which a change of its marks needs a reason, empty before.
    """

    id: int
    training_class: int
    date: str
    half_day: str
    starts: str
    ends: str
    course: str
    teacher: str
    place: str
    quarter_hours: int
    method: str = ""
    locked_on: str = ""

    @property
    def label(self) -> str:
        """Write the session as a column of a table does: “20日上午”."""
        return f"{int(self.date[8:10])}日{HALF_DAYS[self.half_day]}"


def headings(sessions: Sequence[Session]) -> tuple[str, ...]:
    """Write half-days as the columns of one table, each with its month where they lie in several."""
    several = len({one.date[:7] for one in sessions}) > 1
    return tuple(f"{int(one.date[5:7])}月{one.label}" if several else one.label for one in sessions)


def add(
    db: Register,
    training_class: int,
    *,
    on: str,
    half_day: str,
    course: str,
    quarter_hours: int | None = None,
    teacher: str = "",
    place: str = "",
    starts: str = "",
    ends: str = "",
    method: str = "",
) -> int:
    """Put a session on the timetable; times are those the class keeps, hours those the rule gives.

    Raise `UserError` for a day that is none, a course without a name, hours out of range, a half-day
    taken, or a class that is closed.
    """
    found = classes.still_open(db, training_class)
    day = dates.typed_day(on)
    usual = usual_times(db, training_class, half_day)
    starts, ends = _times(starts or usual[0], ends or usual[1])
    if quarter_hours is None:
        quarter_hours = usual_hours(
            db, school=found.school, on=day, half_day=half_day, starts=starts, ends=ends
        )
    label = f"{_label(day)}{HALF_DAYS[half_day]}"
    with db.act(f"{found.name}：排课 {label}"):
        values = {
            "school": found.school,
            "training_class": training_class,
            "date": day,
            "half_day": half_day,
            "starts": starts,
            "ends": ends,
            "course": _course(db, course, school=found.school),
            "teacher": _teacher(db, teacher, school=found.school),
            "place": _place(db, place or found.place_name, school=found.school),
            "method": _method(method),
            "quarter_hours": _quarters(quarter_hours),
        }
        try:
            return insert(db, "session", values)
        except IntegrityError as error:
            raise UserError(f"{label}已经排了课，请换一个半天。") from error


def amend(
    db: Register,
    session: int,
    *,
    on: str | None = None,
    half_day: str | None = None,
    starts: str | None = None,
    ends: str | None = None,
    course: str | None = None,
    teacher: str | None = None,
    place: str | None = None,
    method: str | None = None,
    quarter_hours: int | None = None,
    marks_follow: bool = False,
) -> None:
    """Change what is given of a session; hours nobody set by hand follow its times.

    Where people have marks in it, its date and half-day change only with `marks_follow`: the marks and
    their hours then stand under the new day. Raise `UserError` for whatever `add` would refuse, and for a
    half-day that is taken.
    """
    (before,) = rows(db, [session])
    owner = classes.still_open(db, before.training_class)
    day = before.date if on is None else dates.typed_day(on)
    half = before.half_day if half_day is None else half_day
    moved = (day, half) != (before.date, before.half_day)
    count = marks(db, session)
    if moved and count and not marks_follow:
        raise UserError(said_of_marks(before, count, on=day, half_day=half))
    values: dict[str, object] = {"date": day, "half_day": half}
    times = (before.starts, before.ends)
    if half != before.half_day:
        times = usual_times(db, before.training_class, half)
    times = _times(starts or times[0], ends or times[1])
    values |= dict(zip(("starts", "ends"), times, strict=True))
    values["quarter_hours"] = _hours_after(db, owner.school, before, day, half, times, quarter_hours)
    with db.act(f"{owner.name}：修改 {before.label}"):
        values |= _lesson(db, before, owner.school, course, teacher, place, method)
        try:
            update(db, "session", session, values)
        except IntegrityError as error:
            label = f"{_label(day)}{HALF_DAYS[half]}"
            raise UserError(f"{label}已经排了课，请换一个半天，或把两个半天对调。") from error


def _lesson(
    db: Register,
    before: Session,
    school: int,
    course: str | None,
    teacher: str | None,
    place: str | None,
    method: str | None,
) -> dict[str, object]:
    """Give the columns of what is taught that differ; a name that stays is not looked up again."""
    values: dict[str, object] = {}
    if course is not None and course != before.course:
        values["course"] = _course(db, course, school=school)
    if teacher is not None and teacher != before.teacher:
        values["teacher"] = _teacher(db, teacher, school=school)
    if place is not None and place != before.place:
        values["place"] = _place(db, place, school=school)
    if method is not None:
        values["method"] = _method(method)
    return values


def _hours_after(
    db: Register,
    school: int,
    before: Session,
    day: str,
    half: str,
    times: tuple[str, str],
    said: int | None,
) -> int:
    """Give the quarter-hours of a session after a change: those said, or as the rule would have them."""
    if said is not None:
        return _quarters(said)
    was = (before.date, before.half_day, before.starts, before.ends)
    if (day, half, *times) == was:
        return before.quarter_hours

    def usual(on: str, half_day: str, starts: str, ends: str) -> int:
        return usual_hours(db, school=school, on=on, half_day=half_day, starts=starts, ends=ends)

    return usual(day, half, *times) if before.quarter_hours == usual(*was) else before.quarter_hours


def said_of_marks(session: Session, count: int, *, on: str, half_day: str) -> str:
    """Say what it means to change the day of a session in which people have marks."""
    return (
        f"{session.label}已有 {count} 人的考勤。改到{_label(on)}{HALF_DAYS[half_day]}，"
        "这些考勤会跟着改期，学时按新的日期计；已打印的签到表要重新打印。"
    )


def marks(db: Register, session: int) -> int:
    """Count the people who have a mark in a session."""
    found = db.execute("SELECT count(*) FROM attendance WHERE session = ?", [session]).fetchone()
    return int(found[0])


def move(db: Register, session: int, *, on: str, half_day: str, marks_follow: bool = False) -> None:
    """Move a session to another half-day of its class.

    Where that is taken, the two exchange what is taught, by whom, where and how: times, hours and marks
    stay with their half-days. Raise `UserError` as `amend` does.
    """
    (before,) = rows(db, [session])
    owner = classes.still_open(db, before.training_class)
    day = dates.typed_day(on)
    if (day, half_day) == (before.date, before.half_day):
        return
    there = db.execute(
        "SELECT id FROM session WHERE training_class = ? AND date = ? AND half_day = ?",
        [owner.id, day, half_day],
    ).fetchone()
    if there is None:
        with db.act(f"{owner.name}：{before.label}移到{_label(day)}{HALF_DAYS[half_day]}"):
            amend(db, session, on=day, half_day=half_day, marks_follow=marks_follow)
        return
    with db.act(f"{owner.name}：{before.label}与{_label(day)}{HALF_DAYS[half_day]}对调"):
        names = ", ".join(_LESSON)
        lessons = [
            db.execute(f"SELECT {names} FROM session WHERE id = ?", [one]).fetchone()
            for one in (session, there[0])
        ]
        for one, lesson in ((session, lessons[1]), (there[0], lessons[0])):
            update(db, "session", one, dict(zip(_LESSON, lesson, strict=True)))


def move_day(db: Register, training_class: int, *, day: str, to: str, marks_follow: bool = False) -> int:
    """Move each half-day of a day to another day, and give how many; those taken there change places."""
    held = _of_day(db, training_class, day)
    owner = classes.still_open(db, training_class)
    to = dates.typed_day(to)
    with db.act(f"{owner.name}：{_label(held[0].date)}的课移到{_label(to)}"):
        for one in held:
            move(db, one.id, on=to, half_day=one.half_day, marks_follow=marks_follow)
    return len(held)


def copy_day(db: Register, training_class: int, *, day: str, to: str) -> list[int]:
    """Put the half-days of a day on another day too, and give the new ones; all or none."""
    held = _of_day(db, training_class, day)
    owner = classes.still_open(db, training_class)
    to = dates.typed_day(to)
    with db.act(f"{owner.name}：{_label(held[0].date)}的课复制到{_label(to)}"):
        return [
            add(
                db,
                training_class,
                on=to,
                half_day=one.half_day,
                course=one.course,
                teacher=one.teacher,
                place=one.place,
                starts=one.starts,
                ends=one.ends,
                method=one.method,
                quarter_hours=one.quarter_hours,
            )
            for one in held
        ]


def _of_day(db: Register, training_class: int, day: str) -> list[Session]:
    every = rows(db, find(db, training_class=training_class))
    # A day that stands there wrong, of whatever century, must be found to be moved.
    wanted = day if any(one.date == day for one in every) else dates.typed_day(day)
    held = [one for one in every if one.date == wanted]
    if not held:
        raise UserError(f"{_label(wanted)}没有排课，请选一个有课的日子。")
    return held


def usual_times(db: Register, training_class: int, half_day: str) -> tuple[str, str]:
    """Give the times of a half-day: those of the class's last one of the kind, else the usual ones."""
    found = db.execute(
        "SELECT starts, ends FROM session WHERE training_class = ? AND half_day = ? "
        "ORDER BY date DESC LIMIT 1",
        [training_class, half_day],
    ).fetchone()
    return (found[0], found[1]) if found else USUAL_TIMES[half_day]


def usual_hours(
    db: Register, *, school: int, on: str, half_day: str, starts: str = "", ends: str = ""
) -> int:
    """Give the quarter-hours of a half-day by the rule in force, fewer where it is shorter than usual.

    A longer half-day gives no more: 每半天最多按 4 学时计 (《培训费管理办法》).
    """
    rule = rules.in_force(db, school=school, on=on)
    whole, least = rule.half_day[half_day], max(LEAST, rule.min_unit)
    first, last = USUAL_TIMES[half_day]
    minutes = _minutes(ends or last) - _minutes(starts or first)
    share = whole * minutes // (_minutes(last) - _minutes(first))
    return min(max(whole, least), max(least, share // rule.min_unit * rule.min_unit))


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def drop(db: Register, session: int) -> None:
    """Take a session off that nobody has a mark in; raise `UserError` otherwise."""
    (found,) = rows(db, [session])
    owner = classes.still_open(db, found.training_class)
    if marks(db, session):
        raise UserError(f"{found.label}已有考勤记录，不能删去；请先核对考勤。")
    with db.act(f"{owner.name}：取消 {found.label}"):
        db.execute("DELETE FROM session WHERE id = ?", [session])


def find(db: Register, *, training_class: int) -> list[int]:
    """List a class's sessions in the order they are held."""
    found = db.execute(
        "SELECT id FROM session WHERE training_class = ? ORDER BY date, "
        "CASE half_day WHEN 'am' THEN 1 WHEN 'pm' THEN 2 ELSE 3 END",
        [training_class],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[Session]:
    """Give sessions in the order asked."""
    select = (
        "SELECT s.id, training_class, date, half_day, starts, ends, c.title, coalesce(t.name, ''), "
        "coalesce(p.name, ''), quarter_hours, method, coalesce(locked_on, '') "
        "FROM session s JOIN course c ON c.id = s.course "
        "LEFT JOIN teacher t ON t.id = s.teacher LEFT JOIN place p ON p.id = s.place "
        "WHERE s.id IN (SELECT value FROM json_each(?))"
    )
    return [Session(*row) for row in by_id(db, select, ids)]


# what is typed


def _label(day: str) -> str:
    return f"{int(day[5:7])}月{int(day[8:10])}日"


def _times(starts: str, ends: str) -> tuple[str, str]:
    """Read 8:30 as 08:30; raise `UserError` where one is no time or the end is not after the start."""
    read = [_TIME.fullmatch(time.strip()) for time in (starts, ends)]
    written = [f"{int(one[1]):02}:{one[2]}" for one in read if one]
    if len(written) < 2 or written[0] >= written[1]:
        raise UserError("上课时间要写成 08:30 的样子，并且早于下课时间。")
    return written[0], written[1]


def _course(db: Register, title: str, *, school: int) -> int:
    if not title.strip():
        raise UserError("请填写课程名称。")
    return courses.called(db, title, school=school)


def _teacher(db: Register, name: str, *, school: int) -> int | None:
    return teachers.called(db, name, school=school) if name.strip() else None


def _place(db: Register, name: str, *, school: int) -> int | None:
    return places.called(db, name, school=school) if name.strip() else None


def _method(said: str) -> str:
    labels: Mapping[str, str] = {label: key for key, label in METHODS.items()}
    key = said if said in METHODS else labels.get(said.strip().removesuffix("式"))
    if key is None:
        choices = "、".join(label for label in METHODS.values() if label)
        raise UserError(f"教学方式没有“{said}”，可以写：{choices}；也可以空着。")
    return key


def _quarters(quarter_hours: int) -> int:
    if not LEAST <= quarter_hours <= MOST:
        raise UserError("一个半天的学时应在 0.25 到 12 之间，请改正。")
    return quarter_hours
