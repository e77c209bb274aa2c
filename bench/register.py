"""A register as a clerk meets it: unlocked, saved in with its history, opened when it has grown large."""

import random
import statistics
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter

from sqlcipher3 import dbapi2

from app import paths
from app.jobs import passphrases, registers
from app.jobs.demo.stage import Clock
from app.school import attendance, classes, members, schools, timetable
from app.school import enrollments as rolls
from bench.bars import FULL_ROUNDS, Bar, Figure, measured
from db import chain, history
from db.register import PRAGMAS, Register, open_register

TODAY = date(2026, 11, 22)
PHRASE = "下党的水很清很甜"
UNLOCK_S, AUDIT, OPENING = 1.0, 1.3, 1.5
LARGE, SHARE = 200 * 1000**2, 40 * 1000**2
SAVES = 10


def bars(folder: Path, rounds: int) -> Iterator[Bar | Figure]:
    """Measure unlocking, a save beside the same without history and chain, and opening beside a bare open."""
    data = folder / "data"
    with registers.opened(data, clock=Clock(TODAY), operator="钟小兰") as db:
        registers.found(db, level="township", code="350999200", full_name="云溪乡党校")
    yield _unlocking(data, rounds)
    yield _saving(folder, rounds)
    with registers.opened(data, clock=Clock(TODAY), operator="钟小兰", passphrase=PHRASE) as db:
        school = schools.own(db).id
        members.enrol(db, {"name": "雷金花"}, school=school)
        _grow(db, LARGE if rounds == FULL_ROUNDS else SHARE)
        key = db.key
    yield _opening(paths.register(data), key, rounds)


def _unlocking(data: Path, rounds: int) -> Figure:
    """Time what comes between the passphrase and the open register."""
    passphrases.set_passphrase(data, PHRASE, clerk="钟小兰")
    times = []
    for _ in range(rounds):
        began = perf_counter()
        with registers.opened(data, clock=Clock(TODAY), operator="", passphrase=PHRASE):
            times.append(perf_counter() - began)
    seconds = statistics.median(times)
    return Figure("解锁", f"{seconds:.2f} 秒", f"≤ {UNLOCK_S:g} 秒", seconds <= UNLOCK_S)


def _saving(folder: Path, rounds: int) -> Bar:
    """Time marks, each an act of its own, where triggers and chain keep the history and where nothing does.

    By few at a time and by turns, for a disk is now fast and now slow.
    """
    bound = chain.bind
    with ExitStack() as opened:
        ours, bare = (_class_held(opened, folder / name) for name in ("with", "without"))
        history.remove(bare.db)
        chain.bind = lambda db, act: db is not bare.db and bound(db, act)
        try:
            return measured(
                f"保存一次考勤，连更改记录（{SAVES} 次）", lambda _: ours.save(), lambda _: bare.save(),
                most=AUDIT, rounds=rounds * 20,
            )  # fmt: skip
        finally:
            chain.bind = bound
            history.install(bare.db)


@dataclass
class _Held:
    """A class in an open register, with a session whose marks are changed one after the other."""

    db: Register
    session: int
    enrollments: list[int]
    turn: int = 0

    def save(self) -> None:
        """Change some marks, each as an act of its own."""
        for _ in range(SAVES):
            again, at = divmod(self.turn, len(self.enrollments))
            mark = "absent" if again % 2 else "present"
            attendance.mark(
                self.db,
                enrollment=self.enrollments[at],
                session=self.session,
                mark=mark,
                today=TODAY.isoformat(),
            )
            self.turn += 1


def _class_held(opened: ExitStack, data: Path) -> _Held:
    with registers.opened(data, clock=Clock(TODAY), operator="钟小兰") as db:
        registers.found(db, level="township", code="350999200", full_name="云溪乡党校")
        school = schools.own(db).id
        people = [members.enrol(db, {"name": f"雷{chr(0x4E00 + one)}"}, school=school) for one in range(40)]
        held = classes.prepare(db, school=school, year=2026, name="冬训班", place="二楼会议室")
        rolls.enrol(db, held, people)
        lesson = {"half_day": "am", "course": "党课", "teacher": "王老师"}
        session = timetable.add(db, held, on="2026-11-20", quarter_hours=16, **lesson)
    db = opened.enter_context(registers.opened(data, clock=Clock(TODAY), operator="钟小兰"))
    return _Held(db, session, [one.id for one in attendance.roll_call(db, held).enrollments])


def _grow(db: Register, size: int) -> None:
    """Let the register grow with what weighs most in one: its history."""
    chance = random.Random(4)
    (who, *_) = members.find(db)
    while db.path.stat().st_size + _beside(db.path) < size:
        notes = ["".join(chance.choices("甲乙丙丁戊己庚辛", k=300)) for _ in range(2000)]
        with db.act("改备注"):
            db.conn.executemany("UPDATE member SET note = ? WHERE id = ?", [(note, who) for note in notes])


def _beside(path: Path) -> int:
    wal = path.with_name(path.name + "-wal")
    return wal.stat().st_size if wal.exists() else 0


def _opening(file: Path, key: bytes, rounds: int) -> Bar:
    """Time opening a register beside opening its file with the same settings and reading its first page."""

    def ours(_: object) -> None:
        open_register(file, key, clock=Clock(TODAY), operator="钟小兰").close()

    def bare(_: object) -> None:
        with closing(dbapi2.connect(file)) as connection:
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").fetchall()
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()

    megabytes = file.stat().st_size // 1000**2
    return measured(f"打开 {megabytes} MB 的数据", ours, bare, most=OPENING, rounds=rounds)
