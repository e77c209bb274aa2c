import pytest

from app.errors import UserError
from app.school import attendance, classes, members, persons, plans, timetable
from db.register import Register
from tests import made_up

TODAY = made_up.TODAY
SHEET = [
    ["序号", "班次名称", "培训对象", "计划人数", "期数", "时间", "学时（每期）", "责任人"],
    ["1", "农村党员冬训", "农村党员", "120人", "2期", "11—12月", "24", "钟小兰"],
    ["2", "发展对象培训班", "发展对象", "", "", "二季度", "24学时", ""],
]


def lines(db: Register, school: int, year: int = 2026) -> list[plans.PlanLine]:
    return plans.rows(db, plans.find(db, school=school, year=year))


def test_a_sheet_from_the_office_is_pasted_by_its_headings(db: Register, school: int) -> None:
    plans.enter(db, SHEET, school=school, year=2026)
    first, second = lines(db, school)
    assert (first.title, first.trainee_group, first.people, first.classes) == (
        "农村党员冬训", "农村党员", 120, 2
    )  # fmt: skip
    assert (first.month_from, first.month_to, first.quarter_hours, first.responsible) == (
        11,
        12,
        96,
        "钟小兰",
    )
    assert (second.classes, second.people, second.months) == (1, 0, "4—6月")
    assert db.undo() == "2026 年培训计划：粘贴 2 行"
    assert lines(db, school) == []


def test_rows_without_a_heading_stand_in_the_order_of_the_sheet(db: Register, school: int) -> None:
    numbered = [["1", "冬训", "农村党员冬训", "农村党员", "2", "90", "24", "12月"], ["2", "春训"]]
    plans.enter(db, numbered, school=school, year=2026)
    plans.enter(db, [["夏训", "", "", "3"]], school=school, year=2026)
    assert [(one.seq, one.title, one.classes, one.months) for one in lines(db, school)] == [
        (1, "冬训", 2, "12月"),
        (2, "春训", 1, "全年"),
        (3, "夏训", 3, "全年"),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["冬训", "", "", "两"], "第 2 行：期数“两”不是一个数"),
        (["冬训", "", "", "-1"], "期数“-1”不是一个数"),
        (["冬训", "", "", "1", "９９"], "人次“９９”不是一个数"),
        (["冬训", "", "", "1", "999999999999"], "人次“999999999999”不是一个数"),
        (["冬训", "", "", "1", "9", "0.1"], "学时“0.1”读不懂"),
        (["冬训", "", "", "1", "9", "nan"], "学时“nan”读不懂"),
        (["冬训", "", "", "1", "9", "inf"], "学时“inf”读不懂"),
        (["冬训", "", "", "1", "9", "24", "13月"], "时间“13月”读不懂"),
        (["冬训", "", "", "1", "9", "24", "5-3月"], "时间“5-3月”读不懂"),
        (["冬训", "", "", "1", "9", "24", "农闲时"], "时间“农闲时”读不懂"),
        (["", "", "", "1"], "请填写班次名称"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_row_and_nothing_is_kept(
    db: Register, school: int, row: list[str], said: str
) -> None:
    before = made_up.content(db)
    with pytest.raises(UserError, match=said):
        plans.enter(db, [["春训"], row], school=school, year=2026)
    assert made_up.content(db) == before


def test_an_empty_clipboard_is_said(db: Register, school: int) -> None:
    with pytest.raises(UserError, match="没有可以粘贴的行"):
        plans.enter(db, [], school=school, year=2026)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("3月", (3, 3)), ("3", (3, 3)), ("3-4月", (3, 4)), ("3月—4月", (3, 4)), ("3月至4月份", (3, 4)),
        ("一季度", (1, 3)), ("第4季度", (10, 12)), ("下半年", (7, 12)), ("", (1, 12)),
        ("2026年 11月", (11, 11)),
    ],
)  # fmt: skip
def test_months_are_read_as_they_are_written(written: str, read: tuple[int, int]) -> None:
    assert plans.months(written) == read


def test_what_is_written_is_read_back_the_same(db: Register, school: int) -> None:
    plans.enter(db, SHEET, school=school, year=2026)
    before = lines(db, school)
    for one in before:
        plans.amend(db, one.id, {name: one.said(name) for name in plans.FIELDS})
    assert lines(db, school) == before


