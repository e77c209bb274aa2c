import pytest

from app.errors import UserError
from app.school import attendance, classes, courses, places, teachers, timetable
from db.register import Register
from tests import made_up


@pytest.fixture
def training(db: Register, school: int) -> int:
    return classes.prepare(db, school=school, year=2026, name="冬训", place="二楼会议室")


def add(db: Register, training: int, **changed: object) -> int:
    wanted = {"on": "2026-11-20", "half_day": "am", "course": "党课", "quarter_hours": 16, **changed}
    return timetable.add(db, training, **wanted)  # type: ignore[arg-type]


def test_a_session_has_the_usual_times_and_the_class_s_place(db: Register, training: int) -> None:
    (found,) = timetable.rows(db, [add(db, training, teacher=" 王  老师 ")])
    assert (found.starts, found.ends, found.place) == ("08:30", "11:30", "二楼会议室")
    assert (found.course, found.teacher, found.quarter_hours) == ("党课", "王 老师", 16)
    assert found.label == "20日上午"


def test_what_is_given_stands(db: Register, training: int) -> None:
    new = add(db, training, half_day="evening", starts="18:00", ends="20:00", place="村部")
    (found,) = timetable.rows(db, [new])
    assert (found.starts, found.ends, found.place, found.teacher) == ("18:00", "20:00", "村部", "")


def test_sessions_come_in_the_order_they_are_held(db: Register, training: int) -> None:
    for on, half_day in (("2026-11-21", "am"), ("2026-11-20", "evening"), ("2026-11-20", "pm"),
                         ("2026-11-20", "am")):  # fmt: skip
        add(db, training, on=on, half_day=half_day)
    found = timetable.rows(db, timetable.find(db, training_class=training))
    assert [one.label for one in found] == ["20日上午", "20日下午", "20日晚上", "21日上午"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"on": "2026-02-30"}, "“2026-02-30”不是一个日期"),
        ({"on": ""}, "不是一个日期"),
        ({"on": "下周五"}, "不是一个日期"),
        ({"course": "  "}, "请填写课程名称"),
        ({"quarter_hours": 0}, "0.25 到 12"),
        ({"quarter_hours": 49}, "0.25 到 12"),
        ({"starts": "8:30"}, "08:30 的样子"),
        ({"starts": "11:30", "ends": "08:30"}, "早于下课时间"),
        ({"half_day": "pm"}, "11月20日下午已经排了课"),
    ],
)
def test_a_session_that_cannot_be_is_refused(
    db: Register, training: int, changed: dict[str, object], said: str
) -> None:
    add(db, training, half_day="pm")
    before = made_up.content(db)
    with pytest.raises(UserError, match=said):
        add(db, training, **{"course": "新课", "teacher": "新老师", **changed})
    assert made_up.content(db) == before


def test_a_session_without_marks_may_be_dropped(db: Register, school: int, people: list[int]) -> None:
    training = made_up.a_class(db, school, people, days=("2026-11-20",))
    first, second = timetable.find(db, training_class=training)
    attendance.mark_all(db, training, sessions=[first])
    with pytest.raises(UserError, match="20日上午已有考勤记录"):
        timetable.drop(db, first)
    timetable.drop(db, second)
    assert timetable.find(db, training_class=training) == [first]


def test_a_closed_class_keeps_its_timetable(db: Register, training: int) -> None:
    session = add(db, training)
    classes.to_state(db, training, "closed", on="2026-11-22")
    with pytest.raises(UserError, match="已结班"):
        add(db, training, half_day="pm")
    with pytest.raises(UserError, match="已结班"):
        timetable.drop(db, session)


def test_courses_teachers_and_places_are_named_once(db: Register, school: int, training: int) -> None:
    for half_day in ("am", "pm"):
        add(db, training, half_day=half_day, course=" 党课 ", teacher="王老师", place="村部")
    assert courses.titles(db, school=school) == ["党课"]
    assert teachers.names(db, school=school) == ["王老师"]
    assert places.names(db, school=school) == ["二楼会议室", "村部"]
