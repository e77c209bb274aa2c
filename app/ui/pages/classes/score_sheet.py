"""A class's scores as a sheet: type points, Enter goes down, paste from a spreadsheet."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QRect,
    Qt,
    QTimer,
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

from app.school import scores
from app.ui import clipboard, theme
from app.ui.cells import CHOSEN, PADDING, RULE
from app.ui.key_sheet import CARET, ENTER, Index, KeySheet
from app.ui.tables import ALIGN, TONE_ROLE

FIRST_PART = 2
TOTAL, GRADE, CAME, EXCELLENT, WHY = "总评", "等次", "出勤", "优秀学员", "说明"
AFTER = (TOTAL, GRADE, CAME, EXCELLENT, WHY)
POINTS = "0123456789."


class ScoreModel(QAbstractTableModel):
    """Hold one class's scores in memory; what is typed is handed on, and comes back with `load`."""

    def __init__(self, enter: Callable[[scores.Line, str, str], bool], parent: QObject | None = None) -> None:
        """Make an empty sheet; `enter` is given person, part and text, and says whether it was kept."""
        super().__init__(parent)
        self.lines: tuple[scores.Line, ...] = ()
        self.titles: tuple[str, ...] = ()
        self.parts: tuple[str, ...] = ()
        self.editable = False
        self.enter = enter
        self.typing: tuple[int, int, str] | None = None
        """Row, column and text of what is being typed and not yet kept."""
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

    def type(self, row: int, column: int, text: str | None) -> None:
        """Show what is being typed in a cell, or with None what is kept there."""
        self.typing = None if text is None else (row, column, text)
        cell = self.index(row, column)
        self.dataChanged.emit(cell, cell, [Qt.ItemDataRole.DisplayRole])

    def heading(self, column: int) -> str:
        """Give a column's title."""
        return ("序号", "姓名", *self.titles, *AFTER)[column]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows."""
        line, heading = self.lines[index.row()], self.heading(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            if self.typing and self.typing[:2] == (index.row(), index.column()):
                return f"{self.typing[2]}{CARET}"
            return self._text(line, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGN["left" if heading in ("姓名", GRADE, EXCELLENT, WHY) else "right"]
        if role == TONE_ROLE:
            return self._tone(line, heading)
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


class ScoreSheet(KeySheet):
    """Show a `ScoreModel` and take points in as a spreadsheet does: digits need no field to be opened."""

    pasted = Signal(object)
    """Rows were pasted: a list of lists of str."""
    cleared = Signal()
    """The points in the chosen cells are to be taken away."""
    praised = Signal()
    """The chosen people are to be called excellent, or no longer."""

    def __init__(self, model: ScoreModel, parent: QWidget | None = None) -> None:
        """Show a model."""
        super().__init__(name="成绩表", parent=parent)
        self._sheet = model
        self.setModel(model)
        self.setItemDelegate(Cells(self))
        self.setTabKeyNavigation(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setFixedHeight(theme.px(42))
        model.modelReset.connect(self._settle)
        model.dataChanged.connect(self._changed)
        self.doubleClicked.connect(lambda: self._begin())

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

    # columns

    def _changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if first != last:
            self.arrange()

    def arrange(self) -> None:
        """Make the columns fit what they hold; the remark has the rest."""
        bold = QFont(self.font())
        bold.setBold(True)
        plain, heading = QFontMetrics(self.font()), QFontMetrics(bold)
        model, used = self._sheet, 0
        for column in range(model.columnCount()):
            title = model.heading(column)
            texts = [str(model.index(row, column).data() or "") for row in range(model.rowCount())]
            width = max(plain.horizontalAdvance(text) for text in [*texts, "100.5"])
            width = max(width, heading.horizontalAdvance(title)) + 2 * theme.px(PADDING) + 2
            if title == WHY:
                width = max(self.viewport().width() - used, width)
            used += width
            self.setColumnWidth(column, width)

    # typing

    def _begin(self, text: str | None = None) -> None:
        """Begin to type in the current cell, with what stands there or with a first sign."""
        at = self.currentIndex()
        if self._sheet.editable and self._sheet.part(at.column()) is not None:
            self._sheet.type(at.row(), at.column(), str(at.data() or "") if text is None else text)

    def keep(self) -> bool:
        """Keep what is being typed; say whether nothing is left to be mended."""
        typing = self._sheet.typing
        if typing is None:
            return True
        row, column, text = typing
        part = self._sheet.part(column)
        self._sheet.type(row, column, None)
        if part is None or self._sheet.enter(self._sheet.lines[row], part, text):
            return True
        self.setCurrentIndex(self._sheet.index(row, column))
        self._sheet.type(row, column, text)
        return False

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Keep what was typed in the cell that is left."""
        super().currentChanged(current, previous)
        typing = self._sheet.typing
        if typing is not None and typing[:2] != (current.row(), current.column()):
            # What cannot be kept leads back, which must wait until this step is done.
            QTimer.singleShot(0, self, self.keep)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep what was typed when the keyboard goes elsewhere."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            QTimer.singleShot(0, self, self.keep)

    def typing(self) -> bool:
        """Say whether something is typed into a cell and not kept yet."""
        return self._sheet.typing is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type, copy, paste, clear, praise; the rest moves."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            # Somebody who missed the exam is an empty cell among the others.
            self.pasted.emit(clipboard.from_sheet(QApplication.clipboard().text(), keep_empty=True))
        elif plain and event.text() and event.text() in POINTS:
            self._begin((self._sheet.typing[2] if self._sheet.typing else "") + event.text())
        elif not (plain and self._do(event.key())) and self.keep():
            super().keyPressEvent(event)

    def _do(self, key: int) -> bool:
        """Do what a key stands for besides moving; say whether it is one."""
        typing = self._sheet.typing
        if key in ENTER:
            if self.keep():
                self._down()
        elif key == Qt.Key.Key_Escape and typing:
            self._sheet.type(typing[0], typing[1], None)
        elif key == Qt.Key.Key_Backspace and typing:
            self._sheet.type(typing[0], typing[1], typing[2][:-1])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        elif key == Qt.Key.Key_F2:
            self._begin()
        elif key == Qt.Key.Key_Y:
            self.praised.emit()
        else:
            return False
        return True

    def _down(self) -> None:
        here = self.currentIndex()
        if here.row() + 1 < self._sheet.rowCount():
            self.setCurrentIndex(self._sheet.index(here.row() + 1, here.column()))


