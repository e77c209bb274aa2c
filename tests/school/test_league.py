from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.school import counties, coverages, league, people
from db.register import Register
from tests import counties as made


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    db = made.county(tmp_path_factory.mktemp("league") / "county", seed=4)
    yield db
    db.close()


def test_schools_stand_by_points_then_classes_then_hours_then_coverage(county: Register) -> None:
    base = made.figures(county)[0]
    best = replace(base, code="9", points=base.points + 1)
    more = replace(base, code="8", classes=base.classes_wanted)
    met = replace(base, code="7", met=base.owing)
    same = replace(base, code="1")
    places = league.ranked([base, best, more, met, same])
    assert [(one.rank, one.figures.code) for one in places] == [
        (1, "9"), (2, "8"), (3, "7"), (4, "1"), (4, base.code)
    ]  # fmt: skip


def test_more_classes_than_wanted_lead_no_further(county: Register) -> None:
    base = made.figures(county)[0]
    enough, many = (replace(base, code=str(n), classes=base.classes_wanted + n) for n in (0, 9))
    assert [one.rank for one in league.ranked([many, enough])] == [1, 1]


def test_the_table_counts_people_once_across_schools(county: Register) -> None:
    table = league.table(county, year=made.YEAR, today=made.TODAY, keep=True)
    assert len(table.places) == 3
    assert table.people == people.came(county, year=made.YEAR).people < table.people_by_school
    assert table.people_by_school == sum(one.figures.people for one in table.places)
    assert table.quarters == (3, 0, 0, 3)
    again = league.table(county, year=made.YEAR, today=made.TODAY)
    assert again == table


def test_the_statistics_add_the_schools_up_and_count_people_once(county: Register) -> None:
    whole, each = league.annual(county, year=made.YEAR, keep=True)
    assert whole.turns == sum(period.turns for _, period in each)
    assert whole.people_by_school == sum(period.people for _, period in each)
    everybody = {
        part.member
        for school, _ in each
        for part in coverages.parts(county, school=school.id, first="2026-01-01", last="2026-12-31")
    }
    assert whole.people == people.distinct(county, everybody) < whole.people_by_school
    quarter, _ = league.annual(county, year=made.YEAR, quarter=3)
    assert (quarter.classes, quarter.people, quarter.turns) == (0, 0, 0)
    assert league.annual(county, year=made.YEAR)[0] == whole


def test_who_is_behind_with_classes_by_the_end_of_a_quarter(county: Register) -> None:
    found = counties.summary(county, year=made.YEAR, today=made.TODAY)
    assert league.quarters_short(found, quarter=1) == []
    assert league.quarters_short(found, quarter=2) == found
    assert league.quarters_short([replace(found[0], classes_by_quarter=(1, 1, 1, 1))], quarter=4) == []
