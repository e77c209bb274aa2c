"""The power is cut at any moment: of what was reported nothing is lost, whatever of the rest came through."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import libraries, replaying, running, working
from tests.faults.conftest import Tell

Often = Callable[[int, int], int]
STATES = 20_000
# So many states are taken of one record; then the work is done in another order.
OF_ONE = 500


@pytest.fixture
def recorder(tmp_path: Path) -> Path:
    return libraries.built("recorder", tmp_path)


def test_no_power_cut_loses_what_was_reported(
    recorder: Path, tmp_path: Path, often: Often, figure: Tell
) -> None:
    states = often(STATES, 120)
    done = lost = wrong = disks = 0
    faults: list[str] = []
    for seed in range(1, states // OF_ONE + 2):
        few = min(OF_ONE, states - done)
        if not few:
            break
        work = tmp_path / f"work{seed}"
        working.recorded(work, recorder, seed=seed, rounds=1)
        both = [
            running.started("cutting", work, few, "--part", f"{part}/2", "--room", tmp_path / f"room{part}")
            for part in range(2)
        ]
        for process in both:
            found = running.read(process)
            done, disks = done + found["states"], disks + found["disks"]
            lost, wrong = lost + found["lost"], wrong + found["wrong"]
            faults += found["faults"]
    figure("断电后丢了的", f"{done} 种状态（{disks} 种不同的磁盘）中 {lost} 种", 0)
    figure("断电后打不开、有错或只做了一半的", f"{done} 种状态中 {wrong} 种", 0)
    assert (lost, wrong) == (0, 0), faults
    assert done == states


def test_a_program_that_does_not_flush_is_found_out(recorder: Path, tmp_path: Path) -> None:
    """The harness sees: with flushing left to chance what was reported is lost."""
    working.recorded(tmp_path / "work", recorder, seed=1, rounds=1, careless=True)
    found = running.figures("cutting", tmp_path / "work", 60, "--room", tmp_path / "room")
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
