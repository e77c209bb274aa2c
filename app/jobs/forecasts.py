"""Forecasts: say in sentences what would help, and write the list of those to be called."""

import re
from collections import Counter
from collections.abc import Sequence

from app.papers import call_lists as papers
from app.school import forecasts, hours_text, schools, standings
from app.spelling import dates
from db.register import Register

_NAMED = 6
# A full name begins with the party and the places above: 中共青岚县石坂镇前坪村党支部委员会.
_ABOVE = re.compile(r"^(?:中国共产党|中共)(?:(?:.{2,6}?[县市区旗])?.{1,6}?(?:街道|[镇乡]))?")
_KIND = re.compile(r"村?党?支部(?:委员会)?$")


def advice(found: forecasts.Forecast) -> list[str]:
    """Say what helps whom, one sentence each, what is on the timetable first."""
    said = [
        f"已排的“{one.name}”（{dates.in_figures(one.starts)}）还可以报名，"
        f"{len(one.people)} 人报上现有的班就能达标。"
        for one in found.joining
    ]
    said += [offered(found, one) for one in found.offers]
    if found.left:
        said.append(f"另有 {len(found.left)} 人今年加办半天也补不上，或还要参加县级以上集中培训。")
    return said


def offered(found: forecasts.Forecast, one: forecasts.Offer) -> str:
    """Say one class to be added: “再办 2 个半天，溪口、后溪 2 个支部的 46 人就能达标。”."""
    names = "、".join(_told_apart(one.branches)[:_NAMED])
    names += "等" if len(one.branches) > _NAMED else ""
    invited = set(one.invited)
    also = sum(who.member in invited and who.joinable > 0 for who in found.everybody)
    more = [f"其中 {also} 人还要先报上现有的班"] if also else []
    if len(one.invited) == found.seats:
        more.append(f"一个班最多 {found.seats} 人")
    return (
        f"再办 {one.half_days} 个半天，{names} {len(one.branches)} 个支部的 {len(one.invited)} 人就能达标"
        + (f"（{'，'.join(more)}）" if more else "")
        + "。"
    )


def _told_apart(branches: Sequence[str]) -> list[str]:
    """Name branches by their village, and in full where two would be called alike."""
    short = [_short(name) for name in branches]
    often = Counter(short)
    return [one if often[one] == 1 else whole or one for one, whole in zip(short, branches, strict=True)]


def _short(name: str) -> str:
    return _KIND.sub("", _ABOVE.sub("", name)) or name or "没有支部"


def helps(found: forecasts.Forecast) -> dict[int, str]:
    """Say for each person who is to be called what would help, in a few words."""
    said: dict[int, str] = {}
    joins = {one.member for one in found.calls if one.joinable}
    for number, offer in enumerate(found.offers, 1):
        for who in offer.invited:
            first = "先报现有的班，再" if who in joins else ""
            said[who] = f"{first}参加拟加办的第 {number} 个班，{offer.half_days} 个半天"
    for joining in reversed(found.joining):
        for who in joining.people:
            said[who] = f"报名“{joining.name}”，{dates.in_figures(joining.starts)}开班"
    for one in found.calls:
        if one.lacking_central:
            said[one.member] = "参加县级以上集中培训"
        said.setdefault(one.member, "今年加办半天也补不上，请个别安排")
    return said


def call_list(
    db: Register, found: forecasts.Forecast, calls: Sequence[standings.Standing], *, school: int, today: str
) -> papers.CallList:
    """Fill in the list of those to be called."""
    said = helps(found)
    (owner,) = schools.rows(db, [school])
    return papers.CallList(
        owner.short_name,
        found.year,
        [
            papers.Call(
                one.branch_name, one.name, one.phone, one.required or 0, one.earned, short(one),
                said[one.member],
            )
            for one in calls
        ],
        dates.in_figures(today),
    )  # fmt: skip


def short(one: standings.Standing) -> str:
    """Say how much somebody lacks as a table does."""
    said = [hours_text(one.lacking)] if one.lacking else []
    return "、".join([*said, *([f"{one.lacking_central} 次县级班"] if one.lacking_central else [])]) or "—"
