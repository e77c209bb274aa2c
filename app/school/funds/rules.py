"""What rules ask of a year's money and of a lecturer's fee, as data with a source."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import db as register_room
from app.errors import UserError
from db.register import Register
from db.rows import by_id, insert, update

PRESETS = Path(register_room.__file__).parent / "rules" / "funds"
_HEAD = ("key", "title", "source", "effective_from", "status")
MOST_TIMES = 100_000


@dataclass(frozen=True, slots=True)
class Check:
    """One sum that a rule asks for: from which sources, of what was planned or received, how much in fen.

    `per` is empty for the whole school, `member` for every member on the rolls, `told` for as many as the
    school says (`times`, 0 until it does); `unit` says of what. `most_fen` is 0 where there is no upper
    bound. `about` where the source says 左右.
    """

    key: str
    title: str
    sources: tuple[str, ...]
    of: str
    least_fen: int
    most_fen: int
    per: str
    times: int
    unit: str
    about: bool


@dataclass(frozen=True, slots=True)
class LectureFee:
    """The most a lecturer may be paid for an hour by rank, in fen, and the hours that count in a half-day."""

    most_fen: Mapping[str, int]
    most_quarter_hours: int
    source: str

    def limit(self, rank: str) -> int:
        """Give the limit for a rank; who has none is held to the lowest."""
        return self.most_fen.get(rank, min(self.most_fen.values()))


@dataclass(frozen=True, slots=True)
class FundRule:
    """A rule as it stands in the register; only one that is adopted is checked."""

    id: int
    school: int
    key: str
    title: str
    source: str
    effective_from: str
    status: str
    adopted: bool
    checks: tuple[Check, ...]
    lecture_fee: LectureFee | None


def load_presets(db: Register, *, school: int) -> None:
    """Copy the shipped rules that a school does not have yet into its register, where it may edit them."""
    known = {row[0] for row in db.execute("SELECT key FROM fund_rule WHERE school = ?", [school])}
    for preset in _presets():
        if preset["key"] in known:
            continue
        head = {name: preset[name] for name in _HEAD}
        body = {name: value for name, value in preset.items() if name not in (*_HEAD, "adopt")}
        with db.act(f"{'采用' if preset['adopt'] else '备用'}经费规则：{head['title']}"):
            insert(db, "fund_rule", {"school": school, **head, "adopted": int(preset["adopt"]),
                                     "body": json.dumps(body, ensure_ascii=False)})  # fmt: skip


def find(db: Register, *, school: int, adopted: bool = False) -> list[int]:
    """List a school's rules, or those `adopted` only."""
    found = db.execute(
        "SELECT id FROM fund_rule WHERE school = ? AND adopted >= ? ORDER BY adopted DESC, id",
        [school, int(adopted)],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[FundRule]:
    """Give rules in the order asked."""
    select = (
        "SELECT id, school, key, title, source, effective_from, status, adopted, body FROM fund_rule "
        "WHERE id IN (SELECT value FROM json_each(?))"
    )
    return [_read(row) for row in by_id(db, select, ids)]


def in_use(db: Register, *, school: int) -> list[FundRule]:
    """Give the rules a school is checked by; where its register has none at all, those shipped as adopted."""
    every = rows(db, find(db, school=school))
    if every:
        return [one for one in every if one.adopted]
    return [
        _read((0, school, *(preset[name] for name in _HEAD), 1, json.dumps(preset)))
        for preset in _presets()
        if preset["adopt"]
    ]


def lecture_fee(db: Register, *, school: int) -> LectureFee | None:
    """Give the limits for lecturers' fees that hold, or None where no rule adopted has any."""
    found = [one.lecture_fee for one in in_use(db, school=school) if one.lecture_fee is not None]
    return found[0] if found else None


def adopt(db: Register, rule: int, *, adopted: bool) -> None:
    """Say whether a school is checked by a rule."""
    found = _row(db, rule)
    with db.act(f"{'采用' if adopted else '不采用'}经费规则：{found.title}"):
        update(db, "fund_rule", rule, {"adopted": int(adopted)})


def tell_times(db: Register, rule: int, key: str, times: int) -> None:
    """Say how many a check counts — villages, people — where the register cannot know."""
    found = _row(db, rule)
    check = next((one for one in found.checks if one.key == key and one.per == "told"), None)
    if check is None or not 0 <= times <= MOST_TIMES:
        raise UserError(f"请填写 0 到 {MOST_TIMES} 之间的整数。")
    (text,) = db.execute("SELECT body FROM fund_rule WHERE id = ?", [rule]).fetchone()
    body = json.loads(text)
    for one in body["check"]:
        if one["key"] == key:
            one["times"] = times
    with db.act(f"填写{check.title}的个数：{times}{check.unit}"):
        update(db, "fund_rule", rule, {"body": json.dumps(body, ensure_ascii=False)})


def _row(db: Register, rule: int) -> FundRule:
    found = rows(db, [rule])
    if not found:
        raise UserError("没有找到这条经费规则，可能已被撤销，请刷新后再试。")
    return found[0]


@cache
def _presets() -> tuple[Mapping[str, Any], ...]:
    files = sorted(PRESETS.glob("*.toml"))
    return tuple(tomllib.loads(file.read_text(encoding="utf-8")) for file in files)


def _read(row: tuple[Any, ...]) -> FundRule:
    one, school, key, title, source, since, status, adopted, text = row
    body = json.loads(text)
    try:
        checks = tuple(
            Check(str(each["key"]), str(each["title"]), tuple(map(str, each["sources"])), str(each["of"]),
                  _fen(each["least_yuan"]), _fen(each.get("most_yuan", 0)), str(each.get("per", "")),
                  int(each.get("times", 0)), str(each.get("unit", "")), bool(each.get("about", False)))
            for each in body.get("check", ())
        )  # fmt: skip
        fee = body.get("lecture_fee")
        said = fee and LectureFee(
            {str(rank): _fen(yuan) for rank, yuan in fee["most_yuan_per_hour"].items()},
            round(fee["most_hours_per_half_day"] * 4),
            source,
        )
        if said and not said.most_fen:
            raise KeyError("most_yuan_per_hour")
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise UserError(f"经费规则“{title}”读不懂，请先升级五有，或请发来它的单位重新发一份。") from error
    return FundRule(one, school, key, title, source, since, status, bool(adopted), checks, said or None)


def _fen(yuan: float) -> int:
    return round(yuan * 100)
