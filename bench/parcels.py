"""A county's parcels: read for the first time and once more, beside the bare insertion of the same rows.

And the county's desk with everybody in it beside an empty one.
"""

import gc
import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter

from PySide6.QtWidgets import QApplication
from sqlcipher3 import dbapi2

from app.jobs import counties as county_jobs
from app.jobs import devices as enrolling
from app.jobs import parcels, registers
from app.jobs.demo.stage import Clock
from app.progress import silent
from app.school import checklist, counties, devices, schools
from app.school import parcels as ledger
from app.ui import opening, start
from app.ui.pages.counties import Counties
from bench import hours
from bench.bars import FULL_ROUNDS, Bar, measured
from db import schema
from db.register import PRAGMAS, Register

PARCELS, SHARE = 126, 4
MEMBERS, TRAINEES, HALF_DAYS = 1_600, 1_000, 10
FIRST, AGAIN, OPENING = 2.0, 0.1, 1.5
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 0)
TELLING = "正在读取"


def bars(folder: Path, rounds: int) -> Iterator[Bar]:
    """Measure reading, reading again and opening the desk; all of them where more rounds are asked for."""
    full = rounds == FULL_ROUNDS
    yield from _reading(folder / "reading", PARCELS if full else SHARE)
    with ExitStack() as stack:
        yield _Desks(folder / "desks", stack, hours.WHOLE if full else hours.SHARE).opening(rounds)


# reading


@dataclass(frozen=True, slots=True)
class _Made:
    """A parcel on a stick, and its rows as they lie in the register it came from."""

    path: Path
    rows: tuple[tuple[str, tuple[str, ...], list[tuple[object, ...]]], ...]


def _reading(folder: Path, count: int) -> Iterator[Bar]:
    stick = folder / "stick"
    stick.mkdir(parents=True)
    ours = bare_took = again = 0.0
    made: list[Path] = []
    with registers.opened(folder / "county", clock=Clock(TODAY), operator="钟小兰") as county:
        registers.found(county, level="county", code="350999", full_name="青岚县")
        bare = _bare(folder / "bare.db", county.key)
        for number in range(count):
            one = _township(folder, stick, county, number)
            ways = [lambda one=one: _insert(bare, one), lambda one=one: _read(county, one.path, folder)]
            # First one and then the other ahead: what the machine does besides falls on both.
            took = [0.0, 0.0]
            for which in (0, 1) if number % 2 else (1, 0):
                gc.collect()
                began = perf_counter()
                ways[which]()
                took[which] = perf_counter() - began
            bare_took, ours = bare_took + took[0], ours + took[1]
            made.append(one.path)
        for path in made:
            began = perf_counter()
            receipt = _read(county, path, folder)
            again += perf_counter() - began
            assert receipt.verdict == "duplicate", receipt
        (there,) = county.execute("SELECT count(*) FROM attendance").fetchone()
        assert there == count * TRAINEES * HALF_DAYS, there
        bare.close()
    size = f"{count} 个数据包，各 {MEMBERS} 人、{TRAINEES * HALF_DAYS} 条考勤"
    yield Bar(f"{size}，第一次读取比裸插入", ours, bare_took, FIRST)
    yield Bar(f"{size}，同样的再读一次比第一次", again, ours, AGAIN)


def _read(county: Register, path: Path, folder: Path) -> parcels.Receipt:
    return parcels.receive(county, path, folder=folder / "county", now=NOW, tell=silent)


def _bare(path: Path, key: bytes) -> dbapi2.Connection:
    """Open an encrypted file with our tables, indexes and foreign keys and none of our triggers.

    What reading is measured against: rows that are at hand as values, one prepared statement a table, one
    transaction a parcel, into a file as encrypted and as safe as the register.
    """
    bare = dbapi2.connect(path, isolation_level=None)
    bare.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in PRAGMAS:
        bare.execute(f"PRAGMA {pragma}").fetchall()
    statements = schema.text().split(";\n")
    bare.executescript(
        ";\n".join(one for one in statements if "CREATE TRIGGER" not in one and one.strip() != "END")
    )
    bare.execute("PRAGMA foreign_keys = ON")
    return bare


def _insert(bare: dbapi2.Connection, one: _Made) -> None:
    bare.execute("BEGIN IMMEDIATE")
    bare.execute("PRAGMA defer_foreign_keys = ON")
    for table, names, rows in one.rows:
        marks = ", ".join("?" for _ in names)
        bare.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)
    bare.execute("COMMIT")


def _township(folder: Path, stick: Path, county: Register, number: int) -> _Made:
    """Found a township with its people and marks, enrol it, and let it send."""
    data = folder / "township"
    code = f"3509991{number:03}"
    # On one and the same morning the ids of so many schools would meet, and no two write at one moment.
    with registers.opened(data / code, clock=Clock(TODAY - timedelta(days=number)), operator="雷小梅") as db:
        registers.found(
            db, level="township", code=code, full_name=f"第{number + 1}镇党校", county_name="青岚县"
        )
        enrolling.take_card(db, enrolling.county_card(county))
        certificate = enrolling.enrol(
            county, enrolling.request(db, device_name="办公室"), today=TODAY.isoformat()
        )
        enrolling.take_certificate(db, certificate)
        school = schools.own(db).id
        _fill(db, random.Random(number), school)
        sent = parcels.send(db, folder=data / code, target=stick, now=NOW, tell=silent)
        rows = []
        for table, found in ledger.outgoing(db, school=school):
            every = list(found)
            if every:
                names = tuple(every[0])
                rows.append((table, names, [tuple(row.values()) for row in every]))
    return _Made(sent.path, tuple(rows))


