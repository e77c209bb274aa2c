"""Branches a sheet writes as nobody has written them yet, and which of the known ones each may be."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.jobs.rosters.plans import Plan
from app.school import branches
from app.spelling import names
from db.register import Register

_PARTY = re.compile(r"^(?:中国共产党|中共)")
_ABOVE = re.compile(r"^.{2,6}?(?:[省市州盟县区旗])(?=.{3})|^.{1,6}?(?:街道|[镇乡])(?=.{2})")
_KIND = re.compile(r"(?:总?支部委员会|党?总支(?:委员会)?|党委|党?支部?|委员会)+$")
_LIKELY = 0.6
_MOST = 3


@dataclass(frozen=True, slots=True)
class Unknown:
    """A branch as written, on how many rows, and the known branches it may be, the likeliest first."""

    written: str
    rows: int
    likely: tuple[int, ...]


def unknown(db: Register, plans: Iterable[Plan], *, school: int) -> list[Unknown]:
    """List the branches of plans that are neither on the rolls nor known by another name, most rows first.

    The likely ones are a suggestion: part of a name is never taken for the whole.
    """
    known = branches.by_name(db, school=school)
    counted: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for plan in plans:
        for row in plan.rows:
            key = names.match_key(row.written_branch)
            if key and key not in known and row.verdict != "refused":
                counted[key] += 1
                spelled.setdefault(key, row.written_branch)
    there = [(one.id, core(one.name)) for one in branches.rows(db, branches.find(db, school=school))]
    return [
        Unknown(spelled[key], rows, _likely(core(spelled[key]), there)) for key, rows in counted.most_common()
    ]


def _likely(written: str, there: Iterable[tuple[int, str]]) -> tuple[int, ...]:
    scored = [(likeness(written, name), one) for one, name in there]
    best = sorted((pair for pair in scored if pair[0] >= _LIKELY), key=lambda pair: (-pair[0], pair[1]))
    return tuple(one for _, one in best[:_MOST])


def core(name: str) -> str:
    """Give what a branch's name comes down to: 前村 of 中共平安镇前村支部委员会."""
    bare = _PARTY.sub("", names.match_key(name))
    bare = _KIND.sub("", bare) or bare
    while (shorter := _ABOVE.sub("", bare, count=1)) != bare:
        bare = shorter
    return bare


def likeness(one: str, other: str) -> float:
    """Tell how like two cores are, from 0 to 1."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    if one in other or other in one:
        return 0.8
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
