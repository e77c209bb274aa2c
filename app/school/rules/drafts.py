"""Drafts: copies of a rule with some numbers changed, which count nothing until they are adopted."""

import json
from collections.abc import Mapping
from typing import Any

from app.errors import UserError
from app.school import drafting
from app.school.rules.books import by_id
from app.school.rules.records import HourRule, filled, read
from db import IntegrityError
from db.register import Register
from db.rows import insert, update


def body(db: Register, rule: int) -> dict[str, Any]:
    """Give what a rule says as it is written, with what it leaves unsaid filled in; hours in hours."""
    row = db.execute("SELECT body FROM hour_rule WHERE id = ?", [rule]).fetchone()
    if row is None:
        raise UserError("没有找到这套学时规则，可能已被撤销，请刷新后再试。")
    return filled(json.loads(row[0]))


def draft(
    db: Register,
    *,
    based_on: int,
    title: str,
    source: str,
    effective_from: str,
    changes: Mapping[str, Any],
    confirmed: bool = False,
) -> int:
    """Write a copy of a rule with some numbers changed, which counts nothing until it is adopted.

    `changes` has the keys of `body`, within tables as deep as they go. Raise `UserError` where a number
    makes no sense, the first day is none, or no source is given: a rule without one cannot be defended.
    """
    model = by_id(db, based_on)
    (school,) = db.execute("SELECT school FROM hour_rule WHERE id = ?", [based_on]).fetchone()
    said = drafting.head(title=title, source=source, effective_from=effective_from)
    written = _changed(body(db, based_on), changes)
    with db.act(f"起草学时规则：{said['title']}"):
        status = "confirmed" if confirmed else "to be confirmed"
        new = {"school": school, "key": f"draft-{db.new_id():x}", **said, "status": status}
        new |= {"body": json.dumps(written, ensure_ascii=False)}
        return insert(db, "hour_rule", {**new, "adopted_on": None, "based_on": model.id})


def amend(
    db: Register,
    rule: int,
    *,
    changes: Mapping[str, Any],
    title: str | None = None,
    source: str | None = None,
    effective_from: str | None = None,
) -> None:
    """Change a draft; raise `UserError` as `draft` does, and where the rule counts already."""
    found = still_draft(db, rule)
    said = drafting.head(
        title=found.title if title is None else title,
        source=found.source if source is None else source,
        effective_from=found.effective_from if effective_from is None else effective_from,
    )
    written = _changed(body(db, rule), changes)
    with db.act(f"修改规则草稿：{said['title']}"):
        update(db, "hour_rule", rule, {**said, "body": json.dumps(written, ensure_ascii=False)})


def drop(db: Register, rule: int) -> None:
    """Take a draft away; raise `UserError` where the rule counts already or another stands on it."""
    found = still_draft(db, rule)
    with db.act(f"删去规则草稿：{found.title}"):
        try:
            db.execute("DELETE FROM hour_rule WHERE id = ?", [rule])
        except IntegrityError as error:
            raise UserError(f"别的规则是照“{found.title}”起草的，不能删去。") from error


def still_draft(db: Register, rule: int) -> HourRule:
    """Give a rule that may still be changed; raise `UserError` where it is adopted."""
    found = by_id(db, rule)
    if found.adopted_on:
        raise UserError(f"“{found.title}”已在 {found.adopted_on} 采用，不能再改；请复制一份，改好后采用。")
    return found


def put_in_force(db: Register, rule: int, *, today: str) -> None:
    """Let a draft count; the caller (`hours.adopt`) holds the act and posts what changes by it."""
    still_draft(db, rule)
    update(db, "hour_rule", rule, {"adopted_on": today})


def _changed(before: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Give a body with changes in it; raise `UserError` where it says nothing a rule can be read from."""
    after = drafting.merged(before, changes)
    try:
        read((0, 0, "", "", "", "", "", None, None, json.dumps(after)))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise UserError(f"规则里有一项写得不对（{error}），没有保存；请核对改动的数字。") from error
    return after
