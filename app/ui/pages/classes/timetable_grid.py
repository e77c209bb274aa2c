"""课表: the table one types into, cell by cell, and drags half-days about in."""

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import QDate, QRect, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragMoveEvent,
    QDropEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QComboBox,
    QCompleter,
    QDateEdit,
    QDoubleSpinBox,
    QLineEdit,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.school import HALF_DAYS, hours_text
from app.school.timetable import METHODS
from app.ui import cells, theme
from app.ui.pages.classes.timetable_lines import DRAGGED, FIELDS, TITLES, Index, Line, Lines, dragged
from app.ui.table_view import Table

ISO = "yyyy-MM-dd"
QUARTERS = 4


class HoursField(QDoubleSpinBox):
    """Hours in quarters, written as the office writes them: 4, not 4.00."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Take what one half-day may give."""
        super().__init__(parent)
        self.setRange(0.25, 12)
        self.setSingleStep(0.5)
        self.setDecimals(2)

    def textFromValue(self, value: float) -> str:
        """Write a number of hours."""
        return hours_text(round(value * QUARTERS))


def completing(field: QLineEdit, words: Sequence[str]) -> None:
    """Let a field offer words that hold what is typed."""
    made = QCompleter(list(words), field)
    made.setFilterMode(Qt.MatchFlag.MatchContains)
    made.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    field.setCompleter(made)


