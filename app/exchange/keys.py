"""Keep a device's two keys apart from what others may know of them."""

import hashlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pyrage import IdentityError, x25519

from app.errors import UserError


@dataclass(frozen=True, slots=True)
class Keys:
    """A device's own secrets: 32 bytes that sign (Ed25519) and an age identity that opens."""

    sign_secret: bytes = field(repr=False)
    age_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What others know of a device: 32 bytes that check its signature and its age recipient."""

    sign: bytes
    age: str


def make() -> Keys:
    """Make a new pair of keys from the system's randomness."""
    sign = Ed25519PrivateKey.generate()
    secret = sign.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return Keys(sign_secret=secret, age_secret=str(x25519.Identity.generate()))


def public(keys: Keys) -> PublicKeys:
    """Give what others may know of these keys; raise UserError if they are damaged."""
    try:
        sign = Ed25519PrivateKey.from_private_bytes(keys.sign_secret).public_key()
        age = str(x25519.Identity.from_str(keys.age_secret).to_public())
    except (ValueError, IdentityError) as error:
        raise UserError("本机的密钥已损坏，请用最近的备份恢复，或请上级重新登记本机。") from error
    return PublicKeys(sign=sign.public_bytes(Encoding.Raw, PublicFormat.Raw), age=age)


def fingerprint(public: PublicKeys) -> str:
    """Give 8 groups of 4 digits, to be read over the telephone before keys are trusted."""
    said = b"wuyou-fingerprint-v1\0" + public.sign + public.age.encode("utf-8")
    digits = int.from_bytes(hashlib.sha256(said).digest(), "big") % 10**32
    text = f"{digits:032d}"
    return " ".join(text[start : start + 4] for start in range(0, 32, 4))
