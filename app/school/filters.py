"""Filters: who is meant by a few criteria, asked again each time, and kept under a name of the clerk's."""

import json
from dataclasses import MISSING, dataclass, fields
from datetime import date
from itertools import islice
from typing import Any

from app.errors import UserError
from app.school import MEMBER_TYPES, kept, members, rules, standings
from app.school.standings.judging import Judge
from db.register import Register

ORDERS = ("name", "stroke", "branch", "birth", "join_date", "member_type")


@dataclass(frozen=True, slots=True)
class Filter:
    """Criteria that all have to hold; what is empty or None asks for nothing.

    `text` and `group` are those of `members.find`; of several branches, kinds or roles one is enough.
    `standing` is a key of `standings.STATES` and holds for `year`, None being the year of the day;
    `trained` says whether they took part in anything that year.
    Ages are whole years on the day, the last one included. `joined_from` and `joined_to` are dates as
    the rolls have them, a day, a month or a year; whoever is known only by the month or the year is
    among those meant where that month or year may be.
    """

    text: str = ""
    group: str = ""
    branches: tuple[int, ...] = ()
    member_types: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    gender: str = ""
    floating: bool | None = None
    frail: bool | None = None
    lost_contact: bool | None = None
    suspended: bool | None = None
    doubtful: bool | None = None
    has_id_number: bool | None = None
    has_phone: bool | None = None
    has_branch: bool | None = None
    age_from: int | None = None
    age_to: int | None = None
    joined_from: str = ""
    joined_to: str = ""
    standing: str = ""
    year: int | None = None
    order_by: str = "name"
    trained: bool | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """A filter under its name; `body` is how the register keeps it."""

    id: int
    school: int
    name: str
    body: str

    @property
    def filter(self) -> Filter:
        """Give the criteria; raise `UserError` where a newer program wrote some that are unknown here."""
        return read(self.body, name=self.name)


# Offered from the start, in this order.
PRESETS = {
    "流动党员": Filter(floating=True),
    "困弱党员": Filter(frail=True),
    "发展对象": Filter(member_types=("candidate",)),
    "本年未达标": Filter(standing="not_met", order_by="branch"),
    "支部书记": Filter(roles=("secretary",), order_by="branch"),
    "有疑点待核": Filter(doubtful=True),
}
# Of so many it is quicker to sum up everybody at once than to judge each.
_MANY = 5000
SHELF = kept.Shelf("saved_filter", "筛选", "老街支部流动党员", tuple(PRESETS))

# What is yes, no, or not asked, as a condition on a member.
_FLAGS = {
    "floating": "m.floating = 1",
    "frail": "m.frail = 1",
    "lost_contact": "m.lost_contact = 1",
    "suspended": "m.membership_status = 'suspended'",
    "doubtful": "m.doubts <> '[]'",
    "has_id_number": "m.id_number IS NOT NULL",
    "has_phone": "m.phone <> ''",
    "has_branch": "m.branch IS NOT NULL",
    "trained": standings.TRAINED_IN_YEAR,
}
_LISTS = {"branches": "m.branch", "member_types": "m.member_type", "roles": "m.role"}
# A date known by its month or year only stands for all days in it: '~' comes after every digit.
_BOUNDS = {
    "joined_from": "m.join_date <> '' AND m.join_date || '~' >= :joined_from",
    "joined_to": "m.join_date <> '' AND m.join_date <= :joined_to || '~'",
    "born_from": "m.birth <> '' AND m.birth || '~' > :born_from || '~'",
    "born_to": "m.birth <> '' AND m.birth <= :born_to || '~'",
}


# --- whom they mean -------------------------------------------------------------------------------------


def people(
    db: Register,
    wanted: Filter,
    *,
    school: int,
    today: str,
    limit: int | None = None,
) -> list[int]:
    """List the people meant, in the filter's order; `limit` asks for the first so many.

    Raise `UserError` where a standing is asked for and no rule is in force.
    """
    where, values = _condition(wanted, today=today)
    found = members.find(
        db,
        wanted.text,
        school=school,
        group=wanted.group,
        order_by=wanted.order_by,
        limit=None if wanted.standing else limit,
        where=where,
        values=values,
    )
    if not wanted.standing:
        return found
    year, state = int(today[:4]) if wanted.year is None else wanted.year, wanted.standing
    rules.in_force(db, school=school, on=f"{year}-12-31")
    if limit is None and len(found) > _MANY and wanted.group != "left":
        of_state = set(standings.find(db, school=school, year=year, state=state, order_by="state"))
        return [one for one in found if one in of_state]
    return list(islice((one.id for one in Judge(db, year).each(found) if one.state == state), limit))


def _condition(asked: Filter, *, today: str) -> tuple[str, dict[str, object]]:
    """Give the criteria as one condition on the member `m`, and what its parameters stand for."""
    conditions, values = [], dict[str, object]()
    if asked.trained is not None:
        year = asked.year or int(today[:4])
        values |= {"trained_from": f"{year}-01-01", "trained_to": f"{year}-12-31"}
    for name, condition in _FLAGS.items():
        said = getattr(asked, name)
        if said is not None:
            conditions.append(condition if said else f"NOT ({condition})")
    for name, column in _LISTS.items():
        several = getattr(asked, name)
        if several:
            conditions.append(f"{column} IN (SELECT value FROM json_each(:{name}))")
            values[name] = json.dumps(several)
    if asked.gender:
        conditions.append("m.gender = :gender")
        values["gender"] = asked.gender
    bounds = {
        "joined_from": asked.joined_from,
        "joined_to": asked.joined_to,
        "born_from": _years_before(today, asked.age_to, more=1),
        "born_to": _years_before(today, asked.age_from),
    }
    for name, bound in bounds.items():
        if bound:
            conditions.append(_BOUNDS[name])
            values[name] = bound
    return " AND ".join(f"({one})" for one in conditions), values


