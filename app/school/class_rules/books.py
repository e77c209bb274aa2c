"""Class rules: what kinds of classes there are and what each must show, as data with a source."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

import db as register_room
from db.register import Register
from db.rows import ensure

PRESETS = Path(register_room.__file__).parent / "rules" / "classes"
Proof = Literal["document", "people", "timetable", "sign_in_sheet", "attendance", "scores", "certificates"]
Stage = Literal["close", "archive"]
Due = Literal["start", "end"]
PROOFS: tuple[Proof, ...] = get_args(Proof)
STAGES: tuple[Stage, ...] = get_args(Stage)
_HEAD = ("key", "title", "source", "effective_from", "status")
FULL_MARKS = 100


@dataclass(frozen=True, slots=True)
class ClassType:
    """A kind of class with what it usually is: whom it trains, when, and whether it ends in an exam."""

    name: str
    trainee_group: str
    season: str
    exam: bool


@dataclass(frozen=True, slots=True)
class Requirement:
    """A paper or fact that a class must show before it is closed or archived, and where that is asked.

    `proof` says how it is proved: by the program's own record, or by a filed document (which is always
    good enough). `exam_only` asks it only of a class that ends in an exam. It should be there when the
    class starts or ends, as `due` says.
    """

    key: str
    title: str
    proof: Proof
    required: bool
    by: Stage
    exam_only: bool
    source: str
    due: Due


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of a score: `weight` in per cent of the whole."""

    key: str
    title: str
    weight: int


@dataclass(frozen=True, slots=True)
class Scores:
    """How a class is marked: parts that sum to 100 per cent, bands from the highest down, the pass mark.

    Who was present for less than `least_attendance` (part, whole) gets no score.
    """

    parts: tuple[ScorePart, ...]
    bands: tuple[tuple[str, int], ...]
    pass_mark: int
    least_attendance: tuple[int, int]

    def band(self, tenths: int) -> str:
        """Give the name of the band a score in tenths of a mark falls into."""
        return next(title for title, least in self.bands if tenths >= least * 10)


@dataclass(frozen=True, slots=True)
class ClassRule:
    """A rule as it stands in the register, or as it is shipped where a register has none yet (`id` 0)."""

    id: int
    key: str
    title: str
    source: str
    status: str
    effective_from: str
    classes_a_year: int
    archive_kept_years: int
    seasons: tuple[str, ...]
    programmes: tuple[str, ...]
    backstops: tuple[str, ...]
    trainee_groups: tuple[str, ...]
    types: tuple[ClassType, ...]
    requirements: tuple[Requirement, ...]
    scores: Scores

    def type_named(self, name: str) -> ClassType | None:
        """Give the type of this name; a school may write one that is in no rule."""
        return next((one for one in self.types if one.name == name), None)

    def asked_of(self, class_type: str) -> tuple[Requirement, ...]:
        """Give what a class of this type must show, in the order in which it comes about."""
        found = self.type_named(class_type)
        exam = found is not None and found.exam
        return tuple(one for one in self.requirements if exam or not one.exam_only)


def load_presets(db: Register, *, school: int) -> None:
    """Copy the shipped rules that a school does not have yet into its register, where it may edit them."""
    for preset in _presets():
        head = {name: preset[name] for name in _HEAD}
        known = db.execute("SELECT 1 FROM class_rule WHERE school = ? AND key = ?", [school, head["key"]])
        if known.fetchone():
            continue
        body = {name: value for name, value in preset.items() if name not in _HEAD}
        with db.act(f"采用办班规则：{head['title']}"):
            ensure(db, "class_rule", {"school": school, **head, "body": json.dumps(body, ensure_ascii=False)})


