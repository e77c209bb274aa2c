"""Lines of a ledger kept, changed, ended, voided and proved; every one of these can be undone."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from app.errors import UserError
from app.school.ledgers.fields import Ledger, Values
from app.school.ledgers.reading import check, lacking, laid_out
from app.spelling import dates
from db import IntegrityError
from db.register import Register
from db.rows import insert, update


def record(
    db: Register, ledger: Ledger, typed: Mapping[str, str], *, school: int, today: str, year: int = 0
) -> int:
    """Keep a new line as typed by field name and give its id; raise `UserError` for the first wrong cell."""
    missing = lacking(ledger, typed)
    if missing:
        raise UserError(f"请填写{'、'.join(one.title for one in missing)}。")
    # What is left empty is what the table says it is: one piece, in good order, and so on.
    said = {name: text for name, text in typed.items() if text.strip()}
    values = _whole(db, ledger, said, school=school, today=today, year=year)
    with db.act(f"登记{ledger.word}：{_short(typed[ledger.name.name])}"):
        resolved = _resolved(db, ledger, values, school)
        with _told(ledger, typed):
            new = insert(db, ledger.table, {"school": school, **_columns(ledger, resolved)})
        if ledger.keep is not None:
            ledger.keep(db, new, resolved, school)
    return new


def change(
    db: Register, ledger: Ledger, row: int, typed: Mapping[str, str], *, today: str, year: int = 0
) -> None:
    """Change some fields of a line; raise `UserError` for a wrong cell or a line that was voided."""
    before = _row(db, ledger, row)
    if before.get("voided_on"):
        raise UserError("这一行已经作废，不能修改；要用它，请先恢复。")
    emptied = [one for one in lacking(ledger, typed) if one.name in typed]
    if emptied:
        raise UserError(f"{emptied[0].title}不能空着；这一行登记错了，请作废它。")
    school = int(before["school"])
    mine = {one.name for one in ledger.fields if not one.aside}
    values = _whole(db, ledger, typed, school=school, today=today, year=year,
                    before={name: before[name] for name in mine})  # fmt: skip
    with db.act(f"修改{ledger.word}：{_called(db, ledger, before)}"):
        resolved = _resolved(db, ledger, values, school)
        columns = _columns(ledger, resolved)
        with _told(ledger, typed):
            if columns:
                update(db, ledger.table, row, columns)
        if ledger.keep is not None:
            ledger.keep(db, row, resolved, school)


def enter(
    db: Register,
    ledger: Ledger,
    cells: Sequence[Sequence[str]],
    *,
    school: int,
    today: str,
    year: int = 0,
    given: Mapping[str, str] | None = None,
) -> list[int]:
    """Keep rows of a sheet as new lines, all or none, and give their ids; raise `UserError` naming the row.

    `given` stands in for what the rows do not say, as the year on show.
    """
    pasted = laid_out(ledger, cells)
    made = []
    with db.act(f"登记{ledger.word}：{len(pasted.rows)} 行"):
        for number, typed in enumerate(pasted.rows, start=1):
            try:
                made.append(
                    record(db, ledger, {**(given or {}), **typed}, school=school, today=today, year=year)
                )
            except UserError as error:
                raise UserError(f"第 {number} 行：{error}全部没有登记。") from error
    return made


def end(db: Register, ledger: Ledger, row: int, *, on: str, reason: str) -> None:
    """Say from when a line holds no more, and why; raise `UserError` where that cannot be."""
    before = _row(db, ledger, row)
    why = " ".join(reason.split())
    read = dates.read(on)
    if not ledger.lasts:
        raise UserError(f"{ledger.word}没有停用一说；登记错了，请作废这一行。")
    if before.get("voided_on"):
        raise UserError("这一行已经作废，不用再停用。")
    if not why:
        raise UserError("请写明停用的原因，例如“届满”“废止”“报废”。")
    if read.verdict.kind in ("ask", "refuse") or not read.value:
        raise UserError(f"停用日期：{read.verdict.note or '请写成 2026-03-02 的样子。'}")
    if ledger.catalogue and read.precision != "day":
        raise UserError(f"停用日期“{on}”请写到哪一天，例如 2026-03-02。")
    since = str(before[ledger.since] or "") if ledger.since else ""
    if since and read.value < since[: len(read.value)]:
        raise UserError(f"停用日期{dates.in_figures(read.value)}早于{dates.in_figures(since)}，请核对。")
    with db.act(f"停用{ledger.word}：{_called(db, ledger, before)}（{_short(why)}）"):
        reason_kept = {} if ledger.catalogue else {"end_reason": why}
        update(db, ledger.table, row, {"ended_on": read.value, **reason_kept})


def resume(db: Register, ledger: Ledger, row: int) -> None:
    """Say that a line that was ended holds again."""
    before = _row(db, ledger, row)
    with db.act(f"恢复{ledger.word}：{_called(db, ledger, before)}"):
        kept = {"ended_on": None} if ledger.catalogue else {"ended_on": "", "end_reason": ""}
        update(db, ledger.table, row, kept)


def void(db: Register, ledger: Ledger, row: int, *, reason: str, today: str) -> None:
    """Say that a line was never right, and why; it stays to be read and counts nowhere."""
    before = _row(db, ledger, row)
    why = " ".join(reason.split())
    if ledger.catalogue:
        raise UserError(f"{ledger.word}不能作废：不再用就停用，同一个写了两种就到“师资课程”里合并。")
    if not why:
        raise UserError("请写明作废的原因，例如“重复登记”。")
    if before["voided_on"]:
        raise UserError("这一行已经作废。")
    with db.act(f"作废{ledger.word}：{_called(db, ledger, before)}（{_short(why)}）"):
        update(db, ledger.table, row, {"voided_on": today, "void_reason": why})


def restore(db: Register, ledger: Ledger, row: int) -> None:
    """Say that a voided line counts again."""
    before = _row(db, ledger, row)
    with db.act(f"恢复{ledger.word}：{_called(db, ledger, before)}"):
        update(db, ledger.table, row, {"voided_on": None, "void_reason": None})


def attach(db: Register, ledger: Ledger, row: int, evidence: int | None) -> None:
    """Say which filed document proves a line, or with None that none does; the one before stays filed."""
    before = _row(db, ledger, row)
    name = _called(db, ledger, before)
    if evidence is not None:
        found = db.execute("SELECT school FROM evidence WHERE id = ?", [evidence]).fetchone()
        if found is None or found[0] != before["school"]:
            raise UserError("没有找到这份佐证材料，可能已被撤销，请重新归入。")
    with db.act(f"{'附上' if evidence else '取下'}{ledger.word}的材料：{name}"):
        update(db, ledger.table, row, {ledger.proof: evidence})


def _whole(
    db: Register,
    ledger: Ledger,
    typed: Mapping[str, str],
    *,
    school: int,
    today: str,
    year: int,
    before: Mapping[str, Any] | None = None,
) -> Values:
    """Read typed cells beside what stands already and give the columns to write; raise for what is wrong."""
    values, wrong = check(db, ledger, typed, school=school, today=today, year=year)
    if not wrong and before is not None and ledger.faults is not None:
        wrong = dict(ledger.faults({**before, **values}))
    if wrong:
        raise UserError(next(iter(wrong.values())))
    if ledger.derive is not None:
        values.update(ledger.derive(db, {**(before or {}), **values}, school))
    return values


def _resolved(db: Register, ledger: Ledger, values: Values, school: int) -> Values:
    """Make what was named and is not there yet."""
    made = dict(values)
    for one in ledger.fields:
        named = values.get(one.name)
        if one.reference is not None and one.reference.called is not None and isinstance(named, str):
            made[one.name] = one.reference.called(db, named, school)
    return made


def _columns(ledger: Ledger, values: Values) -> Values:
    aside = {one.name for one in ledger.fields if one.aside}
    return {name: value for name, value in values.items() if name not in aside}


@contextmanager
def _told(ledger: Ledger, typed: Mapping[str, str]) -> Iterator[None]:
    """Say in a sentence what the register refuses: a name that is taken, numbers that contradict."""
    try:
        yield
    except IntegrityError as error:
        if "UNIQUE" in str(error):
            name = _short(typed.get(ledger.name.name, ""))
            raise UserError(f"{ledger.word}“{name}”已经有了，没有再登记；请直接修改原来的那一行。") from error
        if "CHECK" not in str(error):
            raise
        raise UserError("这一行里有互相矛盾的数，没有保存；请核对数量、金额和日期。") from error


def _row(db: Register, ledger: Ledger, row: int) -> dict[str, Any]:
    found = db.execute(f"SELECT * FROM {ledger.table} WHERE id = ?", [row])
    names = [column[0] for column in found.description]
    one = found.fetchone()
    if one is None:
        raise UserError(f"没有找到这一行{ledger.word}，可能已被撤销，请刷新后再试。")
    return dict(zip(names, one, strict=True))


def _called(db: Register, ledger: Ledger, row: Mapping[str, Any]) -> str:
    of = ledger.name
    if of.reference is None:
        return _short(str(row[of.name]))
    sql = f"SELECT {of.reference.column} FROM {of.reference.table} WHERE id = ?"
    return _short(str(db.execute(sql, [row[of.name]]).fetchone()[0]))


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 30 else f"{words[:29]}…"
