"""Handing down: the county's rows that go to its schools, by version, and taking a version in whole."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.school import parcels, receipts, schools
from db import history
from db.register import Register

# Parents before children: table, what a row is, its name, which rows go down, and columns that stay above.
_ADOPTED = "adopted_on NOT NULL"
_OF_NOTICE = "id IN (SELECT evidence FROM notice_file)"
_GOING: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("hour_rule", "学时规则", "title", _ADOPTED, ("based_on",)),
    ("class_rule", "办班规则", "title", "1", ()),
    ("fund_rule", "经费规则", "title", "adopted", ()),
    ("standard", "五有标准", "name", _ADOPTED, ("based_on",)),
    ("criterion", "标准条目", "text", "standard IN (SELECT id FROM standard WHERE adopted_on NOT NULL)", ()),
    ("course_category", "课程类别", "name", "1", ()),
    ("teacher", "教师", "name", "1", ("contract",)),
    ("course", "课程", "title", "1", ()),
    ("place", "教学点", "name", "1", ("evidence",)),
    ("route", "教学路线", "name", "1", ("evidence",)),
    ("route_stop", "路线站点", "what", "1", ()),
    ("menu_item", "点单菜单", "(SELECT title FROM course c WHERE c.id = course)", "1", ()),
    ("evidence", "通知附件", "file_name", _OF_NOTICE, ("replaces",)),
    ("notice", "通知", "title", "1", ()),
    ("notice_file", "通知附件", "id", "1", ()),
)
TABLES = tuple(one[0] for one in _GOING)
WORDS = {one[0]: one[1] for one in _GOING}
_HIDDEN = ("criterion", "route_stop", "notice_file", "evidence")
_OPS = {"insert": "新增", "update": "修改", "delete": "删去"}


@dataclass(frozen=True, slots=True)
class Issue:
    """A version that was handed down; `counts` says how many rows of each kind it held."""

    version: int
    header_sha256: str
    made_at: str
    last_act: int
    file_name: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """A row that differs since the last version: its kind, its name, and what was done to it."""

    word: str
    title: str
    done: str


def outgoing(db: Register) -> Iterator[tuple[str, Iterator[Mapping[str, object]]]]:
    """Give the county's rows that go down, table after table; what is nobody else's business is left out."""
    desk = schools.own(db)
    for table, _, _, whose, hidden in _GOING:
        names = history.columns(db, table)
        found = db.execute(f"SELECT * FROM {table} WHERE school = ? AND {whose} ORDER BY id", [desk.id])
        yield table, _without(found, names, hidden)


def _without(
    found: Iterable[tuple[object, ...]], names: list[str], hidden: tuple[str, ...]
) -> Iterator[Mapping[str, object]]:
    for row in found:
        yield {**dict(zip(names, row, strict=True)), **dict.fromkeys(hidden)}


def counts(db: Register, *, school: int) -> dict[str, int]:
    """Count the rows of each kind a school keeps for others, but for those that are part of another row."""
    found = {}
    for table, _, _, whose, _ in _GOING:
        if table not in _HIDDEN:
            (many,) = db.execute(
                f"SELECT count(*) FROM {table} WHERE school = ? AND {whose}", [school]
            ).fetchone()
            found[table] = int(many)
    return found


def issued(db: Register) -> list[Issue]:
    """List the versions handed down, the newest first."""
    found = db.execute(
        "SELECT version, header_sha256, made_at, last_act, file_name, about FROM issued_refdata "
        "ORDER BY version DESC"
    )
    return [
        Issue(version, sha256, made_at, last, file_name, json.loads(about).get("counts", {}))
        for version, sha256, made_at, last, file_name, about in found
    ]


def next_version(db: Register) -> int:
    """Give the next version's number, above any that a school says it has."""
    last = next(iter(issued(db)), None)
    return max(last.version if last else 0, receipts.refdata_seen(db)) + 1


