import pytest

from app.school import activities, attendance, coverages, filters, members, persons, timetable
from db.register import Register
from tests import made_up

TODAY = made_up.TODAY


def trained(db: Register, school: int) -> list[int]:
    """Eight people: two in a class, one of them absent; one at the county's and online; others at home."""
    people = made_up.people(db, school, 8)
    held = made_up.a_class(db, school, people[:2], days=("2026-05-20",))
    first, second = timetable.find(db, training_class=held)
    grid = attendance.roll_call(db, held)
    attendance.mark_all(db, held, sessions=[first], today=TODAY)
    attendance.mark(db, enrollment=grid.enrollments[0].id, session=second, mark="late", today=TODAY)
    for who in grid.enrollments[1:]:
        for session in (first, second):
            attendance.mark(db, enrollment=who.id, session=session, mark="absent", today=TODAY)
    members.amend(db, people[2], {"role": "secretary", "cadre": 1, "frail": 0})
    members.amend(db, people[3], {"frail": 1})
    members.amend(db, people[4], {"member_type": "candidate"})
    members.amend(db, people[5], {"floating": 1})
    for day in ("2026-03-03", "2026-08-04"):
        activities.record(
            db, school=school, kind="online", title="网课", on=day, people=[people[2], people[5]], minutes=45,
            platform="共产党员网", today=TODAY,
        )  # fmt: skip
    activities.record(
        db, school=school, kind="county_class", title="轮训", on="2026-09-04", people=[people[2]],
        half_days=2, today=TODAY,
    )  # fmt: skip
    activities.record(
        db,
        school=school,
        kind="home_delivery",
        title="送学",
        on="2026-09-05",
        people=[people[3]],
        today=TODAY,
    )
    activities.record(
        db, school=school, kind="teaching", title="讲党课", on="2026-09-05", people=[people[6]], half_days=1,
        today=TODAY,
    )  # fmt: skip
    return people


def said(lines: tuple[coverages.Line, ...]) -> dict[str, tuple[int, int, int]]:
    return {one.title: (len(one.people), len(one.trained), one.turns) for one in lines}


def test_people_and_turns_by_group_layer_and_branch(db: Register, school: int) -> None:
    people = trained(db, school)
    found = coverages.coverage(db, school=school, year=2026)
    assert said(found.groups) == {
        "全体党员": (7, 4, 7),
        "支部书记": (1, 1, 3),
        "“两委”和支部委员": (0, 0, 0),
        "普通党员": (5, 2, 3),
        "困弱党员": (1, 1, 1),
        "流动党员": (1, 1, 2),
        "发展对象": (1, 0, 0),
        "干部": (1, 1, 3),
    }
    assert said(found.layers) == {
        "上级调训": (8, 1, 1),
        "本校培训": (8, 1, 1),
        "支部学习": (8, 0, 0),
        "线上学习": (8, 2, 4),
        "送学上门": (8, 1, 1),
    }
    assert said(found.branches) == {"下党村党支部": (7, 4, 7)}
    assert (found.whole.turns, len(found.whole.trained)) == (7, 4)
    assert sum(one.turns for one in found.layers) == found.whole.turns
    first = found.groups[0]
    assert set(first.missed) == {people[1], people[6], people[7]}
    assert not first.reaches
    assert found.groups[1].reaches
    assert found.groups[2].reaches
    assert first.required == tuple(one for one in first.people if one != people[3])


def test_a_quarter_has_its_own_turns_and_no_targets(db: Register, school: int) -> None:
    trained(db, school)
    found = [coverages.coverage(db, school=school, year=2026, quarter=quarter) for quarter in (1, 2, 3, 4)]
    assert [one.whole.turns for one in found] == [2, 1, 4, 0]
    assert {line.target for one in found for line in one.groups} == {0}
    assert [coverages.period(2026, one) for one in range(5)] == [
        ("2026-01-01", "2026-12-31"), ("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-06-30"),
        ("2026-07-01", "2026-09-30"), ("2026-10-01", "2026-12-31"),
    ]  # fmt: skip


def test_who_was_not_reached_is_listed_and_found_by_a_filter(db: Register, school: int) -> None:
    people = trained(db, school)
    missed = coverages.missed(db, school=school, year=2026)
    assert set(missed) == {people[1], people[4], people[6], people[7]}
    wanted = filters.Filter(trained=False, year=2026, member_types=("full", "probationary", "candidate"))
    assert set(filters.people(db, wanted, school=school, today=TODAY)) == set(missed)
    both = filters.Filter(trained=True)
    assert set(filters.people(db, both, school=school, today=TODAY)) == {people[at] for at in (0, 2, 3, 5)}
    assert len(filters.people(db, both, school=school, today="2027-02-01")) == 0
    saved = filters.save(db, "2026 年漏训", wanted, school=school)
    assert filters.rows(db, [saved])[0].filter == wanted


def test_a_person_of_two_rows_is_one_and_what_is_void_is_nothing(db: Register, school: int) -> None:
    people = trained(db, school)
    persons.merge(db, kept=people[7], other=people[5], why="同一个人", today=TODAY)
    found = coverages.coverage(db, school=school, year=2026)
    assert len(found.whole.people) == 7
    assert people[7] in found.whole.trained
    assert people[7] not in coverages.missed(db, school=school, year=2026)
    for one in activities.find(db, school=school, kind="online"):
        activities.void(db, one, why="重复登记", today=TODAY)
    found = coverages.coverage(db, school=school, year=2026)
    assert said(found.layers)["线上学习"] == (7, 0, 0)
    assert people[7] in coverages.missed(db, school=school, year=2026)


def test_the_targets_are_data_with_a_source() -> None:
    rule = coverages.rule()
    assert {one.key: one.target for one in rule.groups}["secretaries"] == 100
    assert {one.key: one.target for one in rule.groups}["members"] == 85
    assert "舟山" in rule.source
    sources = [source for layer in rule.layers for source in layer.sources]
    assert len(sources) == len(set(sources)) == 7


def test_an_empty_school_has_nobody_to_reach(db: Register, school: int) -> None:
    found = coverages.coverage(db, school=school, year=2026)
    assert found.branches == ()
    assert found.whole.people == found.whole.missed == ()
    assert coverages.missed(db, school=school, year=2026) == []


@pytest.mark.parametrize("year", [2025, 2027])
def test_another_year_is_another_matter(db: Register, school: int, year: int) -> None:
    trained(db, school)
    assert coverages.coverage(db, school=school, year=year).whole.turns == 0
