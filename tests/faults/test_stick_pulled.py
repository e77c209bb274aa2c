"""A stick is pulled at any moment: what was reported done is there whole, and nothing is torn.

Parcels, copies brought to a second place, and the pack for the next clerk's laptop all go the same way.
"""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from app.exchange import parts, sticks
from app.jobs import handovers, passphrases, registers, second_places
from app.progress import silent
from tests import made_up
from tests.faults.conftest import Tell, Turns
from tests.faults.pulled import Done, Recording, pulled
from tests.jobs.conftest import NOW

STATES = 450
PARCELS = 4
PHRASE = "下党的水很清很甜"


def parcels(recording: Recording, folder: Path) -> None:
    """Bring a few parcels to the stick, one after the other."""
    chance = random.Random(1)
    for number in range(PARCELS):
        parcel = folder / f"{number}.wuyou"
        parcel.write_bytes(chance.randbytes(chance.randint(100_000, 5_000_000)))
        name = f"下党乡党校-第{number}号.wuyou"
        recording.report(sticks.deliver(parcel, recording.folder, name=name, tell=silent))


def a_desk(folder: Path) -> None:
    """Make a data folder with a passphrase and a few people."""
    with registers.opened(folder, clock=made_up.Clock(), operator="张会计") as db:
        school = registers.found(db, level="township", code="350924100", full_name="下党乡党校")
        made_up.people(db, school, 4)
    passphrases.set_passphrase(folder, PHRASE, clerk="张会计")


def second_place(recording: Recording, folder: Path) -> None:
    """Bring copies to the stick, each into a folder of its own."""
    data = folder / "data"
    a_desk(data)
    with registers.opened(data, clock=made_up.Clock(), operator="张会计", passphrase=PHRASE) as db:
        for _ in range(3):
            place = second_places.deliver(db, data, recording.folder, now=NOW, tell=silent)
            recording.report(*sorted(place.iterdir()))


def handover(recording: Recording, folder: Path) -> None:
    """Seal a desk into a pack on the stick."""
    data = folder / "data"
    a_desk(data)
    with registers.opened(data, clock=made_up.Clock(), operator="张会计", passphrase=PHRASE) as db:
        for _ in range(2):
            packed = handovers.pack(db, data, target=recording.folder, phrase=PHRASE, now=NOW, tell=silent)
            recording.report(packed.path)


BROUGHT = {"数据包": parcels, "第二处备份": second_place, "交接包": handover}


@pytest.fixture(scope="module", params=BROUGHT)
def brought(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def recorded(brought: str, tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """Bring something to a stick and hear all that is done to it."""
    recording = Recording(tmp_path_factory.mktemp("stick"))
    work: Callable[[Recording, Path], None] = BROUGHT[brought]
    with parts.listening(recording.heard):
        work(recording, tmp_path_factory.mktemp("brought"))
    return recording


def faults(recording: Recording, log: list[Done], states: range) -> tuple[int, int]:
    """Count the states in which something reported is missing, and those with a torn file under a name."""
    meant = {name: content for _, name, content in recording.reported}
    missing = torn = 0
    for state in states:
        chance = random.Random(state)
        moment = chance.randint(0, len(log))
        there = pulled(log, moment, chance=chance if state % 3 else None)
        due = [one for at, *one in recording.reported if at * len(log) <= moment * len(recording.log)]
        missing += any(there.get(name) != content for name, content in due)
        torn += any(content != meant.get(name, content) for name, content in there.items())
    return missing, torn


def test_what_was_reported_done_is_there_and_nothing_is_torn(
    brought: str, recorded: Recording, turns: Turns, figure: Tell
) -> None:
    assert recorded.reported
    states = turns(STATES, 45)
    missing, torn = faults(recorded, recorded.log, states)
    figure(f"拔U盘后报过却不在的（{brought}）", f"{len(states)} 种状态中 {missing} 种", 0)
    figure(f"拔U盘后有名字却不完整的（{brought}）", f"{len(states)} 种状态中 {torn} 种", 0)
    assert (missing, torn) == (0, 0)


def test_every_moment_with_all_that_was_not_flushed_gone(recorded: Recording) -> None:
    for moment in range(len(recorded.log) + 1):
        there = pulled(recorded.log, moment, chance=None)
        for at, name, content in recorded.reported:
            if at <= moment:
                assert there[name] == content
        assert all(len(name) > 4 for name in there)


@pytest.mark.parametrize("unflushed", ["flush", "flush-folder"])
def test_the_same_without_flushing_is_seen_to_fail(recorded: Recording, unflushed: str) -> None:
    """The harness sees: with either flush left out files are reported done and missing."""
    log = [done for done in recorded.log if done.what != unflushed]
    missing, _ = faults(recorded, log, range(60))
    assert missing > 0


def test_a_folder_that_was_not_flushed_is_seen_to_be_missing(tmp_path: Path, stick: Path) -> None:
    """The harness sees: a copy in a folder whose name never came to the stick is nowhere."""
    recording = Recording(stick)
    with parts.listening(recording.heard):
        second_place(recording, tmp_path)
    log = [done for done in recording.log if (done.what, done.name) != ("flush-folder", ".")]
    assert faults(recording, log, range(60))[0] > 0


def test_what_is_heard_is_what_lies_on_the_stick(recorded: Recording) -> None:
    stick = recorded.folder
    whole = pulled(recorded.log, len(recorded.log), chance=None)
    files = [path for path in stick.rglob("*") if path.is_file()]
    assert whole == {path.relative_to(stick).as_posix(): path.read_bytes() for path in files}
