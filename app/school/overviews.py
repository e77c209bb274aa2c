"""Overviews: a school's own year as the first page shows it, from what can be counted quickly at any size."""

from dataclasses import dataclass

from app.progress import Tell
from app.school import agenda, checklist, class_rules, parcels, plans, standings
from db.register import Register


@dataclass(frozen=True, slots=True)
class Overview:
    """A school's year until today.

    `classes` were held and marked, `classes_wanted` are asked for a year by the rule that `source` names, and
    `classes_by_now` of them by the end of this quarter, whose last month is `quarter_month`. `owing` are
    those on the rolls who owe hours, `met` those of them who have them. `gaps` counts the demands of the
    standard that are not proved. `sent_on` is the day of the last parcel, empty where none was made, and
    `unsent` counts the changes since.
    """

    today: str
    classes: int
    classes_wanted: int
    classes_by_now: int
    quarter_month: int
    source: str
    members: int
    owing: int
    met: int
    points: int
    points_of: int
    gaps: int
    sent_on: str
    unsent: int
    items: tuple[agenda.Item, ...]


def overview(db: Register, *, school: int, today: str, tell: Tell) -> Overview:
    """Count what the first page shows; `tell` is asked between the parts whether to go on."""
    year = int(today[:4])
    tell(0, 0, "正在统计学时")
    people = standings.tallied(db, school=school, year=year)
    tell(0, 0, "正在核对五有建设")
    judged = checklist.assess(db, school=school, year=year, today=today)
    tell(0, 0, "正在看接下来要办的事")
    rule = class_rules.in_force(db, school=school, on=today)
    last = parcels.last_sent(db)
    short = people.owing - people.met
    return Overview(
        today=today,
        classes=plans.held_and_coming(db, school=school, year=year, today=today)[0],
        classes_wanted=rule.classes_a_year,
        classes_by_now=plans.expected_by(today, classes_a_year=rule.classes_a_year),
        quarter_month=int(plans.quarter_end(today)[5:7]),
        source=rule.source,
        members=people.members,
        owing=people.owing,
        met=people.met,
        points=sum(one.points for one in judged),
        points_of=sum(one.criterion.points for one in judged),
        gaps=len(checklist.gaps(judged)),
        sent_on=last.sent_at[:10] if last else "",
        unsent=parcels.unsent(db),
        items=tuple(agenda.items(db, school=school, today=today, short=short, judged=judged)),
    )
