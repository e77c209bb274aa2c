"""Laptops of one made-up school that work apart, and what each wrote, so that nothing is lost unseen."""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import UserError
from app.school import (
    activities,
    attendance,
    branches,
    classes,
    enrollments,
    hours,
    members,
    plans,
    schools,
    timetable,
    versions,
    walk_ins,
)
from app.school import parcels as ledger
from app.school.versions import states
from db import DatabaseError
from db.faults import UndoRefused
from db.register import Register
from tests import made_up

Tables = list[tuple[str, list[Mapping[str, Any]]]]


@dataclass(frozen=True, slots=True)
class Written:
    """One field written on one laptop, with all that laptop had seen before."""

    table: str
    row: int
    unit: str
    dot: states.Dot
    seen: dict[str, int]


@dataclass(frozen=True, slots=True)
class Carried:
    """What a parcel carries: the tables and what the sender had seen."""

    tables: Tables
    context: dict[str, int]


@dataclass(slots=True)
class Laptop:
    """One laptop and the story of what was written on it."""

    db: Register
    school: int
    story: list[Written] = field(default_factory=list)

    def stamp(self) -> states.State:
        """Stamp, and write down what was written."""
        before = versions.context(self.db, school=self.school)
        state = versions.stamp(self.db, school=self.school)
        mine = versions.actor(self.db)
        for table, row, each in state.each():
            for unit, said in each.units.items():
                for dot in said:
                    if dot.actor == mine and dot.counter > before.get(mine, 0):
                        self.story.append(Written(table, row, unit, dot, before))
        return state

    def pack(self) -> Carried:
        """Make what a parcel would carry."""
        self.stamp()
        tables: Tables = [(table, list(rows)) for table, rows in ledger.outgoing(self.db, school=self.school)]
        tables.append(("row_version", list(versions.outgoing(self.db, school=self.school))))
        return Carried(tables, versions.context(self.db, school=self.school))

    def read(self, carried: Carried) -> versions.Merged:
        """Merge what a parcel carries, as a laptop does: then the hours follow the facts."""
        if versions.is_shared(self.db):
            self.stamp()
        merged = take(self.db, carried, school=self.school)
        years = range(2025, 2028)
        with self.db.act("两台电脑合并后核算学时"):
            hours.post(self.db, school=self.school, people=None, years=years, why="两台电脑合并")
        return merged


def take(db: Register, carried: Carried, *, school: int) -> versions.Merged:
    """Merge into any register, and see that it holds all that a register must."""
    with db.act("合并", recording=False):
        merged = versions.merge(db, carried.tables, school=school, context=carried.context)
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    return merged


@contextmanager
def of_one_school(folder: Path, *, count: int = 2, people: int = 4) -> Iterator[list[Laptop]]:
    """Open laptops of one school with a class; all but the first start from its parcel."""
    with ExitStack() as stack:
        opened = [_register(stack, folder, number) for number in range(count)]
        school = made_up.school(opened[0])
        made_up.a_class(opened[0], school, made_up.people(opened[0], school, people))
        versions.share(opened[0], school=school)
        first, *others = (Laptop(db, school) for db in opened)
        for other in others:
            versions.start(other.db)
            take(other.db, first.pack(), school=school)
            schools.keep(other.db, "own_school", str(school))
        yield [first, *others]


@contextmanager
def county(folder: Path, name: str = "county") -> Iterator[Register]:
    """Open a county's empty register."""
    with ExitStack() as stack:
        yield _register(stack, folder, name)


def _register(stack: ExitStack, folder: Path, name: object) -> Register:
    place = folder / f"laptop-{name}"
    place.mkdir()
    seed = 1000 + sum(map(ord, str(name)))
    db = made_up.register(place, seed=seed)
    stack.enter_context(closing(db))
    schools.keep(db, "epoch", "1")
    return db


def _one(chance: random.Random, ids: list[int]) -> int:
    if not ids:
        raise UserError("没有可选的。")
    return chance.choice(ids)


def _attend(laptop: Laptop, chance: random.Random) -> None:
    db = laptop.db
    open_class = _one(chance, classes.find(db, school=laptop.school))
    grid = attendance.roll_call(db, open_class)
    who, when = (
        _one(chance, [one.id for one in grid.enrollments]),
        _one(chance, [s.id for s in grid.sessions]),
    )
    mark = chance.choice(["present", "late", "absent", "sick_leave", None])
    attendance.mark(db, enrollment=who, session=when, mark=mark, today="2026-12-31")


def _class_closed(laptop: Laptop, chance: random.Random) -> None:
    db = laptop.db
    one = _one(chance, classes.find(db, school=laptop.school))
    if classes.row(db, one).state in classes.CLOSED:
        hours.take_back(db, one, why="补材料")
        return
    sessions = [s.id for s in attendance.roll_call(db, one).sessions]
    attendance.mark_all(db, one, sessions=sessions, today="2026-12-31")
    hours.close_class(db, one, today="2026-12-31")


