"""The power is cut at any moment: of what was reported nothing is lost, whatever of the rest came through."""

import shutil
from pathlib import Path

import pytest

from tests.faults import libraries, replaying, running, working
from tests.faults.conftest import Tell, Turns

SAID = {"desk": "日常工作", "county": "县级接收数据包", "upgrade": "升级"}
# Of each road so many states, and the few of every run.
STATES = {"desk": (16_000, 40), "county": (2_000, 12), "upgrade": (2_000, 12)}
# So many states are taken of one record; then the work is done in another order.
OF_ONE = 1000


@pytest.fixture
def recorder(tmp_path: Path) -> Path:
    return libraries.built("recorder", tmp_path)


@pytest.mark.parametrize("road", STATES)
def test_no_power_cut_loses_what_was_reported(
    road: str, recorder: Path, room: Path, turns: Turns, figure: Tell
) -> None:
    wanted = turns(*STATES[road])
    done = lost = wrong = disks = 0
    faults: list[str] = []
    # The states of this part, so many of one record; then the work is done in another order.
    for number, first in enumerate(range(0, len(wanted), OF_ONE)):
        few = min(OF_ONE, len(wanted) - first)
        work = room / f"work{number}"
        seed = 1 + wanted.start + number * wanted.step
        working.recorded(work, recorder, seed=seed, rounds=1, road=road)
        found = running.figures("cutting", work, few, "--room", room / "room")
        done, disks = done + found["states"], disks + found["disks"]
        lost, wrong = lost + found["lost"], wrong + found["wrong"]
        faults += found["faults"]
        shutil.rmtree(work)
    figure(f"断电后丢了的（{SAID[road]}）", f"{done} 种状态（{disks} 种不同的磁盘）中 {lost} 种", 0)
    figure(f"断电后打不开、有错或只做了一半的（{SAID[road]}）", f"{done} 种状态中 {wrong} 种", 0)
    assert (lost, wrong) == (0, 0), faults
    assert done == len(wanted)


def test_a_program_that_does_not_flush_is_found_out(recorder: Path, tmp_path: Path) -> None:
    """The harness sees: with flushing left to chance what was reported is lost."""
    working.recorded(tmp_path / "work", recorder, seed=1, rounds=1, careless=True)
    found = running.figures("cutting", tmp_path / "work", 30, "--room", tmp_path / "room")
    assert found["lost"] > 0


def test_a_record_that_is_gone_through_ends_as_the_disk_did(recorder: Path, tmp_path: Path) -> None:
    working.recorded(tmp_path, recorder, seed=3, rounds=1)
    cut = replaying.Recorded(tmp_path)
    for done in cut.done:
        cut.disk.do(done)
    files, folders = cut.disk.all()
    there = [path for path in (tmp_path / "root").rglob("*") if not path.name.endswith("-shm")]
    assert files == {cut.below(path): path.read_bytes() for path in there if path.is_file()}
    assert folders == {cut.below(path) for path in there if path.is_dir()}
