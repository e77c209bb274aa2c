import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.explain import explain
from app.school import branches
from db import copies, faults
from db.register import Register, open_register
from tests import made_up

ROOT = Path(__file__).resolve().parents[2]
# The limit stands for a full disk: only a process that may not write so much of its own can be given one.
NARROW = """
import resource, signal, sys
from pathlib import Path
from app.explain import explain
from db import copies
from tests import made_up
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
db = made_up.register(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    copies.copy(db, Path(sys.argv[2]))
except Exception as error:
    sys.stdout.buffer.write((explain(error) or repr(error)).encode())
db.close()
"""


@pytest.fixture
def filled(db: Register, school: int) -> Register:
    made_up.a_class(db, school, made_up.people(db, school, 40))
    return db


def test_a_copy_holds_everything_and_opens_with_the_same_key(filled: Register, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "一.db"
    assert copies.copy(filled, target) == copies.state(filled)
    copy = open_register(target, filled.key, clock=made_up.Clock(), operator="-")
    assert made_up.content(copy) == made_up.content(filled)
    count = "SELECT * FROM history ORDER BY n"
    assert copy.execute(count).fetchall() == filled.execute(count).fetchall()
    copy.close()
    assert sorted(path.name for path in target.parent.iterdir()) == ["一.db"]
    assert not target.read_bytes().startswith(b"SQLite")


def test_a_copy_is_made_while_a_worker_looks_on(filled: Register, tmp_path: Path) -> None:
    worker = filled.again()
    rows = worker.execute("SELECT id FROM member")
    rows.fetchone()
    copies.copy(filled, tmp_path / "b.db")
    assert len(rows.fetchall()) == 39
    worker.close()


def test_a_copy_is_made_though_a_question_was_left_half_answered(filled: Register, tmp_path: Path) -> None:
    half = filled.execute("SELECT id FROM member")
    assert half.fetchone()
    assert copies.copy(filled, tmp_path / "一.db") == copies.state(filled)
    assert half.fetchone()


def test_a_copy_never_takes_the_place_of_another(filled: Register, tmp_path: Path) -> None:
    copies.copy(filled, tmp_path / "b.db")
    before = (tmp_path / "b.db").read_bytes()
    with pytest.raises(FileExistsError):
        copies.copy(filled, tmp_path / "b.db")
    assert (tmp_path / "b.db").read_bytes() == before


def test_a_leftover_of_a_crash_does_not_stand_in_the_way(filled: Register, tmp_path: Path) -> None:
    (tmp_path / "~b.db.part").write_bytes(b"half")
    copies.copy(filled, tmp_path / "b.db")
    assert not (tmp_path / "~b.db.part").exists()


def test_a_spoilt_copy_does_not_count(filled: Register, tmp_path: Path) -> None:
    copies.copy(filled, tmp_path / "b.db")
    spoilt = bytearray((tmp_path / "b.db").read_bytes())
    spoilt[4096 * 3 + 50] ^= 1
    (tmp_path / "c.db").write_bytes(bytes(spoilt))
    with pytest.raises(faults.WrongKey):
        copies._checked(tmp_path / "c.db", filled.key)


def test_a_copy_counts_though_somebody_writes_on(filled: Register, school: int, tmp_path: Path) -> None:
    """At every query of the one that copies, another connection changes something."""
    other, asked = filled.again(), 0

    def write(sql: str, _: object) -> None:
        nonlocal asked
        asked += 1
        if "count(*)" in sql and asked < 120:
            branches.add(other, f"第{asked}支部", school=school)

    with filled.tracer(write):
        said = copies.copy(filled, tmp_path / "b.db")
    copy = open_register(tmp_path / "b.db", filled.key, clock=made_up.Clock(), operator="-")
    assert copies.state(copy) == said and said.rows["branch"] > 1
    copy.close()
    other.close()


def test_where_no_folder_can_be_made_nothing_is_left(filled: Register, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError) as caught:
        copies.copy(filled, tmp_path / "file" / "b.db")
    assert explain(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a file's size")
def test_a_full_disk_leaves_the_register_and_nothing_else(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    made_up.people(db, made_up.school(db), 40)
    before = made_up.content(db)
    db.close()
    target = tmp_path / "backups" / "b.db"
    done = subprocess.run(
        [sys.executable, "-c", NARROW, tmp_path, target],
        cwd=ROOT, capture_output=True, check=True, env={**os.environ, "PYTHONUTF8": "1"}, timeout=300,
    )  # fmt: skip
    assert "磁盘" in done.stdout.decode()
    assert list(target.parent.iterdir()) == []
    db = made_up.register(tmp_path)
    assert made_up.content(db) == before
    copies.copy(db, target)
    db.close()
