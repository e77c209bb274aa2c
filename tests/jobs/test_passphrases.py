from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from app import paths
from app.errors import UserError
from app.explain import explain
from app.jobs import backups, passphrases, registers
from app.school import branches
from db import copies, keyring, sealed
from db.faults import PassphraseNeeded, WrongPassphrase
from db.register import Register
from tests import made_up, once

ROOT = Path(__file__).resolve().parents[2]
PHRASE = "下党的水很清很甜"


def opened(folder: Path, **wanted: object) -> AbstractContextManager[Register]:
    return registers.opened(folder, **{"clock": made_up.Clock(), "operator": "张干事", **wanted})  # type: ignore[arg-type]


def found(db: Register) -> int:
    return registers.found(db, level="township", code="350924100", full_name="下党乡党校")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    def make() -> None:
        with opened(tmp_path / "data") as db:
            branches.add(db, "下党村党支部", school=found(db))

    return once.made(tmp_path / "data", __name__, make)


@pytest.mark.usefixtures("in_earnest")
def test_a_passphrase_is_set_asked_for_and_changed(folder: Path) -> None:
    passphrases.set_passphrase(folder, PHRASE)
    assert registers.is_locked(folder)
    with pytest.raises(PassphraseNeeded) as needed, opened(folder):
        pass
    assert explain(needed.value) == "这台电脑上的数据设了口令，请先输入口令。"
    with pytest.raises(WrongPassphrase) as wrong, opened(folder, passphrase="下党的水很清"):
        pass
    assert explain(wrong.value) == "口令不对，请重新输入。"
    with pytest.raises(WrongPassphrase):
        passphrases.set_passphrase(folder, "换一句话再试一试", old="下党的水很清")
    passphrases.set_passphrase(folder, "换一句话再试一试", old=PHRASE)
    with opened(folder, passphrase="换一句话再试一试") as db:
        assert len(branches.find(db)) == 1


def test_a_short_passphrase_is_refused(folder: Path) -> None:
    with pytest.raises(UserError, match="至少要有 8 个字"):
        passphrases.set_passphrase(folder, "七个字的口令啊")
    assert not registers.is_locked(folder)


def test_a_passphrase_locks_the_keys_beside_earlier_backups_too(folder: Path) -> None:
    with opened(folder) as db:
        made = backups.back_up(db, folder)
    ring = made.with_suffix(".keys.json")
    damaged = ring.with_name("损坏.keys.json")
    damaged.write_text("{}")
    foreign = ring.with_name("另一台.keys.json")
    keyring.make(foreign)
    passphrases.set_passphrase(folder, PHRASE)
    assert keyring.has_passphrase(ring)
    assert keyring.key(ring, PHRASE) == keyring.key(paths.keyring(folder), PHRASE)
    assert damaged.read_text() == "{}"
    assert not keyring.has_passphrase(foreign)


def test_each_clerk_opens_with_a_passphrase_of_their_own(folder: Path) -> None:
    passphrases.set_passphrase(folder, PHRASE, clerk="张会计")
    with opened(folder, passphrase=PHRASE, operator="") as db:
        assert db.operator == "张会计"
        passphrases.add_clerk(db, folder, "李干事自己的口令", clerk=" 李 干事 ")
        for name, phrase, said in (
            ("张会计", "另外一句比较长的口令", "已经有口令了"),
            (" ", "另外一句比较长的口令", "请写上"),
            ("王书记", "太短", "至少要有"),
        ):
            with pytest.raises(UserError, match=said):
                passphrases.add_clerk(db, folder, phrase, clerk=name)
    with opened(folder, passphrase="李干事自己的口令", clerk="李 干事", operator="") as db:
        assert db.operator == "李 干事"
    passphrases.drop_clerk(folder, "张会计")
    with pytest.raises(WrongPassphrase), opened(folder, passphrase=PHRASE):
        pass
    with pytest.raises(UserError, match="最后一个口令"):
        passphrases.drop_clerk(folder, "李 干事")


