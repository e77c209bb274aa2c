"""Files beside the register that must be no easier to read than the register itself."""

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from db.register import Register

NONCE_BYTES = 12
_PURPOSE = b"wuyou files"
_KEPT = "key of files beside the register"


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


def rekey(db: Register, key: bytes) -> None:
    """Encrypt the whole register with another key, in one transaction; other connections must be closed.

    What lies closed beside it was closed with a key made from the first one, which is kept inside before.
    """
    with db.atomic():
        db.execute("INSERT OR IGNORE INTO secret (key, value) VALUES (?, ?)", [_KEPT, _derived(db).hex()])
    db.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"").fetchall()
    db.key = key


def _cipher(db: Register) -> ChaCha20Poly1305:
    kept = db.execute("SELECT value FROM secret WHERE key = ?", [_KEPT]).fetchone()
    return ChaCha20Poly1305(bytes.fromhex(kept[0]) if kept else _derived(db))


def _derived(db: Register) -> bytes:
    # A key of its own: the register's encrypts pages, and no key should serve two ciphers.
    return hashlib.blake2b(key=db.key, person=_PURPOSE, digest_size=32).digest()
