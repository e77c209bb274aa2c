"""Where everybody stands, a page at a time, held against everybody counted anew."""

import random

import pytest

from app.school import (
    activities,
    attendance,
    branches,
    hours,
    members,
    persons,
    rules,
    schools,
    standings,
    timetable,
)
from db.register import Register
from tests import made_up


def county(db: Register, school: int) -> list[int]:
    """Thirty people of all kinds in two schools, with a closed and an open class and marks by chance."""
    chance = random.Random(3)
    people = made_up.people(db, school, 20)
    for at, fields in enumerate(
        ({"role": "secretary"}, {"role": "committee"}, {"frail": 1}, {"member_type": "candidate"},
         {"member_type": "activist"}, {"role": "secretary", "frail": 1}, {"cadre": 1})
    ):  # fmt: skip
        members.amend(db, people[at], fields)
    closed = made_up.a_class(db, school, people[:15], days=tuple(f"2026-10-{day}" for day in range(12, 17)))
    marked(db, closed, chance)
    hours.close_class(db, closed, today="2026-10-20")
    marked(
        db, made_up.a_class(db, school, people[5:18], name="补训", days=("2026-11-10", "2026-11-11")), chance
    )
    activities.record(
        db, school=school, kind="county_class", title="书记轮训", on="2026-05-05", people=people[:1],
        half_days=4, today=made_up.TODAY,
    )  # fmt: skip
    activities.record(
        db, school=school, kind="external", title="干部调训", on="2026-06-05", people=people[6:7],
        half_days=2, ledger="cadre", organiser="县委党校", today=made_up.TODAY,
    )  # fmt: skip
    persons.merge(db, kept=people[10], other=people[11], why="同一个人", today=made_up.TODAY)
    members.leave(db, people[19], on="2026-11-01", reason="转出")
    return people


def marked(db: Register, training_class: int, chance: random.Random) -> None:
    grid = attendance.roll_call(db, training_class)
    with db.act("点名"):
        for who in grid.enrollments:
            for one in grid.sessions:
                mark = chance.choice(("present", "present", "present", "absent"))
                attendance.mark(db, enrollment=who.id, session=one.id, mark=mark, today=made_up.TODAY)


def anew(db: Register, school: int, ledger: str = "member") -> dict[int, int]:
    return hours.earned(db, school=school, year=2026, ledger=ledger)


def test_a_page_has_the_sums_of_everybody_counted_anew(db: Register, school: int) -> None:
    county(db, school)
    own, cadre = anew(db, school), anew(db, school, "cadre")
    found = standings.rows(db, standings.find(db, school=school, year=2026), year=2026)
    assert len(found) == 18
    for one in found:
        assert (one.earned, one.cadre_earned) == (own.get(one.member, 0), cadre.get(one.member, 0))
        assert one == standings.of_member(db, one.member, year=2026)
        lines = sum(line.quarter_hours for line in hours.of_member(db, one.member, year=2026))
        assert one.earned == lines
        assert (
            sum(
                standings.by_category(db, [one.member], first="2026-01-01", last="2026-12-31")
                .get(one.member, {})
                .values()
            )
            == lines
        )
    assert sum(one.cadre_earned for one in found) == 32
    assert [one.cadre_required for one in found if one.cadre_required is not None] == [360]


def test_the_tally_is_that_of_everybody_listed(db: Register, school: int) -> None:
    assert standings.tallied(db, school=school, year=2026) == (0, 0, 0)
    county(db, school)
    for year in (2026, 2025):
        every = standings.of_school(db, school=school, year=year)
        owing = [one for one in every if one.required is not None]
        met = [one for one in owing if one.state == "met"]
        assert standings.tallied(db, school=school, year=year) == (len(every), len(owing), len(met))
    assert [len(every), len(owing)] == [18, 15]


