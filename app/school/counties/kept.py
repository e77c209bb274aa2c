"""Kept: each school's figures as worked out after the newest parcel, so that a desk opens at once."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from app.progress import Tell
from app.school import parcels, schools
from app.school.counties.figures import Checked, Figures, Trained, checked, put_together, trained
from app.school.counties.periods import Count, Period, Side, period
from db.register import Register

T = TypeVar("T")
# The number rises when a figure is counted otherwise, or another is added: what an older program kept is
# not asked then.
TRAINED, CHECKED, PERIOD = "trained-1", "checked-1", "period-1-{}"


# What the desk itself decides and every school is counted by.
DECIDED = ("hour_rule", "class_rule", "standard", "standard_choice", "criterion", "person_link")


def whose(db: Register, school: int) -> str:
    """Give what a school's figures rest on: the parcel last read of it, and what was decided here since."""
    return _stands(db).get(school, "")


def _stands(db: Register) -> dict[int, str]:
    """Give the hash of every school's parcel, with the last thing decided here that it is counted by."""
    last = decided(db)
    return {one: f"{sha256} {last}" for one, sha256 in _newest(db).items()}


def decided(db: Register) -> int:
    """Give the number of the last thing decided at this desk by which schools are counted."""
    marks = ", ".join("?" for _ in DECIDED)
    sql = f"SELECT max(n) FROM history INDEXED BY history_row WHERE tbl IN ({marks})"
    (last,) = db.execute(sql, list(DECIDED)).fetchone()
    return int(last or 0)


def _newest(db: Register) -> dict[int, str]:
    """Give the hash of the parcel last read, of every school of which one was."""
    found = db.execute("SELECT of_school, header_sha256, max(rowid) FROM received_parcel GROUP BY of_school")
    own = {row[0]: str(row[1]) for row in found}
    above = db.execute("SELECT of_school, county FROM school_under").fetchall()
    return {one: own[county] for one, county in above if county in own} | own


def bring_up(db: Register, *, school: int, year: int, today: str, quarter: int = 0) -> None:
    """Work out what is not at hand of a school and keep it; nothing is done where all is.

    At a desk that takes in no parcels nothing is kept: its own rows change with every stroke. Raise
    `UserError` where the school has no rule or standard to count by.
    """
    keep = _Kept(db, year, [school])
    found: dict[int, Period] = {}
    for one in sorted({quarter, 0}):
        kept = keep.period(school, one)
        found[one] = kept or period(db, school=school, year=year, quarter=one)
        if kept is None:
            keep_period(db, found[one], school=school)
    if keep.trained(school) is None:
        keep.put(school, TRAINED, "", asdict(trained(db, found[0], school=school, year=year)))
    if keep.checked(school, today) is None:
        keep.put(school, CHECKED, today, asdict(checked(db, school=school, year=year, today=today)))


def at_hand(db: Register, *, school: int, year: int, today: str) -> Figures | None:
    """Give a school's figures where they are kept as of the newest parcel and this day."""
    return every_at_hand(db, [school], year=year, today=today).get(school)


def every_at_hand(db: Register, of: Iterable[int], *, year: int, today: str) -> dict[int, Figures]:
    """Give the figures of those schools of which they are kept as of the newest parcel and this day."""
    wanted = list(of)
    keep = _Kept(db, year, wanted)
    news: dict[int, parcels.Received] = {}
    for one in parcels.received(db):
        if one.header_sha256 in keep.shown:
            news.setdefault(one.school, one)
    above = dict(db.execute("SELECT of_school, county FROM school_under").fetchall())
    found = {}
    for school in schools.rows(db, wanted):
        sums, judged = keep.trained(school.id), keep.checked(school.id, today)
        if sums is not None and judged is not None:
            newest = news.get(school.id) or news.get(above.get(school.id, 0))
            found[school.id] = put_together(school, newest, sums, judged)
    return found


def period_at_hand(db: Register, *, school: int, year: int, quarter: int = 0) -> Period | None:
    """Give a school's year or quarter where it is kept as of the newest parcel."""
    return _Kept(db, year, [school]).period(school, quarter)


