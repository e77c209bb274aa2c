"""What a school's rows name of the desk above: it travels with them, for the desk may have lost it since."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from app.errors import UserError
from app.school import rules, schools, standards
from app.school.parcels.taking import PLAIN, Row, naming
from db import IntegrityError, history
from db.register import Register
from db.rows import seen

# What a desk lends and rows of its schools name by their id, with the columns no two rows of it may share.
UNIQUE = {
    "hour_rule": ("key",), "standard": ("key",), "criterion": ("standard", "key"),
    "teacher": ("name", "post"), "course": ("title",), "place": ("name",),
}  # fmt: skip
MOST = 20_000
_WITHDRAWN = "（已撤回）"
# What else such a row may name stays with the desk that lends it.
_NOT_NAMED = ("based_on", "same_as", "contract", "evidence")
_BROKEN = "数据包里带的上级资料写法不对，没有读取；请让对方升级五有后重新上报。"
# A program that sends nothing of this kind still must be read: so much can be said of a row nobody knows.
_UNKNOWN: Mapping[str, Mapping[str, object]] = {
    "standard": {"name": "已撤回的标准（名称不详）", "source": "不详", "effective_from": "2000-01-01",
                 "status": "to be confirmed", "adopted_on": None},
    "criterion": {"item": "unknown", "item_name": "已撤回的标准", "seq": 1, "proof": "document",
                  "text": "已撤回的要求（原文不详）", "points": 0},
    "teacher": {"name": "姓名不详的教师"},
    "course": {"title": "名称不详的课程"},
    "place": {"name": "名称不详的教学点"},
}  # fmt: skip


def lent(db: Register, *, schools_: Iterable[int]) -> dict[str, object]:
    """Give the rows of other desks that rows of these schools name, table by table, to go with a parcel."""
    mine = json.dumps(list(schools_))
    found: dict[str, object] = {}
    owners: set[object] = set()
    wanted: dict[str, set[int]] = {table: set() for table in UNIQUE}
    for table, column, parent in _references(db):
        rows = db.execute(
            f"SELECT DISTINCT {column} FROM {table} WHERE school IN (SELECT value FROM json_each(?)) "
            f"AND {column} IN (SELECT id FROM {parent} WHERE school NOT IN (SELECT value FROM json_each(?)))",
            [mine, mine],
        )
        wanted[parent].update(row[0] for row in rows)
    # A standard is nothing without all its criteria, nor one of them without its standard.
    of_standard = "SELECT {} FROM criterion WHERE {} IN (SELECT value FROM json_each(?))"
    for want, by in (("standard", "criterion"), ("criterion", "standard")):
        sql = of_standard.format(*(("standard", "id") if want == "standard" else ("id", "standard")))
        wanted[want].update(row[0] for row in db.execute(sql, [json.dumps(sorted(wanted[by]))]))
    for table, ids in wanted.items():
        if ids:
            found[table] = rows_ = _by_id(db, table, ids)
            owners.update(row["school"] for row in rows_)
    return {"school": _by_id(db, "school", owners), **found} if owners else {}


def _by_id(db: Register, table: str, ids: Iterable[Any]) -> list[Row]:
    names = history.columns(db, table)
    rows = db.execute(
        f"SELECT * FROM {table} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        [json.dumps(sorted(ids))],
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


def _references(db: Register) -> Iterator[tuple[str, str, str]]:
    """Give every column of a travelling table that names what a desk lends, and the table it names."""
    return ((*one, parent) for parent in UNIQUE for one in naming(db, parent))


def keep_lent(db: Register, said: object, *, on: str, owner: int | None = None) -> int:
    """Keep the rows of `lent` that are no longer here, ended `on` a day; give how many were kept.

    The caller holds the act. What this desk's own history remembers of a row it took back goes before what
    a school says of it. A row kept belongs to `owner`, this desk where none is named: it is never handed
    down again as a rule or a standard. Raise `UserError` where it is not written as it should be.
    """
    if said is None:
        return 0
    desk, kept = owner or schools.own(db).id, 0
    tables = _checked(said)
    for table in UNIQUE:
        for row in tables.get(table, ()):
            if not db.execute(f"SELECT 1 FROM {table} WHERE id = ?", [row["id"]]).fetchone():
                _keep(db, table, _remembered(db, table, row["id"]) or row, desk, on=on)
                kept += 1
    return kept


def keep_beside(db: Register, said: object) -> None:
    """Keep what the school's other laptop has from above and this one not yet, as it stands there.

    The next reference data replace it whole. The caller holds the act. Raise `UserError` as `keep_lent`.
    """
    if said is None:
        return
    tables = _checked(said)
    above: dict[object, int] = {}
    for row in said.get("school", ()) if isinstance(said, dict) else ():
        if not isinstance(row, dict) or row.get("level") not in ("county", "city") or row.get("id") in above:
            raise UserError(_BROKEN)
        above[row["id"]] = _school_beside(db, row)
    for table in UNIQUE:
        for row in tables.get(table, ()):
            if row.get("school") not in above:
                raise UserError(_BROKEN)
            if not db.execute(f"SELECT 1 FROM {table} WHERE id = ?", [row["id"]]).fetchone():
                _insert(db, table, {**row, **{name: None for name in _NOT_NAMED if name in row}})


def _school_beside(db: Register, row: Row) -> int:
    if type(row.get("id")) is not int or row["id"] != row.get("school"):
        raise UserError(_BROKEN)
    if not db.execute("SELECT 1 FROM school WHERE id = ?", [row["id"]]).fetchone():
        _insert(db, "school", row)
    return int(str(row["id"]))


def keep_unknown(db: Register, *, school: int, on: str) -> int:
    """Put something in the place of what a school's rows name, is nowhere here and was not sent with them.

    Older programs send nothing with their rows. The caller holds the act.
    """
    desk, kept = schools.own(db).id, 0
    wanted: dict[str, set[int]] = {}
    for table, column, parent in _references(db):
        found = db.execute(
            f"SELECT DISTINCT {column} FROM {table} c WHERE school = ? AND {column} IS NOT NULL "
            f"AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.id = c.{column})",
            [school],
        )
        wanted.setdefault(parent, set()).update(row[0] for row in found)
    for table, ids in wanted.items():
        for one in sorted(ids):
            if db.execute(f"SELECT 1 FROM {table} WHERE id = ?", [one]).fetchone():
                continue
            row = _remembered(db, table, one) or _nameless(db, table, one, desk)
            _keep(db, table, row, desk, on=on)
            if table == "criterion":
                _with_standard(db, int(str(row["standard"])), desk, on)
            kept += 1
    return kept


def _with_standard(db: Register, standard: int, desk: int, on: str) -> None:
    if not db.execute("SELECT 1 FROM standard WHERE id = ?", [standard]).fetchone():
        row = _remembered(db, "standard", standard) or _nameless(db, "standard", standard, desk)
        _keep(db, "standard", row, desk, on=on)


def _nameless(db: Register, table: str, one: int, desk: int) -> Row:
    if table == "hour_rule":
        model = db.execute(
            "SELECT body FROM hour_rule WHERE school = ? ORDER BY adopted_on IS NULL, id", [desk]
        ).fetchone()
        return {
            "id": one, "key": "unknown", "title": "已撤回的学时规则（内容不详）", "source": "不详",
            "effective_from": "2000-01-01", "status": "to be confirmed", "body": model[0] if model else "{}",
        }  # fmt: skip
    row = {"id": one, **_UNKNOWN[table]}
    if table == "criterion":
        # Nobody can say of which standard it was: one of its own bears its id.
        return {**row, "standard": one, "key": "unknown"}
    return {**row, "key": "unknown"} if table == "standard" else row


def _checked(said: object) -> dict[str, list[Row]]:
    """Give what a parcel says it lends; raise `UserError` where it is not written as rows."""
    if not isinstance(said, dict):
        raise UserError(_BROKEN)
    tables = {table: rows for table, rows in said.items() if table in UNIQUE}
    for rows in tables.values():
        if not isinstance(rows, list) or len(rows) > MOST or not all(isinstance(row, dict) for row in rows):
            raise UserError(_BROKEN)
        for row in rows:
            if type(row.get("id")) is not int or not set(map(type, row.values())) <= PLAIN:
                raise UserError(_BROKEN)
    return tables


def _remembered(db: Register, table: str, one: object) -> Row | None:
    """Give a row of this desk as it was when it was taken back."""
    found = db.execute(
        "SELECT old FROM history WHERE tbl = ? AND row = ? AND op = 'delete' ORDER BY n DESC LIMIT 1",
        [table, one],
    ).fetchone()
    return json.loads(found[0]) if found else None


def _keep(db: Register, table: str, row: Row, desk: int, *, on: str) -> None:
    names = [name for name in history.columns(db, table) if name in row]
    values: dict[str, Any] = {name: seen(row[name]) for name in names}
    values |= {"school": desk, **{name: None for name in _NOT_NAMED if name in values}}
    columns = UNIQUE[table]

    def taken(one: Mapping[str, Any]) -> bool:
        alike = " AND ".join(f"{name} = ?" for name in columns)
        wanted = [one.get(name, "") for name in columns]
        whose = "" if "standard" in columns else f"school = {desk:d} AND "
        return db.execute(f"SELECT 1 FROM {table} WHERE {whose}{alike}", wanted).fetchone() is not None

    values = withdrawn(table, values, history.columns(db, table), on=on, taken=taken)
    _insert(db, table, values)


def _insert(db: Register, table: str, row: Row) -> None:
    names = [name for name in history.columns(db, table) if name in row]
    marks = ", ".join("?" for _ in names)
    try:
        db.execute(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", [row[name] for name in names]
        )
        _read(db, table, int(str(row["id"])))
    except (IntegrityError, OverflowError, KeyError, TypeError, ValueError) as error:
        raise UserError(_BROKEN) from error


def _read(db: Register, table: str, one: int) -> None:
    """Read a rule or a standard as its page will: one that cannot be read would stop that page."""
    if table == "hour_rule":
        rules.by_id(db, one)
    elif table == "standard":
        standards.by_id(db, one)


def withdrawn(
    table: str,
    row: Mapping[str, Any],
    names: Iterable[str],
    *,
    on: str,
    taken: Callable[[Mapping[str, Any]], bool],
) -> dict[str, Any]:
    """Give a lent row as one that is out of use, under a name that nothing else bears.

    `taken(row)` tells whether another row has what must be its own. Rows already ended stay as they are.
    """
    after = dict(row)
    if "ended_on" in names:
        after["ended_on"] = after.get("ended_on") or on
    if "adopted_on" in names:
        after["adopted_on"] = None
    *_, last = UNIQUE[table]
    plain = str(after.get(last, ""))
    for number in range(1, 1000):
        if not taken(after):
            break
        again = str(number) if number > 1 else ""
        after[last] = f"{plain}-{number}" if last == "key" else f"{plain}{_WITHDRAWN}{again}"
    return after
