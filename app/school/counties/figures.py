"""Figures: one school's year in a line, in two parts: what its rows say, and what also the day decides."""

from dataclasses import dataclass

from app.school import checklist, class_rules, parcels, schools, standings
from app.school.counties.periods import Period
from db.register import Register

QUARTERS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Figures:
    """One school's year: counts, quarter-hours, and for each item of the standard (name, usable, of all).

    `classes_wanted` are those its rule asks for a year; `classes_by_quarter` puts each class into the
    quarter of its first half-day held. `people` counts persons who came at least once, `person_times` each
    person once a class. `party` are the party members on the rolls and `party_trained` those of them whom
    any training of the year reached.
    """

    school: int
    code: str
    name: str
    items: tuple[tuple[str, int, int], ...]
    points: int
    points_of: int
    classes: int
    members: int
    people: int
    person_times: int
    quarter_hours: int
    owing: int
    met: int
    last_parcel: str
    last_seq: int
    classes_wanted: int
    classes_by_quarter: tuple[int, ...] = (0, 0, 0, 0)
    party: int = 0
    party_trained: int = 0

    @property
    def met_percent(self) -> float | None:
        """Give the share of those who owe hours and have them, or None where nobody owes any."""
        return 100 * self.met / self.owing if self.owing else None

    @property
    def covered_percent(self) -> float | None:
        """Give the share of the party members whom training reached, or None where there are none."""
        return 100 * self.party_trained / self.party if self.party else None


@dataclass(frozen=True, slots=True)
class Trained:
    """The part that the school's rows alone decide."""

    members: int
    people: int
    person_times: int
    quarter_hours: int
    owing: int
    met: int
    classes_wanted: int
    party: int
    party_trained: int


@dataclass(frozen=True, slots=True)
class Checked:
    """The part that the day decides too: papers expire, and half-days on the timetable pass."""

    items: tuple[tuple[str, int, int], ...]
    points: int
    points_of: int
    classes: int
    classes_by_quarter: tuple[int, ...]


def trained(db: Register, whole: Period, *, school: int, year: int) -> Trained:
    """Sum up whom a school trained in a year; `whole` is the year as `period` gives it."""
    all_ = standings.of_school(db, school=school, year=year)
    owing = [one for one in all_ if one.required is not None]
    came = _came(db, school, year)
    return Trained(
        members=len(all_),
        people=came[0],
        person_times=came[1],
        quarter_hours=sum(one.earned for one in all_),
        owing=len(owing),
        met=sum(one.state == "met" for one in owing),
        classes_wanted=class_rules.in_force(db, school=school, on=f"{year}-12-31").classes_a_year,
        party=whole.party.people,
        party_trained=whole.party.trained,
    )


def checked(db: Register, *, school: int, year: int, today: str) -> Checked:
    """Judge a school's standard and count its classes held, as on a day."""
    judged = checklist.assess(db, school=school, year=year, today=today)
    items: dict[str, list[bool]] = {}
    for one in judged:
        items.setdefault(one.criterion.item_name, []).append(one.state == "usable")
    quarters = _by_quarter(db, school, year, today)
    return Checked(
        items=tuple((name, sum(usable), len(usable)) for name, usable in items.items()),
        points=sum(one.points for one in judged),
        points_of=sum(one.criterion.points for one in judged),
        classes=sum(quarters),
        classes_by_quarter=quarters,
    )


def put_together(
    school: schools.School, news: parcels.Received | None, sums: Trained, judged: Checked
) -> Figures:
    """Join the two parts under the school's name, with the parcel they come from."""
    return Figures(
        school=school.id,
        code=school.code,
        name=school.short_name,
        items=judged.items,
        points=judged.points,
        points_of=judged.points_of,
        classes=judged.classes,
        members=sums.members,
        people=sums.people,
        person_times=sums.person_times,
        quarter_hours=sums.quarter_hours,
        owing=sums.owing,
        met=sums.met,
        last_parcel=news.received_at if news else "",
        last_seq=news.seq if news else 0,
        classes_wanted=sums.classes_wanted,
        classes_by_quarter=judged.classes_by_quarter,
        party=sums.party,
        party_trained=sums.party_trained,
    )


def _by_quarter(db: Register, school: int, year: int, today: str) -> tuple[int, ...]:
    """Count the classes held and marked by the quarter of their first half-day held in the year."""
    found = db.execute(
        "SELECT (CAST(substr(first, 6, 2) AS INTEGER) + 2) / 3, count(*) FROM ("
        "SELECT min(s.date) AS first FROM session s WHERE s.school = ? AND s.date BETWEEN ? AND ? "
        "AND s.date <= ? AND EXISTS (SELECT 1 FROM attendance a WHERE a.session = s.id) "
        "GROUP BY s.training_class) GROUP BY 1",
        [school, f"{year}-01-01", f"{year}-12-31", today],
    )
    held = dict(found.fetchall())
    return tuple(held.get(quarter, 0) for quarter in QUARTERS)


def _came(db: Register, school: int, year: int) -> tuple[int, int]:
    row = db.execute(
        "SELECT count(DISTINCT coalesce(kept, e.member)), "
        "count(DISTINCT coalesce(kept, e.member) || ' ' || e.training_class) FROM enrollment e "
        "LEFT JOIN person_link l ON l.other = e.member "
        "JOIN attendance a ON a.enrollment = e.id JOIN session s ON s.id = a.session WHERE e.school = ? "
        "AND a.mark IN ('present', 'late', 'left_early') AND s.date BETWEEN ? AND ?",
        [school, f"{year}-01-01", f"{year}-12-31"],
    ).fetchone()
    return row[0], row[1]
