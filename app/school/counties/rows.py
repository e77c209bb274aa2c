"""Rows: what of a school's rows is published for reporting tools, and persons in several schools' rows."""

from collections.abc import Iterator, Sequence

from app.school import people
from db.published import ROWS
from db.register import Register

_OTHERWISE = {
    ("member", "identity"): "id_number",
    ("member", "same_as"): "coalesce((SELECT kept FROM person_link l WHERE l.other = t.id), t.id)",
    (
        "member",
        "birth_year",
    ): "iif(birth GLOB '[12][0-9][0-9][0-9]*', CAST(substr(birth, 1, 4) AS INTEGER), NULL)",
}


def published(
    db: Register, school: int, *, with_id_numbers: bool = False
) -> Iterator[tuple[str, Iterator[Sequence[object]]]]:
    """Give a school's rows by table as `db.published.ROWS` has them, ID numbers hashed unless asked for."""
    for table, columns in ROWS.items():
        said = ", ".join(_OTHERWISE.get((table, one), one) for one in columns)
        found: Iterator[Sequence[object]] = iter(
            db.execute(f"SELECT {said} FROM {table} t WHERE school = ? ORDER BY id", [school])
        )
        if table == "member" and not with_id_numbers:
            found = _hashed(db, found, list(columns).index("identity"))
        yield table, found


def _hashed(db: Register, found: Iterator[Sequence[object]], at: int) -> Iterator[Sequence[object]]:
    for row in found:
        number = row[at]
        yield (*row[:at], people.identity(db, str(number)) if number else None, *row[at + 1 :])


def one_person(db: Register) -> Iterator[tuple[int, int]]:
    """Give the rows that are joined with others, with the row that stands for the person."""
    people.refresh(db)
    return iter(db.execute("SELECT member, person FROM counted_person ORDER BY member").fetchall())
