"""Undo and redo: the inverse of an act is an act like any other, so that nothing disappears from the history.

An undo is an act that `undoes` another; a redo is one that undoes an undo. So an act, what undid it and what
undid that are a chain, and its length tells whether the act stands.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlcipher3 import dbapi2
from sqlite_utils import Database

from db import history
from db.faults import UndoRefused


@dataclass(frozen=True, slots=True)
class Act:
    """An act that can be undone or redone: the act to reverse, and the name of what the clerk did."""

    id: int
    name: str


def last_undoable(db: Database) -> Act | None:
    """Give the newest act of this laptop that stands: done, or redone."""
    for act, undoes, undone in _newest_first(db):
        if not undone:
            root, steps = _root(db, act, undoes)
            if steps % 2 == 0:
                return Act(act, root)
    return None


def last_redoable(db: Database) -> Act | None:
    """Give the newest undo that stands, None where something new was done since."""
    for act, undoes, undone in _newest_first(db):
        if undoes is None:
            return None
        if not undone:
            root, steps = _root(db, act, undoes)
            if steps % 2:
                return Act(act, root)
    return None


def _newest_first(db: Database) -> Iterator[tuple[int, int | None, int]]:
    """Give the recorded acts of this laptop: id, the act it undoes if any, and whether one undoes it."""
    yield from db.execute(
        "SELECT id, undoes, EXISTS (SELECT 1 FROM act u WHERE u.undoes = a.id) FROM act a "
        "WHERE device = (SELECT device FROM context) AND EXISTS (SELECT 1 FROM history WHERE act = a.id) "
        # What was erased stays erased.
        "AND NOT EXISTS (SELECT 1 FROM redaction WHERE act = a.id) "
        "ORDER BY id DESC"
    )


def _root(db: Database, act: int, undoes: int | None) -> tuple[str, int]:
    """Follow a chain to the act it began with; give that one's name and the steps to it."""
    steps = 0
    while undoes is not None:
        act, steps = undoes, steps + 1
        (undoes,) = db.execute("SELECT undoes FROM act WHERE id = ?", [act]).fetchone()
    return str(db.execute("SELECT name FROM act WHERE id = ?", [act]).fetchone()[0]), steps


def reverse(db: Database, act: int) -> None:
    """Write the inverse of an act's changes, newest first; the caller holds the act that does it.

    Raise `UndoRefused` with the act's name where a row is no longer as the act left it, where the county
    has accepted it, where something was erased from it since, or where the database itself refuses (a posted
    hour line, a row others refer to).
    """
    name = db.execute("SELECT name FROM act WHERE id = ?", [act]).fetchone()[0]
    lines = db.execute(
        "SELECT tbl, row, op, old, new FROM history WHERE act = ? ORDER BY n DESC", [act]
    ).fetchall()
    if db.execute(_ERASED, [act]).fetchone():
        raise UndoRefused(name)
    referrers = _referrers(db)
    for table, row, op, old, new in lines:
        before, after = json.loads(old or "{}"), json.loads(new or "{}")
        if op != "delete" and not _still(db, table, row, after):
            raise UndoRefused(name)
        if _accepted(db, table, row):
            raise UndoRefused(name)
        if op == "insert" and _referred(db, referrers.get(table, ()), row):
            raise UndoRefused(name)
        try:
            _inverse(db, table, row, op, before)
        except dbapi2.IntegrityError as error:
            raise UndoRefused(name) from error


_ERASED = "SELECT 1 FROM redaction WHERE history IN (SELECT n FROM history WHERE act = ?)"


def _accepted(db: Database, table: str, row: int) -> bool:
    """Tell whether the county has accepted a row, so that it stays as it is until it is given back."""
    found = db.execute(
        "SELECT 1 FROM acceptance WHERE record = ? AND noun = ? AND ended_on IS NULL", [row, table]
    ).fetchone()
    return found is not None


def _inverse(db: Database, table: str, row: int, op: str, before: dict[str, object]) -> None:
    if op == "insert":
        db.execute(f"DELETE FROM {table} WHERE id = ?", [row])
    elif op == "update":
        sets = ", ".join(f"{c} = ?" for c in before)
        db.execute(f"UPDATE {table} SET {sets} WHERE id = ?", [*before.values(), row])
    else:
        marks = ", ".join("?" for _ in before)
        db.execute(f"INSERT INTO {table} ({', '.join(before)}) VALUES ({marks})", [*before.values()])


def _still(db: Database, table: str, row: int, values: dict[str, object]) -> bool:
    same = " AND ".join(f"{c} IS ?" for c in values)
    found = db.execute(f"SELECT 1 FROM {table} WHERE id = ? AND {same}", [row, *values.values()]).fetchone()
    return found is not None


def _referrers(db: Database) -> dict[str, list[tuple[str, str]]]:
    """Give for every table the columns that point to it, but for the school every row belongs to."""
    found: dict[str, list[tuple[str, str]]] = {}
    for other in history.travelling_tables(db):
        keys = db.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?)', [other]).fetchall()
        for column, parent in keys:
            if (parent, column) != ("school", "school"):
                found.setdefault(parent, []).append((other, column))
    return found


def _referred(db: Database, referrers: Iterable[tuple[str, str]], row: int) -> bool:
    return any(
        db.execute(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", [row]).fetchone()
        for table, column in referrers
    )
