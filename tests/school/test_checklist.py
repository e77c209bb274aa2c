import hashlib

import pytest

from app.errors import UserError
from app.school import attendance, checklist, evidence, measures, members, timetable
from db.register import Register
from tests import made_up

TODAY = "2026-11-25"


def of(db: Register, school: int, key: str, *, year: int = 2026, today: str = TODAY) -> checklist.Assessment:
    judged = checklist.assess(db, school=school, year=year, today=today)
    return next(one for one in judged if one.criterion.key == key)


def file(db: Register, school: int, key: str, formed_on: str, *, content: str = "") -> int:
    criterion = of(db, school, key).criterion.id
    sha256 = hashlib.sha256((content or formed_on).encode()).hexdigest()
    return evidence.file(
        db, school=school, criterion=criterion, sha256=sha256, file_name=f"{formed_on}的文件.pdf",
        media_type="application/pdf", size=9, formed_on=formed_on, today=TODAY,
    )  # fmt: skip


def measured(db: Register, school: int, key: str, *, year: int = 2026, today: str = TODAY) -> int:
    measure = of(db, school, key).criterion.measure
    return measures.reach(db, measure, school=school, year=year, today=today).value


def test_the_shipped_standard_has_five_items_and_a_hundred_points_and_names_its_source(
    db: Register, school: int
) -> None:
    found = checklist.standard(db, school=school, on=TODAY)
    assert (found.name, found.status, found.effective_from) == (
        "五有标准（宁德）",
        "to be confirmed",
        "2024-01-01",
    )
    assert "宁德市委组织部" in found.source
    criteria = checklist.criteria(db, found.id)
    assert list(dict.fromkeys(one.item_name for one in criteria)) == [
        "有组织架构", "有场地设施", "有师资力量", "有教学计划", "有管理机制"
    ]  # fmt: skip
    assert sum(one.points for one in criteria) == 100


@pytest.mark.parametrize(
    ("key", "need", "source"),
    [
        ("classes_per_year", 4, "宁德：每年举办4期以上基层党员轮训班"),
        ("teachers", 10, "香格里拉：每个乡镇不少于10名教师"),
        ("trained", 85, "舟山：普通党员受训率不低于85%"),
        ("attendance", 100, "考勤当日录全"),
        ("timetables", 100, "一班一档"),
        ("study_meetings", 2, "宁德：每年至少2次专题研究"),
        ("rules_in_force", 3, "宁德：三项制度"),
        ("fund", 50000, "宁德：乡镇财政每年不少于5万元"),
        ("teaching_hours", 15, "舟山：每年不少于15课时"),
        ("places_used", 1, "有固定场所"),
    ],
)
def test_what_must_be_reached(db: Register, school: int, key: str, need: int, source: str) -> None:
    assert of(db, school, key).criterion.need == need, source


def test_a_new_school_lacks_everything_and_the_gaps_worth_most_come_first(db: Register, school: int) -> None:
    judged = checklist.assess(db, school=school, year=2026, today=TODAY)
    assert {one.state for one in judged} == {"missing"}
    assert sum(one.points for one in judged) == 0
    points = [one.criterion.points for one in checklist.gaps(judged)]
    assert points == sorted((one.criterion.points for one in judged), reverse=True)
    assert all(one.next_step for one in judged)
    file(db, school, "leaders", "2026-03-02")
    gaps = checklist.gaps(checklist.assess(db, school=school, year=2026, today=TODAY))
    assert "leaders" not in [one.criterion.key for one in gaps]
    assert len(gaps) == len(judged) - 1


@pytest.mark.parametrize(
    ("formed_on", "state", "points"),
    [
        ("2026-11-25", "usable", 3),
        ("2025-11-25", "usable", 3),
        ("2025-11-24", "expired", 0),
        ("2019-05-01", "expired", 0),
    ],
)
def test_a_document_proves_for_its_months_from_its_own_date(
    db: Register, school: int, formed_on: str, state: str, points: int
) -> None:
    file(db, school, "annual_plan", formed_on)
    (kept,) = evidence.rows(db, evidence.find(db, criterion=of(db, school, "annual_plan").criterion.id))
    assert kept.filed_on == TODAY
    found = of(db, school, "annual_plan")
    assert (found.state, found.points) == (state, points)
    assert formed_on in found.proved_by
    assert bool(found.next_step) == (state == "expired")


def test_a_month_that_is_shorter_ends_on_its_last_day(db: Register, school: int) -> None:
    assert checklist._until("2024-02-29", 12) == "2025-02-28"
    assert checklist._until("2024-10-31", 1) == "2024-11-30"
    assert checklist._until("2024-12-15", 1) == "2025-01-15"
    assert checklist._until("2024-01-31", 24) == "2026-01-31"


def test_the_newest_document_counts_whenever_it_was_filed(db: Register, school: int) -> None:
    file(db, school, "annual_plan", "2026-01-10")
    file(db, school, "annual_plan", "2020-01-10")
    found = of(db, school, "annual_plan")
    assert (found.state, found.proved_by) == ("usable", "2026-01-10的文件.pdf（2026-01-10）等 2 件")