class Cells(QStyledItemDelegate):
    """Draw what is entered in boxes, as the roll call does, and a frame around the one the keyboard is in."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        rect = cast(QRect, option.rect)  # type: ignore[attr-defined]
        view, model = cast(ScoreSheet, self.parent()), cast(ScoreModel, index.model())
        current, boxed = view.currentIndex(), model.part(index.column()) is not None
        painter.save()
        if index.row() == current.row():
            painter.fillRect(rect, CHOSEN)
        painter.setPen(RULE)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(4, 4, -4, -5)
        if boxed:
            painter.fillRect(inner, QColor(theme.GROUND))
        if index != current and view.selectionModel().isSelected(index):
            painter.setPen(QPen(QColor(theme.RED), 1, Qt.PenStyle.DashLine))
            painter.drawRect(inner.adjusted(0, 0, -1, -1))
        if index == current:
            painter.setPen(QPen(QColor(theme.RED if view.hasFocus() else theme.MUTED), 2))
            painter.drawRect(inner)
        painter.setFont(cast(QFont, option.font))  # type: ignore[attr-defined]
        painter.setPen(QColor(theme.TONES[cast(theme.Tone, index.data(TONE_ROLE))][0]))
        text = rect.adjusted(theme.px(PADDING), 0, -theme.px(PADDING), 0)
        painter.drawText(text, int(index.data(Qt.ItemDataRole.TextAlignmentRole)), str(index.data() or ""))
        painter.restore()
