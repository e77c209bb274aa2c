"""Cut the power at the moments of a record and look at each disk.

`python -m tests.faults.cutting WORK STATES --room FOLDER`.

WORK is what `working.recorded` made. With `--part 0/2` only every second of the states is looked at, so that
two processes share them. It prints a line of JSON as tests.faults.killing does; `states` are the moments and
chances tried, `disks` how many of them differed.
"""

import json
import random
import shutil
import sys
import time
from pathlib import Path

from tests.faults import looking, replaying, working


class Cutting:
    """A record, gone through once, and the disks cut off on the way."""

    def __init__(self, work: Path, room: Path) -> None:
        recorded = replaying.Recorded(work)
        self.before, self.room = work / "before", room
        self.done, self.disk, self.reports = recorded.done, recorded.disk, recorded.reports
        self.told = looking.Told(looking.look(self.fresh(self.before), go_on=False).after)
        self.told.backups = set()
        self.seen: dict[int, looking.Found] = {}
        self.states = 0
        self.faults: list[str] = []

    def fresh(self, source: Path | None = None) -> Path:
        """Empty the room for the next disk."""
        trial = self.room / "trial"
        shutil.rmtree(trial, ignore_errors=True)
        if source:
            shutil.copytree(source, trial)
        else:
            trial.mkdir(parents=True)
        return trial

    def go(self, states: int, part: tuple[int, int], until: float) -> None:
        """Go through the record and cut it so often; every fourth time with all gone that was not flushed."""
        mine, parts = part
        turn = 0
        wanted = _spread(len(self.done), states)
        for at, done in enumerate(self.done):
            self.disk.do(done)
            event = replaying.report(done, self.reports)
            if event is not None:
                self.told.hear(event)
            for number in range(wanted[at]):
                turn += 1
                if turn % parts == mine and time.monotonic() < until:
                    self.cut(None if turn % 4 == 0 else random.Random(f"{at}/{number}"), at)

    def cut(self, chance: random.Random | None, at: int) -> None:
        """Look at one disk."""
        files, folders = self.disk.cut(chance)
        self.states += 1
        # Compared by Python's own hash, whose seed is the process's: it need not outlive it.
        seen = hash(
            (
                *((name, hash(files[name])) for name in sorted(files) if name != working.REPORTS),
                *sorted(folders),
                *self.told.phrases,
            )
        )
        found = self.seen.get(seen)
        if found is None:
            trial = self.fresh()
            replaying.write(trial, files, folders)
            found = self.seen[seen] = looking.look(trial, phrases=self.told.phrases)
        for fault in self.told.faults(found):
            self.faults.append(f"at {at} of {len(self.done)}, {self.told.begun or 'between'}: {fault}")


def _spread(moments: int, states: int) -> list[int]:
    """Spread so many states over the moments of a record."""
    return [states * (at + 1) // moments - states * at // moments for at in range(moments)]


def main(work: Path, states: int, *, part: tuple[int, int], room: Path, seconds: float) -> None:
    """Look at so many states."""
    cutting = Cutting(work, room)
    cutting.go(states, part, time.monotonic() + seconds)
    lost = sum(" lost: " in fault for fault in cutting.faults)
    said = {
        "states": cutting.states,
        "disks": len(cutting.seen),
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
