from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.school import (
    attendance,
    branches,
    certificates,
    counties,
    enrollments,
    hours,
    members,
    persons,
    rosters,
    standings,
    timetable,
)
from db.register import Register
from tests import made_up

WHY = "身份证号录错一位，已核对"


def merge(db: Register, kept: int, other: int) -> int:
    return persons.merge(db, kept=kept, other=other, why=WHY, today=made_up.TODAY)


def held(
    db: Register,
    school: int,
    people: list[int],
    *,
    day: str,
    closed: bool = True,
    half_days: tuple[str, ...] = ("am", "pm"),
) -> int:
    """Hold a class of one day in which everyone is present."""
    training = made_up.a_class(db, school, people, days=(day,), half_days=half_days, name=f"{day} 班")
    attendance.mark_all(
        db, training, sessions=timetable.find(db, training_class=training), today=made_up.TODAY
    )
    if closed:
        hours.close_class(db, training, today=made_up.TODAY)
    return training


def earned(db: Register, school: int) -> dict[str, int]:
    found = standings.of_school(db, school=school, year=2026)
    for one in found:
        assert standings.of_member(db, one.member, year=2026) == one
    return {one.name: one.earned for one in found}


def figures(db: Register, school: int) -> counties.Figures:
    return counties.figures(db, school=school, year=2026, today=made_up.TODAY)


def test_a_merged_person_stands_once_and_is_found_by_either(
    db: Register, school: int, people: list[int]
) -> None:
    dan, zeng, *_ = people
    before = made_up.content(db)
    link = merge(db, dan, zeng)
    assert zeng not in members.find(db)
    assert len(members.find(db)) == 3
    for said in (
        "单晓红",
        "曾国强",
        "zgq",
        "zengguoqiang",
        made_up.id_number(1)[-4:],
        made_up.id_number(0)[-4:],
    ):
        assert members.find(db, said) == [dan], said
    assert branches.rows(db, branches.find(db))[0].members == 3
    (found,) = persons.rows(db, persons.find(db, school=school))
    assert (found.id, found.kept_name, found.other_name, found.why) == (link, "单晓红", "曾国强", WHY)
    assert (found.linked_on, found.linked_by) == (made_up.TODAY, "张干事")
    assert persons.away(db, zeng) == found
    assert persons.away(db, dan) is None
    assert persons.same(db, zeng) == persons.same(db, dan) == (dan, zeng)
    assert persons.find(db, school=school, member=zeng) == [link]
    assert persons.find(db, school=school, member=people[2]) == []
    after = made_up.content(db)
    assert {table for table in after if after[table] != before[table]} == {"person_link"}
    persons.part(db, link)
    assert made_up.content(db) == before
    assert members.find(db, "曾国强") == [zeng]


def test_hours_and_certificates_of_both_are_the_person_s(
    db: Register, school: int, people: list[int]
) -> None:
    dan, zeng, *_ = people
    one = held(db, school, [dan], day="2026-11-16")
    other = held(db, school, [zeng], day="2026-11-17")
    held(db, school, [zeng, people[2]], day="2026-11-18", closed=False)
    numbers = [certificates.issue(db, training, today=made_up.TODAY)[0] for training in (one, other)]
    before = earned(db, school), figures(db, school)
    link = merge(db, dan, zeng)
    assert earned(db, school) == {"单晓红": 96, "买买提·吐尔逊": 32, "雷金花": 0}
    assert (
        sorted(certificates.find(db, member=dan))
        == sorted(certificates.find(db, member=zeng))
        == sorted(numbers)
    )
    assert certificates.find(db, member=people[2]) == []
    now = figures(db, school)
    assert (now.members, now.people, now.person_times, now.quarter_hours) == (
        3,
        2,
        4,
        before[1].quarter_hours,
    )
    assert (before[1].members, before[1].people, before[1].person_times) == (4, 3, 4)
    persons.part(db, link)
    assert (earned(db, school), figures(db, school)) == before


@pytest.mark.parametrize("closed", [False, True])
def test_nobody_sits_in_two_places(db: Register, school: int, people: list[int], closed: bool) -> None:
    dan, zeng, *_ = people
    training = held(db, school, [dan, zeng], day="2026-11-16", closed=closed)
    merge(db, dan, zeng)
    assert earned(db, school)["单晓红"] == 32
    taken = [line for line in hours.of_member(db, dan, year=2026) if line.quarter_hours < 0]
    assert [(line.quarter_hours, line.training_class) for line in taken] == [(-16, training)] * 2
    assert figures(db, school).person_times == 1


@pytest.mark.parametrize("closed", [False, True])
def test_a_day_s_cap_is_the_person_s(db: Register, school: int, people: list[int], closed: bool) -> None:
    dan, zeng, *_ = people
    held(db, school, [dan], day="2026-11-16", closed=closed)
    held(db, school, [zeng], day="2026-11-16", closed=closed, half_days=("am", "evening"))
    merge(db, dan, zeng)
    assert earned(db, school)["单晓红"] == 32
    assert "当天最多记 8 学时" in hours.of_member(db, dan, year=2026)[-1].reason


