from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.school import counties, coverages, league, people, training_reports
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
    assert whole.quarter_hours == sum(period.quarter_hours for _, period in each), "of the timetables"
    quarter, _ = league.annual(county, year=made.YEAR, quarter=3)
    assert (quarter.classes, quarter.people, quarter.turns) == (0, 0, 0)
    assert league.annual(county, year=made.YEAR)[0] == whole


@pytest.mark.parametrize("quarter", [0, 1, 4])
def test_every_line_of_every_side_counts_each_person_once(county: Register, quarter: int) -> None:
    whole, each = league.annual(county, year=made.YEAR, quarter=quarter)
    reports = [
        training_reports.report(county, school=school.id, year=made.YEAR, quarter=quarter)
        for school, _ in each
    ]
    names = ("people", "trained", "required", "met")

    def distinct(lines: list[coverages.Line]) -> tuple[int, ...]:
        return tuple(
            people.distinct(county, [one for line in lines for one in getattr(line, name)]) for name in names
        )

    wanted: dict[tuple[str, str], list[coverages.Line]] = {}
    for report in reports:
        for side in report.sides:
            for line in side.lines:
                wanted.setdefault((side.title, line.title), []).append(line)
    found = {
        (side.title, line.title): tuple(getattr(line, name) for name in names)
        for side in whole.sides
        for line in side.lines
    }
    assert found == {at: distinct(lines) for at, lines in wanted.items()}
    party = tuple(getattr(whole.party, name) for name in names)
    assert party == distinct([report.party for report in reports])
    by_school = sum(len(report.party.people) for report in reports)
    assert whole.party.people < by_school, "somebody stands in several schools"
    assert league.annual(county, year=made.YEAR, quarter=quarter)[0] == whole, "as it was kept"


def test_what_is_counted_once_is_kept_until_something_is_read_or_decided(county: Register) -> None:
    before = counties.once(county, year=made.YEAR)
    assert before.people and before.lines
    kept = "SELECT count(*) FROM kept_figures WHERE part = 'once-1-0'"
    assert county.execute(kept).fetchone() == (1,)
    groups = people.joined(county)
    one, other = (row.member for row in groups[0][:2])
    people.decide(county, one, other, same=False, why="同号不同人", today=made.TODAY)
    assert counties.once(county, year=made.YEAR).people < before.people
    assert county.execute(kept).fetchone() == (1,)


def test_who_is_behind_with_classes_by_the_end_of_a_quarter(county: Register) -> None:
    found = counties.summary(county, year=made.YEAR, today=made.TODAY)
    assert league.quarters_short(found, quarter=1) == []
    assert league.quarters_short(found, quarter=2) == found
    assert league.quarters_short([replace(found[0], classes_by_quarter=(1, 1, 1, 1))], quarter=4) == []
