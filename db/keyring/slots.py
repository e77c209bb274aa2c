"""One slot of a keyring: the register's key as one person, one paper or one county can open it.

The makers of seals are read where one is opened or made: an open slot needs none, and a start waits for each.
"""

import json
import os
from collections.abc import Mapping

from db.faults import BadKeyring, WrongPassphrase

KEY_BYTES = 32
Slot = Mapping[str, object]
# About half a second on an office laptop; stored in the slot, so that later programs may ask for more.
ARGON2ID = {"iterations": 3, "lanes": 4, "memory_cost": 64 * 1024}
# A recovery code cannot be guessed, so that stretching it only has to be no bother.
CODE_ARGON2ID = {"iterations": 3, "lanes": 4, "memory_cost": 8 * 1024}


def open_slot(key: bytes) -> Slot:
    """Give the slot in which the key lies open."""
    return {"kind": "open", "key": key.hex()}


def sealed(kind: str, key: bytes, secret: str, **about: str) -> Slot:
    """Seal a key with what a person knows or holds; `about` is bound to it and lies open."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415 - see above

    cost = CODE_ARGON2ID if kind == "recovery" else ARGON2ID
    slot: dict[str, object] = {"kind": kind, **about, "salt": os.urandom(16).hex(), **cost}
    nonce = os.urandom(12)
    box = ChaCha20Poly1305(_stretch(secret, slot)).encrypt(nonce, key, _bound(slot))
    return {**slot, "nonce": nonce.hex(), "sealed": box.hex()}


def unsealed(slot: Slot, secret: str) -> bytes:
    """Give the key of a slot; raise `WrongPassphrase` or `BadKeyring`."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - see above
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415 - see above

    try:
        box, nonce = bytes.fromhex(str(slot["sealed"])), bytes.fromhex(str(slot["nonce"]))
        return _whole(ChaCha20Poly1305(_stretch(secret, slot)).decrypt(nonce, box, _bound(slot)))
    except InvalidTag as error:
        raise WrongPassphrase(str(slot.get("kind"))) from error
    except (KeyError, ValueError, TypeError, OverflowError, MemoryError) as error:
        raise BadKeyring(str(slot.get("kind"))) from error


def opened(slot: Slot) -> bytes:
    """Give the key of an open slot; raise `BadKeyring`."""
    try:
        return _whole(bytes.fromhex(str(slot["key"])))
    except (KeyError, ValueError, TypeError) as error:
        raise BadKeyring("open") from error


def escrowed(key: bytes, recipient: str, *, whose: str) -> Slot:
    """Seal a key to a county's spare key ("age1…"); raise `ValueError` where that is none."""
    import pyrage  # noqa: PLC0415 - see above

    try:
        box = pyrage.encrypt(key, [pyrage.x25519.Recipient.from_str(recipient)])
    except pyrage.RecipientError as error:
        raise ValueError(recipient) from error
    return {"kind": "escrow", "recipient": recipient, "whose": whose, "sealed": box.hex()}


def released(slot: Slot, secret: str) -> bytes:
    """Give the key sealed to a county, with its spare key; raise `WrongPassphrase` or `BadKeyring`."""
    import pyrage  # noqa: PLC0415 - see above

    try:
        identity = pyrage.x25519.Identity.from_str(secret.strip())
        return _whole(pyrage.decrypt(bytes.fromhex(str(slot["sealed"])), [identity]))
    except (pyrage.IdentityError, pyrage.DecryptError) as error:
        raise WrongPassphrase("escrow") from error
    except (KeyError, ValueError, TypeError) as error:
        raise BadKeyring("escrow") from error


def wrapped(key: bytes, under: bytes) -> Slot:
    """Seal one key with another."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415 - see above

    nonce = os.urandom(12)
    return {"nonce": nonce.hex(), "sealed": ChaCha20Poly1305(under).encrypt(nonce, key, b"next").hex()}


def unwrapped(box: Slot, under: bytes) -> bytes | None:
    """Give the key sealed with another, or None where it was not sealed with that one."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - see above
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415 - see above

    try:
        nonce, inside = bytes.fromhex(str(box["nonce"])), bytes.fromhex(str(box["sealed"]))
        return _whole(ChaCha20Poly1305(under).decrypt(nonce, inside, b"next"))
    except InvalidTag:
        return None
    except (KeyError, ValueError, TypeError) as error:
        raise BadKeyring("next") from error


def _whole(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError("not a key")
    return key


def _stretch(secret: str, slot: Slot) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # noqa: PLC0415 - see above

    return Argon2id(
        salt=bytes.fromhex(str(slot["salt"])),
        length=KEY_BYTES,
        iterations=int(str(slot["iterations"])),
        lanes=int(str(slot["lanes"])),
        memory_cost=int(str(slot["memory_cost"])),
    ).derive(secret.encode())


def _bound(slot: Slot) -> bytes:
    """Bind the sealed key to how and for whom it was sealed, so that nobody changes that unnoticed."""
    open_ = {name: value for name, value in slot.items() if name not in ("nonce", "sealed")}
    return json.dumps(open_, sort_keys=True).encode()
