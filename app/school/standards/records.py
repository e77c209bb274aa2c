"""What a standard and a criterion say, checked where they come from a file or a form."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.errors import UserError
from app.spelling import dates

KINDS = {"school": "党校建设", "belt": "主题示范带", "base": "示范基地", "other": "其他"}
STATUSES = {"confirmed": "已确认", "to be confirmed": "待确认"}
PROOFS = {"document": "文件或照片", "count": "自动统计", "fact": "填写事实"}
PARTIAL = {"none": "不满足不得分", "half": "有一部分得一半", "share": "按比例得分"}
MOST = 10**12
MOST_POINTS = 100_000
MOST_MONTHS = 1200
MOST_CRITERIA = 500
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Star:
    """What a share of the full points gives: `at` per cent and more, a number of stars, a tier of subsidy."""

    at: int
    stars: int
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Standard:
    """One version of a standard; `adopted_on` is empty for one that nobody is judged by yet.

    `school` is whose it is: the own one, or the county's that handed it down. `stars` begin with the most.
    """

    id: int
    school: int
    key: str
    name: str
    source: str
    status: str
    effective_from: str
    kind: str
    adopted_on: str
    based_on: int | None
    stars: tuple[Star, ...]

    def star(self, points: int, of: int) -> Star | None:
        """Give what so many points of all come to, None where they reach no cut-off."""
        return next((one for one in self.stars if of and points * 100 >= one.at * of), None)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One demand of a standard.

    `need` is what a count or fact must reach, `unit` what it is counted in; `valid_months` is how long a
    document or fact proves it, 0 for good. `partial` says what is given for a part of it. `wants` names what
    proves it and `explained` how it is measured, both for people. Criteria of one `key` are the same demand
    in whatever standard, so that what proves it goes on proving it.
    """

    id: int
    item: str
    item_name: str
    key: str
    text: str
    proof: str
    measure: str
    need: int
    unit: str
    points: int
    partial: str
    required: int
    valid_months: int
    wants: str
    explained: str


STANDARD_COLUMNS = (
    "id, school, key, name, source, status, effective_from, kind, coalesce(adopted_on, ''), based_on, body"
)
CRITERION_COLUMNS = (
    "id, item, item_name, key, text, proof, measure, need, unit, points, partial, required, valid_months, "
    "wants, explained"
)


def read(row: Sequence[Any]) -> Standard:
    """Read a standard's row; cut-offs of a newer program that make no sense here are left out."""
    one, school, key, name, source, status, since, kind, adopted_on, based_on, text = row
    cut_offs = stars(json.loads(text).get("star", []))
    return Standard(one, school, key, name, source, status, since, kind, adopted_on, based_on, cut_offs)


def stars(listed: object) -> tuple[Star, ...]:
    """Read cut-offs, the highest first, and leave out what is none."""
    found = []
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, Mapping) and _whole(one.get("at")) and _whole(one.get("stars")):
            found.append(Star(one["at"], one["stars"], str(one.get("tier", ""))))
    return tuple(sorted(found, key=lambda one: -one.at))


def _whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= 100


def head(said: Mapping[str, Any]) -> dict[str, str]:
    """Check name, source, first day and kind; raise `UserError` saying what is wrong."""
    name, source = _line(said.get("name"), "名称"), _line(said.get("source"), "出处")
    if not name:
        raise UserError("请给标准起个名字，例如“本县五有标准（2027）”。")
    if not source:
        raise UserError("请写明标准的出处，例如“某县委组织部通知〔2027〕3号”，以后有人问起才说得清。")
    kind = said.get("kind", "school")
    if kind not in KINDS:
        raise UserError(f"标准的种类写的是“{kind}”，认不出来；可以是 {'、'.join(KINDS)}。")
    status = said.get("status", "to be confirmed")
    if status not in STATUSES:
        raise UserError(f"标准的状态写的是“{status}”，认不出来；可以是 {'、'.join(STATUSES)}。")
    return {
        "name": name,
        "source": source,
        "effective_from": day(said.get("effective_from"), "生效日期"),
        "kind": kind,
        "status": status,
    }


def day(text: object, what: str) -> str:
    """Give a day, typed or a date of the file, as ISO text; raise `UserError` where it is none."""
    said = text.isoformat()[:10] if isinstance(text, date) else str(text)
    return dates.typed_day(said, what=what, like="2027-01-01")


