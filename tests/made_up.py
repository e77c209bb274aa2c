"""A made-up school to test on: time that passes by itself, chance that stays the same, people nobody is."""

import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.school import branches, checklist, classes, enrollments, members, rules, schools, timetable
from app.spelling import id_numbers
from db import history
from db.register import Register, open_register

# 2026-11-20 01:00 UTC
START_MS = 1_795_136_400_000
KEY = bytes(range(32))
NAMES = ("单晓红", "曾国强", "买买提·吐尔逊", "雷金花", "欧阳明月", "解东升", "兰青松", "钟雪梅")
TODAY = "2026-11-22"


class Clock:
    """Milliseconds that rise by one at every look, from a moment a test may change."""

    def __init__(self, now: int = START_MS) -> None:
        self.now = now

    def __call__(self) -> int:
        self.now += 1
        return self.now


def chance(seed: int | str = 1) -> Callable[[int], int]:
    return random.Random(seed).getrandbits


def register(
    folder: Path, *, operator: str = "张干事", clock: Callable[[], int] | None = None, seed: int = 1
) -> Register:
    """Open the register of a folder, in which every test of the same seed gets the same ids."""
    file = folder / "school.db"
    if not file.exists():
        file.write_bytes(_new(seed))
    return open_register(file, KEY, clock=clock or Clock(), chance=chance(seed), operator=operator)


@cache
def _new(seed: int) -> bytes:
    """Walk all migrations once and not for every test."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "school.db"
        open_register(file, KEY, clock=Clock(), chance=chance(seed), operator="-").close()
        return file.read_bytes()


@dataclass(frozen=True, slots=True)
class Begun:
    """A register that was left behind with a school in it, and where time and chance had come to."""

    content: bytes
    now: int
    chance: tuple[Any, ...]
    school: int
    people: list[int]

    def opened(self, folder: Path) -> Register:
        """Open a copy, in which all goes on as if it had never been closed."""
        file = folder / "school.db"
        file.write_bytes(self.content)
        rolled = random.Random()
        rolled.setstate(self.chance)
        return open_register(file, KEY, clock=Clock(self.now), chance=rolled.getrandbits, operator="张干事")


@cache
def begun(count: int) -> Begun:
    """Found a school with so many people once and not for every test."""
    clock, rolled = Clock(), random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "school.db"
        file.write_bytes(_new(1))
        db = open_register(file, KEY, clock=clock, chance=rolled.getrandbits, operator="张干事")
        new = school(db)
        found = people(db, new, count) if count else []
        db.close()
        return Begun(file.read_bytes(), clock.now, rolled.getstate(), new, found)


def school(db: Register, *, code: str = "350924100", name: str = "下党乡党校") -> int:
    """Found a township school with the shipped rules and standards."""
    with db.act(f"开始使用：{name}"):
        new = schools.found(db, level="township", code=code, full_name=name, county_name="寿宁县")
        rules.load_presets(db, school=new)
        checklist.load_presets(db, school=new)
    return new


def id_number(number: int, *, birth: str = "1970-01-01") -> str:
    """Make an ID number with a true check digit; area 350900 belongs to no county."""
    first17 = f"350900{birth.replace('-', '')}{number:03}"
    return first17 + id_numbers.check_digit(first17)


def people(db: Register, school: int, count: int = 4) -> list[int]:
    """Enrol so many people in one branch; the first eight have the names in `NAMES`."""
    branch = branches.add(db, "下党村党支部", school=school)
    return [
        members.enrol(
            db,
            {
                "name": NAMES[number] if number < len(NAMES) else f"雷{chr(0x4E00 + number)}",
                "member_type": "full",
                "branch": branch,
                "id_number": id_number(number),
                "unit_post": "下党村村民",
            },
            school=school,
        )
        for number in range(count)
    ]


def a_class(
    db: Register,
    school: int,
    people: list[int],
    *,
    days: tuple[str, ...] = ("2026-11-20", "2026-11-21"),
    half_days: tuple[str, ...] = ("am", "pm"),
    quarter_hours: int = 16,
    name: str = "冬训班",
) -> int:
    """Prepare a class with these people and these half-days, everyone yet unmarked."""
    new = classes.prepare(db, school=school, year=int(days[0][:4]), name=name, place="二楼会议室")
    enrollments.enrol(db, new, people)
    for on in days:
        for half_day in half_days:
            lesson = {"half_day": half_day, "course": "党课", "teacher": "王老师"}
            timetable.add(db, new, on=on, quarter_hours=quarter_hours, **lesson)
    return new


def content(db: Register) -> dict[str, list[tuple[object, ...]]]:
    """Give every row that travels, table by table, to compare two registers or two moments of one."""
    return {
        table: db.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
        for table in history.travelling_tables(db)
    }
