"""A list whose rows can be ticked: Space ticks those chosen, a click on the first column its row."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from app.ui.table_view import Table


class Ticks(Table):
    """A table that hears which rows are to be ticked or unticked."""

    toggled = Signal(object)
    """These rows are to be turned round: the list of their ids."""
    by_click = True
    """Whether a click on the first column ticks its row; Space always does."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick what is chosen, or the row the keyboard is in."""
        if event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            current = self.current()
            chosen = self.selected() or ([current] if current is not None else [])
            if chosen:
                self.toggled.emit(chosen)
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick the row whose first column is clicked."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        left = self.by_click and event.button() == Qt.MouseButton.LeftButton
        if left and plain and index.isValid() and index.column() == 0:
            self.toggled.emit([self._lazy.known[index.row()]])
