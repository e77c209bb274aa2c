"""Clashes: one teacher, place or trainee in two half-days at the same time, and what else is free."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.school import HALF_DAYS, classes, hours_text, places, teachers, timetable
from app.spelling import names
from db.register import Register

Kind = Literal["teacher", "place", "trainees", "times", "load"]
# 讲课费每半天最多按 4 学时计 (《培训费管理办法》): more is more than a teacher is paid for.
MOST_A_HALF_DAY = 16
_NAMED = 3
_LONGEST_RANGE = 31
_OFFERED = 5


@dataclass(frozen=True, slots=True)
class Lesson:
    """A half-day as it stands or is being typed: `session` is None for one not on the timetable yet."""

    training_class: int
    date: str
    half_day: str
    starts: str
    ends: str
    teacher: str = ""
    place: str = ""
    quarter_hours: int = 0
    session: int | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """What a half-day clashes with, in words: whose class and when; `session` is the half-day judged."""

    session: int | None
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Free:
    """What is free instead: (date, half-day) of the class's days, teachers and places at the same time."""

    half_days: tuple[tuple[str, str], ...]
    teachers: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Other:
    """Another half-day at the same time."""

    session: int
    training_class: int
    class_name: str
    date: str
    half_day: str
    starts: str
    ends: str
    course: str
    teacher: str
    place: str

    @property
    def when(self) -> str:
        """Write the half-day with its times."""
        day = f"{int(self.date[5:7])}月{int(self.date[8:])}日"
        return f"{day}{HALF_DAYS[self.half_day]} {self.starts}—{self.ends}"


def of_class(db: Register, training_class: int) -> list[Clash]:
    """Give every clash of a class's timetable, in the order the half-days are held."""
    held = timetable.rows(db, timetable.find(db, training_class=training_class))
    return [clash for one in held for clash in of_lesson(db, of_session(one))]


def of_session(held: timetable.Session) -> Lesson:
    """Give a half-day on a timetable as one to be judged."""
    return Lesson(
        held.training_class, held.date, held.half_day, held.starts, held.ends, held.teacher, held.place,
        held.quarter_hours, held.id,
    )  # fmt: skip


def of_lesson(db: Register, lesson: Lesson) -> list[Clash]:
    """Say what a half-day clashes with; nothing is refused, the clerk decides."""
    found = []
    for other in _at_once(db, lesson):
        where = "本班" if other.training_class == lesson.training_class else f"“{other.class_name}”"
        if other.training_class == lesson.training_class:
            found.append(Clash(lesson.session, "times", f"与本班 {other.when} 的课时间重叠"))
        if _same(other.teacher, lesson.teacher):
            also = "，如果是合班上课可不改" if _same(other.place, lesson.place) else ""
            said = f"{other.teacher}同时在{where}上课（{other.when}）{also}"
            found.append(Clash(lesson.session, "teacher", said))
        elif _same(other.place, lesson.place):
            found.append(Clash(lesson.session, "place", f"{other.place}同时由{where}使用（{other.when}）"))
        if other.training_class != lesson.training_class:
            found += _trainees(db, lesson, other)
    return [*found, *_load(db, lesson)]


def _same(one: str, other: str) -> bool:
    return bool(one) and names.match_key(one) == names.match_key(other)


def _at_once(db: Register, lesson: Lesson) -> list[_Other]:
    """List the school's other half-days whose times overlap, however little."""
    found = db.execute(
        "SELECT s.id, s.training_class, k.name, date, half_day, starts, ends, c.title, "
        "coalesce(t.name, ''), coalesce(p.name, '') FROM session s "
        "JOIN training_class k ON k.id = s.training_class JOIN course c ON c.id = s.course "
        "LEFT JOIN teacher t ON t.id = s.teacher LEFT JOIN place p ON p.id = s.place "
        "WHERE date = ?1 AND starts < ?3 AND ends > ?2 AND s.id IS NOT ?4 "
        "AND s.school = (SELECT school FROM training_class WHERE id = ?5) ORDER BY starts, s.id",
        [lesson.date, lesson.starts, lesson.ends, lesson.session, lesson.training_class],
    )
    return [_Other(*row) for row in found]


