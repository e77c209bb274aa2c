"""Data folders of every released program, and a program that is a step ahead of this one."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

import app
from db import keyring
from db.migrations import series
from db.register import Register
from tests import made_up

REGISTERS = Path(__file__).resolve().parent / "registers"
VERSIONS = sorted(path.name for path in REGISTERS.iterdir() if path.is_dir())
FUTURE = "999.1.0"


def data_of(version: str, folder: Path) -> Path:
    """Lay out the data folder that a released program left."""
    folder.mkdir()
    for name in ("school.db", "keys.json"):
        shutil.copyfile(REGISTERS / version / name, folder / name)
        (folder / name).chmod(0o600)
    return folder


def known(version: str) -> dict[str, Any]:
    """Give what is known of the register of a release: its people and how many rows there are."""
    read: dict[str, Any] = json.loads((REGISTERS / version / "known.json").read_text(encoding="utf-8"))
    return read


def opened_raw(file: Path, ring: Path) -> Register:
    """Open a register without migrating it."""
    return Register(file, keyring.key(ring), clock=made_up.Clock(), chance=made_up.chance(), operator="-")


def as_it_lies(file: Path, ring: Path) -> tuple[list[str], dict[str, list[tuple[object, ...]]]]:
    """Give the steps a register has taken and all its rows, without migrating it."""
    db = opened_raw(file, ring)
    try:
        tables = [name for name in sorted(db.table_names()) if not name.startswith("sqlite_")]
        rows = {name: sorted(db.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in tables}
        return [step.name for step in series.applied(db)], rows
    finally:
        db.close()


def _step(db: Database) -> None:
    db.execute("ALTER TABLE member ADD COLUMN nickname TEXT NOT NULL DEFAULT ''")


@contextmanager
def future(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Be a program that is a step and a version ahead of this one."""
    with patch.context() as ahead:
        ahead.setattr(app, "__version__", FUTURE)
        series(name="m999_of_the_future")(_step)
        try:
            yield
        finally:
            series._migrations.pop()
