"""A stick is pulled at any moment: what was reported done is there whole, and nothing is torn."""

import random
from pathlib import Path

import pytest

from app.exchange import parts, sticks
from app.progress import silent
from tests.faults.pulled import Done, Recording, pulled

MOMENTS = 300
PARCELS = 4


@pytest.fixture
def recorded(tmp_path: Path, stick: Path) -> Recording:
    """Bring a few parcels to one stick, one after the other."""
    recording = Recording(stick)
    chance = random.Random(1)
    with parts.listening(recording.heard):
        for number in range(PARCELS):
            parcel = tmp_path / f"{number}.wuyou"
            parcel.write_bytes(chance.randbytes(chance.randint(100_000, 5_000_000)))
            path = sticks.deliver(parcel, stick, name=f"下党乡党校-第{number}号.wuyou", tell=silent)
            recording.report(path)
    return recording


def faults(recording: Recording, log: list[Done], *, states: int) -> tuple[int, int]:
    """Count the states in which something reported is missing, and those with a torn file under a name."""
    meant = {name: content for _, name, content in recording.reported}
    missing = torn = 0
    for state in range(states):
        chance = random.Random(state)
        moment = chance.randint(0, len(log))
        there = pulled(log, moment, chance=chance if state % 2 else None)
        due = [one for at, *one in recording.reported if at * len(log) <= moment * len(recording.log)]
        missing += any(there.get(name) != content for name, content in due)
        torn += any(content != meant.get(name, content) for name, content in there.items())
    return missing, torn


def test_what_was_reported_done_is_there_and_nothing_is_torn(recorded: Recording, share: float) -> None:
    assert len(recorded.reported) == PARCELS
    assert faults(recorded, recorded.log, states=max(int(MOMENTS * share), 30)) == (0, 0)


def test_every_moment_with_all_that_was_not_flushed_gone(recorded: Recording) -> None:
    for moment in range(len(recorded.log) + 1):
        there = pulled(recorded.log, moment, chance=None)
        for at, name, content in recorded.reported:
            if at <= moment:
                assert there[name] == content
        assert all(len(name) > 4 for name in there)


@pytest.mark.parametrize("unflushed", ["flush", "flush-folder"])
def test_the_same_without_flushing_is_seen_to_fail(recorded: Recording, share: float, unflushed: str) -> None:
    """The harness sees: with either flush left out parcels are reported done and missing."""
    log = [done for done in recorded.log if done.what != unflushed]
    missing, _ = faults(recorded, log, states=max(int(MOMENTS * share), 30))
    assert missing > 0


def test_what_is_heard_is_what_lies_on_the_stick(recorded: Recording, stick: Path) -> None:
    whole = pulled(recorded.log, len(recorded.log), chance=None)
    assert whole == {path.name: path.read_bytes() for path in stick.iterdir()}
