"""The annual plan as a sheet: a line a row, cells typed or pasted into, and what came of each beside them."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QColor

from app.school import hours_text, plans
from app.ui import theme
from app.ui.tables import ALIGN
from app.ui.typed_sheet import Index, TypedSheet

FIELDS = list(plans.FIELDS)
NUMBERS = ("classes", "people", "quarter_hours")
DONE = ("已办", "已训", "已上学时")
RULES = {
    "已办": "列入这一行的班里，上过课并录过考勤的期数；加号后面是已经筹备、还没有上课的。",
    "已训": "到过课的人次（一人参加两个班算两次）和人数（同一个人只算一次）。",
    "已上学时": "上过并录过考勤的半天，各半天学时之和。",
    "人次": "这一行全部班次合计的计划人次。",
    "每期学时": "一个班的学时；0.25 学时为单位。",
    "时间": "可以写 3月、3-4月、二季度、上半年或全年。",
}
# In signs: what a column of words takes where there is little room; a tooltip tells the rest.
WIDEST_WORDS = 7
LEAST_TITLE = 10


class PlanModel(QAbstractTableModel):
    """The lines of a plan, and an empty row below where the next one is typed."""

    def __init__(self, keep: Callable[[int | None, Mapping[str, str]], bool]) -> None:
        """Make an empty one; `keep` takes a line (None: a new one) and what was typed, and says if it did."""
        super().__init__()
        self._keep = keep
        self.lines: list[plans.Standing] = []
        self.month = 12
        self.editable = True

    def load(self, lines: list[plans.Standing], *, month: int) -> None:
        """Show other lines; `month` is the month up to which classes should have been held, 0 for none."""
        before, self.month = len(self.lines), month
        if len(lines) < before:
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()
            return
        if len(lines) > before:
            # Not a reset: the cell just typed into is still open.
            self.beginInsertRows(QModelIndex(), before, len(lines) - 1)
            self.lines = lines
            self.endInsertRows()
        self.lines = lines
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Count the lines, and the empty row."""
        return 0 if parent.isValid() else len(self.lines) + self.editable

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Count what is planned and what was done."""
        return 0 if parent.isValid() else len(FIELDS) + len(DONE)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Give a heading and its 口径, or the number of a line."""
        if orientation == Qt.Orientation.Vertical:
            return (str(section + 1) if section < len(self.lines) else "+") if role == 0 else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        title = [*plans.FIELDS.values(), *DONE][section]
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if role == Qt.ItemDataRole.ToolTipRole:
            return RULES.get(title)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell says."""
        at, column = index.row(), index.column()
        one = self.lines[at] if at < len(self.lines) else None
        shown = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.AccessibleTextRole)
        if role in shown:
            return self._text(one, column) if one else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.ForegroundRole and one and column >= len(FIELDS):
            return QColor(theme.TONES[self._tone(one)][0])
        if role == Qt.ItemDataRole.ToolTipRole and one:
            if column == len(FIELDS):
                return f"还差 {one.lacking} 期" if one.lacking else "期数够了"
            return self._text(one, column) or None
        return None

    def _text(self, one: plans.Standing, column: int) -> str:
        if column < len(FIELDS):
            return one.line.said(FIELDS[column])
        done = one.done
        if column == len(FIELDS):
            mark = "✓ " if done.held >= one.line.classes else "! " if self._late(one) else ""
            return f"{mark}{done.held}" + (f" + {done.to_come}" if done.to_come else "") + " 期"
        if column == len(FIELDS) + 1:
            return f"{done.person_times} 人次 {done.people} 人" if done.person_times else "—"
        planned = one.line.quarter_hours * one.line.classes
        return (
            f"{hours_text(done.quarter_hours)} / {hours_text(planned)}"
            if planned
            else hours_text(done.quarter_hours)
        )

    def _late(self, one: plans.Standing) -> bool:
        return bool(one.lacking) and one.line.month_to <= self.month

    def _tone(self, one: plans.Standing) -> theme.Tone:
        if one.done.held >= one.line.classes:
            return "good"
        return "warn" if self._late(one) else "muted"

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let what is planned be typed."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.editable and index.column() < len(FIELDS):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Keep what was typed into a cell."""
        text = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or text == self.data(index):
            return False
        line = self.lines[index.row()].line.id if index.row() < len(self.lines) else None
        return self._keep(line, {FIELDS[index.column()]: text})


def _side(column: int) -> Qt.AlignmentFlag:
    return ALIGN["right" if column >= len(FIELDS) or FIELDS[column] in NUMBERS else "left"]


class PlanSheet(TypedSheet):
    """The sheet of a plan."""

    def __init__(self, model: PlanModel) -> None:
        """Show a model."""
        super().__init__(model, name="培训计划")
        self._model = model

    def fit(self) -> None:
        """Make the columns as wide as what they hold, the title taking what is left."""
        super().fit()
        sign = self.fontMetrics().horizontalAdvance("国")
        over = sum(self.columnWidth(at) for at in range(self.model().columnCount())) - self.viewport().width()
        for at, field in enumerate(FIELDS):
            if over > 0 and at and field not in (*NUMBERS, "months"):
                width = min(self.columnWidth(at), sign * WIDEST_WORDS)
                over -= self.columnWidth(at) - width
                self.setColumnWidth(at, width)
        self.setColumnWidth(0, max(self.columnWidth(0) - over, sign * LEAST_TITLE))

    def chosen(self) -> list[plans.Standing]:
        """Give the lines in which a cell is chosen."""
        return [self._model.lines[at] for at in self.chosen_rows() if at < len(self._model.lines)]