@pytest.mark.parametrize("order", ["required", "earned", "lacking", "state", "cadre"])
@pytest.mark.parametrize("state", ["", *standings.STATES])
def test_everybody_in_the_order_of_a_sum(db: Register, school: int, order: str, state: str) -> None:
    county(db, school)
    by_name = standings.rows(db, standings.find(db, school=school, year=2026), year=2026)
    key = {
        "required": lambda one: -1 if one.required is None else one.required,
        "earned": lambda one: one.earned,
        "lacking": lambda one: (one.lacking, one.lacking_central),
        "state": lambda one: list(standings.STATES).index(one.state),
        "cadre": lambda one: one.cadre_earned,
    }[order]
    wanted = [one for one in by_name if state in ("", one.state)]
    for name, way in ((order, 1), (f"-{order}", -1)):
        found = standings.find(db, school=school, year=2026, state=state, order_by=name)
        values = [key(one) for one in standings.rows(db, found, year=2026)]
        assert values == sorted((key(one) for one in wanted), reverse=way < 0)
        assert set(found) == {one.member for one in wanted}
        assert found[:3] == standings.find(db, school=school, year=2026, state=state, order_by=name, limit=3)
    # Of two who are alike the one whose name comes first stands first, whichever way.
    last = standings.find(db, school=school, year=2026, state=state, order_by="-cadre")
    assert last[1:] == [one.member for one in wanted if one.member != last[0]] or last == [
        one.member for one in wanted
    ]


def test_people_are_found_by_state_name_group_and_branch(db: Register, school: int) -> None:
    people = county(db, school)
    every = standings.rows(db, standings.find(db, school=school, year=2026), year=2026)
    for state in standings.STATES:
        found = standings.find(db, school=school, year=2026, state=state)
        assert found == [one.member for one in every if one.state == state]
        assert found[:2] == standings.find(db, school=school, year=2026, state=state, limit=2)
    assert standings.find(db, "雷金花", school=school, year=2026) == [people[3]]
    assert standings.find(db, "雷金花", school=school, year=2026, order_by="-earned") == [people[3]]
    assert standings.find(db, school=school, year=2026, group="left") == [people[19]]
    other = branches.add(db, "溪口村党支部", school=school)
    members.amend(db, people[0], {"branch": other})
    for order in ("name", "lacking"):
        assert standings.find(db, school=school, year=2026, branch=other, order_by=order) == [people[0]]
    with pytest.raises(ValueError, match="no state"):
        standings.find(db, school=school, year=2026, state="on_track")


def test_a_secretary_owes_a_class_of_the_county_besides(db: Register, school: int) -> None:
    people = made_up.people(db, school, 2)
    for one in people:
        members.amend(db, one, {"role": "secretary"})
    days = tuple(f"2026-10-{day}" for day in range(12, 19))
    held = made_up.a_class(db, school, people, days=days)
    attendance.mark_all(db, held, sessions=timetable.find(db, training_class=held), today=made_up.TODAY)
    hours.close_class(db, held, today="2026-10-20")
    found = standings.of_member(db, people[0], year=2026)
    assert (found.lacking, found.lacking_central, found.state) == (0, 1, "not_met")
    assert found.lacking_text == "1 次县级以上集中培训"
    activities.record(
        db, school=school, kind="county_class", title="轮训", on="2026-10-30", people=people[:1],
        minutes=45, today=made_up.TODAY,
    )  # fmt: skip
    assert standings.of_member(db, people[0], year=2026).state == "met"
    assert standings.find(db, school=school, year=2026, state="not_met", order_by="lacking") == people[1:]