def in_force(db: Register, *, school: int, on: str) -> ClassRule:
    """Give the newest rule whose first day is not after `on`, or the oldest where all begin later.

    Where the register has none (a school that reports with an older program), the shipped one holds.
    """
    row = db.execute(
        "SELECT id, key, title, source, status, effective_from, body FROM class_rule WHERE school = ?1 "
        "ORDER BY effective_from > ?2, CASE WHEN effective_from <= ?2 THEN effective_from END DESC, "
        "effective_from, id DESC LIMIT 1",
        [school, on],
    ).fetchone()
    if row is None:
        preset = max(_presets(), key=lambda one: str(one["effective_from"]))
        return read((0, *(preset[name] for name in ("key", "title", "source", "status", "effective_from")),
                     json.dumps(preset)))  # fmt: skip
    return read(row)


@cache
def _presets() -> tuple[Mapping[str, Any], ...]:
    files = sorted(PRESETS.glob("*.toml"))
    return tuple(tomllib.loads(file.read_text(encoding="utf-8")) for file in files)


def rows(db: Register, *, school: int) -> list[ClassRule]:
    """List a school's rules, the newest first."""
    found = db.execute(
        "SELECT id, key, title, source, status, effective_from, body FROM class_rule WHERE school = ? "
        "ORDER BY effective_from DESC, id DESC",
        [school],
    )
    return [read(row) for row in found]


@lru_cache(maxsize=64)
def read(row: tuple[Any, ...]) -> ClassRule:
    """Read a rule from a row of its table; raise KeyError, TypeError or ValueError where it is not whole."""
    id_, key, title, source, status, effective_from, text = row
    body = json.loads(text)
    return ClassRule(
        id=id_,
        key=key,
        title=title,
        source=source,
        status=status,
        effective_from=effective_from,
        classes_a_year=_from_zero(body["classes_a_year"]),
        archive_kept_years=_from_zero(body["archive_kept_years"]),
        seasons=_words(body["seasons"]),
        programmes=_words(body["programmes"]),
        backstops=_words(body["backstops"]),
        trainee_groups=_words(body["trainee_groups"]),
        types=tuple(map(_type, body["type"])),
        requirements=tuple(map(_requirement, body["requirement"])),
        scores=_scores(body["scores"]),
    )


def _type(one: Mapping[str, Any]) -> ClassType:
    return ClassType(
        _word(one["name"]), str(one.get("trainee_group", "")), str(one.get("season", "")),
        bool(one.get("exam", False)),
    )  # fmt: skip


def _requirement(one: Mapping[str, Any]) -> Requirement:
    if one["proof"] not in PROOFS or one["by"] not in STAGES:
        raise ValueError(f"{one['key']}: no such proof or stage")
    if not str(one["key"]).isidentifier():
        raise ValueError(f"{one['key']!r} is no key")
    return Requirement(
        _word(one["key"]), _word(one["title"]), one["proof"], bool(one["required"]), one["by"],
        bool(one.get("exam_only", False)), str(one.get("source", "")),
        "start" if one.get("due", "end") == "start" else "end",
    )  # fmt: skip


def _scores(body: Mapping[str, Any]) -> Scores:
    parts = tuple(
        ScorePart(_word(one["key"]), _word(one["title"]), _from_zero(one["weight"])) for one in body["part"]
    )
    if sum(part.weight for part in parts) != FULL_MARKS:
        raise ValueError("the parts of a score must sum to 100 per cent")
    bands = tuple(
        sorted(((_word(one["title"]), _from_zero(one["from"])) for one in body["band"]),
               key=lambda band: -band[1])
    )  # fmt: skip
    if not bands or bands[-1][1] != 0:
        raise ValueError("the lowest band must begin at nought")
    least, whole = body["least_attendance"]
    if not 0 <= int(least) <= int(whole) or int(whole) < 1:
        raise ValueError("no such share of attendance")
    return Scores(parts, bands, _from_zero(body["pass_mark"]), (int(least), int(whole)))


def _words(listed: list[Any]) -> tuple[str, ...]:
    return tuple(map(_word, listed))


def _word(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{value!r} is no word")
    return value


def _from_zero(number: object) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise ValueError(f"{number!r} is no count")
    return number
