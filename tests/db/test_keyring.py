import json
import stat
import sys
from pathlib import Path

import pyrage
import pytest

from db import keyring
from db.faults import BadKeyring, PassphraseNeeded, WrongPassphrase
from db.keyring import codes, slots

PHRASE = "下党的水很清"


@pytest.fixture
def ring(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    keyring.make(path)
    return path


def slot(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))["slots"][0]
    return found


def put(path: Path, **changed: object) -> None:
    """Change the first slot, in the file and in its second copy."""
    spoil(path, json.dumps({"version": 2, "slots": [{**slot(path), **changed}]}).encode())


def spoil(path: Path, data: bytes) -> None:
    for one in (path, path.with_name("keys.json.copy")):
        one.write_bytes(data)


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


@pytest.mark.usefixtures("in_earnest")
def test_a_passphrase_is_set_changed_and_asked_for(ring: Path) -> None:
    key = keyring.key(ring)
    keyring.set_passphrase(ring, PHRASE)
    assert keyring.has_passphrase(ring)
    assert [slot(ring)[cost] for cost in ("iterations", "lanes", "memory_cost")] == [3, 4, 64 * 1024]
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


@pytest.mark.usefixtures("in_earnest")
def test_nobody_weakens_a_slot_unnoticed(ring: Path) -> None:
    keyring.set_passphrase(ring, PHRASE)
    whole = ring.read_bytes()
    for weaker in (
        {"iterations": 1}, {"memory_cost": 8192}, {"salt": "00" * 16}, {"nonce": "00" * 12}, {"clerk": "-"},
    ):  # fmt: skip
        put(ring, **weaker)
        with pytest.raises(WrongPassphrase):
            keyring.key(ring, PHRASE)
        spoil(ring, whole)


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
     '{"version": 3, "slots": [{"kind": "open", "key": ""}]}', '{"version": 1, "slot": {"kind": "open"}}',
     '{"version": 1, "slot": {"kind": "open", "key": "abcd"}}',
     '{"version": 1, "slot": {"kind": "open", "key": "zz"}}',
     '{"version": 2, "slots": []}', '{"version": 2, "slots": 5}', '{"version": 2, "slots": [null]}',
     '{"version": 2, "slots": [{"kind": "open"}]}', '{"version": 2, "slots": [{}]}'],
)  # fmt: skip
def test_a_damaged_keyring_is_said_to_be_damaged(ring: Path, text: str) -> None:
    spoil(ring, text.encode())
    with pytest.raises(BadKeyring):
        keyring.key(ring, PHRASE)


def test_a_keyring_that_is_no_text_or_not_there(ring: Path) -> None:
    spoil(ring, b"\xff\xfe\x00")
    with pytest.raises(BadKeyring):
        keyring.has_passphrase(ring)
    for one in ring.parent.iterdir():
        one.unlink()
    with pytest.raises(BadKeyring):
        keyring.key(ring)
    with pytest.raises(BadKeyring):
        keyring.set_passphrase(ring, PHRASE)
    assert not ring.exists()


@pytest.mark.parametrize("left", [b"", b"{", b"\xff", None], ids=["empty", "cut", "no text", "gone"])
def test_the_second_copy_opens_the_register_where_the_first_is_spoilt(ring: Path, left: bytes | None) -> None:
    key = keyring.key(ring)
    keyring.set_passphrase(ring, PHRASE)
    if left is None:
        ring.unlink()
    else:
        ring.write_bytes(left)
    assert keyring.key(ring, PHRASE) == key
    with pytest.raises(FileExistsError):
        keyring.make(ring)
    keyring.set_passphrase(ring, "另一句话也行", old=PHRASE)
    assert keyring.key(ring, "另一句话也行") == key and ring.exists()


def test_no_copy_of_an_open_key_stays_behind_a_passphrase(ring: Path) -> None:
    key = keyring.key(ring)
    keyring.set_passphrase(ring, PHRASE)
    assert [path.name for path in ring.parent.iterdir() if key.hex().encode() in path.read_bytes()] == []


def test_a_keyring_of_the_first_version_opens_and_is_written_anew(ring: Path) -> None:
    keyring.set_passphrase(ring, PHRASE, clerk="")
    made = slot(ring)
    key = keyring.key(ring, PHRASE)
    first = slots.sealed("passphrase", key, PHRASE)
    assert "clerk" in made and "clerk" not in first
    ring.write_text(json.dumps({"version": 1, "slot": first}), encoding="utf-8")
    assert keyring.unlock(ring, PHRASE) == keyring.Unlocked(key)
    keyring.add_clerk(ring, key, "李干事的一句话", clerk="李干事")
    assert keyring.names(ring) == ["", "李干事"] and keyring.key(ring, PHRASE) == key


def test_each_clerk_has_a_passphrase_and_a_name(ring: Path) -> None:
    key = keyring.key(ring)
    keyring.set_passphrase(ring, PHRASE, clerk="张会计")
    keyring.add_clerk(ring, key, "李干事的一句话", clerk="李干事")
    assert keyring.names(ring) == ["张会计", "李干事"]
    assert keyring.unlock(ring, "李干事的一句话") == keyring.Unlocked(key, "李干事")
    assert keyring.unlock(ring, PHRASE, clerk="张会计").clerk == "张会计"
    for who, said in (("李干事", PHRASE), ("王书记", PHRASE), ("", PHRASE)):
        with pytest.raises(WrongPassphrase):
            keyring.unlock(ring, said, clerk=who)
    keyring.set_passphrase(ring, "张会计的新口令", old=PHRASE, clerk="张会计")
    assert keyring.unlock(ring, "李干事的一句话", clerk="李干事").key == key
    keyring.drop_clerk(ring, "张会计")
    assert keyring.names(ring) == ["李干事"]
    with pytest.raises(WrongPassphrase):
        keyring.key(ring, "张会计的新口令")
    for who in ("张会计", "李干事"):
        with pytest.raises(ValueError, match=who):
            keyring.drop_clerk(ring, who)


def test_a_forgotten_passphrase_is_set_anew_with_the_code_on_paper(ring: Path) -> None:
    keyring.set_passphrase(ring, PHRASE, clerk="张会计")
    key = keyring.key(ring, PHRASE)
    assert not keyring.has_recovery(ring)
    code = keyring.make_recovery(ring, key, on="2026-11-22", show=str)
    assert keyring.has_recovery(ring)
    assert code not in ring.read_text(encoding="utf-8") and len(code) == keyring.CODE_LENGTH
    opened = keyring.unlock_with_code(ring, keyring.grouped(code).lower())
    keyring.add_clerk(ring, opened.key, "记得住的一句话", clerk="张会计")
    assert keyring.unlock(ring, "记得住的一句话", clerk="张会计").key == key
    with pytest.raises(WrongPassphrase):
        keyring.key(ring, PHRASE)
    again = keyring.make_recovery(ring, key, on="2027-11-22", show=str)
    assert keyring.unlock_with_code(ring, again).key == key
    with pytest.raises(WrongPassphrase):
        keyring.unlock_with_code(ring, code)


def test_without_a_code_on_paper_none_opens(ring: Path) -> None:
    with pytest.raises(WrongPassphrase):
        keyring.unlock_with_code(ring, codes.make())


def test_the_county_opens_what_a_clerk_forgot(ring: Path) -> None:
    spare = pyrage.x25519.Identity.generate()
    key = keyring.key(ring)
    keyring.set_passphrase(ring, PHRASE)
    assert keyring.escrowed_to(ring) == ""
    keyring.escrow(ring, key, str(spare.to_public()), whose="寿宁县委组织部")
    assert keyring.escrowed_to(ring) == "寿宁县委组织部"
    assert keyring.unlock_with_county(ring, str(spare)).key == key
    for wrong in (str(pyrage.x25519.Identity.generate()), "AGE-SECRET-KEY-1", ""):
        with pytest.raises(WrongPassphrase):
            keyring.unlock_with_county(ring, wrong)
    with pytest.raises(ValueError, match="age1"):
        keyring.escrow(ring, key, "age1不是密钥", whose="别人")


def test_a_wholly_new_key_is_noted_before_the_register_gets_it(ring: Path) -> None:
    old, new = keyring.key(ring), bytes(range(32))
    keyring.set_passphrase(ring, PHRASE, clerk="张会计")
    keyring.renew(ring, old, new)
    assert keyring.unlock(ring, PHRASE) == keyring.Unlocked(old, "张会计", new)
    keyring.renewed(ring, new, "新的一句话", clerk="张会计")
    assert keyring.unlock(ring, "新的一句话") == keyring.Unlocked(new, "张会计")
    with pytest.raises(WrongPassphrase):
        keyring.key(ring, PHRASE)


def test_every_slip_in_a_code_is_found() -> None:
    code = codes.make()
    slips = [
        code[:place] + letter + code[place + 1 :]
        for place in range(codes.CODE_LENGTH)
        for letter in codes.ALPHABET
        if letter != code[place]
    ]
    swaps = [
        code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        for place in range(codes.CODE_LENGTH - 1)
        if code[place] != code[place + 1]
    ]
    assert len(slips) == 837
    for wrong in [*slips, *swaps, code[:-1], code + "0", "", "口令"]:
        with pytest.raises(ValueError, match="code"):
            codes.tidy(wrong)


def test_a_code_is_read_however_it_was_copied() -> None:
    code = codes.make()
    for typed in (keyring.grouped(code), code.lower(), f" {keyring.grouped(code).replace('-', ' ')} "):
        assert codes.tidy(typed) == code
    assert codes.tidy(code.replace("0", "O").replace("1", "l")) == code
    assert len({codes.make() for _ in range(50)}) == 50
