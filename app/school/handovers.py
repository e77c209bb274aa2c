"""Handing over: whether this laptop's work was handed to another one, and what of that is on record here.

A laptop that was handed over is for reading until somebody takes that back with a reason. It is a setting of
this laptop and does not travel.
"""

import json
from dataclasses import asdict, dataclass, replace

from app.errors import UserError
from app.school import schools
from db.register import Register

_KEY = "handed_over"
_TAKEN = "taken_over"


@dataclass(frozen=True, slots=True)
class Handed:
    """When this laptop was handed over, to whom and by whom; `back_on` is empty while that stands."""

    on: str
    to: str
    by: str
    back_on: str = ""
    back_by: str = ""
    back_why: str = ""


def every(db: Register) -> list[Handed]:
    """List every handing over of this laptop, the oldest first."""
    return [Handed(**one) for one in json.loads(schools.setting(db, _KEY, "[]"))]


def standing(db: Register) -> Handed | None:
    """Give the handing over that stands, or None where this laptop is in use."""
    last = next(reversed(every(db)), None)
    return last if last is not None and not last.back_on else None


def hand_over(db: Register, *, to: str, today: str) -> None:
    """Say that another laptop goes on from here: from now on nothing can be changed or sent on this one.

    Raise `UserError` where nobody is named, or it was handed over already.
    """
    receiver = " ".join(to.split())
    if not receiver:
        raise UserError("请写明移交给谁，例如接收人的姓名。")
    if standing(db) is not None:
        raise UserError("本机已经移交过了，不用再移交一次。")
    _keep(db, [*every(db), Handed(today, receiver, db.operator)])
    shut(db)


def take_back(db: Register, *, why: str, today: str) -> None:
    """Let this laptop be used again; raise `UserError` without a reason, or where it is in use."""
    reason = " ".join(why.split())
    if not reason:
        raise UserError("请写明为什么要恢复使用，这要留在交接记录里。")
    last = standing(db)
    if last is None:
        raise UserError("本机没有移交出去，不用恢复。")
    _keep(db, [*every(db)[:-1], replace(last, back_on=today, back_by=db.operator, back_why=reason)])
    shut(db)


def shut(db: Register) -> None:
    """Let this register take changes or refuse them, as it was handed over or not."""
    last = standing(db)
    db.shut = (
        f"本机已于 {last.on} 移交给{last.to}，只能查看和打印，不能再录入、修改和上报。"
        "确实要在本机接着用的，请在“设置”的“交接给下一任”里写明原因，恢复使用。"
        if last
        else ""
    )


def taken(db: Register) -> str:
    """Give when and from whom this laptop took over, as a sentence; empty where it began by itself."""
    return schools.setting(db, _TAKEN)


def keep_taken(db: Register, sentence: str) -> None:
    """Write down when and from whom this laptop took over; a handing over before it is the old laptop's."""
    schools.keep(db, _TAKEN, sentence)
    _keep(db, [])


def _keep(db: Register, handed: list[Handed]) -> None:
    schools.keep(db, _KEY, json.dumps([asdict(one) for one in handed], ensure_ascii=False))
