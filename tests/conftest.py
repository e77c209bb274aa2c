"""What every test stands on: no screen is needed, and what takes longest comes first."""

import gc
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from pytestqt.qtbot import QtBot

from app.exchange import handovers
from db.keyring import slots

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# It is the same hour wherever tests are run, that of the offices; said so that no table of zones is needed.
os.environ["TZ"] = "CST-8"
if sys.platform != "win32":
    time.tzset()
# Qt complains of a machine that is set to a language it does not have, or to none.
os.environ["LC_ALL"] = "C.UTF-8"
HERE = Path(__file__).parent
# Rooms in which one file may take a minute. Where several processes share the files none then waits for one
# that has just begun such a file while all others are done.
LONG = ("stories", "faults", "installer", "ui", "cli", "jobs")
MEMORY, ROOM = Path("/dev/shm"), 4 * 1024**3  # noqa: S108 - pytest makes a folder of its own in it


def _has_room(folder: Path) -> bool:
    """Say whether a folder takes what tests make, programs among it."""
    if not os.access(folder, os.W_OK):
        return False
    about = os.statvfs(folder)
    return about.f_bavail * about.f_frsize >= ROOM and not about.f_flag & os.ST_NOEXEC


# A register waits for the disk at every act, the tests some hundred thousand times. What lies in memory is
# gone once a test has passed (`tmp_path_retention_policy`). What a cut leaves of a disk is told from what was
# written and flushed (tests/faults), wherever it was.
if "TMPDIR" not in os.environ and _has_room(MEMORY):
    tempfile.tempdir = str(MEMORY)

# What does not come within it never does, on whatever machine: five seconds are over where much else is done.
PATIENCE_MS = 60_000
for waiting in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitExposed, QtBot.waitActive):
    waiting.__kwdefaults__["timeout"] = PATIENCE_MS

# To try a passphrase takes half a second, as it should. Few of the tests that set one are about that.
STRETCHED = (slots.ARGON2ID, handovers.ARGON2ID)
EARNEST = [dict(cost) for cost in STRETCHED]
LITTLE = {"iterations": 2, "memory_cost": 64}
for cost in STRETCHED:
    cost.update(LITTLE)


@pytest.fixture
def in_earnest() -> Iterator[None]:
    """Stretch passphrases as the program does."""
    for cost, shipped in zip(STRETCHED, EARNEST, strict=True):
        cost.update(shipped)
    yield
    for cost in STRETCHED:
        cost.update(LITTLE)


def pytest_configure(config: pytest.Config) -> None:
    # No run fails by how slow the machine is, and none but the full share by what was drawn in it.
    settings.register_profile("every run", deadline=None, derandomize=True)
    settings.register_profile("full share", deadline=None, print_blob=True)
    settings.load_profile("every run" if config.option.markexpr == "not slow" else "full share")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONG.index(_room(item)) if _room(item) in LONG else len(LONG))


def _room(item: pytest.Item) -> str:
    return item.path.relative_to(HERE).parts[0] if item.path.is_relative_to(HERE) else ""


def pytest_collection_finish() -> None:
    # What was read so far stays to the end: nobody has to look through it for what can go.
    gc.collect()
    gc.freeze()
