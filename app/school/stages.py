"""Stages: a person goes on from applicant to full member, one stage after the other, each on its day.

Source: 《中国共产党发展党员工作细则》, and 《中国共产党章程》 for the year of probation.
"""

from datetime import date

from app.errors import UserError
from app.school import MEMBER_TYPES, members
from app.spelling import dates
from db.register import Register

STAGES = ("applicant", "activist", "candidate", "probationary", "full")
# What the act is called that leads into a stage, and which date of the person it says.
_CALLED = {
    "activist": "列为入党积极分子",
    "candidate": "确定为发展对象",
    "probationary": "接收为预备党员",
    "full": "转为正式党员",
}
_DATE = {"probationary": "join_date", "full": "full_date"}


def following(member_type: str) -> str:
    """Give the stage after one, empty where there is none."""
    at = STAGES.index(member_type) if member_type in STAGES else len(STAGES)
    return STAGES[at + 1] if at + 1 < len(STAGES) else ""


def called(stage: str) -> str:
    """Say how going on to a stage is called."""
    return _CALLED[stage]


def due(who: members.Member) -> str:
    """Give the day on which a probationary member's year is over, empty where it cannot be told."""
    if who.member_type != "probationary" or len(who.join_date) != len("2026-11-20"):
        return ""
    return _year_after(date.fromisoformat(who.join_date)).isoformat()


def go_on(db: Register, member: int, *, on: str, today: str) -> str:
    """Take a person on to the next stage on a day, and give that stage; the act's name keeps the day.

    Who is received has joined on that day; who becomes full has that day too. Raise `UserError` where there
    is no next stage, the person left, the day is none or to come, or a year of probation is not over.
    """
    who = members.row(db, member)
    stage = following(who.member_type)
    if not stage:
        raise UserError(f"{who.name}是{MEMBER_TYPES[who.member_type]}，没有下一个发展阶段。")
    if who.left_on:
        raise UserError(f"{who.name}已在 {who.left_on} 减少，请先恢复到名册。")
    day = dates.typed_day(on)
    if day > today:
        raise UserError("日期还没有到，请等办完以后再登记。")
    if stage == "full" and due(who) > day:
        raise UserError(
            f"{who.name} {who.join_date} 入党，预备期为一年，{due(who)} 才满；"
            "日期写错的请改正，入党日期有误的请先改入党日期。"
        )
    fields: dict[str, object] = {"member_type": stage}
    if stage in _DATE:
        fields[_DATE[stage]] = day
    with db.act(f"{_CALLED[stage]}：{who.name}（{day}）"):
        members.amend(db, member, fields)
    return stage


def _year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)  # 29 February
