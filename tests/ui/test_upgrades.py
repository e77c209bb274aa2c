"""The data is newer than the program, or the program newer than the data, in the first window."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.jobs import backups, passphrases, registers
from app.school import members
from app.ui.opening import Opening
from app.ui.rescuing import Rescue
from app.ui.unlocking import Unlock
from app.ui.window import Window
from tests import made_up, upgrades
from tests.ui.looking import cut_off

pytestmark = pytest.mark.usefixtures("dressed")
PHRASE = "下党的水很清很甜"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A township's data that a program a version ahead has opened."""
    folder = tmp_path / "data"
    with registers.opened(folder, clock=made_up.Clock(), operator="张会计") as db:
        school = registers.found(db, level="township", code="350924100", full_name="下党乡党校")
        made_up.people(db, school, 6)
    with (
        upgrades.future(monkeypatch),
        registers.opened(folder, clock=made_up.Clock(), operator="张会计") as db,
    ):
        members.enrol(db, {"name": "后来的人"}, school=school)
    return folder


@contextmanager
def started(folder: Path) -> Iterator[Opening]:
    with ExitStack() as stack:
        leading = Opening(folder, operator="", stack=stack)
        leading.first().show()
        yield leading
        assert leading._shown is not None
        leading._shown.close()
        leading._shown.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def said(widget: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_newer_data_is_refused_in_the_first_window_and_leads_back(folder: Path) -> None:
    with started(folder) as leading:
        shown = leading._shown
        assert isinstance(shown, Rescue)
        words = said(shown)
        assert f"{upgrades.FUTURE} 版" in words and "安装" in words and "没有改动" in words
        assert "断电" not in words and "损坏" not in words
        assert cut_off(shown) == []
        copy = next(one for one in backups.find(folder) if one.why == "升级前")
        shown.restore(copy)
        shown.rescued.emit(None)
        assert isinstance(leading._shown, Window)
        assert len(members.find(leading._shown.desk.db)) == 6


def test_newer_data_behind_a_passphrase_is_refused_after_it(
    folder: Path,
) -> None:
    passphrases.set_passphrase(folder, PHRASE)
    with started(folder) as leading:
        shown = leading._shown
        assert isinstance(shown, Unlock)
        shown.given.emit(PHRASE, None)
        assert isinstance(leading._shown, Rescue)
        assert f"{upgrades.FUTURE} 版" in said(leading._shown)


@pytest.mark.parametrize("version", upgrades.VERSIONS)
def test_an_older_folder_opens_in_the_window(version: str, tmp_path: Path) -> None:
    folder = upgrades.data_of(version, tmp_path / "data")
    with started(folder) as leading:
        assert isinstance(leading._shown, Window)
        found = members.find(leading._shown.desk.db)
        assert len(found) == len(upgrades.known(version)["people"])
