"""What a parcel shows of itself without being opened, and the kinds of parcels there are.

=========  ==========================  ==========================================================
kind       signed by                   sealed to
=========  ==========================  ==========================================================
snapshot   a laptop of a school        its county, the county's spare key, the laptop itself; or
                                       the other laptops of the school
transfer   a laptop of the old school  whoever is to take the member in
reply      the county                  the laptops in use of one school, the county and its spare
refdata    the county                  the laptops in use of its schools, the county and its spare
recovery   the county                  the one laptop that takes the place of a dead one
receipt    nobody any more             kept because the first release would have read it
=========  ==========================  ==========================================================
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import UserError
from app.exchange import cards
from app.exchange.envelopes import ALTERED, NEWER
from app.exchange.seals import MAX_PAYLOAD

UP, ACROSS, DOWN = (
    frozenset({"snapshot"}),
    frozenset({"transfer"}),
    frozenset({"reply", "refdata", "recovery"}),
)
KINDS = UP | ACROSS | DOWN | {"receipt"}
CALLED = {
    "snapshot": "上报的数据包",
    "transfer": "党员学时转移单",
    "reply": "上级发给下级的回执",
    "refdata": "上级下发的资料",
    "recovery": "上级发给新电脑的恢复包",
    "receipt": "旧版的回执",
}
MAX_CERTIFICATE = 8 * 1024
HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Header:
    """What a parcel shows without being opened. Not to be trusted unless it comes from `verify`."""

    fmt: int
    min_reader: int
    critical: tuple[str, ...]
    suite: str
    kind: str
    parcel_id: str
    epoch: int
    seq: int
    prev: str | None
    school_code: str
    school: int
    device: int
    sign_fp: str
    schema: int
    created: str
    payload_len: int
    payload_sha256: str
    to: int = 0
    """The school it is for, 0 where it is for the county or for everybody."""
    certificate: str = ""
    """The sender's enrolment certificate in base64, by which those who have not enrolled it know it."""


def read(fields: Mapping[str, object]) -> Header:
    """Check a header's types and limits, ignoring what a later version may have added; UserError if bad."""
    kind = fields.get("kind")
    if kind not in KINDS:
        called = cards.CALLED.get(kind) if isinstance(kind, str) else None
        raise UserError(f"这是{called}，不是数据包，要在办登记的那一页打开。" if called else NEWER)
    numbers = ("fmt", "min_reader", "epoch", "seq", "school", "device", "schema", "payload_len")
    texts = ("suite", "parcel_id", "school_code", "sign_fp", "created")
    good = (
        all(_is_number(fields.get(name)) for name in numbers)
        and all(_is_text(fields.get(name)) for name in texts)
        and _is_hash(fields.get("payload_sha256"))
        and (fields.get("prev", "") is None or _is_hash(fields.get("prev")))
        and _is_number(fields.get("to", 0))
        and _is_certificate(fields.get("certificate", ""))
    )
    if not good:
        raise UserError(ALTERED)
    values = {name: fields[name] for name in Header.__dataclass_fields__ if name in fields}
    header = Header(**{**values, "critical": tuple(fields["critical"])})  # type: ignore[arg-type]
    if header.payload_len > MAX_PAYLOAD:
        raise UserError("这个数据包超过 1 GB，五有不接收这么大的数据包。请对方减少照片后重新导出。")
    if header.seq < 1:
        raise UserError(ALTERED)
    return header


def _is_number(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= cards.MAX_NAME and value.isprintable()


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and HEX.issuperset(value)


def _is_certificate(value: object) -> bool:
    return isinstance(value, str) and len(value) <= MAX_CERTIFICATE and value.isascii()
