from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.school import attendance, counties, devices, members, parcels, persons, schools, timetable
from db.register import Register
from tests import made_up
from tests.school.test_devices import LAPTOP


def test_a_school_s_figures(db: Register, school: int, people: list[int]) -> None:
    members.amend(db, people[3], {"frail": 1})
    first = made_up.a_class(db, school, people[:3], days=tuple(f"2026-11-1{n}" for n in range(4)))
    second = made_up.a_class(db, school, people[2:], name="春训班", days=("2026-11-20",))
    grid = attendance.roll_call(db, first)
    for session in grid.sessions:
        attendance.mark(
            db, enrollment=grid.enrollments[2].id, session=session.id, mark="absent", today=made_up.TODAY
        )
    for training in (first, second):
        attendance.mark_all(
            db, training, sessions=timetable.find(db, training_class=training), today=made_up.TODAY
        )
    found = counties.figures(db, school=school, year=2026, today="2026-11-25")
    assert (found.code, found.name, found.members, found.classes) == ("350924100", "下党乡党校", 4, 2)
    assert (found.people, found.person_times) == (4, 4)
    assert found.quarter_hours == 2 * 128 + 2 * 32
    assert (found.owing, found.met) == (3, 2)
    assert found.met_percent is not None
    assert round(found.met_percent, 1) == 66.7
    assert [item for item, _, _ in found.items] == [
        "有组织架构", "有场地设施", "有师资力量", "有教学计划", "有管理机制"
    ]  # fmt: skip
    assert {name: (usable, whole) for name, usable, whole in found.items}["有管理机制"] == (2, 9)
    assert (found.points, found.points_of) == (4 + 2 + 3 + 2 + 3 + 3 + 1, 100)
    assert (found.last_parcel, found.last_seq) == ("", 0)


def test_a_year_in_which_nothing_happened(db: Register, school: int, people: list[int]) -> None:
    found = counties.figures(db, school=school, year=2025, today="2026-11-25")
    assert (found.people, found.quarter_hours, found.met, found.met_percent) == (0, 0, 0, 0.0)
    for who in people:
        members.amend(db, who, {"frail": 1})
    assert counties.figures(db, school=school, year=2025, today="2026-11-25").met_percent is None


def test_the_county_sums_every_school_that_reported_by_code(tmp_path: Path) -> None:
    county = made_up.register(tmp_path, operator="县委组织部")
    schools.found(county, level="county", code="350924", full_name="寿宁县委组织部")
    for number, code in enumerate(("350924102", "350924101"), start=2):
        (tmp_path / code).mkdir()
        db = made_up.register(tmp_path / code, seed=number)
        school = made_up.school(db, code=code, name=f"{code}党校")
        made_up.people(db, school, number)
        with county.act("接收", recording=False):
            parcels.take_in(county, parcels.outgoing(db, school=school), school=school)
        devices.enrol(county, replace(LAPTOP, device=number, school=school, serial=number))
        db.close()
    found = counties.summary(county, year=2026, today="2026-11-25")
    assert [(one.code, one.members) for one in found] == [("350924101", 3), ("350924102", 2)]
    received = parcels.Received(
        "a" * 64, 3, found[0].school, 1, 4, "2026-11-24T09:00:00", "2026-11-25 10:00", "x.wuyou", "gap",
        parcels.Counts(1, 2, 3, 4, 0),
    )  # fmt: skip
    with county.act("接收", recording=False):
        parcels.keep_received(county, received)
    again = counties.summary(county, year=2026, today="2026-11-25")[0]
    assert (again.last_parcel, again.last_seq) == ("2026-11-25 10:00", 4)
    assert parcels.received(county, device=3) == [received]
    assert parcels.received(county, device=2) == []
    assert [one.device for one in counties.silent(county)] == [2]
    devices.revoke(county, 2, today="2026-11-26")
    assert counties.silent(county) == []
    county.close()


