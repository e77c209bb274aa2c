"""The view of a roll call: keys that mark, columns that fit, boxes in the colour of their mark."""

from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.ui import clipboard, theme
from app.ui.cells import CHOSEN, PADDING, RULE
from app.ui.pages.classes.roll_call import BRANCH, FIRST_BOX, NAME, NUMBER, RollCallModel
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
    "空格 到课或旷课 · C 迟到 · Z 早退 · B、J 病假 · S 事假 · G 公假 · K 旷课 · D 到课 · Delete 清空 · "
    "输入序号跳行 · Shift+方向键 多选 · A 本半天到课 · 录入即保存"
)
WIDEST_BOX = 104
LEAST_BRANCH = 112
LONGEST_NUMBER = 4


class RollCallGrid(QTableView):
    """Show a `RollCallModel` and hear the keys of the trade; nothing is edited in place."""

    marked = Signal(object)
    """A mark is wanted in the chosen boxes: its key in `MARKS`, None to clear."""
    toggled = Signal()
    """到课 and 旷课 are to change places in the chosen boxes."""
    everyone = Signal()
    """Everyone came to the half-day the keyboard is in."""

    def __init__(self, model: RollCallModel, parent: QWidget | None = None) -> None:
        """Show a model."""
        super().__init__(parent)
        self._grid = model
        self._number = ""
        self.setAccessibleName("考勤表")
        self.setModel(model)
        self.setItemDelegate(Boxes(self))
        # Letters are keys here: an input method would swallow them.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.px(38))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(theme.px(30))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        model.modelReset.connect(self._settle)

    def go(self, row: int, column: int | None = None) -> None:
        """Take the keyboard to a row, in the half-day it was in or the one asked for."""
        at = max(FIRST_BOX, self.currentIndex().column()) if column is None else column
        self.setCurrentIndex(self._grid.index(row, at))
        self.scrollTo(self.currentIndex())

    def _settle(self) -> None:
        self.arrange()
        if self._grid.rowCount() and self._grid.sessions:
            self.go(0, FIRST_BOX)

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the new width."""
        super().resizeEvent(event)
        self.arrange()

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
        self._number = ""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif plain and key in KEYS:
            self.marked.emit(KEYS[Qt.Key(key)])
        elif plain and key == Qt.Key.Key_A:
            self.everyone.emit()
        elif plain and key == Qt.Key.Key_Space:
            self.toggled.emit()
        elif plain and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.marked.emit(None)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go(min(self.currentIndex().row() + 1, self._grid.rowCount() - 1))
        else:
            super().keyPressEvent(event)

    def _type_number(self, digit: str) -> None:
        """Go on with the number typed so far, or begin anew where nobody has it."""
        for number in (self._number + digit, digit):
            row = self._grid.row_of_number(int(number))
            if row is not None:
                self._number = number[:LONGEST_NUMBER]
                self.go(row)
                return
        self._number = ""

    def keyboardSearch(self, search: str) -> None:
        """Do nothing for a letter that marks nothing: Qt's own search would move the keyboard away."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Keep the input method out; Qt would let it in again."""
        super().focusInEvent(event)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def copy(self) -> None:
        """Copy the chosen boxes as a sheet would."""
        chosen = self.selectionModel().selection()
        if chosen.isEmpty():
            return
        part = chosen.toList()[0]
        rows = [
            [
                str(self._grid.index(row, column).data() or "")
                for column in range(part.left(), part.right() + 1)
            ]
            for row in range(part.top(), part.bottom() + 1)
        ]
        QApplication.clipboard().setMimeData(clipboard.as_sheet(rows))


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
        if boxed and chosen:
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
