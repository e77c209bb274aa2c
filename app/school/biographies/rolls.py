"""Rolls: how a person came on the rolls, what was changed of them, how they left, came back, were joined."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from app.school import MEMBER_TYPES, members, origins, persons, rosters
from app.school.biographies.events import LABELS, Change, Event, branch_names, said, sheet
from db.register import Register

_LEAVING = ("left_on", "left_reason")
# An act of this name says no more than what was changed.
_PLAIN = "修改人员："
# What was said about two rows, by acts that stand. A + keeps SQLite from walking the whole history in order.
_PAIRS = (
    "SELECT h.tbl, h.op, coalesce(h.old, h.new), a.clock >> 16, a.operator FROM history h "
    "CROSS JOIN act a ON a.id = h.act WHERE h.tbl IN ('person_link', 'person_apart') AND a.undoes IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM act u WHERE u.undoes = a.id) ORDER BY +h.n"
)


def events(db: Register, several: Sequence[int]) -> Iterator[Event]:
    """Give what happened to the rows of a person, the one that was kept first."""
    kept = members.row(db, several[0])
    people = {who.id: who for who in members.rows(db, list(several))}
    homes = branch_names(db, school=kept.school)
    for row in several:
        whose = "" if row == kept.id else f"（并入的记录“{people[row].name}”）"
        told = origins.of_member(db, row)
        for origin in told:
            yield from _of_act(origin, homes, whose)
        if not told:
            yield from _untold(db, people[row], whose)
    yield from _growth(kept)
    yield from _pairs(db, several, people)


def _of_act(origin: origins.Origin, homes: Mapping[int, str], whose: str) -> Iterator[Event]:
    changes = [
        Change(field, said(field, origin.before.get(field), branches=homes), said(field, new, branches=homes))
        for field, new in origin.fields.items()
    ]
    named = sheet(origin.file_name, origin.sheet_name)
    by, roster = origin.operator, origin.roster or 0
    if origin.is_first:
        how = f"随{named}导入" if origin.roster else "手工登记"
        yield Event(
            origin.at, "roll", f"{how}，进入名册{whose}", changes=tuple(changes), by=by, roster=roster
        )
        return
    leaving = {one.field: one for one in changes if one.field in _LEAVING}
    if "left_on" in leaving:
        yield _left(origin, leaving, whose, by=origin.operator)
    kinds = [one for one in changes if one.field == "member_type"]
    for one in kinds:
        how = f"{named}里是{one.new}" if origin.roster else origin.name
        yield Event(origin.at, "growth", f"{one.old} → {one.new}{whose}", (how,), by=by, roster=roster)
    rest = tuple(one for one in changes if one.field not in (*_LEAVING, "member_type"))
    if rest:
        facts = "、".join(LABELS.get(one.field, one.field) for one in rest)
        how = f"{named}更新" if origin.roster else "更改"
        plain = origin.roster or origin.name.startswith(_PLAIN)
        more = () if plain else (origin.name,)
        yield Event(origin.at, "facts", f"{how}{facts}{whose}", more, rest, by=by, roster=roster)


def _left(origin: origins.Origin, leaving: Mapping[str, Change], whose: str, *, by: str) -> Event:
    day = leaving["left_on"]
    if not day.new:
        return Event(origin.at, "roll", f"恢复到名册{whose}", (f"原来在 {day.old} 减少",), by=by)
    reason = leaving["left_reason"].new if "left_reason" in leaving else ""
    return Event(day.new, "roll", f"从名册减少，{reason}{whose}", (f"{origin.at} 登记",), by=by)


def _untold(db: Register, who: members.Member, whose: str) -> Iterator[Event]:
    """Tell what the row itself says, where its history is another desk's."""
    roster = rosters.of_member(db, who.id)
    if roster is not None:
        what = f"随{sheet(roster.file_name, roster.sheet_name)}导入，进入名册{whose}"
        yield Event(roster.taken_on, "roll", what, roster=roster.id)
    if who.left_on:
        yield Event(who.left_on, "roll", f"从名册减少，{who.left_reason}{whose}")


def _growth(who: members.Member) -> Iterator[Event]:
    if who.member_type not in ("full", "probationary"):
        return
    if who.join_date:
        yield Event(who.join_date, "growth", "入党", ("照名册里的入党日期",))
    if who.full_date and who.member_type == "full":
        yield Event(who.full_date, "growth", f"转为{MEMBER_TYPES['full']}", ("照名册里的转正日期",))


def _pairs(db: Register, several: Sequence[int], people: Mapping[int, members.Member]) -> Iterator[Event]:
    told = set()
    for table, op, body, ms, operator in db.execute(_PAIRS).fetchall():
        row = json.loads(body)
        first, second = (row["kept"], row["other"]) if table == "person_link" else (row["one"], row["other"])
        if not {first, second} & set(several):
            continue
        told.add((first, second))
        at = datetime.fromtimestamp(ms / 1000).isoformat(sep=" ", timespec="minutes")
        one, other = (_named(db, people, who) for who in (first, second))
        if table == "person_apart":
            yield Event(at, "rows", f"认定{one}与{other}是两个人", by=operator)
        elif op == "insert":
            yield Event(at, "rows", f"{other}并入{one}", (f"依据：{row['why']}",), by=operator)
        else:
            yield Event(at, "rows", f"{other}与{one}拆开，各是一个人", by=operator)
    found = persons.find(db, school=people[several[0]].school, member=several[0])
    for link in persons.rows(db, found):
        if (link.kept, link.other) not in told:
            what = f"“{link.other_name}”并入“{link.kept_name}”"
            yield Event(link.linked_on, "rows", what, (f"依据：{link.why}",), by=link.linked_by)


def _named(db: Register, people: Mapping[int, members.Member], row: int) -> str:
    found = [people[row]] if row in people else members.rows(db, [row])
    return f"“{found[0].name}”" if found else "已撤回的一份记录"
