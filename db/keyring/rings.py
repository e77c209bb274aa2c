"""The keyring's file: read it, open the register's key with it, copy it."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from db.faults import BadKeyring, PassphraseNeeded, WrongPassphrase
from db.flushing import flush_folder, patiently
from db.keyring import codes, slots
from db.keyring.slots import KEY_BYTES, Slot

__all__ = ["KEY_BYTES"]
VERSION = 2
KINDS = ("open", "passphrase", "recovery", "escrow")
# A second copy of the file: to lose the keyring is to lose the register.
SPARE = ".copy"


@dataclass(frozen=True, slots=True)
class Ring:
    """What a keyring's file says; `next_key` is there while the register is being given a new key."""

    slots: tuple[Slot, ...]
    next_key: Slot | None = field(default=None)

    def of(self, kind: str) -> tuple[Slot, ...]:
        """Give the slots of a kind."""
        return tuple(slot for slot in self.slots if slot["kind"] == kind)


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The register's key, and whose slot gave it; `next_key` is the one to try where `key` does not fit."""

    key: bytes
    clerk: str = ""
    next_key: bytes | None = None


def make(path: Path) -> bytes:
    """Make a keyring with a new random key, open; raise `FileExistsError` rather than forget an old key."""
    if exists(path):
        raise FileExistsError(path)
    key = os.urandom(KEY_BYTES)
    write(path, Ring((slots.open_slot(key),)))
    return key


def exists(path: Path) -> bool:
    """Tell whether there is a keyring, be it only its second copy."""
    return path.exists() or spare(path).exists()


def has_passphrase(path: Path) -> bool:
    """Tell whether the keyring needs a passphrase; raise `BadKeyring`."""
    return not read(path).of("open")


def locked(path: Path) -> bool:
    """Tell whether there is a keyring that needs a passphrase; raise `BadKeyring`."""
    return exists(path) and has_passphrase(path)


def has_recovery(path: Path) -> bool:
    """Tell whether a recovery code opens the keyring; raise `BadKeyring`."""
    return bool(read(path).of("recovery"))


def escrowed_to(path: Path) -> str:
    """Give the name of the county whose spare key opens the keyring, empty where none does."""
    return next((str(slot.get("whose", "")) for slot in read(path).of("escrow")), "")


def names(path: Path) -> list[str]:
    """Give the clerks who have a passphrase, in the order they got it; "" is one who gave no name."""
    return [str(slot.get("clerk", "")) for slot in read(path).of("passphrase")]


def key(path: Path, passphrase: str | None = None) -> bytes:
    """Give the register's key; raise `PassphraseNeeded`, `WrongPassphrase` or `BadKeyring`."""
    return unlock(path, passphrase).key


def unlock(path: Path, passphrase: str | None = None, *, clerk: str | None = None) -> Unlocked:
    """Open the keyring with a clerk's passphrase, or anybody's where no name is given.

    Every slot that is tried takes about half a second. Raise `PassphraseNeeded`, `WrongPassphrase` (also for
    a name nobody has) or `BadKeyring`.
    """
    ring = read(path)
    for slot in ring.of("open"):
        return _unlocked(ring, slots.opened(slot), clerk or "")
    if passphrase is None:
        raise PassphraseNeeded(str(path))
    wanted = [one for one in ring.of("passphrase") if clerk is None or one.get("clerk", "") == clerk]
    for slot in wanted:
        try:
            return _unlocked(ring, slots.unsealed(slot, passphrase), str(slot.get("clerk", "")))
        except WrongPassphrase:
            continue
    raise WrongPassphrase(str(path))


def unlock_with_code(path: Path, code: str) -> Unlocked:
    """Open the keyring with the code on paper; raise `ValueError`, `WrongPassphrase` or `BadKeyring`."""
    return _with(path, "recovery", lambda slot: slots.unsealed(slot, codes.tidy(code)))


def unlock_with_county(path: Path, secret: str) -> Unlocked:
    """Open the keyring with the county's spare key; raise `WrongPassphrase` or `BadKeyring`."""
    return _with(path, "escrow", lambda slot: slots.released(slot, secret))


def _with(path: Path, kind: str, opened: Callable[[Slot], bytes]) -> Unlocked:
    ring = read(path)
    for slot in ring.of(kind):
        return _unlocked(ring, opened(slot), "")
    raise WrongPassphrase(str(path))


def _unlocked(ring: Ring, key_: bytes, clerk: str) -> Unlocked:
    return Unlocked(key_, clerk, slots.unwrapped(ring.next_key, key_) if ring.next_key else None)


def copy(path: Path, target: Path) -> None:
    """Copy a keyring to lie beside a copy of its register; raise `BadKeyring`.

    It stays as it is written: an older program that is to take the copy reads its own form only.
    """
    try:
        _read(path)
        said = path.read_bytes()
    except BadKeyring:
        read(path)
        said = spare(path).read_bytes()
    _keep(target, said)


def put(ring: Path, path: Path) -> None:
    """Put a keyring in another's place, with its second copy; raise `BadKeyring`."""
    write(path, _read(ring))


def spare(path: Path) -> Path:
    """Give the keyring's second copy, which is read where the first is gone or spoilt."""
    return path.with_name(path.name + SPARE)


def read(path: Path) -> Ring:
    """Read a keyring, from its second copy where it must be; raise `BadKeyring`."""
    try:
        return _read(path)
    except BadKeyring:
        if not spare(path).exists():
            raise
        return _read(spare(path))


def write(path: Path, ring: Ring) -> None:
    """Write a keyring and its second copy, each whole or not at all."""
    _put(path, ring)
    _put(spare(path), ring)


def _read(path: Path) -> Ring:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        # The first version had one slot, without a name.
        found = [said["slot"]] if said["version"] == 1 else said["slots"]
        ring = Ring(tuple(found), said.get("next"))
        if said["version"] not in (1, VERSION) or not found:
            raise BadKeyring(str(path))
        if any(slot["kind"] not in KINDS for slot in found):
            raise BadKeyring(str(path))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadKeyring(str(path)) from error
    return ring


def _put(path: Path, ring: Ring) -> None:
    said: dict[str, object] = {"version": VERSION, "slots": [dict(slot) for slot in ring.slots]}
    if ring.next_key:
        said["next"] = dict(ring.next_key)
    _keep(path, json.dumps(said, ensure_ascii=False).encode())


def _keep(path: Path, said: bytes) -> None:
    part = path.with_name(f"~{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        # Other people who log in to this computer have no business with the key.
        part.touch(mode=0o600)
        with part.open("wb") as out:
            out.write(said)
            out.flush()
            os.fsync(out.fileno())
        patiently(lambda: part.replace(path))
        # The register may be encrypted with a new key next: the keyring that knows it must be there by then.
        flush_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)
