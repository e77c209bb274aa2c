import pytest

from app.errors import UserError
from app.school import branches, classes, enrollments, members, persons, timetable, walk_ins
from db.register import Register
from tests import made_up


@pytest.fixture
def training(db: Register, school: int, people: list[int]) -> int:
    return made_up.a_class(db, school, people[:2])


def test_somebody_who_came_is_written_down_by_name(db: Register, school: int, training: int) -> None:
    first, second, *_ = timetable.find(db, training_class=training)
    one = walk_ins.note(
        db, training, name=" 雷 金 花", unit=" 下党村 ", sessions=[second, first], today=made_up.TODAY
    )
    (found,) = walk_ins.rows(db, [one])
    assert (found.name, found.unit, set(found.sessions)) == ("雷金花", "下党村", {first, second})
    assert found.enrollment is None
    walk_ins.amend(db, one, name="雷金花", unit="", sessions=[first], today=made_up.TODAY)
    (found,) = walk_ins.rows(db, [one])
    assert (found.unit, found.sessions) == ("", (first,))
    timetable_row = timetable.rows(db, [first])[0]
    assert timetable_row.training_class == training
    assert walk_ins.find(db, school=school, open_only=True) == [one]
    walk_ins.drop(db, one)
    assert walk_ins.find(db) == []
    db.undo()
    assert walk_ins.find(db, training_class=training) == [one]


@pytest.mark.parametrize(
    ("name", "unit", "said"),
    [
        ("", "", "请写下来人的姓名"),
        (" 　", "", "请写下来人的姓名"),
        ("雷" * 61, "", "不超过"),
        ("雷", "x" * 61, "不超过"),
    ],
)
def test_nobody_is_not_written_down(db: Register, training: int, name: str, unit: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        walk_ins.note(db, training, name=name, unit=unit, today=made_up.TODAY)
    assert walk_ins.find(db) == []


def test_the_same_name_of_the_same_unit_is_written_once(db: Register, training: int) -> None:
    walk_ins.note(db, training, name="雷金花", unit="下党村", today=made_up.TODAY)
    with pytest.raises(UserError, match="雷金花已记在临时参加里"):
        walk_ins.note(db, training, name="雷 金花", unit="下党村", today=made_up.TODAY)
    walk_ins.note(db, training, name="雷金花", unit="溪源村", today=made_up.TODAY)
    assert len(walk_ins.find(db, training_class=training)) == 2


def test_a_half_day_of_another_class_is_refused(db: Register, school: int, training: int) -> None:
    other = made_up.a_class(db, school, [], name="春训")
    with pytest.raises(UserError, match="已不在本班课表里"):
        walk_ins.note(
            db,
            training,
            name="雷金花",
            sessions=timetable.find(db, training_class=other)[:1],
            today=made_up.TODAY,
        )
    assert walk_ins.find(db) == []


def test_nobody_came_to_a_half_day_still_to_come(db: Register, training: int) -> None:
    first, *_, last = timetable.find(db, training_class=training)
    said = r"^21日下午（2026-11-21）还没有上课，不能记谁来了；请只选已经上的课次。$"
    with pytest.raises(UserError, match=said):
        walk_ins.note(db, training, name="雷金花", sessions=[first, last], today="2026-11-20")
    assert walk_ins.find(db) == []
    one = walk_ins.note(db, training, name="雷金花", sessions=[first], today="2026-11-20")
    with pytest.raises(UserError, match=said):
        walk_ins.amend(db, one, name="雷银花", unit="", sessions=[last], today="2026-11-20")
    (kept,) = walk_ins.rows(db, [one])
    assert (kept.name, kept.sessions) == ("雷金花", (first,))
    walk_ins.amend(db, one, name="雷金花", unit="", sessions=[first, last], today="2026-11-21")
    assert walk_ins.rows(db, [one])[0].sessions == (first, last)


def test_a_half_day_taken_off_the_timetable_is_forgotten(db: Register, training: int) -> None:
    first, second, *_ = timetable.find(db, training_class=training)
    one = walk_ins.note(db, training, name="雷金花", sessions=[first, second], today=made_up.TODAY)
    timetable.drop(db, first)
    assert walk_ins.rows(db, [one])[0].sessions == (second,)


def test_somebody_matched_is_no_longer_changed_here(db: Register, training: int) -> None:
    row = enrollments.find(db, training_class=training)[0]
    one = walk_ins.note(db, training, name="单晓红", today=made_up.TODAY)
    walk_ins.settle(db, one, enrollment=row)
    for change in (
        lambda: walk_ins.drop(db, one),
        lambda: walk_ins.settle(db, one, enrollment=row),
        lambda: walk_ins.amend(db, one, name="x", unit="", sessions=[], today=made_up.TODAY),
    ):
        with pytest.raises(UserError, match="已经对上名册"):
            change()
    assert walk_ins.find(db, open_only=True) == []
    enrollments.withdraw(db, row)
    assert walk_ins.find(db, open_only=True) == [one]


def test_a_closed_class_has_no_more_walk_ins(db: Register, training: int) -> None:
    one = walk_ins.note(db, training, name="雷金花", today=made_up.TODAY)
    classes.to_state(db, training, "closed", on=made_up.TODAY)
    with pytest.raises(UserError, match="已结班"):
        walk_ins.note(db, training, name="雷银花", today=made_up.TODAY)
    with pytest.raises(UserError, match="已结班"):
        walk_ins.drop(db, one)
    with pytest.raises(UserError, match="没有找到"):
        walk_ins.drop(db, 5)


def test_who_it_may_be_is_suggested_by_name_then_by_sound(
    db: Register, school: int, training: int, people: list[int]
) -> None:
    there = branches.add(db, "溪源村党支部", school=school)

    def person(name: str, **more: object) -> int:
        return members.enrol(db, {"name": name, "member_type": "full", **more}, school=school)

    namesake = person("雷金花", branch=there)
    alike = person("雷今花", branch=there)
    gone = person("雷金花", branch=there)
    members.leave(db, gone, on="2026-01-01", reason="转出")
    other = person("雷金华", branch=there)
    persons.merge(db, kept=namesake, other=other, why="同一人", today=made_up.TODAY)
    person("雷银花")
    one = walk_ins.note(db, training, name="雷金花", unit="溪源村", today=made_up.TODAY)
    assert walk_ins.suggestions(db, one) == [namesake, people[3], alike, gone]
    odd = walk_ins.note(db, training, name="☃", today=made_up.TODAY)
    assert walk_ins.suggestions(db, odd) == []


def test_nothing_may_speak_against_whom_one_key_takes(
    db: Register, school: int, training: int, people: list[int]
) -> None:
    def agrees(name: str, unit: str) -> bool:
        (one,) = walk_ins.rows(db, [walk_ins.note(db, training, name=name, unit=unit, today=made_up.TODAY)])
        return walk_ins.agrees(one, members.row(db, people[3]))

    assert agrees("雷金花", "")
    assert agrees("雷 金花", "下党村")
    assert not agrees("雷金花", "溪源村")
    assert not agrees("雷今花", "")
    members.leave(db, people[3], on="2026-01-01", reason="转出")
    assert not agrees("雷金花", "下党")
