"""A county's parcel for its city: the rows of all its schools in one, each taken in as its own would be."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby

from app.errors import UserError
from app.school import schools
from app.school.parcels.records import Counts
from app.school.parcels.taking import MOST_SHOWN, Change, Row, check_rules, come_back, set_aside, table_in
from db import history
from db.register import Register

_FOREIGN = "数据包里有不属于这个县的记录，没有读取；请让对方重新上报。"
_ELSEWHERE = "数据包里的“{name}”已由别的单位上报，没有读取。一所学校只能随一个县上报，请打电话核实。"


def outgoing_several(db: Register) -> Iterator[tuple[str, Iterator[Row]]]:
    """Give every table that travels with the rows of this county and of all its schools, school by school."""
    own = schools.own(db).id
    wanted = json.dumps([own, *schools.find(db)])
    for table in history.travelling_tables(db):
        names = history.columns(db, table)
        found = db.execute(
            f"SELECT * FROM {table} WHERE school IN (SELECT value FROM json_each(?)) ORDER BY school, id",
            [wanted],
        )
        yield table, (dict(zip(names, row, strict=True)) for row in found)


def take_several(
    db: Register, tables: Iterable[tuple[str, Iterable[Row]]], *, county: int
) -> tuple[dict[str, Change], dict[int, int]]:
    """Bring a county's and its schools' rows to what its parcel says.

    Give the changes by table, and for each school of the parcel how many of its rows it touches.

    The caller holds the act. Each school is brought in as by a parcel of its own. Raise `UserError` where
    the parcel holds rows of a school that is not the county's, or of one that somebody else sends.
    """
    db.execute("PRAGMA defer_foreign_keys = ON")
    known = set(history.travelling_tables(db))
    changes: dict[str, Change] = {}
    mine: dict[int, int] = {}
    for table, rows in tables:
        if table == "school":
            rows = list(rows)
            mine = dict.fromkeys(_schools(db, rows, county), 0)
        left = set(mine)
        change = Change(Counts(0, 0, 0, 0, 0))
        for school, group in groupby(rows, key=lambda row: row.get("school")):
            if not isinstance(school, int) or school not in left:
                raise UserError(_FOREIGN)
            left.discard(school)
            mine[school] += _add(change, _one(db, table, group, school, known=table in known))
        for school in sorted(left if table in known else ()):
            mine[school] += _add(change, table_in(db, table, (), school))
        changes[table] = change
    if not mine:
        raise UserError(_FOREIGN)
    for school in mine:
        come_back(db, school)
        check_rules(db, school)
    return changes, mine


def _one(db: Register, table: str, rows: Iterable[Row], school: int, *, known: bool) -> Change:
    if known:
        return table_in(db, table, rows, school)
    return Change(Counts(0, 0, 0, 0, set_aside(db, table, rows, school)))


def _add(whole: Change, part: Change) -> int:
    """Put what was done to one school's rows to the rest; give how many rows that touched."""
    for here, more in ((whole.added, part.added), (whole.missing, part.missing)):
        here += more[: MOST_SHOWN - len(here)]
    whole.changed += part.changed[: MOST_SHOWN - len(whole.changed)]
    one, other = whole.counts, part.counts
    whole.counts = Counts(
        one.added + other.added, one.changed + other.changed, one.unchanged + other.unchanged,
        one.missing + other.missing, one.stray + other.stray,
    )  # fmt: skip
    return other.added + other.changed + other.missing


def _schools(db: Register, rows: Iterable[Row], county: int) -> list[int]:
    """Give the schools of a county's parcel; raise `UserError` where one is not the county's to send."""
    found = []
    for row in rows:
        one = row.get("id")
        wanted = "county" if one == county else "township"
        if not isinstance(one, int) or row.get("school") != one or row.get("level") != wanted:
            raise UserError(_FOREIGN)
        if one != county and not _may_send(db, one, county):
            raise UserError(_ELSEWHERE.format(name=row.get("short_name")))
        found.append(one)
    if county not in found:
        raise UserError(_FOREIGN)
    return found


def _may_send(db: Register, school: int, county: int) -> bool:
    """Tell whether a school is new here, or came with this county before."""
    row = db.execute(
        "SELECT (SELECT county FROM school_under WHERE of_school = ?1), "
        "EXISTS (SELECT 1 FROM school WHERE id = ?1), "
        "EXISTS (SELECT 1 FROM enrolled_device WHERE of_school = ?1)",
        [school],
    ).fetchone()
    above, there, enrolled = row
    return not enrolled and (above == county or not there)
