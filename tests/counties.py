"""Made-up counties: townships with people, classes and marks, taken in as parcels bring them."""

import random
from contextlib import closing
from pathlib import Path

from app.school import (
    activities,
    attendance,
    counties,
    devices,
    hours,
    members,
    parcels,
    schools,
    timetable,
    transfers,
)
from db.register import Register
from db.rows import insert
from tests import made_up, once

TODAY = "2026-11-25"
YEAR = 2026


def county(folder: Path, *, seed: int, townships: int = 3, name: str = "", moving: bool = False) -> Register:
    """Make a county that has read one parcel of each township; names hold what breaks careless writers.

    With `moving` two people then move from the first township to the second, hours and all.
    """

    def make() -> None:
        with closing(_begun(folder, seed)) as db:
            _filled(db, folder, seed=seed, townships=townships, name=name)
            if moving:
                move(db, folder, seed=seed)

    once.made(folder, ("county", seed, townships, name, moving), make)
    return _begun(folder, seed)


def _begun(folder: Path, seed: int) -> Register:
    folder.mkdir(parents=True, exist_ok=True)
    return made_up.register(folder, operator="县委组织部", seed=seed)


def _filled(db: Register, folder: Path, *, seed: int, townships: int, name: str) -> None:
    title = name or f"青岚{seed}县委组织部"
    schools.found(db, level="county", code=f"3509{seed:02}", full_name=title, short_name=title)
    chance = random.Random(seed)
    for number in range(1, townships + 1):
        code = f"3509{seed:02}{number:03}"
        title = f"第{number}\"镇'党校\\" if number == 2 else f"第{number}镇党校"
        (folder / code).mkdir()
        own = made_up.register(folder / code, seed=100 * seed + number)
        school = made_up.school(own, code=code, name=title)
        fill(own, school, chance, number=number)
        take_in(db, own, school, device=1000 * seed + number, code=code, name=title)
        own.close()


def move(db: Register, folder: Path, *, seed: int) -> None:
    """Let two people move from the first township to the second, and both report again."""
    codes = [f"3509{seed:02}{number:03}" for number in (1, 2)]
    old, new = (made_up.register(folder / code, seed=100 * seed + 50 + at) for at, code in enumerate(codes))
    schools_ = [schools.own(one) for one in (old, new)]
    who = [
        members.enrol(
            old, {"name": name, "member_type": "full", "id_number": made_up.id_number(200 + at)},
            school=schools_[0].id,
        )
        for at, name in enumerate(("蓝水生", "雷春兰"))
    ]  # fmt: skip
    held = made_up.a_class(old, schools_[0].id, who, days=("2026-09-01", "2026-09-02"), name="九月班")
    attendance.mark_all(old, held, sessions=timetable.find(old, training_class=held), today=TODAY)
    hours.close_class(old, held, today="2026-09-03")
    for one in who:
        _hand_over(old, new, one, to=schools_[1], came_from=schools_[0])
    for at, (own, code) in enumerate(zip((old, new), codes, strict=True), 1):
        school = schools_[at - 1]
        take_in(db, own, school.id, device=1000 * seed + at, code=code, name=school.full_name, seq=2)
        own.close()


def _hand_over(
    old: Register, new: Register, who: int, *, to: schools.School, came_from: schools.School
) -> None:
    earned = [line for one in transfers.earned(old, who) for line in one.lines]
    assert earned
    slip = f"slip-{who:x}"
    about = {"on": "2026-10-01", "to_name": to.full_name, "body": {}, "today": "2026-10-01"}
    transfers.hand_out(old, who, slip=slip, **about)  # type: ignore[arg-type]
    with new.act("佐证"):
        proof = insert(
            new, "evidence",
            {"school": to.id, "sha256": f"{who:064x}", "file_name": "转移证明.pdf", "bytes": 9,
             "media_type": "application/pdf", "formed_on": "", "filed_on": "2026-10-08", "filed_by": "张"},
        )  # fmt: skip
    worth: dict[tuple[str, str], int] = {}
    for line in earned:
        worth[line.date, line.ledger] = worth.get((line.date, line.ledger), 0) + line.quarter_hours
    transfers.take_in(
        new, school=to.id, slip=slip, said=transfers.particulars(old, who), former_member=who,
        from_school=came_from.id, from_name=came_from.full_name, moved_on="2026-10-01",
        days=[(*day, many) for day, many in sorted(worth.items())], body={}, proof=proof, branch=None,
        today="2026-10-08",
    )  # fmt: skip


def fill(db: Register, school: int, chance: random.Random, *, number: int) -> None:
    """Let a township train in two quarters, by classes and otherwise."""
    people = made_up.people(db, school, chance.randrange(4, 9))
    members.amend(db, people[0], {"role": "secretary"})
    members.amend(db, people[1], {"frail": 1})
    for days in (("2026-03-10", "2026-03-11"), ("2026-10-20", "2026-10-21", "2026-10-22", "2026-10-23")):
        some = sorted(chance.sample(people, len(people) - 1))
        held = made_up.a_class(db, school, some, days=days, name=f"{days[0]}班")
        grid = attendance.roll_call(db, held)
        for session in grid.sessions[:2]:
            mark = chance.choice(("absent", "late", "sick_leave"))
            attendance.mark(db, enrollment=grid.enrollments[0].id, session=session.id, mark=mark, today=TODAY)
        attendance.mark_all(db, held, sessions=timetable.find(db, training_class=held), today=TODAY)
    activities.record(
        db, school=school, kind="online", title="网络学习", on="2026-06-01", minutes=180,
        people=people[:number], platform="学习强国", today="2026-06-02",
    )  # fmt: skip


def take_in(
    db: Register, own: Register, school: int, *, device: int, code: str, name: str, seq: int = 1
) -> None:
    """Bring a township's rows to a county as a parcel would, and write the parcel down."""
    if device not in {one.device for one in devices.enrolled(db)}:
        serial = devices.next_serial(db)
        devices.enrol(
            db,
            devices.Device(device, school, code, name, f"{device:064x}", "age1", 1, serial, "2026-01-05", ""),
        )
    with db.act("接收", recording=False):
        counts = parcels.take_in(db, parcels.outgoing(own, school=school), school=school)
        parcels.keep_received(
            db,
            parcels.Received(
                f"{device * 100 + seq:064x}", device, school, 1, seq, f"2026-11-2{seq}T09:00:00",
                f"2026-11-2{seq} 10:00", "x.wuyou", "ok", counts,
            ),
        )  # fmt: skip


def figures(db: Register) -> list[counties.Figures]:
    """Give what the county's schools come to."""
    return counties.summary(db, year=YEAR, today=TODAY)
