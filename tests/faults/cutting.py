"""Cut the power at the moments of a record and look at each disk.

`python -m tests.faults.cutting WORK STATES --room FOLDER`.

WORK is what `working.recorded` made. With `--part 0/2` only every second of the states is looked at, so that
two processes share them. It prints a line of JSON as tests.faults.killing does; `states` are the moments and
chances tried, `disks` how many of them differed. Of the disks on which a program finds the same, one is
looked at, and every `AGAIN`-th of the others, which must then look as the first did.
"""

import json
import random
import shutil
import sys
import time
from collections.abc import Hashable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.faults import acting, looking, replaying, roads, working

AGAIN = 50


class Cutting:
    """A record, gone through once, and the disks cut off on the way."""

    def __init__(self, work: Path, room: Path) -> None:
        recorded = replaying.Recorded(work)
        self.room = room
        self.done, self.disk, self.reports = recorded.done, recorded.disk, recorded.reports
        shutil.rmtree(room, ignore_errors=True)
        self.watch = roads.ROADS[recorded.road].watch(work / "before", room / "first")
        self.seen: dict[Hashable, Any] = {}
        self.same: dict[Hashable, Any] = {}
        self.states = self.disks = 0
        self.faults: list[str] = []
        self.begun = ""

    def go(self, states: int, part: tuple[int, int], until: float) -> None:
        """Go through the record and cut it so often; every fourth time with all gone that was not flushed."""
        mine, parts = part
        turn = 0
        wanted = _spread(len(self.done), states)
        for at, done in enumerate(self.done):
            self.disk.do(done)
            event = replaying.report(done, self.reports)
            if event is not None:
                self.watch.hear(event)
                self.begun = str(event.get("begin", ""))
            for number in range(wanted[at]):
                turn += 1
                if turn % parts == mine and time.monotonic() < until:
                    self.cut(None if turn % 4 == 0 else random.Random(f"{at}/{number}"), at)

    def cut(self, chance: random.Random | None, at: int) -> None:
        """Look at one disk."""
        files, folders = self.disk.cut(chance)
        self.states += 1
        for fault in self.watch.faults(self.found(files, folders)):
            self.faults.append(f"at {at} of {len(self.done)}, {self.begun or 'between'}: {fault}")

    def found(self, files: dict[str, bytes], folders: set[str]) -> Any:
        """Give what is found on a disk, looked at or known from one that is the same to a program."""
        phrases = tuple(self.watch.phrases)
        named = [(name, content) for name, content in files.items() if name != working.REPORTS]
        first = (looking.likeness([*named, *((f"{name}/", b"") for name in folders)]), phrases)
        if first in self.seen:
            return self.seen[first]
        self.disks += 1
        trial = self.room / "trial"
        put(trial, files, folders)
        then: Hashable = None
        if looking.settle(trial / "data", phrases):
            then = (looking.likeness(looking.on_disk(trial)), phrases)
            put(trial, files, folders)
        known = self.same.get(then) if then else None
        if known is None or self.disks % AGAIN == 0:
            found = self.watch.look(trial)
            if known is not None and _bare(known) != _bare(found):
                self.faults.append(f"two disks that are the same look otherwise: {known} {found}")
            self.seen[first] = self.same[then or first] = found
        else:
            self.seen[first] = known
        return self.seen[first]


def put(trial: Path, files: dict[str, bytes], folders: set[str]) -> None:
    """Empty a folder and put a disk into it."""
    shutil.rmtree(trial, ignore_errors=True)
    trial.mkdir(parents=True)
    replaying.write(trial, files, folders)


def _bare(found: Any) -> Any:
    """Give what was found without the head after going on, which is another every time."""
    return replace(found, after=()) if isinstance(found, looking.Found) else found


def _spread(moments: int, states: int) -> list[int]:
    """Spread so many states over the moments of a record."""
    return [states * (at + 1) // moments - states * at // moments for at in range(moments)]


def main(work: Path, states: int, *, part: tuple[int, int], room: Path, seconds: float) -> None:
    """Look at so many states."""
    acting.stretch_little()
    cutting = Cutting(work, room)
    cutting.go(states, part, time.monotonic() + seconds)
    lost = sum(" lost: " in fault for fault in cutting.faults)
    said = {
        "states": cutting.states,
        "disks": cutting.disks,
        "looked": len(cutting.same),
        "lost": lost,
        "wrong": len(cutting.faults) - lost,
        "faults": cutting.faults[:10],
    }
    sys.stdout.write(f"{json.dumps(said, ensure_ascii=False)}\n")


if __name__ == "__main__":
    _, place, count, *more = sys.argv
    mine, parts = more[more.index("--part") + 1].split("/") if "--part" in more else ("0", "1")
    main(
        Path(place), int(count), part=(int(mine), int(parts)), room=Path(more[more.index("--room") + 1]),
        seconds=float(more[more.index("--seconds") + 1]) if "--seconds" in more else float("inf"),
    )  # fmt: skip
