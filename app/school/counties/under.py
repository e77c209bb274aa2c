"""Under: which county's parcel brought a school to a city's desk."""

from collections.abc import Iterable

from app.school import schools
from db.register import Register


def put_under(db: Register, *, county: int, of: Iterable[int]) -> None:
    """Write down whose parcel brought these schools; the caller holds the act."""
    db.conn.executemany(
        "INSERT INTO school_under (of_school, county) VALUES (?, ?) "
        "ON CONFLICT (of_school) DO UPDATE SET county = excluded.county",
        [[one, county] for one in of if one != county],
    )


def under(db: Register, school: int) -> int | None:
    """Give the county a school came with; None where it sends its own parcels."""
    row = db.execute("SELECT county FROM school_under WHERE of_school = ?", [school]).fetchone()
    return int(row[0]) if row else None


def schools_of(db: Register, county: int) -> list[int]:
    """List a county's schools by code."""
    found = db.execute(
        "SELECT s.id FROM school_under u JOIN school s ON s.id = u.of_school WHERE u.county = ? "
        "AND s.level = 'township' ORDER BY s.code",
        [county],
    )
    return [row[0] for row in found]


def counties_of(db: Register) -> list[schools.School]:
    """List the counties below this desk, by code; none but at a city's."""
    mine = schools.own_id(db)
    return [one for one in schools.rows(db, schools.find(db, level="county")) if one.id != mine]
