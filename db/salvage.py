"""Bring what can still be read of a damaged register into a new one, and say what could not."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2

from db import chain, history
from db.connecting import keyed
from db.faults import WrongKey
from db.register import Register, open_register

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What a salvage came to: rows brought over by table, tables read in part, and rows set aside.

    A row whose parent is lost is set aside in `stray_row`, so that the new register is whole.
    """

    rows: dict[str, int]
    broken: tuple[str, ...]
    aside: int


def salvage(path: Path, key: bytes, target: Path, *, clock: Callable[[], int]) -> Salvaged:
    """Write a new register of the same key at `target` with all that can be read of the one at `path`.

    The damaged file is only read. Each table is read from both ends up to where reading fails. Raise
    `FileExistsError` where the target exists, `WrongKey` where not even the list of tables can be read.
    """
    if target.exists():
        raise FileExistsError(target)
    known = _columns(path, key)
    new = open_register(target, key, clock=clock, operator="")
    try:
        with new.atomic():
            history.remove(new)
            new.execute("PRAGMA defer_foreign_keys = ON")
            new.execute("DELETE FROM context")
            done = {name: _bring(new, path, key, name, known[name]) for name in _order(new) if name in known}
            aside = _set_aside(new)
            history.install(new)
            chain.catch_up(new)
    except BaseException:
        new.close()
        for file in target.parent.glob(f"{target.name}*"):
            file.unlink()
        raise
    new.close()
    return Salvaged(
        {name: rows for name, (rows, _) in done.items()},
        tuple(name for name, (_, whole) in done.items() if not whole),
        aside,
    )


def _order(db: Register) -> list[str]:
    made = [
        row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")
    ]
    return [name for name in made if not name.startswith(("sqlite_", "_sqlite_"))]


def _opened(path: Path, key: bytes) -> dbapi2.Connection:
    return keyed(path, key, only_read=True)


def _columns(path: Path, key: bytes) -> dict[str, set[str]]:
    """List the columns of each table there is; raise `WrongKey`."""
    columns: dict[str, set[str]] = {}
    connection = _opened(path, key)
    try:
        # All in one question: to open a register takes longer than to read most tables of it.
        for table, column in connection.execute(
            "SELECT s.name, c.name FROM sqlite_schema s, pragma_table_info(s.name) c WHERE s.type = 'table'"
        ):
            columns.setdefault(table, set()).add(column)
    except dbapi2.DatabaseError as error:
        raise WrongKey(str(path)) from error
    finally:
        connection.close()
    return columns


def _bring(new: Register, path: Path, key: bytes, table: str, known: set[str]) -> tuple[int, bool]:
    """Bring a table's rows over; give how many, and whether all of it could be read."""
    # An older register may lack some.
    names = [name for name in history.columns(new, table) if name in known]
    marks = ", ".join("?" for _ in names)
    insert = f'INSERT OR IGNORE INTO "{table}" ({", ".join(names)}) VALUES ({marks})'
    before = new.conn.total_changes
    whole = True
    # From the other end too where the first way stopped; what was read twice is the same row.
    for way in ("ASC", "DESC"):
        try:
            new.conn.executemany(insert, _read(path, key, table, names, way))
        except _Stopped:
            whole = False
            continue
        break
    return new.conn.total_changes - before, whole


class _Stopped(Exception):
    """Reading went as far as it could."""


def _read(path: Path, key: bytes, table: str, names: list[str], way: str) -> Iterator[Row]:
    # A connection that has met a bad page sees bad ones ever after, so each way has its own.
    connection = _opened(path, key)
    try:
        yield from connection.execute(f'SELECT {", ".join(names)} FROM "{table}" ORDER BY rowid {way}')
    except dbapi2.DatabaseError as error:
        raise _Stopped(table) from error
    finally:
        connection.close()


def _set_aside(new: Register) -> int:
    """Take out rows whose parents are lost, and then those whose parents these were."""
    aside = 0
    while lost := new.execute("PRAGMA foreign_key_check").fetchall():
        for table, row in {(line[0], line[1]) for line in lost}:
            names = history.columns(new, table)
            found = new.execute(f'SELECT {", ".join(names)} FROM "{table}" WHERE rowid = ?', [row]).fetchone()
            body = dict(zip(names, found, strict=True))
            new.execute(f'DELETE FROM "{table}" WHERE rowid = ?', [row])
            if "school" in body:
                new.execute(
                    "INSERT OR REPLACE INTO stray_row (of_school, tbl, row, body) VALUES (?, ?, ?, ?)",
                    [body["school"], table, row, json.dumps(body, ensure_ascii=False)],
                )
            aside += 1
    return aside
