"""Traps of the libraries underneath that no other test springs; docs/FAULTS.md lists where the others are."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from app.jobs import backups
from app.school import branches
from db import checks
from tests import made_up
from tests.jobs.conftest import Desk

ROOT = Path(__file__).resolve().parents[2]


def test_what_lies_beside_a_register_that_was_cut_off_is_no_damage(tmp_path: Path) -> None:
    """The check of pages reads the main file only: asked before a checkpoint it may cry wolf."""
    home, crashed = tmp_path / "home", tmp_path / "crashed"
    home.mkdir()
    db = made_up.register(home)
    school = made_up.school(db)
    for number in range(40):
        branches.add(db, f"第{number}支部", school=school)
    shutil.copytree(home, crashed)
    db.close()
    assert (crashed / "school.db-wal").stat().st_size
    assert checks.look_over(crashed / "school.db", made_up.KEY) == []
    assert not (crashed / "school.db-wal").exists()
    left = made_up.register(crashed)
    assert len(branches.find(left, school=school)) == 40
    left.close()


def test_a_connection_that_met_a_bad_page_is_not_asked_again(tmp_path: Path) -> None:
    """Each look opens the file anew, so that a file put right is found right."""
    db = made_up.register(tmp_path)
    made_up.people(db, made_up.school(db), 40)
    db.close()
    file = tmp_path / "school.db"
    good = file.read_bytes()
    spoilt = bytearray(good)
    spoilt[9 * 4096 + 100] ^= 1
    file.write_bytes(bytes(spoilt))
    assert checks.look_over(file, made_up.KEY)
    file.write_bytes(good)
    assert checks.look_over(file, made_up.KEY) == []


def test_a_disk_that_does_not_know_its_room_is_tried(township: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some file systems say that 0 bytes are free and mean that they cannot tell."""
    usage = shutil._ntuple_diskusage(10**10, 10**10, 0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    assert backups.back_up(township.db, township.folder).exists()


def test_counts_of_the_whole_database_are_never_switched_on() -> None:
    """With a full-text index they end in a segmentation fault once that is rebuilt."""
    sources = [path for room in ("app", "db") for path in (ROOT / room).rglob("*.py")]
    said = [path.name for path in sources if re.search(r"\benable_counts\b", path.read_text("utf-8"))]
    assert sources and said == []


def test_the_engine_has_none_of_the_faults_that_made_it_be_chosen() -> None:
    """Before 3.51.3 a write-ahead log that is reset at the wrong moment can corrupt the file."""
    assert dbapi2.sqlite_version_info >= (3, 51, 3)


def test_no_second_engine_opens_a_register() -> None:
    """Two SQLite libraries in one process take each other's locks away; Python's own is old besides."""
    sources = [path for room in ("app", "db") for path in (ROOT / room).rglob("*.py")]
    said = [
        path.name
        for path in sources
        if re.search(r"^\s*(import|from) (sqlite3|apsw|pysqlite3)\b", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert sources and said == []


SPOILT = """
import sys
from pathlib import Path
from db import checks, copies
from db.faults import WrongKey
from db.register import Register
from tests import made_up
file = Path(sys.argv[1])
assert checks.look_over(file, made_up.KEY) and not copies.fits(file, bytes(32))
try:
    Register(file, bytes(32), clock=made_up.Clock(), chance=made_up.chance(), operator="")
except WrongKey:
    print("refused")
"""


def test_nothing_is_written_to_where_a_window_has_nothing_to_write_to(tmp_path: Path) -> None:
    """The engine complains of a bad page and a wrong key on stderr, which a packaged window has not."""
    db = made_up.register(tmp_path)
    made_up.people(db, made_up.school(db), 40)
    db.close()
    file = tmp_path / "school.db"
    spoilt = bytearray(file.read_bytes())
    spoilt[9 * 4096 + 100] ^= 1
    file.write_bytes(bytes(spoilt))
    done = subprocess.run(
        [sys.executable, "-c", SPOILT, file], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("refused", "")
