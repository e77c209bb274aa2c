import pytest

from app.errors import UserError
from app.school import MARKS, attendance, classes, closings, enrollments, timetable
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
    attendance.mark(db, enrollment=who, session=when, mark="late", today=made_up.TODAY)
    grid = attendance.roll_call(db, training)
    assert (dict(grid.marks), grid.missing) == ({(who, when): "late"}, 7)


def test_a_mark_is_entered_changed_and_cleared(db: Register, training: int) -> None:
    grid = attendance.roll_call(db, training)
    box = {"enrollment": grid.enrollments[0].id, "session": grid.sessions[0].id}
    for mark in (*MARKS, None, None):
        attendance.mark(db, **box, mark=mark, today=made_up.TODAY)
        assert attendance.roll_call(db, training).marks.get(tuple(box.values())) == mark  # type: ignore[call-overload]
    assert db.undo() == "标记单晓红20日上午清空"


def test_a_class_with_a_mark_is_being_taught(db: Register, training: int) -> None:
    grid = attendance.roll_call(db, training)
    assert classes.row(db, training).state == "preparing"
    attendance.mark(
        db,
        enrollment=grid.enrollments[0].id,
        session=grid.sessions[0].id,
        mark="present",
        today=made_up.TODAY,
    )
    assert classes.row(db, training).state == "teaching"
    db.undo()
    assert classes.row(db, training).state == "preparing"


def test_all_empty_boxes_are_marked_at_once_and_the_others_stay(db: Register, training: int) -> None:
    grid = attendance.roll_call(db, training)
    first, second = (session.id for session in grid.sessions[:2])
    attendance.mark(db, enrollment=grid.enrollments[0].id, session=first, mark="absent", today=made_up.TODAY)
    assert attendance.mark_all(db, training, sessions=[first, second], today=made_up.TODAY) == 3
    assert attendance.mark_all(db, training, sessions=[first, second], today=made_up.TODAY) == 0
    assert sorted(attendance.roll_call(db, training).marks.values()) == ["absent", *["present"] * 3]
    assert db.undo() == "冬训班：3 人次记为到课"
    assert list(attendance.roll_call(db, training).marks.values()) == ["absent"]


def test_nobody_came_to_what_is_still_to_come_but_leave_is_given_beforehand(
    db: Register, training: int
) -> None:
    grid = attendance.roll_call(db, training)
    who, (first, *_, last) = grid.enrollments[0].id, grid.sessions
    for mark in ("present", "late", "left_early", "absent"):
        with pytest.raises(UserError, match=f"{last.date}）还没有上课，不能记{MARKS[mark]}"):
            attendance.mark(db, enrollment=who, session=last.id, mark=mark, today=first.date)
        with pytest.raises(UserError, match="还没有上课"):
            attendance.mark_all(db, training, sessions=[first.id, last.id], mark=mark, today=first.date)
    assert attendance.roll_call(db, training).marks == {}
    attendance.mark(db, enrollment=who, session=last.id, mark="sick_leave", today=first.date)
    attendance.mark(db, enrollment=who, session=last.id, mark=None, today=first.date)
    assert attendance.mark_all(db, training, sessions=[first.id], today=first.date) == 2
    assert attendance.mark_all(db, training, sessions=[last.id], mark="official_leave", today=first.date) == 2


def test_a_class_is_called_though_the_clock_fell_back(db: Register, training: int) -> None:
    """What is still to come is told by the clock alone; where that cannot be right, it is told by nothing."""
    grid = attendance.roll_call(db, training)
    who, when = grid.enrollments[0].id, grid.sessions[0].id
    with pytest.raises(UserError, match="还没有上课"):
        attendance.mark(db, enrollment=who, session=when, mark="present", today="2000-01-01")
    db.doubted = True
    attendance.mark(db, enrollment=who, session=when, mark="present", today="2000-01-01")
    assert attendance.roll_call(db, training).marks == {(who, when): "present"}
    assert attendance.mark_all(db, training, sessions=[when], today="2000-01-01") == len(grid.enrollments) - 1
    attendance.lock(db, when, today="2000-01-01")


def test_a_class_without_people_has_nothing_to_mark(db: Register, school: int) -> None:
    training = classes.prepare(db, school=school, year=2026, name="冬训")
    with pytest.raises(UserError, match="还没有学员"):
        attendance.mark_all(db, training, sessions=[], today=made_up.TODAY)


def test_a_closed_class_keeps_its_marks(db: Register, training: int) -> None:
    grid = attendance.roll_call(db, training)
    sessions = timetable.find(db, training_class=training)
    classes.to_state(db, training, "closed", on="2026-11-22")
    with pytest.raises(UserError, match="已结班"):
        attendance.mark(
            db, enrollment=grid.enrollments[0].id, session=sessions[0], mark="absent", today=made_up.TODAY
        )
    with pytest.raises(UserError, match="已结班"):
        attendance.mark_all(db, training, sessions=sessions, today=made_up.TODAY)
    assert attendance.roll_call(db, training).missing == 8