def _trainees(db: Register, lesson: Lesson, other: _Other) -> list[Clash]:
    found = db.execute(
        "SELECT m.name FROM enrollment e JOIN member m ON m.id = e.member "
        "LEFT JOIN person_link l ON l.other = e.member WHERE e.training_class = ? "
        "AND coalesce(l.kept, e.member) IN (SELECT coalesce(n.kept, o.member) FROM enrollment o "
        "LEFT JOIN person_link n ON n.other = o.member WHERE o.training_class = ?) ORDER BY e.seq_no",
        [lesson.training_class, other.training_class],
    )
    both = [row[0] for row in found]
    if not both:
        return []
    who = "、".join(both[:_NAMED]) + (f"等 {len(both)} 人" if len(both) > _NAMED else "")
    return [Clash(lesson.session, "trainees", f"学员{who}同时在“{other.class_name}”上课（{other.when}）")]


def _load(db: Register, lesson: Lesson) -> list[Clash]:
    """Say where a teacher has more than four hours in a half-day; two classes taught at once count once."""
    if not lesson.teacher:
        return []
    found = db.execute(
        "SELECT t.name, starts, ends, quarter_hours FROM session s JOIN teacher t ON t.id = s.teacher "
        "WHERE s.school = (SELECT school FROM training_class WHERE id = ?) AND date = ? AND half_day = ? "
        "AND s.id IS NOT ?",
        [lesson.training_class, lesson.date, lesson.half_day, lesson.session],
    )
    given = {(lesson.starts, lesson.ends): lesson.quarter_hours}
    for name, starts, ends, hours in found:
        if _same(name, lesson.teacher):
            given[starts, ends] = max(given.get((starts, ends), 0), hours)
    total = sum(given.values())
    if total <= MOST_A_HALF_DAY:
        return []
    said = f"{lesson.teacher}这个半天共 {hours_text(total)} 学时，讲课费每半天最多按 4 学时计"
    return [Clash(lesson.session, "load", said)]


def free(db: Register, lesson: Lesson, *, kinds: Iterable[Kind]) -> Free:
    """Give what is free instead of what clashes: only what would help against these kinds of clash."""
    wanted = set(kinds)
    busy = _at_once(db, lesson)
    school = classes.row(db, lesson.training_class).school
    found_teachers: Sequence[str] = ()
    found_places: Sequence[str] = ()
    if "teacher" in wanted or "load" in wanted:
        taken = {one.teacher for one in busy} | {lesson.teacher}
        found_teachers = [one for one in teachers.names(db, school=school) if one not in taken]
    if "place" in wanted:
        taken = {one.place for one in busy} | {lesson.place}
        found_places = [one for one in places.names(db, school=school) if one not in taken]
    half_days = _free_half_days(db, lesson) if wanted else ()
    return Free(tuple(half_days), tuple(found_teachers[:_OFFERED]), tuple(found_places[:_OFFERED]))


def _free_half_days(db: Register, lesson: Lesson) -> list[tuple[str, str]]:
    """List the class's mornings and afternoons free for class, teacher, place and trainees alike."""
    held = timetable.rows(db, timetable.find(db, training_class=lesson.training_class))
    taken = {(one.date, one.half_day) for one in held if one.id != lesson.session}
    days = [one.date for one in held] + [lesson.date]
    first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
    found = []
    for ahead in range(min((last - first).days, _LONGEST_RANGE) + 1):
        day = (first + timedelta(days=ahead)).isoformat()
        for half_day in ("am", "pm"):
            if (day, half_day) in taken or (day, half_day) == (lesson.date, lesson.half_day):
                continue
            starts, ends = timetable.usual_times(db, lesson.training_class, half_day)
            there = Lesson(
                lesson.training_class, day, half_day, starts, ends, lesson.teacher, lesson.place,
                lesson.quarter_hours, lesson.session,
            )  # fmt: skip
            if not of_lesson(db, there):
                found.append((day, half_day))
            if len(found) == _OFFERED:
                return found
    return found
