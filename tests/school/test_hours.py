import dataclasses
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.school import (
    MARKS,
    attendance,
    classes,
    enrollments,
    hours,
    hours_text,
    members,
    rules,
    timetable,
)
from db.register import Register
from tests import made_up
from tests.school.test_rules import put

RULE = rules.HourRule(
    id=1, key="k", title="t", source="s", status="confirmed", effective_from="2020-01-01",
    day_cap=32, min_unit=2, leave_max_ratio=(1, 7), graduation_min_ratio=(6, 7), late_per_absence=0,
    half_day={}, counts=dict.fromkeys(MARKS, 0) | {"present": 100, "late": 100, "left_early": 50},
    targets={}, adopted_on="2020-01-01", based_on=None, minutes_per_hour=45, online_unit=1,
    online_brackets=((30, 4), (15, 2), (0, 1)), online_test=2, online_share=None, forms={},
    yearly_caps=dict.fromkeys(rules.CATEGORIES), leave_max_days=(), absence_max_days=2,
    central_classes={}, own_class_is_central=False,
)  # fmt: skip
Held = tuple[str, int, str]


def rule(**changed: object) -> rules.HourRule:
    return dataclasses.replace(RULE, **changed)  # type: ignore[arg-type]


def book(by: rules.HourRule = RULE) -> rules.Book:
    return rules.Book([], {}, {}).with_(by, today=by.effective_from)


def facts(held: Sequence[Held], *, training_class: int = 1, minutes: int | None = None) -> list[hours.Fact]:
    """Make one person's facts of (date, quarter-hours, mark) in the order they are held."""
    return [
        hours.Fact(1, day, "am", "own_class", "member", place, training_class, 1, True, said, minutes, worth,
                   None)
        for place, (day, worth, said) in enumerate(held)
    ]  # fmt: skip


def count(
    held: Sequence[Held], by: rules.HourRule = RULE, *, minutes: int | None = None
) -> list[hours.Counted]:
    return hours.count(book(by), facts(held, minutes=minutes))


def quarters(found: list[hours.Counted]) -> list[int]:
    return [line.quarter_hours for line in found]


def mark(db: Register, training: int, *rows: str) -> None:
    """Mark a class's grid: a row a person, a letter a session: present, absent, sick, late, - for none."""
    letters = {"p": "present", "a": "absent", "s": "sick_leave", "l": "late", "-": None}
    grid = attendance.roll_call(db, training)
    for who, row in zip(grid.enrollments, rows, strict=True):
        for when, letter in zip(grid.sessions, row, strict=True):
            attendance.mark(db, enrollment=who.id, session=when.id, mark=letters[letter], today=when.date)


def test_a_day_gives_no_more_than_its_cap() -> None:
    held = [("2026-11-20", 16, "present"), ("2026-11-20", 16, "present"), ("2026-11-20", 8, "present"),
            ("2026-11-21", 16, "present")]  # fmt: skip
    found = count(held)
    assert quarters(found) == [16, 16, 0, 16]
    assert found[2].reason == "到课；当天最多记 8 学时"


def test_what_another_class_gave_that_day_counts_towards_the_cap() -> None:
    day = "2026-11-20"
    first = facts([("2026-11-19", 32, "present"), (day, 24, "present")])
    other = facts([(day, 16, "present"), (day, 16, "present")], training_class=2)
    assert quarters(hours.count(book(), first + other)) == [32, 24, 8, 0]


@pytest.mark.parametrize(("worth", "given_"), [(1, 0), (2, 2), (3, 2), (5, 4), (16, 16)])
def test_what_is_less_than_the_smallest_unit_is_dropped(worth: int, given_: int) -> None:
    assert quarters(count([("2026-11-20", worth, "present")])) == [given_]


def test_a_share_is_taken_before_the_smallest_unit() -> None:
    assert quarters(count([("2026-11-20", 15, "left_early")])) == [6]


def test_so_many_times_late_is_an_absence() -> None:
    held = [(f"2026-11-{day}", 16, said) for day, said in zip(range(10, 16), ("late", "present", "late",
            "left_early", "late", "late"), strict=True)]  # fmt: skip
    found = count(held, rule(late_per_absence=3))
    assert quarters(found) == [16, 16, 16, 0, 16, 16]
    assert found[3].reason == "早退第 3 次，按规则折算一次缺课，不记学时"


def test_every_line_says_why() -> None:
    held = [("2026-11-20", 16, said) for said in ("present", "absent")]
    assert [line.reason for line in count(held)] == ["到课", "旷课，不记学时"]


