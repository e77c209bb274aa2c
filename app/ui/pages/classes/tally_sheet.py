"""The grid into which ticks are counted: a line for each aspect of a lesson, a column for each grade."""

import unicodedata
from collections.abc import Callable
from typing import Any, cast

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.errors import UserError
from app.papers.figures import share
from app.school import evaluations
from app.school.evaluations import Entry, Evaluation
from app.ui import clipboard, theme
from app.ui.key_sheet import CARET, ENTER, Index, KeySheet
from app.ui.tables import ALIGN

LESSON, ASPECT, FIRST = 0, 1, 2
AFTER = ("合计", "满意率")
PADDING = 10
MOST_DIGITS = 4
LEAST_LESSON = 72
RULE = QColor("#EEF0F3")


def count_of(text: str) -> int:
    """Read a number of ticks, nothing as 0; raise `UserError` for what is none."""
    said = unicodedata.normalize("NFKC", text).strip().removesuffix("票").strip()
    if not said:
        return 0
    if not (said.isascii() and said.isdigit() and int(said) <= evaluations.MOST):
        raise UserError(f"“{text.strip()}”不是票数，请写 0 到 {evaluations.MOST} 的整数。")
    return int(said)


class TallyModel(QAbstractTableModel):
    """Hold a class's evaluation as the grid shows it."""

    def __init__(self, enter: Callable[[list[Entry]], bool], parent: QObject | None = None) -> None:
        """Hold nothing yet; `enter` keeps counts and says whether it did."""
        super().__init__(parent)
        self.kept: Evaluation | None = None
        self.editable = False
        self.typing: tuple[int, int, str] | None = None
        """What is being typed, and in which cell."""
        self._enter = enter

    def load(self, kept: Evaluation, *, editable: bool) -> None:
        """Show an evaluation; where the lines are the same the keyboard stays where it is."""
        same = self.kept is not None and self.kept.lines == kept.lines and self.editable == editable
        if not same:
            self.beginResetModel()
        self.kept, self.editable = kept, editable
        if same:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
        else:
            self.endResetModel()

    @property
    def grades(self) -> tuple[str, ...]:
        """Give the grades, the best first."""
        return tuple(one.title for one in self.kept.rule.grades) if self.kept else ()

    def is_tally(self, column: int) -> bool:
        """Say whether a column holds counts."""
        return FIRST <= column < FIRST + len(self.grades)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Count the lines."""
        return 0 if parent.isValid() or self.kept is None else len(self.kept.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Count lesson, aspect, the grades and what comes of them."""
        return 0 if parent.isValid() else FIRST + len(self.grades) + len(AFTER)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Give a column's title and what is counted."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        title = ("课程", "评价内容", *self.grades, *AFTER)[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGN["left" if section < FIRST else "right"]
        if role == Qt.ItemDataRole.ToolTipRole and title == AFTER[1]:
            return evaluations.SATISFIED
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows."""
        if role == Qt.ItemDataRole.DisplayRole:
            if self.typing and self.typing[:2] == (index.row(), index.column()):
                return f"{self.typing[2]}{CARET}"
            return self._text(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGN["left" if index.column() < FIRST else "right"]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = self.headerData(index.column(), Qt.Orientation.Horizontal)
            text = self._text(index.row(), index.column()) or "没有"
            return f"{self._text(index.row(), ASPECT)} {said}：{text}"
        return None

    def _text(self, row: int, column: int) -> str:
        if self.kept is None:
            return ""
        lesson, aspect = self.kept.lines[row]
        if column == LESSON:
            return (
                f"{lesson.course_title}（{lesson.teacher_name}）"
                if lesson.teacher_name
                else lesson.course_title
            )
        if column == ASPECT:
            return aspect
        tally = self.kept.tally(lesson, aspect)
        if self.is_tally(column):
            return str(tally[column - FIRST]) if tally[column - FIRST] else ""
        if column == FIRST + len(self.grades):
            return str(sum(tally)) if any(tally) else ""
        good = sum(
            count for count, grade in zip(tally, self.kept.rule.grades, strict=True) if grade.satisfied
        )
        return share(good, sum(tally)) if any(tally) else ""

    def type(self, row: int, column: int, text: str | None) -> None:
        """Show what is being typed in a cell, or with None what is kept there."""
        self.typing = None if text is None else (row, column, text)
        cell = self.index(row, column)
        self.dataChanged.emit(cell, cell)

    def keep(self) -> bool:
        """Keep what is being typed; say whether nothing is left to be mended."""
        if self.typing is None:
            return True
        row, column, text = self.typing
        self.type(row, column, None)
        return self.put(row, column, text)

    def put(self, row: int, column: int, text: str) -> bool:
        """Keep a count in a cell, or take it away where the text is empty; say whether it is kept."""
        if not self.editable or not self.is_tally(column) or text == self._text(row, column):
            return True
        return self._enter([self._entry(row, column, count_of(text))])

    def _entry(self, row: int, column: int, count: int) -> Entry:
        if self.kept is None:
            raise ValueError("nothing is shown")
        lesson, aspect = self.kept.lines[row]
        return Entry(lesson, aspect, self.grades[column - FIRST], count)

    def block(self, at: Index, cells: list[list[str]]) -> list[Entry]:
        """Read a pasted block from a cell on; raise `UserError` where it does not fit or holds no counts."""
        if not self.editable or not self.is_tally(at.column()):
            raise UserError("请先停在要填票数的格里，再粘贴。")
        wide = max((len(row) for row in cells), default=0)
        left = FIRST + len(self.grades) - at.column()
        if len(cells) > self.rowCount() - at.row() or wide > left:
            said = f"粘贴的有 {len(cells)} 行 {wide} 列，从这一格起放不下，没有录入。"
            raise UserError(f"{said}请从左上角对应的格开始粘贴。")
        return [
            self._entry(at.row() + down, at.column() + right, count_of(text))
            for down, row in enumerate(cells)
            for right, text in enumerate(row)
        ]


class TallySheet(KeySheet):
    """Show a `TallyModel`; digits go straight into a cell and Enter leads to the next one."""

    pasted = Signal(object)
    """Rows were pasted: a list of lists of str."""

    def __init__(self, model: TallyModel, parent: QWidget | None = None) -> None:
        """Show a model."""
        super().__init__(name="测评票数", row=34, parent=parent)
        self._tallies = model
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(_Cells(self))
        model.modelReset.connect(self._settle)

    def _settle(self) -> None:
        """Join the cells of one lesson, and begin at the first count."""
        self.clearSpans()
        lines = self._tallies.kept.lines if self._tallies.kept else ()
        row = 0
        while row < len(lines):
            count = sum(lesson == lines[row][0] for lesson, _ in lines)
            if count > 1:
                self.setSpan(row, LESSON, count, 1)
            row += count
        self.arrange()
        if lines:
            self.setCurrentIndex(self._tallies.index(0, FIRST))

    def arrange(self) -> None:
        """Make the columns fit what they hold; the lesson has the rest."""
        model, used = self._tallies, 0
        metrics = QFontMetrics(self.horizontalHeader().font())
        for column in range(1, model.columnCount()):
            title = str(model.headerData(column, Qt.Orientation.Horizontal))
            texts = [
                title,
                "100.0%",
                *(model.data(model.index(row, column)) for row in range(model.rowCount())),
            ]
            width = max(map(metrics.horizontalAdvance, texts)) + 2 * theme.px(PADDING) + 4
            used += width
            self.setColumnWidth(column, width)
        if model.columnCount():
            self.setColumnWidth(LESSON, max(self.viewport().width() - used, theme.px(LEAST_LESSON)))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Keep what was typed in the cell that is left."""
        super().currentChanged(current, previous)
        self._tallies.keep()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep what was typed when the keyboard goes elsewhere."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self._tallies.keep()

    def typing(self) -> bool:
        """Say whether something is typed into a cell and not kept yet."""
        return self._tallies.typing is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type, paste, copy, clear, go on; the rest moves."""
        typed = event.text()
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(clipboard.from_sheet(QApplication.clipboard().text(), keep_empty=True))
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif len(typed) == 1 and typed in "0123456789":
            self._type((self._tallies.typing[2] if self._tallies.typing else "") + typed)
        elif not self._do(event.key()) and not (typed.isprintable() and typed):
            super().keyPressEvent(event)

    def _type(self, text: str) -> None:
        here = self.currentIndex()
        if self._tallies.editable and self._tallies.is_tally(here.column()) and len(text) <= MOST_DIGITS:
            self._tallies.type(here.row(), here.column(), text)

    def _do(self, key: int) -> bool:
        """Do what a key stands for besides moving; say whether it is one."""
        here, typing = self.currentIndex(), self._tallies.typing
        if key in ENTER:
            if self._tallies.keep():
                self._next()
        elif key == Qt.Key.Key_Escape and typing:
            self._tallies.type(typing[0], typing[1], None)
        elif key == Qt.Key.Key_Backspace and typing:
            self._tallies.type(typing[0], typing[1], typing[2][:-1])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._tallies.put(here.row(), here.column(), "")
        else:
            return False
        return True

    def _next(self) -> None:
        """Go right, and from the last grade to the first of the next line."""
        here, model = self.currentIndex(), self._tallies
        row, column = here.row(), here.column() + 1
        if not model.is_tally(column):
            row, column = row + (column > FIRST), FIRST
        if row < model.rowCount():
            self.setCurrentIndex(model.index(row, column))
            self.scrollTo(self.currentIndex())


class _Cells(QStyledItemDelegate):
    """Draw counts in boxes, as the roll call does, and a frame around the one the keyboard is in."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        rect = cast(QRect, option.rect)  # type: ignore[attr-defined]
        view, model = cast(TallySheet, self.parent()), cast(TallyModel, index.model())
        current, tally = view.currentIndex(), model.is_tally(index.column())
        painter.save()
        painter.setPen(RULE)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(3, 3, -3, -4)
        if tally:
            chosen = index != current and view.selectionModel().isSelected(index)
            painter.fillRect(inner, QColor(theme.CHOSEN if chosen else theme.GROUND))
        if index == current:
            painter.setPen(QPen(QColor(theme.RED if view.hasFocus() else theme.MUTED), 2))
            painter.drawRect(inner)
        painter.setFont(cast(QFont, option.font))  # type: ignore[attr-defined]
        painter.setPen(QColor(theme.INK if tally or index.column() == LESSON else theme.MUTED))
        text = rect.adjusted(theme.px(PADDING), 0, -theme.px(PADDING), 0)
        how = int(index.data(Qt.ItemDataRole.TextAlignmentRole))
        if index.column() == LESSON:
            how |= int(Qt.TextFlag.TextWrapAnywhere)
        painter.drawText(text, how, str(index.data() or ""))
        painter.restore()
