import pytest

from app.school import (
    agenda,
    attendance,
    certificates,
    classes,
    closings,
    enrollments,
    leave_slips,
    members,
    parcels,
    plans,
    requirements,
    sign_in_sheets,
    timetable,
    walk_ins,
)
from db.register import Register
from tests import made_up


def steps(db: Register, school: int, today: str, place: str = "培训班") -> list[tuple[str, str]]:
    """Give what there is to do at a place, of classes without what the year as a whole asks for."""
    found = agenda.items(db, school=school, today=today)
    assert [item.on for item in found] == sorted(item.on for item in found)
    here = [item for item in found if item.place == place and item.do not in ("new", "plans", "planned")]
    return [(item.step, item.when) for item in here]


def of_year(db: Register, school: int, today: str) -> list[tuple[str, str, str]]:
    found = agenda.items(db, school=school, today=today)
    return [(item.do, item.when, item.what) for item in found if item.do in ("new", "plans", "planned")]


def print_sheet(db: Register, training: int) -> None:
    sessions = timetable.find(db, training_class=training)
    who = enrollments.find(db, training_class=training)
    sign_in_sheets.issue(db, training, sessions=sessions, enrollments=who, today="2026-11-19")


def test_a_class_is_led_from_one_step_to_the_next(db: Register, school: int, people: list[int]) -> None:
    training = classes.prepare(db, school=school, year=2026, name="冬训班")
    assert steps(db, school, "2026-11-01") == [("选学员", "今天")]
    enrollments.enrol(db, training, people)
    assert steps(db, school, "2026-11-01") == [("排课表", "今天")]
    for half_day in ("am", "pm"):
        timetable.add(db, training, on="2026-11-20", half_day=half_day, course="党课", quarter_hours=16)
    assert steps(db, school, "2026-11-12") == []
    papers = ("归入材料", "7 天内")
    assert steps(db, school, "2026-11-13") == [("打印签到表", "7 天内"), papers]
    print_sheet(db, training)
    assert steps(db, school, "2026-11-13") == [papers]
    for key in ("scheme", "notice", "agenda", "photos"):
        requirements.waive(db, training, key, reason="试", today="2026-11-19")
    assert steps(db, school, "2026-11-19") == []
    assert steps(db, school, "2026-11-20") == [("录入考勤", "今天")]
    attendance.mark_all(
        db, training, sessions=timetable.find(db, training_class=training), today=made_up.TODAY
    )
    assert steps(db, school, "2026-11-21") == [("结班", "已过 1 天")]
    closings.close_class(db, training, today="2026-11-21")
    report = ("归入材料", "30 天内")
    assert steps(db, school, "2026-11-21") == [("颁发 4 张证书", "今天"), report]
    issued = certificates.issue(db, training, today="2026-11-21")
    certificates.printed(db, issued, today="2026-11-21")
    assert steps(db, school, "2026-11-22") == [("归入材料", "29 天内")]
    certificates.void(db, issued[0], today="2026-11-22", reason="写错")
    assert steps(db, school, "2026-11-22")[0] == ("颁发 1 张证书", "已过 1 天")
    certificates.printed(db, certificates.issue(db, training, today="2026-11-22"), today="2026-11-22")
    requirements.waive(db, training, "summary", reason="试", today="2026-11-22")
    assert steps(db, school, "2026-11-22") == [("归档", "已过 1 天")]
    closings.archive(db, training, today="2026-11-22")
    assert steps(db, school, "2026-11-22") == []


def test_a_slip_and_a_stranger_stand_on_the_list(db: Register, school: int, people: list[int]) -> None:
    training = made_up.a_class(db, school, people, days=("2026-11-20",))
    who, sessions = enrollments.find(db, training_class=training), timetable.find(db, training_class=training)
    leave_slips.ask(
        db, enrollment=who[0], kind="sick_leave", reason="住院", sessions=sessions[:1], today="2026-11-01"
    )
    walk_ins.note(db, training, name="蓝生人", unit="外村", sessions=sessions[:1], today=made_up.TODAY)
    assert steps(db, school, "2026-11-02") == [("批请假条", "已过 1 天"), ("认定人员", "18 天内")]


def test_the_quarter_says_how_many_classes_it_lacks(db: Register, school: int, people: list[int]) -> None:
    assert of_year(db, school, "2026-02-01")[0] == (
        "new", "58 天内", "到一季度末应办 1 期，已办 0 期，还差 1 期（每年 4 期以上）"
    )  # fmt: skip
    made_up.a_class(db, school, people, days=("2026-03-01",))
    assert [do for do, _, _ in of_year(db, school, "2026-02-01")] == ["plans"]
    assert of_year(db, school, "2026-10-01")[0][2] == (
        "到四季度末应办 4 期，已办 0 期、已排 1 期，还差 3 期（每年 4 期以上）"
    )


def test_a_line_of_the_plan_that_is_due_and_not_begun_is_told(
    db: Register, school: int, people: list[int]
) -> None:
    line = plans.add(db, {"title": "春训", "classes": "2", "months": "3-4月"}, school=school, year=2026)
    assert "planned" not in [do for do, _, _ in of_year(db, school, "2026-03-31")]
    assert of_year(db, school, "2026-04-01")[0] == ("planned", "29 天内", "计划“春训”定在3—4月，还差 2 期")
    for name in ("一班", "二班"):
        classes.prepare(db, school=school, year=2026, name=name, plan_line=line)
    assert "planned" not in [do for do, _, _ in of_year(db, school, "2026-05-01")]


def test_who_is_short_of_hours_is_told_late_in_the_year(db: Register, school: int, people: list[int]) -> None:
    def told(today: str, short: int | None = None) -> list[str]:
        found = agenda.items(db, school=school, today=today, short=short)
        return [item.what for item in found if item.do == "short"]

    assert told("2026-09-30") == []
    assert told("2026-10-01") == ["还有 4 人今年学时未达标，年底前安排补训"]
    assert told("2026-10-01", short=7) == ["还有 7 人今年学时未达标，年底前安排补训"]
    assert told("2026-10-01", short=0) == []


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_classes_of_the_neighbouring_years_are_not_forgotten(db: Register, school: int, year: int) -> None:
    classes.prepare(db, school=school, year=year, name="冬训班")
    assert len(steps(db, school, "2026-12-20")) == 1


def test_the_gaps_worth_most_come_with_their_points(db: Register, school: int) -> None:
    listed = [
        item for item in agenda.items(db, school=school, today="2026-11-01") if item.place == "五有建设"
    ]
    assert [item.what for item in listed if not item.target] == ["今年的年度评估还没有开始自评"]
    found = [item for item in listed if item.target]
    assert len(found) == agenda.GAPS
    worth = [item.what.split("，值 ")[1] for item in found]
    assert worth == ["10 分）", "8 分）", "6 分）"]
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
