"""What the register keeps about parcels sent, received and held back."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Counts:
    """What a parcel did to the rows of its school."""

    added: int
    changed: int
    unchanged: int
    missing: int
    stray: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A parcel this laptop made; `file_name` is empty until it lies on a stick or in a folder."""

    epoch: int
    seq: int
    header_sha256: str
    file_name: str
    sent_at: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """An act since the last parcel: when in local time, its name, whose it was, and the rows it changed."""

    id: int
    at: str
    name: str
    operator: str
    changes: int


@dataclass(frozen=True, slots=True)
class Received:
    """A parcel this desk took in."""

    header_sha256: str
    device: int
    school: int
    epoch: int
    seq: int
    created: str
    received_at: str
    file_name: str
    verdict: str
    counts: Counts
    about: Mapping[str, object] = field(default_factory=dict)
    """Counts by table, problems found, the head of the sender's history, what it had taken in."""


@dataclass(frozen=True, slots=True)
class Held:
    """A parcel that is kept and was not taken in: it forks, is stale, or waits for a person's consent."""

    header_sha256: str
    device: int
    school: int
    epoch: int
    seq: int
    created: str
    held_at: str
    file_name: str
    place: str
    decision: str
