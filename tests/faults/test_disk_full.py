"""A small disk runs full in the middle of work: nothing is lost, it is said, and with room work goes on."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.explain import explain, is_full
from app.jobs import backups, ballast
from db import chain
from tests.faults import acting, looking
from tests.faults.conftest import Tell, Turns

MIB = 1024**2
# What a full disk is met with, and how often each.
DONE = ("mark", "roster", "backup", "parcel", "mark")


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """Mount a disk of so many bytes; skip the test where this may not be done."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("要在 Linux 上用管理员身份才能挂一个小磁盘")
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"这里不让挂小磁盘：{done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(disk: Path, *, leaving: int) -> Path:
    """Take up the room of a disk but for so many bytes."""
    filler = disk / "别的文件"
    with filler.open("wb") as out:
        os.posix_fallocate(out.fileno(), 0, max(shutil.disk_usage(disk).free - leaving, 1))
    return filler


@pytest.fixture
def began(tmp_path: Path) -> Path:
    acting.begin(tmp_path / "began")
    shutil.rmtree(tmp_path / "began" / "county")
    return tmp_path / "began"


def test_a_disk_that_runs_full_loses_nothing_and_work_goes_on(
    began: Path, tmp_path: Path, turns: Turns, figure: Tell
) -> None:
    rounds = turns(200, 4)
    books = acting.read_rosters(tmp_path / "books", 3)
    faults: list[str] = []
    refused = 0
    for turn in rounds:
        chance = random.Random(turn)
        with small_disk(tmp_path / f"disk{turn}", 60 * MIB) as disk:
            shutil.copytree(began, disk, dirs_exist_ok=True)
            told = looking.Told(looking.look(disk, go_on=False).after)
            clerk = acting.Clerk(disk, told.hear, seed=turn, books=books)
            with acting.opened(disk / "data") as db:
                filler = fill(disk, leaving=chance.randint(0, 300) * 4096)
                for act in chance.sample(DONE * 6, 12):
                    try:
                        clerk.do(db, act)
                    except Exception as error:  # noqa: BLE001 - each must have a sentence
                        refused += 1
                        faults += [] if explain(error) else [f"{act}: nothing to say for {error!r}"]
                        # What was begun and refused is not under way any more.
                        told.begun = ""
                        if not told_holds(db, told):
                            faults.append(f"{act} was refused and is there")
                filler.unlink()
                clerk.do(db, "mark")
                clerk.do(db, "backup")
            faults += told.faults(looking.look(disk))
    figure("磁盘写满后丢了、有错或说不清的", f"{len(rounds)} 次、被拒 {refused} 次中 {len(faults)} 次", 0)
    assert not faults
    assert refused >= len(rounds)


def test_a_disk_that_may_only_be_read_is_said_and_harms_nothing(began: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 60 * MIB) as disk:
        shutil.copytree(began, disk, dirs_exist_ok=True)
        told = looking.Told(looking.look(disk, go_on=False).after)
        before = {path: path.read_bytes() for path in disk.rglob("*") if path.is_file()}
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(OSError, match=r"[Rr]ead-only") as refused, acting.opened(disk / "data"):
            pass
        assert "只读" in (explain(refused.value) or "")
        assert {path: path.read_bytes() for path in disk.rglob("*") if path.is_file()} == before
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        assert told.faults(looking.look(disk)) == []


def told_holds(db: acting.Register, told: looking.Told) -> bool:
    """Tell whether the register is where the last report left it."""
    head = chain.head(db)
    return [head.length, head.act, head.sha256] == list(told.head)


def test_with_the_ballast_let_go_a_save_and_a_copy_still_finish(
    began: Path, tmp_path: Path, figure: Tell
) -> None:
    with small_disk(tmp_path / "disk", ballast.LEAST_FREE + 96 * MIB) as disk:
        shutil.copytree(began, disk, dirs_exist_ok=True)
        folder = disk / "data"
        assert ballast.lay(folder)
        clerk = acting.Clerk(disk, lambda _event: None, seed=1, books=[])
        with acting.opened(folder) as db:
            fill(disk, leaving=0)
            with pytest.raises(Exception, match=r"full|磁盘") as refused:  # noqa: PT012
                for _ in range(60):
                    clerk.do(db, "mark")
            assert is_full(refused.value) and explain(refused.value)
            assert ballast.drop(folder)
            clerk.do(db, "mark")
            clerk.do(db, "backup")
            assert backups.find(folder)[0].number == 2
    figure("让出应急空间后没做完的保存和备份", 0, 0)
