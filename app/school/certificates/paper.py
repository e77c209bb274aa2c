"""What a certificate's paper says, kept as it was when it was issued."""

import json
from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the paper beside number, hours and date of issue; `grade` may be empty."""

    holder: str
    gender: str
    birth: str
    id_tail: str
    class_name: str
    starts: str
    ends: str
    issuer: str
    grade: str


NAMES = tuple(one.name for one in fields(Paper))


def packed(paper: Paper) -> str:
    """Write it as the register keeps it."""
    return json.dumps(asdict(paper), ensure_ascii=False)


def unpacked(text: str, now: Paper) -> Paper:
    """Read what was kept; what was not, as for certificates of older programs, is as it is `now`."""
    said = json.loads(text)
    if not isinstance(said, dict):
        return now
    kept = {name: said[name] for name in NAMES if isinstance(said.get(name), str)}
    return Paper(**{**asdict(now), **kept})
