"""The roads on which power is cut: a desk's day, an old release's upgrade, a county that reads parcels.

Each says how its folder begins, what is done in it while the disk is recorded, and how a disk that was cut
off on the way is looked at: `hear` follows the reports, `look` opens the folder as the next start does, and
`faults` says what was reported and is missing, what is half there, and what is wrong besides.
"""

import hashlib
import json
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from app import paths
from app.explain import explain
from app.jobs import parcels, registers, rosters
from app.progress import silent
from app.school import branches
from app.school import parcels as ledger
from db import DatabaseError, keyring
from db.faults import RegisterFault
from db.migrations import series
from db.register import Register
from tests import made_up
from tests.faults import acting, looking
from tests.jobs.conftest import NOW, Desk, acquaint
from tests.jobs.test_parcels import PDF, file_evidence

OLD = Path(__file__).resolve().parents[1] / "registers"
# Once in a while each act; restoring and copying write the whole register.
ROUND = (
    *("mark", "mark", "undo", "redo", "roster", "close", "mark", "parcel", "erase"),
    *("backup", "mark", "undo", "mark", "close", "restore", "mark", "roster", "mark", "erase"),
)
PARCELS = 5
Say = Callable[[looking.Event], object]


@cache
def behind() -> list[str]:
    """List the frozen releases whose registers this program has something to do to."""
    found = []
    for folder in sorted(path for path in OLD.iterdir() if path.is_dir()):
        with tempfile.TemporaryDirectory() as spare:
            file = Path(spare) / "school.db"
            shutil.copyfile(folder / "school.db", file)
            key = keyring.key(folder / "keys.json")
            db = Register(file, key, clock=made_up.Clock(), chance=made_up.chance(), operator="")
            if series.pending(db):
                found.append(folder.name)
            db.close()
    return found


class Watch(Protocol):
    """Who hears the reports of a record and looks at the disks cut off on the way."""

    phrases: Sequence[str | None]

    def hear(self, event: looking.Event) -> None:
        """Hear one more report."""

    def look(self, root: Path) -> Any:
        """Open the folder as the next start does and look at everything."""

    def faults(self, found: Any) -> list[str]:
        """Say what was reported and is missing, what is half there, and what is wrong besides."""


@dataclass(frozen=True, slots=True)
class Road:
    """How a folder begins, what is done in it, and who watches: by seed, so that each record differs."""

    begin: Callable[[Path, int], None]
    work: Callable[[Path, Say, Path, int, int, bool], None]
    watch: Callable[[Path, Path], Watch]


# --- a desk's day -------------------------------------------------------------------------------------------


class _Desk(looking.Told):
    def look(self, root: Path) -> looking.Found:
        return looking.look(root, phrases=self.phrases)


def _begin_desk(root: Path, seed: int) -> None:
    acting.begin(root)
    shutil.rmtree(root / "county")


def _acts(seed: int, rounds: int) -> Iterator[str]:
    """Give what is done, in another order for each seed; last of all a wholly new key."""
    chance = random.Random(seed)
    for _ in range(rounds):
        yield from chance.sample(ROUND, len(ROUND))
    yield "backup"
    yield "rekey"


def _work_desk(root: Path, say: Say, books: Path, seed: int, rounds: int, careless: bool) -> None:
    read = [rosters.read(path) for path in sorted(books.glob("*.xlsx"))]
    clerk = acting.Clerk(root, say, seed=seed, books=read)
    clerk.works(_acts(seed, rounds), careless=careless)


def _watch_desk(before: Path, room: Path) -> Watch:
    shutil.copytree(before, room)
    told = _Desk(looking.look(room, go_on=False).after)
    told.backups = set()
    return told


# --- an old release's upgrade -------------------------------------------------------------------------------


class _Upgrade:
    phrases: Sequence[str | None] = (None,)

    def __init__(self, known: dict[str, int]) -> None:
        self.known = known

    def hear(self, event: looking.Event) -> None:
        """What is told changes nothing: before and after, all that the old release held must be there."""

    def look(self, root: Path) -> list[str]:
        try:
            return looking.upgraded(root / "data", self.known)
        except (RegisterFault, OSError, DatabaseError) as error:
            return [f"does not open: {error!r} {explain(error)}"]

    def faults(self, found: list[str]) -> list[str]:
        return found


def _begin_upgrade(root: Path, seed: int) -> None:
    shutil.copytree(OLD / behind()[seed % len(behind())], root / "data")


def _work_upgrade(root: Path, say: Say, books: Path, seed: int, rounds: int, careless: bool) -> None:
    say({"begin": "migrate"})
    with acting.opened(root / "data"):
        pass
    say({"done": "migrate"})


