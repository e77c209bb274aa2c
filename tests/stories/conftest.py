"""Two desks, a township's and its county's, at which commands are typed."""

from pathlib import Path

import pytest

from tests import commands
from tests.commands import Desk


@pytest.fixture
def town(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A township's desk, founded."""
    return commands.township(Desk(tmp_path / "乡镇", capsys))


@pytest.fixture
def county(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A county's desk, founded."""
    return commands.county(Desk(tmp_path / "县", capsys))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder that stands for the stick."""
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder
