import json
import stat
import sys
from pathlib import Path

import pytest

from db import keyring
from db.faults import BadKeyring, PassphraseNeeded, WrongPassphrase

PHRASE = "下党的水很清"


@pytest.fixture
def ring(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    keyring.make(path)
    return path


def slot(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))["slot"]
    return found


def put(path: Path, **changed: object) -> None:
    path.write_text(json.dumps({"version": 1, "slot": {**slot(path), **changed}}), encoding="utf-8")


def test_a_new_keyring_lies_open(ring: Path) -> None:
    assert not keyring.has_passphrase(ring)
    assert len(keyring.key(ring)) == keyring.KEY_BYTES
    assert keyring.key(ring) != keyring.make(ring.with_name("other.json"))


def test_an_old_key_is_never_written_over(ring: Path) -> None:
    before = ring.read_bytes()
    with pytest.raises(FileExistsError):
        keyring.make(ring)
    assert ring.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a person's folder to the person")
def test_other_people_of_this_computer_may_not_read_the_key(ring: Path) -> None:
    assert stat.S_IMODE(ring.stat().st_mode) == 0o600
    keyring.copy(ring, ring.with_name("copy.json"))
    assert stat.S_IMODE(ring.with_name("copy.json").stat().st_mode) == 0o600


def test_a_passphrase_is_set_changed_and_asked_for(ring: Path) -> None:
    key = keyring.key(ring)
    keyring.set_passphrase(ring, PHRASE)
    assert keyring.has_passphrase(ring)
    assert key.hex() not in ring.read_text(encoding="utf-8")
    assert keyring.key(ring, PHRASE) == key
    with pytest.raises(PassphraseNeeded):
        keyring.key(ring)
    with pytest.raises(WrongPassphrase):
        keyring.key(ring, PHRASE + " ")
    with pytest.raises(WrongPassphrase):
        keyring.set_passphrase(ring, "另一句话也行", old="猜的")
    keyring.set_passphrase(ring, "另一句话也行", old=PHRASE)
    assert keyring.key(ring, "另一句话也行") == key
    with pytest.raises(WrongPassphrase):
        keyring.key(ring, PHRASE)


def test_an_empty_passphrase_is_none(ring: Path) -> None:
    before = ring.read_bytes()
    with pytest.raises(ValueError, match="empty"):
        keyring.set_passphrase(ring, "")
    assert ring.read_bytes() == before


def test_a_copy_of_a_keyring_opens_as_the_keyring_does(ring: Path) -> None:
    keyring.set_passphrase(ring, PHRASE)
    keyring.copy(ring, ring.with_name("copy.json"))
    assert keyring.key(ring.with_name("copy.json"), PHRASE) == keyring.key(ring, PHRASE)


def test_nobody_weakens_a_slot_unnoticed(ring: Path) -> None:
    keyring.set_passphrase(ring, PHRASE)
    whole = ring.read_bytes()
    for weaker in ({"iterations": 1}, {"memory_cost": 8192}, {"salt": "00" * 16}, {"nonce": "00" * 12}):
        put(ring, **weaker)
        with pytest.raises(WrongPassphrase):
            keyring.key(ring, PHRASE)
        ring.write_bytes(whole)


@pytest.mark.parametrize(
    "changed",
    [
        {"sealed": "not hex"},
        {"sealed": ""},
        {"salt": "00"},
        {"iterations": 0},
        {"iterations": "many"},
        {"iterations": 2**40},
        {"memory_cost": 2**62},
        {"lanes": 0},
        {"kind": "face"},
        {"nonce": None},
    ],
    ids=str,
)
def test_a_spoilt_slot_is_said_to_be_spoilt(ring: Path, changed: dict[str, object]) -> None:
    keyring.set_passphrase(ring, PHRASE)
    put(ring, **changed)
    with pytest.raises((BadKeyring, WrongPassphrase)):
        keyring.key(ring, PHRASE)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '"x"', '{"version": 1}', '{"version": 1, "slot": []}',
     '{"version": 2, "slot": {"kind": "open", "key": ""}}', '{"version": 1, "slot": {"kind": "open"}}',
     '{"version": 1, "slot": {"kind": "open", "key": "abcd"}}',
     '{"version": 1, "slot": {"kind": "open", "key": "zz"}}'],
)  # fmt: skip
def test_a_damaged_keyring_is_said_to_be_damaged(ring: Path, text: str) -> None:
    ring.write_text(text, encoding="utf-8")
    with pytest.raises(BadKeyring):
        keyring.key(ring, PHRASE)


def test_a_keyring_that_is_no_text_or_not_there(ring: Path) -> None:
    ring.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadKeyring):
        keyring.has_passphrase(ring)
    ring.unlink()
    with pytest.raises(BadKeyring):
        keyring.key(ring)
    with pytest.raises(BadKeyring):
        keyring.set_passphrase(ring, PHRASE)
    assert not ring.exists()