def test_a_mark_belongs_to_one_class(db: Register, school: int, people: list[int], training: int) -> None:
    other = made_up.a_class(db, school, people, name="春训班")
    who, when = attendance.roll_call(db, training).enrollments[0], attendance.roll_call(db, other).sessions[0]
    with pytest.raises(ValueError, match="two classes"):
        attendance.mark(db, enrollment=who.id, session=when.id, mark="present", today=made_up.TODAY)


def test_the_register_has_one_mark_a_box(db: Register, training: int) -> None:
    attendance.mark_all(
        db, training, sessions=timetable.find(db, training_class=training), today=made_up.TODAY
    )
    with pytest.raises(IntegrityError), db.act("重复"):
        db.execute(
            "INSERT INTO attendance (id, school, session, enrollment, mark) "
            "SELECT 1, school, session, enrollment, 'late' FROM attendance LIMIT 1"
        )


def test_part_of_a_session_is_kept_in_minutes_and_the_whole_is_no_part(db: Register, training: int) -> None:
    grid = attendance.roll_call(db, training)
    who, when = grid.enrollments[0].id, grid.sessions[0].id
    assert attendance.length(grid.sessions[0]) == 180
    attendance.mark(db, enrollment=who, session=when, mark="late", minutes=60, today=made_up.TODAY)
    assert attendance.roll_call(db, training).minutes == {(who, when): 60}
    assert db.undoable() == "标记单晓红20日上午迟到 60 分钟"
    attendance.mark(db, enrollment=who, session=when, mark="late", minutes=180, today=made_up.TODAY)
    assert attendance.roll_call(db, training).minutes == {}
    attendance.mark(db, enrollment=who, session=when, mark="present", minutes=1, today=made_up.TODAY)
    attendance.mark(db, enrollment=who, session=when, mark="absent", today=made_up.TODAY)
    assert attendance.roll_call(db, training).minutes == {}, "another mark takes its minutes away"


@pytest.mark.parametrize(
    ("mark", "minutes"), [("present", 0), ("present", 181), ("present", -5), ("absent", 60)]
)
def test_minutes_that_cannot_be_are_refused(db: Register, training: int, mark: str, minutes: int) -> None:
    grid = attendance.roll_call(db, training)
    box = {"enrollment": grid.enrollments[0].id, "session": grid.sessions[0].id}
    with pytest.raises(UserError, match="分钟"):
        attendance.mark(db, **box, mark=mark, minutes=minutes, today=made_up.TODAY)
    assert attendance.roll_call(db, training).marks == {}


def test_a_locked_session_changes_only_for_a_reason_that_stays(db: Register, training: int) -> None:
    grid = attendance.roll_call(db, training)
    who, when = grid.enrollments[0].id, grid.sessions[0].id
    attendance.mark_all(db, training, sessions=[when], today=made_up.TODAY)
    attendance.lock(db, when, today="2026-11-20")
    assert attendance.roll_call(db, training).locked == {when: "2026-11-20"}
    for reason in ("", "  \n"):
        with pytest.raises(UserError, match="已锁定"):
            attendance.mark(
                db, enrollment=who, session=when, mark="absent", reason=reason, today=made_up.TODAY
            )
    with pytest.raises(UserError, match="不能清空"):
        attendance.mark(db, enrollment=who, session=when, mark=None, reason="录错", today=made_up.TODAY)
    attendance.mark(
        db, enrollment=who, session=when, mark="absent", reason="点名时 不在", today=made_up.TODAY
    )
    grid = attendance.roll_call(db, training)
    assert (grid.marks[who, when], grid.reasons) == ("absent", {(who, when): "点名时 不在"})
    assert db.undo() == "标记单晓红20日上午旷课（锁定后更改：点名时 不在）"
    other = grid.sessions[1].id
    attendance.mark(
        db, enrollment=who, session=other, mark="late", reason="没有锁定，不用原因", today=made_up.TODAY
    )
    assert attendance.roll_call(db, training).reasons == {}


def test_a_session_is_locked_when_it_was_held_and_everyone_has_a_mark(db: Register, training: int) -> None:
    first, *_, last = timetable.find(db, training_class=training)
    with pytest.raises(UserError, match="还有 2 人没有录入"):
        attendance.lock(db, first, today="2026-11-20")
    attendance.mark_all(db, training, sessions=[first, last], today=made_up.TODAY)
    with pytest.raises(UserError, match="还没有上课"):
        attendance.lock(db, last, today="2026-11-20")
    attendance.lock(db, first, today="2026-11-20")
    with pytest.raises(UserError, match="已经锁定"):
        attendance.lock(db, first, today="2026-11-20")
    assert db.undoable() == "冬训班：锁定20日上午考勤"


