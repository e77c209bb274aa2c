"""Do one thing in a process of its own, `python -m bench.watched ACTION FOLDER`, and watch its memory.

What it and its children hold is looked at from outside while it runs.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter

from app.errors import UserError
from app.jobs import registers, rosters
from app.jobs.demo import files, people, townships
from app.jobs.demo.stage import Clock
from app.school import schools
from app.sheets import rosters as sheets
from app.sheets import workbooks
from tests.sheets import hostile

TODAY = date(2026, 11, 22)
MIB = 1024 * 1024
_EVERY = 0.005


@dataclass(frozen=True, slots=True)
class Seen:
    """What a process wrote, and the most memory it and its children held at one moment, in MiB."""

    output: str
    peak: int
    code: int


def run(action: str, folder: Path, *more: str) -> Seen:
    """Start an action and look on until it ends; memory is only seen on Linux."""
    command = [sys.executable, "-m", "bench.watched", action, str(folder), *more]
    peak = 0
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        with subprocess.Popen(command, stdout=output) as process:
            while process.poll() is None:
                peak = max(peak, sum(map(_held, [process.pid, *_children(process.pid)])))
                time.sleep(_EVERY)
        output.seek(0)
        return Seen(output.read(), peak // MIB, process.returncode)


def _held(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * 4096


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    except OSError:
        return []


def build_large(folder: Path) -> None:
    """Write a list of 100 000 people."""
    made = people.of_township(random.Random(5), townships.MAIN, count=100_000, today=TODAY)
    files.plain(made, folder=folder, chance=random.Random(6))


def plan_large(folder: Path) -> None:
    """Read, clean and plan what `build_large` wrote, and say how many rows and seconds it was."""
    with (
        tempfile.TemporaryDirectory() as home,
        registers.opened(Path(home), clock=Clock(TODAY), operator="钟小兰") as db,
    ):
        registers.found(db, level="township", code="350999200", full_name="云溪乡党校")
        began = perf_counter()
        (path,) = folder.glob("*.xlsx")
        book = rosters.read(path)
        plans = rosters.plan_all(db, book, school=schools.own(db).id, today=TODAY.isoformat())
        print(sum(len(plan.rows) for plan in plans), perf_counter() - began)


def build_hostile(folder: Path, size: int, damaged: int) -> None:
    """Write the files built to hurt, their bombs of `size` MiB, and whole files damaged in some way."""
    workshop = folder / "workshop"
    workshop.mkdir()
    for number, (name, path) in enumerate(hostile.built(workshop, size=size)):
        path.rename(folder / f"{number:04} {name}{path.suffix}")
    whole = hostile.originals(workshop)
    chance = random.Random(7)
    for number in range(damaged):
        kind = number % len(whole)
        ending = hostile.ENDINGS[kind]
        target = folder / f"{1000 + number} 损坏{ending}"
        target.write_bytes(hostile.mutated(whole[kind], chance))


def read_hostile(folder: Path) -> None:
    """Read every file `build_hostile` wrote and say of each how long it took and what came of it."""
    for path in sorted(folder.glob("* *")):
        began = perf_counter()
        try:
            book = workbooks.read(path)
            for sheet in book.sheets:
                if sheet.name in sheets.candidates(book):
                    sheets.read(sheet, today=TODAY.isoformat())
            outcome = "read"
        except UserError as error:
            outcome = str(error)
        print(json.dumps([path.name, perf_counter() - began, outcome], ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    action, place, *more = sys.argv[1:]
    if action == "build-hostile":
        build_hostile(Path(place), *map(int, more))
    elif action == "certificates":
        from bench import papers

        papers.weigh(*map(int, more))
    elif action == "binder":
        from bench import binders

        binders.make(Path(place))
    else:
        {"build-large": build_large, "plan-large": plan_large, "read-hostile": read_hostile}[action](
            Path(place)
        )
