"""Small ways with rows that every noun needs."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from db.register import Register

# What no keyboard types and no paper shows, but a cell or a clipboard may hold; a parcel refuses it.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def seen(value: object) -> object:
    """Give a value without the control characters in it, if it is a text."""
    return _UNSEEN.sub("", value) if isinstance(value, str) else value


def by_id(db: Register, select: str, ids: Iterable[int], *more: object) -> list[tuple[Any, ...]]:
    """Fetch rows in the order their ids were asked for; ids that are not there are left out.

    `select` gives the id first and holds `IN (SELECT value FROM json_each(?))` for the ids; `more`
    are its further parameters, after that one.
    """
    asked = list(ids)
    found = {row[0]: row for row in db.execute(select, [json.dumps(asked), *more])}
    return [found[one] for one in asked if one in found]


def ids(db: Register, select: str, parameters: Sequence[object] | dict[str, Any]) -> list[int]:
    """Fetch the column `id` of a query in its order.

    It comes as one text, which takes half the time that a hundred thousand rows would. `select` ends in
    a LIMIT: without one SQLite may leave out the order of a query within another.
    """
    (found,) = db.execute(f"SELECT json_group_array(id) FROM ({select})", parameters).fetchone()
    return list(json.loads(found))


def insert(db: Register, table: str, values: Mapping[str, object]) -> int:
    """Insert one row under a new id and give the id."""
    new = db.new_id()
    names = ", ".join(values)
    marks = ", ".join("?" for _ in values)
    given = [seen(value) for value in values.values()]
    db.execute(f"INSERT INTO {table} (id, {names}) VALUES (?, {marks})", [new, *given])
    return new


def update(db: Register, table: str, row: int, values: Mapping[str, object]) -> None:
    """Set some columns of one row."""
    sets = ", ".join(f"{name} = ?" for name in values)
    db.execute(f"UPDATE {table} SET {sets} WHERE id = ?", [*map(seen, values.values()), row])


def ensure(db: Register, table: str, values: Mapping[str, object]) -> int:
    """Give the id of the row that has these values, adding it where there is none."""
    same = " AND ".join(f"{name} = ?" for name in values)
    found = db.execute(f"SELECT id FROM {table} WHERE {same}", [*map(seen, values.values())]).fetchone()
    return int(found[0]) if found else insert(db, table, values)


def ordered(terms: Mapping[str, tuple[str, ...]], by: str) -> str:
    """Give the terms of ORDER BY for a column a person sorts by; `-` in front turns every term round."""
    chosen = terms[by.removeprefix("-")]
    if not by.startswith("-"):
        return ", ".join(chosen)
    return ", ".join(t.removesuffix(" DESC") if t.endswith(" DESC") else f"{t} DESC" for t in chosen)