def _fill(db: Register, chance: random.Random, school: int) -> None:
    """Write people, a class, and a mark for everybody in it and every half-day."""
    with db.act("填入", recording=False):
        homes = [db.new_id() for _ in range(20)]
        db.conn.executemany(
            "INSERT INTO branch (id, school, name) VALUES (?, ?, ?)",
            [(home, school, f"第{at + 1}村党支部") for at, home in enumerate(homes)],
        )
        people = []
        for _ in range(MEMBERS):
            pinyin = "".join(chance.choices("abcdefghjklmnopqrstwxyz", k=9))
            people.append((db.new_id(), school, f"雷{pinyin}", pinyin, pinyin, "full", chance.choice(homes)))
        db.conn.executemany(
            "INSERT INTO member (id, school, name, name_key, pinyin, member_type, branch) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            people,
        )
        course, held = db.new_id(), db.new_id()
        db.execute("INSERT INTO course (id, school, title) VALUES (?, ?, '党课')", [course, school])
        db.execute(
            "INSERT INTO training_class (id, school, year, term_no, name, state) "
            "VALUES (?, ?, 2026, 1, '集中轮训', 'teaching')",
            [held, school],
        )
        days = [f"2026-10-{11 + at // 2:02}" for at in range(HALF_DAYS)]
        sessions = [(db.new_id(), day, ("am", "pm")[at % 2]) for at, day in enumerate(days)]
        db.conn.executemany(
            "INSERT INTO session (id, school, training_class, date, half_day, starts, ends, course, "
            "quarter_hours) VALUES (?, ?, ?, ?, ?, '08:30', '11:30', ?, 16)",
            [(one, school, held, day, half, course) for one, day, half in sessions],
        )
        trainees = [(db.new_id(), school, held, who[0], at) for at, who in enumerate(people[:TRAINEES], 1)]
        db.conn.executemany(
            "INSERT INTO enrollment (id, school, training_class, member, seq_no, type_at_enrollment) "
            "VALUES (?, ?, ?, ?, ?, 'full')",
            trainees,
        )
        marks = ("present",) * 9 + ("absent",)
        db.conn.executemany(
            "INSERT INTO attendance (id, school, session, enrollment, mark) VALUES (?, ?, ?, ?, ?)",
            [
                (db.new_id(), school, session, trainee[0], chance.choice(marks))
                for trainee in trainees
                for session, _, _ in sessions
            ],
        )


# opening the desk


class _Desks:
    """A county with everybody in it whose figures are at hand, and one without anybody."""

    def __init__(self, folder: Path, stack: ExitStack, people: int) -> None:
        self.people = people
        self.full = self._desk(folder / "full", stack)
        self.empty = self._desk(folder / "empty", stack)
        hours.fill(self.full[0], random.Random(1), people, years=(2026,))
        self._received(self.full[0])
        county_jobs.bring_up(
            self.full[0], schools.find(self.full[0]), year=2026, today=TODAY.isoformat(), tell=silent
        )
        start.application(folder / "full")

    @staticmethod
    def _desk(folder: Path, stack: ExitStack) -> tuple[Register, Path]:
        db = stack.enter_context(registers.opened(folder, clock=Clock(TODAY), operator="钟小兰"))
        registers.found(db, level="county", code="350999", full_name="青岚县")
        return db, folder

    @staticmethod
    def _received(db: Register) -> None:
        """Write down a parcel of each school, and give each the shipped standards."""
        for number, school in enumerate(schools.rows(db, schools.find(db)), 1):
            devices.enrol(
                db,
                devices.Device(
                    number, school.id, school.code, school.short_name, f"{number:064x}", "age1", 1, number,
                    "2026-01-05", "",
                ),
            )  # fmt: skip
            with db.act("接收", recording=False):
                checklist.load_presets(db, school=school.id)
                ledger.keep_received(
                    db,
                    ledger.Received(
                        f"{number:064x}", number, school.id, 1, 1, "2026-11-20T09:00:00", "2026-11-20 10:00",
                        "x.wuyou", "ok", ledger.Counts(1, 0, 0, 0, 0),
                    ),
                )  # fmt: skip

    def opening(self, rounds: int) -> Bar:
        """Open the window on both, until its figures stand there."""
        assert not counties.lacking(self.full[0], year=2026, today=TODAY.isoformat())
        name = f"县级桌面，{self.people // 10000} 万人，打开比空的"
        return measured(
            name, lambda _: _open(*self.full), lambda _: _open(*self.empty), most=OPENING, rounds=rounds
        )


def _open(db: Register, folder: Path) -> None:
    window = opening.window(db, folder, today=TODAY.isoformat())
    window.show()
    for _ in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()
    page = window.page()
    assert isinstance(page, Counties)
    window.close()
    window.deleteLater()
    QApplication.processEvents()
