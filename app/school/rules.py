"""Hour rules: what counts how much and who owes how many hours, as data with a source and a first day."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import db as register_room
from app.errors import UserError
from app.school import HALF_DAYS, MARKS, MEMBER_TYPES
from db.register import Register
from db.rows import ensure

PRESETS = Path(register_room.__file__).parent / "rules" / "hours"
# Who owes by what they do, or owes nothing by how they are; everyone else by the kind of person.
_OTHERS = ("secretary", "committee", "frail")


@dataclass(frozen=True, slots=True)
class HourRule:
    """A rule as it stands in the register; all amounts are quarter-hours, `counts` are per cent.

    A target of None means that no hours are owed.
    """

    id: int
    key: str
    title: str
    source: str
    status: str
    effective_from: str
    day_cap: int
    min_unit: int
    leave_max_ratio: tuple[int, int]
    graduation_min_ratio: tuple[int, int]
    late_per_absence: int
    half_day: Mapping[str, int]
    counts: Mapping[str, int]
    targets: Mapping[str, int | None]


def load_presets(db: Register, *, school: int) -> None:
    """Copy the shipped rules that a school does not have yet into its register, where it may edit them."""
    for file in sorted(PRESETS.glob("*.toml")):
        preset = tomllib.loads(file.read_text(encoding="utf-8"))
        head = {name: preset.pop(name) for name in ("key", "title", "source", "effective_from", "status")}
        known = db.execute("SELECT 1 FROM hour_rule WHERE school = ? AND key = ?", [school, head["key"]])
        if known.fetchone():
            continue
        with db.act(f"采用学时规则：{head['title']}"):
            ensure(
                db, "hour_rule", {"school": school, **head, "body": json.dumps(preset, ensure_ascii=False)}
            )


def in_force(db: Register, *, school: int, on: str) -> HourRule:
    """Give the newest rule whose first day is not after `on`; raise `UserError` where there is none."""
    row = db.execute(
        "SELECT id, key, title, source, status, effective_from, body FROM hour_rule "
        "WHERE school = ? AND effective_from <= ? ORDER BY effective_from DESC, id DESC LIMIT 1",
        [school, on],
    ).fetchone()
    if row is None:
        raise UserError(f"没有在 {on} 生效的学时规则，请在“设置”里采用一套规则。")
    return _rule(row)


def by_id(db: Register, rule: int) -> HourRule:
    """Give one rule, to say under which a line was posted."""
    row = db.execute(
        "SELECT id, key, title, source, status, effective_from, body FROM hour_rule WHERE id = ?", [rule]
    ).fetchone()
    return _rule(row)


def _rule(row: tuple[Any, ...]) -> HourRule:
    """Read a rule; raise KeyError, TypeError, ValueError or OverflowError where it is not whole."""
    id_, key, title, source, status, effective_from, text = row
    body = json.loads(text)
    return HourRule(
        id=id_,
        key=key,
        title=title,
        source=source,
        status=status,
        effective_from=effective_from,
        day_cap=_quarters(body["day_cap_hours"]),
        min_unit=_at_least(1, _quarters(body["min_unit_hours"])),
        leave_max_ratio=_ratio(body["leave_max_ratio"]),
        graduation_min_ratio=_ratio(body["graduation_min_ratio"]),
        late_per_absence=int(body["late_per_absence"]),
        half_day={half: _quarters(body["half_day_hours"][half]) for half in HALF_DAYS},
        counts={mark: int(body["counts"][mark]) for mark in MARKS},
        targets={who: _target(body["targets"][who]) for who in (*MEMBER_TYPES, *_OTHERS)},
    )


def _quarters(hours: float) -> int:
    return round(hours * 4)


def _target(hours: float) -> int | None:
    return None if hours < 0 else _quarters(hours)


def _ratio(pair: list[int]) -> tuple[int, int]:
    part, whole = pair
    return int(part), _at_least(1, int(whole))


def _at_least(least: int, number: int) -> int:
    if number < least:
        raise ValueError(f"{number} is less than {least}")
    return number
