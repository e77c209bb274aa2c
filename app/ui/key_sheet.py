"""A sheet whose keys act at once: digits and letters go to the sheet itself, no field is opened."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from app.ui import clipboard, theme

Index = QModelIndex | QPersistentModelIndex
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
CARET = "▏"


class KeySheet(QTableView):
    """Show a model in columns that fit; keep out the input method, which would swallow the keys."""

    def __init__(
        self,
        *,
        name: str,
        row: int = 38,
        header: QHeaderView | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Show nothing yet; `name` is what a reader of the screen says, `row` a row's height in pixels."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.px(row))
        if header is not None:
            self.setHorizontalHeader(header)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def arrange(self) -> None:
        """Share out the width."""

    def typing(self) -> bool:
        """Say whether something is typed into a cell and not kept yet."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the new width."""
        super().resizeEvent(event)
        self.arrange()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Keep the input method out; Qt would let it in again."""
        super().focusInEvent(event)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def event(self, event: QEvent) -> bool:
        """Keep Esc from the window while something is being typed."""
        override = event.type() == QEvent.Type.ShortcutOverride and self.typing()
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyboardSearch(self, search: str) -> None:
        """Do nothing for a letter: Qt's own search would move the keyboard away."""

    def copy(self) -> None:
        """Copy the chosen cells as a sheet would; what lies between several chosen parts stays empty."""
        chosen = {(one.row(), one.column()): str(one.data() or "") for one in self.selectedIndexes()}
        if not chosen:
            return
        down, across = {row for row, _ in chosen}, {column for _, column in chosen}
        rows = [
            [chosen.get((row, column), "") for column in range(min(across), max(across) + 1)]
            for row in range(min(down), max(down) + 1)
        ]
        QApplication.clipboard().setMimeData(clipboard.as_sheet(rows))