def test_a_merged_person_is_enrolled_once(db: Register, school: int, people: list[int]) -> None:
    dan, zeng, mai, _ = people
    training = made_up.a_class(db, school, [zeng])
    merge(db, dan, zeng)
    with pytest.raises(UserError, match="该学员已在本班"):
        enrollments.enrol(db, training, [dan])
    another = made_up.a_class(db, school, [mai], name="另一班")
    assert enrollments.enrol(db, another, [zeng, dan]) == 1
    inside = enrollments.rows(db, enrollments.find(db, training_class=another))
    assert [one.member for one in inside] == [mai, dan]


def test_what_cannot_be_merged_is_said(db: Register, school: int, people: list[int]) -> None:
    dan, zeng, mai, lei = people
    with pytest.raises(UserError, match="写明依据"):
        persons.merge(db, kept=dan, other=zeng, why=" ", today=made_up.TODAY)
    with pytest.raises(UserError, match="同一所学校的两份"):
        merge(db, dan, dan)
    merge(db, dan, zeng)
    for kept, other, said in (
        (zeng, mai, "要保留的“曾国强”已经并入“单晓红”"),
        (mai, zeng, "要并入的“曾国强”已经并入“单晓红”"),
        (mai, dan, "“单晓红”名下已并有别的记录"),
    ):
        with pytest.raises(UserError, match=said):
            merge(db, kept, other)
    merge(db, dan, lei)
    assert persons.same(db, lei) == (dan, zeng, lei)
    with pytest.raises(UserError, match="没有找到这个人"):
        merge(db, dan, 1)
    link = persons.find(db, school=school, member=zeng)[0]
    persons.part(db, link)
    with pytest.raises(UserError, match="已经拆开了"):
        persons.part(db, link)


def test_an_import_that_is_taken_back_leaves_who_was_merged(db: Register, school: int) -> None:
    with db.act("导入"):
        roster = rosters.keep(
            db, school=school, file_name="甲.xls", sha256="0" * 64, sheet_name="", today=made_up.TODAY,
            counts=(2, 0, 0), refused=[],
        )  # fmt: skip
        one, other = (
            members.enrol(db, {"name": name}, school=school, roster=roster) for name in ("张三", "张叁")
        )
    merge(db, one, other)
    done = rosters.take_back(db, roster)
    assert (done.removed, [who.member for who in done.kept]) == (0, [one, other])
    assert "合并" in done.kept[0].why


def test_two_people_stay_two_however_often_it_is_said(db: Register, school: int, people: list[int]) -> None:
    persons.keep_apart(db, people[1], people[0], today=made_up.TODAY)
    said = db.undoable(), db.stamp()
    persons.keep_apart(db, people[0], people[1], today="2026-11-23")
    assert db.undoable() == said[0]
    assert persons.apart(db, school=school) == {(people[0], people[1])}
    db.undo()
    assert persons.apart(db, school=school) == set()


# Merge the first of these into the second, or part the last link that there is.
_STEP = st.one_of(st.none(), st.permutations(range(4)).map(lambda order: (order[0], order[1])))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_STEP, min_size=1, max_size=6), by_hand=st.booleans())
def test_whatever_was_merged_and_parted_can_be_undone_exactly(
    db: Register,
    school: int,
    busy: Callable[[], list[int]],
    steps: list[tuple[int, int] | None],
    by_hand: bool,
) -> None:
    people = busy()
    start = made_up.content(db), earned(db, school), figures(db, school)
    everyone = set(members.find(db))
    done = sum(_did(db, school, people, step) for step in steps)
    merged = persons.kept_for(db, school=school)
    assert set(members.find(db)) == everyone - set(merged)
    assert figures(db, school).members == len(everyone) - len(merged)
    # Someone has no more together than apart, and no less than the one row that had most.
    for one in standings.of_school(db, school=school, year=2026):
        alone = [start[1][members.row(db, row).name] for row in persons.same(db, one.member)]
        assert max(alone) <= one.earned <= sum(alone)
    if by_hand:
        for link in persons.find(db, school=school):
            persons.part(db, link)
    else:
        for _ in range(done):
            db.undo()
    assert (made_up.content(db), earned(db, school), figures(db, school)) == start


def _did(db: Register, school: int, people: list[int], step: tuple[int, int] | None) -> bool:
    """Take a step where it can be taken; say whether it was."""
    links = persons.find(db, school=school)
    if step is None:
        if links:
            persons.part(db, links[0])
        return bool(links)
    try:
        merge(db, people[step[0]], people[step[1]])
    except UserError:
        return False
    return True


@pytest.fixture
def busy(db: Register, school: int, people: list[int]) -> Callable[[], list[int]]:
    """Four people with hours in three classes, one of them still open; held once however often asked."""
    held_: list[int] = []

    def busy_() -> list[int]:
        if not held_:
            held_.append(held(db, school, people[:3], day="2026-11-16"))
            held_.append(held(db, school, people[1:], day="2026-11-16", half_days=("am", "evening")))
            held_.append(held(db, school, people[:2], day="2026-11-18", closed=False))
        return people

    return busy_
