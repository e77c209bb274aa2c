"""The rows of a parcel: those that travel up, and how a full state is brought in."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from operator import itemgetter

from app.errors import UserError
from app.school import class_rules, funds, rules
from app.school.parcels.records import Counts
from db import IntegrityError, history
from db.register import Register

Row = Mapping[str, object]
Values = tuple[object, ...]

PLAIN = {int, str, float, type(None)}
ROWS_AT_ONCE = 2000
# As many places for values as a statement may have allow it for a table of three hundred columns.
ROWS_A_STATEMENT = 100
# So many rows of each kind are kept to be shown; the counts are of all.
MOST_SHOWN = 200
FOREIGN = "数据包里有不属于这所学校的记录，没有读取；请让对方重新上报。"


def outgoing(db: Register, *, school: int) -> Iterator[tuple[str, Iterator[Row]]]:
    """Give every table that travels with a school's rows, row after row."""
    for table in history.travelling_tables(db):
        names = history.columns(db, table)
        found = db.execute(f"SELECT * FROM {table} WHERE school = ? ORDER BY id", [school])
        yield table, (dict(zip(names, row, strict=True)) for row in found)


@dataclass(slots=True)
class Change:
    """What a parcel does to one table: the counts, and the first rows of each kind as they were and are."""

    counts: Counts
    added: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, Row]] = field(default_factory=list)
    missing: list[Row] = field(default_factory=list)


def take_in(db: Register, tables: Iterable[tuple[str, Iterable[Row]]], *, school: int) -> Counts:
    """Bring a school's rows here to the state a parcel describes and give the sums; see `take_tables`."""
    return summed(take_tables(db, tables, school=school).values())


def summed(changes: Iterable[Change]) -> Counts:
    """Add up what was done to several tables."""
    each = [
        (one.counts.added, one.counts.changed, one.counts.unchanged, one.counts.missing, one.counts.stray)
        for one in changes
    ]
    return Counts(*map(sum, zip((0, 0, 0, 0, 0), *each, strict=True)))


def take_tables(
    db: Register, tables: Iterable[tuple[str, Iterable[Row]]], *, school: int
) -> dict[str, Change]:
    """Bring a school's rows here to the state a parcel describes, and give the changes table by table.

    The caller holds the act. A row that a full state no longer has is counted as missing and set aside
    raw: it must not stand in the way of what took its place, and an old backup must not erase. What this
    program does not know (a table or a column of a newer one) is kept raw too. Raise `UserError` where a
    row claims to be another school's, or the register refuses it.
    """
    db.execute("PRAGMA defer_foreign_keys = ON")
    known = set(history.travelling_tables(db))
    # Every row refers to its school: where that is not here, nothing of it is, and nothing is looked for.
    first = not db.execute("SELECT 1 FROM school WHERE id = ?", [school]).fetchone()
    changes: dict[str, Change] = {}
    for table, rows in tables:
        if table in known:
            changes[table] = table_in(db, table, rows, school, first=first)
        else:
            changes[table] = Change(Counts(0, 0, 0, 0, set_aside(db, table, rows, school)))
    come_back(db, school)
    check_rules(db, school)
    return changes


def table_in(db: Register, table: str, rows: Iterable[Row], school: int, *, first: bool = False) -> Change:
    """Bring one table to what a parcel says of a school; the caller holds the act.

    `first` says that nothing of the school is here yet.
    """
    names = history.columns(db, table)
    here: dict[object, Values] = {}
    if not first:
        found = db.execute(f"SELECT {', '.join(names)} FROM {table} WHERE school = ?", [school])
        here = {row[0]: row for row in found}
    change = Change(Counts(0, 0, 0, 0, 0))
    new: list[tuple[tuple[str, ...], list[Values]]] = []
    changed: list[Values] = []
    seen: set[object] = set()
    count = added = stray = 0
    for keys, batch in _batches(rows):
        # A column that an older program does not send keeps its default, or what stands here.
        sent = tuple(name for name in names if name in keys)
        values = _picked(batch, sent, table, school)
        count += len(batch)
        if len(sent) < len(keys):
            stray += len(batch)
            for row in batch:
                _keep_raw(db, table, row, school)
        if here:
            seen.update(row["id"] for row in batch)
            values, other = _told_apart(values, sent, names, here)
            changed += other
        added += len(values)
        room = MOST_SHOWN - len(change.added)
        change.added += [dict(zip(sent, row, strict=True)) for row in values[:room]]
        if here:
            new.append((sent, values))
        else:
            _insert(db, table, sent, values)
    missing = [dict(zip(names, here[one], strict=True)) for one in here.keys() - seen]
    _step_back(db, table, missing, school)
    _replace(db, table, names, changed, missing)
    for sent, values in new:
        _insert(db, table, sent, values)
    change.missing = list(missing[:MOST_SHOWN])
    change.changed = [
        (dict(zip(names, here[row[0]], strict=True)), dict(zip(names, row, strict=True)))
        for row in changed[:MOST_SHOWN]
    ]
    change.counts = Counts(added, len(changed), count - added - len(changed), len(missing), stray)
    return change


