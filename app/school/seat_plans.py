"""Seat plans: who sits where in a class's room, and in which order the leaders' table is set."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.errors import UserError
from app.school import classes, enrollments
from db.register import Register
from db.rows import insert, update

ORDERS = {"stroke": "姓氏笔画", "branch": "党支部", "group": "组别", "seq": "名册顺序"}
MOST_COLUMNS, MOST_ROWS, MOST_LEADERS = 20, 40, 15
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """A room seen from above with the leaders' table at the top.

    `seats` has the enrollment at each taken (row, column), counted from 0 from the front and the left;
    `aisles` are the columns after which a gangway runs; `leaders` stand in the order of their rank.
    """

    training_class: int
    rows: int
    columns: int
    aisles: tuple[int, ...]
    leaders: tuple[str, ...]
    seats: Mapping[Place, int]


def at_the_table(leaders: Sequence[str]) -> list[str]:
    """Give leaders as they sit from left to right on a plan: the first in the middle, the second at his left.

    They face the room, so that the left hand of the first points to the right of the plan; with an even
    number the first two share the middle. Source: the usual order of a 主席台.
    """
    return [*reversed(leaders[2::2]), *leaders[:1], *leaders[1::2]]


def arrange(
    db: Register,
    training_class: int,
    *,
    columns: int,
    order_by: str = "stroke",
    aisles: Sequence[int] = (),
    leaders: Sequence[str] = (),
) -> SeatPlan:
    """Seat a class row by row from the front, and keep it in place of the plan it had.

    Raise `UserError` for a class without trainees or a room of an odd size.
    """
    people = enrollments.find(db, training_class=training_class, order_by=order_by)
    if not people:
        raise UserError("本班还没有学员，请先到“学员”页选人。")
    if not 1 <= columns <= MOST_COLUMNS:
        raise UserError(f"一排的座位数应在 1 到 {MOST_COLUMNS} 之间，请改正。")
    if len(people) > columns * MOST_ROWS:
        raise UserError(f"{len(people)} 人坐不下，请增加一排的座位数。")
    named = _named(leaders)
    plan = SeatPlan(
        training_class,
        rows=-(-len(people) // columns),
        columns=columns,
        aisles=_between(aisles, columns),
        leaders=named,
        seats={divmod(at, columns): who for at, who in enumerate(people)},
    )
    _keep(db, plan, "排座次")
    return plan


def furnish(db: Register, training_class: int, *, aisles: Sequence[int], leaders: Sequence[str]) -> SeatPlan:
    """Give the room other gangways and the table other leaders, and leave everybody where he sits."""
    plan = of_class(db, training_class)
    if plan is None:
        raise UserError("本班还没有排座次，请先排一次。")
    changed = replace(plan, aisles=_between(aisles, plan.columns), leaders=_named(leaders))
    if (changed.aisles, changed.leaders) != (plan.aisles, plan.leaders):
        _keep(db, changed, "改过道和主席台")
    return changed


def _named(leaders: Sequence[str]) -> tuple[str, ...]:
    named = tuple(shown for one in leaders if (shown := " ".join(one.split())))
    if len(named) > MOST_LEADERS:
        raise UserError(f"主席台最多排 {MOST_LEADERS} 人，请减少几人。")
    return named


def _between(aisles: Sequence[int], columns: int) -> tuple[int, ...]:
    return tuple(sorted({one for one in aisles if 0 < one < columns}))


def swap(db: Register, training_class: int, one: Place, other: Place) -> SeatPlan:
    """Let two places change who sits there, one of which may be free; raise `UserError` outside the room."""
    plan = of_class(db, training_class)
    if plan is None:
        raise UserError("本班还没有排座次，请先排一次。")
    for row, column in (one, other):
        if not (0 <= row < plan.rows and 0 <= column < plan.columns):
            raise UserError("这个座位不在座次表里，请另选一个。")
    seats = dict(plan.seats)
    here, there = seats.pop(one, None), seats.pop(other, None)
    seats |= {place: who for place, who in ((one, there), (other, here)) if who is not None}
    changed = replace(plan, seats=seats)
    _keep(db, changed, "调换座位")
    return changed


def of_class(db: Register, training_class: int) -> SeatPlan | None:
    """Give a class's plan as it is kept, None where there is none.

    Whoever left the class since leaves a free place; whoever came since takes the first free one.
    """
    row = db.execute("SELECT body FROM seat_plan WHERE training_class = ?", [training_class]).fetchone()
    if row is None:
        return None
    plan = _read(training_class, json.loads(row[0]))
    present = enrollments.find(db, training_class=training_class)
    seats = {place: who for place, who in plan.seats.items() if who in set(present)}
    fresh = [who for who in present if who not in set(seats.values())]
    rows = max(plan.rows, -(-len(present) // plan.columns))
    free = (
        (row, column) for row in range(rows) for column in range(plan.columns) if (row, column) not in seats
    )
    seats |= dict(zip(free, fresh, strict=False))
    return replace(plan, rows=rows, seats=seats)


def _read(training_class: int, body: Mapping[str, Any]) -> SeatPlan:
    return SeatPlan(
        training_class,
        rows=int(body["rows"]),
        columns=int(body["columns"]),
        aisles=tuple(map(int, body["aisles"])),
        leaders=tuple(map(str, body["leaders"])),
        seats={(int(row), int(column)): int(who) for row, column, who in body["seats"]},
    )


def _keep(db: Register, plan: SeatPlan, what: str) -> None:
    found = classes.row(db, plan.training_class)
    seats = [[*place, who] for place, who in sorted(plan.seats.items())]
    said = {"rows": plan.rows, "columns": plan.columns, "aisles": plan.aisles, "leaders": plan.leaders}
    body = json.dumps({**said, "seats": seats}, ensure_ascii=False)
    row = db.execute("SELECT id FROM seat_plan WHERE training_class = ?", [plan.training_class]).fetchone()
    with db.act(f"{found.name}：{what}"):
        if row:
            update(db, "seat_plan", row[0], {"body": body})
        else:
            whose = {"school": found.school, "training_class": plan.training_class}
            insert(db, "seat_plan", {**whose, "body": body})
