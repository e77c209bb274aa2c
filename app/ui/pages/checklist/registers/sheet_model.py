"""A ledger as rows and columns: lines of the register, lines not kept yet, and an empty one to type into."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from app.school import ledgers
from app.school.ledgers import Field
from app.school.ledgers.fields import RIGHT
from app.school.ledgers.finding import STATES
from app.spelling import money
from app.ui import theme
from app.ui.pages.checklist.registers.typed import Typed
from app.ui.tables import ALIGN

Index = QModelIndex | QPersistentModelIndex
PAPER, STATE = "材料", "状态"
PAPER_RULE = "证明这一行的扫描件或照片。点这里归入或打开；也可以把文件拖到这一行上。"
STATE_TONES: Mapping[str, theme.Tone] = {"holds": "good", "ahead": "warn", "ended": "muted", "voided": "bad"}
Role = Qt.ItemDataRole


# No slots: a class with them cannot hold a lambda's type that is not written out.
@dataclass(frozen=True)
class Extra:
    """A column that is worked out and not typed: `of` gives its texts by id for the lines on show.

    It stands after the field `after`, or where that is empty after all of them.
    """

    title: str
    of: Callable[..., Mapping[int, str]]
    rule: str = ""
    tone: theme.Tone = "plain"
    align: Literal["left", "right"] = "left"
    width: int = 8
    after: str = ""


Column = Field | Extra | str
"""A field, a worked-out column, or the paper and the state by their titles."""


class SheetModel(QAbstractTableModel):
    """The lines of one ledger; what is typed goes to `keep(row, {field: text})`, row 0 for a new line."""

    kept = Signal()
    """Something typed was taken or put aside."""

    def __init__(
        self, typed: Typed, columns: Sequence[Column], keep: Callable[[int, Mapping[str, str]], object]
    ) -> None:
        """Make an empty one."""
        super().__init__()
        self.typed = typed
        self.columns: tuple[Column, ...] = tuple(columns)
        self.order: list[int] = []
        self.records: dict[int, Any] = {}
        self.papers: Mapping[int, str] = {}
        self.extras: Mapping[str, Mapping[int, str]] = {}
        self.today = ""
        self.editable = True
        self._keep = keep

    def load(
        self,
        order: list[int],
        records: Mapping[int, Any],
        *,
        papers: Mapping[int, str],
        extras: Mapping[str, Mapping[int, str]],
        today: str,
    ) -> None:
        """Show these lines; a cell that is open stays open unless lines went away."""
        before, after = len(self.order), len(order)
        fewer = after < before
        if fewer:
            self.beginResetModel()
        elif after > before:
            # The empty line becomes the first of them, so that a cell open in it stays where it is.
            self.beginInsertRows(QModelIndex(), before + self.editable, after - 1 + self.editable)
        self.order, self.records = order, dict(records)
        self.papers, self.extras, self.today = papers, extras, today
        if fewer:
            self.endResetModel()
        elif after > before:
            self.endInsertRows()
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, self.rowCount() - 1)

    def take(self, row: int, instead_of: int = 0) -> None:
        """Show a new line at once, or `instead_of` the one it was; what it says is read later."""
        if instead_of in self.order:
            self.order[self.order.index(instead_of)] = row
            return
        # The empty line becomes this one, and another empty one comes below.
        at = len(self.order) + self.editable
        self.beginInsertRows(QModelIndex(), at, at)
        self.order.append(row)
        self.endInsertRows()

    def row_id(self, at: int) -> int:
        """Give the id of a line by its place, 0 for the empty one."""
        return self.order[at] if 0 <= at < len(self.order) else 0

    def column_of(self, field: str) -> int:
        """Give the place of a field's column."""
        return next(at for at, one in enumerate(self.columns) if isinstance(one, Field) and one.name == field)

    def title(self, at: int) -> str:
        """Give a column's heading."""
        one = self.columns[at]
        return one if isinstance(one, str) else one.title

    # what cells say

    def text(self, at: int, column: int, *, shown: bool) -> str:
        """Give what a cell says, as a person reads it (`shown`) or as it is typed."""
        row, of = self.row_id(at), self.columns[column]
        if isinstance(of, Extra):
            return self.extras.get(of.title, {}).get(row, "")
        record = self.records.get(row)
        if isinstance(of, str):
            if of == PAPER:
                return self.papers.get(row, "归入…" if record is not None and self.editable else "")
            return self._state(row, record)
        typed = self.typed.cells.get(row, {})
        if of.name in typed:
            return typed[of.name]
        if record is None:
            return ""
        if shown and of.kind == "money":
            return money.shown(getattr(record, of.name)) if getattr(record, of.name) else ""
        return ledgers.said(of, record)

    def _state(self, row: int, record: Any) -> str:
        if record is None:
            return self.typed.lacks(row) if row else ""
        state = ledgers.state(self.typed.ledger, record, on=self.today)
        why = getattr(record, "void_reason", "") or getattr(record, "end_reason", "")
        return f"{STATES[state]}：{why}" if why and state != "holds" else STATES[state]

    def fault(self, at: int, column: int) -> str:
        """Say what is wrong with a cell, or nothing."""
        of = self.columns[column]
        return self.typed.faults.get(self.row_id(at), {}).get(of.name, "") if isinstance(of, Field) else ""

    # Qt's side

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Count the lines, and the empty one."""
        return 0 if parent.isValid() else len(self.order) + self.editable

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Count the columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Give a heading and its 口径, or a line's number: + for the empty one, ! for one not kept yet."""
        if orientation == Qt.Orientation.Vertical:
            if role != Role.DisplayRole:
                return None
            row = self.row_id(section)
            waiting = row < 0 or bool(self.typed.faults.get(row))
            return "+" if not row else "!" if waiting else str(section + 1)
        one = self.columns[section]
        if role == Role.TextAlignmentRole:
            return _side(one)
        if role == Role.DisplayRole:
            starred = isinstance(one, Field) and one.must and self.editable
            return f"{self.title(section)} *" if starred else self.title(section)
        if role == Role.ToolTipRole:
            if isinstance(one, str):
                return PAPER_RULE if one == PAPER else None
            must = "必填。" if isinstance(one, Field) and one.must else ""
            return must + one.rule or None
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Give what a cell says and how it looks."""
        at, column = index.row(), index.column()
        of = self.columns[column]
        if role in (Role.DisplayRole, Role.EditRole):
            return self.text(at, column, shown=role == Role.DisplayRole)
        if role == Role.ToolTipRole:
            return self.fault(at, column) or self.text(at, column, shown=True) or None
        if role == Role.AccessibleTextRole:
            fault = self.fault(at, column)
            return f"{self.text(at, column, shown=True)}{'，' if fault else ''}{fault}"
        if role == Role.TextAlignmentRole:
            return _side(of)
        if role in (Role.ForegroundRole, Role.BackgroundRole):
            tone = self._tone(at, column)
            if role == Role.ForegroundRole:
                return QColor(theme.TONES[tone][0])
            return QColor(theme.TONES["bad"][1]) if self.fault(at, column) else None
        return None

    def _tone(self, at: int, column: int) -> theme.Tone:
        row, of = self.row_id(at), self.columns[column]
        record = self.records.get(row)
        if self.fault(at, column):
            return "bad"
        if isinstance(of, Extra):
            return of.tone
        if record is None:
            return "warn" if of == STATE else "plain"
        state = ledgers.state(self.typed.ledger, record, on=self.today)
        if of == STATE:
            return STATE_TONES[state]
        if of == PAPER and row not in self.papers:
            return "muted"
        return "muted" if state in ("ended", "voided") else "plain"

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let fields be typed into, but for lines that were voided."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not self.editable or not isinstance(self.columns[index.column()], Field):
            return flags
        record = self.records.get(self.row_id(index.row()))
        voided: str = getattr(record, "voided_on", "")
        return flags if voided else flags | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Take what was typed into a cell."""
        of, text = self.columns[index.column()], str(value).strip()
        if role != Role.EditRole or not isinstance(of, Field):
            return False
        if text == self.text(index.row(), index.column(), shown=False):
            return False
        self._keep(self.row_id(index.row()), {of.name: text})
        return True


def _side(of: Column) -> Qt.AlignmentFlag:
    right = of.align == "right" if isinstance(of, Extra) else isinstance(of, Field) and of.kind in RIGHT
    return ALIGN["right" if right else "left"]
