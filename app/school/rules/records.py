"""What an hour rule says, read from the words it is kept in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.school import ACTIVITY_KINDS, HALF_DAYS, MARKS, MEMBER_TYPES

# Who owes by what they do, or owes nothing by how they are; everyone else by the kind of person.
_OTHERS = ("secretary", "committee", "frail")
# Where hours come from, in the order in which those of one half-day fill what there is room for.
CATEGORIES = {"own_class": "本校培训班", **ACTIVITY_KINDS}
FORMS = {
    "training": "集中培训",
    "online_course": "网络课程",
    "online_total": "网络学习累计时长",
    "branch_study": "支部学习",
    "theme_practice": "主题实践",
    "home_delivery": "送学上门",
    "external": "外出培训",
    "teaching": "授课",
}
STATUSES = {"confirmed": "已确认", "to be confirmed": "待确认"}
COLUMNS = "id, school, key, title, source, status, effective_from, adopted_on, based_on, body"
_NEVER = 10**9
# What a rule says that was taken into a register before these things were thought of.
_LATER: dict[str, Any] = {
    "minutes_per_hour": 45,
    "online": {"min_unit_hours": 0.25, "brackets": [[30, 1], [15, 0.5], [0, 0.25]], "test_hours": 0.5,
               "cap_share": -1},
    "forms": {
        "training": {"minutes": 45, "half_day_hours": 4},
        "online_total": {"minutes": 45, "half_day_hours": 4},
        "branch_study": {"minutes": 60, "half_day_hours": 4},
        "theme_practice": {"minutes": 60, "half_day_hours": 4},
        "home_delivery": {"visit_hours": 0},
        "external": {"minutes": 45, "half_day_hours": 4},
        "teaching": {"minutes": 45, "half_day_hours": 4, "times": 0},
    },
    "yearly_caps": dict.fromkeys(CATEGORIES, -1),
    "leave_max_days": [],
    "absence_max_days": 2,
    "central_classes": {"secretary": 1, "committee": 1},
    "own_class_is_central": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """What one way of learning gives: by the minutes for one hour, by the half-day, or by the visit.

    `half_day` and `visit` are quarter-hours; `visit` is None where time counts. All is taken `times`.
    """

    minutes: int
    half_day: int
    visit: int | None
    times: int


@dataclass(frozen=True, slots=True)
class HourRule:
    """A rule as it stands in the register; all amounts are quarter-hours, `counts` are per cent.

    A target of None means that no hours are owed, a yearly cap of None that there is none. `adopted_on`
    is empty for a draft. `online_brackets` are (at least so many minutes, worth), the longest first.
    """

    id: int
    key: str
    title: str
    source: str
    status: str
    effective_from: str
    day_cap: int
    min_unit: int
    leave_max_ratio: tuple[int, int]
    graduation_min_ratio: tuple[int, int]
    late_per_absence: int
    half_day: Mapping[str, int]
    counts: Mapping[str, int]
    targets: Mapping[str, int | None]
    adopted_on: str
    based_on: int | None
    minutes_per_hour: int
    online_unit: int
    online_brackets: tuple[tuple[int, int], ...]
    online_test: int
    online_share: int | None
    forms: Mapping[str, Form]
    yearly_caps: Mapping[str, int | None]
    leave_max_days: tuple[tuple[int, int], ...]
    absence_max_days: int
    central_classes: Mapping[str, int]
    own_class_is_central: bool

    @property
    def capped(self) -> bool:
        """Tell whether what a day gives may depend on the days of its year before it."""
        return self.online_share is not None or any(cap is not None for cap in self.yearly_caps.values())


def owed(rule: HourRule, *, member_type: str, role: str, frail: int) -> int | None:
    """Give what a person owes a year: the frail nothing, secretaries and committee more, others by kind."""
    if frail:
        return rule.targets["frail"]
    return rule.targets[role or member_type]


def filled(said: dict[str, Any]) -> dict[str, Any]:
    """Add what a rule of an older program leaves unsaid."""
    whole = dict(said)
    for key, default in _LATER.items():
        if isinstance(default, dict):
            given = said.get(key, {})
            if not isinstance(given, dict):
                raise TypeError(f"{key} is no table")
            whole[key] = {**default, **given}
        else:
            whole.setdefault(key, default)
    whole["targets"] = {"cadre": 90, **said["targets"]}
    return whole


def read(row: tuple[Any, ...]) -> HourRule:
    """Read a rule; raise KeyError, TypeError, ValueError or OverflowError where it is not whole."""
    id_, _, key, title, source, status, effective_from, adopted_on, based_on, text = row
    body = filled(json.loads(text))
    online = body["online"]
    return HourRule(
        id=id_,
        key=key,
        title=title,
        source=source,
        status=status,
        effective_from=effective_from,
        day_cap=_quarters(body["day_cap_hours"]),
        min_unit=_at_least(1, _quarters(body["min_unit_hours"])),
        leave_max_ratio=_ratio(body["leave_max_ratio"]),
        graduation_min_ratio=_ratio(body["graduation_min_ratio"]),
        late_per_absence=_at_least(0, int(body["late_per_absence"])),
        half_day={half: _quarters(body["half_day_hours"][half]) for half in HALF_DAYS},
        counts={mark: _percent(body["counts"][mark]) for mark in MARKS},
        targets={who: _or_none(body["targets"][who]) for who in (*MEMBER_TYPES, *_OTHERS, "cadre")},
        adopted_on=adopted_on or "",
        based_on=based_on,
        minutes_per_hour=_at_least(1, int(body["minutes_per_hour"])),
        online_unit=_at_least(1, _quarters(online["min_unit_hours"])),
        online_brackets=_brackets(online["brackets"]),
        online_test=_quarters(online["test_hours"]),
        online_share=None if online["cap_share"] < 0 else _percent(online["cap_share"]),
        forms={name: _form(body["forms"].get(name)) for name in FORMS if name != "online_course"},
        yearly_caps={name: _or_none(body["yearly_caps"].get(name, -1)) for name in CATEGORIES},
        leave_max_days=tuple(sorted((int(held), int(days)) for held, days in body["leave_max_days"])),
        absence_max_days=_at_least(0, int(body["absence_max_days"])),
        central_classes={who: int(body["central_classes"][who]) for who in ("secretary", "committee")},
        own_class_is_central=bool(body["own_class_is_central"]),
    )


def _form(said: Mapping[str, Any] | None) -> Form:
    if said is None:
        raise KeyError("forms")
    given = dict(said)
    unknown = given.keys() - {"minutes", "half_day_hours", "visit_hours", "times"}
    if unknown:
        raise ValueError(f"no such way to count: {sorted(unknown)}")
    visit = given.get("visit_hours")
    return Form(
        minutes=_at_least(1, int(given.get("minutes", _NEVER))),
        half_day=_quarters(given.get("half_day_hours", 0)),
        visit=None if visit is None else _quarters(visit),
        times=_at_least(0, int(given.get("times", 1))),
    )


def _brackets(pairs: Sequence[Sequence[float]]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(((int(minutes), _quarters(hours)) for minutes, hours in pairs), reverse=True))


def _quarters(hours: float) -> int:
    return _at_least(0, min(round(hours * 4), _NEVER))


def _percent(share: float) -> int:
    return min(_at_least(0, int(share)), 100)


def _or_none(hours: float) -> int | None:
    return None if hours < 0 else _quarters(hours)


def _ratio(pair: Sequence[int]) -> tuple[int, int]:
    part, whole = pair
    return _at_least(0, int(part)), _at_least(1, int(whole))


def _at_least(least: int, number: int) -> int:
    if number < least:
        raise ValueError(f"{number} is less than {least}")
    return number
