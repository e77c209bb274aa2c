"""Deciding: list what is to be decided, show every way to settle it, and settle it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import UserError
from app.school import versions, words
from app.school.words import noun, title
from db import IntegrityError
from db.register import Register
from db.rows import by_id, update

HERE, THERE = "本机", "另一台电脑"
EMPTY = "（空）"
KINDS = {
    "field": "两台电脑都改了这一项，改得不一样。",
    "deleted": "一台电脑删去了这一条，另一台还在用它；现在先留着。",
    "renumbered": "两台电脑各排了同一个号，后建的一条已改用下一个空号。",
    "two_papers": "两台电脑给同一个人各发了一张证书，只能留一张；另一张先放在一边，没有计入。",
    "same_number": "两台电脑各用同一个编号发了证书，一个编号只能有一张；后发的一张先放在一边，没有计入。",
    "refused": "两台电脑的内容合在一起不合规定，这一条先放在一边，没有计入。",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to settle a conflict: who wrote it, and each field with what it says."""

    whose: str
    fields: tuple[tuple[str, str], ...]
    shown: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing to decide: which record, what is said of it, and the ways to settle it."""

    id: int
    table: str
    row: int
    kind: str
    noun: str
    title: str
    sentence: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    id: int
    school: int
    table: str
    row: int
    unit: str
    kind: str
    body: dict[str, Any]


def find(db: Register, *, school: int) -> list[int]:
    """List what is to be decided, papers first, then record by record."""
    found = db.execute(
        "SELECT id, tbl, row, unit, kind, body FROM row_conflict WHERE of_school = ? "
        "ORDER BY kind NOT IN ('same_number', 'two_papers'), tbl, row, unit",
        [school],
    ).fetchall()
    return [id_ for id_, *rest in found if not _settled(db, *rest)]


def _settled(db: Register, table: str, row: int, unit: str, kind: str, body: str) -> bool:
    """Tell whether a field was written since, by which its conflict is settled."""
    if kind != "field":
        return False
    shown = json.loads(body)["values"][0][2]
    names = ", ".join(shown)
    now = db.execute(f"SELECT {names} FROM {table} WHERE id = ?", [row]).fetchone()
    return now is None or tuple(now) != tuple(shown.values())


def rows(db: Register, ids: list[int]) -> list[Conflict]:
    """Give conflicts in the order asked."""
    return [_conflict(db, one) for one in _kept(db, ids)]


def _kept(db: Register, ids: list[int]) -> list[_Kept]:
    select = (
        "SELECT id, of_school, tbl, row, unit, kind, body FROM row_conflict "
        "WHERE id IN (SELECT value FROM json_each(?))"
    )
    return [
        _Kept(id_, of, table, row, unit, kind, json.loads(body))
        for id_, of, table, row, unit, kind, body in by_id(db, select, ids)
    ]


def _conflict(db: Register, one: _Kept) -> Conflict:
    table, body = one.table, one.body
    values = body.get("values") or body.get("shown") or {}
    named = title(db, table, one.row, values if isinstance(values, dict) else {})
    if one.kind == "field":
        choices = tuple(
            Choice(_whose(db, actor), _fields(db, table, value), place == 0)
            for place, (actor, _, value) in enumerate(body["values"])
        )
    else:
        choices = tuple(
            Choice(whose, (("做法", what),), place == 0) for place, (whose, what) in enumerate(_ways(db, one))
        )
    return Conflict(one.id, table, one.row, one.kind, noun(table), named, KINDS[one.kind], choices)


def _fields(db: Register, table: str, value: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Give a unit's fields as a person reads them; what is worked out from others is not shown."""
    found = [
        (words.column(table, name), words.said(db, table, name, what) or EMPTY)
        for name, what in value.items()
    ]
    return tuple((label, text) for label, text in found if label)


def _whose(db: Register, actor: str) -> str:
    mine = versions.actor(db).partition(".")[0]
    return HERE if actor.partition(".")[0] == mine else THERE


