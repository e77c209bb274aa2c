import os
import shutil
import subprocess
import sys
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app import paths
from app.errors import UserError
from app.jobs import backups, registers
from app.school import branches, schools
from db import chain, keyring
from db.register import Register, open_register
from tests import made_up

ROOT = Path(__file__).resolve().parents[2]
PHRASE = "下党的水很清很甜"
NARROW = """
import resource, signal, sys
from datetime import datetime, timedelta
from pathlib import Path
from app.errors import UserError
from app.explain import explain
from app.jobs import backups, registers
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder = Path(sys.argv[1])
with registers.opened(folder, clock=lambda: 1795136400000, operator="李干事") as db:
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    try:
        backups.back_up(db, folder)
    except Exception as error:
        sys.stdout.buffer.write((explain(error) or repr(error)).encode())
"""


def opened(folder: Path, **wanted: object) -> AbstractContextManager[Register]:
    return registers.opened(folder, **{"clock": made_up.Clock(), "operator": "张干事", **wanted})  # type: ignore[arg-type]


def found(db: Register) -> int:
    return registers.found(db, level="township", code="350924100", full_name="下党乡党校")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with opened(tmp_path / "data") as db:
        branches.add(db, "下党村党支部", school=found(db))
    return tmp_path / "data"


def test_a_backup_is_a_checked_copy_with_its_keyring(folder: Path) -> None:
    assert backups.last(folder) == ""
    with opened(folder) as db:
        made = backups.back_up(db, folder)
        kept = made_up.content(db)
    copy = open_register(
        made, keyring.key(made.with_suffix(".keys.json")), clock=made_up.Clock(), operator="-"
    )
    assert made_up.content(copy) == kept
    copy.close()
    assert backups.last(folder).startswith("2026-11-20 ")


def test_two_backups_of_one_second_are_two(folder: Path) -> None:
    with opened(folder, clock=lambda: made_up.START_MS) as db:
        made = [backups.back_up(db, folder) for _ in range(3)]
    assert len({path.name for path in made}) == 3
    assert [one.number for one in backups.find(folder)] == [3, 2, 1]
    assert len(list(paths.backups(folder).iterdir())) == 9, "each with its keyring and its note"


def test_other_files_among_the_backups_do_no_harm(folder: Path) -> None:
    paths.backups(folder).mkdir()
    for name in (
        "notes.db",
        "99999999-999999x.db",
        "~20261120-090000-备份.db.part",
        "20261120-090000-备份.txt",
    ):
        (paths.backups(folder) / name).write_bytes(b"")
    assert backups.last(folder) == ""
    with opened(folder) as db:
        backups.back_up(db, folder)
    assert backups.last(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a file's size")
def test_a_backup_on_a_full_disk_leaves_nothing_and_harms_nothing(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NARROW, folder],
        cwd=ROOT, capture_output=True, check=True, env={**os.environ, "PYTHONUTF8": "1"}, timeout=300,
    )  # fmt: skip
    assert "磁盘" in done.stdout.decode()
    assert list(paths.backups(folder).iterdir()) == []
    assert backups.last(folder) == ""
    with opened(folder) as db:
        assert len(branches.find(db)) == 1
        backups.back_up(db, folder)


def test_a_copy_whose_note_cannot_be_written_is_not_there(folder: Path) -> None:
    """A copy without its keyring cannot be opened: both go, or both stay."""
    place = paths.backups(folder)
    with opened(folder) as db:
        moment = datetime.fromtimestamp(db.clock() / 1000)
        (place / f"00001-{moment:%Y%m%d-%H%M%S}-手工.json").mkdir(parents=True)
        with pytest.raises(IsADirectoryError):
            backups.back_up(db, folder)
        assert [path.name for path in place.iterdir() if path.is_file()] == []
        assert backups.find(folder) == []


def test_a_backup_can_take_the_register_s_place(folder: Path) -> None:
    with opened(folder) as db:
        made = backups.back_up(db, folder)
        branches.add(db, "后来的支部", school=schools.own(db).id)
    other = folder.parent / "restored"
    other.mkdir()
    paths.register(other).write_bytes(made.read_bytes())
    paths.keyring(other).write_bytes(made.with_suffix(".keys.json").read_bytes())
    with opened(other) as db:
        assert [one.name for one in branches.rows(db, branches.find(db))] == ["下党村党支部"]


