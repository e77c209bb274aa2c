"""Two desks at which commands are typed."""

from pathlib import Path

import pytest

from tests import commands, once
from tests.commands import Desk


@pytest.fixture
def bare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A desk at which nothing was done yet."""
    return Desk(tmp_path / "乡镇", capsys)


@pytest.fixture
def desk(bare: Desk) -> Desk:
    """A township's desk, founded."""
    return commands.township(bare)


@pytest.fixture
def staffed(desk: Desk, tmp_path: Path) -> Desk:
    """A township's desk with six people on its rolls."""
    roster = commands.roster(tmp_path / "名单.csv")
    once.made(desk.folder, ("staffed", desk.folder.name), lambda: desk.done("members", "import", roster))
    return desk


@pytest.fixture
def county(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A county's desk, founded."""
    return commands.county(Desk(tmp_path / "县", capsys))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def both(tmp_path: Path, capsys: pytest.CaptureFixture[str], stick: Path) -> tuple[Desk, Desk]:
    """A township with six people and its county, known to each other."""
    county, township = Desk(tmp_path / "county", capsys), Desk(tmp_path / "township", capsys)

    def acquainted() -> None:
        commands.acquaint(commands.county(county), commands.township(township), stick)
        township.done("members", "import", commands.roster(stick / "名单.csv"))

    once.made(tmp_path, "both", acquainted)
    return township, county
