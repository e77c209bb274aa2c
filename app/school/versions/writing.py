"""Writing: a state and its view put into the register, within all that the register itself demands."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.school.versions import states
from app.school.versions.shapes import LEDGERS, Shape
from app.school.versions.states import LIFE, Context, Row, State
from app.school.versions.views import Conflict, View
from db import IntegrityError, history
from db.register import Register

Raw = Callable[[str, Mapping[str, Any]], None]


@dataclass(slots=True)
class Counts:
    """How many rows came, changed, stayed as they were, went, and wait aside."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    aside: int = 0


def standing(db: Register, table: str, *, school: int) -> dict[int, dict[str, Any]]:
    """Give a school's rows of a table by id."""
    names = history.columns(db, table)
    found = db.execute(f"SELECT {', '.join(names)} FROM {table} WHERE school = ?", [school])
    place = names.index("id")
    return {row[place]: dict(zip(names, row, strict=True)) for row in found}


def standing_rows(db: Register, table: str, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Give rows by id; those that are gone are left out."""
    names = history.columns(db, table)
    place = names.index("id")
    found = db.execute(
        f"SELECT * FROM {table} WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(list(ids))]
    )
    return {row[place]: dict(zip(names, row, strict=True)) for row in found}


def load(
    db: Register,
    shapes: Mapping[str, Shape],
    *,
    school: int,
    gone: Mapping[tuple[str, int], Mapping[str, Any]] | None = None,
) -> State:
    """Read a school's state out of the register; `gone` has what rows said that were deleted since."""
    found = db.execute(
        "SELECT tbl, row, dots, body FROM row_version WHERE of_school = ? ORDER BY tbl, row", [school]
    ).fetchall()
    said = db.execute("SELECT actor, counter FROM version_context WHERE of_school = ?", [school])
    state = State(context=dict(said.fetchall()))
    here: dict[str, dict[int, dict[str, Any]]] = {}
    for table, one, dots, body in found:
        if table not in shapes:
            continue
        if table not in here:
            here[table] = standing(db, table, school=school)
        said_last = here[table].get(one) or (gone or {}).get((table, one))
        row = states.row_of(shapes[table], dots, body, said_last)
        row.stored = body is None
        state.rows.setdefault(table, {})[one] = row
    return state


def keep_context(db: Register, context: Context, *, school: int) -> None:
    """Keep what was seen of each actor."""
    db.execute("DELETE FROM version_context WHERE of_school = ?", [school])
    db.conn.executemany(
        "INSERT INTO version_context (of_school, actor, counter) VALUES (?, ?, ?)",
        [[school, actor, counter] for actor, counter in context.items()],
    )


def keep_versions(
    db: Register,
    shapes: Mapping[str, Shape],
    state: State,
    *,
    plain: Callable[[str, int], bool],
    school: int,
    only: Iterable[tuple[str, int]] | None = None,
) -> None:
    """Keep rows' dots, and their values too where the register's row does not say them all."""
    wanted = ((t, one, state.rows[t][one]) for t, one in only) if only is not None else state.each()
    db.conn.executemany(
        "INSERT INTO row_version (tbl, row, of_school, dots, body) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (tbl, row) DO UPDATE SET dots = excluded.dots, body = excluded.body "
        "WHERE dots <> excluded.dots OR body IS NOT excluded.body",
        (
            (table, one, school, *states.spelt(shapes[table], row, whole=not plain(table, one)))
            for table, one, row in wanted
        ),
    )


def keep_changed(
    db: Register,
    shapes: Mapping[str, Shape],
    state: State,
    changed: set[tuple[str, int]],
    *,
    school: int,
) -> None:
    """Keep the rows that stamping touched."""
    here: dict[str, dict[int, dict[str, Any]]] = {}
    for table in {table for table, _ in changed}:
        here[table] = standing_rows(db, table, (one for name, one in changed if name == table))

    def plain(table: str, one: int) -> bool:
        return says(shapes[table], state.rows[table][one], here[table].get(one))

    keep_versions(db, shapes, state, plain=plain, school=school, only=sorted(changed))


def says(shape: Shape, row: Row, values: Mapping[str, Any] | None) -> bool:
    """Tell whether a row as it stands says all that was written of it."""
    if values is None or row.twin_of or list(row.units.get(LIFE, {}).values()) != [1]:
        return False
    return all(
        len(said := row.units.get(unit, {})) == 1
        and next(iter(said.values())) == tuple(values[name] for name in inside)
        for unit, inside in shape.units.items()
    )


def apply(
    db: Register,
    shapes: Mapping[str, Shape],
    state: State,
    seen: View,
    *,
    school: int,
    raw: Raw,
) -> Counts:
    """Bring the register to a view of a state; the caller holds an act that does not record.

    A row the database itself refuses waits aside, and what needs it with it. `raw(table, row)` is told of
    rows that stand here and that the state knows nothing of.
    """
    db.execute("PRAGMA defer_foreign_keys = ON")
    counts = Counts()
    for table, one, row in state.each():
        twin = seen.twins.get(one, 0)
        row.twin_of = twin if twin in seen.rows.get(table, {}) else 0
    before = {table: standing(db, table, school=school) for table in shapes}

    # A guarded row may go only where what was written of it is kept.
    guarded = [
        (table, one)
        for table in dict.fromkeys(table for table, event in history.GUARDED if event == "DELETE")
        for one, row in before.get(table, {}).items()
        if one in state.rows.get(table, {}) and _differs(row, seen.rows[table].get(one, {"id": 0}))
    ]
    keep_versions(db, shapes, state, plain=lambda _, __: False, school=school, only=guarded)
    for table, rows in before.items():
        _take_away(db, table, rows, state, seen, raw, counts)
    for table in shapes:
        _put(db, table, before[table], seen, counts)
    _mend(db, shapes, state, seen, school)

    def plain(table: str, one: int) -> bool:
        return says(shapes[table], state.rows[table][one], seen.rows.get(table, {}).get(one))

    new = ((table, one) for table, one, row in state.each() if not (row.stored and plain(table, one)))
    keep_versions(db, shapes, state, plain=plain, school=school, only=new)
    keep_context(db, state.context, school=school)
    _keep_conflicts(db, seen.conflicts, school=school)
    counts.aside = len(seen.aside)
    return counts


def _take_away(
    db: Register,
    table: str,
    before: Mapping[int, Mapping[str, Any]],
    state: State,
    seen: View,
    raw: Raw,
    counts: Counts,
) -> None:
    """Delete what is gone and what will be put anew, for two rows may have changed places."""
    wanted, known = seen.rows.get(table, {}), state.rows.get(table, {})
    away = []
    for one, row in before.items():
        if one not in wanted:
            if one not in known:
                if (table, "DELETE") in history.GUARDED:
                    continue
                raw(table, row)
            away.append(one)
            counts.gone += 1
        elif _differs(row, wanted[one]) and _may_go(table):
            away.append(one)
    db.conn.executemany(f"DELETE FROM {table} WHERE id = ?", [[one] for one in away])


def _may_go(table: str) -> bool:
    return (table, "DELETE") not in history.GUARDED or table in LEDGERS


def _differs(here: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return any(here[name] != value for name, value in wanted.items())


def _put(
    db: Register, table: str, before: Mapping[int, Mapping[str, Any]], seen: View, counts: Counts
) -> None:
    for one, row in list(seen.rows.get(table, {}).items()):
        here = before.get(one)
        if here is not None and not _differs(here, row):
            counts.unchanged += 1
            continue
        whole = {**(here or {}), **row}
        names = ", ".join(whole)
        marks = ", ".join("?" for _ in whole)
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"
        values = [*whole.values()]
        if here is not None and not _may_go(table):
            sql, values = f"UPDATE {table} SET ({names}) = ({marks}) WHERE id = ?", [*values, one]
        try:
            db.execute(sql, values)
        except (IntegrityError, OverflowError):
            del seen.rows[table][one]
            seen.aside.add(one)
            seen.conflicts.append(Conflict(table, one, LIFE, "refused", {"values": row}))
            if here is not None and not _may_go(table):
                raise
            continue
        counts.changed += here is not None
        counts.added += here is None


def _mend(db: Register, shapes: Mapping[str, Shape], state: State, seen: View, school: int) -> None:
    """Set aside what points to a row the database refused, and keep what was written of all such."""
    hurt = {(one.table, one.row) for one in seen.conflicts if one.kind == "refused"}
    while hurt:
        written = [(table, one) for table, one in hurt if one in state.rows.get(table, {})]
        keep_versions(db, shapes, state, plain=lambda _, __: False, school=school, only=written)
        for table, one in written:
            db.execute(f"DELETE FROM {table} WHERE id = ?", [one])
            seen.rows[table].pop(one, None)
            seen.aside.add(one)
        found = db.execute("PRAGMA foreign_key_check").fetchall()
        hurt = {(table, one) for table, one, *_ in found if one in seen.rows.get(table, {})}


def _keep_conflicts(db: Register, conflicts: Iterable[Conflict], *, school: int) -> None:
    db.execute("DELETE FROM row_conflict WHERE of_school = ?", [school])
    for one in conflicts:
        db.execute(
            "INSERT OR REPLACE INTO row_conflict (id, of_school, tbl, row, unit, kind, body) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                db.new_id(), school, one.table, one.row, one.unit, one.kind,
                json.dumps(one.body, ensure_ascii=False),
            ],
        )  # fmt: skip
