"""Parcels as the register knows them: the rows that travel, and which parcels were sent and received."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, groupby, islice
from operator import itemgetter

from app.errors import UserError
from app.school import class_rules, rules
from db import IntegrityError, history
from db.register import Register

Row = Mapping[str, object]
Values = tuple[object, ...]

PLAIN = {int, str, float, type(None)}
ROWS_AT_ONCE = 2000
FOREIGN = "数据包里有不属于这所学校的记录，没有读取；请让对方重新上报。"


@dataclass(frozen=True, slots=True)
class Counts:
    """What a parcel did to the rows of its school."""

    added: int
    changed: int
    unchanged: int
    missing: int
    stray: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A parcel this laptop made; `file_name` is empty until it lies on a stick or in a folder."""

    epoch: int
    seq: int
    header_sha256: str
    file_name: str
    sent_at: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """An act since the last parcel: when in local time, its name, whose it was, and the rows it changed."""

    id: int
    at: str
    name: str
    operator: str
    changes: int


@dataclass(frozen=True, slots=True)
class Received:
    """A parcel this desk took in."""

    header_sha256: str
    device: int
    school: int
    epoch: int
    seq: int
    created: str
    received_at: str
    file_name: str
    verdict: str
    counts: Counts


def outgoing(db: Register, *, school: int) -> Iterator[tuple[str, Iterator[Row]]]:
    """Give every table that travels with a school's rows, row after row."""
    for table in history.travelling_tables(db):
        names = history.columns(db, table)
        found = db.execute(f"SELECT * FROM {table} WHERE school = ? ORDER BY id", [school])
        yield table, (dict(zip(names, row, strict=True)) for row in found)


def take_in(db: Register, tables: Iterable[tuple[str, Iterable[Row]]], *, school: int) -> Counts:
    """Bring a school's rows here to the state a parcel describes; the caller holds the act.

    A row that a full state no longer has is counted as missing and set aside raw: it must not stand in
    the way of what took its place, and an old backup must not erase. What this program does not know
    (a table or a column of a newer one) is kept raw too. Raise `UserError` where a row claims to be
    another school's, or the register refuses it.
    """
    db.execute("PRAGMA defer_foreign_keys = ON")
    counts = [0, 0, 0, 0, 0]
    known = set(history.travelling_tables(db))
    for table, rows in tables:
        found = (
            _table(db, table, rows, school) if table in known else (0, 0, 0, 0, _raw(db, table, rows, school))
        )
        counts = [sum(pair) for pair in zip(counts, found, strict=True)]
    _check_rules(db, school)
    return Counts(*counts)


def _table(db: Register, table: str, rows: Iterable[Row], school: int) -> tuple[int, int, int, int, int]:
    """Bring one table to what a parcel says; give added, changed, unchanged, missing and stray rows."""
    names = history.columns(db, table)
    found = db.execute(f"SELECT {', '.join(names)} FROM {table} WHERE school = ?", [school])
    here: dict[object, Values] = {row[0]: row for row in found}
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
        if here:
            new.append((sent, values))
        else:
            _insert(db, table, sent, values)
    missing = here.keys() - seen
    _replace(db, table, names, changed, [(one, dict(zip(names, here[one], strict=True))) for one in missing])
    for sent, values in new:
        _insert(db, table, sent, values)
    return added, len(changed), count - added - len(changed), len(missing), stray


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
    where = sent.index("school")
    if any(row[where] != school for row in values) or {type(row["id"]) for row in batch} != {int}:
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
    db: Register, table: str, names: list[str], changed: list[Values], missing: list[tuple[object, Row]]
) -> None:
    """Write changed rows over those that stand here, and set aside those that are no longer sent."""
    if (table, "DELETE") in history.GUARDED:
        marks = ", ".join("?" for _ in names)
        sql = f"UPDATE {table} SET ({', '.join(names)}) = ({marks}) WHERE id = ?"
        _write(db, sql, [(*row, row[0]) for row in changed], table)
        return
    for _, row in missing:
        _keep_raw(db, table, row, school=row["school"])
    # Two rows may have changed places in what is unique, so the old ones go before the new ones come.
    gone = [*(one for one, _ in missing), *(row[0] for row in changed)]
    _write(db, f"DELETE FROM {table} WHERE id = ?", [(one,) for one in gone], table)
    _insert(db, table, tuple(names), changed)