def stand_in(folder: Path, number: int, made_at: datetime, why: str = "定时") -> None:
    """Put files of a copy's name there: thinning reads nothing but names."""
    paths.backups(folder).mkdir(exist_ok=True)
    stem = f"{number:05}-{made_at:%Y%m%d-%H%M%S}-{why}"
    for ending in (".db", ".keys.json", ".json"):
        (paths.backups(folder) / f"{stem}{ending}").write_bytes(b"{}")


def test_copies_are_thinned_by_number_to_the_newest_and_some_days_weeks_and_months(tmp_path: Path) -> None:
    start = datetime(2024, 1, 1, 9)
    for number in range(1, 1001):
        stand_in(tmp_path, number, start + timedelta(hours=17 * number))
    gone = backups.thin(tmp_path)
    left = backups.find(tmp_path)
    assert len(gone) + len(left) == 1000
    assert [one.number for one in left[:12]] == list(range(1000, 988, -1))
    assert len(left) <= backups.NEWEST + backups.DAYS + backups.WEEKS + backups.MONTHS
    assert len({one.made_at[:7] for one in left}) >= backups.MONTHS
    assert len(list(paths.backups(tmp_path).iterdir())) == 3 * len(left), "no keyring or note stays alone"
    assert backups.thin(tmp_path) == []


@pytest.mark.parametrize("wrong", [datetime(2099, 5, 5), datetime(1999, 5, 5)])
def test_a_clock_that_was_wrong_for_a_day_takes_no_good_copy_away(tmp_path: Path, wrong: datetime) -> None:
    start = datetime(2026, 3, 1, 9)
    moments = [start + timedelta(days=number) for number in range(30)]
    for number, moment in enumerate([*moments[:15], wrong, wrong, *moments[15:]], start=1):
        stand_in(tmp_path, number, moment)
    backups.thin(tmp_path)
    left = [one.made_at[:10] for one in backups.find(tmp_path)]
    assert len(set(left) - {f"{wrong:%Y-%m-%d}"}) >= backups.NEWEST + backups.DAYS - 1
    stand_in(tmp_path, 33, start + timedelta(days=31))
    backups.thin(tmp_path)
    assert backups.find(tmp_path)[0].number == 33, "the next number goes on, whatever the clock says"


def test_copies_of_older_programs_are_listed_and_never_thinned(folder: Path) -> None:
    paths.backups(folder).mkdir()
    old = paths.backups(folder) / "20240101-090000-备份.db"
    old.write_bytes(b"")
    for number in range(1, 80):
        stand_in(folder, number, datetime(2026, 1, 1) + timedelta(minutes=number))
    backups.thin(folder)
    assert old.exists() and backups.find(folder)[-1].file == old


def test_a_copy_is_due_once_something_was_changed(folder: Path) -> None:
    with opened(folder) as db:
        assert backups.due(db, folder)
        backups.back_up(db, folder)
        assert not backups.due(db, folder)
        branches.add(db, "后来的支部", school=schools.own(db).id)
        assert backups.due(db, folder)


def test_the_note_beside_a_copy_says_what_was_in_it(folder: Path) -> None:
    with opened(folder) as db:
        backups.back_up(db, folder)
        (made,) = backups.find(folder)
        said = backups.content(made)
        assert said is not None and said.rows["branch"] == 1 and said.head == chain.head(db)
        assert made.changes == said.head.length and made.why == "手工"
    for spoilt in (b"", b"[]", b'{"rows": 5}', b'{"rows": {}, "head": {"length": 1}}', b"\xff"):
        made.note.write_bytes(spoilt)
        assert backups.content(made) is None and backups.find(folder)[0].changes is None


def test_no_room_is_said_before_anything_is_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, room in ((5 * 1024**2, False), (0, True)):
        usage = shutil._ntuple_diskusage(10**12, 10**12 - free, free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, usage=usage: usage)
        with opened(folder) as db:
            if room:
                backups.back_up(db, folder)
            else:
                with pytest.raises(UserError, match="磁盘只剩 5 MB"):
                    backups.back_up(db, folder)
                assert not paths.backups(folder).exists()
