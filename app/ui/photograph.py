"""Photographs of the window, for tests, the demonstration and the manual."""

from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.page import Page


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
    picture = QPixmap(QSize(width, height))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.white)
    widget.render(picture, QPoint())
    path.parent.mkdir(parents=True, exist_ok=True)
    if not picture.save(str(path), "PNG"):
        raise OSError(f"cannot write {path}")
    return path


def settle(widget: QWidget) -> None:
    """Wait until every page on show in a window shows what stands."""
    QApplication.processEvents()
    pages = [one for one in [widget, *widget.findChildren(Page)] if isinstance(one, Page) and one.isVisible()]
    while not all(one.settled for one in pages):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