def lacking(db: Register, *, year: int, today: str, quarter: int = 0) -> list[int]:
    """List the schools of which something is not at hand, by code."""
    newest = _stands(db)
    parts = {(TRAINED, ""), (CHECKED, today), (PERIOD.format(0), ""), (PERIOD.format(quarter), "")}
    there: dict[int, set[tuple[str, str]]] = {}
    for school, part, parcel, day in db.execute(
        "SELECT of_school, part, parcel, on_day FROM kept_figures WHERE year = ?", [year]
    ):
        if newest.get(school) == parcel:
            there.setdefault(school, set()).add((part, day))
    return [one for one in schools.find(db) if not parts <= there.get(one, set())]


def keep_period(db: Register, found: Period, *, school: int) -> None:
    """Keep a school's year or quarter as it was just worked out."""
    _Kept(db, found.year, [school]).put(school, PERIOD.format(found.quarter), "", asdict(found))


def forget(db: Register) -> None:
    """Throw away every figure kept, to have them worked out anew."""
    with db.atomic():
        db.execute("DELETE FROM kept_figures")


def summary(
    db: Register, *, year: int, today: str, tell: Tell | None = None, keep: bool = False
) -> list[Figures]:
    """Give the figures of every school whose rows have arrived, by code; `keep` what was not at hand."""
    every = schools.find(db)
    if keep:
        short = lacking(db, year=year, today=today)
        for done, one in enumerate(short):
            if tell is not None:
                tell(done, len(short), "正在汇总各校的数字")
            bring_up(db, school=one, year=year, today=today)
    hand = every_at_hand(db, every, year=year, today=today)
    return [hand.get(one) or figures(db, school=one, year=year, today=today) for one in every]


def figures(db: Register, *, school: int, year: int, today: str) -> Figures:
    """Give one school's figures, worked out now, from whichever desk they are looked at."""
    whole = period(db, school=school, year=year)
    (found,) = schools.rows(db, [school])
    sums = trained(db, whole, school=school, year=year)
    judged = checked(db, school=school, year=year, today=today)
    return put_together(found, newest(db, school), sums, judged)


def newest(db: Register, school: int) -> parcels.Received | None:
    """Give the parcel that brought a school's rows as they are: the last read of its own, or its county's."""
    sha256 = _newest(db).get(school)
    return next((one for one in parcels.received(db) if one.header_sha256 == sha256), None)


class _Kept:
    """What is kept of a year of some schools, as of the newest parcel of each."""

    def __init__(self, db: Register, year: int, of: list[int]) -> None:
        self._db, self._year = db, year
        stands = _stands(db)
        self._parcels = {one: stands[one] for one in of if one in stands}
        self.shown = {one.split()[0] for one in self._parcels.values()}

    def _read(self, school: int, part: str, day: str, read: Callable[[dict[str, Any]], T]) -> T | None:
        row = self._db.execute(
            "SELECT body FROM kept_figures WHERE (of_school, year, part, parcel, on_day) = (?, ?, ?, ?, ?)",
            [school, self._year, part, self._parcels.get(school, ""), day],
        ).fetchone()
        return read(json.loads(row[0])) if row else None

    def put(self, school: int, part: str, day: str, body: Mapping[str, Any]) -> None:
        """Keep a part, unless no parcel says how long it is true."""
        parcel = self._parcels.get(school)
        if parcel is None:
            return
        with self._db.atomic():
            self._db.execute(
                "INSERT INTO kept_figures (of_school, year, part, parcel, on_day, body) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET parcel = excluded.parcel, "
                "on_day = excluded.on_day, body = excluded.body",
                [school, self._year, part, parcel, day, json.dumps(body, ensure_ascii=False)],
            )

    def trained(self, school: int) -> Trained | None:
        return self._read(school, TRAINED, "", lambda body: Trained(**body))

    def checked(self, school: int, today: str) -> Checked | None:
        return self._read(school, CHECKED, today, _checked)

    def period(self, school: int, quarter: int) -> Period | None:
        return self._read(school, PERIOD.format(quarter), "", _period)


def _checked(body: dict[str, Any]) -> Checked:
    items = tuple(tuple(one) for one in body.pop("items"))
    return Checked(items=items, classes_by_quarter=tuple(body.pop("classes_by_quarter")), **body)


def _period(body: dict[str, Any]) -> Period:
    sides = tuple(
        Side(one["title"], one["rule"], tuple(Count(**line) for line in one["lines"]))
        for one in body.pop("sides")
    )
    return Period(party=Count(**body.pop("party")), sides=sides, **body)
