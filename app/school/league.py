"""League: the schools of a county, or the counties of a city, in one table and in the order they stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.progress import Tell
from app.school import assessments, counties, people, schools, transfers
from app.school.assessments import Round
from app.school.counties import Annual, Figures, Period
from db.register import Register

RULE = (
    "按五有得分率排，同样的按办班完成率（办够即为 100%），再按学时达标率、党员覆盖率；都一样的并列。"
    "得分率：本校按现行标准自动判定的得分÷满分。"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A school's place: alike ones share a rank. `county` is the one it belongs to, at a city's desk.

    `round` is its newest round of assessment in the year, where there is one.
    """

    rank: int
    figures: Figures
    county: str = ""
    round: Round | None = None


@dataclass(frozen=True, slots=True)
class League:
    """The table of a year as on a day.

    `people` counts each person once however many schools trained them; `people_by_school` once in each.
    `hours_twice` are the quarter-hours that people who moved brought along: they stand in two schools' lines.
    """

    year: int
    as_of: str
    places: tuple[Place, ...]
    people: int
    people_by_school: int
    person_times: int
    quarters: tuple[int, ...] = field(default=(0, 0, 0, 0))
    hours_twice: int = 0


def key(of: Figures) -> tuple[float, float, float, float]:
    """Give what schools are put in order by, the best last."""
    return (
        of.points / of.points_of if of.points_of else 0.0,
        min(1.0, of.classes / of.classes_wanted) if of.classes_wanted else 1.0,
        of.met / of.owing if of.owing else 0.0,
        of.party_trained / of.party if of.party else 0.0,
    )


def rounds(db: Register, of: Iterable[int], *, year: int) -> dict[int, Round]:
    """Give each school's newest round of assessment in a year, those finished before those still open."""
    found: dict[int, Round] = {}
    for school in of:
        held = assessments.rows(db, assessments.find(db, school=school, year=year))
        if held:
            found[school] = max(held, key=lambda one: (bool(one.finished_on), one.opened_on, one.id))
    return found


def ranked(
    found: Iterable[Figures],
    *,
    county: Mapping[int, str] | None = None,
    rounds: Mapping[int, Round] | None = None,
) -> tuple[Place, ...]:
    """Put schools in order; alike ones share a rank and stand by code."""
    order = sorted(sorted(found, key=lambda one: one.code), key=key, reverse=True)
    places: list[Place] = []
    for number, one in enumerate(order, 1):
        same = places and key(places[-1].figures) == key(one)
        rank = places[-1].rank if same else number
        places.append(Place(rank, one, (county or {}).get(one.school, ""), (rounds or {}).get(one.school)))
    return tuple(places)


def table(db: Register, *, year: int, today: str, tell: Tell | None = None, keep: bool = False) -> League:
    """Give the league of a year; `keep` what had to be worked out."""
    found = counties.summary(db, year=year, today=today, tell=tell, keep=keep)
    names = {one.id: one.short_name for one in counties.counties_of(db)}
    above = {one.school: names.get(counties.under(db, one.school) or 0, "") for one in found} if names else {}
    heads = counties.heads(db, year=year) if keep else people.came(db, year=year)
    return League(
        year,
        today,
        ranked(found, county=above, rounds=rounds(db, [one.school for one in found], year=year)),
        heads.people,
        sum(one.people for one in found),
        sum(one.person_times for one in found),
        tuple(sum(one.classes_by_quarter[at] for one in found) for at in range(4)),
        sum(transfers.counted_elsewhere(db, year=year).values()),
    )


def annual(
    db: Register, *, year: int, quarter: int = 0, tell: Tell | None = None, keep: bool = False
) -> tuple[Annual, list[tuple[schools.School, Period]]]:
    """Give the statistics of all schools together (F23), and those of each by code.

    Somebody whom several schools trained is counted once in the whole, and in each school's own line.
    """
    every = schools.rows(db, schools.find(db))
    found = []
    for done, one in enumerate(every):
        if tell is not None:
            tell(done, len(every), "正在汇总各校的统计")
        kept = counties.period_at_hand(db, school=one.id, year=year, quarter=quarter)
        if kept is None:
            kept = counties.period(db, school=one.id, year=year, quarter=quarter)
            if keep:
                counties.keep_period(db, kept, school=one.id)
        found.append((one, kept))
    whole = counties.annual(
        [one for _, one in found],
        year=year,
        quarter=quarter,
        once=counties.once(db, year=year, quarter=quarter),
    )
    return whole, found


def quarters_short(found: Sequence[Figures], *, quarter: int) -> list[Figures]:
    """List the schools that by the end of a quarter hold fewer classes than its share of the year's."""
    return [one for one in found if 4 * sum(one.classes_by_quarter[:quarter]) < quarter * one.classes_wanted]
