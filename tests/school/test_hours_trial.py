"""What is said before something is recorded or put right is what comes to stand in the ledger after."""

from collections.abc import Sequence

import pytest

from app.errors import UserError
from app.school import activities, attendance, corrections, hours
from app.school.activities import Share
from db.register import Register
from tests import made_up
from tests.school import ledgers

KINDS: list[dict[str, object]] = [
    {"kind": "branch_study", "minutes": 120},
    {"kind": "branch_study", "form": "theme_practice", "half_days": 1},
    {"kind": "branch_study", "minutes": 700},
    {"kind": "home_delivery"},
    {"kind": "online", "minutes": 40, "platform": "共产党员网"},
    {"kind": "online", "form": "online_total", "minutes": 300, "platform": "学习平台"},
    {"kind": "county_class", "half_days": 5, "on": "2026-11-18", "ends": "2026-11-20"},
    {"kind": "external", "stated": 30, "organiser": "市委党校"},
    {"kind": "teaching", "minutes": 90},
    {"kind": "joint_class", "minutes": 90, "ledger": "cadre"},
]


@pytest.fixture
def training(db: Register, school: int, people: list[int]) -> int:
    """A closed class on two days; the first came throughout, the second was away on the first morning."""
    training = made_up.a_class(db, school, people[:2])
    ledgers.mark(db, training, "pppp", "appp")
    hours.close_class(db, training, today=made_up.TODAY)
    return training


def weigh(db: Register, school: int, people: Sequence[int], **said: object) -> list[activities.Prospect]:
    counting = {key: one for key, one in said.items() if key not in ("platform", "organiser", "title")}
    return activities.weigh(db, school=school, people=people, today=made_up.TODAY, **counting)  # type: ignore[arg-type]


@pytest.mark.parametrize("said", KINDS, ids=lambda said: "-".join(map(str, said.values())))
def test_what_is_said_before_is_what_is_posted(
    db: Register, school: int, people: list[int], training: int, said: dict[str, object]
) -> None:
    given = {"on": "2026-11-20", "half_day": "evening", "title": "学习", **said}
    year, ledger = 2026, str(said.get("ledger", "member"))
    before = hours.earned(db, school=school, year=year, ledger=ledger)
    told = weigh(db, school, people, **given)
    new = activities.record(db, school=school, people=people, today=made_up.TODAY, **given)  # type: ignore[arg-type]
    after = hours.earned(db, school=school, year=year, ledger=ledger)
    posted = {one.member: one.quarter_hours for one in activities.participants(db, new)}
    assert {one.member: one.quarter_hours for one in told} == posted
    assert {one.member: one.before for one in told} == {one: before.get(one, 0) for one in people}
    assert {one.member: one.after for one in told} == {one: after.get(one, 0) for one in people}
    first = next(line for line in hours.of_member(db, people[3], year=year, ledger=ledger) if line.stands)
    assert told[3].reason == first.reason.replace("（共 3 天，第 1 天）", "（3 天合计）")


def test_a_full_day_leaves_no_room_and_says_so(
    db: Register, school: int, people: list[int], training: int
) -> None:
    given = {"kind": "branch_study", "on": "2026-11-20", "minutes": 240}
    full, half = weigh(db, school, people[:2], half_day="evening", **given)
    assert (full.quarter_hours, full.reason) == (0, "支部学习 240 分钟；当天最多记 8 学时")
    assert (half.quarter_hours, half.after - half.before) == (16, 16)
    full, half = weigh(db, school, people[:2], half_day="am", **given)
    assert (full.quarter_hours, full.after) == (16, full.before)
    assert full.reason == "支部学习 240 分钟；同一天排在后面的因此少记 4 学时"
    assert half.reason == "支部学习 240 分钟"


def test_each_one_has_their_own_share(db: Register, school: int, people: list[int]) -> None:
    shares = {people[0]: Share(minutes=35, tested=True), people[1]: Share(minutes=10)}
    told = weigh(db, school, people[:3], kind="online", on="2026-11-20", shares=shares)
    assert [(one.quarter_hours, one.reason) for one in told] == [
        (6, "网络课程 35 分钟，测试通过"),
        (1, "网络课程 10 分钟"),
        (0, "还没有写学了多少"),
    ]


def test_nobody_and_nonsense(db: Register, school: int, people: list[int]) -> None:
    assert weigh(db, school, [], kind="online", on="2026-11-20", minutes=30) == []
    with pytest.raises(UserError, match="不是一个日期"):
        weigh(db, school, people, kind="online", on="昨天", minutes=30)
    with pytest.raises(UserError, match="还没有到"):
        weigh(db, school, people, kind="online", on="2026-12-20", minutes=30)
    hours.close_year(db, school=school, year=2025, today=made_up.TODAY)
    with pytest.raises(UserError, match="已做年度结账"):
        weigh(db, school, people, kind="online", on="2025-12-20", minutes=30)


def test_a_correction_is_weighed_before_it_is_made(
    db: Register, school: int, people: list[int], training: int
) -> None:
    grid = attendance.roll_call(db, training)
    row, session = grid.enrollments[1].id, grid.sessions[0].id
    told = corrections.weigh(db, enrollment=row, session=session, mark="late", minutes=90)
    assert (told.before, told.after) == (48, 56)
    assert [(one.quarter_hours, one.reason) for one in told.counted] == [(8, "迟到，实到 90 分钟")]
    corrections.correct(
        db, enrollment=row, session=session, mark="late", minutes=90, why="核实", today=made_up.TODAY
    )
    assert hours.earned(db, school=school, year=2026)[people[1]] == told.after


def test_the_wrong_person_is_weighed_for_both(
    db: Register, school: int, people: list[int], training: int
) -> None:
    activities.record(
        db, school=school, kind="branch_study", title="学习", on="2026-11-20", people=[people[2]],
        minutes=240, today=made_up.TODAY,
    )  # fmt: skip
    row = attendance.roll_call(db, training).enrollments[0].id
    wrong, right = corrections.weigh_person(db, enrollment=row, member=people[2])
    assert (wrong.before, wrong.after) == (64, 0)
    # The class fills the day first, whatever was entered first.
    assert (right.before, right.after) == (16, 64)
    corrections.change_person(db, enrollment=row, member=people[2], why="同名登错", today=made_up.TODAY)
    sums = hours.earned(db, school=school, year=2026)
    assert (sums.get(people[0], 0), sums[people[2]]) == (wrong.after, right.after)


def test_an_open_class_is_put_right_in_its_own_pages(db: Register, school: int, people: list[int]) -> None:
    training = made_up.a_class(db, school, people)
    grid = attendance.roll_call(db, training)
    with pytest.raises(UserError, match="还没有结班"):
        corrections.weigh(db, enrollment=grid.enrollments[0].id, session=grid.sessions[0].id, mark="present")
