from app.school import (
    agenda,
    attendance,
    certificates,
    classes,
    enrollments,
    hours,
    parcels,
    sign_in_sheets,
    timetable,
)
from db.register import Register
from tests.made_up import TODAY


def steps(db: Register, school: int, *, today: str = TODAY) -> list[tuple[str, str]]:
    """Give (when, step) of what concerns a class."""
    found = agenda.items(db, school=school, today=today)
    return [(item.when, item.step) for item in found if item.place == "培训班"]


def prepared(db: Register, school: int) -> int:
    return classes.prepare(db, school=school, year=2026, name="冬训第一期")


def add_session(db: Register, training_class: int, on: str = TODAY) -> int:
    return timetable.add(
        db, training_class, on=on, half_day="am", course="党课", teacher="王老师", quarter_hours=16
    )


def print_sheet(db: Register, training_class: int) -> None:
    grid = attendance.roll_call(db, training_class)
    sign_in_sheets.issue(
        db,
        training_class,
        sessions=[one.id for one in grid.sessions],
        enrollments=[one.id for one in grid.enrollments],
        today=TODAY,
    )


def test_a_class_leads_from_timetable_to_certificates(db: Register, school: int, people: list[int]) -> None:
    one = prepared(db, school)
    assert steps(db, school) == [("今天", "排课表")]
    session = add_session(db, one)
    assert steps(db, school) == [("今天", "选学员")]
    enrollments.enrol(db, one, people)
    assert steps(db, school) == [("今天", "打印签到表")]
    print_sheet(db, one)
    assert steps(db, school) == [("今天", "录入考勤")]
    attendance.mark_all(db, one, sessions=[session])
    assert steps(db, school) == [("今天", "结班")]
    hours.close_class(db, one, today=TODAY)
    assert steps(db, school) == [("今天", "颁发证书")]
    certificates.issue(db, one, today=TODAY)
    assert steps(db, school) == []


def test_a_voided_certificate_is_due_again(db: Register, school: int, people: list[int]) -> None:
    one = prepared(db, school)
    session = add_session(db, one)
    enrollments.enrol(db, one, people)
    attendance.mark_all(db, one, sessions=[session])
    hours.close_class(db, one, today=TODAY)
    first, *_ = certificates.issue(db, one, today=TODAY)
    certificates.void(db, first, today=TODAY, reason="姓名打错")
    (item,) = [item for item in agenda.items(db, school=school, today=TODAY) if item.place == "培训班"]
    assert "1 人" in item.what


def test_a_class_that_is_over_wants_its_marks_and_no_sheet(
    db: Register, school: int, people: list[int]
) -> None:
    one = prepared(db, school)
    add_session(db, one, on="2026-11-20")
    enrollments.enrol(db, one, people)
    assert steps(db, school) == [("已过 2 天", "录入考勤")]


def test_a_sheet_is_not_pressed_for_weeks_ahead(db: Register, school: int, people: list[int]) -> None:
    one = prepared(db, school)
    add_session(db, one, on="2026-12-20")
    enrollments.enrol(db, one, people)
    assert steps(db, school) == []
    assert steps(db, school, today="2026-12-13") == [("7 天内", "打印签到表")]
    assert steps(db, school, today="2026-12-19") == [("明天", "打印签到表")]


def test_what_is_pressing_comes_first_and_the_checklists_gaps_by_points(db: Register, school: int) -> None:
    prepared(db, school)
    found = agenda.items(db, school=school, today=TODAY)
    assert [item.on for item in found] == sorted(item.on for item in found)
    gaps = [item.what for item in found if item.place == "五有建设"]
    assert len(gaps) == agenda.GAPS
    assert "值 12 分" in gaps[0]


def test_reporting_is_asked_for_until_a_parcel_was_delivered(db: Register, school: int) -> None:
    def reporting() -> bool:
        return any(item.place == "上报县级" for item in agenda.items(db, school=school, today=TODAY))

    assert reporting()
    parcels.keep_sent(db, parcels.Sent(1, 1, "a" * 64, "", "2026-11-22 09:00"))
    parcels.keep_delivered(db, epoch=1, seq=1, file_name="一.wuyou")
    assert not reporting()
