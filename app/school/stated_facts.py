"""Stated facts: what somebody says of a criterion without a document — how much, as of when, who and when."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import UserError
from app.spelling import dates
from db.register import Register
from db.rows import by_id, insert, update

MOST = 10**12


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact as it was typed; `holds_on` is the day it is true of, `stated_on` the day it was typed.

    `key` is its criterion's. `withdrawn_on` is empty while it stands.
    """

    id: int
    school: int
    criterion: int
    key: str
    value: int
    words: str
    holds_on: str
    stated_on: str
    stated_by: str
    withdrawn_on: str
    withdrawn_reason: str


_COLUMNS = (
    "f.id, f.school, f.criterion, c.key, f.value, f.words, f.holds_on, f.stated_on, f.stated_by, "
    "coalesce(f.withdrawn_on, ''), coalesce(f.withdrawn_reason, '')"
)


def state(
    db: Register,
    *,
    school: int,
    criterion: int,
    value: str | int,
    holds_on: str,
    today: str,
    words: str = "",
) -> int:
    """Write a fact down; what was stated before stays and counts for its own time. Give the fact's id.

    Raise `UserError` where the value is no whole number or the day is none or still to come.
    """
    number, day = _number(value), _day(holds_on, today)
    row = db.execute("SELECT text FROM criterion WHERE id = ?", [criterion]).fetchone()
    if row is None:
        raise UserError("没有找到这条要求，可能标准已改动，请刷新后再试。")
    with db.act(f"填写事实：{row[0]}"):
        return insert(
            db,
            "stated_fact",
            {
                "school": school,
                "criterion": criterion,
                "value": number,
                "words": " ".join(words.split()),
                "holds_on": day,
                "stated_on": today,
                "stated_by": db.operator,
            },
        )


def withdraw(db: Register, fact: int, *, reason: str, today: str) -> None:
    """Let a fact count no more, with a reason; raise `UserError` without one or where it is withdrawn."""
    found = rows(db, [fact])
    if not found or found[0].withdrawn_on:
        raise UserError("这条事实已经撤回了，请刷新后再看。")
    if not reason.strip():
        raise UserError("请写明为什么撤回，例如“当时数错了”。")
    with db.act("撤回填写的事实"):
        update(db, "stated_fact", fact, {"withdrawn_on": today, "withdrawn_reason": " ".join(reason.split())})


def find(db: Register, *, school: int, criterion: int) -> list[int]:
    """List what was stated of a demand in whatever version of a standard, the newest first."""
    found = db.execute(
        "SELECT f.id FROM stated_fact f JOIN criterion c ON c.id = f.criterion WHERE f.school = ? "
        "AND c.key = (SELECT key FROM criterion WHERE id = ?) ORDER BY f.holds_on DESC, f.id DESC",
        [school, criterion],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[StatedFact]:
    """Give facts in the order asked."""
    select = (
        f"SELECT {_COLUMNS} FROM stated_fact f JOIN criterion c ON c.id = f.criterion "
        "WHERE f.id IN (SELECT value FROM json_each(?))"
    )
    return [StatedFact(*row) for row in by_id(db, select, ids)]


def standing(db: Register, schools: Iterable[int]) -> dict[tuple[int, str], list[StatedFact]]:
    """Give what stands, by school and key of the demand, the newest first."""
    found: dict[tuple[int, str], list[StatedFact]] = {}
    for row in db.execute(
        f"SELECT {_COLUMNS} FROM stated_fact f JOIN criterion c ON c.id = f.criterion "
        "WHERE f.withdrawn_on IS NULL AND f.school IN (SELECT value FROM json_each(?)) "
        "ORDER BY f.holds_on DESC, f.id DESC",
        [json.dumps(list(schools))],
    ):
        one = StatedFact(*row)
        found.setdefault((one.school, one.key), []).append(one)
    return found


def _number(value: str | int) -> int:
    text = str(value).strip().replace(",", "").replace("，", "")
    # int() would take ٣ and ³ in part, and 10 000 digits in earnest.
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST))) or int(text) > MOST:
        raise UserError(f"“{str(value)[:20]}”不是能填的数，请写 0 到 {MOST:,} 的整数。")
    return int(text)


def _day(holds_on: str, today: str) -> str:
    day = dates.typed_day(holds_on, like="2026-03-02")
    if day > today:
        raise UserError("事实的日期不能晚于今天：还没有发生的事不能算数。")
    return day
