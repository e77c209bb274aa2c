"""Lists of any length: a model that keeps every id and few rows, and the table that shows it."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.ui import theme

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex

PAGE = 64
PAGES = 48
COPY_CHUNK = 1000

TONE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "center": Qt.AlignmentFlag.AlignCenter,
}


# No slots: with them `Column[Member](…)` cannot be written in Python 3.11.
@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: its title, what it shows of a row, and how.

    `sort` is the `order_by` of the noun's `find`; without it the header does not sort.
    `tint` gives the tone of a cell; `filled` paints its ground too. `tip` explains a cell, `rule` the
    heading (the 口径). `press` makes the cell a link. `width` is a least width in characters; `grow`
    takes the room left over, and gives way where there is too little. Before it becomes hard to read,
    columns with a `spare` above 0 are left out, the highest first; the row's tooltip then says what
    they hold.
    """

    title: str
    text: Callable[[R], str]
    sort: str | None = None
    align: Literal["left", "right", "center"] = "left"
    tint: Callable[[R], theme.Tone] | None = None
    filled: bool = False
    tip: Callable[[R], str] | None = None
    rule: str = ""
    press: Callable[[R], object] | None = None
    width: int = 0
    grow: bool = False
    spare: int = 0


class LazyTable(QAbstractTableModel, Generic[R]):
    """Keep the ids of a list in order and a bounded number of its rows.

    `find(sort)` gives every id in ascending order of a `Column.sort` (None: the list's own order);
    `rows(ids)` gives their records in the order asked. Where `find` takes long, `first(sort, count)`
    gives the first so many of them, which are shown before the rest are found: `known` are the ids
    found so far, and `whole` says whether these are all.
    """

    fetched = Signal(int, int)
    """Rows from the first to before the second number were read."""
    counted = Signal(int)
    """All ids are known now; there are so many."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        find: Callable[[str | None], list[int]],
        rows: Callable[[Sequence[int]], list[R]],
        first: Callable[[str | None, int], list[int]] | None = None,
        sort: str | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Make an empty list; `refresh` fills it."""
        super().__init__(parent)
        self.columns = tuple(columns)
        self.known: list[int] = []
        self.whole = True
        self._find = find
        self._first = first
        self._rows = rows
        self._sort = sort
        self._descending = False
        self._pages: OrderedDict[int, list[R | None]] = OrderedDict()

    @property
    def ids(self) -> list[int]:
        """Give every id in order."""
        self.complete()
        return self.known

    def refresh(self, *, anew: bool = False) -> None:
        """Find the ids again and forget the rows kept.

        `anew` says that something else is sought now: then, as for the first time, the first rows are
        shown at once and the rest are found when they stand there, or when somebody asks for `ids`.
        """
        if self._first is not None and not self._descending and (anew or not self.known):
            head = self._first(self._sort, PAGE)
            self.whole = len(head) < PAGE
            self._reset(head)
        else:
            self.whole = True
            self._take(self._find_all())
        if self.whole:
            self.counted.emit(len(self.known))

    def complete(self) -> None:
        """Find the rest of the ids, where only the first are known yet."""
        if self.whole:
            return
        self.whole = True
        found, known = self._find_all(), len(self.known)
        if found[:known] != self.known:
            self._reset(found)
        elif len(found) > known:
            self.beginInsertRows(QModelIndex(), known, len(found) - 1)
            self.known = found
            self.endInsertRows()
        self.counted.emit(len(found))

    def _find_all(self) -> list[int]:
        found = self._find(self._sort)
        return found[::-1] if self._descending else found

    def _take(self, found: list[int]) -> None:
        if found != self.known:
            self._reset(found)
            return
        self._pages.clear()
        if found:
            self.dataChanged.emit(self.index(0, 0), self.index(len(found) - 1, len(self.columns) - 1))

    def _reset(self, found: list[int]) -> None:
        self.beginResetModel()
        self.known = found
        self._pages.clear()
        self.endResetModel()

    def row(self, number: int) -> R | None:
        """Give the record in a row; None where it has left the register since the ids were found."""
        page, place = divmod(number, PAGE)
        kept = self._pages.get(page)
        if kept is None:
            first = page * PAGE
            kept = self._read(self.known[first : first + PAGE])
            self._pages[page] = kept
            if len(self._pages) > PAGES:
                self._pages.popitem(last=False)
            self.fetched.emit(first, first + len(kept))
        else:
            self._pages.move_to_end(page)
        return kept[place]

    def each(self, numbers: Sequence[int]) -> Iterator[R]:
        """Read many rows in turn without disturbing those kept, to copy them."""
        for start in range(0, len(numbers), COPY_CHUNK):
            ids = [self.known[number] for number in numbers[start : start + COPY_CHUNK]]
            yield from (row for row in self._read(ids) if row is not None)

    def _read(self, ids: Sequence[int]) -> list[R | None]:
        found = self._rows(ids)
        if len(found) == len(ids):
            return list(found)
        # A row has gone since: find out which, so that no record is shown under another's id.
        return [next(iter(self._rows([one])), None) for one in ids]

    # Qt's side

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Give the number of ids known."""
        return 0 if parent.isValid() else len(self.known)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Give the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows."""
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGN[column.align]
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
            TONE_ROLE,
        ):
            return None
        row = self.row(index.row())
        if row is None:
            return None
        if role == TONE_ROLE:
            return column.tint(row) if column.tint else "plain"
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip(row) if column.tip else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}：{column.text(row)}"
        return column.text(row)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Give a column's title, its rule as tooltip, and the side it stands on."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.rule or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGN[column.align]
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; one without `sort` restores the list's own order."""
        self._sort = self.columns[column].sort if 0 <= column < len(self.columns) else None
        self._descending = self._sort is not None and order == Qt.SortOrder.DescendingOrder
        self.refresh()
