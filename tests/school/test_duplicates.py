import pytest

from app.school import duplicates, members, persons
from db.register import Register
from tests import made_up


def enrol(db: Register, school: int, name: str, **fields: object) -> int:
    return members.enrol(db, {"name": name, **fields}, school=school)


def pairs(db: Register, school: int) -> list[tuple[int, int, str]]:
    return [(one.one, one.other, one.why) for one in duplicates.pairs(db, school=school)]


def test_a_number_one_digit_or_one_swap_away(db: Register, school: int) -> None:
    number = made_up.id_number(12)
    wrong = number[:13] + "2" + number[14:]
    swapped = number[:15] + number[16] + number[15] + number[17:]
    assert len({number, wrong, swapped}) == 3
    one = enrol(db, school, "张三", id_number=number)
    two = enrol(db, school, "张叁", id_number=wrong)
    three = enrol(db, school, "李四", id_number=swapped)
    enrol(db, school, "王五", id_number=made_up.id_number(13))
    assert pairs(db, school) == [
        (one, two, "身份证号第14位不同"),
        (one, three, "身份证号第16、17位互换"),
    ]


@pytest.mark.parametrize(
    ("here", "there", "why"),
    [
        ("1970-01-01", "1970-01-01", "姓名相同，出生日期对得上"),
        ("1970-01-01", "1970", "姓名相同，出生日期对得上"),
        ("1970-01-01", "", "姓名相同，出生日期不全"),
        ("", "", "姓名相同，出生日期不全"),
        ("1970-01-01", "1970-02", None),
        ("1970", "1971", None),
    ],
)
def test_one_name_and_a_birth_that_does_not_contradict(
    db: Register, school: int, here: str, there: str, why: str | None
) -> None:
    one = enrol(db, school, "张三", birth=here)
    other = enrol(db, school, "张 三", birth=there)
    assert pairs(db, school) == ([(one, other, why)] if why else [])


def test_a_birth_is_read_from_the_number_where_nothing_else_says_it(db: Register, school: int) -> None:
    one = enrol(db, school, "张三", id_number=made_up.id_number(1, birth="1970-01-01"))
    other = enrol(db, school, "张三", birth="1970-01")
    enrol(db, school, "张三", birth="1988-05")
    assert pairs(db, school) == [(one, other, "姓名相同，出生日期对得上")]


@pytest.mark.parametrize("name", ["张YAN", "张yan", "张?", "张□", "张\ue123"])
def test_a_rare_character_that_could_not_be_typed(db: Register, school: int, name: str) -> None:
    one = enrol(db, school, "张䶮", birth="1970-01-01")
    other = enrol(db, school, name, birth="1970-01")
    enrol(db, school, name, birth="1981")
    enrol(db, school, "李四", birth="1970-01-01")
    assert pairs(db, school) == [(one, other, "姓名里的生僻字可能只是写法不同，出生日期对得上")]


def test_a_variant_of_a_character(db: Register, school: int) -> None:
    one = enrol(db, school, "陈喆", birth="1970-01-01")
    other = enrol(db, school, "陳哲", birth="1970-01-01")
    assert pairs(db, school) == [(one, other, "姓名只有写法不同，出生日期对得上")]


def test_what_tells_them_apart_is_said(db: Register, school: int, people: list[int]) -> None:
    one = enrol(db, school, "张三", birth="1970-01-01", phone="10011112222", gender="男")
    other = enrol(db, school, "张三", birth="1970", gender="男", branch=members.row(db, people[0]).branch)
    members.leave(db, other, on="2026-11-01", reason="转出")
    (found,) = duplicates.pairs(db, school=school)
    assert (found.one, found.other) == (one, other)
    assert found.differing == (
        ("birth", "1970-01-01", "1970"),
        ("branch_name", "", "下党村党支部"),
        ("phone", "10011112222", ""),
        ("left_on", "", "2026-11-01"),
    )


def test_each_pair_stands_once_by_its_surest_sign_and_the_surest_first(db: Register, school: int) -> None:
    vague = [enrol(db, school, "王五") for _ in range(2)]
    number = made_up.id_number(12)
    sure = [enrol(db, school, "张三", id_number=one) for one in (number, number[:16] + "9" + number[17:])]
    assert [(one, other) for one, other, _ in pairs(db, school)] == [tuple(sure), tuple(vague)]
    assert pairs(db, school)[0][2] == "身份证号第17位不同"


def test_who_is_merged_or_known_to_be_two_is_not_asked_about(db: Register, school: int) -> None:
    one, other, third = (enrol(db, school, "张三", birth="1970-01-01") for _ in range(3))
    assert len(pairs(db, school)) == 3
    link = persons.merge(db, kept=one, other=other, why="同一人", today=made_up.TODAY)
    assert [pair[:2] for pair in pairs(db, school)] == [(one, third)]
    persons.keep_apart(db, third, one, today=made_up.TODAY)
    assert pairs(db, school) == []
    persons.part(db, link)
    assert [pair[:2] for pair in pairs(db, school)] == [(one, other), (other, third)]


def test_a_school_of_different_people_has_none(db: Register, school: int) -> None:
    made_up.people(db, school, 200)
    assert pairs(db, school) == []
