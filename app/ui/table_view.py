"""The table every list is shown in: columns that fit, sorting, choosing, copying, and what to do first."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSettings,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLineEdit,
    QMenu,
    QTableView,
    QWidget,
)

from app.ui import cells, clipboard, theme
from app.ui.empty import Empty
from app.ui.page import Action
from app.ui.tables import LazyTable
from app.ui.widths import shared

ROW = 40
"""How tall a line is."""
SAMPLE = 64
WIDEST = 420
LEAST_LINES = 6
REST_MS = 120


class Table(QTableView):
    """Show a `LazyTable`."""

    opened = Signal(object)
    """A row was opened by double click or Enter: its id."""
    chosen = Signal(object)
    """Other rows are chosen now: the list of their ids."""
    pasted = Signal(object)
    """Rows were pasted from a sheet: a list of lists of str."""
    typed = Signal(str)
    """Somebody began to type while in the list: usually the start of a search."""

    def __init__(
        self, model: LazyTable[Any], *, name: str, memory: QSettings, parent: QWidget | None = None
    ) -> None:
        """Show a model; `name` says in Chinese what is listed, and is where column widths are kept."""
        super().__init__(parent)
        self._lazy = model
        self._name = name
        self._memory = memory
        self._hover = (-1, -1)
        self._kept: tuple[set[int], int | None, int, int | None] = (set(), None, 0, None)
        self._fitting = False
        self._unwanted: set[int] = set()
        self._menu: Callable[[list[int]], Sequence[Action]] | None = None
        self._sorted: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
        self._needed = [0] * len(model.columns)
        self._headings: dict[int, int] = {}
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(model.complete)
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(cells.Cells(self, model, lambda: self._hover))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW))
        self.setMinimumHeight(theme.px(ROW) * LEAST_LINES)
        self._empty = Empty(self.viewport())
        self._set_up_header()
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        model.dataChanged.connect(lambda: self._measure(0, SAMPLE))
        model.rowsInserted.connect(self._choose_again)
        model.fetched.connect(self._measure)
        self.doubleClicked.connect(self._activate)
        self.selectionModel().selectionChanged.connect(lambda: self.chosen.emit(self.selected()))
        self._restore()

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(False)
        header.setMinimumSectionSize(theme.px(36))
        header.sectionClicked.connect(self._sort_by)
        header.sectionResized.connect(self._resized)

    # what a page calls

    def set_empty(self, sentence: str, action: Action | None = None) -> None:
        """Say what to do first where the list is empty, with the button for it."""
        self._empty.tell(sentence, action)
        self._place_empty()

    def set_menu(self, actions: Callable[[list[int]], Sequence[Action]]) -> None:
        """Give what the context menu offers for the chosen ids."""
        self._menu = actions

    def selected(self) -> list[int]:
        """Give the ids of the chosen rows in the order of the list."""
        return [self._lazy.known[row] for row in self._chosen_rows()]

    def current(self) -> int | None:
        """Give the id of the row the keyboard is in."""
        row = self.currentIndex().row()
        return self._lazy.known[row] if 0 <= row < len(self._lazy.known) else None

    def select_id(self, wanted: int) -> None:
        """Go to the row of an id, where the list has it."""
        if wanted in self._lazy.ids:
            index = self._lazy.index(self._lazy.ids.index(wanted), 0)
            # Not `selectRow`, which takes a row away again where Ctrl is held for a shortcut.
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)

    def copy(self) -> None:
        """Copy the chosen rows as a sheet would."""
        columns = self._lazy.columns
        rows = self._lazy.each(self._chosen_rows())
        QApplication.clipboard().setMimeData(
            clipboard.as_sheet([[column.text(row) for column in columns] for row in rows])
        )

    def copy_cell(self) -> None:
        """Copy what the current cell says."""
        QApplication.clipboard().setText(str(self.currentIndex().data() or ""))

    # choosing survives a refresh

    def _chosen_rows(self) -> list[int]:
        rows: set[int] = set()
        for part in self.selectionModel().selection().toList():
            rows.update(range(part.top(), part.bottom() + 1))
        return sorted(rows)

    def _keep(self) -> None:
        known, top = self._lazy.known, self.rowAt(0)
        # Of a list whose rest was not found any more there may be people still to be chosen again.
        chosen, current, _, _ = self._kept
        now, column = self.current(), max(0, self.currentIndex().column())
        first = known[top] if 0 <= top < len(known) else None
        self._kept = (chosen.union(self.selected()), current if now is None else now, column, first)

    def _restore(self) -> None:
        self._needed = [0] * len(self._lazy.columns)
        if self._lazy.known:
            self._lazy.row(0)  # whatever is read is measured
        if not any(self._needed):
            # There is none, or somebody who heard of the reset before us has read them.
            self._measure(0, min(SAMPLE, len(self._lazy.known)))
        self._choose_again()
        waited_for = self._kept[1] is not None
        if self.hasFocus() and self._lazy.known and not (waited_for or self.currentIndex().isValid()):
            # Qt does so when the keyboard comes; here it was in the list before there was a line.
            first = self._lazy.index(0, 0)
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
        self._empty.setVisible(not self._lazy.known)

    def _choose_again(self) -> None:
        """Choose what was chosen before the reset, as far as it is listed by now."""
        chosen, current, column, first = self._kept
        if self._lazy.whole:
            self._kept = (set(), None, 0, None)
        if not chosen and current is None and first is None:
            return
        flags = QItemSelectionModel.SelectionFlag
        selection = QItemSelection()
        last = len(self._lazy.columns) - 1
        wanted = {*chosen, current, first}
        for row in [row for row, one in enumerate(self._lazy.known) if one in wanted]:
            one = self._lazy.known[row]
            if one in chosen:
                selection.select(self._lazy.index(row, 0), self._lazy.index(row, last))
            if one == first:
                self.verticalScrollBar().setValue(row)
            if one == current:
                self.selectionModel().setCurrentIndex(self._lazy.index(row, column), flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Have the rest of the list found once its first rows stand there."""
        super().paintEvent(event)
        if not self._lazy.whole:
            # Whoever types goes on typing, and waits for the next first rows and not for this.
            typing = isinstance(QApplication.focusWidget(), QLineEdit)
            self._rest.start(REST_MS if typing else 0)

    # columns as wide as what they hold

    def _key(self, column: int) -> str:
        return f"tables/{self._name}/{self._lazy.columns[column].title}"

    def _measure(self, first: int, last: int) -> None:
        """Widen the columns for rows now read; nothing a person has set is touched."""
        numbers = range(first, min(last, len(self._lazy.known)))
        rows = [row for row in map(self._lazy.row, numbers) if row is not None]
        metrics = QFontMetrics(self.font())
        for number, column in enumerate(self._lazy.columns):
            texts = cells.widest((column.text(row) for row in rows), metrics)
            least = metrics.horizontalAdvance("国") * column.width
            sort = theme.px(16) if column.sort else 0
            padded = max(texts, least) + 2 * theme.px(cells.PADDING) + 2
            self._needed[number] = max(self._needed[number], padded, self._heading(number) + sort)
        # Reading happens while painting; the header may not change then.
        QTimer.singleShot(0, self, self._fit)

    def setColumnHidden(self, column: int, hide: bool) -> None:
        """Leave a column out because the page says so, whatever room there is, or no longer."""
        (self._unwanted.add if hide else self._unwanted.discard)(column)
        self._fit()

    def _natural(self) -> list[int]:
        """Give the width of each column: what a person set, or what it needs."""
        widths = []
        for number in range(len(self._lazy.columns)):
            kept = self._memory.value(self._key(number))
            natural = min(self._needed[number], theme.px(WIDEST))
            widths.append(theme.px(float(str(kept))) if kept is not None else natural)
        return widths

    def _fit(self) -> None:
        """Share out the room: leave spare columns out before the growing ones become hard to read."""
        wanted = [number for number in range(len(self._lazy.columns)) if number not in self._unwanted]
        stay = shared(
            self._lazy.columns, self._natural(), wanted, room=self.viewport().width(), readable=self._readable
        )
        self._fitting = True
        for number in range(len(self._lazy.columns)):
            super().setColumnHidden(number, number not in stay)
            if number in stay:
                self.setColumnWidth(number, stay[number])
        self._fitting = False

    def _readable(self, number: int, count: int) -> int:
        """Give the width in which a column shows its heading and as many Chinese signs."""
        signs = self.fontMetrics().horizontalAdvance("国") * count
        return max(self._heading(number), signs + 2 * theme.px(cells.PADDING))

    def _heading(self, number: int) -> int:
        """Give the width of a column's heading, which Qt works out anew every time it is asked."""
        if number not in self._headings:
            self._headings[number] = self.horizontalHeader().sectionSizeFromContents(number).width()
        return self._headings[number]

    def changeEvent(self, event: QEvent) -> None:
        """Measure the headings again where they are written in other type."""
        super().changeEvent(event)
        self._headings.clear()

    def _resized(self, column: int, _old: int, new: int) -> None:
        # A column that is hidden is told as one of no width, which nobody has set.
        if new and not self._fitting and self.isVisible():
            self._memory.setValue(self._key(column), round(new / max(theme.px(100), 1) * 100))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the new width."""
        super().resizeEvent(event)
        self._fit()
        self._place_empty()

    def _place_empty(self) -> None:
        self._empty.setGeometry(self.viewport().rect())

    # sorting

    def _sort_by(self, column: int) -> None:
        """Sort up, then down, then in the list's own order again."""
        if self._lazy.columns[column].sort is None:
            return
        ways = Qt.SortOrder
        before, way = self._sorted
        if column != before:
            self._sorted = (column, ways.AscendingOrder)
        elif way == ways.AscendingOrder:
            self._sorted = (column, ways.DescendingOrder)
        else:
            self._sorted = (-1, ways.AscendingOrder)
        self.horizontalHeader().setSortIndicatorShown(self._sorted[0] >= 0)
        self.horizontalHeader().setSortIndicator(*self._sorted)
        self._lazy.sort(*self._sorted)

    # mouse and keys

    def _is_link(self, index: QModelIndex) -> bool:
        return index.isValid() and self._lazy.columns[index.column()].press is not None

    def _activate(self, index: QModelIndex) -> None:
        column = self._lazy.columns[index.column()]
        row = self._lazy.row(index.row())
        if row is None:
            return
        if column.press is not None and column.text(row):
            column.press(row)
        else:
            self.opened.emit(self._lazy.known[index.row()])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the row under the mouse."""
        super().mouseMoveEvent(event)
        self._hover_at(event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the row under the mouse."""
        super().leaveEvent(event)
        self._hover_at(QPoint(-1, -1))

    def _hover_at(self, place: QPoint) -> None:
        index = self.indexAt(place)
        here = (index.row(), index.column())
        if here != self._hover:
            self._hover = here
            link = self._is_link(index) and bool(index.data())
            shape = Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Press a link with one click."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.button() == Qt.MouseButton.LeftButton and plain and self._is_link(index):
            self._activate(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a row; the second click on a link does nothing more."""
        index = self.indexAt(event.position().toPoint())
        if not self._is_link(index):
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open, copy and paste; a letter typed begins a search."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._activate(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(clipboard.from_sheet(QApplication.clipboard().text()))
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Hand a typed letter to the page; Qt's own search would read every row of the list."""
        if search.strip():
            self.typed.emit(search)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the chosen rows, then copying and sorting."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in self._menu(self.selected()) if self._menu else ():
            entry = menu.addAction(action.text, action.run)
            entry.setEnabled(action.enabled)
            if action.key:
                entry.setShortcut(QKeySequence(action.key))
        menu.addSeparator()
        menu.addAction("复制所选行", QKeySequence("Ctrl+C"), self.copy).setEnabled(bool(self.selected()))
        menu.addAction("复制这一格", self.copy_cell).setEnabled(self.currentIndex().isValid())
        sorting = menu.addMenu("排序")
        for number, column in enumerate(self._lazy.columns):
            if column.sort is not None:
                sorting.addAction(f"按{column.title}", partial(self._sort_by, number))
        sorting.setEnabled(not sorting.isEmpty())
        menu.popup(event.globalPos())
