"""Weighing: what everybody would get by an activity, before it is recorded."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.school import hours, hours_text, persons, rules
from app.school.activities.recording import days_of
from app.school.activities.records import FORMS_OF, Share
from db.register import Register

_OF_SEVERAL = re.compile(r"（共 (\d+) 天，第 \d+ 天）")


@dataclass(frozen=True, slots=True)
class Prospect:
    """What one person would get by an activity, and their year's sum without it and with it.

    Quarter-hours.
    """

    member: int
    quarter_hours: int
    reason: str
    before: int
    after: int


def weigh(
    db: Register,
    *,
    school: int,
    kind: str,
    on: str,
    people: Sequence[int],
    today: str,
    form: str = "",
    ends: str = "",
    half_day: str = "am",
    minutes: int | None = None,
    half_days: int | None = None,
    stated: int | None = None,
    ledger: str = "member",
    shares: Mapping[int, Share] | None = None,
) -> list[Prospect]:
    """Say what everybody would get before an activity is recorded, in the order of `people`.

    Raise `UserError` where a day is none or lies ahead, or its year is closed.
    """
    days = days_of(on, ends, today)
    book = rules.book(db, school=school)
    for year in range(int(days[0][:4]), int(days[1][:4]) + 1):
        hours.refuse_closed(book, year)
    chosen = form or FORMS_OF[kind][0]
    merged = persons.kept_for(db, school=school)
    whom = list(dict.fromkeys(merged.get(one, one) for one in people))
    each = {merged.get(one, one): share for one, share in (shares or {}).items()}
    first = date.fromisoformat(days[0])
    parts = (date.fromisoformat(days[1]) - first).days + 1
    facts = []
    for one in whom:
        # As `facts` reads it back: what is said of one person stands before what is said of all.
        share = each.get(one, Share())
        own = share.minutes is not None
        said = (
            share.minutes if own else minutes,
            None if own else half_days,
            share.stated if own or share.stated is not None else stated,
        )
        if said == (None, None, None) and chosen != "home_delivery":
            continue
        for part in range(parts):
            day = (first + timedelta(days=part)).isoformat()
            amount = hours.Amount(chosen, *said, int(share.tested), part, parts)
            facts.append(
                hours.Fact(
                    one, day, half_day, kind, ledger, hours.NEXT_SOURCE, None, None, True, "", None, 0, amount
                )
            )
    found = hours.tried(db, school=school, new=facts, ledger=ledger)
    return [_prospect(one, found.get(one)) for one in whom]


def _prospect(member: int, found: hours.Tried | None) -> Prospect:
    if found is None:
        return Prospect(member, 0, "还没有写学了多少", 0, 0)
    # Of several days the one that gives most tells best why.
    reason = max(found.counted, key=lambda worth: worth.quarter_hours).reason
    reason = _OF_SEVERAL.sub(r"（\1 天合计）", reason)
    given = sum(worth.quarter_hours for worth in found.counted)
    pushed_out = found.before + given - found.after
    if pushed_out > 0:
        reason = f"{reason}；同一天排在后面的因此少记 {hours_text(pushed_out)} 学时"
    return Prospect(member, given, reason, found.before, found.after)
