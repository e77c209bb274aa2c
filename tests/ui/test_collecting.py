"""Garbage is looked for in the window's own thread only."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.progress import Tell
from app.ui import collecting
from app.ui.waiting import Worker


@pytest.fixture
def pulse(qapp: QApplication) -> Iterator[QTimer]:
    """Collect as the program does, a little faster, and afterwards as Python does."""
    gc.collect()
    made = collecting.begin(qapp)
    made.setInterval(10)
    yield made
    made.stop()
    made.deleteLater()
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.enable()


def leave(gone: list[int]) -> None:
    """Leave something of Qt's that nobody but itself holds; note the thread it is taken away in."""
    knot = QObject()
    knot.me = knot  # type: ignore[attr-defined]
    weakref.finalize(knot, lambda: gone.append(threading.get_ident())).atexit = False


def test_what_a_thread_makes_takes_nothing_of_the_window_away(pulse: QTimer, qtbot: QtBot) -> None:
    gone: list[int] = []
    made = threading.Event()

    def errand(_tell: Tell) -> int:
        # Far more than it takes for Python to look through all generations.
        for _ in range(200_000):
            knot: list[object] = []
            knot.append(knot)
        made.set()
        return len(gone)

    leave(gone)
    worker = Worker(errand)
    worker.start()
    assert made.wait(300) and worker.wait()
    assert worker.results == [0]
    qtbot.waitUntil(lambda: gone == [threading.get_ident()])


def test_knots_do_not_pile_up(pulse: QTimer, qtbot: QtBot) -> None:
    gone: list[int] = []
    ever = 0

    class Knot(QObject):
        pass

    def tie() -> bool:
        nonlocal ever
        for _ in range(100):
            knot = Knot()
            knot.me = knot  # type: ignore[attr-defined]
            weakref.finalize(knot, lambda: gone.append(1)).atexit = False
            ever += 1
        return ever > 2_000

    qtbot.waitUntil(tie)
    qtbot.waitUntil(lambda: len(gone) > ever // 2)