class Grid(Table):
    """Show `Lines`; what is typed into a cell is handed to `keep` once the cell is left."""

    moved = Signal(object, int)
    """Half-days, by their ids, were dragged to the line with this place in the list."""
    stepped = Signal(int)
    """The half-day the keyboard is in is to change places with the next (1) or the one before (-1)."""
    day_stepped = Signal(int)
    """The same for the whole day."""
    entered = Signal()
    """The keyboard is in another line."""

    def __init__(
        self,
        model: Lines,
        *,
        memory: QSettings,
        words: Callable[[str], Sequence[str]],
        keep: Callable[[int, str, str], object],
    ) -> None:
        """Show a model; `words(field)` are offered while typing, `keep(line, field, text)` takes it."""
        super().__init__(model, name="课表", memory=memory)
        self._model = model
        self._editors = Editors(self, model, lambda: self._hover, words=words, keep=keep)
        self.setItemDelegate(self._editors)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.AnyKeyPressed
            | triggers.EditKeyPressed
            | triggers.DoubleClicked
            | triggers.SelectedClicked
        )
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDragDropOverwriteMode(True)
        self.selectionModel().currentRowChanged.connect(lambda: self.entered.emit())
        model.modelReset.connect(self.entered)

    def type_again(self, line: int, field: str, text: str) -> None:
        """Open a cell again with what was typed into it and refused."""
        column = list(FIELDS.values()).index(field)
        if line not in self._model.known:
            return
        index = self._model.index(self._model.known.index(line), column)
        self.setCurrentIndex(index)
        if not self.isColumnHidden(column):
            self.edit(index)
            self._editors.put(text)

    def go(self, line: int, title: str) -> None:
        """Take the keyboard to a cell of a line."""
        if line in self._model.known:
            self.setCurrentIndex(self._model.index(self._model.known.index(line), TITLES.index(title)))

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open a cell with Enter; move half-days and days with Ctrl and the arrows."""
        ways = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key, held = event.key(), event.modifiers()
        if self.state() == QAbstractItemView.State.EditingState:
            # What an open field leaves alone comes up to us, Enter among it.
            event.accept()
            return
        modifiers = Qt.KeyboardModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._can_edit():
            self.edit(self.currentIndex())
        elif key in ways and held == modifiers.ControlModifier:
            self.stepped.emit(ways[Qt.Key(key)])
        elif key in ways and held == modifiers.ControlModifier | modifiers.ShiftModifier:
            self.day_stepped.emit(ways[Qt.Key(key)])
        elif event.matches(QKeySequence.StandardKey.Delete) or key == Qt.Key.Key_Backspace:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Open the cell for words that come whole, written by hand or spoken; Qt only does for typed ones."""
        whole = event.commitString() if not event.preeditString() else ""
        if whole and self.state() != QAbstractItemView.State.EditingState and self._can_edit():
            self.edit(self.currentIndex())
            self._editors.put(whole, chosen=False)
        else:
            super().inputMethodEvent(event)

    def _can_edit(self) -> bool:
        return bool(self._model.flags(self.currentIndex()) & Qt.ItemFlag.ItemIsEditable)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Go on to the same cell of the next line after Enter, as a sheet does."""
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            here = self.currentIndex()
            below = here.siblingAtRow(here.row() + 1)
            if below.isValid():
                self.setCurrentIndex(below)

    # the mouse

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take half-days where there is a line."""
        super().dragMoveEvent(event)
        there = self.indexAt(event.position().toPoint())
        if event.mimeData().hasFormat(DRAGGED) and self._model.editable and there.isValid():
            event.accept()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand over what was dropped, and where; Qt must not take rows away by itself."""
        there = self.indexAt(event.position().toPoint())
        ids = dragged(event.mimeData())
        # The list is read again at once: told after the drop is done with.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.setState(QAbstractItemView.State.NoState)
        self.viewport().update()
        if there.isValid() and ids and self._model.editable:
            QTimer.singleShot(0, self, lambda: self.moved.emit(ids, there.row()))


class Editors(cells.Cells):
    """The fields that open in the cells."""

    def __init__(
        self,
        table: QTableView,
        model: Lines,
        hovered: Callable[[], tuple[int, int]],
        *,
        words: Callable[[str], Sequence[str]],
        keep: Callable[[int, str, str], object],
    ) -> None:
        """Make fields for one table."""
        super().__init__(table, model, hovered)
        self._model = model
        self._words = words
        self._keep = keep
        self._open: QWidget | None = None

    def put(self, text: str, *, chosen: bool = True) -> None:
        """Write into the field that is open, where it takes text; `chosen` for what is to be typed over."""
        if isinstance(self._open, QLineEdit):
            self._open.setText(text)
            if chosen:
                self._open.selectAll()

    def _field(self, index: Index) -> str:
        return FIELDS[TITLES[index.column()]]

    def _line(self, index: Index) -> Line | None:
        return self._model.row(index.row())

    # Qt's side

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Make the field of a cell."""
        field = self._field(index)
        made: QWidget
        if field == "on":
            made = QDateEdit(parent)
            made.setDisplayFormat(ISO)
            made.setCalendarPopup(True)
        elif field in ("half_day", "method"):
            made = QComboBox(parent)
            for key, label in (HALF_DAYS if field == "half_day" else METHODS).items():
                made.addItem(label or "—", key)
            made.activated.connect(lambda: self._chosen(made))
        elif field == "hours":
            made = HoursField(parent)
        else:
            made = QLineEdit(parent)
            made.returnPressed.connect(lambda: QTimer.singleShot(0, self, lambda: self._leave(made)))
            if field != "times":
                completing(made, self._words(field))
        made.setAccessibleName(f"{TITLES[index.column()]}")
        made.setProperty("kind", "cell")
        made.setAutoFillBackground(True)
        self._open = made
        return made

    def _leave(self, editor: QWidget) -> None:
        """Close a field whose Enter the list of completions took for itself."""
        if editor is self._open:
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.SubmitModelCache)

    def _chosen(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Forget the field that was open."""
        if editor is self._open:
            self._open = None
        super().destroyEditor(editor, index)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Fill the field with what the cell holds."""
        line = self._line(index)
        if line is None:
            return
        held = line.session
        if isinstance(editor, QDateEdit):
            editor.setDate(QDate.fromString(line.date, ISO))
        elif isinstance(editor, QComboBox):
            key = line.half_day if self._field(index) == "half_day" else held.method if held else ""
            editor.setCurrentIndex(editor.findData(key))
        elif isinstance(editor, HoursField):
            editor.setValue(held.quarter_hours / QUARTERS if held else 0)
        elif isinstance(editor, QLineEdit):
            editor.setText(self._text(line, self._field(index)))

    def _text(self, line: Line, field: str) -> str:
        held = line.session
        if held is None:
            return ""
        if field == "times":
            return f"{held.starts}—{held.ends}"
        return str(getattr(held, field))

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        """Hand over what was typed once the field is closed, where it differs."""
        line, field = self._line(index), self._field(index)
        if line is None:
            return
        held = line.session
        if isinstance(editor, QDateEdit):
            text, before = editor.date().toString(ISO), line.date
        elif isinstance(editor, QComboBox):
            text = str(editor.currentData())
            before = line.half_day if field == "half_day" else held.method if held else ""
        elif isinstance(editor, HoursField):
            editor.interpretText()
            text = str(round(editor.value() * QUARTERS))
            before = str(held.quarter_hours) if held else ""
        else:
            text, before = cast(QLineEdit, editor).text().strip(), self._text(line, field)
        if text != before:
            # Reading the list again closes its fields: not from within one of them.
            wanted = line.id
            QTimer.singleShot(0, self, lambda: self._keep(wanted, field, text))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Give a field the room it needs, beyond a narrow cell if it must."""
        rect = QRect(cast(QRect, option.rect))  # type: ignore[attr-defined]
        view = cast(QTableView, self.parent()).viewport()
        wanted = QSize(max(rect.width(), editor.sizeHint().width()), rect.height() - 1)
        rect.setSize(wanted)
        if rect.right() > view.width():
            rect.moveRight(view.width() - 1)
        editor.setGeometry(rect)

    def _ring(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Frame the row the keyboard is in, and in it the cell that typing would change."""
        super()._ring(painter, rect, index)
        table = cast(QTableView, self.parent())
        here = table.currentIndex()
        if table.hasFocus() and (here.row(), here.column()) == (index.row(), index.column()):
            painter.setPen(QPen(QColor(theme.RED), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
