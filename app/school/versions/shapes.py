"""Shapes: what the register's own schema says of a table, read from it and not written down twice."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import history
from db.register import Register

Values = Mapping[str, Any]

# Written together though no rule of the database says so: what is worked out from a name goes with it.
_TOGETHER = {
    "member": (("name", "name_key", "pinyin", "initials", "stroke_key"),),
    "certificate": (("year", "seq", "number", "code", "check_code"),),
    "training_class": (("year", "term_no"),),
    "plan_line": (("year", "seq"),),
    "session": (("starts", "ends"), ("date", "half_day")),
    "activity": (("date", "ends"), ("minutes", "half_days", "stated")),
    "person_apart": (("one", "other"),),
    "person_link": (("kept", "other"),),
}
# Rows of these that meet in a number are two things; the later one gets the next free number.
RENUMBERED = {
    ("training_class", "term_no"): "name",
    ("plan_line", "seq"): "title",
    ("sign_in_sheet", "print_no"): "",
    ("certificate_copy", "copy_no"): "",
    ("lesson_order", "number"): "",
}
# A number that stands on paper is never changed and never two people's: the later row waits aside.
ASIDE = ("certificate",)
# What is written once and never changed: twins are the same thing, and the first says what it was.
LEDGERS = ("hour_line",)
_NULL = re.compile(r"^(\w+) IS (NOT )?NULL$", re.IGNORECASE)
_COALESCED = re.compile(r"coalesce\((\w+), 0\)", re.IGNORECASE)
_CHECK = re.compile(r"CHECK\s*\(")
_NO_COLUMN = re.compile(r"'[^']*'|\bdate(?=\()")

# By the schema they were read from: reading it takes longer than merging a small school.
_READ: "dict[str, dict[str, Shape]]" = {}


@dataclass(frozen=True, slots=True)
class Key:
    """Columns no two rows may share; a NULL in one of `strict` frees a row, as does one not in `where`."""

    columns: tuple[str, ...]
    strict: frozenset[str]
    must_be_null: str = ""
    must_be_set: str = ""

    def of(self, row: Values) -> tuple[Any, ...] | None:
        """Give a row's key, or None where the rule does not hold it."""
        if self.must_be_null and row[self.must_be_null] is not None:
            return None
        if self.must_be_set and row[self.must_be_set] is None:
            return None
        if any(row[name] is None for name in self.strict):
            return None
        return tuple(row[name] for name in self.columns)


@dataclass(frozen=True, slots=True)
class Shape:
    """A table: its units (fields written together) by their first column, its keys, where it points."""

    table: str
    units: dict[str, tuple[str, ...]]
    unit_of: dict[str, str]
    keys: tuple[Key, ...]
    parents: tuple[tuple[str, str], ...]
    defaults: dict[str, Any]
    required: frozenset[str]
    lists: frozenset[str]


def read(db: Register) -> dict[str, Shape]:
    """Read every travelling table's shape, those pointed to before those that point."""
    (schema,) = db.execute("SELECT group_concat(sql, ';') FROM sqlite_schema").fetchone()
    if schema not in _READ:
        _READ.clear()
        _READ[schema] = _read(db)
    return _READ[schema]


def _read(db: Register) -> dict[str, Shape]:
    found = {table: _shape(db, table) for table in history.travelling_tables(db)}
    order: dict[str, Shape] = {}

    def put(table: str, above: tuple[str, ...]) -> None:
        for _, parent in found[table].parents:
            if parent not in above and parent != table:
                put(parent, (*above, table))
        order.setdefault(table, found[table])

    for table in found:
        put(table, (table,))
    return order


def _shape(db: Register, table: str) -> Shape:
    info = db.execute(
        'SELECT name, type, "notnull", dflt_value FROM pragma_table_info(?)', [table]
    ).fetchall()
    (sql,) = db.execute("SELECT sql FROM sqlite_schema WHERE name = ?", [table]).fetchone()
    columns = [row[0] for row in info if row[0] not in ("id", "school")]
    keys = db.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?)', [table]).fetchall()
    parents = tuple(sorted((column, parent) for column, parent in keys if column in columns))
    units = _units(columns, [*_checks(sql, columns), *_TOGETHER.get(table, ())])
    return Shape(
        table=table,
        units=units,
        unit_of={column: unit for unit, inside in units.items() for column in inside},
        keys=tuple(_keys(db, table)),
        parents=parents,
        defaults={row[0]: _default(db, row[3]) for row in info if row[0] in columns},
        required=frozenset(row[0] for row in info if row[2]),
        lists=frozenset(name for name in columns if re.search(rf"json_valid\({name}\)", sql)),
    )


def _default(db: Register, said: str | None) -> Any:
    return db.execute(f"SELECT {said}").fetchone()[0] if said is not None else None


def _units(columns: list[str], together: list[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Part columns into units; a unit is named after its first column."""
    inside = {column: {column} for column in columns}
    for group in together:
        whole = set().union(*(inside[column] for column in group if column in inside))
        for column in whole:
            inside[column] = whole
    parts = {tuple(name for name in columns if name in inside[column]): None for column in columns}
    return {part[0]: part for part in parts}


def _checks(sql: str, columns: list[str]) -> list[tuple[str, ...]]:
    """Give the columns that each CHECK of a table names: two of them cannot come from two writers."""
    groups = []
    for found in _CHECK.finditer(sql):
        depth, at = 1, found.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(sql[at], 0)
            at += 1
        words = set(re.findall(r"\w+", _NO_COLUMN.sub("", sql[found.end() : at])))
        groups.append(tuple(name for name in columns if name in words))
    # A CHECK beside its own column is found with the columns it names and the one it stands by.
    return [group for group in groups if len(group) > 1]


def _keys(db: Register, table: str) -> list[Key]:
    found = []
    for name, origin in db.execute(
        'SELECT name, origin FROM pragma_index_list(?) WHERE "unique"', [table]
    ).fetchall():
        if origin == "pk":
            continue
        named = [row[0] for row in db.execute("SELECT name FROM pragma_index_info(?)", [name])]
        sql = db.execute("SELECT sql FROM sqlite_schema WHERE name = ?", [name]).fetchone()[0] or ""
        where = sql.partition(" WHERE ")[2].strip()
        said = _NULL.match(where)
        if where and not said:
            raise ValueError(f"{name}: a key that holds only where {where} is not understood here")
        spoken = iter(_COALESCED.findall(sql))
        columns = tuple(one if one is not None else next(spoken) for one in named)
        loose = {one for one in columns if one not in named}
        null, whole = (said[1], "") if said and not said[2] else ("", said[1] if said else "")
        found.append(Key(columns, frozenset(columns) - loose, null, whole))
    return sorted(found, key=lambda key: key.columns)
