"""The sheet of a ledger: typing begins a cell, Enter goes down, Tab goes right, rows are pasted."""

import math
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QApplication,
    QLineEdit,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.school.ledgers import Field
from app.ui import clipboard, files, theme
from app.ui.pages.checklist.registers.sheet_model import PAPER, STATE, Extra, Index, SheetModel
from app.ui.pages.classes.timetable_grid import completing
from app.ui.typed_sheet import ENTER, Editors, TypedSheet

# In signs: how narrow and how wide a column of words may be, and up to where a word is a short one.
LEAST, MOST, SHORT = 3, 24, 6


class Sheet(TypedSheet):
    """Show a `SheetModel` and hand over what is pasted, dropped, sorted and asked for."""

    filed = Signal(int, object)
    """Files were dropped or pasted on the line with this place: a list of paths."""
    paper_wanted = Signal(int)
    """The paper of the line with this place is to be opened or filed."""
    sorted = Signal(str, bool)
    """The list is to be in the order of a field, turned round where the second is true."""
    chose = Signal()
    """Other cells are chosen."""

    def __init__(
        self, model: SheetModel, *, name: str, memory: QSettings, words: Callable[[Field], Sequence[str]]
    ) -> None:
        """Show a model; `words(field)` are offered while typing."""
        super().__init__(model, name=name, editors=partial(Words, model=model, words=words))
        self._model, self._memory, self._name = model, memory, name
        self._sort: tuple[str, bool] | None = None
        self.setAcceptDrops(True)
        head = self.horizontalHeader()
        head.setResizeContentsPrecision(40)
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self._sort_by)
        self._fitting = False
        self._by_hand = False
        head.sectionResized.connect(self._resized)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chose.emit())
        self.clicked.connect(self._clicked)

    # widths

    def fit(self) -> None:
        """Make the columns as wide as what they hold, or as somebody drew them."""
        widths = self._memory.value(self._key())
        self._fitting = True
        kept = [int(one) for one in str(widths).split(",")] if widths else []
        if len(kept) == self._model.columnCount():
            for at, width in enumerate(kept):
                self.setColumnWidth(at, theme.px(width))
        else:
            self._fit_to_words()
        self._fitting = False

    def _fit_to_words(self) -> None:
        """Give columns what they hold; words go on two lines sooner than one has to scroll.

        Where there is too little room, long words give way first, then the room of the arrow a heading
        gets when the list is sorted by it. Short words are broken badly, and stay whole.
        """
        sign, room = self.fontMetrics().horizontalAdvance("国"), self.viewport().width()
        self.resizeColumnsToContents()
        long: dict[int, int] = {}
        arrows: dict[int, int] = {}
        for at, one in enumerate(self._model.columns):
            bare = self.horizontalHeader().sectionSizeFromContents(at).width()
            most = sign * (MOST if isinstance(one, str) else max(one.width + 2, LEAST))
            words = isinstance(one, Extra | str) or one.kind in ("text", "named")
            whole = self.columnWidth(at)
            needed = min(whole, most) if words else whole
            width = max(needed, bare + sign)
            self.setColumnWidth(at, width)
            if self.isColumnHidden(at):
                continue
            arrows[at] = width - max(needed, bare)
            if words and whole > SHORT * sign:
                least = max(bare, whole // 2 + 2 * sign, LEAST * sign)
                long[at] = max(0, width - arrows[at] - least)
        shown = [at for at in range(self._model.columnCount()) if not self.isColumnHidden(at)]
        spare = room - sum(self.columnWidth(at) for at in shown)
        for can_give in (long, arrows):
            share = min(1.0, max(0, -spare) / max(1, sum(can_give.values())))
            for at, give in can_give.items():
                given = math.ceil(give * share)
                self.setColumnWidth(at, self.columnWidth(at) - given)
                spare += given
        wide = [at for at in shown if _wordy(self._model.columns[at])]
        for at in wide if spare > 0 else []:
            self.setColumnWidth(at, self.columnWidth(at) + spare // len(wide))

    def _key(self) -> str:
        return f"registers/{self._name}/widths"

    def _resized(self, *_: int) -> None:
        if not self._fitting and self.isVisible() and QApplication.mouseButtons():
            sizes = [self.columnWidth(at) * theme.BODY_PX for at in range(self._model.columnCount())]
            pixel = QApplication.font().pixelSize()
            self._memory.setValue(self._key(), ",".join(str(round(size / pixel)) for size in sizes))

    def _sort_by(self, column: int) -> None:
        of = self._model.columns[column]
        if isinstance(of, Field) and of.name in self._model.typed.ledger.order:
            turned = self._sort is not None and self._sort == (of.name, False)
            self._sort = (of.name, turned)
            ways = Qt.SortOrder
            self.horizontalHeader().setSortIndicatorShown(True)
            self.horizontalHeader().setSortIndicator(
                column, ways.DescendingOrder if turned else ways.AscendingOrder
            )
            self.sorted.emit(of.name, turned)

    # choosing

    def chosen(self) -> list[int]:
        """Give the ids of the lines in which a cell is chosen, those not kept yet among them."""
        return [self._model.row_id(at) for at in self.chosen_rows() if self._model.row_id(at)]

    def go(self, row: int, field: str) -> None:
        """Take the keyboard to a cell."""
        if row in self._model.order:
            index = self._model.index(self._model.order.index(row), self._model.column_of(field))
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def begin_line(self) -> None:
        """Take the keyboard to the first cell of the empty line and open it."""
        first = next(at for at in range(self._model.columnCount()) if not self.isColumnHidden(at))
        index = self._model.index(self._model.rowCount() - 1, first)
        self.setFocus()
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.edit(index)

    def _clicked(self, index: Index) -> None:
        if self._model.columns[index.column()] == PAPER and self._model.row_id(index.row()) > 0:
            self.paper_wanted.emit(index.row())

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open or file a line's paper with Enter; the rest as in any sheet."""
        at = self.currentIndex()
        on_paper = at.isValid() and self._model.columns[at.column()] == PAPER
        if event.key() in ENTER and on_paper and not self.is_open():
            self._clicked(at)
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Copy the chosen cells but for papers and what is hidden, with headings above several rows."""
        rows = self.chosen_rows()
        columns = {index.column() for index in self.selectedIndexes()}
        shown = [
            at for at in sorted(columns) if not self.isColumnHidden(at) and self._model.columns[at] != PAPER
        ]
        cells = [[self._model.text(row, at, shown=False) for at in shown] for row in rows]
        if len(rows) > 1:
            cells.insert(0, [self._model.title(at) for at in shown])
        QApplication.clipboard().setMimeData(clipboard.as_sheet(cells))

    def paste(self) -> None:
        """Hand over rows, or the files on the clipboard."""
        if not self._model.editable:
            return
        paths = files.carried(QApplication.clipboard().mimeData())
        if paths:
            self.filed.emit(self.paste_at()[0], paths)
        else:
            super().paste()

    # files

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if self._model.editable and files.carried(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take files over a line of the register."""
        there = self.indexAt(event.position().toPoint())
        event.setAccepted(there.isValid() and self._model.row_id(there.row()) > 0)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand over the files dropped on a line."""
        there = self.indexAt(event.position().toPoint())
        paths = files.carried(event.mimeData())
        event.acceptProposedAction()
        if there.isValid() and paths:
            QTimer.singleShot(0, self, lambda: self.filed.emit(there.row(), paths))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where a click opens or files a paper."""
        index = self.indexAt(event.position().toPoint())
        on_paper = index.isValid() and self._model.columns[index.column()] == PAPER
        shape = Qt.CursorShape.PointingHandCursor if on_paper else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)


def _wordy(column: object) -> bool:
    return (isinstance(column, Field) and column.kind == "text" and column.width >= 8) or column == STATE


class Words(Editors):
    """The fields that open in the cells, with the words offered while typing."""

    def __init__(self, sheet: QTableView, model: SheetModel, words: Callable[[Field], Sequence[str]]) -> None:
        """Make fields for one sheet."""
        super().__init__(sheet)
        self._model, self._words = model, words

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Make the field of a cell."""
        of = self._model.columns[index.column()]
        made = self.line(parent, of.title if isinstance(of, Field) else "")
        words = self._words(of) if isinstance(of, Field) else ()
        if words:
            completing(made, words)
        made.returnPressed.connect(lambda: QTimer.singleShot(0, self, lambda: self._leave(made)))
        return made

    def _leave(self, editor: QLineEdit) -> None:
        """Close a field whose Enter the list of completions took for itself."""
        if editor is self.open:
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.SubmitModelCache)
