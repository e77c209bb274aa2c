"""Kill the program at random moments of its own acts, and look at what each kill left behind.

`python -m tests.faults.killing ROOT KILLS [--lying] [--seed N]` prints a line of JSON: how many kills
there were by act, and how many of them left something lost, or anything else that is wrong. With `--lying`
the clerk reports acts before they are committed, which must be seen.
"""

import json
import os
import random
import select
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path

from tests.faults import acting, looking
from tests.faults.roads import OLD, behind

KINDS = (*acting.ACTS, "migrate")
# A folder is used again until so many kills have left their traces in it.
REUSED = 12
FOLLOWING = ("mark", "undo", "redo")


def killed(work: Callable[[int], None], *, begun: Callable[[bytes], bool], within: float) -> bytes:
    """Do work in a child that is killed within so many seconds after it began; give what it had reported."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        try:
            work(writing)
        except BaseException as error:
            os.write(2, f"{error!r}\n".encode())
            os._exit(1)
        os._exit(0)
    os.close(writing)
    said, until = b"", None
    while True:
        left = None if until is None else max(until - time.monotonic(), 0)
        ready, _, _ = select.select([reading], [], [], left)
        block = os.read(reading, 65536) if ready else b""
        said += block
        if not block:
            break
        if until is None and begun(said):
            until = time.monotonic() + within
    os.kill(child, signal.SIGKILL)
    while block := os.read(reading, 65536):
        said += block
    os.close(reading)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError("the clerk failed by himself")
    return said


class Killing:
    """A folder in which acts are killed, and what was found."""

    def __init__(self, root: Path, *, seed: int, lying: bool) -> None:
        self.root, self.chance, self.lying = root, random.Random(seed), lying
        self.pristine, self.trial = root / "pristine", root / "trial"
        acting.begin(self.pristine)
        self.books = acting.read_rosters(root / "books", 12)
        self.used = REUSED
        self.lasts: dict[str, float] = {}
        self.faults: list[str] = []
        self.kills: Counter[str] = Counter()
        self.told = looking.Told(())

    def fresh(self) -> None:
        """Begin again with a folder that nothing has happened to."""
        shutil.rmtree(self.trial, ignore_errors=True)
        shutil.copytree(self.pristine, self.trial)
        found = looking.look(self.trial, go_on=False)
        if found.wrong:
            raise RuntimeError(found.wrong)
        self.told = looking.Told(found.after)
        self.used = 0

    def acts(self, kind: str) -> Iterator[str]:
        """Give what a clerk does in a round: what leads to an act, the act, and what follows."""
        before = {"redo": ["mark", "undo"], "undo": ["mark"]}.get(kind, [])
        follow = repeat("mark") if kind == "rekey" else (self.chance.choice(FOLLOWING) for _ in repeat(0))
        return chain(before, [kind], follow)

    def round(self, kind: str) -> None:
        """Kill one act of a kind and look."""
        if self.used >= REUSED:
            self.fresh()
        self.used += 1
        seed = self.chance.getrandbits(32)
        # Only what a lying clerk has reported can be missed.
        first = f'"{"done" if self.lying else "begin"}": "{kind}"'.encode()
        said = killed(
            lambda pipe: self.work(kind, pipe, seed),
            begun=lambda said: first in said,
            within=self.chance.random() * self.lasting(kind),
        )
        for line in said.splitlines():
            self.told.hear(json.loads(line))
        found = looking.look(self.trial, phrases=self.told.phrases)
        self.faults += [f"{kind}: {fault}" for fault in self.told.faults(found)]
        self.kills[kind] += 1
        # What was done to see that work goes on belongs to the next round's beginning.
        self.told = looking.Told(found.after)
        if kind == "rekey" or found.wrong:
            self.used = REUSED

    def lasting(self, kind: str) -> float:
        """Give how long an act takes, by the slowest of a few rounds that nobody kills."""
        if kind not in self.lasts:
            here = self.root / "timed"
            shutil.rmtree(here, ignore_errors=True)
            shutil.copytree(self.pristine, here)
            began: dict[str, float] = {}

            def say(event: looking.Event) -> None:
                if "begin" in event:
                    began[str(event["begin"])] = time.monotonic()
                else:
                    done = str(event["done"])
                    self.lasts[done] = max(
                        self.lasts.get(done, 0), 1.3 * (time.monotonic() - began[done]) + 0.005
                    )

            clerk = acting.Clerk(here, say, seed=1, books=self.books)
            acts = [one for one in acting.ACTS if one != "rekey"] * 2
            clerk.works(iter([*acts, "mark", "undo", "redo", "rekey"] if kind == "rekey" else acts))
        return self.lasts[kind]

    def work(self, kind: str, pipe: int, seed: int) -> None:
        """Be the clerk who is killed."""
        clerk = acting.Clerk(self.trial, lambda event: _write(pipe, event), seed=seed, books=self.books)
        if not self.lying:
            clerk.works(self.acts(kind))
            return
        with acting.opened(self.trial / "data") as db, db.atomic():
            for act in self.acts(kind):
                clerk.do(db, act)

    def migrate(self) -> None:
        """Kill the opening of an old release's register, and open it."""
        version = self.chance.choice(behind())
        shutil.rmtree(self.trial, ignore_errors=True)
        shutil.copytree(OLD / version, self.trial / "data")
        self.used = REUSED
        known = json.loads((OLD / version / "known.json").read_text(encoding="utf-8"))["counts"]
        if "migrate" not in self.lasts:
            began = time.monotonic()
            with acting.opened(self.trial / "data"):
                self.lasts["migrate"] = 1.2 * (time.monotonic() - began)
            shutil.rmtree(self.trial)
            shutil.copytree(OLD / version, self.trial / "data")
        killed(self.upgrade, begun=lambda said: True, within=self.chance.random() * self.lasts["migrate"])
        self.kills["migrate"] += 1
        self.faults += [f"migrate: {line}" for line in looking.upgraded(self.trial / "data", known)]

    def upgrade(self, pipe: int) -> None:
        """Be the program that is killed while it opens an old register."""
        os.write(pipe, b"begun\n")
        with acting.opened(self.trial / "data"):
            pass


def _write(pipe: int, event: looking.Event) -> None:
    os.write(pipe, json.dumps(event).encode() + b"\n")


def main(root: Path, kills: int, *, seed: int, lying: bool) -> None:
    """Kill as often as asked, each kind of act in its turn."""
    acting.stretch_little()
    killing = Killing(root, seed=seed, lying=lying)
    kinds = ("mark",) if lying else KINDS
    # A wholly new key takes a second or two: it is killed, but not as often as the others.
    turns = [kind for turn in range(kills) for kind in kinds if kind != "rekey" or turn % 4 == 0][:kills]
    for kind in turns:
        if kind == "migrate":
            killing.migrate()
        else:
            killing.round(kind)
    faults = killing.faults
    lost = sum(": lost: " in fault for fault in faults)
    said = {"kills": killing.kills, "lost": lost, "wrong": len(faults) - lost, "faults": faults[:10]}
    sys.stdout.write(f"{json.dumps(said, ensure_ascii=False)}\n")


if __name__ == "__main__":
    _, place, times, *more = sys.argv
    main(
        Path(place), int(times), lying="--lying" in more,
        seed=int(more[more.index("--seed") + 1]) if "--seed" in more else 1,
    )  # fmt: skip
