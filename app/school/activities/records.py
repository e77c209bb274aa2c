"""What an activity says, who took part in it, and what one of them did."""

from dataclasses import dataclass

from app.school import hours_text

# What each kind may be; the first is meant where nothing is said.
FORMS_OF = {
    "county_class": ("training",),
    "joint_class": ("training",),
    "online": ("online_course", "online_total"),
    "branch_study": ("branch_study", "theme_practice"),
    "home_delivery": ("home_delivery",),
    "external": ("external",),
    "teaching": ("teaching",),
}
LEDGERS = {"member": "党员学时", "cadre": "干部学时"}


@dataclass(frozen=True, slots=True)
class Activity:
    """Something learned outside the own classes, by how many; `stated` is what a paper says.

    Quarter-hours; `minutes`, `half_days` and `stated` are None where that is not how it was measured.
    `central` counts as a class of county level or above. `evidence` is 0 where nothing proves it.
    """

    id: int
    school: int
    kind: str
    form: str
    title: str
    organiser: str
    platform: str
    date: str
    ends: str
    half_day: str
    minutes: int | None
    half_days: int | None
    stated: int | None
    central: int
    ledger: str
    evidence: int
    note: str
    recorded_on: str
    recorded_by: str
    voided_on: str
    void_reason: str
    people: int


@dataclass(frozen=True, slots=True)
class Participant:
    """One person in an activity: their own minutes or stated quarter-hours, and what they were given."""

    id: int
    member: int
    name: str
    branch_name: str
    minutes: int | None
    stated: int | None
    tested: int
    quarter_hours: int


@dataclass(frozen=True, slots=True)
class Share:
    """What one person did of an activity, where it differs from the others: quarter-hours, test passed."""

    minutes: int | None = None
    stated: int | None = None
    tested: bool = False


def amount(found: Activity) -> str:
    """Say how much an activity was, as it was recorded."""
    if found.stated is not None:
        return f"证明写明 {hours_text(found.stated)} 学时"
    if found.half_days is not None:
        return f"{found.half_days} 个半天"
    return "—" if found.minutes is None else f"{found.minutes} 分钟"