def keep_issued(db: Register, issue: Issue) -> None:
    """Write down a version that was made; its number is spent."""
    with db.atomic():
        db.execute(
            "INSERT INTO issued_refdata (version, header_sha256, made_at, last_act, file_name, about) "
            "SELECT ?, ?, ?, coalesce(max(act), 0), ?, ? FROM history",
            [issue.version, issue.header_sha256, issue.made_at, issue.file_name,
             json.dumps({"counts": dict(issue.counts)}, ensure_ascii=False)],
        )  # fmt: skip


def keep_delivered(db: Register, version: int, file_name: str) -> None:
    """Write down under which name a version lies where it was to go."""
    with db.atomic():
        db.execute("UPDATE issued_refdata SET file_name = ? WHERE version = ?", [file_name, version])


def changes(db: Register) -> list[Change]:
    """List what differs since the last version, each row once with what was done to it first."""
    desk, last = schools.own(db), next(iter(issued(db)), None)
    listed = []
    for table, word, title, _, _ in _GOING:
        if table in _HIDDEN:
            continue
        found = db.execute(
            f"SELECT h.op, coalesce((SELECT {title} FROM {table} WHERE id = h.row), '') FROM history h "
            "WHERE h.tbl = ?1 AND h.act > ?2 AND h.n = (SELECT min(n) FROM history o WHERE o.tbl = ?1 "
            "AND o.row = h.row AND o.act > ?2) AND coalesce(json_extract(h.new, '$.school'), "
            f"(SELECT school FROM {table} WHERE id = h.row), json_extract(h.old, '$.school')) = ?3 "
            "ORDER BY h.n",
            [table, last.last_act if last else 0, desk.id],
        )
        listed += [Change(word, str(name), _OPS[op]) for op, name in found if name]
    return listed


def take_in(
    db: Register, tables: Iterable[tuple[str, Iterable[parcels.Row]]], *, county: int, on: str
) -> dict[str, parcels.Counts]:
    """Bring the county's rows here to what a version says; the caller holds the act.

    A row that is no longer handed down goes, unless a row of this school still names it: that stays, ended
    `on` the day of the version. Raise `UserError` for a row that is not the county's.
    """
    done = {}
    for table, rows in tables:
        if table in TABLES:
            every = _with_needed(db, table, rows, county, on)
            done[table] = parcels.take_in(db, [(table, every)], school=county)
    return done


def _with_needed(
    db: Register, table: str, rows: Iterable[parcels.Row], county: int, on: str
) -> Iterator[parcels.Row]:
    """Give the rows of a version, and after them those it lacks but this school's rows refer to."""
    seen = set()
    unique = parcels.UNIQUE.get(table, ())
    known = set()

    def alike(row: Mapping[str, object]) -> tuple[object, ...]:
        return tuple(row.get(name) for name in unique)

    for row in rows:
        seen.add(row.get("id"))
        known.add(alike(row))
        yield row
    names = history.columns(db, table)
    here = db.execute(f"SELECT * FROM {table} WHERE school = ? ORDER BY id", [county]).fetchall()
    for values in here:
        row = dict(zip(names, values, strict=True))
        if row["id"] in seen or not _is_needed(db, table, row, county):
            continue
        if unique:
            row = parcels.withdrawn(table, row, names, on=on, taken=lambda one: alike(one) in known)
            known.add(alike(row))
        yield row


def _is_needed(db: Register, table: str, row: Mapping[str, object], county: int) -> bool:
    """Tell whether a school's rows name a row: a standard stays with all its criteria or with none."""
    if _is_named(db, table, row["id"], county):
        return True
    if table == "standard":
        found = db.execute("SELECT id FROM criterion WHERE standard = ?", [row["id"]]).fetchall()
        return any(_is_named(db, "criterion", one, county) for (one,) in found)
    if table == "criterion":
        # Those handed down are all adopted; one that stays without being so was just withdrawn.
        sql = "SELECT 1 FROM standard WHERE id = ? AND school = ? AND adopted_on IS NULL"
        return db.execute(sql, [row["standard"], county]).fetchone() is not None
    return False


def _is_named(db: Register, parent: str, one: object, county: int) -> bool:
    return any(
        db.execute(
            f"SELECT 1 FROM {table} WHERE {column} = ? AND school <> ? LIMIT 1", [one, county]
        ).fetchone()
        for table, column in parcels.naming(db, parent)
    )
