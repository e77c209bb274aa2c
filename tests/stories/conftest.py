"""Two desks, a township's and its county's, at which commands are typed; and laptops without a mouse."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import theme
from tests import commands
from tests.commands import Desk
from tests.stories.hands import SIZES, Hands, Sit


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


@pytest.fixture(params=[100, pytest.param(150, marks=pytest.mark.slow)])
def keyed(request: pytest.FixtureRequest, qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Sit]:
    """Sit down somebody without a mouse at a laptop of their own, in the type asked for.

    WUYOU_PICTURES names a folder to keep the picture of every step.
    """
    # The file box remembers where it was, and must not do so in anybody's own settings.
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    theme.dress(qapp, scale=request.param)
    pictures = Path(os.environ.get("WUYOU_PICTURES", tmp_path)) / f"{request.param}%"
    seated: list[Hands] = []

    def sit(name: str) -> Hands:
        seated.append(
            Hands(tmp_path / name, qtbot, size=SIZES[request.param], pictures=pictures, prefix=name)
        )
        return seated[-1]

    yield sit
    for hands in seated:
        hands.put_away()
    theme.dress(qapp)
