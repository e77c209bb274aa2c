"""Rosters: which sheets were taken in, and the rows of them that could not be, with the reasons."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.progress import Tell, silent
from app.school import members
from db import IntegrityError
from db.register import Register
from db.rows import by_id, insert, update


@dataclass(frozen=True, slots=True)
class Roster:
    """One sheet that was taken in."""

    id: int
    file_name: str
    sheet_name: str
    taken_on: str
    added: int
    updated: int
    unchanged: int
    refused: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Someone an import added or changed who stays as they are now, why, and the fields changed since."""

    member: int
    name: str
    why: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What taking an import back came to: people removed, people reverted, branches removed, who stays."""

    removed: int
    reverted: int
    branches: int
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken, as it stood in the sheet."""

    row_no: int
    cells: tuple[str, ...]
    reasons: tuple[str, ...]


# What of a person's row can be seen to have been changed since; the rest of it is worked out from these.
_FACTS = (*members.FIELDS, "left_on", "left_reason")


@dataclass(slots=True)
class _Did:
    """What an import did to one row: by which sheet, from what to what; added where `before` is None."""

    roster: int
    before: dict[str, object] | None
    after: dict[str, object]


def keep(
    db: Register,
    *,
    school: int,
    file_name: str,
    sha256: str,
    sheet_name: str,
    today: str,
    counts: tuple[int, int, int],
    refused: Sequence[RefusedRow],
) -> int:
    """Write down a sheet taken in: `counts` of people added, updated, unchanged; its refused rows."""
    added, updated, unchanged = counts
    with db.act(f"导入名册：{file_name}"):
        roster = insert(
            db,
            "roster",
            {
                "school": school,
                "file_name": file_name,
                "sha256": sha256,
                "sheet_name": sheet_name,
                "taken_on": today,
                "added": added,
                "updated": updated,
                "unchanged": unchanged,
                "refused": len(refused),
            },
        )
        for row in refused:
            insert(
                db,
                "refused_row",
                {
                    "school": school,
                    "roster": roster,
                    "row_no": row.row_no,
                    "cells": json.dumps(row.cells, ensure_ascii=False),
                    "reasons": json.dumps(row.reasons, ensure_ascii=False),
                },
            )
    return roster


def find(db: Register, *, school: int) -> list[int]:
    """List the sheets taken in, newest first."""
    return [row[0] for row in db.execute("SELECT id FROM roster WHERE school = ? ORDER BY id DESC", [school])]


def rows(db: Register, ids: list[int]) -> list[Roster]:
    """Give rosters in the order asked."""
    select = (
        "SELECT id, file_name, sheet_name, taken_on, added, updated, unchanged, refused, sha256 "
        "FROM roster WHERE id IN (SELECT value FROM json_each(?))"
    )
    return [Roster(*row) for row in by_id(db, select, ids)]


def of_member(db: Register, member: int) -> Roster | None:
    """Give the sheet a person came in by, or None where they were enrolled by hand."""
    found = db.execute("SELECT roster FROM member WHERE id = ? AND roster IS NOT NULL", [member]).fetchone()
    return next(iter(rows(db, [found[0]])), None) if found else None


def refused(db: Register, roster: int) -> list[RefusedRow]:
    """Give the refused rows of a sheet in its order."""
    found = db.execute(
        "SELECT row_no, cells, reasons FROM refused_row WHERE roster = ? ORDER BY row_no", [roster]
    )
    return [RefusedRow(no, tuple(json.loads(cells)), tuple(json.loads(why))) for no, cells, why in found]


def together(db: Register, roster: int) -> list[int]:
    """List the sheets that came in with this one, itself among them: those of one file are one import.

    Empty where it was not taken in at this register, or is undone.
    """
    act = _act_of(db, roster)
    found = db.execute(
        "SELECT DISTINCT h.row FROM history h JOIN roster r ON r.id = h.row WHERE h.act = ? "
        "AND h.tbl = 'roster' AND h.op = 'insert' AND r.sha256 = (SELECT sha256 FROM roster WHERE id = ?)",
        [act, roster],
    )
    return sorted(row[0] for row in found)


def _act_of(db: Register, roster: int) -> int:
    # Undoing what took it back inserts the row again, so that the first line is the import's own.
    found = db.execute(
        "SELECT act FROM history WHERE tbl = 'roster' AND row = ? AND op = 'insert' ORDER BY n LIMIT 1",
        [roster],
    ).fetchone()
    return int(found[0]) if found else 0


def take_back(db: Register, roster: int, *, tell: Tell = silent) -> TakenBack:
    """Undo a whole import, all sheets of its file, however long ago; one act, which can be undone itself.

    Who came in by it goes, and what it changed becomes what it was. Who was changed since, or stands in a
    class, stays as they are now and is named. A sheet of which something stays is kept, with counts of that.
    Raise `UserError` where it was not taken in here, or is undone already.
    """
    batch = together(db, roster)
    if not batch:
        raise UserError("这份名册不是在这台电脑上导入的，或者已经撤销，没有可以撤回的。")
    (found,) = rows(db, [roster])
    act = _act_of(db, roster)
    done = _done(db, act, set(batch))
    with db.act(f"撤回导入：{found.file_name}"):
        people = done.get("member", {})
        for one in done.get("known_row", {}):
            _removed(db, "known_row", one)
        removed, reverted, kept = _people_back(db, people, act, tell)
        for alias, did in done.get("branch_alias", {}).items():
            _alias_back(db, alias, did)
        branches = sum(_removed(db, "branch", one) for one in done.get("branch", {}))
        for one in batch:
            _close(db, one, [who for who in kept if people[who.member].roster == one], people)
    return TakenBack(removed, reverted, branches, tuple(kept))


