"""Transfer slips: what a school says of somebody who moves to another one, signed, and closed with a code.

Nobody knows beforehand which laptop will take the person in, so the slip is closed with a code that stands on
the paper the person carries; a stick that is lost tells nothing. The county's certificate of the laptop that
signed it lies in the header: any school of the county can make sure of it offline.
"""

import base64
import binascii
import hashlib
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import UserError
from app.exchange import cards, envelopes, headers
from app.exchange.envelopes import ALTERED, CUT
from app.exchange.keys import Keys, PublicKeys, fingerprint, public

KIND = "transfer"
MAX_SLIP = 256 * 1024
MOST_YEARS = 80
MOST_LINES = 400
MOST_QUARTERS = 4000
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BITS = 100
WRONG = "转移单里的内容写得不对，没有采用。请原学校重新开一份。"
_CONTEXT = b"wuyou-transfer-v1"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing learned: its day, what it was, and quarter-hours."""

    date: str
    title: str
    quarter_hours: int


@dataclass(frozen=True, slots=True)
class Year:
    """A year's quarter-hours in a ledger (`member` or `cadre`), with the lines that sum up to them."""

    year: int
    ledger: str
    quarter_hours: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """What a slip says: who moves, when, from where to where, and all hours with their lines.

    `particulars` are the fields of the rolls by their names, `member` the id on the old school's rolls.
    """

    slip: str
    member: int
    particulars: Mapping[str, str]
    from_school: int
    from_code: str
    from_name: str
    to_name: str
    moved_on: str
    years: tuple[Year, ...]


def new_code(chance: Callable[[int], int]) -> str:
    """Make a code of four groups; `chance` gives so many random bits."""
    bits = chance(CODE_BITS)
    text = "".join(LETTERS[bits >> place & 31] for place in range(0, CODE_BITS, 5))
    return "-".join(text[at : at + 5] for at in range(0, 20, 5))


def write(
    slip: Slip, *, code: str, keys: Keys, device: int, epoch: int, certificate: bytes, created: str
) -> bytes:
    """Give a slip as a file's bytes; raise `UserError` where it is too long to be one."""
    body = json.dumps(asdict(slip), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    closed = ChaCha20Poly1305(_key(code)).encrypt(bytes(12), body.encode(), _CONTEXT)
    if len(closed) > MAX_SLIP or len(slip.years) > MOST_YEARS:
        raise UserError("这个人的学时记录太多，一份转移单写不下。请联系技术支持。")
    fields = {
        "kind": KIND, "parcel_id": slip.slip, "epoch": epoch, "seq": 1, "prev": None,
        "school_code": slip.from_code, "school": slip.from_school, "device": device,
        "sign_fp": fingerprint(public(keys)), "schema": 1, "created": created,
        "certificate": base64.b64encode(certificate).decode("ascii"),
        "payload_len": len(closed), "payload_sha256": hashlib.sha256(closed).hexdigest(),
    }  # fmt: skip
    return envelopes.write(fields, secret=keys.sign_secret) + closed


def read(data: bytes, *, code: str, county: PublicKeys) -> Slip:
    """Make sure of a slip and open it; raise `UserError` for anything that is not one of this county.

    Nothing is opened before the county's word for the laptop, its signature and the hash hold.
    """
    envelope = envelopes.read(io.BytesIO(data))
    if envelope.fields.get("kind") != KIND:
        raise UserError("这不是党员学时转移单。请选择原学校开出的转移单文件。")
    header = headers.read(envelope.fields)
    closed = data[envelope.size :]
    if len(closed) < header.payload_len:
        raise UserError(CUT)
    if header.payload_len > MAX_SLIP or len(closed) != header.payload_len:
        raise UserError(ALTERED)
    try:
        certificate = base64.b64decode(header.certificate, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UserError(ALTERED) from error
    if not certificate:
        raise UserError("转移单里没有县级的登记证，认不出是谁开的，没有采用。请原学校办好登记后重新开。")
    signer = cards.read_certificate(certificate, county=county)
    envelopes.check_signature(envelope, sign=signer.keys.sign)
    if (signer.device, signer.school) != (header.device, header.school):
        raise UserError(ALTERED)
    if hashlib.sha256(closed).hexdigest() != header.payload_sha256:
        raise UserError(ALTERED)
    try:
        body = ChaCha20Poly1305(_key(code)).decrypt(bytes(12), closed, _CONTEXT)
    except InvalidTag as error:
        raise UserError("取件码不对，打不开这份转移单。请照纸质证明上的取件码再输一次。") from error
    slip = _slip(body)
    if slip.from_school != signer.school or slip.slip != header.parcel_id:
        raise UserError(WRONG)
    return slip


def _key(code: str) -> bytes:
    """Derive the key from a code as it was typed: a code has 100 random bits, so nothing slow is needed."""
    looks = str.maketrans("ILO", "110")
    plain = re.sub(r"[\s-]", "", code.upper()).translate(looks)
    if len(plain) != 20 or not set(plain) <= set(LETTERS):
        raise UserError("取件码是 20 个字母和数字，分四组，印在纸质证明上。请核对后再输一次。")
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_CONTEXT).derive(plain.encode())


def _slip(body: bytes) -> Slip:
    try:
        said = json.loads(body.decode())
        years = tuple(_year(one) for one in said["years"])
        particulars = {_text(name): _text(value, least=0) for name, value in said["particulars"].items()}
        slip = Slip(
            _text(said["slip"]), _count(said["member"]), particulars, _count(said["from_school"]),
            _text(said["from_code"]), _text(said["from_name"]), _text(said["to_name"], least=0),
            _day(said["moved_on"]), years,
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(WRONG) from error
    pairs = {(one.year, one.ledger) for one in years}
    if len(pairs) != len(years) or len(years) > MOST_YEARS or len(particulars) > 40:
        raise UserError(WRONG)
    return slip


def _year(said: Mapping[str, Any]) -> Year:
    lines = tuple(
        Line(_day(one["date"]), _text(one["title"], least=0), _quarters(one["quarter_hours"]))
        for one in said["lines"]
    )
    year = Year(_count(said["year"]), _text(said["ledger"]), _quarters(said["quarter_hours"]), lines)
    if len(lines) > MOST_LINES or year.ledger not in ("member", "cadre"):
        raise ValueError(said)
    if sum(one.quarter_hours for one in lines) != year.quarter_hours:
        raise ValueError(said)
    if any(one.date[:4] != str(year.year) for one in lines):
        raise ValueError(said)
    return year


def _text(value: object, *, least: int = 1) -> str:
    if not isinstance(value, str) or not least <= len(value) <= 400 or (value and not value.isprintable()):
        raise ValueError(value)
    return value


def _count(value: object) -> int:
    if type(value) is not int or not 0 < value < 2**63:
        raise ValueError(value)
    return value


def _quarters(value: object) -> int:
    if type(value) is not int or not 0 <= value <= MOST_QUARTERS:
        raise ValueError(value)
    return value


def _day(value: object) -> str:
    if not isinstance(value, str) or date.fromisoformat(value).isoformat() != value:
        raise ValueError(value)
    return value
