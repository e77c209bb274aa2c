"""Work on one of the roads and report every act into a file beside it.

All that is done to the disk meanwhile is recorded from outside, the reports among it, so that the record
itself tells what had been reported at any of its moments.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.faults import acting
from tests.faults.roads import ROADS

ROOT = Path(__file__).resolve().parents[2]
REPORTS = "reports"


def recorded(
    work: Path, library: Path, *, seed: int, rounds: int, road: str = "desk", careless: bool = False
) -> None:
    """Record some rounds of work in a folder of their own, with the disk as it was `before`."""
    root = work / "root"
    ROADS[road].begin(root, seed)
    acting.read_rosters(work / "books", 6 if road == "desk" else 0)
    (root / REPORTS).touch()
    shutil.copytree(root, work / "before")
    numbers = {
        path.relative_to(root).as_posix(): path.stat().st_ino for path in root.rglob("*") if path.is_file()
    }
    about = {"root": str(root), "numbers": numbers, "road": road}
    (work / "about.json").write_text(json.dumps(about), encoding="utf-8")
    told = {"LD_PRELOAD": str(library), "WUYOU_RECORDED": str(root), "WUYOU_RECORD": str(work / "record")}
    command = [
        sys.executable,
        "-m",
        "tests.faults.working",
        road,
        root,
        work / "books",
        str(seed),
        str(rounds),
    ]
    subprocess.run(
        [*command, *(["--careless"] if careless else [])], env=os.environ | told, cwd=ROOT, check=True
    )


def main(road: str, root: Path, books: Path, *, seed: int, rounds: int, careless: bool) -> None:
    """Do it."""
    acting.stretch_little()
    reports = os.open(root / REPORTS, os.O_WRONLY | os.O_APPEND)

    def say(event: object) -> None:
        os.write(reports, json.dumps(event).encode() + b"\n")

    ROADS[road].work(root, say, books, seed, rounds, careless)


if __name__ == "__main__":
    _, which, place, files, number, times, *more = sys.argv
    main(which, Path(place), Path(files), seed=int(number), rounds=int(times), careless="--careless" in more)
