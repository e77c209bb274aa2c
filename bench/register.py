"""A register as a clerk meets it: unlocked, saved in with its history, opened when it has grown large."""

import random
import statistics
from collections.abc import Iterator
from contextlib import closing
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
SAVES = 40


def bars(folder: Path, rounds: int) -> Iterator[Bar | Figure]:
    """Measure unlocking, a save beside the same without history and chain, and opening beside a bare open."""
    data = folder / "data"
    with registers.opened(data, clock=Clock(TODAY), operator="钟小兰") as db:
        registers.found(db, level="township", code="350999200", full_name="云溪乡党校")
    yield _unlocking(data, rounds)
    with registers.opened(data, clock=Clock(TODAY), operator="钟小兰", passphrase=PHRASE) as db:
        yield _saving(db, rounds)
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


def _saving(db: Register, rounds: int) -> Bar:
    """Time marks, each an act of its own, with the history's triggers and chain and without them."""
    school = schools.own(db).id
    people = [members.enrol(db, {"name": f"雷{chr(0x4E00 + one)}"}, school=school) for one in range(40)]
    held = classes.prepare(db, school=school, year=2026, name="冬训班", place="二楼会议室")
    rolls.enrol(db, held, people)
    lesson = {"half_day": "am", "course": "党课", "teacher": "王老师"}
    session = timetable.add(db, held, on="2026-11-20", quarter_hours=16, **lesson)
    who = [one.id for one in attendance.roll_call(db, held).enrollments]
    turn = iter(range(10**6))

    def save(_: object = None, *, times: int = SAVES) -> None:
        for _one in range(times):
            at = next(turn)
            mark = "present" if at // len(who) % 2 else "absent"
            attendance.mark(db, enrollment=who[at % len(who)], session=session, mark=mark)

    bound = chain.bind

    # After triggers came or went the engine prepares all statements anew, which no clerk waits for.
    def without() -> None:
        history.remove(db)
        chain.bind = lambda db, act: False
        save(times=2)

    def with_it() -> None:
        history.install(db)
        chain.bind = bound
        save(times=2)

    try:
        return measured(
            f"保存一次考勤，连更改记录（{SAVES} 次）", save, save,
            # A save takes a millisecond, and whatever else this machine does as long.
            most=AUDIT, rounds=rounds * 5, ready=with_it, bare_ready=without,
        )  # fmt: skip
    finally:
        with_it()


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
