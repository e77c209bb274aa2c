"""Bring a part of a panel into sight that scrolls: what unfolds at its foot must not open unseen."""

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from app.ui import theme

GAP = 12


def bring(part: QWidget) -> None:
    """Scroll what holds `part` as little as shows all of it, or from its top where it is taller than that.

    It is done once what just became visible has its place. What does not scroll stays as it is.
    """
    QTimer.singleShot(0, part, lambda: _scroll(part))


def _scroll(part: QWidget) -> None:
    at = part.parentWidget()
    while at is not None and not isinstance(at, QScrollArea):
        at = at.parentWidget()
    if at is None or not part.isVisible():
        return
    gap, bar, room = theme.px(GAP), at.verticalScrollBar(), at.viewport().height()
    top = part.mapTo(at.widget(), QPoint(0, 0)).y()
    lowest = max(bar.value(), top + part.height() + gap - room)
    bar.setValue(min(top - gap, lowest))
