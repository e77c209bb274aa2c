"""Conduct rules: who approves leave of which length, and how many may be excellent."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import db as register_room
from app.errors import UserError
from app.school import class_rules
from app.school.class_rules import ClassRule
from db.register import Register

PRESET = Path(register_room.__file__).parent / "rules" / "conduct" / "usual.toml"
PARTS = ("leave_levels", "excellent")


@dataclass(frozen=True, slots=True)
class ConductRule:
    """What holds for those in a class.

    `leave_levels`: (most half-days at a stretch, or 0 for any, who approves); `excellent_share`: (part,
    whole). How much leave and absence is too much is said by the hour rule.
    """

    source: str
    leave_levels: tuple[tuple[int, str], ...]
    excellent_share: tuple[int, int]

    def approver(self, half_days: int) -> str:
        """Say who approves so many half-days of leave at a stretch."""
        return next((who for most, who in self.leave_levels if not most or half_days <= most), "")

    def most_excellent(self, people: int) -> int:
        """Say how many of so many people may be excellent: at least one where there is anybody."""
        part, whole = self.excellent_share
        return max(people * part // whole, 1) if people else 0


def in_force(db: Register, *, school: int, on: str) -> ConductRule:
    """Give the shipped rule, with what the class rule in force on that day says instead.

    Raise `UserError` where that one cannot be understood.
    """
    return said_by(db, class_rules.in_force(db, school=school, on=on))


def said_by(db: Register, found: ClassRule) -> ConductRule:
    """Give what a class rule says of it, and the shipped rule where it says nothing.

    Raise `UserError` where it cannot be understood.
    """
    body = dict(_preset())
    row = db.execute("SELECT body FROM class_rule WHERE id = ?", [found.id]).fetchone()
    own = {name: part for name, part in json.loads(row[0]).items() if name in PARTS} if row else {}
    try:
        return _rule(body | own, found.source if own else str(body["source"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UserError(f"“{found.title}”里请假分级或评优的写法不对，请改正后再试。") from error


@cache
def _preset() -> Mapping[str, Any]:
    return tomllib.loads(PRESET.read_text(encoding="utf-8"))


def _rule(body: Mapping[str, Any], source: str) -> ConductRule:
    levels = [(int(most), str(who)) for who, most in body["leave_levels"].items()]
    part, whole = map(int, body["excellent"]["share"])
    if not 0 <= part <= whole or whole < 1:
        raise ValueError("no such share")
    return ConductRule(
        source=source,
        leave_levels=tuple(sorted(levels, key=lambda level: (level[0] == 0, level[0]))),
        excellent_share=(part, whole),
    )
