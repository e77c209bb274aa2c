"""What a receipt says, and what else goes down with it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

# What a reply brings besides the receipt: the county's rows about one school.
TABLES = ("returned", "acceptance", "dispatch", "county_score")


@dataclass(frozen=True, slots=True)
class Receipt:
    """The county's word on one parcel; counts by table are added, changed, unchanged and missing rows."""

    answers: str
    device: int
    epoch: int
    seq: int
    verdict: str
    read_at: str
    reply: int
    tables: Mapping[str, tuple[int, ...]]
    problems: tuple[str, ...]
    head: str
    length: int
    act: int


@dataclass(frozen=True, slots=True)
class Down:
    """A reply or reference data taken in from above."""

    kind: str
    from_school: int
    number: int
    made_at: str
    taken_at: str


@dataclass(frozen=True, slots=True)
class Made:
    """A reply the county made; `file_name` is empty until it lies where it was to go."""

    header_sha256: str
    of_school: int
    number: int
    answers: str
    made_at: str
    file_name: str


def read(row: Collection[object]) -> Receipt:
    """Give a receipt from its columns, the last of which is JSON."""
    answers, device, epoch, seq, verdict, read_at, reply, text = row
    body = json.loads(str(text))
    return Receipt(
        str(answers), whole(device), whole(epoch), whole(seq), str(verdict), str(read_at), whole(reply),
        {name: tuple(counts) for name, counts in body.get("tables", {}).items()},
        tuple(body.get("problems", ())), body.get("head", ""), body.get("length", 0), body.get("act", 0),
    )  # fmt: skip


def whole(value: object) -> int:
    """Give a number as one."""
    return int(str(value))