def _insert(db: Register, table: str, names: tuple[str, ...], values: list[Values]) -> None:
    marks = ", ".join("?" for _ in names)
    _write(db, f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", values, table)


def _check_row(row: Row, table: str, school: int) -> None:
    if row.get("school") != school or type(row.get("id")) is not int:
        raise UserError(FOREIGN)
    if not set(map(type, row.values())) <= PLAIN:
        raise UserError(f"数据包里“{table}”的记录写法不对，没有读取；请让对方重新上报。")


def _check_rules(db: Register, school: int) -> None:
    """A rule that cannot be read would stop every sum of the county, not only this school's."""
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


def _write(db: Register, sql: str, rows: list[Values], table: str) -> None:
    try:
        db.conn.executemany(sql, rows)
    except (IntegrityError, OverflowError) as error:
        raise UserError(
            f"数据包里“{table}”的记录与本机已有的冲突或不合规定（{error}），全部没有读取；请把这句话告诉对方。"
        ) from error


def _raw(db: Register, table: str, rows: Iterable[Row], school: int) -> int:
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


def device(db: Register) -> int:
    """Give the number of this laptop."""
    return int(db.execute("SELECT device FROM context").fetchone()[0])


def register_name(db: Register) -> str:
    """Give the name of this register, new with every new one."""
    return str(db.execute("SELECT register FROM context").fetchone()[0])


def unsent(db: Register) -> int:
    """Count the recorded changes since the last parcel that was delivered."""
    row = db.execute(
        "SELECT count(*) FROM history WHERE act > "
        "coalesce((SELECT max(last_act) FROM sent_parcel WHERE file_name <> ''), 0)"
    ).fetchone()
    return int(row[0])


def unsent_acts(db: Register, *, limit: int) -> list[Unsent]:
    """List the acts since the last parcel, newest first."""
    found = db.execute(
        "SELECT a.id, a.clock >> 16, a.name, a.operator, count(*) FROM history h JOIN act a ON a.id = h.act "
        "WHERE h.act > coalesce((SELECT max(last_act) FROM sent_parcel), 0) GROUP BY a.id "
        "ORDER BY a.id DESC LIMIT ?",
        [limit],
    )
    return [Unsent(act, _local(ms), name, operator, changes) for act, ms, name, operator, changes in found]


def _local(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000).isoformat(sep=" ", timespec="minutes")


def last_sent(db: Register) -> Sent | None:
    """Give the newest parcel this laptop made, or None."""
    return next(iter(sent(db)), None)


def sent(db: Register) -> list[Sent]:
    """List the parcels this laptop made, newest first."""
    found = db.execute(
        "SELECT epoch, seq, header_sha256, file_name, sent_at FROM sent_parcel ORDER BY epoch DESC, seq DESC"
    )
    return [Sent(*row) for row in found]


def keep_sent(db: Register, sent: Sent) -> None:
    """Write down a parcel that was made."""
    with db.act(f"上报第 {sent.seq} 号数据包"):
        db.execute(
            "INSERT INTO sent_parcel (epoch, seq, header_sha256, file_name, sent_at, last_act) "
            "SELECT ?, ?, ?, ?, ?, coalesce(max(act), 0) FROM history",
            [sent.epoch, sent.seq, sent.header_sha256, sent.file_name, sent.sent_at],
        )


def keep_delivered(db: Register, *, epoch: int, seq: int, file_name: str) -> None:
    """Write down under which name a parcel lies where it was to go."""
    with db.atomic():
        db.execute(
            "UPDATE sent_parcel SET file_name = ? WHERE epoch = ? AND seq = ?", [file_name, epoch, seq]
        )


def keep_received(db: Register, received: Received) -> None:
    """Write down a parcel that was taken in; the caller holds the act."""
    counts = received.counts
    db.execute(
        "INSERT INTO received_parcel (header_sha256, device, of_school, epoch, seq, created, received_at, "
        "file_name, verdict, added, changed, unchanged, missing) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            received.header_sha256, received.device, received.school, received.epoch, received.seq,
            received.created, received.received_at, received.file_name, received.verdict,
            counts.added, counts.changed, counts.unchanged, counts.missing,
        ],
    )  # fmt: skip


def received(db: Register, *, device: int | None = None, school: int | None = None) -> list[Received]:
    """List the parcels taken in, newest first, of one laptop or one school where asked."""
    found = db.execute(
        "SELECT header_sha256, device, of_school, epoch, seq, created, received_at, file_name, verdict, "
        "added, changed, unchanged, missing FROM received_parcel WHERE (?1 IS NULL OR device = ?1) "
        "AND (?2 IS NULL OR of_school = ?2) ORDER BY epoch DESC, seq DESC, received_at DESC",
        [device, school],
    )
    return [
        Received(sha, of, whose, epoch, seq, made, at, file, verdict, Counts(new, changed, same, gone, 0))
        for sha, of, whose, epoch, seq, made, at, file, verdict, new, changed, same, gone in found
    ]