def test_one_file_may_prove_several_things_and_has_one_date(db: Register, school: int) -> None:
    one = file(db, school, "leaders", "2020-01-01", content="x")
    assert file(db, school, "duties", "2026-01-01", content="x") == one
    assert (of(db, school, "leaders").state, of(db, school, "duties").state) == ("usable", "usable")
    before = made_up.content(db)
    file(db, school, "duties", "2026-01-01", content="x")
    assert made_up.content(db) == before


@pytest.mark.parametrize("formed_on", ["2026-11-26", "2026-13-01", "三月", ""])
def test_a_document_s_date_is_a_day_that_has_been(db: Register, school: int, formed_on: str) -> None:
    with pytest.raises(UserError, match="日期"):
        file(db, school, "leaders", formed_on)
    assert of(db, school, "leaders").state == "missing"


@pytest.fixture
def held(db: Register, school: int, people: list[int]) -> int:
    """One class of 20 and 21 November, four half-days, of two of the school's four people."""
    return made_up.a_class(db, school, people[:2])


def test_a_class_counts_once_it_was_held_and_marked(
    db: Register, school: int, people: list[int], held: int
) -> None:
    assert measured(db, school, "classes_per_year") == 0
    sessions = timetable.find(db, training_class=held)
    attendance.mark_all(db, held, sessions=sessions[:1], today=TODAY)
    assert measured(db, school, "classes_per_year") == 1
    assert measured(db, school, "classes_per_year", today="2026-11-19") == 0
    assert measured(db, school, "classes_per_year", year=2025) == 0
    over_new_year = made_up.a_class(db, school, people, days=("2026-11-24", "2027-01-01"), name="跨年")
    attendance.mark_all(
        db, over_new_year, sessions=timetable.find(db, training_class=over_new_year), today="2027-01-01"
    )
    assert measured(db, school, "classes_per_year") == 2
    assert measured(db, school, "classes_per_year", year=2027) == 0
    assert measured(db, school, "classes_per_year", year=2027, today="2027-01-01") == 1
    found = of(db, school, "classes_per_year")
    assert (found.state, found.proved_by) == ("received", "已办 2 期，来自培训班考勤")
    assert (found.next_step, found.points) == ("再办 2 期", 3), "half of what is asked gives half the points"


def test_teachers_and_places_count_once_they_were_used(db: Register, school: int, held: int) -> None:
    timetable.add(db, held, on="2026-11-22", half_day="am", course="参观", teacher="李老师",
                  place="溪源村", quarter_hours=8)  # fmt: skip
    timetable.add(db, held, on="2026-11-23", half_day="am", course="自学", quarter_hours=8)
    assert (measured(db, school, "teachers"), measured(db, school, "places_used")) == (2, 2)
    before = {"today": "2026-11-21"}
    assert (measured(db, school, "teachers", **before), measured(db, school, "places_used", **before)) == (
        1,
        1,
    )
    assert measured(db, school, "teachers", year=2025) == 0
    assert of(db, school, "places_used").state == "usable"


def test_attendance_counts_the_boxes_of_sessions_that_were_held(db: Register, school: int, held: int) -> None:
    timetable.add(db, held, on="2026-12-24", half_day="am", course="以后", quarter_hours=8)
    sessions = timetable.find(db, training_class=held)
    attendance.mark_all(db, held, sessions=sessions[:3], today=TODAY)
    assert measured(db, school, "attendance") == 75
    attendance.mark_all(db, held, sessions=sessions[3:4], mark="absent", today=TODAY)
    assert measured(db, school, "attendance") == 100
    assert of(db, school, "attendance").state == "usable"
    assert measured(db, school, "attendance", today="2026-12-24") == 80


def test_trained_counts_distinct_members_who_came(
    db: Register, school: int, people: list[int], held: int
) -> None:
    grid = attendance.roll_call(db, held)
    red, strong = (who.id for who in grid.enrollments)
    attendance.mark(db, enrollment=red, session=grid.sessions[0].id, mark="late", today=TODAY)
    attendance.mark(db, enrollment=red, session=grid.sessions[1].id, mark="present", today=TODAY)
    attendance.mark(db, enrollment=strong, session=grid.sessions[0].id, mark="sick_leave", today=TODAY)
    assert measured(db, school, "trained") == 25
    members.amend(db, people[3], {"member_type": "activist"})
    assert measured(db, school, "trained") == 33
    members.leave(db, people[2], on="2026-11-01", reason="转出")
    assert measured(db, school, "trained") == 50
    assert measured(db, school, "trained", year=2025) == 0


def test_a_school_without_anybody_has_trained_nobody(db: Register, school: int) -> None:
    assert measured(db, school, "trained") == measured(db, school, "attendance") == 0


def test_what_a_newer_program_counts_is_said_to_be_unknown(db: Register, school: int) -> None:
    with db.act("新标准"):
        db.execute("UPDATE criterion SET measure = 'of_the_future' WHERE key = 'trained'")
    found = of(db, school, "trained")
    assert (found.state, found.points, found.next_step) == ("missing", 0, "请先升级本机的五有")


def test_a_year_before_every_standard_is_said(db: Register, school: int) -> None:
    with pytest.raises(UserError, match="还没有采用检查标准"):
        checklist.assess(db, school=school, year=2023, today=TODAY)


def test_standards_are_adopted_once(db: Register, school: int) -> None:
    before = made_up.content(db)
    checklist.load_presets(db, school=school)
    assert made_up.content(db) == before