def test_a_forgotten_passphrase_is_made_good_with_the_paper(folder: Path) -> None:
    with opened(folder) as db:
        code = passphrases.make_recovery(db, folder, today="2026-11-22", keep=len)
        copy = backups.back_up(db, folder)
    passphrases.set_passphrase(folder, PHRASE, clerk="张会计")
    for slip, said in ((code[:-1], "抄错了"), (code[:-1] + ("0" if code[-1] != "0" else "1"), "抄错了")):
        with pytest.raises(UserError, match=said):
            passphrases.recover(folder, slip, "记得住的这一句话", clerk="张会计")
    passphrases.recover(folder, code.lower(), "记得住的这一句话", clerk="张会计")
    with opened(folder, passphrase="记得住的这一句话", operator="") as db:
        assert db.operator == "张会计" and len(branches.find(db)) == 1
    with pytest.raises(WrongPassphrase), opened(folder, passphrase=PHRASE):
        pass
    assert keyring.unlock_with_code(copy.with_suffix(".keys.json"), code).key == keyring.key(
        paths.keyring(folder), "记得住的这一句话"
    )


def test_the_paper_is_asked_for_at_once_and_once_a_year(folder: Path) -> None:
    with opened(folder) as db:
        assert not passphrases.paper_is_due(db, today="2026-11-22")
        assert passphrases.asked_letters(db) == ()
        code = passphrases.make_recovery(db, folder, today="2026-11-22", keep=len).replace("-", "")
        assert passphrases.paper_is_due(db, today="2026-11-22")
        asked = passphrases.asked_letters(db)
        assert len(asked) == 4 and asked == tuple(sorted(set(asked)))
        right = "".join(code[place - 1] for place in asked)
        for wrong in ("", "0000", right[:-1], right[::-1] if right != right[::-1] else "----"):
            if wrong != right:
                with pytest.raises(UserError, match="与恢复码不符"):
                    passphrases.show_paper(db, asked, wrong, today="2026-11-22")
        passphrases.show_paper(db, asked, right.lower(), today="2026-11-22")
        assert not passphrases.paper_is_due(db, today="2027-11-21")
        assert passphrases.paper_is_due(db, today="2027-11-22")


def test_after_a_leak_nothing_opens_with_what_leaked(folder: Path) -> None:
    passphrases.set_passphrase(folder, PHRASE, clerk="张会计")
    with opened(folder, passphrase=PHRASE) as db:
        passphrases.add_clerk(db, folder, "李干事自己的口令", clerk="李干事")
        code = passphrases.make_recovery(db, folder, today="2026-11-22", keep=len)
        backups.back_up(db, folder)
    stolen = keyring.key(paths.keyring(folder), PHRASE)
    with opened(folder, passphrase=PHRASE) as db:
        before = made_up.content(db)
        with pytest.raises(WrongPassphrase):
            passphrases.rekey(db, folder, "换过的这样一句话", old="猜的口令就是这个", clerk="张会计")
        passphrases.rekey(db, folder, "换过的这样一句话", old=PHRASE, clerk="张会计")
        assert made_up.content(db) == before
    assert not copies.fits(paths.register(folder), stolen)
    rings = [paths.keyring(folder), *(one.ring for one in backups.find(folder))]
    assert len(rings) == 3
    for ring in rings:
        for leaked in (PHRASE, "李干事自己的口令"):
            with pytest.raises(WrongPassphrase):
                keyring.key(ring, leaked)
        with pytest.raises(WrongPassphrase):
            keyring.unlock_with_code(ring, code)
    for one in backups.find(folder):
        assert copies.fits(one.file, keyring.key(one.ring, "换过的这样一句话"))
    with opened(folder, passphrase="换过的这样一句话") as db:
        assert made_up.content(db) == before and not passphrases.paper_is_due(db, today="2027-11-22")


def test_a_new_key_that_was_cut_short_before_or_after_leaves_the_register_openable(folder: Path) -> None:
    passphrases.set_passphrase(folder, PHRASE)
    ring, fresh = paths.keyring(folder), bytes(range(32))
    keyring.renew(ring, keyring.key(ring, PHRASE), fresh)
    with opened(folder, passphrase=PHRASE) as db:
        assert len(branches.find(db)) == 1
        sealed.rekey(db, fresh)
    assert copies.fits(paths.register(folder), fresh)
    with opened(folder, passphrase=PHRASE) as db:
        assert len(branches.find(db)) == 1
