"""Work in a folder and report every act into a file beside it.

All that is done to the disk meanwhile is recorded from outside, the reports among it, so that the record
itself tells what had been reported at any of its moments.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from app.jobs import rosters
from tests.faults import acting

ROOT = Path(__file__).resolve().parents[2]
REPORTS = "reports"
# Once in a while each act; restoring and copying write the whole register.
ROUND = (
    *("mark", "mark", "undo", "redo", "roster", "close", "mark", "parcel"),
    *("backup", "mark", "undo", "mark", "close", "restore", "mark", "roster", "mark"),
)


def acts(seed: int, rounds: int) -> Iterator[str]:
    """Give what is done, in another order for each seed; last of all a wholly new key."""
    chance = random.Random(seed)
    for _ in range(rounds):
        yield from chance.sample(ROUND, len(ROUND))
    yield "backup"
    yield "rekey"


def recorded(work: Path, library: Path, *, seed: int, rounds: int, careless: bool = False) -> None:
    """Record some rounds of work in a folder of their own, with the disk as it was `before`."""
    root = work / "root"
    acting.begin(root)
    shutil.rmtree(root / "county")
    acting.read_rosters(work / "books", 6)
    (root / REPORTS).touch()
    shutil.copytree(root, work / "before")
    numbers = {
        path.relative_to(root).as_posix(): path.stat().st_ino for path in root.rglob("*") if path.is_file()
    }
    about = {"root": str(root), "numbers": numbers}
    (work / "about.json").write_text(json.dumps(about), encoding="utf-8")
    told = {"LD_PRELOAD": str(library), "WUYOU_RECORDED": str(root), "WUYOU_RECORD": str(work / "record")}
    command = [sys.executable, "-m", "tests.faults.working", root, work / "books", str(seed), str(rounds)]
    subprocess.run(
        [*command, *(["--careless"] if careless else [])], env=os.environ | told, cwd=ROOT, check=True
    )


def main(root: Path, books: Path, seed: int, *, rounds: int, careless: bool) -> None:
    """Do it."""
    acting.stretch_little()
    read = [rosters.read(path) for path in sorted(books.glob("*.xlsx"))]
    reports = os.open(root / REPORTS, os.O_WRONLY | os.O_APPEND)
    clerk = acting.Clerk(
        root, lambda event: os.write(reports, json.dumps(event).encode() + b"\n"), seed=seed, books=read
    )
    clerk.works(acts(seed, rounds), careless=careless)


if __name__ == "__main__":
    _, place, files, number, times, *more = sys.argv
    main(Path(place), Path(files), int(number), rounds=int(times), careless="--careless" in more)
