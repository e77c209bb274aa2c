import pytest

from app.errors import UserError
from app.school import attendance, classes, courses, places, teachers, timetable
from db.register import Register
from tests import made_up


@pytest.fixture
def training(db: Register, school: int) -> int:
    """冬训, held in 二楼会议室, with nothing on its timetable."""
    return classes.prepare(db, school=school, year=2026, name="冬训", place="二楼会议室")


def add(db: Register, training: int, **changed: object) -> int:
    wanted = {"on": "2026-11-20", "half_day": "am", "course": "党课", "quarter_hours": 16, **changed}
    return timetable.add(db, training, **wanted)  # type: ignore[arg-type]


def test_a_session_has_the_usual_times_and_the_class_s_place(db: Register, training: int) -> None:
    (found,) = timetable.rows(db, [add(db, training, teacher=" 王  老师 ")])
    assert (found.starts, found.ends, found.place) == ("08:30", "11:30", "二楼会议室")
    assert (found.course, found.teacher, found.quarter_hours) == ("党课", "王 老师", 16)
    assert (found.method, found.locked_on) == ("", "")
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
        ({"on": "9999-12-31"}, "1900 年到 2099 年"),
        ({"on": "0026.11.20"}, "1900 年到 2099 年"),
        ({"course": "  "}, "请填写课程名称"),
        ({"quarter_hours": 0}, "0.25 到 12"),
        ({"quarter_hours": 49}, "0.25 到 12"),
        ({"starts": "25:30"}, "08:30 的样子"),
        ({"starts": "早上"}, "08:30 的样子"),
        ({"method": "念稿"}, "教学方式没有“念稿”"),
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
    attendance.mark_all(db, training, sessions=[first], today=made_up.TODAY)
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


# hours and times


@pytest.mark.parametrize(
    ("half_day", "starts", "ends", "quarter_hours"),
    [
        ("am", "", "", 16),
        ("evening", "", "", 8),
        ("am", "08:30", "10:00", 8),
        ("am", "08:00", "12:00", 16),
        ("pm", "14:30", "15:20", 4),
        ("am", "08:30", "08:35", 2),
    ],
)
def test_hours_follow_the_rule_and_the_times(
    db: Register, training: int, half_day: str, starts: str, ends: str, quarter_hours: int
) -> None:
    new = add(db, training, half_day=half_day, starts=starts, ends=ends, quarter_hours=None)
    assert timetable.rows(db, [new])[0].quarter_hours == quarter_hours


def test_a_class_keeps_the_times_it_began_with(db: Register, training: int) -> None:
    add(db, training, starts="8:00", ends="11：00")
    (found,) = timetable.rows(db, [add(db, training, on="2026-11-21")])
    assert (found.starts, found.ends) == ("08:00", "11:00")


# amending


def test_whatever_is_given_is_amended_and_the_rest_stays(db: Register, training: int) -> None:
    one = add(db, training, teacher="王老师", method="讲授")
    timetable.amend(db, one, course="民法典", teacher="", method="discussion")
    timetable.amend(db, one, place="村部")
    (found,) = timetable.rows(db, [one])
    assert (found.course, found.teacher, found.place, found.method) == ("民法典", "", "村部", "discussion")
    assert (found.date, found.half_day, found.starts, found.quarter_hours) == (
        "2026-11-20",
        "am",
        "08:30",
        16,
    )


def test_hours_follow_amended_times_unless_set_by_hand(db: Register, training: int) -> None:
    one = add(db, training)
    timetable.amend(db, one, ends="10:00")
    assert timetable.rows(db, [one])[0].quarter_hours == 8
    timetable.amend(db, one, quarter_hours=10)
    timetable.amend(db, one, ends="11:30")
    assert timetable.rows(db, [one])[0].quarter_hours == 10


def test_another_half_day_has_the_times_of_that_half_day(db: Register, training: int) -> None:
    one = add(db, training)
    timetable.amend(db, one, half_day="evening")
    (found,) = timetable.rows(db, [one])
    assert (found.starts, found.ends, found.quarter_hours) == ("19:00", "21:00", 8)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"on": "明天"}, "不是一个日期"),
        ({"on": "2206-11-20"}, "1900 年到 2099 年"),
        ({"half_day": "pm"}, "11月20日下午已经排了课"),
        ({"course": " "}, "请填写课程名称"),
        ({"starts": "12:00"}, "早于下课时间"),
        ({"ends": "二十四点"}, "08:30 的样子"),
        ({"quarter_hours": 0}, "0.25 到 12"),
        ({"quarter_hours": 49}, "0.25 到 12"),
        ({"method": "x"}, "教学方式没有“x”"),
    ],
)
def test_an_amendment_that_cannot_be_leaves_nothing(
    db: Register, training: int, changed: dict[str, object], said: str
) -> None:
    one = add(db, training)
    add(db, training, half_day="pm")
    before = made_up.content(db)
    with pytest.raises(UserError, match=said):
        timetable.amend(db, one, **{"teacher": "新老师", **changed})  # type: ignore[arg-type]
    assert made_up.content(db) == before


