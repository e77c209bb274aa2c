"""Reading a parcel is killed at random moments: it is in whole or not at all, and can be read afterwards."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.jobs import registers
from tests import made_up
from tests.faults.conftest import Turns
from tests.jobs.conftest import Desk, acquaint
from tests.jobs.test_parcels import PDF, file_evidence

ROOT = Path(__file__).resolve().parents[2]
KILLS = 200


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_a_county_killed_while_reading_has_the_parcel_whole_or_not_at_all(
    township: Desk, stick: Path, tmp_path: Path, turns: Turns
) -> None:
    folder = tmp_path / "county"
    with registers.opened(folder, clock=made_up.Clock(), operator="县") as db:
        school = registers.found(db, level="county", code="350924", full_name="寿宁县委组织部")
        acquaint(township, Desk(folder, db, school))
    file_evidence(township, PDF + bytes(300_000))
    sent = township.send(stick)
    kills = len(turns(KILLS, KILLS // 10))
    done = subprocess.run(
        [sys.executable, "-m", "tests.jobs.killed", folder, sent.path, str(kills)],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    said = done.stdout.decode().split()
    assert len(said) == kills
    assert set(said) == {"not", "whole"}
