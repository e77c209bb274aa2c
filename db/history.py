"""Who changed what, when, from what to what: kept by triggers, read for audit, undo and parcels.

Every table with a column `school` travels, and every change to a row of one is recorded. The triggers
all come from `install`, which runs after every migration (a table that sqlite-utils transforms loses
its triggers without a word), and `check` compares them at every start.
"""

from collections.abc import Iterator

from sqlite_utils import Database

from db.faults import Tampered

PREFIX = "history_"
GUARD = "guard_"
# Tables in which nothing that happened may be changed or deleted: refusing (table, event) pairs.
GUARDED = (
    ("history", "UPDATE"),
    ("history", "DELETE"),
    ("act", "UPDATE"),
    ("act", "DELETE"),
    ("redaction", "UPDATE"),
    ("redaction", "DELETE"),
    ("hour_line", "UPDATE"),
    ("hour_line", "DELETE"),
    ("certificate", "DELETE"),
    ("school", "DELETE"),
)


# Where two laptops wrote down one thing, one line goes: what it said is kept as its version.
_KEPT_AS_VERSION = {("hour_line", "DELETE"), ("certificate", "DELETE")}
# Of a line of history something may be taken out by the act that says so.
_REDACTED = "SELECT 1 FROM redaction r, context c WHERE r.history = OLD.n AND r.act = c.act"


def travelling_tables(db: Database) -> list[str]:
    """List the tables whose rows belong to a school, parents before children."""
    return list(_travelling(db))


def _travelling(db: Database) -> dict[str, list[str]]:
    """Give the columns of every table that travels, parents before children: all in one question."""
    tables: dict[str, list[str]] = {}
    for table, column in db.execute(
        "SELECT s.name, c.name FROM sqlite_schema s, pragma_table_info(s.name) c WHERE s.type = 'table' "
        "AND instr(s.sql, 'school') ORDER BY s.rowid, c.cid"
    ):
        tables.setdefault(table, []).append(column)
    return {table: names for table, names in tables.items() if "school" in names}


def columns(db: Database, table: str) -> list[str]:
    """List a table's columns in their order."""
    return [row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", [table])]


def expected_triggers(db: Database) -> dict[str, str]:
    """Give the literal SQL of every trigger this program wants, by name."""
    triggers: dict[str, str] = {}
    for table, names in _travelling(db).items():
        triggers.update(_recorders(table, names))
    for table, event in GUARDED:
        name = f"{GUARD}{table}_{event.lower()}"
        kept = f"SELECT 1 FROM row_version WHERE tbl = '{table}' AND row = OLD.id AND body IS NOT NULL"
        unless = f"WHEN NOT EXISTS ({kept}) " if (table, event) in _KEPT_AS_VERSION else ""
        if (table, event) == ("history", "UPDATE"):
            unless = f"WHEN NOT EXISTS ({_REDACTED}) "
        if table == "act":
            unless = "WHEN OLD.link IS NOT NULL "
        triggers[name] = (
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} {unless}"
            f"BEGIN SELECT RAISE(ABORT, '{table} keeps what happened'); END"
        )
    return triggers


def _recorders(table: str, names: list[str]) -> Iterator[tuple[str, str]]:
    new_row = "json_object(" + ", ".join(f"'{c}', NEW.{c}" for c in names) + ")"
    old_row = "json_object(" + ", ".join(f"'{c}', OLD.{c}" for c in names) + ")"
    pairs = " UNION ALL ".join(f"SELECT '{c}' AS k, OLD.{c} AS o, NEW.{c} AS n" for c in names)
    bodies = {
        "insert": f"SELECT act, '{table}', NEW.id, 'insert', NULL, {new_row}, randomblob(16) FROM context",
        "delete": f"SELECT act, '{table}', OLD.id, 'delete', {old_row}, NULL, randomblob(16) FROM context",
        # Only what changed is kept; an update that changes nothing leaves no line.
        "update": f"SELECT act, '{table}', OLD.id, 'update', json_group_object(k, o), "
        f"json_group_object(k, n), randomblob(16) FROM context, ({pairs}) WHERE o IS NOT n "
        "HAVING count(*) > 0",
    }
    for op, select in bodies.items():
        name = f"{PREFIX}{table}_{op}"
        yield (
            name,
            f"CREATE TRIGGER {name} AFTER {op.upper()} ON {table} WHEN (SELECT recording FROM context) "
            f"BEGIN INSERT INTO history (act, tbl, row, op, old, new, salt) {select}; END",
        )


def remove(db: Database) -> None:
    """Drop whatever triggers there are, so that a step of a migration may change rows outside any act."""
    for name in _present(db):
        db.execute(f'DROP TRIGGER "{name}"')


def install(db: Database) -> None:
    """Drop whatever triggers there are and create the expected ones, in one transaction."""
    with db.atomic():
        remove(db)
        for sql in expected_triggers(db).values():
            db.execute(sql)


def check(db: Database) -> None:
    """Compare the triggers with the expected ones; raise `Tampered` naming those that differ."""
    present, expected = _present(db), expected_triggers(db)
    wrong = sorted(n for n in present.keys() | expected.keys() if present.get(n) != expected.get(n))
    if wrong:
        raise Tampered(", ".join(wrong))


def _present(db: Database) -> dict[str, str]:
    return dict(db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall())


def newest_id(db: Database) -> int:
    """Give the newest id this laptop gave; rows of other schools are not in its history."""
    # From table to table by the index on both, not over all of the history.
    newest = db.execute(
        "WITH RECURSIVE t (name) AS (SELECT min(tbl) FROM history UNION ALL "
        "SELECT (SELECT min(tbl) FROM history WHERE tbl > name) FROM t WHERE name IS NOT NULL) "
        "SELECT max(coalesce((SELECT max(id) FROM act), 0), "
        "coalesce((SELECT max((SELECT max(row) FROM history WHERE tbl = name)) FROM t), 0))"
    ).fetchone()
    return int(newest[0])