def body(said: Mapping[str, Any]) -> dict[str, Any]:
    """Check the cut-offs; raise `UserError` saying which is wrong."""
    listed = said.get("star", [])
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        raise UserError("星级（star）要一条一条写：得分率 at、星数 stars、经费档次 tier。")
    for one in listed:
        if not _whole(one.get("at")) or not _whole(one.get("stars")):
            raise UserError("星级里的得分率 at 和星数 stars 都要是 0 到 100 的整数。")
    if len({one["at"] for one in listed}) < len(listed):
        raise UserError("两个星级的得分率一样，请改开。")
    known = [
        {"at": one["at"], "stars": one["stars"], "tier": _line(one.get("tier"), "档次")} for one in listed
    ]
    return {"star": known}


def checked(said: Mapping[str, Any], *, item: str, item_name: str) -> dict[str, Any]:
    """Check one criterion and give its columns; raise `UserError` naming it and what is wrong.

    A measure that this program does not know is let be: a newer one may, and it proves nothing here.
    """
    text = _line(said.get("text"), "要求")
    if not text:
        raise UserError(f"“{item_name}”下有一条要求没有写内容。")
    unknown = sorted(set(said) - _COLUMNS)
    if unknown:
        raise UserError(f"“{text}”里的“{unknown[0]}”认不出来，请核对写法。")
    key = _line(said.get("key"), "代号")
    if not key:
        raise UserError(f"“{text}”没有代号 key；同一条要求在各版标准里要用同一个代号。")
    proof, partial = said.get("proof", "document"), said.get("partial", "none")
    if proof not in PROOFS or partial not in PARTIAL:
        raise UserError(
            f"“{text}”的证明方式“{proof}”或得分办法“{partial}”认不出来；"
            f"证明方式可以是 {'、'.join(PROOFS)}，得分办法可以是 {'、'.join(PARTIAL)}。"
        )
    measure = _line(said.get("measure"), "统计项")
    if proof == "count" and not measure:
        raise UserError(f"“{text}”要自动统计，却没有写统计项 measure。")
    required = said.get("required", False)
    if not isinstance(required, bool) and required not in (0, 1):
        raise UserError(f"“{text}”的“必须具备”只能写是或否（true 或 false）。")
    return {
        "item": item,
        "item_name": item_name,
        "key": key,
        "text": text,
        "proof": proof,
        "measure": measure,
        "need": _number(said.get("need", 0), MOST, f"“{text}”要达到的数"),
        "unit": _line(said.get("unit"), "单位"),
        "points": _number(said.get("points", 0), MOST_POINTS, f"“{text}”的分值"),
        "partial": partial,
        "required": int(required),
        "valid_months": _number(said.get("valid_months", 0), MOST_MONTHS, f"“{text}”的有效月数"),
        "wants": _line(said.get("wants"), "证明材料"),
        "explained": _line(said.get("explained"), "口径"),
    }


_COLUMNS = {
    "key", "text", "proof", "measure", "need", "unit", "points", "partial", "required", "valid_months",
    "wants", "explained",
}  # fmt: skip


def all_checked(items: object) -> list[dict[str, Any]]:
    """Check the items of a standard with their criteria; raise `UserError` saying what is wrong."""
    if not isinstance(items, list) or not items:
        raise UserError("标准里没有一项内容，请至少写一项（item）和它的一条要求（criterion）。")
    found: list[dict[str, Any]] = []
    for item in items:
        listed = item.get("criterion") if isinstance(item, Mapping) else None
        name = _line(item.get("name"), "项目名称") if isinstance(item, Mapping) else ""
        if not name or not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
            raise UserError("标准的每一项（item）都要有名称 name 和要求 criterion。")
        key = _line(item.get("key"), "项目代号") or name
        found += [checked(one, item=key, item_name=name) for one in listed]
    if not found or len(found) > MOST_CRITERIA:
        raise UserError(f"一套标准要有 1 到 {MOST_CRITERIA} 条要求，这里有 {len(found)} 条。")
    keys = [one["key"] for one in found]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise UserError(f"代号“{twice}”用了两次，请改开。")
    return found


def _line(text: object, what: str) -> str:
    if text is None:
        return ""
    if not isinstance(text, str):
        raise UserError(f"标准里的{what}应是文字，写的却是“{text}”。")
    found = " ".join(text.split())
    if len(found) > LONGEST:
        raise UserError(f"标准里的{what}太长（{len(found)} 个字），请写在 {LONGEST} 个字以内。")
    return found


def _number(number: object, most: int, what: str) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= most:
        raise UserError(f"{what}“{str(number)[:20]}”不对，请写 0 到 {most} 的整数。")
    return number
