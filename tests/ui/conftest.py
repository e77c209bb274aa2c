import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app import paths
from app.ui import theme, waiting
from app.ui.desk import Desk
from db.keyring import rings, slots
from db.register import Register, open_register

# The box that says how far long work is takes the keyboard from the window, and on this platform nobody gives
# it back. Whether work is long depends on the machine: only tests about the box meet it.
SHIPPED_MS = waiting.PATIENCE_MS
waiting.PATIENCE_MS = 10 * 60_000


@pytest.fixture
def boxed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show the box as soon as the program does."""
    monkeypatch.setattr(waiting, "PATIENCE_MS", SHIPPED_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The offscreen platform says so for every window shown; nothing is wrong.
    quiet = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(quiet)


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["wuyou"]


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    theme.dress(qapp)
    return qapp


@pytest.fixture(autouse=True)
def _deleted(qapp: QApplication) -> Iterator[None]:
    yield
    # What pytest-qt closes is only deleted by an event loop; until then every restyling polishes it again.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    # This platform lets go of what was copied when Python has gone; what Python made does not survive that.
    QApplication.clipboard().clear()


def opened(path: Path) -> Register:
    return open_register(path, bytes(32), clock=lambda: 1_700_000_000_000, operator="组织委员")


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Walk the road of migrations once, and lay the keyring beside; every test gets a copy of both."""
    path = tmp_path_factory.mktemp("register") / "school.db"
    opened(path).close()
    rings.write(paths.keyring(path.parent), rings.Ring((slots.open_slot(bytes(32)),)))
    return path


@pytest.fixture
def register(blank: Path, tmp_path: Path) -> Iterator[Register]:
    for file in (blank, paths.keyring(blank.parent)):
        shutil.copy(file, tmp_path / file.name)
    db = opened(tmp_path / "school.db")
    yield db
    db.close()


@pytest.fixture
def desk(register: Register, tmp_path: Path, dressed: QApplication) -> Iterator[Desk]:
    at = Desk(
        register,
        folder=tmp_path,
        level="township",
        school_name="下党乡党校",
        operator="组织委员",
        clock=lambda: date(2026, 11, 21),
    )
    yield at
    at.leave()
