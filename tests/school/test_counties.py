from dataclasses import replace
from pathlib import Path

from app.school import attendance, counties, devices, members, parcels, schools, timetable
from db.register import Register
from tests import made_up
from tests.school.test_devices import LAPTOP


def test_a_school_s_figures(db: Register, school: int, people: list[int]) -> None:
    members.amend(db, people[3], {"frail": 1})
    first = made_up.a_class(db, school, people[:3], days=tuple(f"2026-11-1{n}" for n in range(4)))
    second = made_up.a_class(db, school, people[2:], name="春训班", days=("2026-11-20",))
    grid = attendance.roll_call(db, first)
    for session in grid.sessions:
        attendance.mark(db, enrollment=grid.enrollments[2].id, session=session.id, mark="absent")
    for training in (first, second):
        attendance.mark_all(db, training, sessions=timetable.find(db, training_class=training))
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
    assert {name: (usable, whole) for name, usable, whole in found.items}["有管理机制"] == (2, 4)
    assert (found.points, found.points_of) == (6 + 5 + 5, 100)
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
