"""The county reads one device's parcels in whatever order sticks arrive."""

import hashlib
from dataclasses import dataclass, replace

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule

from app.exchange.order import Seen, classify
from app.exchange.parcels import Header

FIRST = Header(
    fmt=1, min_reader=1, critical=(), suite="age+ed25519", kind="snapshot", parcel_id="p", epoch=1, seq=1,
    prev=None, school_code="5201", school=7, device=9, sign_fp="f", schema=1, created="2026-11-22",
    payload_len=1, payload_sha256="0" * 64,
)  # fmt: skip


def hashed(header: Header) -> str:
    return hashlib.sha256(repr(header).encode()).hexdigest()


def after(header: Header, **changes: object) -> Header:
    said = {"seq": header.seq + 1, "prev": hashed(header), **changes}
    return replace(header, **said)  # type: ignore[arg-type]


def seen(header: Header) -> Seen:
    return Seen(header.epoch, header.seq, hashed(header))


ONE = FIRST
TWO = after(ONE)
THREE = after(TWO)
FOUR = after(THREE)
CLONE_OF_TWO = replace(TWO, payload_sha256="1" * 64)
AFTER_CLONE = after(CLONE_OF_TWO)
RESTORED = after(ONE, epoch=2)

CASES = [
    ("the first", ONE, [], "ok"),
    ("the next", TWO, [ONE], "ok"),
    ("again", TWO, [ONE, TWO], "duplicate"),
    ("an old one again", ONE, [ONE, TWO, THREE], "duplicate"),
    ("one skipped", THREE, [ONE], "gap"),
    ("the first ones never came", THREE, [], "gap"),
    ("what was skipped, late", TWO, [ONE, THREE], "stale"),
    ("the first, late", ONE, [THREE], "stale"),
    ("another in its place", CLONE_OF_TWO, [ONE, TWO], "fork"),
    ("another in its place, while newer are here", CLONE_OF_TWO, [ONE, TWO, THREE], "fork"),
    ("one that follows another in its place", AFTER_CLONE, [ONE, TWO], "fork"),
    ("a late one that names another before it", AFTER_CLONE, [ONE, TWO, FOUR], "fork"),
    ("a number that skips, naming one it does not follow", replace(TWO, seq=5), [ONE, TWO], "fork"),
    ("a restored laptop", RESTORED, [ONE, TWO], "new_epoch"),
    ("the laptop it replaced", THREE, [ONE, TWO, RESTORED], "old_epoch"),
    ("what the replaced one sent, again", TWO, [ONE, TWO, RESTORED], "duplicate"),
    ("the next of the restored", after(RESTORED), [ONE, TWO, RESTORED], "ok"),
]


@pytest.mark.parametrize(
    ("parcel", "before", "place"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_places(parcel: Header, before: list[Header], place: str) -> None:
    last = seen(max(before, key=lambda one: (one.epoch, one.seq))) if before else None
    assert classify(parcel, hashed(parcel), last=last, seen=[seen(one) for one in before]) == place


@dataclass(frozen=True)
class Laptop:
    """A laptop's memory of the last parcel it made; copying it clones the laptop."""

    last: Header | None
    epoch: int


class Journeys(RuleBasedStateMachine):
    """One device, perhaps cloned or restored, and a county that reads its sticks in any order.

    The county takes in what is ok, a gap, or a new epoch to which its operator agrees.
    """

    laptops: Bundle[Laptop] = Bundle("laptops")
    made: Bundle[Header] = Bundle("made")

    def __init__(self) -> None:
        super().__init__()
        self.read: dict[str, Header] = {}
        self.last: Header | None = None

    @initialize(target=laptops)
    def new_laptop(self) -> Laptop:
        return Laptop(last=None, epoch=1)

    @rule(target=laptops, laptop=laptops)
    def restore(self, laptop: Laptop) -> Laptop:
        """Restoring raises the epoch, so that what follows cannot be taken for the old story."""
        return replace(laptop, epoch=laptop.epoch + 1)

    @rule(target=made, laptop=laptops, content=st.integers(0, 2**32))
    def seal_without_keeping_it(self, laptop: Laptop, content: int) -> Header:
        """A clone, or a copy put back without the restore command: the memory stays what it was."""
        return self.sealed(laptop, content)

    @rule(target=laptops, laptop=laptops, content=st.integers(0, 2**32))
    def seal(self, laptop: Laptop, content: int) -> Laptop:
        header = self.sealed(laptop, content)
        return replace(laptop, last=header)

    def sealed(self, laptop: Laptop, content: int) -> Header:
        body = f"{content:064x}"
        if laptop.last is None:
            return replace(FIRST, epoch=laptop.epoch, payload_sha256=body)
        return after(laptop.last, epoch=laptop.epoch, payload_sha256=body)

    @rule(laptop=laptops)
    def carry(self, laptop: Laptop) -> None:
        if laptop.last is not None:
            self.reads(laptop.last)

    @rule(header=made)
    def carry_a_clones(self, header: Header) -> None:
        self.reads(header)

    def reads(self, header: Header) -> None:
        own = hashed(header)
        last = seen(self.last) if self.last else None
        place = classify(header, own, last=last, seen=[seen(one) for one in self.read.values()])
        again = classify(header, own, last=last, seen=[seen(one) for one in reversed(self.read.values())])
        assert place == again, "the order of the list does not matter"
        assert (place == "duplicate") == (own in self.read)
        if place == "ok" and self.last:
            assert (header.epoch, header.seq, header.prev) == (
                self.last.epoch, self.last.seq + 1, hashed(self.last),
            )  # fmt: skip
        if place in ("ok", "gap") and self.last:
            assert header.epoch == self.last.epoch and header.seq > self.last.seq, "never back in time"
        if place == "old_epoch":
            assert self.last and header.epoch < self.last.epoch
        in_its_place = [
            one for one in self.read.values() if (one.epoch, one.seq) == (header.epoch, header.seq)
        ]
        if in_its_place and self.last and self.last.epoch == header.epoch:
            assert place in ("duplicate", "fork"), "two stories under one number are never both believed"
        self.read[own] = header
        if place in ("ok", "gap", "new_epoch"):
            self.last = header


Journeys.TestCase.settings = settings(max_examples=60, stateful_step_count=30)
TestJourneys = Journeys.TestCase
