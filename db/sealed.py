"""Files beside the register that must be no easier to read than the register itself."""

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from db.register import Register

NONCE_BYTES = 12
_PURPOSE = b"wuyou files"


def close(db: Register, data: bytes, *, name: str) -> bytes:
    """Give the bytes to keep under a name; only this register, or a copy of it, opens them again."""
    nonce = db.chance(8 * NONCE_BYTES).to_bytes(NONCE_BYTES, "big")
    return nonce + _cipher(db).encrypt(nonce, data, name.encode())


def open_again(db: Register, kept: bytes, *, name: str) -> bytes:
    """Give what was closed under this name; raise `ValueError` where it is damaged or another register's."""
    try:
        return _cipher(db).decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], name.encode())
    except (InvalidTag, ValueError) as error:
        raise ValueError(name) from error


def _cipher(db: Register) -> ChaCha20Poly1305:
    # A key of its own: the register's encrypts pages, and no key should serve two ciphers.
    return ChaCha20Poly1305(hashlib.blake2b(key=db.key, person=_PURPOSE, digest_size=32).digest())
