"""Lines of a ledger found: by words, by year, by whether they hold."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, Literal, TypeVar, cast

from app.school.ledgers.fields import Field, Ledger
from db.register import Register
from db.rows import by_id, ordered

R = TypeVar("R")

State = Literal["holds", "ahead", "ended", "voided"]
STATES: dict[State, str] = {"holds": "在用", "ahead": "未到", "ended": "已停用", "voided": "已作废"}


def find(
    db: Register,
    ledger: Ledger,
    text: str = "",
    *,
    school: int,
    year: int | None = None,
    on: str = "",
    gone: bool = False,
    order_by: str = "",
    more: str = "",
    given: tuple[object, ...] = (),
) -> list[int]:
    """List lines by words in them, those of a year, those that hold `on` a day; voided only with `gone`.

    Of what lasts, those ended are left out too where neither a day nor `gone` is given. `more` are further
    conditions of the noun's own, with `given` for their parameters.
    """
    where = ["x.school = ?"]
    parameters: list[object] = [school]
    if ledger.catalogue:
        where.append("x.same_as IS NULL")
    elif not gone:
        where.append("x.voided_on IS NULL")
    if ledger.lasts and (on or not gone):
        where.append(holds("x", ledger.since) if on else "coalesce(x.ended_on, '') = ''")
        parameters += [on] * (2 if on and ledger.since else 1 if on else 0)
    if year is not None:
        where.append(f"{ledger.year} = ?")
        parameters.append(year)
    if more:
        where.append(more)
        parameters += given
    for word in text.split():
        where.append(f"instr(lower({_words(ledger)}), ?)")
        parameters.append(word.lower())
    by = ordered(ledger.order, order_by or next(iter(ledger.order)))
    sql = f"SELECT x.id FROM {ledger.table} x WHERE {' AND '.join(where)} ORDER BY {by}, x.id"
    return [row[0] for row in db.execute(sql, parameters)]


def rows(db: Register, ledger: Ledger, record: Callable[..., R], ids: list[int], **more: str) -> list[R]:
    """Give records of a ledger in the order asked.

    `record` is their dataclass: its fields are columns of the table, or `place_name` for what the column
    `place` names; `more` is SQL for fields that are neither.
    """
    names = [one.name for one in fields(cast(type[Any], record))]
    terms = ", ".join(more.get(name) or _term(ledger, name) for name in names)
    select = f"SELECT {terms} FROM {ledger.table} x WHERE x.id IN (SELECT value FROM json_each(?))"
    return [record(*row) for row in by_id(db, select, ids)]


def _term(ledger: Ledger, name: str) -> str:
    """Give the SQL of a field: by name what a column names, and what nobody said as an empty text."""
    named = {f"{one.name}_name": one for one in ledger.fields if one.reference is not None}
    if name in named:
        return _called(named[name])
    return f"coalesce(x.{name}, '')" if name in ("voided_on", "void_reason") else f"x.{name}"


def _called(one: Field) -> str:
    """Give the SQL of the name of what a column refers to."""
    of = one.reference
    if of is None:
        raise ValueError(f"{one.name} names nothing")
    return f"coalesce((SELECT r.{of.column} FROM {of.table} r WHERE r.id = x.{one.name}), '')"


def holds(table: str, since: str) -> str:
    """Give the SQL that a line holds on a day; dates may lack their day or month.

    The day is given twice, or once where nothing says since when (`since` empty).
    """
    begun = f"{table}.{since} <= ? AND " if since else ""
    ended = f"coalesce({table}.ended_on, '')"
    return f"{begun}({ended} = '' OR {ended} > substr(?, 1, length({ended})))"


def years(db: Register, ledger: Ledger, *, school: int) -> list[int]:
    """List the years that have lines, the newest first."""
    sql = (
        f"SELECT DISTINCT {ledger.year} FROM {ledger.table} x WHERE x.school = ? AND x.voided_on IS NULL "
        "ORDER BY 1 DESC"
    )
    return [int(row[0]) for row in db.execute(sql, [school])]


def state(ledger: Ledger, record: Any, *, on: str) -> State:
    """Say how a record stands on a day."""
    if not ledger.catalogue and record.voided_on:
        return "voided"
    if not ledger.lasts:
        return "holds"
    if record.ended_on and record.ended_on <= on[: len(record.ended_on)]:
        return "ended"
    return "ahead" if ledger.since and getattr(record, ledger.since) > on else "holds"


def _words(ledger: Ledger) -> str:
    """Give the SQL of all a line says in words, named things among them."""
    terms = []
    for one in ledger.fields:
        if one.aside:
            continue
        if one.kind == "named" and one.reference is not None:
            terms.append(_called(one))
        elif one.kind in ("text", "phone", "date", "day"):
            terms.append(f"x.{one.name}")
    return " || ' ' || ".join(terms)
