"""A class's scores as a sheet: type points, Enter goes down, paste from a spreadsheet."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from app.school import scores
from app.ui import clipboard, theme
from app.ui.cells import PADDING
from app.ui.tables import ALIGN

Index = QModelIndex | QPersistentModelIndex
FIRST_PART = 2
TOTAL, GRADE, CAME, EXCELLENT, WHY = "总评", "等次", "出勤", "优秀学员", "说明"
AFTER = (TOTAL, GRADE, CAME, EXCELLENT, WHY)
LEAST_WHY = 120


class ScoreModel(QAbstractTableModel):
    """Hold one class's scores in memory; what is typed is handed on, and comes back with `load`."""

    def __init__(self, enter: Callable[[scores.Line, str, str], bool], parent: QObject | None = None) -> None:
        """Make an empty sheet; `enter` is given person, part and text, and says whether it was kept."""
        super().__init__(parent)
        self.lines: tuple[scores.Line, ...] = ()
        self.titles: tuple[str, ...] = ()
        self.parts: tuple[str, ...] = ()
        self.editable = False
        self._enter = enter
        self._rule = ""
        self._suggested: Mapping[int, int] = {}

    def load(self, sheet: scores.Sheet, suggested: list[int], *, editable: bool) -> None:
        """Show a class's scores as the register has them; the same people keep their places."""
        parts = tuple(part.key for part in sheet.rule.parts)
        same = (parts, [one.who.id for one in sheet.lines]) == (
            self.parts,
            [one.who.id for one in self.lines],
        )
        if not same:
            self.beginResetModel()
        self.lines, self.parts, self.editable = sheet.lines, parts, editable
        self.titles = tuple(f"{part.title} {part.weight}%" for part in sheet.rule.parts)
        self._suggested = {who: place for place, who in enumerate(suggested, start=1)}
        self._rule = _rule(sheet)
        if not same:
            self.endResetModel()
        elif self.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def part(self, column: int) -> str | None:
        """Give the part of a column; None where nothing is entered."""
        at = column - FIRST_PART
        return self.parts[at] if 0 <= at < len(self.parts) else None

    def row_of(self, text: str) -> int | None:
        """Give the row of the first person with such a name, initials or number."""
        wanted = text.strip().casefold()
        return next(
            (
                row
                for row, one in enumerate(self.lines)
                if wanted
                and (
                    wanted in one.who.name.casefold()
                    or wanted == str(one.who.seq_no)
                    or any(word.startswith(wanted) for word in one.who.initials.split())
                )
            ),
            None,
        )

    # Qt's side

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Give the number of people."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Give number, name, the parts and what comes of them."""
        return 0 if parent.isValid() else FIRST_PART + len(self.parts) + len(AFTER)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let points be typed where the class is open."""
        found = super().flags(index)
        can = self.editable and self.part(index.column()) is not None
        return found | Qt.ItemFlag.ItemIsEditable if can else found

    def heading(self, column: int) -> str:
        """Give a column's title."""
        return ("序号", "姓名", *self.titles, *AFTER)[column]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows."""
        line, heading = self.lines[index.row()], self.heading(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(line, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGN["left" if heading in ("姓名", GRADE, EXCELLENT, WHY) else "right"]
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(theme.TONES[self._tone(line, heading)][0])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.who.name} {heading}：{self._text(line, index.column()) or '没有'}"
        if role == Qt.ItemDataRole.ToolTipRole and heading == WHY:
            return line.why or None
        return None

    def _text(self, line: scores.Line, column: int) -> str:
        part = self.part(column)
        if part is not None:
            tenths = line.points.get(part)
            return "" if tenths is None else scores.points_text(tenths)
        texts = {
            "序号": str(line.who.seq_no),
            "姓名": line.who.name,
            TOTAL: "—" if line.total is None else scores.points_text(line.total),
            GRADE: line.grade or "—",
            CAME: f"{line.came} / {line.held}",
            EXCELLENT: self._excellent(line),
            WHY: line.why if line.points or line.total is not None else "",
        }
        return texts[self.heading(column)]

    def _excellent(self, line: scores.Line) -> str:
        if line.who.excellent:
            return "★ 优秀学员"
        return "推荐" if line.who.id in self._suggested else ""

    def _tone(self, line: scores.Line, heading: str) -> theme.Tone:
        if heading == EXCELLENT:
            return "good" if line.who.excellent else "muted"
        if heading == WHY:
            return "bad"
        return "bad" if heading in (TOTAL, GRADE) and line.total is not None and not line.passes else "plain"

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Hand on what was typed."""
        part = self.part(index.column())
        if role != Qt.ItemDataRole.EditRole or part is None:
            return False
        return self._enter(self.lines[index.row()], part, str(value))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Give a column's title and what is counted."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        heading = self.heading(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGN["left" if heading in ("姓名", GRADE, EXCELLENT, WHY) else "right"]
        if role == Qt.ItemDataRole.ToolTipRole:
            came = "到课、迟到、早退的半天 ÷ 课表上的半天。"
            return {TOTAL: self._rule, GRADE: self._rule, CAME: came}.get(heading)
        return None


