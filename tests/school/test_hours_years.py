import pytest

from app.errors import UserError
from app.school import activities, attendance, corrections, hours, members, persons, rules
from db.register import Register
from tests import made_up
from tests.school import ledgers
from tests.school.test_activities import record

TODAY = "2027-02-01"
DAYS: dict[str, object] = {"leave_max_days": [[15, 1], [31, 2]]}
ABSENT = "天河区委党校学员考勤制度：旷课2天及以上退学"
LEAVE = "巢湖市委党校主体班考勤制度：15天以内的班累计请假不超过1天，1个月的班不超过2天"
RATIO = "《干部教育培训工作条例》（2023修订）：请假累计不超过总学时的1/7"


def a_draft(db: Register, school: int, changes: dict[str, object], *, since: str = "2026-01-01") -> int:
    """Draft another rule on the newest adopted one."""
    return rules.draft(
        db, based_on=rules.find(db, school=school)[0], title="本县口径", source="县委组织部通知",
        effective_from=since, changes=changes,
    )  # fmt: skip


def held(db: Register, school: int, people: list[int], *rows: str, day: str = "2026-11-20") -> int:
    training = made_up.a_class(db, school, people, days=(day,), name=f"{day} 班")
    ledgers.mark(db, training, *rows)
    hours.close_class(db, training, today=TODAY)
    return training


def test_it_is_said_who_gains_and_who_loses_before_a_rule_counts(
    db: Register, school: int, people: list[int]
) -> None:
    held(db, school, people[:3], "pp", "pa", "aa")
    record(db, school, people[2:3], kind="home_delivery")
    members.amend(db, people[3], {"frail": 1})
    persons.merge(db, kept=people[0], other=people[3], why="同一人", today=TODAY)
    before = made_up.content(db)
    changes = {"day_cap_hours": 6, "targets": {"full": 6}, "forms": {"home_delivery": {"visit_hours": 6}}}
    draft = a_draft(db, school, changes)
    found = hours.preview(db, draft, year=2026, today=TODAY)
    assert [(one.name, one.before, one.after, one.met_before, one.met_after) for one in found] == [
        ("单晓红", 32, 24, False, True),
        ("曾国强", 16, 16, False, False),
        ("买买提·吐尔逊", 0, 24, False, True),
    ]
    assert {(one.required_before, one.required_after) for one in found} == {(128, 24)}
    rules.drop(db, draft)
    assert made_up.content(db) == before
    assert hours.preview(db, a_draft(db, school, {}), year=2026, today=TODAY) == []


def test_a_rule_that_is_adopted_posts_open_years_from_its_first_day(
    db: Register, school: int, people: list[int]
) -> None:
    for day in ("2025-11-20", "2026-03-20", "2026-11-20"):
        held(db, school, people[:2], "pp", "pa", day=day)
    draft = a_draft(db, school, {"day_cap_hours": 6}, since="2026-06-01")
    assert hours.adopt(db, draft, today=TODAY) == 2
    assert hours.earned(db, school=school, year=2025) == {people[0]: 32, people[1]: 16}
    assert hours.earned(db, school=school, year=2026) == {people[0]: 56, people[1]: 32}
    back, new = [line for line in hours.of_member(db, people[0], year=2026) if line.rule and line.id][-2:]
    assert (back.reason, back.quarter_hours) == ("更正：采用“本县口径”", -16)
    assert (new.reason, new.quarter_hours, new.rule) == ("到课；当天最多记 6 学时", 8, draft)
    ledgers.agree(db, school, 2025, 2026)
    with pytest.raises(UserError, match="已在 2027-02-01 采用"):
        hours.adopt(db, draft, today=TODAY)
    with pytest.raises(UserError, match="已在 2027-02-01 采用"):
        hours.preview(db, draft, year=2026, today=TODAY)


def test_a_closed_year_keeps_its_rule_and_its_hours(db: Register, school: int, people: list[int]) -> None:
    training = held(db, school, people[:1], "pp")
    held(db, school, people[:1], "pp", day="2027-01-20")
    hours.close_year(db, school=school, year=2026, today=TODAY)
    before = rules.in_force(db, school=school, on="2026-11-20")
    draft = a_draft(db, school, {"day_cap_hours": 6, "targets": {"full": 40}})
    with pytest.raises(UserError, match="2026 年已做年度结账"):
        hours.preview(db, draft, year=2026, today=TODAY)
    assert hours.preview(db, draft, year=2027, today=TODAY)[0].after == 24
    hours.adopt(db, draft, today=TODAY)
    assert rules.in_force(db, school=school, on="2026-12-31") == before
    assert rules.in_force(db, school=school, on="2027-01-01").day_cap == 24
    assert hours.earned(db, school=school, year=2026) == {people[0]: 32}
    assert hours.earned(db, school=school, year=2027) == {people[0]: 24}
    ledgers.agree(db, school, 2026, 2027)
    grid = attendance.roll_call(db, training)
    box = {"enrollment": grid.enrollments[0].id, "session": grid.sessions[0].id}
    left = made_up.content(db)
    for change in (
        lambda: corrections.correct(db, **box, mark="absent", why="代签", today=TODAY),
        lambda: hours.take_back(db, training, why="漏记"),
        lambda: record(db, school, people),
        lambda: hours.close_year(db, school=school, year=2026, today=TODAY),
    ):
        with pytest.raises(UserError, match="2026 年已做年度结账，学时不再变动"):
            change()
    assert made_up.content(db) == left


