"""What every test stands on: no screen is needed, and what takes longest comes first."""

import gc
import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).parent
# Rooms in which one file may take a minute. Where several processes share the files none then waits for one
# that has just begun such a file while all others are done.
LONG = ("stories", "faults", "installer", "ui", "cli", "jobs")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONG.index(_room(item)) if _room(item) in LONG else len(LONG))


def _room(item: pytest.Item) -> str:
    return item.path.relative_to(HERE).parts[0] if item.path.is_relative_to(HERE) else ""


def pytest_collection_finish() -> None:
    # What was read so far stays to the end: nobody has to look through it for what can go.
    gc.collect()
    gc.freeze()
