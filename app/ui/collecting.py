"""Garbage is looked for in the window's own thread.

Left to itself Python looks for it in whichever thread makes the most objects, which is one that reads a
roster or looks a register over. What it finds may be Qt's: a timer that still runs, taken away in another
thread than its own, takes the program with it.
"""

import gc

from PySide6.QtCore import QObject, QTimer

PULSE_MS = 1_000


def begin(parent: QObject) -> QTimer:
    """Look for garbage from now on, as often as Python itself would, whenever `parent`'s thread has time.

    What is there by now stays as long as the program: looking through it again would only take time.
    """
    gc.disable()
    gc.freeze()
    pulse = QTimer(parent)
    pulse.timeout.connect(_look)
    pulse.start(PULSE_MS)
    return pulse


def _look() -> None:
    """Look through the oldest generation that is due, and with it through all that are younger."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return
