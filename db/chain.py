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
    # Acts rise, and are bound as they come: the newest that is bound is the newest link.
    row = db.execute(
        "SELECT link, id, sha256 FROM act WHERE link IS NOT NULL ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return Head(*row) if row else Head(0, 0, START)


def bind(db: Database, act: int) -> bool:
    """Bind the newest act, about to be committed; give False where it changed nothing and is not bound."""
    link, digest = _link(db, act)
    if link:
        db.execute("UPDATE act SET link = ?, sha256 = ? WHERE id = ?", [link, digest, act])
    return link > 0


def catch_up(db: Database) -> None:
    """Bind the acts of a register that was written before there was a chain, in the order of their ids."""
    for (act,) in db.execute("SELECT id FROM act WHERE link IS NULL ORDER BY id").fetchall():
        bind(db, act)


def check(db: Database) -> Break | None:
    """Walk the whole chain and give the first link that does not fit, or None where all do.

    An act with changes that no link binds is a break too.
    """
    before, length = START, 0
    acts = db.execute("SELECT id, name, link, sha256 FROM act WHERE link IS NOT NULL ORDER BY id")
    for act, name, link, sha256 in acts.fetchall():
        length += 1
        if link != length or _link(db, act, before)[1] != sha256:
            return Break(length, act, name)
        before = sha256
    row = db.execute(
        "SELECT act FROM history WHERE act NOT IN (SELECT id FROM act WHERE link IS NOT NULL) "
        "ORDER BY n LIMIT 1"
    ).fetchone() or _misread(db)
    return Break(length + 1, row[0], _name(db, row[0])) if row else None


def holds(db: Database, earlier: Head) -> bool:
    """Tell whether this register's history goes on from an earlier head, or is that head."""
    if not earlier.length:
        return True
    row = db.execute("SELECT link, sha256 FROM act WHERE id = ?", [earlier.act]).fetchone()
    return row is not None and tuple(row) == (earlier.length, earlier.sha256)


def acts_since(db: Database, earlier: Head, *, most: int) -> list[Act]:
    """List the acts after an earlier head, newest first."""
    found = db.execute(
        "SELECT id, name, clock >> 16, operator FROM act WHERE id > ? AND link IS NOT NULL "
        "ORDER BY id DESC LIMIT ?",
        [earlier.act, most],
    )
    return [Act(*row) for row in found]


_SALTED = "salt, n, tbl, row, op, old, new"
_COLUMNS = len(_SALTED.split(","))
# Of a line from which something was taken out, the hash of what it said first.
_FIRST = "(SELECT leaf FROM redaction r WHERE r.history = h.n ORDER BY r.id LIMIT 1)"
# All in one question, for every save waits for it: what the next link is and what goes before it, whether the
# act took something out of the history, the act, and its lines.
_LINKED = (
    f"SELECT coalesce(b.link, 0) + 1, coalesce(b.sha256, '{START}'), "
    f"EXISTS (SELECT 1 FROM redaction WHERE act = a.id), {_FIRST}, {_SALTED}, "
    "a.id, a.name, a.clock, a.device, a.operator, a.undoes "
    "FROM history h JOIN act a ON a.id = h.act LEFT JOIN act b "
    "ON b.id = (SELECT id FROM act WHERE id < ?1 AND link IS NOT NULL ORDER BY id DESC LIMIT 1) "
    "WHERE h.act = ?1 ORDER BY n"
)


def _link(db: Database, act: int, before: str | None = None) -> tuple[int, str]:
    """Give the number of the next link, and the SHA-256 of all before, an act and its changes.

    Before it is the link of the nearest act below, or the one given. Zero and empty where the act or its
    changes are gone.
    """
    link, redacts, digest = 0, False, hashlib.sha256()
    for number, newest, takes, first, *told in db.execute(_LINKED, [act]):
        line, said = told[:_COLUMNS], told[_COLUMNS:]
        if not link:
            link, redacts = number, takes
            digest.update(_line([before or newest, *said]))
        digest.update((first or leaf(*line)).encode())
    if redacts:
        taken = db.execute("SELECT history, leaf, reads FROM redaction WHERE act = ? ORDER BY id", [act])
        for redacted in taken:
            digest.update(_line(redacted))
    return link, digest.hexdigest() if link else ""


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


# Made once: `json.dumps` makes one at every call that does not take what is usual.
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _line(values: object) -> bytes:
    return _JSON.encode(values).encode() + b"\n"


def _name(db: Database, act: int) -> str:
    row = db.execute("SELECT name FROM act WHERE id = ?", [act]).fetchone()
    return row[0] if row else ""
