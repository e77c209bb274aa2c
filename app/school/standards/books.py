"""Which standard counts on a day: what a school chose, what its county handed down, or what it began with."""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import db as register_room
from app.errors import UserError
from app.school.standards.records import (
    CRITERION_COLUMNS,
    KINDS,
    STANDARD_COLUMNS,
    Criterion,
    Standard,
    all_checked,
    body,
    head,
    read,
)
from db.register import Register
from db.rows import by_id as rows_by_id
from db.rows import insert

PRESETS = Path(register_room.__file__).parent / "rules" / "standards"


@dataclass(frozen=True, slots=True)
class Preset:
    """A standard that comes with the program; `adopt` says that a new school begins with it."""

    key: str
    name: str
    source: str
    kind: str
    adopt: bool
    body: Mapping[str, Any]


@cache
def presets() -> tuple[Preset, ...]:
    """List the standards that come with the program, the one a school begins with first."""
    read_ = (tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(PRESETS.glob("*.toml")))
    found = [Preset(one["key"], one["name"], one["source"], one["kind"], one["adopt"], one) for one in read_]
    return tuple(sorted(found, key=lambda one: (not one.adopt, list(KINDS).index(one.kind), one.name)))


def load_presets(db: Register, *, school: int) -> None:
    """Copy the standard a school begins with into its register, where it has none of its own yet."""
    if db.execute("SELECT 1 FROM standard WHERE school = ?", [school]).fetchone():
        return
    for one in presets():
        if one.adopt:
            first = head(one.body)["effective_from"]
            with db.act(f"采用标准：{one.name}"):
                put(db, one.body, school=school, key=one.key, adopted_on=first)


def take_preset(db: Register, key: str, *, school: int) -> int:
    """Copy a shipped standard into a school's register, where nobody is judged by it until it is adopted.

    Raise `UserError` where there is none of this key; the one that is there already is given as it is.
    """
    known = db.execute("SELECT id FROM standard WHERE school = ? AND key = ?", [school, key]).fetchone()
    if known:
        return int(known[0])
    one = next((one for one in presets() if one.key == key), None)
    if one is None:
        raise UserError(f"软件里没有代号是“{key}”的标准；有的是 {'、'.join(one.key for one in presets())}。")
    with db.act(f"备用标准：{one.name}"):
        return put(db, one.body, school=school, key=key)


def put(
    db: Register,
    said: Mapping[str, Any],
    *,
    school: int,
    key: str,
    adopted_on: str | None = None,
    based_on: int | None = None,
) -> int:
    """Write a standard with its criteria as they are said; the caller holds the act. Raise `UserError`."""
    listed = all_checked(said.get("item"))
    new = {"school": school, "key": key, **head(said), "adopted_on": adopted_on, "based_on": based_on}
    standard = insert(db, "standard", {**new, "body": json.dumps(body(said), ensure_ascii=False)})
    put_criteria(db, listed, school=school, standard=standard)
    return standard


def put_criteria(db: Register, listed: Sequence[Mapping[str, Any]], *, school: int, standard: int) -> None:
    """Write checked criteria in their order; the caller holds the act."""
    for seq, columns in enumerate(listed, start=1):
        insert(db, "criterion", {"school": school, "standard": standard, "seq": seq, **columns})


def in_force(db: Register, *, school: int, on: str, kind: str = "school") -> Standard:
    """Give the standard by which a school is judged on a day; raise `UserError` where there is none.

    What the school chose comes first, then what its county handed down, then what it began with.
    """
    found = of_schools(db, [school], on=on, kind=kind).get(school)
    if found is None:
        raise UserError("还没有采用检查标准，请在“五有建设”里点“标准”，采用一套标准。")
    return found


def of_schools(db: Register, schools: Iterable[int], *, on: str, kind: str = "school") -> dict[int, Standard]:
    """Give for each of some schools the standard in force on a day; those without one are left out."""
    asked = list(schools)
    choices: dict[int, int] = {}
    for school, standard in db.execute(
        "SELECT c.school, c.standard FROM standard_choice c JOIN standard s ON s.id = c.standard "
        "WHERE c.school IN (SELECT value FROM json_each(?)) AND c.effective_from <= ? AND s.kind = ? "
        "ORDER BY c.effective_from, c.id",
        [json.dumps(asked), on, kind],
    ):
        choices[school] = standard
    adopted = _adopted(db, on=on, kind=kind)
    counties = _counties(db)
    found = {}
    for school in asked:
        handed_down = [one for county in counties - {school} for one in adopted.get(county, [])]
        listed = handed_down or adopted.get(school, [])
        if school in choices:
            found[school] = rows(db, [choices[school]])[0]
        elif listed:
            found[school] = max(listed, key=lambda one: (one.effective_from, one.adopted_on, one.id))
    return found


