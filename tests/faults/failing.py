"""Let every n-th call to the disk fail in one job, and look at what that left behind.

`python -m tests.faults.failing ROOT JOB WAY STEP` under the library of disk/failing.c: the first call fails,
then the second, until the job needs no more; with STEP 10 only every tenth of them, with `--part 2/10` the
third, the thirteenth and so on of those. It prints a line of JSON: how many there were, which failures have
no sentence to show (`mute`), and what was lost or is wrong.

The job is done once: at each call the process parts in two (tests.faults.parting), the call fails in the
child, and what it leaves is looked at, or known from another that left the same. With `--anew` the job is
begun anew for each call instead, which must come to the same.
"""

import ctypes
import errno
import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from app.explain import explain
from tests.faults import acting, looking
from tests.faults.parting import Folder, Parting
from tests.faults.roads import OLD, behind

JOBS = {
    "save": "mark", "backup": "backup", "import": "roster", "export": "parcel", "close": "close",
    "erase": "erase", "restore": "restore", "rekey": "rekey", "migrate": "migrate",
}  # fmt: skip
# Of those that left what another left, so many are looked at all the same.
AGAIN = 50
FORKED = "inherited across fork"
ASKED = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_long)


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


@dataclass(slots=True)
class Looked:
    """What a failure left: what has no sentence, what is wrong, and what was found if it was looked at."""

    mute: list[str]
    faults: list[str]
    like: Hashable
    found: Any
    anew: bool