def _batches(rows: Iterable[Row]) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    """Give rows of the same columns together, never so many that they weigh."""
    every = iter(rows)
    while batch := list(islice(every, ROWS_AT_ONCE)):
        for keys, alike in groupby(batch, key=tuple):
            yield keys, list(alike)


def _picked(batch: list[Row], sent: tuple[str, ...], table: str, school: int) -> list[Values]:
    """Give the rows as tuples of the columns we know; refuse what is another school's or no plain value."""
    if "id" not in sent or "school" not in sent:
        raise UserError(FOREIGN)
    values: list[Values] = list(map(itemgetter(*sent), batch))
    schools, ids = (set(map(itemgetter(sent.index(name)), values)) for name in ("school", "id"))
    if schools != {school} or set(map(type, ids)) != {int}:
        raise UserError(FOREIGN)
    if not set(map(type, chain.from_iterable(values))) <= PLAIN:
        raise UserError(f"数据包里“{table}”的记录写法不对，没有读取；请让对方重新上报。")
    return values


def _told_apart(
    values: list[Values], sent: tuple[str, ...], names: list[str], here: Mapping[object, Values]
) -> tuple[list[Values], list[Values]]:
    """Give the rows that are new, and whole rows that stand here otherwise."""
    new: list[Values] = []
    changed: list[Values] = []
    key = sent.index("id")
    places = [names.index(name) for name in sent]
    whole = len(sent) == len(names)
    for row in values:
        before = here.get(row[key])
        if before is None:
            new.append(row)
        elif whole and row != before:
            changed.append(row)
        elif not whole:
            after = list(before)
            for place, value in zip(places, row, strict=True):
                after[place] = value
            if tuple(after) != before:
                changed.append(tuple(after))
    return new, changed


def _replace(
    db: Register, table: str, names: list[str], changed: list[Values], missing: list[dict[str, object]]
) -> None:
    """Write changed rows over those that stand here, and set aside those that are no longer sent."""
    if (table, "DELETE") in history.GUARDED:
        marks = ", ".join("?" for _ in names)
        sql = f"UPDATE {table} SET ({', '.join(names)}) = ({marks}) WHERE id = ?"
        _write(db, sql, [(*row, row[0]) for row in changed], table)
        return
    for row in missing:
        _keep_raw(db, table, row, school=row["school"])
    # Two rows may have changed places in what is unique, so the old ones go before the new ones come.
    gone = [*(row["id"] for row in missing), *(row[0] for row in changed)]
    _write(db, f"DELETE FROM {table} WHERE id = ?", [(one,) for one in gone], table)
    _insert(db, table, tuple(names), changed)


def naming(db: Register, parent: str) -> list[tuple[str, str]]:
    """List the columns of travelling tables that name rows of a table."""
    return [
        (table, column)
        for table in history.travelling_tables(db)
        for column, named in sorted(
            db.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?)', [table]).fetchall()
        )
        if named == parent
    ]


def _step_back(db: Register, table: str, missing: list[dict[str, object]], school: int) -> None:
    """Set aside what this desk said of rows that a school no longer has: a score of a line, say."""
    if not missing:
        return
    gone = json.dumps([row["id"] for row in missing])
    for other, column in naming(db, table):
        names = history.columns(db, other)
        found = db.execute(
            f"SELECT * FROM {other} WHERE school <> ? AND {column} IN (SELECT value FROM json_each(?))",
            [school, gone],
        ).fetchall()
        for values in found:
            row = dict(zip(names, values, strict=True))
            _keep_raw(db, other, row, school=school)
            db.execute(f"DELETE FROM {other} WHERE id = ?", [row["id"]])