def _rule(sheet: scores.Sheet) -> str:
    parts = " + ".join(f"{part.title} {part.weight}%" for part in sheet.rule.parts)
    bands = "，".join(f"{least} 分起{title}" for title, least in sheet.rule.bands)
    least, whole = sheet.rule.least_attendance
    return f"总评 = {parts}。{bands}。缺考，或出勤低于 {least}/{whole} 的，不计成绩。"


class ScoreSheet(QTableView):
    """Show a `ScoreModel` and take points in as a spreadsheet does."""

    pasted = Signal(object)
    """Rows were pasted: a list of lists of str."""
    cleared = Signal()
    """The points in the chosen cells are to be taken away."""
    praised = Signal()
    """The chosen people are to be called excellent, or no longer."""

    def __init__(self, model: ScoreModel, parent: QWidget | None = None) -> None:
        """Show a model."""
        super().__init__(parent)
        self._sheet = model
        self.setAccessibleName("成绩表")
        self.setModel(model)
        self.setItemDelegate(Points(self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.DoubleClicked | triggers.EditKeyPressed)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(38))
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setFixedHeight(theme.px(42))
        model.modelReset.connect(self._settle)
        model.dataChanged.connect(lambda: self.arrange())

    def go(self, row: int) -> None:
        """Take the keyboard to a person, in the part it was in."""
        column = self.currentIndex().column()
        wanted = column if self._sheet.part(column) is not None else FIRST_PART
        self.setCurrentIndex(self._sheet.index(row, wanted))
        self.scrollTo(self.currentIndex())

    def _settle(self) -> None:
        self.arrange()
        if self._sheet.lines and self._sheet.parts:
            self.setCurrentIndex(self._sheet.index(0, FIRST_PART))

    def arrange(self) -> None:
        """Make the columns fit what they hold; the remark has the rest."""
        bold = QFont(self.font())
        bold.setBold(True)
        plain, heading = QFontMetrics(self.font()), QFontMetrics(bold)
        model, used = self._sheet, 0
        for column in range(model.columnCount()):
            title = model.heading(column)
            texts = [str(model.index(row, column).data() or "") for row in range(min(model.rowCount(), 200))]
            width = max(plain.horizontalAdvance(text) for text in [*texts, "100.5"])
            width = max(width, heading.horizontalAdvance(title)) + 2 * theme.px(PADDING) + 2
            if title == WHY:
                width = max(self.viewport().width() - used, theme.px(LEAST_WHY))
            used += width
            self.setColumnWidth(column, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the new width."""
        super().resizeEvent(event)
        self.arrange()

    def refused(self, place: QPersistentModelIndex, text: str) -> None:
        """Open the cell again with what was typed, because it could not be kept."""
        # The field of the cell is just being closed.
        QTimer.singleShot(0, self, lambda: self._again(place, text))

    def _again(self, place: QPersistentModelIndex, text: str) -> None:
        if not place.isValid():
            return
        index = self._sheet.index(place.row(), place.column())
        self.setCurrentIndex(index)
        self.edit(index)
        for editor in self.viewport().findChildren(QLineEdit):
            if editor.isVisible():
                editor.setText(text)
                editor.selectAll()

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Go down after Enter, as a spreadsheet does."""
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._down()

    def _down(self) -> None:
        here = self.currentIndex()
        if here.row() + 1 < self._sheet.rowCount():
            self.setCurrentIndex(self._sheet.index(here.row() + 1, here.column()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, paste, clear, praise; the rest begins to type or moves."""
        key, plain = event.key(), event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            # Somebody who missed the exam is an empty cell among the others.
            self.pasted.emit(clipboard.from_sheet(QApplication.clipboard().text(), keep_empty=True))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._down()
        elif plain and key == Qt.Key.Key_Y:
            self.praised.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Do nothing for a letter: Qt's own search would move the keyboard away."""

    def copy(self) -> None:
        """Copy the chosen cells as a sheet would."""
        chosen = self.selectionModel().selection().toList()
        if chosen:
            part = chosen[0]
            across = range(part.left(), part.right() + 1)
            rows = [
                [str(self._sheet.index(row, column).data() or "") for column in across]
                for row in range(part.top(), part.bottom() + 1)
            ]
            QApplication.clipboard().setMimeData(clipboard.as_sheet(rows))


class Points(QStyledItemDelegate):
    """Take points in; what cannot be kept stays in the cell to be mended."""

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        """Hand the points on, and open the cell again where they were none."""
        text = cast(QLineEdit, editor).text()
        if not model.setData(index, text):
            view, place = cast(ScoreSheet, self.parent()), QPersistentModelIndex(index)
            view.refused(place, text)
