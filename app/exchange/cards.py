"""Write and read the small signed files by which a township and its county come to trust each other.

The county's card goes down, the township's request goes up, the county's certificate comes down.
The signature on a card or request only shows that its maker holds the keys it names; whose keys
they are, two people settle by reading each other the fingerprint over the telephone.
"""

import base64
import binascii
import io
from collections.abc import Mapping
from dataclasses import dataclass

from pyrage import RecipientError, x25519

from app.errors import UserError
from app.exchange import envelopes
from app.exchange.envelopes import Envelope
from app.exchange.keys import Keys, PublicKeys, public

COUNTY_CARD, ENROL_REQUEST, ENROL_CERTIFICATE = "county-card", "enrol-req", "enrol-cert"
CALLED = {COUNTY_CARD: "上级名片", ENROL_REQUEST: "登记申请", ENROL_CERTIFICATE: "登记证"}
MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class CountyCard:
    """A county's name and keys; `spare_age` is its second recipient, "" when it has none."""

    county_code: str
    county_name: str
    keys: PublicKeys
    spare_age: str


@dataclass(frozen=True, slots=True)
class EnrolRequest:
    """A township computer's wish to be known to its county."""

    school: int
    school_code: str
    school_name: str
    device: int
    device_name: str
    keys: PublicKeys


@dataclass(frozen=True, slots=True)
class EnrolCertificate:
    """A county's word that a device and its keys speak for one school."""

    school: int
    school_code: str
    device: int
    keys: PublicKeys
    epoch: int
    serial: int
    county_code: str


def write_card(card: CountyCard, *, keys: Keys) -> bytes:
    """Give the county's card as a file's bytes, signed with the keys it names."""
    fields = {
        "county_code": card.county_code,
        "county_name": card.county_name,
        "spare_age": card.spare_age,
        **_key_fields(card.keys),
    }
    return _write(COUNTY_CARD, fields, keys=_own(keys, card.keys))


def read_card(data: bytes) -> CountyCard:
    """Read a county's card; UserError if it is none or was altered. Compare its fingerprint."""
    envelope = _read(data, COUNTY_CARD)
    keys = _public_keys(envelope.fields)
    envelopes.check_signature(envelope, sign=keys.sign)
    spare = _text(envelope.fields, "spare_age", least=0)
    if spare:
        _check_recipient(spare)
    return CountyCard(
        county_code=_text(envelope.fields, "county_code"),
        county_name=_text(envelope.fields, "county_name"),
        keys=keys,
        spare_age=spare,
    )


def write_request(request: EnrolRequest, *, keys: Keys) -> bytes:
    """Give a request as a file's bytes, signed with the keys it names."""
    fields = {
        "school": request.school,
        "school_code": request.school_code,
        "school_name": request.school_name,
        "device": request.device,
        "device_name": request.device_name,
        **_key_fields(request.keys),
    }
    return _write(ENROL_REQUEST, fields, keys=_own(keys, request.keys))


def read_request(data: bytes) -> EnrolRequest:
    """Read a request; UserError if it is none or was altered. Compare its fingerprint."""
    envelope = _read(data, ENROL_REQUEST)
    keys = _public_keys(envelope.fields)
    envelopes.check_signature(envelope, sign=keys.sign)
    return EnrolRequest(
        school=_number(envelope.fields, "school"),
        school_code=_text(envelope.fields, "school_code"),
        school_name=_text(envelope.fields, "school_name"),
        device=_number(envelope.fields, "device"),
        device_name=_text(envelope.fields, "device_name"),
        keys=keys,
    )


def write_certificate(certificate: EnrolCertificate, *, keys: Keys) -> bytes:
    """Give a certificate as a file's bytes, signed with the county's keys."""
    fields = {
        "school": certificate.school,
        "school_code": certificate.school_code,
        "device": certificate.device,
        "epoch": certificate.epoch,
        "serial": certificate.serial,
        "county_code": certificate.county_code,
        **_key_fields(certificate.keys),
    }
    return _write(ENROL_CERTIFICATE, fields, keys=keys)


def read_certificate(data: bytes, *, county: PublicKeys) -> EnrolCertificate:
    """Read a certificate; UserError unless this county signed it."""
    envelope = _read(data, ENROL_CERTIFICATE)
    refusal = "这份登记证不是名片上的上级签发的，或被改动过，没有采用。请向上级重新索取登记证。"
    envelopes.check_signature(envelope, sign=county.sign, refusal=refusal)
    return EnrolCertificate(
        school=_number(envelope.fields, "school"),
        school_code=_text(envelope.fields, "school_code"),
        device=_number(envelope.fields, "device"),
        keys=_public_keys(envelope.fields),
        epoch=_number(envelope.fields, "epoch"),
        serial=_number(envelope.fields, "serial"),
        county_code=_text(envelope.fields, "county_code"),
    )


def _own(keys: Keys, named: PublicKeys) -> Keys:
    if public(keys) != named:
        raise ValueError("a card is signed with the keys it names")
    return keys


def _write(kind: str, fields: Mapping[str, object], *, keys: Keys) -> bytes:
    return envelopes.write({"kind": kind, **fields}, secret=keys.sign_secret)


def _read(data: bytes, kind: str) -> Envelope:
    """Read an envelope that must be of this kind and have nothing after it."""
    envelope = envelopes.read(io.BytesIO(data))
    found = envelope.fields.get("kind")
    if found != kind:
        other = CALLED.get(found, "数据包") if isinstance(found, str) else "别的文件"
        raise UserError(f"这是{other}，不是{CALLED[kind]}。请另选一个文件，或请对方重新导出{CALLED[kind]}。")
    if len(data) != envelope.size:
        raise UserError(envelopes.ALTERED)
    return envelope


def _key_fields(keys: PublicKeys) -> dict[str, object]:
    return {"sign": base64.b64encode(keys.sign).decode("ascii"), "age": keys.age}


def _public_keys(fields: Mapping[str, object]) -> PublicKeys:
    try:
        sign = base64.b64decode(_text(fields, "sign"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UserError(envelopes.ALTERED) from error
    if len(sign) != 32:
        raise UserError(envelopes.ALTERED)
    age = _text(fields, "age")
    _check_recipient(age)
    return PublicKeys(sign=sign, age=age)


def _check_recipient(age: str) -> None:
    try:
        x25519.Recipient.from_str(age)
    except RecipientError as error:
        raise UserError(envelopes.ALTERED) from error


def _text(fields: Mapping[str, object], name: str, *, least: int = 1) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not least <= len(value) <= MAX_NAME or not value.isprintable():
        raise UserError(envelopes.ALTERED)
    return value


def _number(fields: Mapping[str, object], name: str) -> int:
    value = fields.get(name)
    if type(value) is not int or value < 0:
        raise UserError(envelopes.ALTERED)
    return value
