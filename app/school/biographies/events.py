"""Events: one thing that happened to a person, and how it is said."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from app.school import MEMBER_TYPES, layouts, members
from app.spelling import id_numbers
from db.register import Register

KINDS = {
    "roll": "名册",
    "growth": "发展",
    "facts": "资料",
    "classes": "培训班",
    "hours": "学时",
    "certificates": "证书",
    "leave": "请假",
    "activities": "其他学习",
    "rows": "合并",
}
LABELS = {**layouts.COLUMNS, "cadre": "干部", "doubts": "疑点"}
_YES_NO = {"1": "是", "0": "否"}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "member_type": MEMBER_TYPES,
    "role": members.ROLES,
    "membership_status": {"normal": "正常", "suspended": "停止党籍"},
    **dict.fromkeys(("lost_contact", "floating", "frail", "cadre"), _YES_NO),
}
NOTHING = "空"


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that became another, in the office's words; "" where it was or is not known."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: `at` is ISO text as precise as it is known, a year, a day or a minute.

    `what` says it in a line and `more` what stands behind it; `by` is who entered it, empty where nobody
    did. `roster` is the sheet it came from, `training_class` and `enrollment` where it happened, `year` the
    year it sums up; each 0 where there is none.
    """

    at: str
    kind: str
    what: str
    more: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    by: str = ""
    roster: int = 0
    training_class: int = 0
    enrollment: int = 0
    year: int = 0


def order(event: Event) -> str:
    """Give the place of an event in time; what is only known by its year or day stands at the end of it."""
    return event.at.ljust(16, "~")


def branch_names(db: Register, *, school: int) -> dict[int, str]:
    """Give what the branches of a school are called, by id, without counting who is in them."""
    return dict(db.execute("SELECT id, name FROM branch WHERE school = ?", [school]).fetchall())


def said(field: str, value: object, *, branches: Mapping[int, str]) -> str:
    """Write what the register holds of a fact in the office's words; `branches` are names by id."""
    if value is None or value == "":
        return ""
    if field == "branch":
        return branches.get(int(str(value)), "已不在的支部")
    if field == "doubts":
        return "；".join(map(str, json.loads(str(value))))
    return _WORDS.get(field, {}).get(str(value), str(value))


def sheet(file_name: str, sheet_name: str) -> str:
    """Name a sheet of a roster: the file, and the sheet where that says more."""
    known = ("", file_name, file_name.rpartition(".")[0])
    return f"名册“{file_name}”" + (f"（{sheet_name}）" if sheet_name not in known else "")


def written(change: Change, *, whole: bool = False) -> str:
    """Say a change in a line; the middle of an ID number is hidden unless `whole`."""
    old, new = change.old, change.new
    if change.field == "id_number" and not whole:
        old, new = id_numbers.masked(old), id_numbers.masked(new)
    label = LABELS.get(change.field, change.field)
    return f"{label}：{old or NOTHING} → {new or NOTHING}" if change.old else f"{label}：{new or NOTHING}"
