"""Kept: each school's figures as worked out after the newest parcel, so that a desk opens at once."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from app.progress import Tell
from app.school import schools
from app.school.counties.figures import Checked, Figures, Trained, checked, put_together, trained
from app.school.counties.periods import Count, Period, Side, period
from db.register import Register

# Raised when a figure is counted otherwise, or another is added: what an older program kept is not asked.
FORM = 1
TRAINED, CHECKED, PERIOD = "trained", "checked", "period-{}"


def whose(db: Register, school: int) -> str:
    """Give the hash of the parcel last read of a school or of its county, empty where none was."""
    row = db.execute(
        "SELECT header_sha256 FROM received_parcel WHERE of_school = ?1 "
        "OR of_school = (SELECT county FROM school_under WHERE of_school = ?1) ORDER BY rowid DESC LIMIT 1",
        [school],
    ).fetchone()
    return str(row[0]) if row else ""


def bring_up(db: Register, *, school: int, year: int, today: str, quarter: int = 0) -> None:
    """Work out what is not at hand of a school and keep it; nothing is done where all is.

    At a desk that takes in no parcels nothing is kept: its own rows change with every stroke. Raise
    `UserError` where the school has no rule or standard to count by.
    """
    parcel = whose(db, school)
    periods = {quarter, 0}
    found: dict[int, Period] = {}
    for one in sorted(periods):
        kept = _period(db, school, year, one, parcel)
        found[one] = kept or period(db, school=school, year=year, quarter=one)
        if kept is None:
            _keep(db, school, year, PERIOD.format(one), parcel, "", asdict(found[one]))
    if _trained(db, school, year, parcel) is None:
        _keep(db, school, year, TRAINED, parcel, "", asdict(trained(db, found[0], school=school, year=year)))
    if _checked(db, school, year, parcel, today) is None:
        judged = asdict(checked(db, school=school, year=year, today=today))
        _keep(db, school, year, CHECKED, parcel, today, judged)


def at_hand(db: Register, *, school: int, year: int, today: str) -> Figures | None:
    """Give a school's figures where they are kept as of the newest parcel and this day."""
    parcel = whose(db, school)
    sums = _trained(db, school, year, parcel)
    judged = _checked(db, school, year, parcel, today)
    if sums is None or judged is None or not parcel:
        return None
    return put_together(db, sums, judged, school=school)


def period_at_hand(db: Register, *, school: int, year: int, quarter: int = 0) -> Period | None:
    """Give a school's year or quarter where it is kept as of the newest parcel."""
    parcel = whose(db, school)
    return _period(db, school, year, quarter, parcel) if parcel else None


def lacking(db: Register, *, year: int, today: str, quarter: int = 0) -> list[int]:
    """List the schools of which something is not at hand, by code."""
    return [
        one
        for one in schools.find(db)
        if at_hand(db, school=one, year=year, today=today) is None
        or period_at_hand(db, school=one, year=year, quarter=quarter) is None
    ]


def forget(db: Register) -> None:
    """Throw away every figure kept, to have them worked out anew."""
    with db.atomic():
        db.execute("DELETE FROM kept_figures")


def summary(
    db: Register, *, year: int, today: str, tell: Tell | None = None, keep: bool = False
) -> list[Figures]:
    """Give the figures of every school whose rows have arrived, by code; `keep` what was not at hand."""
    every = schools.find(db)
    found = []
    for done, one in enumerate(every):
        if tell is not None:
            tell(done, len(every), "正在汇总各校的数字")
        if keep:
            bring_up(db, school=one, year=year, today=today)
        found.append(at_hand(db, school=one, year=year, today=today) or _now(db, one, year, today))
    return found


def _now(db: Register, school: int, year: int, today: str) -> Figures:
    whole = period(db, school=school, year=year)
    sums = trained(db, whole, school=school, year=year)
    return put_together(db, sums, checked(db, school=school, year=year, today=today), school=school)


# what is written down


def _keep(
    db: Register, school: int, year: int, part: str, parcel: str, day: str, body: dict[str, Any]
) -> None:
    if not parcel:
        return
    with db.atomic():
        db.execute(
            "INSERT INTO kept_figures (of_school, year, part, parcel, on_day, body) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET parcel = excluded.parcel, "
            "on_day = excluded.on_day, body = excluded.body",
            [school, year, part, parcel, day, json.dumps({"form": FORM, **body}, ensure_ascii=False)],
        )


def _kept(
    db: Register,
    school: int,
    year: int,
    part: str,
    parcel: str,
    day: str,
    read: Callable[[dict[str, Any]], Any],
) -> Any:
    row = db.execute(
        "SELECT body FROM kept_figures WHERE (of_school, year, part, parcel, on_day) = (?, ?, ?, ?, ?)",
        [school, year, part, parcel, day],
    ).fetchone()
    body = json.loads(row[0]) if row else {}
    return read(body) if body.pop("form", 0) == FORM else None


def _trained(db: Register, school: int, year: int, parcel: str) -> Trained | None:
    found: Trained | None = _kept(db, school, year, TRAINED, parcel, "", lambda body: Trained(**body))
    return found


def _checked(db: Register, school: int, year: int, parcel: str, today: str) -> Checked | None:
    def read(body: dict[str, Any]) -> Checked:
        items = tuple(tuple(one) for one in body.pop("items"))
        return Checked(items=items, classes_by_quarter=tuple(body.pop("classes_by_quarter")), **body)

    found: Checked | None = _kept(db, school, year, CHECKED, parcel, today, read)
    return found


def _period(db: Register, school: int, year: int, quarter: int, parcel: str) -> Period | None:
    def read(body: dict[str, Any]) -> Period:
        sides = tuple(
            Side(one["title"], one["rule"], tuple(Count(**line) for line in one["lines"]))
            for one in body.pop("sides")
        )
        return Period(party=Count(**body.pop("party")), sides=sides, **body)

    found: Period | None = _kept(db, school, year, PERIOD.format(quarter), parcel, "", read)
    return found
