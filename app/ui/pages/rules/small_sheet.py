"""A small sheet within a form: a few lines of a name and a number, typed or pasted into."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QResizeEvent

from app.ui import theme
from app.ui.tables import ALIGN
from app.ui.typed_sheet import ROW, Index, TypedSheet

MOST = 12
SHOWN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.AccessibleTextRole)


class Lines(QAbstractTableModel):
    """Lines of a name and a number as they were typed, and an empty one below for the next."""

    def __init__(self, headings: tuple[str, str], lines: Sequence[tuple[str, str]]) -> None:
        """Begin with some lines."""
        super().__init__()
        self._headings = headings
        self._lines = [list(line) for line in lines]

    def said(self) -> list[tuple[str, str]]:
        """Give the lines in which anything stands."""
        stripped = [(name.strip(), number.strip()) for name, number in self._lines]
        return [line for line in stripped if any(line)]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Count the lines, and the empty one."""
        return 0 if parent.isValid() else min(len(self._lines) + 1, MOST)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Count the name and the number."""
        return 0 if parent.isValid() else len(self._headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Give a heading, or the number of a line."""
        if orientation == Qt.Orientation.Vertical:
            return (str(section + 1) if section < len(self._lines) else "+") if role == 0 else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGN["right" if section else "left"]
        return self._headings[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell says."""
        if role in SHOWN:
            return self._lines[index.row()][index.column()] if index.row() < len(self._lines) else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGN["right" if index.column() else "left"]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every cell be typed into."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Keep what was typed into a cell."""
        text = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or text == self.data(index):
            return False
        self._reach(index.row())
        self._lines[index.row()][index.column()] = text
        self.dataChanged.emit(index, index)
        return True

    def put(self, row: int, column: int, cells: Sequence[Sequence[str]]) -> None:
        """Write what was pasted, as far as there is room."""
        for down, line in enumerate(cells):
            for right, text in enumerate(line):
                if row + down < MOST and column + right < len(self._headings):
                    self.setData(self.index(row + down, column + right), text)

    def _reach(self, row: int) -> None:
        """Make the empty line one that is written in, and another below it."""
        if row < len(self._lines):
            return
        room = len(self._lines) + 1 < MOST
        if room:
            self.beginInsertRows(QModelIndex(), row + 1, row + 1)
        self._lines.append(["", ""])
        if room:
            self.endInsertRows()


class SmallSheet(TypedSheet):
    """Show a few lines at their full height; Tab goes on to the next field of the form."""

    def __init__(self, name: str, headings: tuple[str, str], lines: Sequence[tuple[str, str]]) -> None:
        """Show lines under two headings."""
        self.lines = Lines(headings, lines)
        super().__init__(self.lines, name=name)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pasted.connect(self.lines.put)
        self.lines.rowsInserted.connect(self._grow)
        self._grow()

    def _grow(self) -> None:
        heading = self.horizontalHeader().sizeHint().height()
        self.setFixedHeight(heading + self.lines.rowCount() * theme.px(ROW) + 2 * self.frameWidth())

    def fit(self) -> None:
        """Let the name take what the number leaves."""
        super().fit()
        number = self.columnWidth(1)
        self.setColumnWidth(0, max(self.columnWidth(0), self.viewport().width() - number))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the new width and keep every line in sight."""
        super().resizeEvent(event)
        self._grow()
