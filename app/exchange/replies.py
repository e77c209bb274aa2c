"""What a reply of the county says beside its rows, written into its manifest and read back with suspicion."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import UserError

MAX_ANSWERS = 100
MAX_PROBLEMS = 200
MAX_SENTENCE = 400
MAX_TABLES = 400
WRONG = "回执里的内容写得不对，没有采用。请上级升级五有后重新做一份回执。"
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Answer:
    """The newest parcel read of one laptop: which it was, what became of it, and by table what it changed.

    `tables` gives added, changed, unchanged and missing rows. `head` and `length` are the end of the chain of
    the sender's history as the parcel said it, given back so that nothing before it can be rewritten
    unseen; empty and 0 where the parcel said none.
    """

    device: int
    epoch: int
    seq: int
    header_sha256: str
    verdict: str
    read_at: str
    tables: Mapping[str, tuple[int, int, int, int]]
    problems: tuple[str, ...]
    head: str = ""
    length: int = 0
    act: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply: its number within the school, what it answers, and how the county stands.

    `refdata` is the version of reference data in force, `revoked` the school's laptops that are no longer
    read.
    """

    number: int
    answers: tuple[Answer, ...]
    refdata: int
    revoked: tuple[int, ...]


def write(reply: Reply) -> dict[str, object]:
    """Give a reply as plain JSON values."""
    return {
        "number": reply.number,
        "refdata": reply.refdata,
        "revoked": list(reply.revoked),
        "answers": [
            {
                "device": one.device,
                "epoch": one.epoch,
                "seq": one.seq,
                "header_sha256": one.header_sha256,
                "verdict": one.verdict,
                "read_at": one.read_at,
                "tables": {name: list(counts) for name, counts in one.tables.items()},
                "problems": [said[:MAX_SENTENCE] for said in one.problems[:MAX_PROBLEMS]],
                "head": one.head,
                "length": one.length,
                "act": one.act,
            }
            for one in reply.answers[:MAX_ANSWERS]
        ],
    }


def read(about: Mapping[str, object], *, seq: int) -> Reply:
    """Read a reply from a manifest whose header has the number `seq`; raise `UserError` for anything else."""
    answers, revoked = about.get("answers"), about.get("revoked")
    if about.get("number") != seq or not isinstance(answers, list) or not isinstance(revoked, list):
        raise UserError(WRONG)
    if len(answers) > MAX_ANSWERS or not all(_number(one) for one in revoked):
        raise UserError(WRONG)
    return Reply(seq, tuple(_answer(one) for one in answers), _whole(about.get("refdata")), tuple(revoked))


def _answer(said: object) -> Answer:
    if not isinstance(said, dict):
        raise UserError(WRONG)
    sha256, head, tables, problems = (
        said.get(key) for key in ("header_sha256", "head", "tables", "problems")
    )
    good = (
        isinstance(sha256, str)
        and len(sha256) == 64
        and _HEX.issuperset(sha256)
        and isinstance(head, str)
        and len(head) in (0, 64)
        and _HEX.issuperset(head)
        and isinstance(tables, dict)
        and len(tables) <= MAX_TABLES
        and isinstance(problems, list)
        and len(problems) <= MAX_PROBLEMS
        and all(isinstance(one, str) and len(one) <= MAX_SENTENCE for one in problems)
        and all(isinstance(said.get(key), str) and len(said[key]) <= 40 for key in ("verdict", "read_at"))
    )
    if not good:
        raise UserError(WRONG)
    device, epoch, seq, length, act = (
        _whole(said.get(key)) for key in ("device", "epoch", "seq", "length", "act")
    )
    counted = {str(name): _counts(found) for name, found in dict(tables or {}).items()}
    return Answer(
        device, epoch, seq, str(sha256), said["verdict"], said["read_at"], counted,
        tuple(problems or ()), str(head), length, act,
    )  # fmt: skip


def _counts(said: object) -> tuple[int, int, int, int]:
    if not isinstance(said, list) or len(said) != 4 or not all(_number(one) for one in said):
        raise UserError(WRONG)
    return said[0], said[1], said[2], said[3]


def _whole(said: object) -> int:
    if not _number(said) or not isinstance(said, int):
        raise UserError(WRONG)
    return said


def _number(said: object) -> bool:
    return type(said) is int and said >= 0
