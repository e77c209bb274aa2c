"""Timetable: the sessions of a class, each a half-day with a course, a teacher, a place and hours."""

from dataclasses import dataclass
from datetime import date

from app.errors import UserError
from app.school import HALF_DAYS, classes, courses, places, teachers
from db import IntegrityError
from db.register import Register
from db.rows import by_id, insert

USUAL_TIMES = {"am": ("08:30", "11:30"), "pm": ("14:30", "17:30"), "evening": ("19:00", "21:00")}


@dataclass(frozen=True, slots=True)
class Session:
    """One half-day; `date` ISO, `starts` and `ends` HH:MM."""

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

    @property
    def label(self) -> str:
        """Write the session as a column of a table does: “20日上午”."""
        return f"{int(self.date[8:10])}日{HALF_DAYS[self.half_day]}"


def add(
    db: Register,
    training_class: int,
    *,
    on: str,
    half_day: str,
    course: str,
    quarter_hours: int,
    teacher: str = "",
    place: str = "",
    starts: str = "",
    ends: str = "",
) -> int:
    """Put a session on the timetable; times are the usual ones of the half-day unless given.

    Raise `UserError` for a day that is none, a course without a name, hours out of range, a half-day
    taken, or a class that is closed.
    """
    found = classes.still_open(db, training_class)
    day = _day(on)
    if not course.strip():
        raise UserError("请填写课程名称。")
    if not 1 <= quarter_hours <= 48:
        raise UserError("一个半天的学时应在 0.25 到 12 之间，请改正。")
    usual = USUAL_TIMES[half_day]
    label = f"{day.month}月{day.day}日{HALF_DAYS[half_day]}"
    with db.act(f"{found.name}：排课 {label}"):
        values = {
            "school": found.school,
            "training_class": training_class,
            "date": day.isoformat(),
            "half_day": half_day,
            "starts": starts or usual[0],
            "ends": ends or usual[1],
            "course": courses.called(db, course, school=found.school),
            "teacher": teachers.called(db, teacher, school=found.school) if teacher.strip() else None,
            "place": places.called(db, place or found.place_name, school=found.school)
            if (place or found.place_name).strip()
            else None,
            "quarter_hours": quarter_hours,
        }
        try:
            return insert(db, "session", values)
        except IntegrityError as error:
            if "UNIQUE" in str(error):
                raise UserError(f"{label}已经排了课，请换一个半天。") from error
            raise UserError("上课时间要写成 08:30 的样子，并且早于下课时间。") from error


def _day(on: str) -> date:
    try:
        return date.fromisoformat(on)
    except ValueError as error:
        raise UserError(f"“{on}”不是一个日期，请写成 2026-11-20 的样子。") from error


def drop(db: Register, session: int) -> None:
    """Take a session off that nobody has a mark in; raise `UserError` otherwise."""
    (found,) = rows(db, [session])
    owner = classes.still_open(db, found.training_class)
    if db.execute("SELECT 1 FROM attendance WHERE session = ?", [session]).fetchone():
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
        "coalesce(p.name, ''), quarter_hours FROM session s JOIN course c ON c.id = s.course "
        "LEFT JOIN teacher t ON t.id = s.teacher LEFT JOIN place p ON p.id = s.place "
        "WHERE s.id IN (SELECT value FROM json_each(?))"
    )
    return [Session(*row) for row in by_id(db, select, ids)]
