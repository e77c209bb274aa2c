"""The keyring beside the register: the register's random key, open or locked with a passphrase.

A register is never encrypted with a passphrase itself, so that changing one rewrites 1 KB and not
the file. Without a passphrase the key lies open in the keyring, and the program says so in red.
"""

import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from db.faults import BadKeyring, PassphraseNeeded, WrongPassphrase

VERSION = 1
KEY_BYTES = 32
# About half a second on an office laptop; stored in the slot, so that later programs may ask for more.
ARGON2ID = {"iterations": 3, "lanes": 4, "memory_cost": 64 * 1024}


def make(path: Path) -> bytes:
    """Make a keyring with a new random key, open; raise `FileExistsError` rather than forget an old key."""
    if path.exists():
        raise FileExistsError(path)
    key = os.urandom(KEY_BYTES)
    _write(path, {"kind": "open", "key": key.hex()})
    return key


def has_passphrase(path: Path) -> bool:
    """Tell whether the keyring needs a passphrase; raise `BadKeyring`."""
    return str(_read(path)["kind"]) == "passphrase"


def key(path: Path, passphrase: str | None = None) -> bytes:
    """Give the register's key; raise `PassphraseNeeded`, `WrongPassphrase` or `BadKeyring`."""
    slot = _read(path)
    try:
        if slot["kind"] == "open":
            return _whole(bytes.fromhex(str(slot["key"])))
        if passphrase is None:
            raise PassphraseNeeded(str(path))
        sealed, nonce = bytes.fromhex(str(slot["sealed"])), bytes.fromhex(str(slot["nonce"]))
        return ChaCha20Poly1305(_stretch(passphrase, slot)).decrypt(nonce, sealed, _bound(slot))
    except InvalidTag as error:
        raise WrongPassphrase(str(path)) from error
    except (KeyError, ValueError, TypeError, OverflowError, MemoryError) as error:
        raise BadKeyring(str(path)) from error


def copy(path: Path, target: Path) -> None:
    """Copy a keyring to lie beside a copy of its register; raise `BadKeyring`."""
    _write(target, _read(path))


def _whole(key_: bytes) -> bytes:
    if len(key_) != KEY_BYTES:
        raise ValueError("not a key")
    return key_


def set_passphrase(path: Path, new: str, *, old: str | None = None) -> None:
    """Lock the keyring with a passphrase, or change it; the register's key stays the same.

    Raise `ValueError` for an empty passphrase, `PassphraseNeeded` or `WrongPassphrase` where `old`
    does not open the keyring as it is.
    """
    if not new:
        raise ValueError("empty passphrase")
    opened = key(path, old)
    slot: dict[str, object] = {"kind": "passphrase", "salt": os.urandom(16).hex(), **ARGON2ID}
    nonce = os.urandom(12)
    slot["nonce"] = nonce.hex()
    slot["sealed"] = ChaCha20Poly1305(_stretch(new, slot)).encrypt(nonce, opened, _bound(slot)).hex()
    _write(path, slot)


def _stretch(passphrase: str, slot: dict[str, object]) -> bytes:
    return Argon2id(
        salt=bytes.fromhex(str(slot["salt"])),
        length=KEY_BYTES,
        iterations=int(str(slot["iterations"])),
        lanes=int(str(slot["lanes"])),
        memory_cost=int(str(slot["memory_cost"])),
    ).derive(passphrase.encode())


def _bound(slot: dict[str, object]) -> bytes:
    """Bind the sealed key to how it was sealed, so that nobody can weaken the slot unnoticed."""
    return json.dumps({name: slot[name] for name in ("kind", "salt", *ARGON2ID)}, sort_keys=True).encode()


def _read(path: Path) -> dict[str, object]:
    try:
        ring = json.loads(path.read_text(encoding="utf-8"))
        slot: dict[str, object] = ring["slot"]
        if ring["version"] != VERSION or slot["kind"] not in ("open", "passphrase"):
            raise BadKeyring(str(path))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadKeyring(str(path)) from error
    return slot


def _write(path: Path, slot: dict[str, object]) -> None:
    part = path.with_name(f"~{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        # Other people who log in to this computer have no business with the key.
        part.touch(mode=0o600)
        with part.open("w", encoding="utf-8") as out:
            json.dump({"version": VERSION, "slot": slot}, out)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
