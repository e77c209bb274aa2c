import pytest

from app.school import (
    agenda,
    attendance,
    certificates,
    classes,
    enrollments,
    hours,
    members,
    parcels,
    sign_in_sheets,
    timetable,
)
from db.register import Register


def steps(db: Register, school: int, today: str, place: str = "培训班") -> list[tuple[str, str]]:
    found = agenda.items(db, school=school, today=today)
    assert [item.on for item in found] == sorted(item.on for item in found)
    return [(item.step, item.when) for item in found if item.place == place]


def print_sheet(db: Register, training: int) -> None:
    sessions = timetable.find(db, training_class=training)
    who = enrollments.find(db, training_class=training)
    sign_in_sheets.issue(db, training, sessions=sessions, enrollments=who, today="2026-11-19")


def test_a_class_is_led_from_one_step_to_the_next(db: Register, school: int, people: list[int]) -> None:
    training = classes.prepare(db, school=school, year=2026, name="冬训班")
    assert steps(db, school, "2026-11-01") == [("排课表", "今天")]
    for half_day in ("am", "pm"):
        timetable.add(db, training, on="2026-11-20", half_day=half_day, course="党课", quarter_hours=16)
    assert steps(db, school, "2026-11-01") == [("选学员", "19 天内")]
    enrollments.enrol(db, training, people)
    assert steps(db, school, "2026-11-12") == []
    assert steps(db, school, "2026-11-13") == [("打印签到表", "7 天内")]
    print_sheet(db, training)
    assert steps(db, school, "2026-11-19") == []
    assert steps(db, school, "2026-11-20") == [("录入考勤", "今天")]
    attendance.mark_all(db, training, sessions=timetable.find(db, training_class=training))
    assert steps(db, school, "2026-11-21") == [("结班", "已过 1 天")]
    hours.close_class(db, training, today="2026-11-21")
    assert steps(db, school, "2026-11-21") == [("颁发证书", "今天")]
    issued = certificates.issue(db, training, today="2026-11-21")
    assert steps(db, school, "2026-11-22") == []
    certificates.void(db, issued[0], today="2026-11-22", reason="写错")
    assert steps(db, school, "2026-11-22") == [("颁发证书", "已过 1 天")]


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_classes_of_the_neighbouring_years_are_not_forgotten(db: Register, school: int, year: int) -> None:
    classes.prepare(db, school=school, year=year, name="冬训班")
    assert len(steps(db, school, "2026-12-20")) == 1


def test_the_gaps_worth_most_come_with_their_points(db: Register, school: int) -> None:
    found = [item for item in agenda.items(db, school=school, today="2026-11-01") if item.place == "五有建设"]
    assert len(found) == agenda.GAPS
    assert all("值 12 分" in item.what for item in found[:2])
    assert all(item.target for item in found)


def test_reporting_is_due_until_a_parcel_was_delivered_and_again_after_a_month(
    db: Register, school: int, people: list[int]
) -> None:
    assert steps(db, school, "2026-11-01", "上报县级") == [("上报县级", "今天")]
    parcels.keep_sent(db, parcels.Sent(1, 1, "a" * 64, "", "2026-11-01 09:00"))
    assert steps(db, school, "2026-11-01", "上报县级") == [("上报县级", "今天")]
    parcels.keep_delivered(db, epoch=1, seq=1, file_name="一.wuyou")
    assert steps(db, school, "2026-11-01", "上报县级") == []
    members.amend(db, people[0], {"note": "改"})
    assert steps(db, school, "2026-11-30", "上报县级") == []
    assert steps(db, school, "2026-12-01", "上报县级") == [("上报县级", "今天")]


def test_people_with_doubts_are_counted(db: Register, school: int, people: list[int]) -> None:
    assert steps(db, school, "2026-11-01", "党员名册") == []
    members.amend(db, people[0], {"doubts": ("校验码不符",)})
    assert steps(db, school, "2026-11-01", "党员名册") == [("查看名单", "本年")]
