"""Leave slips: who asked to be away from which half-days, why, who approved it, and when they came back."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import UserError
from app.school import (
    CAME,
    HALF_DAYS,
    MARKS,
    attendance,
    classes,
    conduct_rules,
    enrollments,
    hours_text,
    rules,
    timetable,
)
from app.spelling import dates
from db.register import Register
from db.rows import by_id, insert, update

_SESSIONS = 7
KINDS = {kind: MARKS[kind] for kind in attendance.LEAVES}


@dataclass(frozen=True, slots=True)
class LeaveSlip:
    """One slip; `sessions` in the order held, `approver` who must approve it, `refused` why it was not."""

    id: int
    enrollment: int
    training_class: int
    seq_no: int
    name: str
    kind: str
    reason: str
    sessions: tuple[int, ...]
    span: str
    asked_on: str
    approver: str
    approved_by: str
    approved_on: str
    returned_on: str
    refused: str

    @property
    def state(self) -> str:
        """Say in the office's word how it stands."""
        if self.refused:
            return "未批准"
        if not self.approved_on:
            return "待批准"
        return "已销假" if self.returned_on else "待销假"


@dataclass(frozen=True, slots=True)
class Filled:
    """What an approved slip did to the roll call: boxes filled, and those that had said somebody came."""

    boxes: int
    had_come: int


def ask(db: Register, *, enrollment: int, kind: str, reason: str, sessions: Sequence[int], today: str) -> int:
    """Keep a slip that somebody handed in and give its id; who must approve it follows from its length.

    Raise `UserError` without a reason or half-days, where another slip holds one of them, or the class is
    closed.
    """
    (who,) = enrollments.rows(db, [enrollment])
    found = classes.still_open(db, who.training_class)
    why = " ".join(reason.split())
    if kind not in KINDS:
        raise ValueError(f"{kind} is no leave")
    if not why:
        raise UserError("请假条要写明事由。")
    held = [one for one in _sessions(db, who.training_class) if one.id in set(sessions)]
    if not held or len(held) != len(set(sessions)):
        raise UserError("请选好请假的半天：从哪个半天到哪个半天，都要是本班课表里的。")
    taken = {one for slip in _live(db, enrollment) for one in slip.sessions}
    if twice := [one.label for one in held if one.id in taken]:
        raise UserError(f"{who.name}{twice[0]}已经有一张请假条，不能重复登记。")
    with db.act(f"登记请假条：{who.name}{_span(held)}{KINDS[kind]}"):
        values = {
            "school": found.school,
            "enrollment": enrollment,
            "kind": kind,
            "reason": why,
            "sessions": json.dumps([one.id for one in held]),
            "asked_on": today,
            "approver": rule(db, found).approver(len(held)),
        }
        return insert(db, "leave_slip", values)


def approve(db: Register, slip: int, *, by: str, today: str) -> Filled:
    """Write down who approved a slip, and put its leave into the roll call, held already or not.

    Raise `UserError` where it was decided before, nobody is named, or the class is closed.
    """
    (found,) = rows(db, [slip])
    _undecided(found)
    name = " ".join(by.split())
    if not name:
        raise UserError("请填写批准人。")
    grid = attendance.roll_call(db, found.training_class)
    boxes = [one for one in found.sessions if grid.marks.get((found.enrollment, one)) != found.kind]
    had_come = sum(grid.marks.get((found.enrollment, one)) in CAME for one in boxes)
    classes.still_open(db, found.training_class)
    with db.act(f"批准请假条：{found.name}{found.span}{KINDS[found.kind]}"):
        update(db, "leave_slip", slip, {"approved_by": name, "approved_on": today})
        for session in boxes:
            attendance.mark(
                db,
                enrollment=found.enrollment,
                session=session,
                mark=found.kind,
                reason=f"请假条：{found.reason}",
                today=today,
            )
    return Filled(len(boxes), had_come)


def refuse(db: Register, slip: int, *, reason: str) -> None:
    """Write down that a slip was not approved, and why; raise `UserError` where it was decided before."""
    (found,) = rows(db, [slip])
    _undecided(found)
    why = " ".join(reason.split())
    if not why:
        raise UserError("不批准要写明原因。")
    with db.act(f"不批准请假条：{found.name}{found.span}（{why}）"):
        update(db, "leave_slip", slip, {"refused": why})


def come_back(db: Register, slip: int, *, on: str, today: str) -> int:
    """Write down when somebody was back; give how many later half-days are open for the roll call again.

    Raise `UserError` where the slip is not approved, was settled before, or the day is none or to come.
    """
    (found,) = rows(db, [slip])
    if not found.approved_on:
        raise UserError(f"{found.name}的这张请假条还没有批准，不用销假。")
    if found.returned_on:
        raise UserError(f"{found.name}的这张请假条 {found.returned_on} 已经销假。")
    back = dates.typed_day(on)
    if back > today:
        raise UserError("销假日期不能晚于今天。")
    grid = attendance.roll_call(db, found.training_class)
    freed = [
        one.id
        for one in grid.sessions
        if one.id in found.sessions
        and one.date > back
        and one.id not in grid.locked
        and grid.marks.get((found.enrollment, one.id)) == found.kind
    ]
    with db.act(f"销假：{found.name}{found.span}"):
        update(db, "leave_slip", slip, {"returned_on": back})
        for session in freed:
            attendance.mark(db, enrollment=found.enrollment, session=session, mark=None, today=today)
    return len(freed)


