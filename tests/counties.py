"""Made-up counties: townships with people, classes and marks, taken in as parcels bring them."""

import random
from pathlib import Path

from app.school import (
    activities,
    attendance,
    counties,
    devices,
    members,
    parcels,
    schools,
    timetable,
)
from db.register import Register
from tests import made_up

TODAY = "2026-11-25"
YEAR = 2026


def county(folder: Path, *, seed: int, townships: int = 3, name: str = "") -> Register:
    """Make a county that has read one parcel of each township; names hold what breaks careless writers."""
    folder.mkdir(parents=True, exist_ok=True)
    db = made_up.register(folder, operator="县委组织部", seed=seed)
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
    return db


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
            attendance.mark(db, enrollment=grid.enrollments[0].id, session=session.id, mark=mark)
        attendance.mark_all(db, held, sessions=timetable.find(db, training_class=held))
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
