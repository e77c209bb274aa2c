"""A sheet that is typed into: a key begins a cell, Enter goes down, Tab right, and rows are pasted."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFontMetrics,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from app.ui import cells, clipboard, theme
from app.ui.tables import ALIGN

Index = QModelIndex | QPersistentModelIndex
ROW, PADDING = 40, 8
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Editors(QStyledItemDelegate):
    """The fields that open in the cells: a line of words each."""

    def __init__(self, sheet: QTableView) -> None:
        """Make fields for one sheet."""
        super().__init__(sheet)
        self.open: QWidget | None = None
        """The field that is open."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell: its words begin where its heading does, and go on two lines where one is too short."""
        drawn, sheet = QStyleOptionViewItem(option), cast(QTableView, self.parent())
        self.initStyleOption(drawn, index)
        text = _line(drawn.text)  # type: ignore[attr-defined]
        drawn.text = ""  # type: ignore[attr-defined]
        sheet.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, drawn, painter, sheet)
        painter.save()
        painter.setFont(drawn.font)  # type: ignore[attr-defined]
        painter.setPen(drawn.palette.color(QPalette.ColorRole.Text))  # type: ignore[attr-defined]
        padding, room = theme.px(PADDING), cast(QRect, drawn.rect)  # type: ignore[attr-defined]
        align = cast(Qt.AlignmentFlag, drawn.displayAlignment)  # type: ignore[attr-defined]
        cells.write(painter, room.adjusted(padding, 0, -padding, 0), align, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give the room a cell needs to show all it says on one line."""
        drawn = QStyleOptionViewItem(option)
        self.initStyleOption(drawn, index)
        metrics = QFontMetrics(drawn.font)  # type: ignore[attr-defined]
        wide = metrics.horizontalAdvance(_line(drawn.text))  # type: ignore[attr-defined]
        return QSize(wide + 2 * theme.px(PADDING) + 2, theme.px(ROW))

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show what a cell has to explain, or all of a text that does not fit."""
        if event.type() == QEvent.Type.ToolTip and index.isValid():
            metrics = QFontMetrics(option.font)  # type: ignore[attr-defined]
            said = self.tip(index, option.rect.width(), metrics)  # type: ignore[attr-defined]
            QToolTip.showText(event.globalPos(), said, view)
            return True
        return super().helpEvent(event, view, option, index)

    def tip(self, index: Index, width: int, metrics: QFontMetrics) -> str:
        """Give the tooltip of a cell that is so wide."""
        explained, text = str(index.data(Qt.ItemDataRole.ToolTipRole) or ""), _line(str(index.data() or ""))
        whole = cells.fits(text, width - 2 * theme.px(PADDING), metrics) or text in explained
        return "\n".join(filter(None, (explained, "" if whole else text)))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Make the field of a cell."""
        return self.line(parent, str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))

    def line(self, parent: QWidget, name: str) -> QLineEdit:
        """Make a field for a line of words."""
        made = self.open = QLineEdit(parent)
        made.setProperty("kind", "cell")
        made.setAutoFillBackground(True)
        made.setAccessibleName(name)
        return made

    def put(self, text: str) -> None:
        """Write into the field that is open, or choose what it says."""
        if isinstance(self.open, QLineEdit):
            self.open.setText(text)
        elif isinstance(self.open, QComboBox):
            self.open.setCurrentText(text)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Forget the field that was open."""
        if editor is self.open:
            self.open = None
        super().destroyEditor(editor, index)


class TypedSheet(QTableView):
    """Show a model whose cells are typed into, with an empty row at its end for the next line."""

    pasted = Signal(int, int, object)
    """Rows were pasted: at which row and column, a list of lists of str."""

    def __init__(
        self, model: QAbstractTableModel, *, name: str, editors: Callable[[QTableView], Editors] = Editors
    ) -> None:
        """Show a model; `name` is what a reader of the screen says, `editors` makes the cells' fields."""
        super().__init__()
        # First: the headings are measured, and so their style looked up, as soon as there is a model.
        self.setProperty("kind", "typed")
        self.editors = editors(self)
        self.setModel(model)
        self.setItemDelegate(self.editors)
        self.setAccessibleName(name)
        self.setShowGrid(True)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.AnyKeyPressed | triggers.EditKeyPressed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(ALIGN["left"])
        self.setMinimumHeight(theme.px(ROW) * 4)
        model.modelReset.connect(self.fit)
        model.dataChanged.connect(lambda *_: self.fit())

    def fit(self) -> None:
        """Make the columns as wide as what they hold."""
        self.resizeColumnsToContents()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the new width."""
        super().resizeEvent(event)
        self.fit()

    def is_open(self) -> bool:
        """Say whether a cell is being typed into."""
        return self.state() == QAbstractItemView.State.EditingState

    def chosen_rows(self) -> list[int]:
        """Give the rows in which a cell is chosen, in order."""
        return sorted({index.row() for index in self.selectedIndexes()})

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, paste, clear, and go down with Enter."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self.is_open():
            self.clear_cells()
        elif event.key() in ENTER:
            # Of an open cell this key comes by here too; it goes down once the cell is kept.
            if not self.is_open():
                self.go_down()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Open the cell for words that come whole, written by hand or spoken; Qt only does for typed ones."""
        whole = event.commitString() if not event.preeditString() else ""
        here = self.currentIndex()
        if whole and self._typable(here) and not self.is_open():
            self.edit(here)
            self.editors.put(whole)
        else:
            super().inputMethodEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Go down from a cell that was kept with Enter."""
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self.go_down()

    def go_down(self) -> None:
        """Take the keyboard to the cell below, as far as the empty row."""
        at = self.currentIndex()
        if at.isValid():
            row = min(at.row() + 1, self.model().rowCount() - 1)
            self.setCurrentIndex(self.model().index(row, at.column()))

    def clear_cells(self) -> None:
        """Empty the chosen cells."""
        for index in self.selectedIndexes():
            if self._typable(index):
                self.model().setData(index, "")

    def copy(self) -> None:
        """Copy the chosen cells as a sheet would."""
        columns = sorted({index.column() for index in self.selectedIndexes()})
        cells = [
            [str(self.model().index(row, at).data() or "") for at in columns] for row in self.chosen_rows()
        ]
        QApplication.clipboard().setMimeData(clipboard.as_sheet(cells))

    def paste(self) -> None:
        """Hand over the rows on the clipboard, for the cell the keyboard is in or the empty row."""
        self.pasted.emit(*self.paste_at(), clipboard.from_sheet(QApplication.clipboard().text()))

    def paste_at(self) -> tuple[int, int]:
        """Give the row and column at which what is pasted begins."""
        at = self.currentIndex()
        return (at.row(), at.column()) if at.isValid() else (self.model().rowCount() - 1, 0)

    def _typable(self, index: Index) -> bool:
        return index.isValid() and bool(self.model().flags(index) & Qt.ItemFlag.ItemIsEditable)


def _line(text: str) -> str:
    return " ".join(text.splitlines())
