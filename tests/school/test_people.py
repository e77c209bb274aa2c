"""Who is one person in the rows of several schools."""

from pathlib import Path

import pytest

from app.errors import UserError
from app.school import members, people, persons, schools
from db.register import Register
from tests import made_up

TODAY = made_up.TODAY


@pytest.fixture
def db(tmp_path: Path) -> Register:
    return made_up.register(tmp_path)


def _school(db: Register, code: str) -> int:
    """Put a township school's row on a county's desk, as its parcel would."""
    with db.act("接收", recording=False):
        new = db.new_id()
        db.execute(
            "INSERT INTO school (id, school, code, level, full_name, short_name, seal_name, county_name) "
            "VALUES (?1, ?1, ?2, 'township', ?3, ?3, ?3, '寿宁县')",
            [new, code, f"{code}党校"],
        )
    return new


def _member(db: Register, school: int, name: str, **more: object) -> int:
    return members.enrol(db, {"name": name, "member_type": "full", **more}, school=school)


@pytest.fixture
def two(db: Register) -> tuple[int, int]:
    schools.found(db, level="county", code="350924", full_name="寿宁县委组织部")
    return _school(db, "350924101"), _school(db, "350924102")


def test_one_number_and_one_name_is_one_person(db: Register, two: tuple[int, int]) -> None:
    here = _member(db, two[0], "雷金花", id_number=made_up.id_number(1))
    there = _member(db, two[1], "雷金花", id_number=made_up.id_number(1))
    other = _member(db, two[1], "钟雪梅", id_number=made_up.id_number(2))
    assert people.distinct(db, [here, there, other]) == 2
    assert [(row.member, how) for row, how in people.same(db, there)] == [
        (here, "id_number"), (there, "id_number"),
    ]  # fmt: skip
    assert people.review(db) == []
    assert people.identity(db, made_up.id_number(1)) != people.identity(db, made_up.id_number(2))


def test_a_wrong_number_or_another_name_joins_nobody_by_itself(db: Register, two: tuple[int, int]) -> None:
    wrong = made_up.id_number(1)[:-1] + ("0" if made_up.id_number(1)[-1] != "0" else "1")
    rows = [_member(db, school, "雷金花", id_number=wrong) for school in two]
    pair = [
        _member(db, two[0], "单晓红", id_number=made_up.id_number(3)),
        _member(db, two[1], "单小红", id_number=made_up.id_number(3)),
    ]
    assert people.distinct(db, [*rows, *pair]) == 4
    (asked,) = people.review(db)
    assert (asked.one.member, asked.other.member, asked.why) == (*pair, "身份证号相同，姓名不同")


def test_a_person_decides_what_looks_alike_and_may_take_it_back(db: Register, two: tuple[int, int]) -> None:
    one = _member(db, two[0], "雷金花", birth="1970-01-02")
    other = _member(db, two[1], "雷金花", birth="1970-01-02")
    (pair,) = people.review(db)
    assert (pair.one.member, pair.other.member, pair.why) == (one, other, "姓名、出生日期相同")
    assert people.distinct(db, [one, other]) == 2
    with pytest.raises(UserError, match="依据"):
        people.decide(db, one, other, same=True, why=" ", today=TODAY)
    decision = people.decide(db, other, one, same=True, why="电话核实", today=TODAY)
    assert people.distinct(db, [one, other]) == 1
    assert people.review(db) == []
    with pytest.raises(UserError, match="已经认定过"):
        people.decide(db, one, other, same=False, why="不是", today=TODAY)
    people.undo(db, decision, today=TODAY)
    assert people.distinct(db, [one, other]) == 2
    assert len(people.review(db)) == 1
    with pytest.raises(UserError, match="已经撤回"):
        people.undo(db, decision, today=TODAY)
    assert [one.undone_on for one in people.decisions(db)] == [TODAY]


def test_who_was_said_to_be_two_people_stays_two_whatever_else_is_joined(
    db: Register, two: tuple[int, int]
) -> None:
    one = _member(db, two[0], "雷金花", id_number=made_up.id_number(1))
    other = _member(db, two[1], "雷金花", id_number=made_up.id_number(1))
    people.decide(db, one, other, same=False, why="身份证号被录错", today=TODAY)
    assert people.distinct(db, [one, other]) == 2
    assert people.review(db) == []


def test_rows_a_school_merged_are_one_person_at_the_county_too(db: Register, two: tuple[int, int]) -> None:
    kept = _member(db, two[0], "雷金花", id_number=made_up.id_number(1))
    doubled = _member(db, two[0], "雷金花")
    there = _member(db, two[1], "雷金花", id_number=made_up.id_number(1))
    persons.merge(db, kept=kept, other=doubled, why="录了两次", today=TODAY)
    assert people.distinct(db, [kept, doubled, there]) == 1
    assert [[row.member for row in group] for group in people.joined(db)] == [[kept, doubled, there]]
