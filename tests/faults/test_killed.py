"""The program is killed at random moments: what it had reported is there, and nothing is half."""

import sys
from pathlib import Path

import pytest

from tests.faults import killing, running
from tests.faults.conftest import Tell, Turns, part

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks")


def test_no_kill_loses_an_act_or_leaves_one_by_half(room: Path, turns: Turns, figure: Tell) -> None:
    kills = len(turns(1000, len(killing.KINDS)))
    found = running.figures("killing", room, kills, "--seed", part()[0] + 1)
    figure("强行结束后丢了的", f"{kills} 次中 {found['lost']} 次", 0)
    figure("强行结束后有错或只做了一半的", f"{kills} 次中 {found['wrong']} 次", 0)
    assert (found["lost"], found["wrong"]) == (0, 0), found["faults"]
    assert sum(found["kills"].values()) == kills
    assert set(found["kills"]) == set(killing.KINDS) or kills < len(killing.KINDS)


def test_a_clerk_who_reports_before_it_is_written_is_found_out(tmp_path: Path) -> None:
    """The harness sees: what was reported and not committed is missing after a kill."""
    assert running.figures("killing", tmp_path, 6, "--lying")["lost"] > 0