def _enrol(laptop: Laptop, chance: random.Random) -> None:
    number = chance.randrange(20, 26)
    fields: dict[str, object] = {
        "name": f"兰{chr(0x4E00 + number)}", "member_type": "full", "note": str(chance.random()),
        "id_number": made_up.id_number(number),
        "branch": _one(chance, branches.find(laptop.db, school=laptop.school)),
    }  # fmt: skip
    who = members.enrol(laptop.db, fields, school=laptop.school)
    enrollments.enrol(laptop.db, _one(chance, classes.find(laptop.db, school=laptop.school)), [who])


def _withdraw(laptop: Laptop, chance: random.Random) -> None:
    of = _one(chance, classes.find(laptop.db, school=laptop.school))
    enrollments.withdraw(laptop.db, _one(chance, enrollments.find(laptop.db, training_class=of)))


def _lesson(laptop: Laptop, chance: random.Random) -> None:
    of = _one(chance, classes.find(laptop.db, school=laptop.school))
    lessons = timetable.find(laptop.db, training_class=of)
    if chance.random() < 0.4 and lessons:
        timetable.drop(laptop.db, _one(chance, lessons))
    else:
        lesson = {
            "half_day": chance.choice(["am", "pm"]),
            "course": f"课{chance.randrange(3)}",
            "teacher": "李老师",
        }
        timetable.add(laptop.db, of, on=f"2026-11-{chance.randrange(20, 26)}", quarter_hours=16, **lesson)


def _study(laptop: Laptop, chance: random.Random) -> None:
    people = members.find(laptop.db)
    activities.record(
        laptop.db, school=laptop.school, kind="branch_study", title=f"支部学习{chance.randrange(9)}",
        on=f"2026-0{chance.randrange(1, 9)}-10", people=[_one(chance, people)], minutes=90,
        today="2026-12-31",
    )  # fmt: skip


def _amend(laptop: Laptop, chance: random.Random) -> None:
    who = _one(chance, members.find(laptop.db))
    said = chance.choice(["note", "address", "unit_post"])
    members.amend(laptop.db, who, {said: f"{said}{chance.randrange(10**6)}"})


def _leave(laptop: Laptop, chance: random.Random) -> None:
    who = _one(chance, members.find(laptop.db))
    if members.row(laptop.db, who).left_on:
        members.come_back(laptop.db, who)
    else:
        members.leave(laptop.db, who, on="2026-10-01", reason=chance.choice(["转出", "去世"]), where="别处")


WORK: tuple[Callable[[Laptop, random.Random], object], ...] = (
    _amend, _amend, _attend, _attend, _attend, _enrol, _enrol, _withdraw, _lesson, _study, _leave,
    _class_closed,
    lambda laptop, chance: branches.add(laptop.db, f"支部{chance.randrange(4)}", school=laptop.school),
    lambda laptop, chance: classes.prepare(
        laptop.db, school=laptop.school, year=2026, name=f"班{chance.randrange(3)}"),
    lambda laptop, chance: plans.add(
        laptop.db, {"title": f"计划{chance.randrange(3)}"}, school=laptop.school, year=2026),
    lambda laptop, chance: plans.drop(
        laptop.db, _one(chance, plans.find(laptop.db, school=laptop.school, year=2026))),
    lambda laptop, chance: walk_ins.note(
        laptop.db, _one(chance, classes.find(laptop.db, school=laptop.school)), name="路人",
        today=made_up.TODAY),
    lambda laptop, chance: laptop.db.undo(),
)  # fmt: skip


def work(laptop: Laptop, kind: int, seed: int) -> bool:
    """Do one made-up thing at a laptop; tell whether the program let it be done."""
    try:
        WORK[kind % len(WORK)](laptop, random.Random(seed))
    except (UserError, DatabaseError, UndoRefused):
        return False
    return True


def lost(laptops: list[Laptop], state: states.State) -> list[Written]:
    """List what was written, stands nowhere in a state, and was not replaced by anyone who knew of it."""
    stands_for: dict[int, int] = {}
    for _, one, row in state.each():
        named = [value for value in row.units.get(states.LIFE, {}).values() if value > 1]
        if over := next((value for value in [*named, row.twin_of] if value), 0):
            stands_for[one] = over

    def root(row: int) -> int:
        while row in stands_for:
            row = stands_for[row]
        return row

    story = [one for laptop in laptops for one in laptop.story]
    later: dict[tuple[str, int, str], list[Written]] = {}
    for one in story:
        later.setdefault((one.table, root(one.row), one.unit), []).append(one)
    return [one for one in story if not _stands(one, state) and not _replaced(one, later, root)]


def _stands(one: Written, state: states.State) -> bool:
    row = state.rows.get(one.table, {}).get(one.row)
    return row is not None and one.dot in row.units.get(one.unit, {})


def _replaced(
    one: Written, later: Mapping[tuple[str, int, str], list[Written]], root: Callable[[int], int]
) -> bool:
    same = later[one.table, root(one.row), one.unit]
    return any(states.covers(other.seen, one.dot) for other in same)
