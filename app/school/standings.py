"""Standings: what each person owes in a year by the rule, what they have, and whether that is enough."""

from dataclasses import dataclass

from app.school import hours, members, rules
from db.register import Register

STATES = {"met": "达标", "not_met": "未达标", "exempt": "不作硬性要求"}


@dataclass(frozen=True, slots=True)
class Standing:
    """One person's year in quarter-hours; `required` is None where nothing is owed."""

    member: int
    name: str
    branch_name: str
    member_type: str
    required: int | None
    earned: int

    @property
    def state(self) -> str:
        """Tell met, not_met or exempt."""
        if self.required is None:
            return "exempt"
        return "met" if self.earned >= self.required else "not_met"

    @property
    def lacking(self) -> int:
        """Give the quarter-hours still owed."""
        return max((self.required or 0) - self.earned, 0)


def target(rule: rules.HourRule, who: members.Member) -> int | None:
    """Give what a person owes a year: the frail nothing, secretaries and committee more, others by kind."""
    return rules.owed(rule, member_type=who.member_type, role=who.role, frail=who.frail)


def of_school(db: Register, *, school: int, year: int, text: str = "", group: str = "") -> list[Standing]:
    """Give everyone's standing in the order of `members.find`, those who left only where `group` asks."""
    rule = rules.in_force(db, school=school, on=f"{year}-12-31")
    sums = hours.earned(db, school=school, year=year)
    people = members.rows(db, members.find(db, text, school=school, group=group))
    return [
        Standing(who.id, who.name, who.branch_name, who.member_type, target(rule, who), sums.get(who.id, 0))
        for who in people
    ]


def of_member(db: Register, member: int, *, year: int) -> Standing:
    """Give one person's standing."""
    (who,) = members.rows(db, [member])
    rule = rules.in_force(db, school=who.school, on=f"{year}-12-31")
    earned = sum(line.quarter_hours for line in hours.of_member(db, member, year=year))
    return Standing(who.id, who.name, who.branch_name, who.member_type, target(rule, who), earned)