def test_unlocking_needs_a_reason_too(db: Register, training: int) -> None:
    first, *_ = timetable.find(db, training_class=training)
    with pytest.raises(UserError, match="没有锁定"):
        attendance.unlock(db, first, reason="补录")
    attendance.mark_all(db, training, sessions=[first], today=made_up.TODAY)
    attendance.lock(db, first, today="2026-11-20")
    with pytest.raises(UserError, match="写明原因"):
        attendance.unlock(db, first, reason=" ")
    attendance.unlock(db, first, reason="漏了签到表第二页")
    assert attendance.locked(db, training) == {}
    assert db.undoable() == "冬训班：解除20日上午考勤锁定（漏了签到表第二页）"


def test_somebody_new_in_a_locked_session_needs_a_reason(
    db: Register, training: int, people: list[int]
) -> None:
    first, second, *_ = timetable.find(db, training_class=training)
    attendance.mark_all(db, training, sessions=[first], today=made_up.TODAY)
    attendance.lock(db, first, today="2026-11-20")
    enrollments.enrol(db, training, people[2:3])
    with pytest.raises(UserError, match="已锁定"):
        attendance.mark_all(db, training, sessions=[first, second], today=made_up.TODAY)
    assert attendance.mark_all(db, training, sessions=[second], today=made_up.TODAY) == 3
    assert (
        attendance.mark_all(db, training, sessions=[first], reason="当天临时到场", today=made_up.TODAY) == 1
    )
    assert list(attendance.roll_call(db, training).reasons.values()) == ["当天临时到场"]


def test_all_sessions_are_locked_at_once(db: Register, training: int) -> None:
    first, *rest = timetable.find(db, training_class=training)
    attendance.mark_all(db, training, sessions=[first], today=made_up.TODAY)
    attendance.lock(db, first, today="2026-11-20")
    assert attendance.lock_all(db, training, today="2026-11-22") == len(rest)
    assert attendance.locked(db, training) == {first: "2026-11-20", **dict.fromkeys(rest, "2026-11-22")}


def test_a_badge_signs_in_once_and_counts(db: Register, training: int) -> None:
    grid = attendance.roll_call(db, training)
    (one, other), when = grid.enrollments, grid.sessions[0].id
    here = {"session": when, "today": "2026-11-20"}
    first = attendance.arrive(db, training, enrollment=one.id, **here)  # type: ignore[arg-type]
    assert (first.name, first.session, first.already, first.came, first.expected) == (
        one.name, "20日上午", False, 1, 2)  # fmt: skip
    again = attendance.arrive(db, training, enrollment=one.id, **here)  # type: ignore[arg-type]
    assert (again.already, again.came) == (True, 1)
    attendance.mark(db, enrollment=other.id, session=when, mark="personal_leave", today=made_up.TODAY)
    came = attendance.arrive(db, training, enrollment=other.id, **here)  # type: ignore[arg-type]
    assert (came.before, came.already, came.came) == ("personal_leave", False, 2)
    assert set(attendance.roll_call(db, training).marks.values()) == {"present"}


def test_somebody_late_is_not_made_punctual_by_the_badge(db: Register, training: int) -> None:
    grid = attendance.roll_call(db, training)
    who, when = grid.enrollments[0].id, grid.sessions[0].id
    attendance.mark(db, enrollment=who, session=when, mark="late", today=made_up.TODAY)
    assert attendance.arrive(db, training, enrollment=who, session=when, today="2026-11-20").already
    assert attendance.roll_call(db, training).marks == {(who, when): "late"}


def test_badges_of_nobody_of_another_class_and_of_tomorrow_are_refused(
    db: Register, school: int, people: list[int], training: int
) -> None:
    other = made_up.a_class(db, school, people, name="春训班")
    stranger = enrollments.find(db, training_class=other)[0]
    (who, _), (first, *_, last) = (
        enrollments.find(db, training_class=training),
        timetable.find(db, training_class=training),
    )
    with pytest.raises(UserError, match="“春训班”的，不是本班的"):
        attendance.arrive(db, training, enrollment=stranger, session=first, today="2026-11-20")
    with pytest.raises(UserError, match="不是本校名册上的"):
        attendance.arrive(db, training, enrollment=7, session=first, today="2026-11-20")
    with pytest.raises(UserError, match="还没有到"):
        attendance.arrive(db, training, enrollment=who, session=last, today="2026-11-20")
    assert attendance.roll_call(db, training).marks == {}


def test_closing_locks_every_session_and_reopening_leaves_the_locks(
    db: Register, school: int, training: int
) -> None:
    sessions = timetable.find(db, training_class=training)
    attendance.mark_all(db, training, sessions=sessions, today=made_up.TODAY)
    closings.close_class(db, training, today="2026-11-22", without="材料在县委党校")
    assert set(attendance.locked(db, training)) == set(sessions)
    closings.reopen(db, training, reason="考勤录错", today="2026-11-23")
    who = attendance.roll_call(db, training).enrollments[0].id
    with pytest.raises(UserError, match="已锁定"):
        attendance.mark(db, enrollment=who, session=sessions[0], mark="absent", today=made_up.TODAY)
    attendance.mark(
        db, enrollment=who, session=sessions[0], mark="absent", reason="签到表上没有签名", today=made_up.TODAY
    )
