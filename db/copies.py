"""Copies of a register: made while it is open, opened again and checked before they count."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2
from sqlite_utils import Database

from db import chain, flushing, history
from db.connecting import keyed
from db.faults import WrongKey
from db.register import Register


@dataclass(frozen=True, slots=True)
class State:
    """What a register holds: rows by table, and the head of its history's chain."""

    rows: dict[str, int]
    head: chain.Head


# A clerk who goes on working may change something just before or after the moment a copy is of.
TRIES = 3


def copy(db: Register, target: Path) -> State:
    """Copy an open register into a new file, check it, only then give it its name, and say what it holds.

    The copy has the same key. Others may go on writing meanwhile. Raise `FileExistsError` where the target
    exists, `OSError` where the disk refuses, `WrongKey` where the copy does not open or is not what the
    register was; nothing is left behind.
    """
    if target.exists():
        raise FileExistsError(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"~{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        copied = _copied(db, part)
        flushing.flush(part)
        flushing.patiently(lambda: part.rename(target))
        flushing.flush_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)
    return copied


def _copied(db: Register, part: Path) -> State:
    for _ in range(TRIES):
        part.unlink(missing_ok=True)
        before = state(db)
        # On a connection of its own: a question left half answered on this one, as by an act that the disk
        # refused, would forbid it.
        with closing(db.again()) as own:
            own.execute("VACUUM INTO ?", [str(part)])
        copied = _checked(part, db.key)
        if copied in (before, state(db)):
            return copied
    raise WrongKey(f"{part}: the copy differs")


def state(db: Database) -> State:
    """Give what a register holds, to be compared with a copy of it; an old one has no chain yet."""
    rows = {
        name: int(db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])
        for name in sorted(db.table_names())
    }
    return State(rows, _head(db, rows))


def _head(db: Database, rows: Mapping[str, int]) -> chain.Head:
    # Before the links stood in the rows of the acts they had a table, and before that there were none.
    if "chain" in rows:
        row = db.execute("SELECT n, act, sha256 FROM chain ORDER BY n DESC LIMIT 1").fetchone()
        return chain.Head(*row) if row else _NONE
    return chain.head(db) if "link" in history.columns(db, "act") else _NONE


_NONE = chain.Head(0, 0, chain.START)


def settle(db: Database) -> None:
    """Bring what still lies beside a register into its file."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def fits(file: Path, key: bytes) -> bool:
    """Tell whether a key opens a register's file, without changing the file."""
    connection = keyed(file, key, only_read=True)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except dbapi2.DatabaseError:
        return False
    finally:
        connection.close()
    return True


def _checked(part: Path, key: bytes) -> State:
    """Open a copy as a restoring would, look it over, and say what it holds."""
    connection = keyed(part, key)
    try:
        for question in ("cipher_integrity_check", "quick_check", "foreign_key_check"):
            answer = connection.execute(f"PRAGMA {question}").fetchall()
            if answer not in ([], [("ok",)]):
                raise WrongKey(f"{part}: {answer[:3]}")
        return state(Database(connection))
    except dbapi2.DatabaseError as error:
        raise WrongKey(f"{part}: {error}") from error
    finally:
        connection.close()