def come_back(db: Register, school: int) -> None:
    """Put back what was set aside of this desk's own, once the rows of which it was said are here again."""
    found = db.execute(
        "SELECT tbl, body FROM stray_row WHERE of_school = ?1 AND json_extract(body, '$.school') <> ?1",
        [school],
    ).fetchall()
    for table, body in found:
        row = json.loads(body)
        parents = db.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?)', [table]).fetchall()
        if all(
            row.get(column) is None
            or db.execute(f"SELECT 1 FROM {parent} WHERE id = ?", [row[column]]).fetchone()
            for column, parent in parents
        ):
            names = [name for name in history.columns(db, table) if name in row]
            sql = (
                f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)})"
            )
            _write(db, sql, [tuple(row[name] for name in names)], table)
            db.execute(
                "DELETE FROM stray_row WHERE of_school = ? AND tbl = ? AND row = ?",
                [school, table, row["id"]],
            )


def _insert(db: Register, table: str, names: tuple[str, ...], values: list[Values]) -> None:
    """Write many rows a statement: under a trigger each statement sets aside the pages it touches."""
    start, one = f"INSERT INTO {table} ({', '.join(names)}) VALUES ", f"({', '.join('?' for _ in names)})"
    whole = len(values) - len(values) % ROWS_A_STATEMENT
    together = [
        tuple(chain.from_iterable(values[at : at + ROWS_A_STATEMENT]))
        for at in range(0, whole, ROWS_A_STATEMENT)
    ]
    _write(db, start + ", ".join([one] * ROWS_A_STATEMENT), together, table)
    _write(db, start + one, values[whole:], table)


def _check_row(row: Row, table: str, school: int) -> None:
    if row.get("school") != school or type(row.get("id")) is not int:
        raise UserError(FOREIGN)
    if not set(map(type, row.values())) <= PLAIN:
        raise UserError(f"数据包里“{table}”的记录写法不对，没有读取；请让对方重新上报。")


def check_rules(db: Register, school: int) -> None:
    """Raise `UserError` for a rule that cannot be read: it would stop every sum of the county."""
    unreadable = (KeyError, TypeError, ValueError, OverflowError)
    for (rule,) in db.execute("SELECT id FROM hour_rule WHERE school = ?", [school]).fetchall():
        try:
            rules.by_id(db, rule)
        except unreadable as error:
            raise UserError(
                "数据包里的学时规则读不懂，全部没有读取；请先升级本机的五有，再读一次。"
            ) from error
    try:
        class_rules.rows(db, school=school)
    except unreadable as error:
        raise UserError("数据包里的办班规则读不懂，全部没有读取；请先升级本机的五有，再读一次。") from error
    funds.rule_rows(db, funds.find_rules(db, school=school))


def _write(db: Register, sql: str, rows: list[Values], table: str) -> None:
    if not rows:
        # Most tables of a parcel bring nothing new; to prepare a statement for none costs as much as rows.
        return
    try:
        db.conn.executemany(sql, rows)
    except (IntegrityError, OverflowError) as error:
        raise UserError(
            f"数据包里“{table}”的记录与本机已有的冲突或不合规定（{error}），全部没有读取；请把这句话告诉对方。"
        ) from error


def set_aside(db: Register, table: str, rows: Iterable[Row], school: int) -> int:
    """Keep rows of a table that this program does not know, raw, and count them."""
    kept = 0
    for kept, row in enumerate(rows, start=1):  # noqa: B007 - the count outlives the loop
        _check_row(row, table, school)
        _keep_raw(db, table, row, school)
    return kept


def _keep_raw(db: Register, table: str, row: Row, school: object) -> None:
    db.execute(
        "INSERT INTO stray_row (of_school, tbl, row, body) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET body = json_patch(body, excluded.body)",
        [school, table, row["id"], json.dumps(row, ensure_ascii=False)],
    )


def step_aside(db: Register) -> None:
    """Let the school founded on a new laptop make room for the one whose place it takes; hold the act.

    Its rows go, its own line stays, for a school is never deleted, under a code that nobody bears.
    """
    (own,) = db.execute("SELECT value FROM setting WHERE key = 'own_school'").fetchone()
    db.execute("PRAGMA defer_foreign_keys = ON")
    for table in reversed(history.travelling_tables(db)):
        if (table, "DELETE") not in history.GUARDED:
            db.execute(f"DELETE FROM {table} WHERE school = ?", [int(own)])
    db.execute("UPDATE school SET code = code || '-' || id WHERE id = ?", [int(own)])
