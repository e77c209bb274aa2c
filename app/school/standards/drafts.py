"""Drafts: copies of a standard with something changed, by which nobody is judged until they are adopted."""

import json
from collections.abc import Mapping
from typing import Any

from app.errors import UserError
from app.school.standards.books import as_said, by_id, choose, put, put_criteria
from app.school.standards.records import Standard, all_checked, body, head
from db import IntegrityError
from db.register import Register
from db.rows import update


def draft(
    db: Register,
    *,
    school: int,
    based_on: int | None = None,
    said: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> int:
    """Write a version that counts nothing yet, as `said` or as `based_on` says with `changes` in its head.

    Raise `UserError` where what is said makes no sense.
    """
    whole = dict(said) if said is not None else as_said(db, based_on or 0)
    whole.update(changes or {})
    # Another's confirmation does not hold for what is changed.
    if said is None and "status" not in (changes or {}):
        whole["status"] = "to be confirmed"
    name = head(whole)["name"]
    with db.act(f"起草标准：{name}"):
        return put(db, whole, school=school, key=f"draft-{db.new_id():x}", based_on=based_on)


def amend(db: Register, standard: int, said: Mapping[str, Any]) -> None:
    """Write a draft anew, as `as_said` gives it; raise `UserError` as `draft` does, or where it counts."""
    found = still_draft(db, standard)
    listed, new = all_checked(said.get("item")), head(said)
    with db.act(f"修改标准草稿：{new['name']}"):
        update(db, "standard", standard, {**new, "body": json.dumps(body(said), ensure_ascii=False)})
        try:
            db.execute("DELETE FROM criterion WHERE standard = ?", [standard])
        except IntegrityError as error:
            raise UserError(f"“{found.name}”的要求下已归入佐证，不能再改；请另起草一份。") from error
        put_criteria(db, listed, school=found.school, standard=standard)


def drop(db: Register, standard: int) -> None:
    """Take a draft away; raise `UserError` where it counts already or something stands on it."""
    found = still_draft(db, standard)
    with db.act(f"删去标准草稿：{found.name}"):
        try:
            db.execute("DELETE FROM criterion WHERE standard = ?", [standard])
            db.execute("DELETE FROM standard WHERE id = ?", [standard])
        except IntegrityError as error:
            raise UserError(f"别的标准或佐证用到“{found.name}”，不能删去。") from error


def still_draft(db: Register, standard: int) -> Standard:
    """Give a standard that may still be changed; raise `UserError` where it is adopted."""
    found = by_id(db, standard)
    if found.adopted_on:
        raise UserError(f"“{found.name}”已在 {found.adopted_on} 采用，不能再改；请复制一份，改好后采用。")
    return found


def adopt(db: Register, standard: int, *, school: int, today: str) -> None:
    """Let a school be judged by a standard from its first day on: a draft, a preset, or one handed down.

    A county that adopts one hands it down with its next reference data. Raise `UserError` where the standard
    has no criterion worth a point.
    """
    found = by_id(db, standard)
    (points,) = db.execute("SELECT sum(points) FROM criterion WHERE standard = ?", [standard]).fetchone()
    if not points:
        raise UserError(f"“{found.name}”没有一条要求有分值，采用以后算不出分，请先写好分值。")
    with db.act(f"采用标准：{found.name}"):
        if not found.adopted_on:
            if found.school != school:
                raise UserError(f"“{found.name}”还没有由起草的单位采用，不能选用。")
            update(db, "standard", standard, {"adopted_on": today})
        choose(db, standard, school=school, effective_from=found.effective_from, today=today)