@pytest.mark.parametrize(
    ("minutes", "worth"), [(0, 0), (22, 0), (23, 2), (45, 4), (89, 6), (90, 8), (180, 16), (500, 16)]
)
def test_part_of_a_session_counts_by_its_minutes(minutes: int, worth: int) -> None:
    """地方通例：每学时45分钟，最小单位0.5学时，不超过课次学时。"""
    (line,) = count([("2026-11-20", 16, "late")], minutes=minutes)
    assert line == hours.Counted(worth, f"迟到，实到 {minutes} 分钟", 1)


def test_minutes_do_not_make_an_absence_count() -> None:
    assert quarters(count([("2026-11-20", 16, "absent")], minutes=90)) == [0]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["2026-11-20", "2026-11-21", "2026-11-22"]),
            st.integers(1, 48),
            st.sampled_from(list(MARKS)),
        ),
        max_size=20,
    ),
    st.integers(1, 8),
    st.integers(0, 4),
)
def test_no_day_exceeds_its_cap_and_no_session_its_hours(held: list[Held], unit: int, late: int) -> None:
    held.sort(key=lambda one: one[0])
    found = count(held, rule(min_unit=unit, late_per_absence=late))
    assert len(found) == len(held)
    for (_, worth, mark_), line in zip(held, found, strict=True):
        assert 0 <= line.quarter_hours <= worth
        assert line.quarter_hours == 0 or RULE.counts[mark_] > 0
    for day in {date for date, _, _ in held}:
        lines = zip(held, found, strict=True)
        assert sum(line.quarter_hours for (date, _, _), line in lines if date == day) <= RULE.day_cap


# Every example makes two classes in one register, which leave each other alone while they are open.
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(8)), st.lists(st.sampled_from("pasl"), min_size=8, max_size=8))
def test_hours_do_not_depend_on_the_order_in_which_marks_were_entered(
    db: Register, school: int, people: list[int], order: list[int], letters: list[str]
) -> None:
    found = []
    names = {"p": "present", "a": "absent", "s": "sick_leave", "l": "late"}
    for sequence in (range(8), order):
        training = made_up.a_class(db, school, people[:2], quarter_hours=20)
        grid = attendance.roll_call(db, training)
        boxes = [(who.id, when.id) for who in grid.enrollments for when in grid.sessions]
        for place in sequence:
            who, when = boxes[place]
            attendance.mark(db, enrollment=who, session=when, mark=names[letters[place]], today=made_up.TODAY)
        judged = [(one.earned, one.total, one.leave, one.why) for one in hours.results(db, training)]
        found.append((list(hours.of_class(db, training).values()), judged))
    assert found[0] == found[1]


def test_an_open_class_is_worked_out_from_its_facts(db: Register, school: int, people: list[int]) -> None:
    training = made_up.a_class(db, school, people[:2])
    mark(db, training, "ppap", "pp--")
    assert hours.earned(db, school=school, year=2026) == {people[0]: 48, people[1]: 32}
    lines = hours.of_member(db, people[0], year=2026)
    assert [(line.date, line.half_day, line.quarter_hours, line.posted) for line in lines] == [
        ("2026-11-20", "am", 16, False), ("2026-11-20", "pm", 16, False),
        ("2026-11-21", "am", 0, False), ("2026-11-21", "pm", 16, False),
    ]  # fmt: skip
    assert len(hours.of_member(db, people[1], year=2026)) == 2
    assert hours.of_member(db, people[1], year=2025) == []


def test_closing_posts_exactly_what_the_facts_gave(db: Register, school: int, people: list[int]) -> None:
    training = made_up.a_class(db, school, people, half_days=("am", "pm", "evening"))
    mark(db, training, "pppppp", "pppapp", "aaaaaa", "lsplpp")
    before = hours.earned(db, school=school, year=2026), hours.results(db, training)
    facts = hours.of_class(db, training)
    assert hours.close_class(db, training, today=made_up.TODAY) == 24
    assert (hours.earned(db, school=school, year=2026), hours.results(db, training)) == before
    assert hours.of_class(db, training) == facts
    assert hours.enrollment_hours(db, training) == {who: sum(quarters(lines)) for who, lines in facts.items()}
    assert all(line.posted for line in hours.of_member(db, people[0], year=2026))
    found = classes.row(db, training)
    assert (found.state, found.closed_on) == ("closed", made_up.TODAY)


def test_a_closed_class_uses_its_posted_lines_whatever_the_facts_say_later(
    db: Register, school: int, people: list[int]
) -> None:
    training = made_up.a_class(db, school, people[:1])
    mark(db, training, "pppp")
    hours.close_class(db, training, today=made_up.TODAY)
    with db.act("偷改考勤"):
        db.execute("UPDATE attendance SET mark = 'absent'")
    put(db, school, key="new", since="2026-01-01", day_cap_hours=1)
    assert hours.earned(db, school=school, year=2026) == {people[0]: 64}
    assert hours.results(db, training)[0].earned == 64


