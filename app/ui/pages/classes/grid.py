"""The view of a roll call: keys that mark, columns that fit, boxes in the colour of their mark."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import (
    QElapsedTimer,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
    QPolygon,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui import theme
from app.ui.cells import CHOSEN, PADDING, RULE
from app.ui.key_sheet import ENTER, KeySheet
from app.ui.pages.classes.roll_call import (
    BRANCH,
    FIRST_BOX,
    LOCKED_ROLE,
    NAME,
    NUMBER,
    REASON_ROLE,
    RollCallModel,
)
from app.ui.tables import TONE_ROLE

KEYS = {
    Qt.Key.Key_D: "present",
    Qt.Key.Key_J: "sick_leave",
    Qt.Key.Key_B: "sick_leave",
    Qt.Key.Key_S: "personal_leave",
    Qt.Key.Key_G: "official_leave",
    Qt.Key.Key_C: "late",
    Qt.Key.Key_Z: "left_early",
    Qt.Key.Key_K: "absent",
}
LEGEND = (
    "空格 到课或旷课 · C 迟到 · Z 早退 · B、J 病假 · S 事假 · G 公假 · K 旷课 · D 到课 · F 分钟 · Q 请假条 · "
    "A 本半天到课 · H 整行 · L 整列 · Shift+方向键 多选 · Delete 清空 · 序号跳行 · 扫码枪签到 · * 没有请假条"
)
WIDEST_BOX = 104
LEAST_BRANCH = 112
TIGHT = 2
LONGEST_NUMBER = 4
# Nobody types so many digits by hand: a scanner has read something.
LEAST_SCANNED = 8
PAUSE_MS = 3000


class RollCallGrid(KeySheet):
    """Show a `RollCallModel` and hear the keys of the trade; nothing is edited in place."""

    marked = Signal(object)
    """A mark is wanted in the chosen boxes: its key in `MARKS`, None to clear."""
    toggled = Signal()
    """到课 and 旷课 are to change places in the chosen boxes."""
    everyone = Signal()
    """Everyone came to the half-day the keyboard is in."""
    partly = Signal()
    """The minutes are to be asked that somebody in the chosen boxes was there."""
    excused = Signal()
    """A leave slip is to be written for the chosen boxes."""
    scanned = Signal(str)
    """A scanner has read a code: its digits."""

    def __init__(self, model: RollCallModel, parent: QWidget | None = None) -> None:
        """Show a model."""
        super().__init__(name="考勤表", header=Headings(parent), parent=parent)
        self._grid = model
        self._number = ""
        self._digits = ""
        self._watch = QElapsedTimer()
        self._watch.start()
        self._before = QPersistentModelIndex()
        self.setModel(model)
        self.setItemDelegate(Boxes(self))
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.horizontalHeader().sectionClicked.connect(self.choose_column)
        self.horizontalHeader().setMinimumSectionSize(theme.px(30))
        model.modelReset.connect(self._settle)
        model.headerDataChanged.connect(lambda: self.arrange())

    def go(self, row: int, column: int | None = None) -> None:
        """Take the keyboard to a row, in the half-day it was in or the one asked for."""
        at = max(FIRST_BOX, self.currentIndex().column()) if column is None else column
        self.setCurrentIndex(self._grid.index(row, at))
        self.scrollTo(self.currentIndex())

    def _settle(self) -> None:
        self.arrange()
        if self._grid.rowCount() and self._grid.sessions:
            self.go(0, self._grid.first_open())

    def choose_column(self, column: int | None = None) -> None:
        """Choose everybody's box in a half-day, the one the keyboard is in where none is named."""
        at = self.currentIndex().column() if column is None else column
        if FIRST_BOX <= at < FIRST_BOX + len(self._grid.sessions) and self._grid.rowCount():
            self.setFocus()
            self._choose(self._grid.index(0, at), self._grid.index(self._grid.rowCount() - 1, at))

    def choose_row(self) -> None:
        """Choose all half-days of the person the keyboard is at."""
        row = self.currentIndex().row()
        if row >= 0:
            last = FIRST_BOX + len(self._grid.sessions) - 1
            self._choose(self._grid.index(row, FIRST_BOX), self._grid.index(row, last))

    def _choose(self, first: QModelIndex, last: QModelIndex) -> None:
        flags = QItemSelectionModel.SelectionFlag
        if not QItemSelection(first, last).contains(self.currentIndex()):
            self.selectionModel().setCurrentIndex(first, flags.NoUpdate)
        self.selectionModel().select(QItemSelection(first, last), flags.ClearAndSelect)

    # columns

    def arrange(self) -> None:
        """Share out the width: names whole, boxes alike, the branch only where it has room."""
        metrics = QFontMetrics(self.font())
        pad = 2 * theme.px(PADDING) + 2
        count = len(self._grid.sessions)

        def width(texts: list[str], least: str = "") -> int:
            return max(metrics.horizontalAdvance(text) for text in [*texts, least]) + pad

        people = self._grid.people
        fixed = width([str(len(people))], "序号") + width([p.name for p in people], "姓名")
        hours = width(["00.25"], "学时")
        branch = width([p.branch_at_enrollment for p in people], "所在党支部")
        room = self.viewport().width() - fixed - hours
        one_line = max((width([self._grid.heading(FIRST_BOX + at)]) for at in range(count)), default=0)
        self._grid.two_lines = room - count * one_line < min(branch, theme.px(2 * LEAST_BRANCH))
        two_lines = max((width([self._grid.heading(FIRST_BOX + at)[:-2]]) for at in range(count)), default=0)
        box = max(two_lines - theme.px(PADDING), theme.px(48)) if self._grid.two_lines else one_line
        left = room - count * box
        self.setColumnHidden(BRANCH, left < min(branch, theme.px(LEAST_BRANCH)))
        if count and not self.isColumnHidden(BRANCH) and left > branch:
            box = min(theme.px(WIDEST_BOX), box + (left - branch) // count)
            left = room - count * box
        elif count and self.isColumnHidden(BRANCH) and left > 0:
            box += left // count
        self.setColumnWidth(NUMBER, width([str(len(people))], "序号"))
        self.setColumnWidth(NAME, width([p.name for p in people], "姓名"))
        self.setColumnWidth(BRANCH, left)
        for at in range(count):
            self.setColumnWidth(FIRST_BOX + at, box)
        self.setColumnWidth(FIRST_BOX + count, hours)
        self.horizontalHeader().setFixedHeight(theme.px(54 if self._grid.two_lines else 42))

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark, clear, go to a number; the arrows and the rest are Qt's."""
        key = event.key()
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
            Qt.KeyboardModifier.ShiftModifier,
        )
        if event.text().isdecimal() and event.text().isascii() and plain:
            self._type_number(event.text())
            return
        digits, self._digits, self._number = self._digits, "", ""
        if key in ENTER:
            self._enter(digits)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif not (plain and self._do(key)):
            super().keyPressEvent(event)

    def _do(self, key: int) -> bool:
        """Do what a key of the trade stands for; say whether it is one."""
        if key in KEYS:
            self.marked.emit(KEYS[Qt.Key(key)])
            return True
        errands: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_A: self.everyone.emit,
            Qt.Key.Key_F: self.partly.emit,
            Qt.Key.Key_Q: self.excused.emit,
            Qt.Key.Key_H: self.choose_row,
            Qt.Key.Key_L: self.choose_column,
            Qt.Key.Key_Space: self.toggled.emit,
            Qt.Key.Key_Delete: lambda: self.marked.emit(None),
            Qt.Key.Key_Backspace: lambda: self.marked.emit(None),
        }
        if key not in errands:
            return False
        errands[Qt.Key(key)]()
        return True

    def _enter(self, digits: str) -> None:
        """Go to the next row; after more digits than a hand types, a scanner has read a badge."""
        if len(digits) < LEAST_SCANNED:
            self.go(min(self.currentIndex().row() + 1, self._grid.rowCount() - 1))
            return
        # The first digits looked like a number on the roster and led away.
        if self._before.isValid():
            self.go(self._before.row(), self._before.column())
        self.scanned.emit(digits)

    def _type_number(self, digit: str) -> None:
        """Go on with the number typed so far, or begin anew where nobody has it."""
        if not self._digits or self._paused():
            self._digits, self._before = "", QPersistentModelIndex(self.currentIndex())
        self._digits += digit
        if len(self._digits) >= LEAST_SCANNED:
            return
        for number in (self._number + digit, digit):
            row = self._grid.row_of_number(int(number))
            if row is not None:
                self._number = number[:LONGEST_NUMBER]
                self.go(row)
                return
        self._number = ""

    def _paused(self) -> bool:
        """Say whether the digit before was typed a while ago, as no scanner does; look at the watch anew."""
        return self._watch.restart() > PAUSE_MS


