from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.ui import theme
from app.ui.desk import Desk
from db.register import Register, open_register


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["wuyou"]


@pytest.fixture
def dressed(qapp: QApplication) -> QApplication:
    theme.dress(qapp)
    return qapp


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    db = open_register(tmp_path / "school.db", bytes(32), clock=lambda: 1_700_000_000_000, operator="组织委员")
    yield db
    db.close()


@pytest.fixture
def desk(register: Register, tmp_path: Path, dressed: QApplication) -> Desk:
    return Desk(
        register,
        folder=tmp_path,
        level="township",
        school_name="下党乡党校",
        operator="组织委员",
        clock=lambda: date(2026, 11, 21),
    )
