"""Every n-th call to the disk fails: each failure is a sentence, nothing is lost, and work goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import failing, libraries, running
from tests.faults.conftest import Tell

Often = Callable[[int, int], int]
# In every run only a call here and there fails, or it would take an hour: about so many of each job.
STEPS = {"save": 7, "import": 13, "close": 17, "export": 23, "backup": 89, "restore": 31, "rekey": 997,
         "migrate": 499}  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return libraries.built("failing", tmp_path)


@pytest.mark.parametrize("job", STEPS)
def test_whichever_call_fails_it_is_said_and_nothing_is_lost(
    job: str, library: Path, tmp_path: Path, often: Often, figure: Tell
) -> None:
    step = 1 if often(1000, 1) == 1000 else STEPS[job]
    runs = 0
    for way in failing.WAYS if step == 1 else ("full",):
        root = tmp_path / way
        root.mkdir()
        told = {"LD_PRELOAD": str(library), "WUYOU_FAILING": str(root / "trial")}
        found = running.figures("failing", root, job, way, step, told=told)
        runs += found["runs"]
        assert (found["mute"], found["lost"], found["wrong"]) == (0, 0, 0), found["faults"]
    figure(f"读写出错（{job}）后丢了、有错或说不清的", f"{runs} 次中 0 次", 0)
    assert runs