@pytest.fixture
def gathered(tmp_path: Path) -> Iterator[tuple[Register, int]]:
    """A county with one township's rows, read from its first parcel, and that township."""
    county = made_up.register(tmp_path, operator="县委组织部")
    schools.found(county, level="county", code="350924", full_name="寿宁县委组织部")
    (tmp_path / "township").mkdir()
    db = made_up.register(tmp_path / "township", seed=2)
    school = made_up.school(db)
    training = made_up.a_class(db, school, made_up.people(db, school, 4))
    attendance.mark_all(
        db, training, sessions=timetable.find(db, training_class=training), today=made_up.TODAY
    )
    with county.act("接收", recording=False):
        parcels.take_in(county, parcels.outgoing(db, school=school), school=school)
    devices.enrol(county, replace(LAPTOP, device=2, school=school, serial=1))
    read(county, school, 1)
    db.close()
    yield county, school
    county.close()


def read(county: Register, school: int, seq: int, *, at: str = "2026-11-22 10:00") -> None:
    with county.act("接收", recording=False):
        parcels.keep_received(
            county,
            parcels.Received(f"{seq:064}", 2, school, 1, seq, "2026-11-22T09:00:00", at, "x.wuyou", "ok",
                             parcels.Counts(1, 0, 0, 0, 0)),
        )  # fmt: skip


ASKED = {"year": 2026, "today": "2026-11-25"}


def test_what_is_kept_is_what_would_be_worked_out(gathered: tuple[Register, int]) -> None:
    county, school = gathered
    assert counties.lacking(county, **ASKED) == [school]
    assert counties.at_hand(county, school=school, **ASKED) is None
    counties.bring_up(county, school=school, quarter=4, **ASKED)
    assert counties.lacking(county, quarter=4, **ASKED) == []
    assert counties.at_hand(county, school=school, **ASKED) == counties.figures(
        county, school=school, **ASKED
    )
    for quarter in (0, 4):
        worked = counties.period(county, school=school, year=2026, quarter=quarter)
        assert counties.period_at_hand(county, school=school, year=2026, quarter=quarter) == worked
    assert counties.period_at_hand(county, school=school, year=2026, quarter=1) is None


def test_another_parcel_makes_what_is_kept_old(gathered: tuple[Register, int]) -> None:
    county, school = gathered
    counties.bring_up(county, school=school, **ASKED)
    with county.act("接收", recording=False):
        county.execute("UPDATE attendance SET mark = 'absent' WHERE school = ?", [school])
    assert counties.summary(county, **ASKED)[0].people == 4
    read(county, school, 2)
    assert counties.at_hand(county, school=school, **ASKED) is None
    assert counties.summary(county, **ASKED)[0].people == 0
    assert counties.summary(county, keep=True, **ASKED)[0].people == 0
    assert counties.lacking(county, **ASKED) == []


def test_what_the_desk_decides_makes_what_is_kept_old(gathered: tuple[Register, int]) -> None:
    county, school = gathered
    asked = {"year": 2026, "today": "2026-11-25"}
    counties.bring_up(county, school=school, **asked)
    assert counties.at_hand(county, school=school, **asked) is not None
    (one, other) = members.find(county, school=school)[:2]
    persons.merge(county, kept=one, other=other, why="同一人", today="2026-11-25")
    assert counties.at_hand(county, school=school, **asked) is None
    assert counties.lacking(county, **asked) == [school]
    counties.bring_up(county, school=school, **asked)
    found = counties.at_hand(county, school=school, **asked)
    assert found is not None and found.last_seq == 1


def test_another_day_asks_only_what_the_day_decides(gathered: tuple[Register, int]) -> None:
    county, school = gathered
    counties.bring_up(county, school=school, **ASKED)
    later = {"year": 2026, "today": "2026-11-26"}
    assert counties.lacking(county, **later) == [school]
    kept = county.execute("SELECT part, on_day FROM kept_figures ORDER BY part").fetchall()
    counties.bring_up(county, school=school, **later)
    assert county.execute("SELECT part, on_day FROM kept_figures ORDER BY part").fetchall() == [
        ("checked-1", "2026-11-26"), *kept[1:]
    ]  # fmt: skip