@pytest.mark.parametrize("missing", ["sessions", "people", "marks", "days"])
def test_a_class_is_not_closed_before_it_is_complete(
    db: Register, school: int, people: list[int], missing: str
) -> None:
    if missing == "sessions":
        training = classes.prepare(db, school=school, year=2026, name="冬训班")
        enrollments.enrol(db, training, people)
    else:
        training = made_up.a_class(db, school, [] if missing == "people" else people)
    if missing == "marks":
        mark(db, training, "pppp", "pppp", "pppp", "ppp-")
    elif missing == "days":
        mark(db, training, *["pppp"] * 4)
    said = {"marks": "还有 1 人次没有录入考勤", "days": "最后一课在 2026-11-21，上完课才能结班"}
    before = made_up.content(db)
    with pytest.raises(UserError, match=said.get(missing, "还没有课表或学员")):
        hours.close_class(db, training, today="2026-11-20")
    assert made_up.content(db) == before


def test_a_class_is_closed_once(db: Register, school: int, people: list[int]) -> None:
    training = made_up.a_class(db, school, people[:1])
    mark(db, training, "pppp")
    hours.close_class(db, training, today=made_up.TODAY)
    with pytest.raises(UserError, match="已结班"):
        hours.close_class(db, training, today=made_up.TODAY)
    assert len(hours.of_member(db, people[0], year=2026)) == 4


@pytest.mark.parametrize("closed", [False, True])
def test_a_class_over_new_year_is_split_by_the_day_of_each_session(
    db: Register, school: int, people: list[int], closed: bool
) -> None:
    training = made_up.a_class(db, school, people[:1], days=("2026-12-31", "2027-01-01"))
    mark(db, training, "ppap")
    if closed:
        hours.close_class(db, training, today="2027-01-02")
    assert hours.earned(db, school=school, year=2026) == {people[0]: 32}
    assert hours.earned(db, school=school, year=2027) == {people[0]: 16}
    assert [line.date for line in hours.of_member(db, people[0], year=2027)] == ["2027-01-01"] * 2


def test_each_day_is_counted_by_the_rule_of_that_day(db: Register, school: int, people: list[int]) -> None:
    new = put(db, school, key="2027", since="2027-01-01", day_cap_hours=6)
    training = made_up.a_class(db, school, people[:1], days=("2026-12-31", "2027-01-01"))
    mark(db, training, "pppp")
    assert quarters(next(iter(hours.of_class(db, training).values()))) == [16, 16, 16, 8]
    hours.close_class(db, training, today="2027-01-02")
    found = db.execute(
        "SELECT rule, sum(quarter_hours) FROM hour_line GROUP BY rule ORDER BY rule"
    ).fetchall()
    assert [row[1] for row in found] == [32, 24]
    assert found[1][0] == new


def test_two_classes_of_one_day_together_keep_to_the_cap(
    db: Register, school: int, people: list[int]
) -> None:
    first = made_up.a_class(db, school, people[:1], days=("2026-11-20",))
    second = made_up.a_class(db, school, people[:1], days=("2026-11-20", "2026-11-21"), name="春训班")
    mark(db, first, "pp")
    mark(db, second, "pppp")
    open_ = hours.earned(db, school=school, year=2026)
    assert open_ == {people[0]: 64}
    assert sum(line.quarter_hours for line in hours.of_member(db, people[0], year=2026)) == 64
    hours.close_class(db, second, today=made_up.TODAY)
    assert hours.earned(db, school=school, year=2026) == open_
    hours.close_class(db, first, today=made_up.TODAY)
    assert hours.earned(db, school=school, year=2026) == open_
    assert hours.enrollment_hours(db, second) != hours.enrollment_hours(db, first)


@pytest.mark.parametrize(
    ("row", "passes", "why"),
    [
        ("pppppppppppppp", True, "得 56 学时，符合结业要求"),
        ("ppppppppppppss", True, "得 48 学时，符合结业要求"),
        ("pppppppppppsss", False, "请假 12 学时，超过总学时的 1/7"),
        ("ppppppppppppaa", True, "得 48 学时，符合结业要求"),
        ("pppppppppppaaa", False, "得 44 学时，不到总学时的 6/7"),
        ("ppppppppppppp-", False, "考勤没有录完"),
    ],
)
def test_who_graduates(
    db: Register, school: int, people: list[int], row: str, passes: bool, why: str
) -> None:
    days = tuple(f"2026-11-{day}" for day in range(10, 17))
    training = made_up.a_class(db, school, people[:1], days=days)
    mark(db, training, row)
    (result,) = hours.results(db, training)
    assert (result.passes, result.why, result.total) == (passes, why, 224)