class Headings(QHeaderView):
    """Head the columns, with a small lock where a half-day is locked."""

    def __init__(self, parent: QWidget | None) -> None:
        """Head a grid from left to right."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Draw one heading."""
        painter.save()
        painter.setClipRect(rect)
        spare = self._spare(logicalIndex)
        super().paintSection(painter, rect.adjusted(-spare, 0, spare, 0), logicalIndex)
        painter.restore()
        if self.model().headerData(logicalIndex, Qt.Orientation.Horizontal, LOCKED_ROLE):
            size = theme.px(12)
            corner = QRect(rect.right() - size - 1, rect.top() + theme.px(4), size, size)
            theme.icon("lock", theme.MUTED).paint(painter, corner)

    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:
        """Give the room a heading needs."""
        return super().sectionSizeFromContents(logicalIndex) - QSize(2 * self._spare(logicalIndex), 0)

    def _spare(self, section: int) -> int:
        """Give what a day over its boxes, which stands in their middle, needs less of air at each side."""
        sessions = cast(RollCallModel, self.model()).sessions
        return theme.px(PADDING - TIGHT) if FIRST_BOX <= section < FIRST_BOX + len(sessions) else 0


class Boxes(QStyledItemDelegate):
    """Draw a box in the colour of its mark, and a frame around the one the keyboard is in."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one cell."""
        rect = cast(QRect, option.rect)  # type: ignore[attr-defined]
        view = cast(RollCallGrid, self.parent())
        model = cast(RollCallModel, index.model())
        current = view.currentIndex()
        boxed = FIRST_BOX <= index.column() < FIRST_BOX + len(model.sessions)
        chosen = view.selectionModel().isSelected(index)
        painter.save()
        if index.row() == current.row() or (chosen and not boxed):
            painter.fillRect(rect, CHOSEN)
        painter.setPen(RULE)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        ink, ground = theme.TONES[index.data(TONE_ROLE)]
        inner = rect.adjusted(4, 4, -4, -5)
        if boxed:
            empty = index.data() == ""
            painter.fillRect(inner, QColor(theme.GROUND if empty else ground))
        if boxed and index.data(REASON_ROLE):
            # As a sheet marks a remark.
            corner, size = inner.topRight(), theme.px(7)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.AMBER))
            painter.drawPolygon(QPolygon([corner, corner - QPoint(size, 0), corner + QPoint(0, size)]))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if boxed and chosen and index != current:
            painter.setPen(QPen(QColor(theme.RED), 1, Qt.PenStyle.DashLine))
            painter.drawRect(inner.adjusted(0, 0, -1, -1))
        if boxed and index == current:
            painter.setPen(QPen(QColor(theme.RED if view.hasFocus() else theme.MUTED), 2))
            painter.drawRect(inner)
        font = QFont(cast(QFont, option.font))  # type: ignore[attr-defined]
        font.setBold(boxed)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        text = rect if boxed else rect.adjusted(theme.px(PADDING), 0, -theme.px(PADDING), 0)
        shown = QFontMetrics(font).elidedText(
            str(index.data() or ""), Qt.TextElideMode.ElideRight, text.width()
        )
        painter.drawText(text, int(index.data(Qt.ItemDataRole.TextAlignmentRole)), shown)
        painter.restore()