def _watch_upgrade(before: Path, room: Path) -> Watch:
    return _Upgrade(json.loads((before / "data" / "known.json").read_text(encoding="utf-8"))["counts"])


# --- a county that reads parcels ----------------------------------------------------------------------------

State = tuple[object, ...]


class _County:
    phrases: Sequence[str | None] = (None,)

    def __init__(self, states: list[State]) -> None:
        self.states, self.read, self.begun = states, 0, False

    def hear(self, event: looking.Event) -> None:
        self.begun = "begin" in event
        self.read += "done" in event

    def look(self, root: Path) -> tuple[int, list[str]]:
        """Give how many parcels are in, and what is wrong; then read them all."""
        wrong: list[str] = []
        try:
            with _county(root) as db:
                state = _state(db)
                wrong += _unsound(db, root)
                for path in _parcels(root):
                    _read(db, path, root)
                if _state(db) != self.states[-1]:
                    wrong.append("what was read afterwards is not what was sent")
                wrong += _unsound(db, root)
        except (RegisterFault, OSError, DatabaseError) as error:
            return -1, [f"does not open: {error!r} {explain(error)}"]
        if state not in self.states:
            return -1, [*wrong, "a parcel is in by half"]
        return self.states.index(state), wrong

    def faults(self, found: tuple[int, list[str]]) -> list[str]:
        there, said = found
        if there < 0 or self.read <= there <= self.read + self.begun:
            return said
        if there < self.read:
            return [*said, f"lost: {self.read} parcels were read and {there} are in"]
        return [*said, f"more than was begun: {there} parcels are in and {self.read} were read"]


def _begin_county(root: Path, seed: int) -> None:
    """Let a county lie there that knows a school, and the school's parcels on a stick."""
    (root / "stick").mkdir(parents=True)
    chance = random.Random(seed)
    with ExitStack() as stack:
        desks = []
        for name, level, code in (("school", "township", "350924100"), ("data", "county", "350924")):
            db = stack.enter_context(registers.opened(root / name, clock=made_up.Clock(), operator="张干事"))
            school = registers.found(
                db, level=level, code=code, full_name=f"{name}的党校", county_name="寿宁县"
            )
            desks.append(Desk(root / name, db, school))
        township, county = desks
        people = made_up.people(township.db, township.school, 6)
        made_up.a_class(township.db, township.school, people)
        acquaint(township, county)
        for number in range(PARCELS):
            branches.add(township.db, f"第{number}支部", school=township.school)
            file_evidence(township, PDF + chance.randbytes(chance.randint(1_000, 200_000)))
            township.send(root / "stick")
    shutil.rmtree(root / "school")


def _work_county(root: Path, say: Say, books: Path, seed: int, rounds: int, careless: bool) -> None:
    with _county(root) as db:
        for path in _parcels(root):
            say({"begin": "read"})
            _read(db, path, root)
            say({"done": "read"})


def _watch_county(before: Path, room: Path) -> Watch:
    """Read the parcels with nothing cut off, to know each state there may be."""
    shutil.copytree(before, room)
    with _county(room) as db:
        states = [_state(db)]
        for path in _parcels(room):
            _read(db, path, room)
            states.append(_state(db))
    return _County(states)


def _county(root: Path) -> Any:
    return registers.opened(root / "data", clock=made_up.Clock(), operator="县")


def _parcels(root: Path) -> list[Path]:
    return sorted((root / "stick").glob("*.wuyou"), key=lambda path: int(path.stem.split("第")[1][:-1]))


def _read(db: Register, path: Path, root: Path) -> None:
    parcels.receive(db, path, folder=root / "data", now=NOW, tell=silent)


def _state(db: Register) -> State:
    content = repr(made_up.content(db)).encode()
    return hashlib.sha256(content).hexdigest(), tuple(one.file_name for one in ledger.received(db))


def _unsound(db: Register, root: Path) -> list[str]:
    """Say what is wrong with a county's register, and which papers and parcels are not what they say."""
    said = looking.unbound(db)
    papers = paths.evidence(root / "data").glob("[0-9a-f]*")
    said += [
        f"paper {path.name} is torn"
        for path in papers
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.name
    ]
    kept = {path.read_bytes() for path in _parcels(root)}
    inbox = paths.inbox(root / "data")
    named = [inbox / one.file_name for one in ledger.received(db)]
    return said + [
        f"lost: {path.name}" for path in named if not path.exists() or path.read_bytes() not in kept
    ]


ROADS = {
    "desk": Road(_begin_desk, _work_desk, _watch_desk),
    "upgrade": Road(_begin_upgrade, _work_upgrade, _watch_upgrade),
    "county": Road(_begin_county, _work_county, _watch_county),
}
