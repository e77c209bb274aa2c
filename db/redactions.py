"""Take something out of the history: the one way, on record, and with a chain that still holds.

A line is bound by its hash with chance beside it. The hash stays, the chance goes with what was taken out,
so that the hash tells nobody a telephone number by trying them all. What the line says now is bound too, by
the act that took something out.
"""

from collections.abc import Mapping

from sqlite_utils import Database

from db import chain


def redact(db: Database, lines: Mapping[int, tuple[str | None, str | None]]) -> None:
    """Let lines of history say something else from now on: by their numbers, what was and what became.

    The caller holds the act that is on record for it, and goes over a line once in it.
    """
    for n, (old, new) in lines.items():
        act, table, row, op = db.execute(
            "SELECT c.act, tbl, row, op FROM history, context c WHERE n = ?", [n]
        ).fetchone()
        db.execute(
            "INSERT INTO redaction (history, act, leaf, reads) VALUES (?, ?, ?, ?)",
            [n, act, chain.first_leaf(db, n), chain.leaf(b"", n, table, row, op, old, new)],
        )
        db.execute("UPDATE history SET old = ?, new = ?, salt = x'' WHERE n = ?", [old, new, n])
