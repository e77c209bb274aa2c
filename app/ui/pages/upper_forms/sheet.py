"""A form's sheets as they look, in which a cell is pointed at."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QTabWidget

from app.papers.upper_forms import Grid
from app.ui import theme

SIGN = 8
WIDEST, NARROWEST = 260, 48
# As far as a column is made wider than in the form itself.
SPREAD = 170
FORMULA = "公式"


class Sheets(QTabWidget):
    """Show every sheet on a tab of its own; Enter or a double click points at a cell."""

    pointed = Signal(str)
    """A cell was pointed at: `统计表!C4`."""

    def __init__(self, grids: Sequence[Grid]) -> None:
        """Show the sheets."""
        super().__init__()
        self.setDocumentMode(True)
        self.setTabPosition(QTabWidget.TabPosition.South)
        self.tabBar().setAccessibleName("工作表")
        self.setMinimumHeight(theme.px(190))
        self.views = [SheetView(grid) for grid in grids]
        for view in self.views:
            view.pointed.connect(self.pointed)
            self.addTab(view, view.grid.name)

    def mark(self, tones: Mapping[str, theme.Tone]) -> None:
        """Tint cells: what is filled in, and what is not yet."""
        for view in self.views:
            view.mark(tones)

    def show_cell(self, said: str) -> None:
        """Go to a cell, where the form has it."""
        name, _, where = said.rpartition("!")
        for number, view in enumerate(self.views):
            if where and name == view.grid.name:
                self.setCurrentIndex(number)
                view.show_cell(where)


class SheetView(QTableWidget):
    """One sheet, to look at and to point in."""

    pointed = Signal(str)

    def __init__(self, grid: Grid) -> None:
        """Show a sheet with its texts, merged cells and widths."""
        super().__init__(grid.rows + 1, grid.columns + 1)
        self.grid = grid
        self._items: dict[tuple[int, int], QTableWidgetItem] = {}
        self.setAccessibleName(f"工作表 {grid.name}")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalHeaderLabels([_letters(column) for column in range(1, grid.columns + 2)])
        self.verticalHeader().setDefaultSectionSize(theme.px(28))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for row in range(1, grid.rows + 2):
            for column in range(1, grid.columns + 2):
                formula = (row, column) in grid.formulas
                text = FORMULA if formula else grid.texts.get((row, column), "")
                item = QTableWidgetItem(" ".join(text.split()))
                item.setToolTip(text)
                if formula:
                    item.setForeground(QColor(theme.MUTED))
                self.setItem(row - 1, column - 1, item)
                self._items[row - 1, column - 1] = item
        for top, left, bottom, right in grid.merged:
            if bottom <= grid.rows + 1 and right <= grid.columns + 1:
                self.setSpan(top - 1, left - 1, bottom - top + 1, right - left + 1)
        self._fit()
        self.cellDoubleClicked.connect(self._point)
        self.setCurrentCell(0, 0)

    def _fit(self) -> None:
        """Give columns the sheet's widths, and more where a text of one cell would be cut off."""
        merged = {(top, left) for top, left, _, _ in self.grid.merged}
        for column in range(1, self.grid.columns + 2):
            wide = theme.px(self.grid.widths.get(column, 9) * SIGN)
            texts = [
                self.sizeHintForIndex(self.model().index(row - 1, column - 1)).width() + theme.px(8)
                for row in range(1, self.grid.rows + 2)
                if (row, column) not in merged
            ]
            least = max(theme.px(NARROWEST), min(max(texts), theme.px(SPREAD)))
            self.setColumnWidth(column - 1, int(min(max(wide, least), theme.px(WIDEST))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Point with Enter; the rest moves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._point(self.currentRow(), self.currentColumn())
        else:
            super().keyPressEvent(event)

    def _point(self, row: int, column: int) -> None:
        self.pointed.emit(f"{self.grid.name}!{_letters(column + 1)}{row + 1}")

    def mark(self, tones: Mapping[str, theme.Tone]) -> None:
        """Tint cells; the others are plain."""
        for row in range(self.rowCount()):
            for column in range(self.columnCount()):
                where = f"{self.grid.name}!{_letters(column + 1)}{row + 1}"
                ground = QColor(theme.TONES[tones[where]][1]) if where in tones else QBrush()
                self._items[row, column].setBackground(ground)

    def show_cell(self, where: str) -> None:
        """Go to a cell."""
        letters = where.rstrip("0123456789")
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        row = int(where[len(letters) :]) - 1
        if row < self.rowCount() and column <= self.columnCount():
            self.setCurrentCell(row, column - 1)
            self.scrollToItem(self._items[row, column - 1])


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
