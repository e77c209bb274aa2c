"""The chain through the history: each act is bound to all before it, so that nobody rewrites one unseen.

An edited, removed or slipped-in line breaks every link after it. A link binds the hash of each line and not
the line itself: of a line from which somebody's data were taken out (`redactions`) the hash stays. What a
chain alone cannot show is a tail that was cut off: therefore its head travels in every parcel and comes back
in the county's receipt.
Whoever holds the key and the machine can still rewrite what no receipt has seen yet.
"""

import hashlib
import json
from dataclasses import dataclass

from sqlite_utils import Database

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link: how many there are, the act it binds, and its SHA-256; no act where there is none."""

    length: int
    act: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain no longer holds: the first link that does not fit, its act, and the act's name."""

    link: int
    act: int
    name: str


@dataclass(frozen=True, slots=True)
class Act:
    """A named act: when in milliseconds since 1970, and who did it."""

    id: int
    name: str
    clock_ms: int
    operator: str


def head(db: Database) -> Head:
    """Give the newest link."""
    row = db.execute("SELECT n, act, sha256 FROM chain ORDER BY n DESC LIMIT 1").fetchone()
    return Head(*row) if row else Head(0, 0, START)


def bind(db: Database, act: int) -> None:
    """Bind an act that is about to be committed; nothing is bound where it changed nothing."""
    digest = _digest(db, act, head(db).sha256)
    if digest:
        db.execute("INSERT INTO chain (act, sha256) VALUES (?, ?)", [act, digest])


def catch_up(db: Database) -> None:
    """Bind the acts of a register that was written before there was a chain, in the order of their ids."""
    loose = db.execute("SELECT id FROM act WHERE id NOT IN (SELECT act FROM chain) ORDER BY id").fetchall()
    for (act,) in loose:
        bind(db, act)


def check(db: Database) -> Break | None:
    """Walk the whole chain and give the first link that does not fit, or None where all do.

    An act with changes that no link binds is a break too.
    """
    before = START
    for link, act, said in db.execute("SELECT n, act, sha256 FROM chain ORDER BY n").fetchall():
        found = _digest(db, act, before)
        if found != said:
            return Break(link, act, _name(db, act))
        before = said
    row = db.execute(
        "SELECT act FROM history WHERE act NOT IN (SELECT act FROM chain) ORDER BY n LIMIT 1"
    ).fetchone() or _misread(db)
    return Break(head(db).length + 1, row[0], _name(db, row[0])) if row else None


def holds(db: Database, earlier: Head) -> bool:
    """Tell whether this register's history goes on from an earlier head, or is that head."""
    if not earlier.length:
        return True
    row = db.execute("SELECT act, sha256 FROM chain WHERE n = ?", [earlier.length]).fetchone()
    return row is not None and tuple(row) == (earlier.act, earlier.sha256)


def acts_since(db: Database, earlier: Head, *, most: int) -> list[Act]:
    """List the acts after an earlier head, newest first."""
    found = db.execute(
        "SELECT a.id, a.name, a.clock >> 16, a.operator FROM chain c JOIN act a ON a.id = c.act "
        "WHERE c.n > ? ORDER BY c.n DESC LIMIT ?",
        [earlier.length, most],
    )
    return [Act(*row) for row in found]


def _digest(db: Database, act: int, before: str) -> str:
    """Give the SHA-256 of all before, an act and its changes; empty where the act or its changes are gone."""
    said = db.execute(
        "SELECT id, name, clock, device, operator, undoes FROM act WHERE id = ?", [act]
    ).fetchone()
    digest = hashlib.sha256(_line([before, *(said or ())]))
    lines = 0
    for first, *line in db.execute(
        f"SELECT {_FIRST}, {_SALTED} FROM history h WHERE act = ? ORDER BY n", [act]
    ):
        digest.update((first or leaf(*line)).encode())
        lines += 1
    for redacted in db.execute("SELECT history, leaf, reads FROM redaction WHERE act = ? ORDER BY id", [act]):
        digest.update(_line(redacted))
    return digest.hexdigest() if said and lines else ""


_SALTED = "salt, n, tbl, row, op, old, new"
# Of a line from which something was taken out, the hash of what it said first.
_FIRST = "(SELECT leaf FROM redaction r WHERE r.history = h.n ORDER BY r.id LIMIT 1)"


def leaf(salt: bytes, *line: object) -> str:
    """Give the SHA-256 of a line of history: number, table, row, what was done, what was and what became."""
    return hashlib.sha256(bytes(salt) + _line(line)).hexdigest()


def first_leaf(db: Database, n: int) -> str:
    """Give the SHA-256 of a line of history as it was first written."""
    first, *line = db.execute(f"SELECT {_FIRST}, {_SALTED} FROM history h WHERE n = ?", [n]).fetchone()
    return str(first or leaf(*line))


def _misread(db: Database) -> tuple[int] | None:
    """Give the act that took something out of a line which does not read as it left it, or None."""
    lines = db.execute(
        f"SELECT r.act, r.reads, {_SALTED} FROM redaction r JOIN history h ON h.n = r.history "
        "WHERE r.id IN (SELECT max(id) FROM redaction GROUP BY history) ORDER BY n"
    )
    return next(((act,) for act, reads, *line in lines if leaf(*line) != reads), None)


def _line(values: object) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _name(db: Database, act: int) -> str:
    row = db.execute("SELECT name FROM act WHERE id = ?", [act]).fetchone()
    return row[0] if row else ""
