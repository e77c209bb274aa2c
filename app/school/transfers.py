"""Transfers: people who leave for another school or come from one, with the hours that go with them.

Nothing is moved from one school's rows to another's: the old school keeps what it granted, the new one has
external hours with the slip as proof, and the county counts the person once.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import UserError
from app.school import MEMBER_TYPES, activities, hours, members, rules, schools
from app.school.hours import HourLine
from db.register import Register
from db.rows import by_id, insert, update

# What goes with a person: what the rolls say, but for what the new school has to say itself.
PARTICULARS = (
    "name", "gender", "ethnicity", "id_number", "birth", "education", "member_type", "join_date", "full_date",
    "job", "phone", "landline", "address", "native_place", "unit_post",
)  # fmt: skip
LEDGERS = ("member", "cadre")


@dataclass(frozen=True, slots=True)
class Earned:
    """What a person earned in a year in a ledger: quarter-hours, and the lines they come from."""

    year: int
    ledger: str
    quarter_hours: int
    lines: tuple[HourLine, ...]


@dataclass(frozen=True, slots=True)
class Transfer:
    """A slip that was made (`out`) or taken in (`in`)."""

    id: int
    slip: str
    direction: str
    member: int
    name: str
    former_member: int
    from_name: str
    to_name: str
    moved_on: str
    done_on: str
    done_by: str
    body: Mapping[str, Any]
    voided_on: str
    void_reason: str


def particulars(db: Register, member: int) -> dict[str, str]:
    """Give what goes with a person, as text."""
    columns = ", ".join(PARTICULARS)
    row = db.execute(f"SELECT {columns} FROM member WHERE id = ?", [member]).fetchone()
    return {name: str(value or "") for name, value in zip(PARTICULARS, row, strict=True)}


def earned(db: Register, member: int) -> list[Earned]:
    """Give all that counts for good of a person, year by year; open classes are not in it."""
    found = db.execute(
        "SELECT DISTINCT CAST(substr(date, 1, 4) AS INTEGER) FROM hour_line WHERE member = ? ORDER BY 1",
        [member],
    )
    years = [row[0] for row in found]
    all_ = []
    for year in years:
        for ledger in LEDGERS:
            lines = [
                one
                for one in hours.of_member(db, member, year=year, ledger=ledger)
                if one.posted and one.stands and one.quarter_hours > 0
            ]
            if lines:
                all_.append(Earned(year, ledger, sum(one.quarter_hours for one in lines), tuple(lines)))
    return all_


def open_classes(db: Register, member: int) -> list[str]:
    """Name the classes a person is in whose hours do not count yet."""
    found = db.execute(
        "SELECT t.name FROM enrollment e JOIN training_class t ON t.id = e.training_class "
        "WHERE e.member = ? AND t.state NOT IN ('closed', 'reported', 'archived') ORDER BY t.id",
        [member],
    )
    return [row[0] for row in found]


def hand_out(
    db: Register, member: int, *, slip: str, on: str, to_name: str, body: Mapping[str, Any], today: str
) -> int:
    """Write down that a person leaves with a slip, and mark the person left; give the transfer's id.

    Raise `UserError` where it is not said where to, or a slip of this person stands already.
    """
    who = members.row(db, member)
    where = " ".join(to_name.split())
    if not where:
        raise UserError("请写明转到哪里，例如“南阳镇党校”。")
    standing = db.execute(
        "SELECT slip FROM transfer WHERE member = ? AND direction = 'out' AND voided_on IS NULL", [member]
    ).fetchone()
    if standing:
        raise UserError(f"{who.name}已开过转移单（{standing[0]}）。要重开，请先作废原来那一份。")
    with db.act(f"开转移单：{who.name}转到{where}"):
        if not who.left_on:
            members.leave(db, member, on=on, reason="转出", where=where)
        school = schools.own(db)
        return insert(
            db,
            "transfer",
            {
                "school": who.school, "slip": slip, "direction": "out", "member": member,
                "former_member": member, "from_school": school.id, "from_name": school.full_name,
                "to_name": where, "moved_on": on, "done_on": today, "done_by": db.operator,
                "body": json.dumps(body, ensure_ascii=False),
            },
        )  # fmt: skip


def void(db: Register, transfer: int, *, why: str, today: str) -> None:
    """Void a slip that was made: the person is on the rolls again; raise `UserError` without a reason."""
    (found,) = rows(db, [transfer])
    if found.direction != "out" or found.voided_on:
        raise UserError("只有开出去还没有作废的转移单可以作废。")
    if not why.strip():
        raise UserError("作废要写明原因，例如“本人没有去报到”。")
    with db.act(f"作废转移单：{found.name}"):
        update(db, "transfer", transfer, {"voided_on": today, "void_reason": why.strip()})
        if members.row(db, found.member).left_on:
            members.come_back(db, found.member)


def taken(db: Register, slip: str, *, school: int) -> Transfer | None:
    """Give the transfer by which a slip was taken in here already, or None."""
    found = db.execute(
        "SELECT id FROM transfer WHERE school = ? AND slip = ? AND direction = 'in'", [school, slip]
    ).fetchone()
    return rows(db, [found[0]])[0] if found else None


def take_in(
    db: Register,
    *,
    school: int,
    slip: str,
    said: Mapping[str, str],
    former_member: int,
    from_school: int,
    from_name: str,
    moved_on: str,
    days: Sequence[tuple[str, str, int]],
    body: Mapping[str, Any],
    proof: int | None,
    branch: int | None,
    today: str,
) -> int:
    """Put a person on the rolls with a slip's hours (day, ledger, quarter-hours); give the transfer's id.

    Somebody who is on the rolls already by ID number is that person, back again where they had left. Hours
    of a year that is closed here are written down and not counted. Raise `UserError` where the slip was
    taken in before, is this school's own, or says what no roll can hold.
    """
    if taken(db, slip, school=school) is not None:
        raise UserError("这份转移单以前接收过，学时已经记了，没有再记一次。")
    if from_school == school:
        raise UserError("这是本校自己开出的转移单。本人没有转走的，请作废那一份转移单，不用接收。")
    closed = rules.book(db, school=school).closed
    with db.act(f"接收转移单：{said.get('name', '')}（{from_name}）"):
        member = _member(db, said, school=school, branch=branch)
        to_name = schools.own(db).full_name
        new = insert(
            db,
            "transfer",
            {
                "school": school, "slip": slip, "direction": "in", "member": member,
                "former_member": former_member, "from_school": from_school, "from_name": from_name,
                "to_name": to_name, "moved_on": moved_on, "done_on": today, "done_by": db.operator,
                "body": json.dumps(body, ensure_ascii=False),
            },
        )  # fmt: skip
        for day, ledger, quarter_hours in days:
            activity = None
            if int(day[:4]) not in closed:
                activity = activities.record(
                    db, school=school, kind="external", title=f"转入前学时（{from_name}）", on=day,
                    people=[member], today=today, stated=quarter_hours, organiser=from_name, ledger=ledger,
                    proof=proof, note=f"转移单 {slip}",
                )  # fmt: skip
            insert(
                db,
                "transfer_hours",
                {
                    "school": school, "transfer": new, "date": day, "ledger": ledger,
                    "quarter_hours": quarter_hours, "activity": activity,
                },
            )  # fmt: skip
    return new


def _member(db: Register, said: Mapping[str, str], *, school: int, branch: int | None) -> int:
    fields: dict[str, object] = {name: said[name] for name in PARTICULARS if said.get(name)}
    if fields.get("member_type") not in MEMBER_TYPES:
        raise UserError("转移单里的人员类别读不懂，没有接收。请先升级本机的五有，再接收一次。")
    number = str(fields.get("id_number", ""))
    known = members.by_id_number(db, school=school).get(number) if number else None
    if known is None:
        return members.enrol(db, {**fields, "branch": branch}, school=school)
    if members.row(db, known).left_on:
        members.come_back(db, known)
    if branch is not None:
        members.amend(db, known, {"branch": branch})
    return known


def find(db: Register, *, school: int, direction: str | None = None, member: int | None = None) -> list[int]:
    """List transfers, newest first."""
    found = db.execute(
        "SELECT id FROM transfer WHERE school = ?1 AND (?2 IS NULL OR direction = ?2) "
        "AND (?3 IS NULL OR member = ?3) ORDER BY id DESC",
        [school, direction, member],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[Transfer]:
    """Give transfers in the order asked."""
    select = (
        "SELECT t.id, slip, direction, member, m.name, former_member, from_name, to_name, moved_on, done_on, "
        "done_by, body, coalesce(voided_on, ''), void_reason FROM transfer t "
        "JOIN member m ON m.id = t.member WHERE t.id IN (SELECT value FROM json_each(?))"
    )
    fields = Transfer.__dataclass_fields__
    found = [dict(zip(fields, row, strict=True)) for row in by_id(db, select, ids)]
    return [Transfer(**{**one, "body": json.loads(one["body"])}) for one in found]


def turns_elsewhere(db: Register, *, first: str, last: str) -> int:
    """Count the 人次 between two days that are only hours people brought from another school here."""
    row = db.execute(
        "SELECT count(DISTINCT h.activity) FROM transfer_hours h JOIN transfer t ON t.id = h.transfer "
        "JOIN member old ON old.id = t.former_member AND old.school = t.from_school "
        "JOIN activity a ON a.id = h.activity AND a.voided_on IS NULL AND a.date <= ?2 AND a.ends >= ?1 "
        "WHERE t.direction = 'in' AND t.voided_on IS NULL",
        [first, last],
    ).fetchone()
    return int(row[0])


def counted_elsewhere(db: Register, *, year: int, quarter: int = 0) -> dict[int, int]:
    """Give for each school the quarter-hours of a year, or a quarter of it, that another school here granted.

    A county that sums hours over its schools takes them off, or they would count in both.
    """
    sums: dict[int, int] = defaultdict(int)
    found = db.execute(
        "SELECT t.school, h.quarter_hours FROM transfer_hours h JOIN transfer t ON t.id = h.transfer "
        "JOIN member old ON old.id = t.former_member AND old.school = t.from_school "
        "WHERE t.direction = 'in' AND t.voided_on IS NULL AND h.activity IS NOT NULL "
        "AND substr(h.date, 1, 4) = ?1 AND ?2 IN (0, (substr(h.date, 6, 2) + 2) / 3)",
        [str(year), quarter],
    )
    for school, quarter_hours in found:
        sums[school] += quarter_hours
    return dict(sums)