def _years_before(today: str, years: int | None, *, more: int = 0) -> str:
    """Give the day so many years before as ISO text, 29 February among them, empty for None."""
    return "" if years is None else f"{int(today[:4]) - years - more:04}{today[4:]}"


def missed(year: int) -> Filter:
    """Give the filter of the party members and candidates whom nothing of a year reached."""
    return Filter(
        trained=False, year=year, member_types=("full", "probationary", "candidate"), order_by="branch"
    )


# --- under a name ---------------------------------------------------------------------------------------


def find(db: Register, text: str = "", *, school: int) -> list[int]:
    """List the saved filters in the order they were saved in."""
    return kept.find(db, SHELF, text, school=school)


def rows(db: Register, ids: list[int]) -> list[Saved]:
    """Give saved filters in the order asked."""
    return [Saved(one.id, one.school, one.name, one.body) for one in kept.rows(db, SHELF, ids)]


def named(db: Register, name: str, *, school: int) -> Filter:
    """Give the filter of this name, one of the clerk's or of `PRESETS`; raise `UserError` for no such."""
    found = kept.named(db, SHELF, name, school=school)
    return PRESETS[found] if isinstance(found, str) else read(found.body, name=found.name)


def save(db: Register, name: str, wanted: Filter, *, school: int) -> int:
    """Keep a filter under a name and give its id.

    Raise `UserError` where the name is empty, too long or taken, or the filter asks for nothing.
    """
    if wanted == Filter(order_by=wanted.order_by):
        raise UserError("还没有选任何条件，不用保存：不选条件时列出的就是全部在册人员。")
    return kept.save(db, SHELF, name, written(wanted), school=school)


def change(db: Register, saved: int, wanted: Filter) -> None:
    """Let a name stand for other criteria from now on; raise `UserError` where it is gone."""
    kept.change(db, SHELF, saved, written(wanted))


def rename(db: Register, saved: int, name: str) -> None:
    """Give a saved filter another name; raise `UserError` as `save` does, or where it is gone."""
    kept.rename(db, SHELF, saved, name)


def drop(db: Register, saved: int) -> None:
    """Forget a saved filter; raise `UserError` where it is gone already."""
    kept.drop(db, SHELF, saved)


# --- as text --------------------------------------------------------------------------------------------


def written(wanted: Filter) -> str:
    """Write a filter as JSON, without what it does not ask for."""
    asked = {one.name: getattr(wanted, one.name) for one in fields(Filter)}
    return json.dumps(
        {name: value for name, value in asked.items() if value != _DEFAULTS[name]}, ensure_ascii=False
    )


def read(body: str, *, name: str = "") -> Filter:
    """Read a filter from JSON; raise `UserError` where it holds what this program does not know.

    To leave such a criterion out would mean more people than somebody asked for.
    """
    try:
        return Filter(**{key: _checked(key, value) for key, value in json.loads(body).items()})
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise UserError(
            f"筛选“{name}”里有这个版本的程序不认识的条件，请先升级程序，或者删除它重新保存。"
        ) from error


_DEFAULTS = {one.name: one.default for one in fields(Filter) if one.default is not MISSING}
_AMONG: dict[str, tuple[str, ...]] = {
    "group": tuple(members.GROUPS),
    "member_types": tuple(MEMBER_TYPES),
    "roles": tuple(members.ROLES),
    "gender": ("", "男", "女"),
    "standing": ("", *standings.STATES),
    "order_by": (*ORDERS, *(f"-{order}" for order in ORDERS)),
}


def _checked(name: str, value: Any) -> Any:
    """Give a value read from JSON in its type; raise KeyError, TypeError or ValueError for none."""
    default = _DEFAULTS[name]
    several = value if isinstance(default, tuple) else [value]
    if not isinstance(several, list) or (
        name in _AMONG and not all(isinstance(one, str) and one in _AMONG[name] for one in several)
    ):
        raise ValueError(name)
    if name == "branches" and not all(type(one) is int for one in value):
        raise TypeError(name)
    if name in _FLAGS and type(value) is not bool:
        raise TypeError(name)
    if name in ("age_from", "age_to", "year") and not (type(value) is int and 0 <= value <= 9999):
        raise TypeError(name)
    if name in ("joined_from", "joined_to") and value:
        return date_text(value)
    if name == "text" and not isinstance(value, str):
        raise TypeError(name)
    return tuple(several) if isinstance(default, tuple) else value


def date_text(said: str) -> str:
    """Give a date that bounds a filter, as day, month or year; raise ValueError for none."""
    year, *rest = said.split("-", 2)
    whole = date.fromisoformat("-".join([year, *rest, "01", "01"][:3]))
    return whole.isoformat()[: (4, 7, 10)[len(rest)]]