def test_marks_move_only_when_that_is_said(db: Register, school: int, people: list[int]) -> None:
    training = made_up.a_class(db, school, people, days=("2026-11-20",), half_days=("am",))
    (one,) = timetable.find(db, training_class=training)
    attendance.mark_all(db, training, sessions=[one], today=made_up.TODAY)
    timetable.amend(db, one, course="民法典", teacher="李老师", place="村部")
    with pytest.raises(UserError, match="20日上午已有 4 人的考勤。改到11月22日上午"):
        timetable.amend(db, one, on="2026-11-22")
    with pytest.raises(UserError, match="已有 4 人的考勤"):
        timetable.move(db, one, on="2026-11-20", half_day="pm")
    timetable.move(db, one, on="2026-11-22", half_day="am", marks_follow=True)
    assert timetable.rows(db, [one])[0].date == "2026-11-22"
    assert timetable.marks(db, one) == 4


def test_a_closed_class_is_not_amended(db: Register, training: int) -> None:
    one = add(db, training)
    classes.to_state(db, training, "closed", on="2026-11-22")
    for refused in (
        lambda: timetable.amend(db, one, course="民法典"),
        lambda: timetable.move(db, one, on="2026-11-22", half_day="am"),
        lambda: timetable.copy_day(db, training, day="2026-11-20", to="2026-11-22"),
    ):
        with pytest.raises(UserError, match="已结班"):
            refused()


# moving and copying


def test_a_half_day_that_is_taken_changes_places_but_keeps_times_hours_and_marks(
    db: Register, school: int, people: list[int]
) -> None:
    training = made_up.a_class(db, school, people, days=("2026-11-20",), half_days=("am", "evening"))
    first, last = timetable.find(db, training_class=training)
    timetable.amend(db, first, course="党章", teacher="李老师", method="研讨")
    timetable.amend(db, last, quarter_hours=8)
    attendance.mark_all(db, training, sessions=[first], today=made_up.TODAY)
    timetable.move(db, first, on="2026-11-20", half_day="evening")
    above, below = timetable.rows(db, timetable.find(db, training_class=training))
    assert (above.id, above.course, above.teacher, above.method) == (first, "党课", "王老师", "")
    assert (below.id, below.course, below.teacher, below.method) == (last, "党章", "李老师", "discussion")
    assert (above.quarter_hours, below.quarter_hours, below.starts) == (16, 8, "19:00")
    assert timetable.marks(db, first) == 4
    assert "对调" in (db.undo() or "")
    assert timetable.rows(db, [first])[0].course == "党章"


def test_a_day_moves_and_is_copied_whole_or_not_at_all(db: Register, training: int) -> None:
    for half_day in ("am", "pm"):
        add(db, training, half_day=half_day, course=half_day, starts="09:00" if half_day == "am" else "")
    new = timetable.copy_day(db, training, day="2026-11-20", to="2026-11-21")
    assert [(one.date, one.course, one.starts) for one in timetable.rows(db, new)] == [
        ("2026-11-21", "am", "09:00"), ("2026-11-21", "pm", "14:30")]  # fmt: skip
    timetable.drop(db, new[0])
    with pytest.raises(UserError, match="11月21日下午已经排了课"):
        timetable.copy_day(db, training, day="2026-11-20", to="2026-11-21")
    assert len(timetable.find(db, training_class=training)) == 3
    assert timetable.move_day(db, training, day="2026.11.20", to="20261123") == 2
    assert db.undoable() == "冬训：11月20日的课移到11月23日"
    with pytest.raises(UserError, match="11月20日没有排课"):
        timetable.move_day(db, training, day="2026-11-20", to="2026-11-24")
    with pytest.raises(UserError, match="1900 年到 2099 年"):
        timetable.move_day(db, training, day="2026-11-23", to="9999-11-24")


def test_a_session_kept_in_the_year_9999_is_brought_back(db: Register, training: int) -> None:
    wrong = add(db, training)
    with db.act("早先的笔误"):
        db.execute("UPDATE session SET date = '9999-11-20' WHERE id = ?", [wrong])
    assert timetable.move_day(db, training, day="9999-11-20", to="2026-11-20") == 1
    assert timetable.rows(db, [wrong])[0].date == "2026-11-20"


def test_a_name_stretched_by_spaces_is_no_new_teacher(db: Register, school: int, training: int) -> None:
    add(db, training, teacher="张三")
    add(db, training, half_day="pm", teacher="张 三")
    assert teachers.names(db, school=school) == ["张三"]
