"""Attendance: one mark a person and session; facts, from which hours are worked out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.errors import UserError
from app.school import MARKS, classes, enrollments, timetable
from db.register import Register
from db.rows import insert, update


@dataclass(frozen=True, slots=True)
class RollCall:
    """A class's grid: its roster, its sessions and the marks by (enrollment, session)."""

    enrollments: tuple[enrollments.Enrollment, ...]
    sessions: tuple[timetable.Session, ...]
    marks: Mapping[tuple[int, int], str]

    @property
    def missing(self) -> int:
        """Count the boxes that have no mark yet."""
        return len(self.enrollments) * len(self.sessions) - len(self.marks)


def roll_call(db: Register, training_class: int) -> RollCall:
    """Give a class's grid as it stands."""
    found = db.execute(
        "SELECT enrollment, session, mark FROM attendance a JOIN session s ON s.id = a.session "
        "WHERE s.training_class = ?",
        [training_class],
    )
    return RollCall(
        tuple(enrollments.rows(db, enrollments.find(db, training_class=training_class))),
        tuple(timetable.rows(db, timetable.find(db, training_class=training_class))),
        {(enrollment, session): mark for enrollment, session, mark in found},
    )


def mark(db: Register, *, enrollment: int, session: int, mark: str | None) -> None:
    """Enter, change or (with None) clear one mark; raise `UserError` where the class is closed."""
    (who,) = enrollments.rows(db, [enrollment])
    (when,) = timetable.rows(db, [session])
    if who.training_class != when.training_class:
        raise ValueError("enrollment and session are of two classes")
    classes.still_open(db, who.training_class)
    said = MARKS[mark] if mark else "清空"
    with db.act(f"标记{who.name}{when.label}{said}"):
        _put(db, enrollment, session, mark)
        _begun(db, who.training_class)


def mark_all(db: Register, training_class: int, *, sessions: Iterable[int], mark: str = "present") -> int:
    """Give everyone without a mark in these sessions the same one, and tell how many that were."""
    found = classes.still_open(db, training_class)
    grid = roll_call(db, training_class)
    if not grid.enrollments:
        raise UserError("本班还没有学员，请先到“学员”页选人。")
    wanted = set(sessions)
    empty = [
        (who.id, when.id)
        for when in grid.sessions
        if when.id in wanted
        for who in grid.enrollments
        if (who.id, when.id) not in grid.marks
    ]
    with db.act(f"{found.name}：{len(empty)} 人次记为{MARKS[mark]}"):
        for enrollment, session in empty:
            _put(db, enrollment, session, mark)
        if empty:
            _begun(db, training_class)
    return len(empty)


def _put(db: Register, enrollment: int, session: int, mark: str | None) -> None:
    row = db.execute(
        "SELECT a.id, mark, e.school FROM enrollment e LEFT JOIN attendance a ON a.enrollment = e.id "
        "AND a.session = ? WHERE e.id = ?",
        [session, enrollment],
    ).fetchone()
    found, before, school = row
    if mark == before:
        return
    if mark is None:
        db.execute("DELETE FROM attendance WHERE id = ?", [found])
    elif found is None:
        insert(
            db,
            "attendance",
            {"school": school, "session": session, "enrollment": enrollment, "mark": mark},
        )
    else:
        update(db, "attendance", found, {"mark": mark})


def _begun(db: Register, training_class: int) -> None:
    """A class with a mark is being taught; the state follows the facts and needs no button."""
    if classes.row(db, training_class).state in ("preparing", "notified", "enrolling", "opened"):
        classes.to_state(db, training_class, "teaching")
