"""Let every n-th call to the disk fail in one job, and look at what that left behind.

`python -m tests.faults.failing ROOT JOB WAY STEP` under the library of disk/failing.c: the first call fails,
then the second, until the job needs no more; with STEP 10 only every tenth of them. It prints a line of JSON:
how many there were, which failures have no sentence to show (`mute`), and what was lost or is wrong.
"""

import ctypes
import errno
import json
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from app.explain import explain
from tests import made_up
from tests.faults import acting, looking

OLD = Path(__file__).resolve().parents[1] / "registers"
JOBS = {
    "save": "mark", "backup": "backup", "import": "roster", "export": "parcel", "close": "close",
    "restore": "restore", "rekey": "rekey", "migrate": "migrate",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """How calls fail: with which error, after half was written, that one or all after it, reading too."""

    number: int
    by_half: bool = False
    ever_after: bool = False
    reads: bool = False


WAYS = {
    "broken": Way(errno.EIO, by_half=True),
    "full": Way(errno.ENOSPC, by_half=True, ever_after=True),
    "gone": Way(errno.EIO, ever_after=True),
    "unreadable": Way(errno.EIO, reads=True),
}


class Failing:
    """One job in one way, with the first call failing, then the second, and so on."""

    def __init__(self, root: Path, job: str, way: Way) -> None:
        self.library = ctypes.CDLL(None)
        self.act, self.way = JOBS[job], way
        self.pristine, self.trial = root / "pristine", root / "trial"
        self.books = acting.read_rosters(root / "books", 1)
        if self.act == "migrate":
            version = sorted(path.name for path in OLD.iterdir() if path.is_dir())[0]
            shutil.copytree(OLD / version, self.pristine / "data")
            known = (self.pristine / "data" / "known.json").read_text(encoding="utf-8")
            self.known: Mapping[str, int] = json.loads(known)["counts"]
        else:
            acting.begin(self.pristine)
            shutil.rmtree(self.pristine / "county")
            shutil.copytree(self.pristine, self.trial)
            self.head = looking.look(self.trial, go_on=False).after
        self.runs, self.mute, self.faults = 0, [], []  # type: ignore[var-annotated]

    def arm(self, at: int) -> None:
        """Let the call of that number fail from now on, none where it is 0."""
        way = self.way
        self.library.failing_arm(ctypes.c_long(at), way.number, way.by_half, way.ever_after, way.reads)

    def every(self, step: int) -> None:
        """Go through the calls up to the job's last, every `step`-th of them."""
        for at in count(1, step):
            shutil.rmtree(self.trial, ignore_errors=True)
            shutil.copytree(self.pristine, self.trial)
            if not (self.one_upgrade(at) if self.act == "migrate" else self.one_act(at)):
                return
            self.runs += 1

    def one_act(self, at: int) -> bool:
        """Do the job with a call that fails, look, and tell whether it came to that call."""
        told = looking.Told(self.head)
        clerk = acting.Clerk(self.trial, self.heard(told, at), seed=at, books=self.books)
        reached = True
        try:
            if self.act == "restore":
                clerk.restore()
            else:
                with acting.opened(self.trial / "data") as db:
                    try:
                        clerk.do(db, self.act)
                    finally:
                        reached = self.disarm(at)
        except Exception as error:  # noqa: BLE001 - what has a sentence and what has none is the question
            self.judge(error, at)
        reached = self.disarm(at) if self.act == "restore" else reached
        found = looking.look(self.trial, phrases=told.phrases)
        self.faults += [f"{self.act} {at}: {fault}" for fault in told.faults(found)]
        return reached

    def heard(self, told: looking.Told, at: int) -> acting.Say:
        """Arm the library when the act begins, and let nothing fail in what leads to it."""

        def say(event: looking.Event) -> None:
            told.hear(event)
            if event.get("begin") == self.act:
                self.arm(at)

        return say

    def disarm(self, at: int) -> bool:
        """Let nothing fail any more, and tell whether the call was reached."""
        reached = self.library.failing_calls() >= at
        self.arm(0)
        return reached

    def one_upgrade(self, at: int) -> bool:
        """Open the register of an old release with a call that fails, and then without."""
        self.arm(at)
        try:
            with acting.opened(self.trial / "data"):
                reached = self.disarm(at)
        except Exception as error:  # noqa: BLE001 - as above
            reached = self.disarm(at)
            self.judge(error, at)
        with acting.opened(self.trial / "data") as db:
            counts = {table: len(rows) for table, rows in made_up.content(db).items() if table in self.known}
            wrong = [one for one in looking.unsound(db) if not one.startswith(("untold", "gone"))]
        lost = [f"lost: {counts}"] if counts != self.known else []
        self.faults += [f"migrate {at}: {line}" for line in (*lost, *wrong)]
        return reached

    def judge(self, error: Exception, at: int) -> None:
        """Note an error nobody could read."""
        if not explain(error):
            self.mute.append(f"{self.act} {at}: {error!r}")


def main(root: Path, job: str, way: str, step: int) -> None:
    """Go through one job in one way."""
    acting.stretch_little()
    failing = Failing(root, job, WAYS[way])
    failing.every(step)
    lost = sum(": lost:" in fault for fault in failing.faults)
    wrong = [*failing.mute, *failing.faults]
    said = {"runs": failing.runs, "mute": len(failing.mute), "lost": lost,
            "wrong": len(failing.faults) - lost, "faults": wrong[:10]}  # fmt: skip
    sys.stdout.write(f"{json.dumps(said, ensure_ascii=False)}\n")


if __name__ == "__main__":
    _, place, which, how, every = sys.argv
    main(Path(place), which, how, int(every))
