"""Which rule counts on a day: a school's adopted rules, and the years that are closed."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import db as register_room
from app.errors import UserError
from app.school.rules.records import COLUMNS, HourRule, read
from db.register import Register
from db.rows import by_id as rows_by_id
from db.rows import insert

PRESETS = Path(register_room.__file__).parent / "rules" / "hours"


@dataclass(slots=True)
class Book:
    """A school's adopted rules and closed years: which rule counts on a day."""

    adopted: Sequence[tuple[str, str, int]]
    """First day, day of adoption and id, in order: the last that fits a day counts."""
    closed: Mapping[int, frozenset[int]]
    """The rules that were adopted when a year was closed, by year."""
    rows: Mapping[int, tuple[Any, ...]]
    _read: dict[int, HourRule] = field(default_factory=dict)
    _days: dict[str, HourRule] = field(default_factory=dict)

    def on(self, day: str) -> HourRule:
        """Give the rule of a day; raise `UserError` where there is none."""
        found = self._days.get(day)
        if found is None:
            kept = self.closed.get(int(day[:4]))
            fit = [one for since, _, one in self.adopted if since <= day and (kept is None or one in kept)]
            if not fit:
                raise UserError(f"没有在 {day} 生效的学时规则，请在“设置”里采用一套规则。")
            found = self._days[day] = self._one(fit[-1])
        return found

    def _one(self, one: int) -> HourRule:
        if one not in self._read:
            self._read[one] = read(self.rows[one])
        return self._read[one]

    def with_(self, draft: HourRule, *, today: str) -> "Book":
        """Give the book as it would be if a draft were adopted."""
        adopted = sorted([*self.adopted, (draft.effective_from, today, draft.id)])
        return Book(adopted, self.closed, self.rows, {**self._read, draft.id: draft})


def book(db: Register, *, school: int) -> Book:
    """Read a school's adopted rules and closed years, to look up many days."""
    found = {
        row[0]: row
        for row in db.execute(
            f"SELECT {COLUMNS} FROM hour_rule WHERE school = ? AND adopted_on IS NOT NULL", [school]
        )
    }
    adopted = sorted((row[6], row[7], row[0]) for row in found.values())
    closed = db.execute("SELECT year, rules FROM closed_year WHERE school = ?", [school])
    return Book(adopted, {year: frozenset(json.loads(kept)) for year, kept in closed}, found)


def load_presets(db: Register, *, school: int) -> None:
    """Copy the shipped rules that a school does not have yet into its register, where it may edit them.

    Those marked `adopt` count from their first day; the others wait until somebody adopts one.
    """
    for file in sorted(PRESETS.glob("*.toml")):
        preset = tomllib.loads(file.read_text(encoding="utf-8"))
        head = {name: preset.pop(name) for name in ("key", "title", "source", "effective_from", "status")}
        adopted = head["effective_from"] if preset.pop("adopt") else None
        known = db.execute("SELECT 1 FROM hour_rule WHERE school = ? AND key = ?", [school, head["key"]])
        if known.fetchone():
            continue
        body = json.dumps(preset, ensure_ascii=False)
        with db.act(f"{'采用' if adopted else '备用'}学时规则：{head['title']}"):
            # Not found by its values: an empty column equals nothing.
            insert(db, "hour_rule", {"school": school, **head, "body": body, "adopted_on": adopted})


def in_force(db: Register, *, school: int, on: str) -> HourRule:
    """Give the newest adopted rule whose first day is not after `on`; raise `UserError` where there is none.

    A year that is closed keeps the rules that were adopted when it was closed.
    """
    return book(db, school=school).on(on)


def by_id(db: Register, rule: int) -> HourRule:
    """Give one rule, to say under which a line was posted."""
    row = db.execute(f"SELECT {COLUMNS} FROM hour_rule WHERE id = ?", [rule]).fetchone()
    if row is None:
        raise UserError("没有找到这套学时规则，可能已被撤销，请刷新后再试。")
    return read(row)


def find(db: Register, *, school: int) -> list[int]:
    """List a school's rules, those adopted first, the newest first day first."""
    found = db.execute(
        "SELECT id FROM hour_rule WHERE school = ? "
        "ORDER BY adopted_on IS NULL, effective_from DESC, adopted_on DESC, id DESC",
        [school],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[HourRule]:
    """Give rules in the order asked."""
    select = f"SELECT {COLUMNS} FROM hour_rule WHERE id IN (SELECT value FROM json_each(?))"
    return [read(row) for row in rows_by_id(db, select, ids)]
