"""Every n-th call to the disk fails: each failure is a sentence, nothing is lost, and work goes on."""

from pathlib import Path

import pytest

from tests.faults import failing, libraries, running
from tests.faults.conftest import Tell, part, share

# In every run only a call here and there fails, and the disk in one way.
STEPS = {"save": 7, "import": 13, "close": 17, "erase": 17, "export": 37, "backup": 97, "restore": 17,
         "rekey": 307, "migrate": 211}  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return libraries.built("failing", tmp_path)


@pytest.mark.parametrize("job", STEPS)
def test_whichever_call_fails_it_is_said_and_nothing_is_lost(
    job: str, library: Path, room: Path, figure: Tell
) -> None:
    wanted, (mine, parts) = share(), part()
    step = STEPS[job] if wanted is None else round(1 / wanted)
    runs = 0
    for way in ("full",) if wanted is None else failing.WAYS:
        root = room / way
        root.mkdir()
        told = {"LD_PRELOAD": str(library), "WUYOU_FAILING": str(root / "trial")}
        found = running.figures("failing", root, job, way, step, "--part", f"{mine}/{parts}", told=told)
        runs += found["runs"]
        assert (found["mute"], found["lost"], found["wrong"]) == (0, 0, 0), found["faults"]
    figure(f"读写出错（{job}）后丢了、有错或说不清的", f"{runs} 次中 0 次", 0)
    assert runs


def test_a_job_that_parts_at_each_call_leaves_what_one_begun_anew_leaves(library: Path, room: Path) -> None:
    """What saves the time does not change what is found: the same calls fail, with the same end."""
    found = []
    for number, how in enumerate(([], ["--anew"])):
        root = room / str(number)
        root.mkdir()
        told = {"LD_PRELOAD": str(library), "WUYOU_FAILING": str(root / "trial")}
        found.append(running.figures("failing", root, "save", "broken", 5, *how, told=told))
    assert found[0]["runs"] == found[1]["runs"]
    assert [(one["mute"], one["lost"], one["wrong"]) for one in found] == [(0, 0, 0)] * 2
