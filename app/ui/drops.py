"""Files dropped anywhere on the window that no page under the mouse wants for itself."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.ui import files

SHEETS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".tsv", ".et")


class Drops(QObject):
    """Watch a window for spreadsheets; `take` hears of the first that is dropped."""

    def __init__(self, window: QWidget, take: Callable[[Path], object]) -> None:
        """Begin to watch."""
        super().__init__(window)
        self._take = take
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let a sheet be dropped, and take it; leave everything else to the window."""
        if not isinstance(event, QDropEvent) or event.type() not in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            return False
        sheets = [path for path in files.carried(event.mimeData()) if path.suffix.lower() in SHEETS]
        if not sheets:
            return False
        event.acceptProposedAction()
        if not isinstance(event, QDragEnterEvent):
            self._take(sheets[0])
        return True
