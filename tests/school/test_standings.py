import pytest

from app.school import attendance, hours, members, standings, timetable
from db.register import Register
from tests import made_up


def of(db: Register, school: int, **wanted: object) -> dict[str, standings.Standing]:
    return {one.name: one for one in standings.of_school(db, school=school, year=2026, **wanted)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "required"),
    [
        ({}, 128),
        ({"member_type": "probationary"}, 128),
        ({"member_type": "candidate"}, 96),
        ({"member_type": "non_member"}, None),
        ({"role": "secretary"}, 224),
        ({"role": "committee"}, 224),
        ({"role": "secretary", "frail": 1}, None),
        ({"frail": 1}, None),
    ],
)
def test_what_a_person_owes(
    db: Register, school: int, people: list[int], fields: dict[str, object], required: int | None
) -> None:
    members.amend(db, people[0], fields)
    found = standings.of_member(db, people[0], year=2026)
    assert found == of(db, school)["单晓红"]
    assert found.required == required
    assert found.state == ("exempt" if required is None else "not_met")
    assert found.lacking == (required or 0)


def test_who_has_enough_has_met_it(db: Register, school: int, people: list[int]) -> None:
    days = tuple(f"2026-11-{day}" for day in range(17, 21))
    training = made_up.a_class(db, school, people[:2], days=days)
    grid = attendance.roll_call(db, training)
    last = grid.sessions[-1].id
    attendance.mark(db, enrollment=grid.enrollments[1].id, session=last, mark="absent", today=made_up.TODAY)
    attendance.mark_all(
        db, training, sessions=timetable.find(db, training_class=training), today=made_up.TODAY
    )
    for closed in (False, True):
        if closed:
            hours.close_class(db, training, today=made_up.TODAY)
        found = of(db, school)
        assert (found["单晓红"].earned, found["单晓红"].state, found["单晓红"].lacking) == (128, "met", 0)
        assert (found["曾国强"].earned, found["曾国强"].state, found["曾国强"].lacking) == (
            112,
            "not_met",
            16,
        )
        assert standings.of_member(db, people[1], year=2026) == found["曾国强"]
    assert standings.of_member(db, people[0], year=2027).earned == 0


def test_those_who_left_stand_only_where_they_are_asked_for(
    db: Register, school: int, people: list[int]
) -> None:
    members.leave(db, people[0], on="2026-11-01", reason="转出")
    assert "单晓红" not in of(db, school)
    assert list(of(db, school, group="left")) == ["单晓红"]
    assert list(of(db, school, text="zgq")) == ["曾国强"]
