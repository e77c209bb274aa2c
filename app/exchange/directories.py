"""Write and read the county's directory: whose keys sign certificates, and which of them are void.

It is signed by the county and names no person; it goes down to the townships, and the same facts stand
in the page that verifies certificates in a browser.
"""

import base64
import binascii
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from app.errors import UserError
from app.exchange import envelopes, proofs
from app.exchange.keys import Keys, PublicKeys

KIND: Final = "directory"
_DIGEST: Final = 8
_MOST_SCHOOLS: Final = 200
_REFUSAL: Final = "这份证书名录不是名片上的上级签发的，或被改动过，没有采用。请向上级重新索取证书名录。"

State = Literal["genuine", "voided", "unknown"]
STATES: Final[Mapping[State, str]] = {"genuine": "真实", "voided": "已作废", "unknown": "无法核验"}


@dataclass(frozen=True, slots=True)
class Signer:
    """A laptop that signs for a school with a 32-byte key, until `revoked_on`, "" where it still may."""

    school_code: str
    school_name: str
    sign: bytes
    revoked_on: str = ""


@dataclass(frozen=True, slots=True)
class Directory:
    """What is known on the day `as_of`; `voided` are digests of certificates (`proofs.digest`)."""

    county_code: str
    county_name: str
    as_of: str
    signers: tuple[Signer, ...]
    voided: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a code turned out to be, in a state and a sentence; `school_name` is empty where unknown."""

    state: State
    sentence: str
    claim: proofs.Claim
    school_name: str


def judge(directory: Directory, code: str) -> Judgement:
    """Say whether a scanned code is a certificate of a known school; raise `UserError` for no code."""
    proof = proofs.read(code)
    claim = proof.claim
    signer = next((one for one in directory.signers if proofs.is_signed_by(proof, one.sign)), None)
    if signer is None:
        said = f"签名不是 {directory.as_of} 的名录里任何一所党校的，可能是伪造的，或者名录不够新。"
        return Judgement("unknown", said, claim, "")
    if proofs.digest(claim.number, proofs.check_code(code.strip())) in directory.voided:
        said = f"这张证书是{signer.school_name}发的，后来已经作废。"
        return Judgement("voided", said, claim, signer.school_name)
    if signer.revoked_on and claim.issued_on >= signer.revoked_on:
        said = f"签名用的电脑在 {signer.revoked_on} 已经停用，之后签的证书不能作数，请向发证党校核实。"
        return Judgement("unknown", said, claim, signer.school_name)
    return Judgement(
        "genuine", f"这张证书是{signer.school_name}发的，内容没有改动。", claim, signer.school_name
    )


def write(directory: Directory, *, keys: Keys) -> bytes:
    """Give the directory as a file's bytes, signed with the county's keys."""
    fields = {
        "kind": KIND,
        "county_code": directory.county_code,
        "county_name": directory.county_name,
        "as_of": directory.as_of,
        "signers": [
            [one.school_code, one.school_name, base64.b64encode(one.sign).decode(), one.revoked_on]
            for one in directory.signers
        ],
        "voided": packed(directory.voided),
    }
    return envelopes.write(fields, secret=keys.sign_secret)


def packed(digests: frozenset[bytes]) -> str:
    """Write digests one after the other in base64, in order, so that equal sets are equal texts."""
    return base64.b64encode(b"".join(sorted(digests))).decode()


def read(data: bytes, *, county: PublicKeys) -> Directory:
    """Read a directory; raise `UserError` unless this county signed it."""
    envelope = envelopes.read(io.BytesIO(data))
    if envelope.fields.get("kind") != KIND:
        raise UserError("这不是证书名录。请选上级导出的“证书名录”文件。")
    if len(data) != envelope.size:
        raise UserError(envelopes.ALTERED)
    envelopes.check_signature(envelope, sign=county.sign, refusal=_REFUSAL)
    try:
        return _directory(envelope.fields)
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(envelopes.ALTERED) from error


def _directory(fields: Mapping[str, object]) -> Directory:
    signers, voided = fields["signers"], base64.b64decode(_text(fields["voided"]), validate=True)
    if not isinstance(signers, list) or len(signers) > _MOST_SCHOOLS or len(voided) % _DIGEST:
        raise ValueError("not a list of schools and digests")
    return Directory(
        county_code=_text(fields["county_code"]),
        county_name=_text(fields["county_name"]),
        as_of=date.fromisoformat(_text(fields["as_of"])).isoformat(),
        signers=tuple(_signer(*map(_text, one)) for one in signers),
        voided=frozenset(voided[at : at + _DIGEST] for at in range(0, len(voided), _DIGEST)),
    )


def _signer(code: str, name: str, sign: str, revoked_on: str) -> Signer:
    key = base64.b64decode(sign, validate=True)
    if len(key) != 32:
        raise binascii.Error("a key has 32 bytes")
    return Signer(code, name, key, date.fromisoformat(revoked_on).isoformat() if revoked_on else "")


def _text(value: object) -> str:
    if not isinstance(value, str) or not (value.isprintable() or not value):
        raise TypeError("not a text")
    return value
