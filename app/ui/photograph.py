"""Photographs of the window, for tests, the demonstration and the manual."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.page import Page

# Longer than a large county's sums take on a slow machine: who waits longer waits for what never comes.
PATIENCE_SECONDS = 300.0
_LOOK_MS = 100


def photograph(
    widget: QWidget, path: Path, *, width: int = 1366, height: int = 768, scale: float = 1.0
) -> Path:
    """Paint a widget into a PNG of `width` x `height` pixels as a screen at `scale` would show it.

    A 1920 x 1080 laptop at 150 % is `width=1920, height=1080, scale=1.5`: the widget gets 1280 x 720
    points and every point is painted as 1.5 pixels, type and icons included.
    """
    widget.resize(QSize(round(width / scale), round(height / scale)))
    widget.show()
    settle(widget)
    # Columns are measured and labels wrapped after the first layout, in events of their own.
    for _ in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()
    # What is painted first now may be made beside the window: small pictures, for instance.
    settle(widget)
    picture = QPixmap(QSize(width, height))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.white)
    widget.render(picture, QPoint())
    path.parent.mkdir(parents=True, exist_ok=True)
    if not picture.save(str(path), "PNG"):
        raise OSError(f"cannot write {path}")
    return path


def settle(widget: QWidget, *, clock: Callable[[], float] = time.monotonic) -> None:
    """Wait until every page on show in a window shows what stands; `clock` tells the seconds gone by.

    Raise `TimeoutError`, naming the pages that are still not done, after `PATIENCE_SECONDS`.
    """
    QApplication.processEvents()
    pages = [one for one in [widget, *widget.findChildren(Page)] if isinstance(one, Page) and one.isVisible()]
    # A page that has given up sends no event any more, and the wait for the next one would not end.
    looking = QTimer()
    looking.start(_LOOK_MS)
    began = clock()
    while waiting := [one for one in pages if not one.settled]:
        if clock() - began > PATIENCE_SECONDS:
            named = "、".join(f"{one.windowTitle()}（{type(one).__name__}）" for one in waiting)
            raise TimeoutError(f"not settled after {PATIENCE_SECONDS:.0f} s: {named}")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
