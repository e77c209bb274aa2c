"""The made-up people have the shape of real ones, and nobody's number."""

import random
from collections import Counter
from datetime import date

import pytest

from app.jobs.demo import people, townships
from app.spelling import id_numbers, names

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def made() -> tuple[people.Person, ...]:
    return people.of_township(random.Random(1), townships.MAIN, count=1200, today=TODAY)


def test_the_same_seed_gives_the_same_people(made: tuple[people.Person, ...]) -> None:
    assert made == people.of_township(random.Random(1), townships.MAIN, count=1200, today=TODAY)
    assert made != people.of_township(random.Random(2), townships.MAIN, count=1200, today=TODAY)


@pytest.mark.parametrize("count", [60, 61, 120, 1200])
def test_there_are_as_many_as_asked_in_every_village(count: int) -> None:
    found = people.of_township(random.Random(1), townships.MAIN, count=count, today=TODAY)
    assert len(found) == count
    villages = Counter(who.village.name for who in found)
    assert len(villages) == 20
    assert max(villages.values()) - min(villages.values()) <= 1
    assert Counter(who.post.endswith("党支部书记") for who in found)[True] == 20


def test_id_numbers_are_right_and_of_no_place(made: tuple[people.Person, ...]) -> None:
    known = [who for who in made if who.id_number]
    assert 1150 < len(known) < 1200
    assert len({who.id_number for who in known}) == len(known)
    for who in known:
        read = id_numbers.read(who.id_number)
        assert (read.value, read.birth, read.gender) == (who.id_number, who.birth.isoformat(), who.gender)
        assert who.id_number.startswith("350999")
        assert who.phone.startswith("161")


def test_dates_follow_the_rules_of_joining(made: tuple[people.Person, ...]) -> None:
    for who in made:
        if who.join:
            assert who.join.replace(year=who.join.year - 18) >= who.birth
            assert who.join <= TODAY
        if who.full:
            assert who.join
            assert who.join.replace(year=who.join.year + 1) <= who.full <= TODAY
        assert (who.full is not None) == (who.member_type == "正式党员")
        assert (who.join is None) == (who.member_type == "发展对象")


def test_names_are_names_and_the_rare_ones_are_there(made: tuple[people.Person, ...]) -> None:
    assert {names.check(who.name).kind for who in made} == {"ok"}
    found = {who.name for who in made}
    assert {"刘䶮", "钟㛃", "蓝𬱖", "买买提·吐尔逊", "阿依古丽·麦麦提"} <= found
    in_one_village = Counter((who.name, who.village) for who in made)
    assert any(count > 1 for (name, _), count in in_one_village.items() if name == "林金花")
    assert {2, 3, 4} <= {len(name) for name in found}


def test_the_shares_are_those_of_a_rural_township(made: tuple[people.Person, ...]) -> None:
    ages = [TODAY.year - who.birth.year for who in made]
    assert 0.15 < sum(age >= 70 for age in ages) / 1200 < 0.3
    assert 0.1 < sum(age < 40 for age in ages) / 1200 < 0.3
    assert 0.15 < sum(who.gender == "女" for who in made) / 1200 < 0.35
    assert 0.05 < sum(who.ethnicity == "22 畲族" for who in made) / 1200 < 0.2
    assert {who.member_type for who in made} == {"正式党员", "预备党员", "发展对象"}
    assert all(not (who.frail or who.floating_to) for who in made if who.post)
    assert sum(bool(who.floating_to) for who in made) > 30
    assert sum(who.frail for who in made) > 20
