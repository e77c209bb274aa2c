"""Counties: the figures of every school that reported, worked out from its own rows as it would itself."""

from dataclasses import dataclass

from app.school import checklist, class_rules, devices, parcels, schools, standings
from db.register import Register


@dataclass(frozen=True, slots=True)
class Figures:
    """One school's year: counts, quarter-hours, and for each item of the standard (name, usable, of all).

    `classes_wanted` are those its rule asks for a year. `people` counts persons who came at least once,
    `person_times` each person once a class.
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

    @property
    def met_percent(self) -> float | None:
        """Give the share of those who owe hours and have them, or None where nobody owes any."""
        return 100 * self.met / self.owing if self.owing else None


def figures(db: Register, *, school: int, year: int, today: str) -> Figures:
    """Give one school's figures, from whichever desk they are looked at."""
    (found,) = schools.rows(db, [school])
    all_ = standings.of_school(db, school=school, year=year)
    owing = [one for one in all_ if one.required is not None]
    judged = checklist.assess(db, school=school, year=year, today=today)
    items: dict[str, list[bool]] = {}
    for one in judged:
        items.setdefault(one.criterion.item_name, []).append(one.state == "usable")
    came = _came(db, school, year)
    news = parcels.received(db, school=school)
    return Figures(
        school=school,
        code=found.code,
        name=found.short_name,
        items=tuple((name, sum(usable), len(usable)) for name, usable in items.items()),
        points=sum(one.points for one in judged),
        points_of=sum(one.criterion.points for one in judged),
        classes=checklist.classes_held(db, school, year, today),
        members=len(all_),
        people=came[0],
        person_times=came[1],
        quarter_hours=sum(one.earned for one in all_),
        owing=len(owing),
        met=sum(one.state == "met" for one in owing),
        last_parcel=news[0].received_at if news else "",
        last_seq=news[0].seq if news else 0,
        classes_wanted=class_rules.in_force(db, school=school, on=f"{year}-12-31").classes_a_year,
    )


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


def summary(db: Register, *, year: int, today: str) -> list[Figures]:
    """Give the figures of every school whose rows have arrived, by code."""
    return [figures(db, school=one, year=year, today=today) for one in schools.find(db)]


def silent(db: Register) -> list[devices.Device]:
    """List the enrolled laptops from which no parcel has come yet."""
    heard = {one.device for one in parcels.received(db)}
    return [one for one in devices.enrolled(db) if one.device not in heard and not one.revoked_on]