def test_a_cell_is_changed_and_a_title_never_emptied(db: Register, school: int) -> None:
    line = plans.add(db, {"title": "冬训"}, school=school, year=2026)
    plans.amend(db, line, {"classes": "3"})
    assert lines(db, school)[0].classes == 3
    with pytest.raises(UserError, match="班次名称不能空着"):
        plans.amend(db, line, {"title": " "})
    with pytest.raises(UserError, match="没有找到这一行培训计划"):
        plans.amend(db, 7, {"classes": "3"})


def test_last_years_plan_is_copied_but_for_what_is_there(db: Register, school: int) -> None:
    plans.enter(db, SHEET, school=school, year=2025)
    plans.add(db, {"title": "农村党员冬训", "classes": "5"}, school=school, year=2026)
    plans.copy(db, school=school, source=2025, year=2026)
    assert [(one.seq, one.title, one.classes) for one in lines(db, school)] == [
        (1, "农村党员冬训", 5),
        (2, "发展对象培训班", 1),
    ]
    with pytest.raises(UserError, match="2025 年没有可以照抄的培训计划，或都已经在 2026 年里了"):
        plans.copy(db, school=school, source=2025, year=2026)
    assert plans.years(db, school=school) == [2026, 2025]


def test_a_line_with_a_class_is_not_taken_off(db: Register, school: int) -> None:
    line = plans.add(db, {"title": "冬训"}, school=school, year=2026)
    other = plans.add(db, {"title": "春训"}, school=school, year=2025)
    with pytest.raises(UserError, match="“春训”是 2025 年的培训计划，2026 年的班不能列入"):
        classes.prepare(db, school=school, year=2026, name="冬训一班", plan_line=other)
    made = classes.prepare(db, school=school, year=2026, name="冬训一班", plan_line=line)
    with pytest.raises(UserError, match="已有培训班“冬训一班”列入"):
        plans.drop(db, line)
    classes.plan(db, made, None)
    plans.drop(db, line)
    assert lines(db, school) == []


def test_plan_and_done_stand_side_by_side(db: Register, school: int, people: list[int]) -> None:
    line = plans.add(db, {"title": "冬训", "classes": "4", "people": "9"}, school=school, year=2026)
    twin = members.enrol(db, {"name": "单小红"}, school=school)
    persons.merge(db, kept=people[0], other=twin, why="同一个人", today=TODAY)
    for who, days in ((people, ("2026-11-20",)), (people[:2], ("2026-11-21",)), (people, ("2026-12-20",))):
        made = made_up.a_class(db, school, who, days=days, half_days=("am",), name=days[0])
        classes.plan(db, made, line)
        if days[0] < TODAY:
            sessions = timetable.find(db, training_class=made)
            grid = attendance.roll_call(db, made)
            attendance.mark(
                db, enrollment=grid.enrollments[0].id, session=sessions[0], mark="late", today=TODAY
            )
            if len(who) > 2:
                attendance.mark(
                    db, enrollment=grid.enrollments[3].id, session=sessions[0], mark="absent", today=TODAY
                )
            attendance.mark_all(db, made, sessions=sessions, today=TODAY)
    made_up.a_class(db, school, people, days=("2026-12-21",), name="计划外")
    (found,) = plans.standings(db, school=school, year=2026, today=TODAY)
    assert found.done == plans.Done(held=2, to_come=1, person_times=5, people=3, quarter_hours=32)
    assert found.lacking == 1
    assert plans.unplanned(db, school=school, year=2026, today=TODAY).to_come == 1
    assert plans.held_and_coming(db, school=school, year=2026, today=TODAY) == (2, 2)


@pytest.mark.parametrize(
    ("day", "expected", "end"),
    [
        ("2026-01-01", 1, "2026-03-31"),
        ("2026-06-30", 2, "2026-06-30"),
        ("2026-07-01", 3, "2026-09-30"),
        ("2026-11-22", 4, "2026-12-31"),
    ],
)
def test_the_years_classes_are_spread_over_its_quarters(day: str, expected: int, end: str) -> None:
    assert plans.expected_by(day, classes_a_year=4) == expected
    assert plans.quarter_end(day) == end
    assert plans.expected_by("2026-01-01", classes_a_year=6) == 2
