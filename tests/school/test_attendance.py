import pytest

from app.errors import UserError
from app.school import MARKS, attendance, classes, timetable
from db import IntegrityError
from db.register import Register
from tests import made_up


@pytest.fixture
def training(db: Register, school: int, people: list[int]) -> int:
    return made_up.a_class(db, school, people[:2])


def test_the_grid_holds_roster_sessions_and_marks(db: Register, training: int) -> None:
    grid = attendance.roll_call(db, training)
    assert (len(grid.enrollments), len(grid.sessions), dict(grid.marks), grid.missing) == (2, 4, {}, 8)
    who, when = grid.enrollments[1].id, grid.sessions[2].id
    attendance.mark(db, enrollment=who, session=when, mark="late")
    grid = attendance.roll_call(db, training)
    assert (dict(grid.marks), grid.missing) == ({(who, when): "late"}, 7)


def test_a_mark_is_entered_changed_and_cleared(db: Register, training: int) -> None:
    grid = attendance.roll_call(db, training)
    box = {"enrollment": grid.enrollments[0].id, "session": grid.sessions[0].id}
    for mark in (*MARKS, None, None):
        attendance.mark(db, **box, mark=mark)
        assert attendance.roll_call(db, training).marks.get(tuple(box.values())) == mark  # type: ignore[call-overload]
    assert db.undo() == "标记单晓红20日上午清空"


def test_a_class_with_a_mark_is_being_taught(db: Register, training: int) -> None:
    grid = attendance.roll_call(db, training)
    assert classes.row(db, training).state == "preparing"
    attendance.mark(db, enrollment=grid.enrollments[0].id, session=grid.sessions[0].id, mark="present")
    assert classes.row(db, training).state == "teaching"
    db.undo()
    assert classes.row(db, training).state == "preparing"


def test_all_empty_boxes_are_marked_at_once_and_the_others_stay(db: Register, training: int) -> None:
    grid = attendance.roll_call(db, training)
    first, second = (session.id for session in grid.sessions[:2])
    attendance.mark(db, enrollment=grid.enrollments[0].id, session=first, mark="absent")
    assert attendance.mark_all(db, training, sessions=[first, second]) == 3
    assert attendance.mark_all(db, training, sessions=[first, second]) == 0
    assert sorted(attendance.roll_call(db, training).marks.values()) == ["absent", *["present"] * 3]
    assert db.undo() == "冬训班：3 人次记为到课"
    assert list(attendance.roll_call(db, training).marks.values()) == ["absent"]


def test_a_class_without_people_has_nothing_to_mark(db: Register, school: int) -> None:
    training = classes.prepare(db, school=school, year=2026, name="冬训")
    with pytest.raises(UserError, match="还没有学员"):
        attendance.mark_all(db, training, sessions=[])


def test_a_closed_class_keeps_its_marks(db: Register, training: int) -> None:
    grid = attendance.roll_call(db, training)
    sessions = timetable.find(db, training_class=training)
    classes.to_state(db, training, "closed", on="2026-11-22")
    with pytest.raises(UserError, match="已结班"):
        attendance.mark(db, enrollment=grid.enrollments[0].id, session=sessions[0], mark="absent")
    with pytest.raises(UserError, match="已结班"):
        attendance.mark_all(db, training, sessions=sessions)
    assert attendance.roll_call(db, training).missing == 8


def test_a_mark_belongs_to_one_class(db: Register, school: int, people: list[int], training: int) -> None:
    other = made_up.a_class(db, school, people, name="春训班")
    who, when = attendance.roll_call(db, training).enrollments[0], attendance.roll_call(db, other).sessions[0]
    with pytest.raises(ValueError, match="two classes"):
        attendance.mark(db, enrollment=who.id, session=when.id, mark="present")


def test_the_register_has_one_mark_a_box(db: Register, training: int) -> None:
    attendance.mark_all(db, training, sessions=timetable.find(db, training_class=training))
    with pytest.raises(IntegrityError), db.act("重复"):
        db.execute(
            "INSERT INTO attendance SELECT 1, school, session, enrollment, 'late' FROM attendance LIMIT 1"
        )
