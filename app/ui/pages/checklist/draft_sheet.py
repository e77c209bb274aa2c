"""A standard's draft as a sheet: a criterion a row, typed, chosen from lists or pasted."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QStyleOptionViewItem, QWidget

from app.school import standards
from app.school.measures import MEASURES
from app.school.standards import FIELDS, NUMBERS, Criterion
from app.ui.typed_sheet import Editors, Index, TypedSheet

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


class DraftSheet(TypedSheet):
    """The sheet of a draft; its lines are moved by Ctrl and an arrow."""

    moved = Signal(int)
    """The line the keyboard is in is to go up (-1) or down (1)."""
    entered = Signal()
    """The keyboard is in another cell."""

    def __init__(self, model: DraftModel) -> None:
        """Show a model."""
        super().__init__(model, name="标准草稿的要求", editors=Cells)
        self._model = model
        self.selectionModel().currentChanged.connect(lambda *_: self.entered.emit())

    def fit(self) -> None:
        """Make the columns as wide as what they hold, long words up to so many signs."""
        super().fit()
        sign = self.fontMetrics().horizontalAdvance("国")
        for at, field in enumerate(FIELDS):
            heading = self.horizontalHeader().sectionSizeFromContents(at).width()
            if field in WIDE:
                width = min(max(self.columnWidth(at), sign * 4), sign * WIDE[field])
                self.setColumnWidth(at, max(width, heading))

    def chosen(self) -> list[Criterion]:
        """Give the criteria in which a cell is chosen."""
        return [one for one in map(self._model.line, self.chosen_rows()) if one is not None]

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
        """Move lines; the rest as in any sheet."""
        ways = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() in ways:
            self.moved.emit(ways[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class Cells(Editors):
    """The fields that open in the cells: a list where there are choices, a line of words otherwise."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Make the field of a cell."""
        field = list(FIELDS)[index.column()]
        if field not in CHOICES:
            return self.line(parent, FIELDS[field])
        box = self.open = QComboBox(parent)
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
