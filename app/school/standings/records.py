"""What a standing says."""

from dataclasses import dataclass
from typing import NamedTuple

from app.school import hours_text, members, rules

STATES = {"met": "达标", "not_met": "未达标", "exempt": "不作硬性要求"}
# What becomes of those who have not met it yet, by what is on the timetable until the year's end.
OUTLOOKS = {
    "met": "达标",
    "on_track": "可达标",
    "reachable": "报班可达标",
    "out_of_reach": "须加课",
    "exempt": "不作硬性要求",
}


class Tally(NamedTuple):
    """How many are on a school's rolls, how many of them owe hours in a year, and how many have these."""

    members: int
    owing: int
    met: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One person's year in quarter-hours; `required` is None where nothing is owed.

    `central` counts classes of county level or above, of which `central_required` are owed. Hours of
    cadres are a sum of their own, never mixed with the others. `outlook` is a key of `OUTLOOKS`, empty
    where it was not asked for: `planned` is what the classes the person is in still give, `joinable` what
    other classes on the timetable could give besides.
    """

    member: int
    name: str
    branch_name: str
    member_type: str
    required: int | None
    earned: int
    role: str = ""
    central: int = 0
    central_required: int = 0
    cadre_required: int | None = None
    cadre_earned: int = 0
    planned: int = 0
    joinable: int = 0
    outlook: str = ""
    phone: str = ""

    @property
    def state(self) -> str:
        """Tell met, not_met or exempt: enough hours, and for some a class of county level or above."""
        if self.required is None:
            return "exempt"
        return "not_met" if self.lacking or self.lacking_central else "met"

    @property
    def lacking(self) -> int:
        """Give the quarter-hours still owed."""
        return max((self.required or 0) - self.earned, 0)

    @property
    def lacking_central(self) -> int:
        """Give the classes of county level or above still owed."""
        return 0 if self.required is None else max(self.central_required - self.central, 0)

    @property
    def lacking_text(self) -> str:
        """Say what is still owed, empty where nothing is."""
        said = [f"{hours_text(self.lacking)} 学时"] if self.lacking else []
        if self.lacking_central:
            said.append(f"{self.lacking_central} 次县级以上集中培训")
        return "、".join(said)


def target(rule: rules.HourRule, who: members.Member) -> int | None:
    """Give what a person owes a year: the frail nothing, secretaries and committee more, others by kind."""
    return rules.owed(rule, member_type=who.member_type, role=who.role, frail=who.frail)
