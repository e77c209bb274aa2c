"""Say what a parcel is to those read before from the same device."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from app.exchange.parcels import Header

Place = Literal["ok", "duplicate", "gap", "stale", "fork", "new_epoch", "old_epoch"]


@dataclass(frozen=True, slots=True)
class Seen:
    """A parcel of this device that was read before."""

    epoch: int
    seq: int
    header_sha256: str


def classify(header: Header, header_sha256: str, *, last: Seen | None, seen: Collection[Seen]) -> Place:
    """Place an authentic parcel among those seen from its device.

    `last` is the newest one taken in, `seen` every one ever read, taken in or not. `ok` follows the
    last; `duplicate` was read before; `gap` skips some; `stale` is older, never seen; `fork` is another
    story than the one told (a laptop restored or cloned); `new_epoch` comes from a restored or replaced
    laptop and wants a person's consent; `old_epoch` from one that was replaced and must be refused.
    """
    known = set(seen) if last is None else {*seen, last}
    if any(one.header_sha256 == header_sha256 for one in known):
        return "duplicate"
    if last is not None and header.epoch != last.epoch:
        return "new_epoch" if header.epoch > last.epoch else "old_epoch"
    if _tells_another_story(header, known):
        return "fork"
    expected = 1 if last is None else last.seq + 1
    if header.seq < expected:
        return "stale"
    return "ok" if header.seq == expected else "gap"


def _tells_another_story(header: Header, known: Collection[Seen]) -> bool:
    """Find a seen parcel in this one's place, or one before it that it does not name."""
    for one in known:
        if one.epoch != header.epoch:
            continue
        if one.seq == header.seq or (one.seq == header.seq - 1 and one.header_sha256 != header.prev):
            return True
        if one.header_sha256 == header.prev and one.seq != header.seq - 1:
            return True
    return False
