"""A standard's draft as a sheet: a criterion a row, typed, chosen from lists or pasted."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.school import standards
from app.school.measures import MEASURES
from app.school.standards import FIELDS, NUMBERS, Criterion
from app.ui import clipboard, theme

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NAMES = {one.key: one.name for one in MEASURES.values()}
CHOICES: Mapping[str, Sequence[str]] = {
    "proof": list(standards.PROOFS.values()),
    "partial": list(standards.PARTIAL.values()),
    "required": ["", standards.MUST],
    "measure": ["", *NAMES.values()],
}
RULES = {
    "item_name": "要求属于哪一项，例如“有组织架构”；同一项的要求排在一起。",
    "proof": "文件或照片：归入材料才算；自动统计：由登记的数算出；填写事实：有人填写并署名。",
    "measure": "由登记算出的数。文件类的要求也可以选一项：登记够数就算证明，不用另归材料。",
    "need": "统计或填写的数要达到多少；空着就是有就行。",
    "partial": "没有全部达到时怎样给分。",
    "required": "标“必须”的要求，自评得 0 分就没有星级。",
    "valid_months": "材料或填写的事实几个月内有效，空着是长期有效。",
    "wants": "要什么材料，例如“任职文件”；“下一步”里会写出来。",
    "explained": "这一条怎么算、从哪里来，指着要求时显示。",
}
WIDE = {"text": 18, "explained": 16, "wants": 8, "measure": 8, "item_name": 6}


class DraftModel(QAbstractTableModel):
    """The criteria of a draft, and an empty row below where the next one is typed."""

    def __init__(self, keep: Callable[[int | None, Mapping[str, str]], bool]) -> None:
        """Make an empty one; `keep` takes a criterion (None: a new one) and what was typed in it."""
        super().__init__()
        self._keep = keep
        self.lines: list[Criterion] = []
        self.begun: dict[str, str] = {}
        """What was typed into the empty row before its demand was."""

    def load(self, lines: list[Criterion]) -> None:
        """Show other lines; a cell that is open stays open unless lines went away."""
        before, after = len(self.lines), len(lines)
        if after < before:
            self.beginResetModel()
        elif after > before:
            self.beginInsertRows(QModelIndex(), before, after - 1)
        self.lines = lines
        if after < before:
            self.endResetModel()
        elif after > before:
            self.endInsertRows()
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def line(self, at: int) -> Criterion | None:
        """Give the criterion of a row, None for the empty one."""
        return self.lines[at] if 0 <= at < len(self.lines) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Count the criteria, and the empty row."""
        return 0 if parent.isValid() else len(self.lines) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Count the fields."""
        return 0 if parent.isValid() else len(FIELDS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Give a heading and its meaning, or the number of a line."""
        if orientation == Qt.Orientation.Vertical:
            return (str(section + 1) if section < len(self.lines) else "+") if role == 0 else None
        field = list(FIELDS)[section]
        if role == Role.DisplayRole:
            return FIELDS[field]
        return RULES.get(field) if role == Role.ToolTipRole else None

    def text(self, at: int, field: str) -> str:
        """Give what a cell says."""
        one = self.line(at)
        return standards.said(one, field, NAMES) if one else self.begun.get(field, "")

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Give what a cell says."""
        field = list(FIELDS)[index.column()]
        if role in (Role.DisplayRole, Role.EditRole):
            return self.text(index.row(), field)
        if role == Role.AccessibleTextRole:
            return f"{FIELDS[field]}：{self.text(index.row(), field) or '没有'}"
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if field in NUMBERS else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Role.ToolTipRole:
            return self.text(index.row(), field) or None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every cell be typed into."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Keep what was typed; a new line waits until its demand is written."""
        field, text = list(FIELDS)[index.column()], str(value).strip()
        if role != Role.EditRole or text == self.text(index.row(), field):
            return False
        one = self.line(index.row())
        if one is not None:
            return self._keep(one.id, {field: text})
        begun = {**self.begun, field: text}
        if not begun.get("text"):
            self.begun = begun
            self.dataChanged.emit(index, index)
            return True
        self.begun = {}
        kept = self._keep(None, begun)
        if not kept:
            self.begun = begun
        return kept