def _counties(db: Register) -> set[int]:
    """Give the schools that stand for a county: what they adopted is for all below them."""
    return {row[0] for row in db.execute("SELECT id FROM school WHERE level = 'county'")}


def _adopted(db: Register, *, on: str, kind: str) -> dict[int, list[Standard]]:
    found: dict[int, list[Standard]] = {}
    for row in db.execute(
        f"SELECT {STANDARD_COLUMNS} FROM standard "
        "WHERE kind = ? AND adopted_on IS NOT NULL AND effective_from <= ?",
        [kind, on],
    ):
        one = read(row)
        found.setdefault(one.school, []).append(one)
    return found


def chosen(db: Register, *, school: int, kind: str = "school") -> list[tuple[str, int]]:
    """List what a school chose over the years: from which day on, and which standard; the newest first."""
    found = db.execute(
        "SELECT c.effective_from, c.standard FROM standard_choice c JOIN standard s ON s.id = c.standard "
        "WHERE c.school = ? AND s.kind = ? ORDER BY c.effective_from DESC, c.id DESC",
        [school, kind],
    )
    return [(on, standard) for on, standard in found]


def choose(db: Register, standard: int, *, school: int, effective_from: str, today: str) -> None:
    """Let a school be judged by a standard from a day on; a draft is refused with `UserError`.

    Assessments that are finished keep the standard they were made under.
    """
    found = by_id(db, standard)
    if not found.adopted_on and found.school == school:
        raise UserError(f"“{found.name}”还没有采用，请先采用。")
    with db.act(f"选用标准：{found.name}"):
        insert(
            db,
            "standard_choice",
            {
                "school": school,
                "standard": standard,
                "effective_from": max(effective_from, found.effective_from),
                "chosen_on": today,
                "chosen_by": db.operator,
            },
        )


def by_id(db: Register, standard: int) -> Standard:
    """Give one standard; raise `UserError` where it is gone."""
    found = rows(db, [standard])
    if not found:
        raise UserError("没有找到这套标准，可能已被撤销，请刷新后再试。")
    return found[0]


def find(db: Register, *, school: int, kind: str = "") -> list[int]:
    """List a school's standards and those handed down, those in use first, the newest first day first."""
    found = db.execute(
        "SELECT id FROM standard WHERE (school = :school OR (adopted_on IS NOT NULL AND school IN "
        "(SELECT id FROM school WHERE level = 'county'))) AND (:kind = '' OR kind = :kind) "
        "ORDER BY adopted_on IS NULL, kind <> 'school', school = :school, effective_from DESC, id DESC",
        {"school": school, "kind": kind},
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[Standard]:
    """Give standards in the order asked."""
    select = f"SELECT {STANDARD_COLUMNS} FROM standard WHERE id IN (SELECT value FROM json_each(?))"
    return [read(row) for row in rows_by_id(db, select, ids)]


def criteria(db: Register, standard: int) -> list[Criterion]:
    """Give a standard's criteria in its order."""
    found = db.execute(
        f"SELECT {CRITERION_COLUMNS} FROM criterion WHERE standard = ? ORDER BY seq", [standard]
    )
    return [Criterion(*row) for row in found]


def criteria_of(db: Register, ids: Iterable[int]) -> dict[int, list[Criterion]]:
    """Give the criteria of several standards at once, each in its order."""
    found: dict[int, list[Criterion]] = {}
    for standard, *row in db.execute(
        f"SELECT standard, {CRITERION_COLUMNS} FROM criterion "
        "WHERE standard IN (SELECT value FROM json_each(?)) ORDER BY standard, seq",
        [json.dumps(list(ids))],
    ):
        found.setdefault(standard, []).append(Criterion(*row))
    return found


def as_said(db: Register, standard: int) -> dict[str, Any]:
    """Give a standard as it is written down: its head, cut-offs and items with their criteria."""
    found = by_id(db, standard)
    items: dict[str, dict[str, Any]] = {}
    for one in criteria(db, standard):
        item = items.setdefault(one.item, {"key": one.item, "name": one.item_name, "criterion": []})
        item["criterion"].append(
            {
                "key": one.key,
                "text": one.text,
                "proof": one.proof,
                "measure": one.measure,
                "need": one.need,
                "unit": one.unit,
                "points": one.points,
                "partial": one.partial,
                "required": one.required,
                "valid_months": one.valid_months,
                "wants": one.wants,
                "explained": one.explained,
            }
        )
    return {
        "name": found.name,
        "source": found.source,
        "effective_from": found.effective_from,
        "kind": found.kind,
        "status": found.status,
        "star": [{"at": one.at, "stars": one.stars, "tier": one.tier} for one in found.stars],
        "item": list(items.values()),
    }