class _Rehearsed(Exception):
    """Nothing went wrong: a rehearsal is over, and its act is rolled back."""


def rehearse_take_back(db: Register, roster: int, *, tell: Tell = silent) -> TakenBack:
    """Give what `take_back` would come to now, changing nothing; raise as it does.

    Of an import that was taken back in part these are the people who stayed, and why.
    """
    found: list[TakenBack] = []
    try:
        with db.act("看看撤回后会怎样"):
            found.append(take_back(db, roster, tell=tell))
            raise _Rehearsed
    except _Rehearsed:
        return found[0]


def _done(db: Register, act: int, batch: set[int]) -> dict[str, dict[int, _Did]]:
    """Give what these sheets did, by table and row: a sheet's lines follow the one of the sheet itself."""
    done: dict[str, dict[int, _Did]] = {}
    roster = 0
    lines = db.execute("SELECT tbl, row, op, old, new FROM history WHERE act = ? ORDER BY n", [act])
    for table, row, op, old, new in lines:
        if table == "roster" and op == "insert":
            roster = row
        if roster not in batch or op == "delete":
            continue
        after = json.loads(new)
        did = done.setdefault(table, {}).get(row)
        if did is None:
            done[table][row] = _Did(roster, None if op == "insert" else json.loads(old), after)
        else:
            did.after |= after
            if did.before is not None:
                did.before = {**json.loads(old), **did.before}
    return done


def _people_back(
    db: Register, people: Mapping[int, _Did], act: int, tell: Tell
) -> tuple[int, int, list[Kept]]:
    removed = reverted = 0
    kept = []
    for place, (member, now) in enumerate(_as_they_are(db, people)):
        if place % 50 == 0:
            tell(place, len(people), "撤回导入")
        did = people[member]
        stale = tuple(name for name in _FACTS if name in did.after and now[name] != did.after[name])
        why = f"之后又改过（{_changed_by(db, member, act)}）" if stale else ""
        if did.before is not None:
            back = {name: old for name, old in did.before.items() if _reverts(name, stale)}
            if back and _restored(db, member, back):
                reverted += 1
            elif back:
                why = why or "原来的身份证号或支部已经给了别人或不在了"
        elif not why and _person_removed(db, member):
            removed += 1
        else:
            why = why or _why_held(db, member)
        if why:
            kept.append(Kept(member, str(now["name"]), why, stale))
    tell(len(people), len(people), "撤回导入")
    return removed, reverted, kept


def _as_they_are(db: Register, people: Mapping[int, _Did]) -> Iterator[tuple[int, dict[str, object]]]:
    """Give everyone of these who is still there, with what is known of them now."""
    found = db.execute(
        f"SELECT id, {', '.join(_FACTS)} FROM member WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(people))],
    ).fetchall()
    for member, *values in found:
        yield member, dict(zip(_FACTS, values, strict=True))


def _reverts(name: str, stale: Sequence[str]) -> bool:
    """Tell whether a column goes back: spelling and strokes go with the name they were worked out from."""
    return name not in stale if name in _FACTS else "name" not in stale


def _restored(db: Register, member: int, values: Mapping[str, object]) -> bool:
    try:
        update(db, "member", member, values)
    except IntegrityError:
        return False
    return True


def _removed(db: Register, table: str, row: int) -> bool:
    """Remove a row unless another one refers to it: that the register itself refuses."""
    try:
        db.execute(f"DELETE FROM {table} WHERE id = ?", [row])
    except IntegrityError:
        return False
    return True


def _person_removed(db: Register, member: int) -> bool:
    """Remove a person to whom nothing refers but rows in which they were recognised since."""
    known = db.execute("SELECT id, school, row_key FROM known_row WHERE member = ?", [member]).fetchall()
    db.execute("DELETE FROM known_row WHERE member = ?", [member])
    if _removed(db, "member", member):
        return True
    for row in known:
        db.execute("INSERT INTO known_row (id, school, row_key, member) VALUES (?, ?, ?, ?)", [*row, member])
    return False


def _changed_by(db: Register, member: int, act: int) -> str:
    found = db.execute(
        "SELECT a.name FROM history h JOIN act a ON a.id = h.act WHERE h.tbl = 'member' AND h.row = ? "
        "AND h.act <> ? ORDER BY h.n DESC LIMIT 1",
        [member, act],
    ).fetchone()
    return str(found[0]) if found else ""


def _why_held(db: Register, member: int) -> str:
    enrolled = db.execute("SELECT 1 FROM enrollment WHERE member = ?", [member]).fetchone()
    return "已编入培训班" if enrolled else "已与另一份记录合并，或认定过是两个人"


def _alias_back(db: Register, alias: int, did: _Did) -> None:
    found = db.execute("SELECT branch FROM branch_alias WHERE id = ?", [alias]).fetchone()
    if found is None or found[0] != did.after["branch"]:
        return  # learned anew since
    if did.before is None:
        _removed(db, "branch_alias", alias)
    else:
        update(db, "branch_alias", alias, did.before)


def _close(db: Register, roster: int, kept: Sequence[Kept], people: Mapping[int, _Did]) -> None:
    """Forget a sheet of which nothing is left; of another keep how much is."""
    added = sum(people[who.member].before is None for who in kept)
    if kept:
        update(db, "roster", roster, {"added": added, "updated": len(kept) - added})
        return
    db.execute("DELETE FROM refused_row WHERE roster = ?", [roster])
    _removed(db, "roster", roster)