def test_a_year_that_is_opened_again_follows_the_rules_of_now(
    db: Register, school: int, people: list[int]
) -> None:
    held(db, school, people[:1], "pp")
    hours.close_year(db, school=school, year=2026, today=TODAY)
    (closed,) = hours.closed_years(db, school=school)
    assert (closed.year, closed.closed_on, closed.closed_by) == (2026, TODAY, "张干事")
    hours.adopt(db, a_draft(db, school, {"day_cap_hours": 6}), today=TODAY)
    with pytest.raises(UserError, match="写明原因"):
        hours.reopen_year(db, school=school, year=2026, why=" ")
    assert hours.reopen_year(db, school=school, year=2026, why="县里改了口径") == 2
    assert hours.closed_years(db, school=school) == []
    assert hours.earned(db, school=school, year=2026) == {people[0]: 24}
    ledgers.agree(db, school, 2026)
    with pytest.raises(UserError, match="2026 年没有结账"):
        hours.reopen_year(db, school=school, year=2026, why="再来一次")


def test_a_year_is_closed_when_it_has_come_and_its_classes_are_closed(
    db: Register, school: int, people: list[int]
) -> None:
    training = made_up.a_class(db, school, people[:1], days=("2026-12-31", "2027-01-01"))
    made_up.a_class(db, school, people[:1], days=("2026-12-30",), name="没有开的班")
    ledgers.mark(db, training, "pppp")
    before = made_up.content(db)
    with pytest.raises(UserError, match="2028 年还没有到"):
        hours.close_year(db, school=school, year=2028, today=TODAY)
    for year in (2026, 2027):
        with pytest.raises(UserError, match="还有 1 个班没有结班（冬训班）"):
            hours.close_year(db, school=school, year=year, today=TODAY)
    assert made_up.content(db) == before
    hours.close_class(db, training, today=TODAY)
    hours.close_year(db, school=school, year=2026, today=TODAY)
    db.undo()
    assert hours.closed_years(db, school=school) == []


def test_what_became_stale_is_posted_before_a_year_is_closed(
    db: Register, school: int, people: list[int]
) -> None:
    hours.adopt(db, a_draft(db, school, {"online": {"cap_share": 25}}), today=TODAY)
    activities.record(
        db, school=school, kind="online", title="网课", platform="学习强国", on="2026-11-20", stated=40,
        people=people[:1], today=TODAY,
    )  # fmt: skip
    assert hours.earned(db, school=school, year=2026) == {people[0]: 32}
    members.amend(db, people[0], {"member_type": "candidate"})
    hours.close_year(db, school=school, year=2026, today=TODAY)
    assert hours.earned(db, school=school, year=2026) == {people[0]: 24}
    assert "网络学习每年最多记 6 学时" in hours.of_member(db, people[0], year=2026)[-1].reason


def test_hours_of_last_year_are_not_carried_over(db: Register, school: int, people: list[int]) -> None:
    """学时当年有效：党员教育培训学时管理制度（2018）。"""
    for day in ("2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"):
        held(db, school, people[:1], "pp", day=day)
    assert hours.earned(db, school=school, year=2026) == {people[0]: 160}
    assert hours.earned(db, school=school, year=2027) == {}


@pytest.mark.parametrize(
    ("changes", "row", "why", "source"),
    [
        ({}, f"aaaa{36 * 'p'}", "旷课 2 天，达到 2 天不予结业", ABSENT),
        ({"absence_max_days": 0}, f"aaaa{36 * 'p'}", "得 144 学时，符合结业要求", "不用这一条"),
        ({}, f"aaa{37 * 'p'}", "得 148 学时，符合结业要求", ABSENT),
        (DAYS, f"sssss{35 * 'p'}", "请假 2.5 天，超过 20 天的班最多 2 天", LEAVE),
        (DAYS, f"ssss{36 * 'p'}", "得 144 学时，符合结业要求", LEAVE),
        (DAYS, f"sss{23 * 'p'}", "请假 1.5 天，超过 13 天的班最多 1 天", LEAVE),
        ({}, f"sss{23 * 'p'}", "得 92 学时，符合结业要求", "没有通行的天数限制，不用"),
        ({}, f"ssssss{34 * 'p'}", "请假 24 学时，超过总学时的 1/7", RATIO),
    ],
)
def test_who_graduates_by_days_missed(
    db: Register, school: int, people: list[int], changes: dict[str, object], row: str, why: str, source: str
) -> None:
    hours.adopt(db, a_draft(db, school, changes), today=TODAY)
    days = tuple(f"2026-11-{day:02}" for day in range(1, len(row) // 2 + 1))
    training = made_up.a_class(db, school, people[:1], days=days)
    ledgers.mark(db, training, row)
    (result,) = hours.results(db, training)
    assert result.why == why, source


def test_another_class_of_the_same_day_does_not_cost_a_graduation(
    db: Register, school: int, people: list[int]
) -> None:
    held(db, school, people[:1], "pp")
    other = made_up.a_class(db, school, people[:1], days=("2026-11-20",), name="同日班")
    ledgers.mark(db, other, "pp")
    (result,) = hours.results(db, other)
    assert (result.earned, result.passes, result.why) == (16, True, "得 8 学时，符合结业要求")