class Failing:
    """One job in one way, with the first call failing, then the second, and so on."""

    def __init__(self, root: Path, job: str, way: Way) -> None:
        self.library = ctypes.CDLL(None)
        self.root, self.act, self.way = root, JOBS[job], way
        self.pristine, self.trial = root / "pristine", root / "trial"
        self.books = acting.read_rosters(root / "books", 1)
        self.head: Sequence[object] = ()
        if self.act == "migrate":
            release = OLD / behind()[0]
            shutil.copytree(release, self.pristine / "data")
            self.known = json.loads((release / "known.json").read_text(encoding="utf-8"))["counts"]
        else:
            acting.begin(self.pristine)
            shutil.rmtree(self.pristine / "county")
            shutil.copytree(self.pristine, self.trial)
            self.head = looking.look(self.trial, go_on=False).after
        self.runs, self.looked, self.seen = 0, 0, {}  # type: ignore[var-annotated]
        self.mute: list[str] = []
        self.faults: list[str] = []
        self.forked: list[int] = []

    def every(self, step: int, mine: int) -> None:
        """Let each call fail in a child that parts here, every `step`-th of them from the `mine`-th on."""
        self.fresh()
        (self.root / "links").mkdir(exist_ok=True)
        parting = Parting(Folder(self.trial, self.root / "links"))

        def asked(number: int) -> int:
            try:
                if number % step != mine % step:
                    return 0
                if parting.part():
                    # How it got here does not matter to the child any more, only how it goes on.
                    return 1
                self.heard(parting.said.pop(), number)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            return 0

        asking = ASKED(asked)
        self.one(lambda: self.ask(asking), parting, 0)
        for at in self.forked:
            self.fresh()
            self.one(partial(self.arm, at), None, at)

    def ask(self, asking: Any) -> None:
        """Have the process part at each call from now on."""
        self.arm(0)
        self.library.failing_part(asking)

    def anew(self, step: int, mine: int) -> None:
        """Begin the job anew for each call."""
        for at in count(mine or step, step):
            self.fresh()
            if not self.one(lambda at=at: self.arm(at), None, at):  # type: ignore[misc]
                return

    def fresh(self) -> None:
        """Put the folder there as it is before the job."""
        shutil.rmtree(self.trial, ignore_errors=True)
        shutil.copytree(self.pristine, self.trial)

    def arm(self, at: int) -> None:
        """Let the call of that number fail from now on, none where it is 0."""
        way = self.way
        self.library.failing_arm(ctypes.c_long(at), way.number, way.by_half, way.ever_after, way.reads)

    def one(self, begin: Callable[[], None], parting: Parting | None, at: int) -> bool:
        """Do the job with a call that fails, look, and tell whether it came to that call."""
        told = looking.Told(self.head)
        mute: list[str] = []
        try:
            self.job(told, begin)
        except Exception as error:  # noqa: BLE001 - what has a sentence and what has none is the question
            if not explain(error):
                mute.append(f"{error!r}")
        calls = int(self.library.failing_calls())
        reached = calls >= at
        self.library.failing_part(None)
        self.arm(0)
        if parting is None and reached:
            self.heard(self.look(told, mute), at)
        elif parting is None:
            return False
        elif parting.pipe is not None:
            parting.end(self.look(told, mute))
        elif mute:
            raise RuntimeError(f"the job fails by itself: {mute}")
        return reached

    def job(self, told: looking.Told, begin: Callable[[], None]) -> None:
        """Do the job; `begin` arms the library when the act begins, and nothing fails in what leads to it."""

        def say(event: looking.Event) -> None:
            told.hear(event)
            if event.get("begin") == self.act:
                begin()

        clerk = acting.Clerk(self.trial, say, seed=1, books=self.books)
        if self.act == "migrate":
            begin()
            with acting.opened(self.trial / "data"):
                self.disarm()
        elif self.act == "restore":
            clerk.restore()
        else:
            with acting.opened(self.trial / "data") as db:
                try:
                    clerk.do(db, self.act)
                finally:
                    self.disarm()

    def disarm(self) -> None:
        """Let nothing fail and nobody part in what comes after the act, and keep the count of its calls."""
        self.library.failing_part(None)
        self.library.failing_rest()

    def look(self, told: looking.Told, mute: list[str]) -> Looked:
        """Look at what a failure left, or know it from another that left the same."""
        like = self.like(tuple(told.phrases))
        known = self.seen.get(like)
        found = known
        if known is None or self.runs % AGAIN == 0:
            found = self.found(told)
        faults = found if isinstance(found, list) else told.faults(found)
        return Looked(mute, faults, like, found, found is not known)

    def like(self, phrases: tuple[str | None, ...]) -> Hashable:
        """Give what a disk shares with another on which a program finds the same."""
        beside, settled = self.trial, True
        if (self.trial / "data" / "school.db-wal").exists():
            # Settled in a copy: whoever looks at it must find it as it was left.
            beside = self.root / "beside"
            shutil.rmtree(beside, ignore_errors=True)
            shutil.copytree(self.trial, beside)
            settled = looking.settle(beside / "data", phrases)
        return (looking.likeness(looking.on_disk(beside)), settled, phrases)

    def found(self, told: looking.Told) -> Any:
        """Open the folder as the next start does, and look at everything."""
        if self.act == "migrate":
            return looking.upgraded(self.trial / "data", self.known)
        return looking.look(self.trial, phrases=told.phrases)

    def heard(self, said: Looked | str, at: int) -> None:
        """Note what was found after the call of that number failed."""
        if isinstance(said, Looked) and any(FORKED in one for one in said.mute):
            # Its lock knows that it is in a child: this one call is tried from the job's beginning.
            self.forked.append(at)
            return
        if isinstance(said, str):
            self.faults.append(f"{self.act} {at}: {said}")
        else:
            self.mute += [f"{self.act} {at}: {one}" for one in said.mute]
            self.faults += [f"{self.act} {at}: {one}" for one in said.faults]
            self.looked += said.anew
            self.seen[said.like] = said.found
        self.runs += 1


def main(root: Path, job: str, way: str, step: int, *, mine: int, anew: bool) -> None:
    """Go through one job in one way."""
    acting.stretch_little()
    failing = Failing(root, job, WAYS[way])
    (failing.anew if anew else failing.every)(step, mine)
    lost = sum(": lost: " in fault for fault in failing.faults)
    wrong = [*failing.mute, *failing.faults]
    said = {"runs": failing.runs, "looked": failing.looked, "mute": len(failing.mute), "lost": lost,
            "wrong": len(failing.faults) - lost, "faults": wrong[:10]}  # fmt: skip
    sys.stdout.write(f"{json.dumps(said, ensure_ascii=False)}\n")


if __name__ == "__main__":
    _, place, which, how, every, *more = sys.argv
    first, parts = more[more.index("--part") + 1].split("/") if "--part" in more else ("0", "1")
    main(
        Path(place), which, how, int(every) * int(parts), mine=int(every) * int(first), anew="--anew" in more
    )
