"""Change who may open the register: passphrases, the code on paper, the county, and a wholly new key."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from db.faults import WrongPassphrase
from db.keyring import codes, slots
from db.keyring.rings import Ring, read, unlock, write
from db.keyring.slots import Slot


def set_passphrase(path: Path, new: str, *, old: str | None = None, clerk: str | None = None) -> None:
    """Lock the keyring with a passphrase, or change a clerk's; the register's key stays the same.

    Without a name it is the one slot that `old` opens. Raise `ValueError` for an empty passphrase,
    `PassphraseNeeded` or `WrongPassphrase` where `old` does not open the keyring as it is.
    """
    _refuse_empty(new)
    opened = unlock(path, old, clerk=clerk)
    name = clerk if clerk is not None else opened.clerk
    _put_clerk(path, _ring_of(path, opened.key), slots.sealed("passphrase", opened.key, new, clerk=name))


def add_clerk(path: Path, key: bytes, passphrase: str, *, clerk: str) -> None:
    """Let one more person open the register, or give one who forgot it a new passphrase.

    `key` is the register's. The open slot goes. Raise `ValueError` for an empty passphrase.
    """
    _refuse_empty(passphrase)
    _put_clerk(path, _ring_of(path, key), slots.sealed("passphrase", key, passphrase, clerk=clerk))


def drop_clerk(path: Path, clerk: str) -> None:
    """Take away a person's slot; raise `ValueError` where it is the last or there is none."""
    ring = read(path)
    left = tuple(slot for slot in ring.of("passphrase") if slot.get("clerk", "") != clerk)
    if not left or len(left) == len(ring.of("passphrase")):
        raise ValueError(clerk)
    write(path, replace(ring, slots=(*left, *ring.of("recovery"), *ring.of("escrow"))))


def make_recovery(path: Path, key: bytes, *, on: str, show: Callable[[str], object]) -> str:
    """Make a new recovery code, of day `on`, and give it; the code before it opens nothing any more.

    `show` puts it on paper first: where that fails, the paper there is goes on to open.
    """
    code = codes.make()
    slot = slots.sealed("recovery", key, code, made_on=on)
    show(code)
    _put(path, _ring_of(path, key), "recovery", slot)
    return code


def escrow(path: Path, key: bytes, recipient: str, *, whose: str) -> None:
    """Let the county's spare key open the keyring too; raise `ValueError` where it is no such key."""
    _put(path, _ring_of(path, key), "escrow", slots.escrowed(key, recipient, whose=whose))


def renew(path: Path, key: bytes, new: bytes) -> None:
    """Note the key that the register is about to get, so that a cut in between leaves it openable."""
    write(path, replace(read(path), next_key=slots.wrapped(new, key)))


def renewed(path: Path, new: bytes, passphrase: str, *, clerk: str) -> None:
    """Begin anew after the register got a new key: one clerk's slot with it, and no other.

    Whoever else had a slot needs a new one: nobody can seal the new key with a passphrase that only its
    owner knows. Raise `ValueError` for an empty passphrase.
    """
    _refuse_empty(passphrase)
    write(path, Ring((slots.sealed("passphrase", new, passphrase, clerk=clerk),)))


def _put_clerk(path: Path, ring: Ring, slot: Slot) -> None:
    others = [one for one in ring.of("passphrase") if one.get("clerk", "") != slot["clerk"]]
    write(path, replace(ring, slots=(*others, slot, *ring.of("recovery"), *ring.of("escrow"))))


def _put(path: Path, ring: Ring, kind: str, slot: Slot) -> None:
    others = tuple(one for one in ring.slots if one["kind"] != kind)
    write(path, replace(ring, slots=(*others, slot)))


def _ring_of(path: Path, key: bytes) -> Ring:
    """Read the keyring and make sure that no open slot holds another register's key."""
    ring = read(path)
    if any(slots.opened(slot) != key for slot in ring.of("open")):
        raise WrongPassphrase(str(path))
    return ring


def _refuse_empty(passphrase: str) -> None:
    if not passphrase:
        raise ValueError("empty passphrase")