class DraftSheet(QTableView):
    """The sheet: typing begins a cell, Enter goes down, Tab right, rows are pasted from a spreadsheet."""

    pasted = Signal(int, int, object)
    """Rows were pasted: at which row and column, a list of lists of str."""
    moved = Signal(int)
    """The line the keyboard is in is to go up (-1) or down (1)."""
    entered = Signal()
    """The keyboard is in another cell."""

    def __init__(self, model: DraftModel) -> None:
        """Show a model."""
        super().__init__()
        self._model = model
        self.setModel(model)
        self._cells = Cells(self)
        self.setItemDelegate(self._cells)
        self.setAccessibleName("标准草稿的要求")
        self.setShowGrid(True)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.AnyKeyPressed | triggers.EditKeyPressed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(theme.px(40))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.setMinimumHeight(theme.px(40) * 4)
        self.selectionModel().currentChanged.connect(lambda *_: self.entered.emit())
        model.modelReset.connect(self.fit)
        model.dataChanged.connect(lambda *_: self.fit())

    def fit(self) -> None:
        """Make the columns as wide as what they hold, long words up to so many signs."""
        self.resizeColumnsToContents()
        sign = self.fontMetrics().horizontalAdvance("国")
        for at, field in enumerate(FIELDS):
            heading = self.horizontalHeader().sectionSizeFromContents(at).width()
            if field in WIDE:
                width = min(max(self.columnWidth(at), sign * 4), sign * WIDE[field])
                self.setColumnWidth(at, max(width, heading))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the new width."""
        super().resizeEvent(event)
        self.fit()

    def chosen(self) -> list[Criterion]:
        """Give the criteria in which a cell is chosen."""
        rows = sorted({index.row() for index in self.selectedIndexes()})
        return [one for one in map(self._model.line, rows) if one is not None]

    def field(self) -> str:
        """Give the field the keyboard is in."""
        at = self.currentIndex()
        return list(FIELDS)[at.column()] if at.isValid() else ""

    def begin_line(self) -> None:
        """Take the keyboard to the demand of the empty row and open it."""
        index = self._model.index(self._model.rowCount() - 1, list(FIELDS).index("text"))
        self.setFocus()
        self.setCurrentIndex(index)
        self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, paste, clear, move lines, and go down with Enter."""
        at = self.currentIndex()
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        ways = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if control and event.key() in ways:
            self.moved.emit(ways[Qt.Key(event.key())])
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            rows = clipboard.from_sheet(QApplication.clipboard().text())
            where = (at.row(), at.column()) if at.isValid() else (self._model.rowCount() - 1, 0)
            self.pasted.emit(*where, rows)
        elif event.key() == Qt.Key.Key_Delete and at.isValid():
            self._model.setData(at, "")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # Of an open cell this key comes by here too; it goes down once the cell is kept.
            if self.state() != QAbstractItemView.State.EditingState:
                self._go_down()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Open the cell for words that come whole, written by hand or spoken; Qt only does for typed ones."""
        whole = event.commitString() if not event.preeditString() else ""
        if whole and self.state() != QAbstractItemView.State.EditingState:
            self.edit(self.currentIndex())
            self._cells.put(whole)
        else:
            super().inputMethodEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Go down from a cell that was kept with Enter."""
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._go_down()

    def _go_down(self) -> None:
        at = self.currentIndex()
        if at.isValid():
            row = min(at.row() + 1, self._model.rowCount() - 1)
            self.setCurrentIndex(self._model.index(row, at.column()))

    def _copy(self) -> None:
        chosen = self.selectedIndexes()
        rows = sorted({index.row() for index in chosen})
        columns = sorted({index.column() for index in chosen})
        cells = [[str(self._model.index(row, at).data() or "") for at in columns] for row in rows]
        QApplication.clipboard().setMimeData(clipboard.as_sheet(cells))


class Cells(QStyledItemDelegate):
    """The fields that open in the cells: a list where there are choices, a line of words otherwise."""

    def __init__(self, sheet: QTableView) -> None:
        """Make fields for one sheet."""
        super().__init__(sheet)
        self._open: QWidget | None = None

    def put(self, text: str) -> None:
        """Write into the field that is open, or choose what it says."""
        if isinstance(self._open, QLineEdit):
            self._open.setText(text)
        elif isinstance(self._open, QComboBox):
            self._open.setCurrentText(text)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Forget the field that was open."""
        if editor is self._open:
            self._open = None
        super().destroyEditor(editor, index)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Make the field of a cell."""
        field = list(FIELDS)[index.column()]
        if field not in CHOICES:
            line = self._open = QLineEdit(parent)
            line.setProperty("kind", "cell")
            line.setAutoFillBackground(True)
            line.setAccessibleName(FIELDS[field])
            return line
        box = self._open = QComboBox(parent)
        box.addItems(CHOICES[field])
        box.setAccessibleName(FIELDS[field])
        for at, meaning in enumerate(meanings(field)):
            box.setItemData(at, meaning, Role.ToolTipRole)
        # A choice is kept as soon as it is made; the keyboard need not leave the cell for it.
        box.activated.connect(lambda _: self.commitData.emit(box))
        return box

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Give a list the room its words take."""
        super().updateEditorGeometry(editor, option, index)
        if isinstance(editor, QComboBox):
            editor.resize(max(editor.width(), editor.sizeHint().width()), editor.height())


def meanings(field: str) -> list[str]:
    """Say of each choice of a field what it means."""
    if field != "measure":
        return ["" for _ in CHOICES[field]]
    return ["不统计", *map(meaning, MEASURES)]


def meaning(measure: str) -> str:
    """Say of a measure what it counts and where that comes from."""
    one = MEASURES.get(measure)
    if one is None:
        return "本机的五有较旧，认不出这一项，算不出来。"
    unit = "算比率" if one.unit == "%" else f"以{one.unit}计"
    return f"{one.name}，{unit}，由“{one.place}”里登记的算出。"
