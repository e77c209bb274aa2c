import json
import shutil
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from app import paths
from app.errors import UserError
from app.explain import explain
from app.jobs import backups, files, passphrases, registers, restores
from app.progress import silent
from app.school import branches, schools
from db import copies, keyring
from db.faults import AlreadyOpen, Damaged, WrongKey, WrongPassphrase
from db.register import Register
from tests import made_up

PHRASE = "下党的水很清很甜"
PAGE = 4096


def opened(folder: Path, **wanted: object) -> AbstractContextManager[Register]:
    return registers.opened(folder, **{"clock": made_up.Clock(), "operator": "张干事", **wanted})  # type: ignore[arg-type]


def names(db: Register) -> list[str]:
    return [one.name for one in branches.rows(db, branches.find(db))]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a register with one branch, a copy of it, and then another branch."""
    with opened(tmp_path / "data") as db:
        school = registers.found(db, level="township", code="350924100", full_name="下党乡党校")
        schools.keep(db, "epoch", "1")
        made_up.people(db, school, 60)
        backups.back_up(db, tmp_path / "data")
        branches.add(db, "后来的支部", school=school)
    return tmp_path / "data"


def newest(folder: Path) -> backups.Backup:
    return backups.find(folder)[0]


def spoil(file: Path, *, page: int) -> None:
    data = bytearray(file.read_bytes())
    data[page * PAGE + 100] ^= 1
    file.write_bytes(bytes(data))


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "school.lock"
    }


def test_what_would_be_lost_is_said_before(folder: Path) -> None:
    with opened(folder) as db:
        said = restores.compare(db, newest(folder))
    assert said.same_line and said.lost_count == 1
    assert [(one.name, one.operator) for one in said.lost] == [("新增支部：后来的支部", "张干事")]
    assert said.now is not None and said.now["名册人员"] == said.then["名册人员"] == 60
    assert restores.compare(None, newest(folder)).now is None
    newest(folder).note.unlink()
    with opened(folder) as db, pytest.raises(UserError, match="无法比较"):
        restores.compare(db, newest(folder))


def test_a_copy_of_another_story_is_said_to_be_one(folder: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "other", clock=made_up.Clock(made_up.START_MS + 10**9)) as db:
        registers.found(db, level="township", code="350924200", full_name="上党乡党校")
        said = restores.compare(db, newest(folder))
    assert not said.same_line and said.lost == ()


def test_a_copy_takes_the_place_and_what_was_there_lies_aside(folder: Path) -> None:
    done = restores.restore(folder, newest(folder), clock=made_up.Clock())
    with opened(folder) as db:
        assert names(db) == ["下党村党支部"]
        assert schools.setting(db, "epoch") == "2", "the county sees a restored laptop, not a cloned one"
    assert done.aside.parent == folder and done.aside.name.startswith("恢复前-")
    shutil.copytree(folder / "backups", done.aside / "backups")
    keyring.copy(paths.keyring(folder), paths.keyring(done.aside))
    with opened(done.aside) as db:
        assert names(db) == ["下党村党支部", "后来的支部"], "nothing that was there is lost"
    restores.restore(folder, newest(folder), clock=made_up.Clock())
    assert len(list(folder.glob("恢复前-*"))) == 2
    with opened(folder) as db:
        assert schools.setting(db, "epoch") == "2"


def test_a_school_that_is_not_enrolled_yet_has_no_epoch_to_raise(folder: Path) -> None:
    with opened(folder) as db:
        schools.keep(db, "epoch", "")
        backups.back_up(db, folder)
    restores.restore(folder, newest(folder), clock=made_up.Clock())
    with opened(folder) as db:
        assert schools.setting(db, "epoch") == ""


def test_an_open_register_is_not_restored_over(folder: Path) -> None:
    with opened(folder), pytest.raises(AlreadyOpen):
        restores.restore(folder, newest(folder), clock=made_up.Clock())


def test_a_spoilt_copy_moves_nothing(folder: Path) -> None:
    spoil(newest(folder).file, page=5)
    before = everything(folder)
    with pytest.raises(Damaged) as caught:
        restores.restore(folder, newest(folder), clock=made_up.Clock())
    assert "有损坏" in (explain(caught.value) or "")
    assert everything(folder) == before


def test_a_copy_of_another_key_is_refused_and_moves_nothing(folder: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "other") as db:
        backups.back_up(db, tmp_path / "other")
    (strange,) = backups.find(tmp_path / "other")
    newest(folder).file.write_bytes(strange.file.read_bytes())
    before = everything(folder)
    with pytest.raises(WrongKey):
        restores.restore(folder, newest(folder), clock=made_up.Clock())
    assert everything(folder) == before


def test_the_keyring_of_today_stays_where_it_opens_the_copy(folder: Path) -> None:
    passphrases.set_passphrase(folder, PHRASE)
    passphrases.set_passphrase(folder, "今天的这一句口令", old=PHRASE)
    with pytest.raises(WrongPassphrase):
        restores.restore(folder, newest(folder), clock=made_up.Clock(), passphrase="猜的口令就是这个")
    restores.restore(folder, newest(folder), clock=made_up.Clock(), passphrase="今天的这一句口令")
    with opened(folder, passphrase="今天的这一句口令") as db:
        assert names(db) == ["下党村党支部"]


def test_a_copy_from_before_a_new_key_comes_with_its_own_keyring(folder: Path) -> None:
    passphrases.set_passphrase(folder, PHRASE, clerk="张会计")
    with opened(folder, passphrase=PHRASE) as db:
        passphrases.rekey(db, folder, "泄露以后换的口令", old=PHRASE, clerk="张会计")
    oldest = backups.find(folder)[-1]
    done = restores.restore(folder, oldest, clock=made_up.Clock(), passphrase="泄露以后换的口令")
    with opened(folder, passphrase="泄露以后换的口令") as db:
        assert names(db) == ["下党村党支部"]
    assert copies.fits(done.aside / "school.db", keyring.key(done.aside / "keys.json", "泄露以后换的口令"))


@pytest.mark.parametrize("moved", ["nothing", "the register", "all but the plan"])
def test_a_restoring_cut_short_is_finished_at_the_next_start(folder: Path, moved: str) -> None:
    aside = folder / "恢复前-20261122-090000"
    staged = folder / restores.STAGED
    shutil.copyfile(newest(folder).file, staged)
    plan = {"aside": aside.name, "ring": "keys.json"}
    files.keep(folder / restores.PLAN, json.dumps(plan, ensure_ascii=False).encode())
    if moved != "nothing":
        aside.mkdir()
        paths.register(folder).replace(aside / "school.db")
    if moved == "all but the plan":
        staged.replace(paths.register(folder))
    with opened(folder) as db:
        assert names(db) == ["下党村党支部"]
    assert (aside / "school.db").exists()
    assert not staged.exists() and not (folder / restores.PLAN).exists()


def test_a_damaged_register_is_not_opened_and_can_be_rescued(folder: Path) -> None:
    with opened(folder):
        pass
    paths.open_mark(folder).touch()
    pages = paths.register(folder).stat().st_size // PAGE
    spoil(paths.register(folder), page=pages - 2)
    damaged = paths.register(folder).read_bytes()
    with pytest.raises(Damaged), opened(folder):
        pass
    with pytest.raises(Damaged), opened(folder):
        pass
    done = restores.rescue(folder, clock=made_up.Clock(), tell=silent)
    assert done.salvaged is not None
    assert (done.aside / "school.db").read_bytes() == damaged
    with opened(folder) as db:
        assert schools.own(db).full_name == "下党乡党校"
        assert db.execute("PRAGMA quick_check").fetchall() == [("ok",)]


def test_where_nothing_can_be_read_nothing_moves(folder: Path) -> None:
    paths.register(folder).write_bytes(b"\x00" * PAGE * 10)
    before = everything(folder)
    with pytest.raises(WrongKey):
        restores.rescue(folder, clock=made_up.Clock(), tell=silent)
    assert everything(folder) == before


def test_a_window_that_was_killed_leaves_a_mark_and_the_next_start_looks_the_file_over(folder: Path) -> None:
    with opened(folder):
        assert paths.open_mark(folder).exists()
    assert not paths.open_mark(folder).exists()
    paths.open_mark(folder).touch()
    with opened(folder) as db:
        assert len(branches.find(db)) == 2
    assert not paths.open_mark(folder).exists()
