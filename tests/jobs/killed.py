"""Receive a parcel in processes that are killed on the way, and look at what each of them left behind.

`python -m tests.jobs.killed COUNTY PARCEL TIMES` prints for each kill whether the parcel is in: `whole` or
`not`. It fails where it is in by half, or where it cannot be received afterwards.
"""

import hashlib
import os
import random
import shutil
import signal
import sys
from datetime import datetime
from pathlib import Path

from app import paths
from app.jobs import parcels, registers
from app.progress import silent
from app.school import parcels as ledger
from tests import made_up

NOW = datetime(2026, 11, 22, 9, 0)
State = tuple[object, object]


def receive(folder: Path, parcel: Path, *, die_at: int) -> int:
    """Receive in this process, which kills itself at so many calls; give how many there were."""
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1
        if calls == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    with registers.opened(folder, clock=made_up.Clock(), operator="县") as db:
        sys.setprofile(count)
        parcels.receive(db, parcel, folder=folder, now=NOW, tell=silent)
        sys.setprofile(None)
    return calls


def state(folder: Path) -> State:
    """Give all that a register says, after checking that it is sound and every file is what its name says."""
    with registers.opened(folder, clock=made_up.Clock(), operator="县") as db:
        assert db.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        said = made_up.content(db), [one.file_name for one in ledger.received(db)]
    for path in paths.evidence(folder).glob("[0-9a-f]*"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
    for name in said[1]:
        assert (paths.inbox(folder) / name).stat().st_size
    return said


def killed(folder: Path, parcel: Path, *, at: int) -> None:
    """Receive in a child that is killed."""
    child = os.fork()
    if not child:
        receive(folder, parcel, die_at=at)
        # One turn takes a few calls more or fewer than the next: this one came to its end before.
        os.kill(os.getpid(), signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child was not killed"


def main(county: Path, parcel: Path, times: int) -> None:
    """Kill as often as asked, at moments spread over the whole work."""
    before = state(county)
    trial = county.with_name("trial")
    # Once to load what is loaded late, and once to count.
    for _ in range(2):
        shutil.rmtree(trial, ignore_errors=True)
        shutil.copytree(county, trial)
        calls = receive(trial, parcel, die_at=0)
    after = state(trial)
    assert before != after
    chance = random.Random(1)
    for time in range(times):
        shutil.rmtree(trial)
        shutil.copytree(county, trial)
        # The last moments, in which rows are written, deserve half of the kills.
        share = (time + chance.random()) / times
        killed(trial, parcel, at=max(int(calls * (share if time % 2 else 1 - share / 20)), 1))
        found = state(trial)
        assert found in (before, after), "a parcel that is in by half"
        sys.stdout.write("whole\n" if found == after else "not\n")
        receive(trial, parcel, die_at=0)
        assert state(trial) == after


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
