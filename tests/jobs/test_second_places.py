from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from app.errors import UserError
from app.jobs import backups, passphrases, registers, restores, second_places
from app.progress import silent
from app.school import branches, precautions, schools
from db.faults import PassphraseNeeded, WrongPassphrase
from db.register import Register
from tests import made_up

PHRASE = "下党的水很清很甜"
NOW = datetime(2026, 11, 22, 9, 12)


@contextmanager
def opened(folder: Path, passphrase: str | None = None) -> Iterator[Register]:
    with registers.opened(folder, clock=made_up.Clock(), operator="张会计", passphrase=passphrase) as db:
        yield db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with opened(tmp_path / "data") as db:
        school = registers.found(db, level="township", code="350924100", full_name="下党乡党校")
        branches.add(db, "下党村党支部", school=school)
    passphrases.set_passphrase(tmp_path / "data", PHRASE, clerk="张会计")
    return tmp_path / "data"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def test_the_newest_copy_lies_on_the_stick_with_what_opens_it(folder: Path, stick: Path) -> None:
    with opened(folder, PHRASE) as db:
        place = second_places.deliver(db, folder, stick, now=NOW, tell=silent)
        assert precautions.second_place(db) == "2026-11-22"
        (newest,) = backups.find(folder)
        assert newest.why == "存U盘前"
        again = second_places.deliver(db, folder, stick, now=NOW, tell=silent)
    assert place.name == "五有备份-下党乡党校-20261122-091200" and again.name == f"{place.name}-2"
    for file in (newest.file, newest.note):
        assert (place / file.name).read_bytes() == file.read_bytes()
    (copied,) = backups.find_in(place)
    assert copied.ring.is_file() and copied.changes == newest.changes


def test_a_dead_laptop_is_followed_by_one_that_starts_from_the_stick(
    folder: Path, stick: Path, tmp_path: Path
) -> None:
    with opened(folder, PHRASE) as db:
        place = second_places.deliver(db, folder, stick, now=NOW, tell=silent)
    fresh = tmp_path / "fresh"
    with opened(fresh):
        pass
    (file,) = place.glob("*.db")
    found = second_places.bring_back(fresh, file)
    assert found.file.parent == fresh / "backups"
    restores.restore(fresh, found, clock=made_up.Clock(), passphrase=PHRASE)
    with opened(fresh, PHRASE) as db:
        assert schools.own(db).full_name == "下党乡党校"
        assert [one.name for one in branches.rows(db, branches.find(db))] == ["下党村党支部"]


def test_a_new_laptop_goes_on_from_the_stick_and_only_with_the_passphrase(
    folder: Path, stick: Path, tmp_path: Path
) -> None:
    with opened(folder, PHRASE) as db:
        place = second_places.deliver(db, folder, stick, now=NOW, tell=silent)
    fresh = tmp_path / "fresh"
    with opened(fresh):
        pass
    before = sorted(fresh.rglob("*"))
    (file,) = place.glob("*.db")
    clock = made_up.Clock()
    with pytest.raises(WrongPassphrase):
        second_places.begin_from(fresh, file, passphrase="不是这个口令", clock=clock)
    assert sorted(fresh.rglob("*")) == before
    assert "已恢复到" in second_places.begin_from(fresh, file, passphrase=PHRASE, clock=clock)
    with opened(fresh, PHRASE) as db:
        assert schools.own(db).full_name == "下党乡党校"
    with pytest.raises(PassphraseNeeded), opened(fresh):
        pass


def test_a_folder_in_which_nothing_ever_was_goes_on_from_the_stick(
    folder: Path, stick: Path, tmp_path: Path
) -> None:
    with opened(folder, PHRASE) as db:
        place = second_places.deliver(db, folder, stick, now=NOW, tell=silent)
    (file,) = place.glob("*.db")
    second_places.begin_from(tmp_path / "bare", file, passphrase=PHRASE, clock=made_up.Clock())
    with opened(tmp_path / "bare", PHRASE) as db:
        assert schools.own(db).full_name == "下党乡党校"


def test_data_without_a_passphrase_is_not_put_on_a_stick(tmp_path: Path, stick: Path) -> None:
    with opened(tmp_path / "open") as db:
        registers.found(db, level="township", code="350924100", full_name="下党乡党校")
        with pytest.raises(UserError, match="还没有设口令"):
            second_places.deliver(db, tmp_path / "open", stick, now=NOW, tell=silent)
        assert precautions.second_place(db) == ""
    assert list(stick.iterdir()) == []


def test_a_stick_that_is_gone_is_said_and_nothing_counts(folder: Path, tmp_path: Path) -> None:
    with opened(folder, PHRASE) as db:
        with pytest.raises(UserError, match="U盘"):
            second_places.deliver(db, folder, tmp_path / "gone", now=NOW, tell=silent)
        assert precautions.second_place(db) == ""


@pytest.mark.parametrize("name", ["名册.xlsx", "00001-20261122-091200-手工.txt", "school.db"])
def test_what_is_no_copy_is_refused(folder: Path, stick: Path, name: str) -> None:
    (stick / name).write_bytes(b"x")
    with pytest.raises(UserError, match="不是五有的备份"):
        second_places.bring_back(folder, stick / name)
    assert not (folder / "backups").exists()


def test_a_copy_without_its_keyring_is_refused(folder: Path, stick: Path) -> None:
    (stick / "00001-20261122-091200-手工.db").write_bytes(b"x")
    with pytest.raises(UserError, match="密钥文件"):
        second_places.bring_back(folder, stick / "00001-20261122-091200-手工.db")
    assert not (folder / "backups").exists()
