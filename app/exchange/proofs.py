"""Write and check the code by which a certificate proves itself, with no network and no register.

A code says who learned what, when and for how many hours, under the signature of the laptop that
issued it; whose laptop that is, the county's directory says. Its letters are those that a QR code
packs closest and that no scanner and no input method spoils.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.errors import UserError

PREFIX: Final = "WY1:"
KEY_ID: Final = 6
MOST_TEXT: Final = 120
# The alphanumeric set of QR codes without its blank, which is lost at the end of a line.
LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$%*+-./:"
_CHECK_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CONTEXT: Final = b"wuyou-certificate-v1\0"
_VERSION: Final = 1
_SIGNATURE: Final = 64
_DAY_ZERO: Final = date(2000, 1, 1)
_MOST_QUARTERS: Final = 1 << 14
_CUT: Final = "…"

NO_CODE = "这不是五有结业证书上的码，或没有扫全。请重新扫描，或改为输入证书编号和校验码。"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a certificate says; `issued_on` is an ISO date, `id_tail` may be empty."""

    number: str
    holder: str
    id_tail: str
    class_name: str
    quarter_hours: int
    issued_on: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A code as read, not to be believed until `is_signed_by` says so.

    `key_id` is the beginning of the SHA-256 of the key it claims to be signed with.
    """

    claim: Claim
    key_id: bytes
    body: bytes
    signature: bytes


def write(claim: Claim, *, secret: bytes) -> str:
    """Give the code of a claim, signed with 32 secret bytes; a class name too long for it is cut.

    The same claim and key always give the same code.
    """
    key = Ed25519PrivateKey.from_private_bytes(secret)
    body = _packed(claim, key_id(key.public_key().public_bytes_raw()))
    return PREFIX + _spelled(body + key.sign(_CONTEXT + body))


def read(text: str) -> Proof:
    """Read a code as scanned or pasted; raise `UserError` where it is none or was altered in form."""
    code = text.strip()
    if not code.startswith(PREFIX):
        raise UserError(NO_CODE)
    try:
        data = _unspelled(code.removeprefix(PREFIX))
        body, signature = data[:-_SIGNATURE], data[-_SIGNATURE:]
        proof = Proof(_unpacked(body), body[1 : 1 + KEY_ID], body, signature)
        # One claim has one spelling: whatever reads the same in another way was tampered with.
        if _packed(proof.claim, proof.key_id) != body or PREFIX + _spelled(data) != code:
            raise ValueError("another spelling")
    except (ValueError, IndexError, OverflowError) as error:
        raise UserError(NO_CODE) from error
    return proof


def is_signed_by(proof: Proof, sign: bytes) -> bool:
    """Tell whether the owner of this 32-byte key signed the claim."""
    if key_id(sign) != proof.key_id:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(sign).verify(proof.signature, _CONTEXT + proof.body)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_id(sign: bytes) -> bytes:
    """Give the few bytes by which a code names its key."""
    return hashlib.sha256(sign).digest()[:KEY_ID]


def check_code(code: str) -> str:
    """Give ten letters that stand under a code, for whoever types: two groups, without I, L, O and U."""
    number = int.from_bytes(hashlib.sha256(code.encode("ascii")).digest()[:7], "big") >> 6
    letters = "".join(_CHECK_LETTERS[number >> shift & 31] for shift in range(45, -5, -5))
    return f"{letters[:5]}-{letters[5:]}"


def typed_check_code(text: str) -> str:
    """Give a check code as `check_code` writes it from what somebody typed, or an empty text."""
    swaps = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
    letters = "".join(c for c in text.upper().translate(swaps) if c in _CHECK_LETTERS)
    return f"{letters[:5]}-{letters[5:]}" if len(letters) == 10 else ""


def digest(number: str, check: str) -> bytes:
    """Give eight bytes that stand for a certificate in lists which do not tell names."""
    return hashlib.sha256(f"{number}\n{check}".encode()).digest()[:8]


def _packed(claim: Claim, key: bytes) -> bytes:
    days = (date.fromisoformat(claim.issued_on) - _DAY_ZERO).days
    if not 0 <= claim.quarter_hours < _MOST_QUARTERS:
        raise ValueError("more hours than a certificate can say")
    head = bytes([_VERSION]) + key + days.to_bytes(2, "big") + claim.quarter_hours.to_bytes(2, "big")
    texts = (claim.number, claim.holder, claim.id_tail, claim.class_name)
    return head + b"".join(bytes([len(said)]) + said for said in map(_text, texts))


def _text(text: str) -> bytes:
    """Give a text's UTF-8 with at most `MOST_TEXT` bytes, cut between characters."""
    if len(said := text.encode()) <= MOST_TEXT:
        return said
    kept = text
    while len((kept + _CUT).encode()) > MOST_TEXT:
        kept = kept[:-1]
    return (kept + _CUT).encode()


def _unpacked(body: bytes) -> Claim:
    if body[0] != _VERSION:
        raise ValueError("a code of another version")
    at = 1 + KEY_ID
    days, quarters = int.from_bytes(body[at : at + 2], "big"), int.from_bytes(body[at + 2 : at + 4], "big")
    at += 4
    texts = []
    for _ in range(4):
        length = body[at]
        texts.append(body[at + 1 : at + 1 + length].decode())
        at += 1 + length
    if at != len(body):
        raise ValueError("something after the last text")
    issued_on = (_DAY_ZERO + timedelta(days=days)).isoformat()
    return Claim(texts[0], texts[1], texts[2], texts[3], quarters, issued_on)


def _spelled(data: bytes) -> str:
    """Write two bytes as three letters, a last one as two."""
    letters = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            number, place = divmod(number, len(LETTERS))
            letters.append(LETTERS[place])
    return "".join(letters)


def _unspelled(text: str) -> bytes:
    data = bytearray()
    for start in range(0, len(text), 3):
        letters = text[start : start + 3]
        if len(letters) < 2:
            raise ValueError("a letter too many")
        number = sum(LETTERS.index(letter) * len(LETTERS) ** place for place, letter in enumerate(letters))
        data += number.to_bytes(len(letters) - 1, "big")
    return bytes(data)