def warnings(db: Register, enrollment: int, sessions: Iterable[int] = ()) -> list[str]:
    """Say which limits somebody's leave goes beyond, with these half-days added to it.

    Sources: no more than 1/7 of all hours, 《干部教育培训工作条例》(2023修订); the days that a class of its
    length allows, 中共巢湖市委党校《主体班学员考勤制度》.
    """
    (who,) = enrollments.rows(db, [enrollment])
    found = classes.row(db, who.training_class)
    grid = attendance.roll_call(db, who.training_class)
    away = {session for (one, session), mark in grid.marks.items()
            if one == enrollment and mark in attendance.LEAVES}  # fmt: skip
    days = {one.id: one.date for one in grid.sessions}
    away |= set(sessions) | {
        session
        for slip in _live(db, enrollment)
        for session in slip.sessions
        if not slip.returned_on or days[session] <= slip.returned_on
    }
    if not away or not grid.sessions:
        return []
    return _beyond(db, found, grid.sessions, away)


def _beyond(
    db: Register, found: classes.TrainingClass, held: Sequence[timetable.Session], away: set[int]
) -> list[str]:
    said = []
    leave = sum(one.quarter_hours for one in held if one.id in away)
    total = sum(one.quarter_hours for one in held)
    limits = rules.in_force(db, school=found.school, on=held[0].date)
    part, whole = limits.leave_max_ratio
    if leave * whole > total * part:
        said.append(
            f"累计请假 {hours_text(leave)} 学时，超过总学时 {hours_text(total)} 的 {part}/{whole}，不予结业"
        )
    half_days = sum(one.id in away for one in held)
    length = len({one.date for one in held})
    most = next((most for longest, most in limits.leave_max_days if length <= longest), None)
    if most is not None and half_days > 2 * most:
        said.append(f"累计请假 {half_days / 2:g} 天，{length} 天的班最多请假 {most} 天，不予结业")
    return said


def rule(db: Register, found: classes.TrainingClass) -> conduct_rules.ConductRule:
    """Give the conduct rule that holds in a class."""
    return conduct_rules.in_force(db, school=found.school, on=found.starts or f"{found.year}-01-01")


def between(db: Register, training_class: int, first: int, last: int) -> list[int]:
    """List the sessions of a class from one to another, whichever is held first."""
    every = timetable.find(db, training_class=training_class)
    if first not in every or last not in every:
        raise UserError("请选好请假的半天：从哪个半天到哪个半天，都要是本班课表里的。")
    one, other = sorted((every.index(first), every.index(last)))
    return every[one : other + 1]


def covered(db: Register, training_class: int) -> dict[tuple[int, int], str]:
    """Give the kind of leave for every (enrollment, session) that an approved slip stands behind."""
    slips = rows(db, find(db, training_class=training_class))
    return {
        (slip.enrollment, session): slip.kind
        for slip in slips
        if slip.approved_on
        for session in slip.sessions
    }


def find(
    db: Register, *, school: int | None = None, training_class: int | None = None, open_only: bool = False
) -> list[int]:
    """List slips as they were asked for; `open_only` those of open classes to be decided or settled yet."""
    shut = ", ".join(f"'{state}'" for state in classes.CLOSED)
    found = db.execute(
        "SELECT l.id FROM leave_slip l JOIN enrollment e ON e.id = l.enrollment "
        "JOIN training_class c ON c.id = e.training_class "
        "WHERE (?1 IS NULL OR l.school = ?1) AND (?2 IS NULL OR e.training_class = ?2) "
        f"AND (NOT ?3 OR (refused = '' AND returned_on IS NULL AND c.state NOT IN ({shut}))) "
        "ORDER BY asked_on, l.id",
        [school, training_class, open_only],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[LeaveSlip]:
    """Give slips in the order asked."""
    select = (
        "SELECT l.id, enrollment, e.training_class, seq_no, m.name, kind, reason, sessions, asked_on, "
        "approver, approved_by, coalesce(approved_on, ''), coalesce(returned_on, ''), refused "
        "FROM leave_slip l JOIN enrollment e ON e.id = l.enrollment JOIN member m ON m.id = e.member "
        "WHERE l.id IN (SELECT value FROM json_each(?))"
    )
    found = by_id(db, select, ids)
    held = {one: _sessions(db, one) for one in dict.fromkeys(row[2] for row in found)}
    return [_slip(row, held[row[2]]) for row in found]


def _slip(row: tuple[Any, ...], held: Sequence[timetable.Session]) -> LeaveSlip:
    wanted = set(json.loads(row[_SESSIONS]))
    away = [one for one in held if one.id in wanted]
    where = (tuple(one.id for one in away), _span(away))
    return LeaveSlip(*(*row[:_SESSIONS], *where, *row[_SESSIONS + 1 :]))


def _sessions(db: Register, training_class: int) -> list[timetable.Session]:
    return timetable.rows(db, timetable.find(db, training_class=training_class))


def _span(held: Sequence[timetable.Session]) -> str:
    if not held:
        return ""
    first, last = held[0], held[-1]
    if first == last:
        return first.label
    return f"{first.label}至{HALF_DAYS[last.half_day] if first.date == last.date else last.label}"


def _live(db: Register, enrollment: int) -> list[LeaveSlip]:
    """Give somebody's slips that are approved or may yet be."""
    found = db.execute(
        "SELECT id FROM leave_slip WHERE enrollment = ? AND refused = '' ORDER BY id", [enrollment]
    )
    return rows(db, [row[0] for row in found])


def _undecided(slip: LeaveSlip) -> None:
    if slip.approved_on:
        raise UserError(f"{slip.name}的这张请假条 {slip.approved_on} 已由{slip.approved_by}批准。")
    if slip.refused:
        raise UserError(f"{slip.name}的这张请假条已定为不批准：{slip.refused}。")