def _ways(db: Register, one: _Kept) -> list[tuple[str, str]]:
    if one.kind == "deleted":
        return [("留着", "这一条留下来"), ("删去", "按删去的办，这一条不要了")]
    if one.kind == "renumbered":
        before, after = one.body["before"], one.body["after"]
        return [("就用新号", f"原来排第 {before} 号，改用第 {after} 号")]
    if one.kind == "refused":
        return [("不要", "放弃放在一边的这一条")]
    here = title(db, one.table, one.body["other"])
    there = title(db, one.table, one.row, one.body["values"])
    return [("留前一张", f"留{here}；{there}作废"), ("留后一张", f"留{there}；{here}作废")]


def choose(db: Register, conflict: int, choice: int, *, today: str) -> None:
    """Settle a conflict by one of its ways: what is chosen then stands above all that was written before.

    Raise `UserError` where it was settled meanwhile, or where others need what is to be deleted.
    """
    found = _kept(db, [conflict])
    if not found:
        raise UserError("这一处已经选定，或又合并过一次，请刷新后再看。")
    one = found[0]
    ways = _conflict(db, one).choices
    if not 0 <= choice < len(ways):
        raise UserError("请在列出的写法里选一种。")
    called = title(db, one.table, one.row)
    told: dict[tuple[str, int], dict[str, Any]] = {}
    also: list[tuple[str, int, str]] = []
    try:
        with db.atomic():
            with db.act(f"选定两台电脑的不同：{noun(one.table)}{called}"):
                _SETTLE[one.kind](db, one, choice, today, told, also)
            with db.act("选定后重新合并", recording=False):
                versions.look_again(db, school=one.school, also=also, told=told)
    except IntegrityError as error:
        raise UserError("别的记录还用着它，不能这样选。请先改选另一种，或先处理用到它的记录。") from error


Told = dict[tuple[str, int], dict[str, Any]]
Also = list[tuple[str, int, str]]


def _field(db: Register, one: _Kept, choice: int, today: str, told: Told, also: Also) -> None:
    update(db, one.table, one.row, one.body["values"][choice][2])
    also.append((one.table, one.row, one.unit))


def _deleted(db: Register, one: _Kept, choice: int, today: str, told: Told, also: Also) -> None:
    if choice == 0:
        also.append((one.table, one.row, one.unit))
    else:
        db.execute(f"DELETE FROM {one.table} WHERE id = ?", [one.row])


def _renumbered(db: Register, one: _Kept, choice: int, today: str, told: Told, also: Also) -> None:
    also.append((one.table, one.row, one.unit))


def _refused(db: Register, one: _Kept, choice: int, today: str, told: Told, also: Also) -> None:
    told[one.table, one.row] = {}


def _papers(db: Register, one: _Kept, choice: int, today: str, told: Told, also: Also) -> None:
    """Void one of two certificates; of two with one number the void one gives the number up too."""
    values, other = one.body["values"], one.body["other"]
    (kept,) = db.execute("SELECT number FROM certificate WHERE id = ?", [other]).fetchone()
    reason = "两台电脑重复发证" if one.kind == "two_papers" else f"与另一张同为{kept}"
    change: dict[str, Any] = {"voided_on": today, "void_reason": reason}
    if one.kind == "same_number":
        (last,) = db.execute(
            "SELECT max(seq) FROM certificate WHERE school = ? AND year = ?", [one.school, values["year"]]
        ).fetchone()
        number = values["number"] if choice == 0 else kept
        change |= {"seq": last + 1, "number": f"{number}（重号作废{last + 1}）"}
    if choice == 0:
        told[one.table, one.row] = change
    else:
        update(db, one.table, other, change)


_SETTLE: dict[str, Callable[[Register, _Kept, int, str, Told, Also], None]] = {
    "field": _field, "deleted": _deleted, "renumbered": _renumbered, "refused": _refused,
    "two_papers": _papers, "same_number": _papers,
}  # fmt: skip


def years(db: Register, *, school: int) -> list[int]:
    """Give the years in which anything was learned or posted: those whose hours a merge may change."""
    found = db.execute(
        "SELECT DISTINCT CAST(substr(date, 1, 4) AS INTEGER) FROM ("
        "SELECT date FROM hour_line WHERE school = ?1 "
        "UNION SELECT date FROM session WHERE school = ?1 UNION SELECT date FROM activity WHERE school = ?1 "
        "UNION SELECT ends FROM activity WHERE school = ?1) ORDER BY 1",
        [school],
    )
    return [row[0] for row in found]