def test_what_an_older_program_kept_is_worked_out_anew(gathered: tuple[Register, int]) -> None:
    county, school = gathered
    counties.bring_up(county, school=school, **ASKED)
    with county.atomic():
        county.execute("UPDATE kept_figures SET part = replace(part, '-1', '-0'), body = '{}'")
    assert counties.lacking(county, **ASKED) == [school]
    counties.bring_up(county, school=school, **ASKED)
    assert counties.lacking(county, **ASKED) == []
    counties.forget(county)
    assert counties.lacking(county, **ASKED) == [school]


def test_a_township_keeps_no_figures_of_its_own(db: Register, school: int, people: list[int]) -> None:
    counties.bring_up(db, school=school, **ASKED)
    assert db.execute("SELECT count(*) FROM kept_figures").fetchone()[0] == 0


def test_classes_stand_in_the_quarter_of_their_first_half_day(
    db: Register, school: int, people: list[int]
) -> None:
    for name, days in (("春训班", ("2026-03-31", "2026-04-01")), ("冬训班", ("2026-11-20",))):
        training = made_up.a_class(db, school, people, days=days, name=name)
        attendance.mark_all(
            db, training, sessions=timetable.find(db, training_class=training), today=made_up.TODAY
        )
    made_up.a_class(db, school, people, days=("2026-05-01",), name="没有考勤")
    found = counties.figures(db, school=school, **ASKED)
    assert (found.classes, found.classes_by_quarter) == (2, (1, 0, 0, 1))
    assert (found.party, found.party_trained, found.covered_percent) == (4, 4, 100.0)


def test_who_reported_who_is_late_and_who_never_did(gathered: tuple[Register, int]) -> None:
    county, school = gathered
    devices.enrol(county, replace(LAPTOP, device=3, school=77, school_code="350924101", serial=2,
                                  enrolled_on="2026-11-01"))  # fmt: skip
    first, second = counties.reporting(county, today="2026-11-25", late=30)
    assert (first.state, first.seq, first.silent_days, first.gaps) == ("fine", 1, 3, ())
    assert (second.state, second.seq, second.silent_days) == ("never", 0, 24)
    read(county, school, 4, at="2026-11-24 09:00")
    first, _ = counties.reporting(county, today="2026-11-25", late=30)
    assert (first.state, first.seq, first.silent_days, first.gaps) == ("gap", 4, 1, (2, 3))
    first, _ = counties.reporting(county, today="2026-12-24", late=30)
    assert (first.state, first.silent_days) == ("late", 30)
    devices.revoke(county, 3, today="2026-12-24")
    assert counties.reporting(county, today="2026-12-24", late=30)[1].state == "revoked"


def test_periods_add_up_line_by_line(db: Register, school: int, people: list[int]) -> None:
    training = made_up.a_class(db, school, people)
    attendance.mark_all(
        db, training, sessions=timetable.find(db, training_class=training), today=made_up.TODAY
    )
    one = counties.period(db, school=school, year=2026)
    both = counties.annual([one, one], year=2026, once=counties.Once(people=1))
    assert (both.classes, both.people, both.people_by_school, both.turns) == (2, 7, 8, 8)
    assert (both.party.people, both.party.trained, both.party.target) == (8, 8, 85)
    assert [side.title for side in both.sides] == [side.title for side in one.sides[:-1]]
    assert [line.people for line in both.sides[0].lines] == [2 * line.people for line in one.sides[0].lines]
    assert one.side("按支部").lines[0].title == "下党村党支部"
    assert counties.annual([], year=2026).party.people == 0


def test_a_city_knows_which_county_a_school_came_with(gathered: tuple[Register, int]) -> None:
    city, school = gathered
    with city.act("接收", recording=False):
        county = city.new_id()
        city.execute(
            "INSERT INTO school (id, school, code, level, full_name, short_name, seal_name, county_name) "
            "VALUES (?1, ?1, '350925', 'county', '周宁县', '周宁县', '周宁县', '')",
            [county],
        )
        counties.put_under(city, county=county, of=[county, school])
    assert counties.under(city, school) == county
    assert counties.schools_of(city, county) == [school]
    assert [one.id for one in counties.counties_of(city)] == [county]
