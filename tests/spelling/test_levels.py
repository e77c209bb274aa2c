from dataclasses import fields

import pytest

from app.spelling import levels

NAMES = [one.name for one in fields(levels.Words)]


def test_who_is_above_one_desk_is_at_the_next() -> None:
    township, county, city = (levels.of(one) for one in ("township", "county", "city"))
    assert (township.above, township.above_place) == (county.desk, county.place) == ("县级", "县里")
    assert (county.above, county.above_place) == (city.desk, city.place) == ("市级", "市里")
    assert city.below == township.above
    assert (county.enrolment, city.enrolment) == ("乡镇登记", "各县登记")


@pytest.mark.parametrize("level", ["township", "county", "city"])
def test_every_level_has_every_word(level: str) -> None:
    assert all(getattr(levels.of(level), name) for name in NAMES)


@pytest.mark.parametrize("name", [one for one in NAMES if one.startswith("below")])
def test_a_city_has_no_word_of_a_county_s_for_those_below(name: str) -> None:
    of_county, of_city = (getattr(levels.of(one), name) for one in ("county", "city"))
    assert of_county != of_city
    assert not set("乡镇校") & set(of_city)


def test_before_a_desk_is_founded_it_speaks_as_a_township() -> None:
    assert levels.of("") == levels.of("township")