def test_every_school_is_listed_by_its_own_rule(db: Register, school: int) -> None:
    here = made_up.people(db, school, 2)
    with db.act("另一所"):
        other = db.new_id()
        db.execute(
            "INSERT INTO school (id, school, code, level, full_name, short_name, seal_name, county_name) "
            "SELECT ?, ?, 'X1', level, '斜滩镇党校', '斜滩镇党校', '斜滩镇党校', county_name FROM school",
            [other, other],
        )
        rules.load_presets(db, school=other)
        there = [members.enrol(db, {"name": "钟雪梅", "member_type": "full"}, school=other)]
    draft = rules.draft(
        db, based_on=rules.in_force(db, school=other, on="2026-12-31").id, title="本镇", source="县委通知",
        effective_from="2026-01-01", changes={"targets": {"full": 40}},
    )  # fmt: skip
    hours.adopt(db, draft, today=made_up.TODAY)
    found = standings.find(db, year=2026, order_by="-lacking")
    assert [one.required for one in standings.rows(db, found, year=2026)] == [160, 128, 128]
    assert found[0] == there[0]
    assert set(standings.find(db, year=2026)) == {*here, *there}
    assert len(schools.find(db)) == 2


# --- what is still to come --------------------------------------------------------------------------------


def outlook(db: Register, member: int) -> tuple[str, int, int]:
    found = standings.of_member(db, member, year=2026, today=made_up.TODAY)
    return found.outlook, found.planned, found.joinable


def test_what_the_timetable_still_gives(db: Register, school: int) -> None:
    people = made_up.people(db, school, 4)
    assert outlook(db, people[0]) == ("out_of_reach", 0, 0)
    days = tuple(f"2026-12-{day:02}" for day in range(7, 11))
    mine = made_up.a_class(db, school, people[:1], days=days)
    assert outlook(db, people[0]) == ("on_track", 128, 0)
    assert outlook(db, people[1]) == ("reachable", 0, 128)
    for state, whom in (("on_track", people[:1]), ("reachable", people[1:])):
        found = standings.find(db, school=school, year=2026, state=state, today=made_up.TODAY)
        assert set(found) == set(whom)
        ranked = standings.find(
            db, school=school, year=2026, state=state, today=made_up.TODAY, order_by="lacking"
        )
        assert set(ranked) == set(whom)
    grid = attendance.roll_call(db, mine)
    attendance.mark(
        db,
        enrollment=grid.enrollments[0].id,
        session=grid.sessions[0].id,
        mark="sick_leave",
        today=made_up.TODAY,
    )
    assert outlook(db, people[0]) == ("out_of_reach", 112, 0)
    assert outlook(db, people[1]) == ("reachable", 0, 128)
    # Next year nothing stands on the timetable.
    assert standings.of_member(db, people[0], year=2027, today=made_up.TODAY).outlook == "out_of_reach"


def test_nobody_sits_in_two_places_nor_joins_what_is_over(db: Register, school: int) -> None:
    people = made_up.people(db, school, 3)
    made_up.a_class(db, school, people[:1], name="甲", days=("2026-12-07",))
    made_up.a_class(db, school, people[1:2], name="乙", days=("2026-12-07", "2026-12-08"))
    made_up.a_class(db, school, people[1:2], name="已上", days=("2026-11-09",))
    assert outlook(db, people[0]) == ("out_of_reach", 32, 32)
    # Of two classes on one day one can be joined; whose marks are not in is taken for present.
    assert outlook(db, people[2]) == ("out_of_reach", 0, 64)
    assert outlook(db, people[1]) == ("out_of_reach", 96, 0)


@pytest.mark.parametrize(
    ("group", "who", "joins"),
    [
        ("", {"member_type": "full", "role": ""}, True),
        ("农村党员", {"member_type": "probationary", "role": ""}, True),
        ("发展对象", {"member_type": "full", "role": ""}, False),
        ("发展对象", {"member_type": "candidate", "role": ""}, True),
        ("党支部书记", {"member_type": "full", "role": "committee"}, False),
        ("村（社区）“两委”成员", {"member_type": "full", "role": "committee"}, True),
        ("村（社区）党组织书记", {"member_type": "full", "role": "secretary"}, True),
        ("农村党员", {"member_type": "candidate", "role": ""}, False),
    ],
)
def test_a_class_is_for_whom_it_says(group: str, who: dict[str, str], joins: bool) -> None:
    assert standings.may_join(group, **who) is joins