def test_who_came_to_three_half_days_a_day_graduates_though_two_fill_the_cap(
    db: Register, school: int, people: list[int]
) -> None:
    training = made_up.a_class(db, school, people[:2], half_days=("am", "pm", "evening"))
    mark(db, training, "pppppp", "ppappa")
    present, left = hours.results(db, training)
    assert (present.earned, present.total, present.passes) == (64, 64, True)
    assert (left.earned, left.passes) == (64, True)


def test_a_class_without_sessions_has_no_results(db: Register, school: int, people: list[int]) -> None:
    training = classes.prepare(db, school=school, year=2026, name="冬训班")
    enrollments.enrol(db, training, people)
    assert hours.results(db, training) == []
    assert list(hours.of_class(db, training).values()) == [[]] * 4
    assert hours.earned(db, school=school, year=2026) == {}


def lines(db: Register) -> list[tuple[int, int, str, int | None]]:
    return db.execute("SELECT id, quarter_hours, reason, reverses FROM hour_line ORDER BY id").fetchall()


def test_a_class_that_is_opened_again_gives_its_hours_back(
    db: Register, school: int, people: list[int]
) -> None:
    training = made_up.a_class(db, school, people[:2])
    mark(db, training, "ppap", "pppp")
    before = made_up.content(db)
    assert hours.close_class(db, training, today=made_up.TODAY) == 8
    posted = lines(db)
    assert hours.take_back(db, training, why="一名学员漏记考勤") == 8
    assert lines(db)[:8] == posted
    assert [(-worth, back) for _, worth, _, back in lines(db)[8:]] == [(line[1], line[0]) for line in posted]
    assert {reason for _, _, reason, _ in lines(db)[8:]} == {"更正：一名学员漏记考勤"}
    after = made_up.content(db)
    (state,) = (one.state for one in classes.rows(db, [training]))
    assert state == "settling"
    assert {table for table in after if after[table] != before[table]} <= {"hour_line", "class_step"}
    shown = hours.of_member(db, people[0], year=2026)
    assert sum(line.quarter_hours for line in shown) == 48
    assert [line.posted for line in shown if line.stands] == [False] * 4
    who = attendance.roll_call(db, training).enrollments[0]
    when = attendance.roll_call(db, training).sessions[2]
    attendance.mark(db, enrollment=who.id, session=when.id, mark="present", today=made_up.TODAY)
    hours.close_class(db, training, today=made_up.TODAY)
    assert hours.earned(db, school=school, year=2026) == {people[0]: 64, people[1]: 64}
    assert len(lines(db)) == 24


def test_hours_are_taken_back_of_a_closed_class_and_for_a_reason(
    db: Register, school: int, people: list[int]
) -> None:
    training = made_up.a_class(db, school, people[:1])
    mark(db, training, "pppp")
    with pytest.raises(UserError, match="还没有结班，不用重新打开"):
        hours.take_back(db, training, why="漏记考勤")
    hours.close_class(db, training, today=made_up.TODAY)
    before = made_up.content(db)
    with pytest.raises(UserError, match="写明原因"):
        hours.take_back(db, training, why="  ")
    assert made_up.content(db) == before


def test_someone_who_left_keeps_the_hours(db: Register, school: int, people: list[int]) -> None:
    training = made_up.a_class(db, school, people[:1])
    mark(db, training, "pppp")
    members.leave(db, people[0], on="2026-11-22", reason="转出")
    hours.close_class(db, training, today=made_up.TODAY)
    assert hours.earned(db, school=school, year=2026) == {people[0]: 64}


@pytest.mark.parametrize(
    ("quarter_hours", "text"),
    [(32, "8"), (30, "7.5"), (31, "7.75"), (29, "7.25"), (0, "0"), (1, "0.25"), (-16, "-4"), (-1, "-0.25")],
)
def test_hours_are_written_as_the_office_writes_them(quarter_hours: int, text: str) -> None:
    assert hours_text(quarter_hours) == text


def test_sessions_are_held_in_order_though_they_were_put_down_in_another(
    db: Register, school: int, people: list[int]
) -> None:
    training = made_up.a_class(
        db, school, people[:1], days=("2026-11-21", "2026-11-20"), half_days=("pm", "am")
    )
    put(db, school, key="late", since="2026-01-01", late_per_absence=2)
    mark(db, training, "lppl")
    found = timetable.rows(db, timetable.find(db, training_class=training))
    assert [one.label for one in found] == ["20日上午", "20日下午", "21日上午", "21日下午"]
    assert quarters(next(iter(hours.of_class(db, training).values()))) == [16, 16, 16, 0]
