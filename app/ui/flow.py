"""Widgets beside each other, on as many lines as the width asks for."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QLayout, QLayoutItem, QVBoxLayout, QWidget

from app.ui.theme import px


class Flow(QLayout):
    """Lay widgets out as words are: what does not fit goes to the next line.

    Room left over on a line goes to the widgets added with a `share` of it, by their shares.
    """

    def __init__(self, gap: int = 10) -> None:
        """Make an empty one; `gap` is the room between widgets, as for 14 px type."""
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(px(gap))
        self._items: list[QLayoutItem] = []
        self._shares: list[int] = []

    def add(self, widget: QWidget, share: int = 0) -> None:
        """Add a widget at the end."""
        self.addWidget(widget)
        self._shares[-1] = share

    # Qt's side

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item."""
        self._items.append(item)
        self._shares.append(0)

    def count(self) -> int:
        """Count the items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Give an item."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        """Give an item and forget it."""
        if not 0 <= index < len(self._items):
            return None
        del self._shares[index]
        return self._items.pop(index)

    def expandingDirections(self) -> Qt.Orientation:
        """Ask for no more height than needed."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Give the height of all lines."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """Give the size of one line that holds everything."""
        widths = [one.sizeHint().width() for one in self._present()]
        return QSize(sum(widths) + self.spacing() * max(0, len(widths) - 1), self.minimumSize().height())

    def minimumSize(self) -> QSize:
        """Give the least size: one widget a line."""
        size = QSize(0, 0)
        for one in self._present():
            size = size.expandedTo(one.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        """Put everything in its place."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def _present(self) -> list[QLayoutItem]:
        return [one for one in self._items if not one.isEmpty()]

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Put the items line by line, and give the height of the lines together."""
        top = rect.top()
        for line in self._lines(rect.width()):
            height = max(item.sizeHint().height() for item, _ in line)
            if move:
                self._place(line, QRect(rect.left(), top, rect.width(), height))
            top += height + self.spacing()
        return max(0, top - self.spacing() - rect.top())

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, int]]]:
        lines: list[list[tuple[QLayoutItem, int]]] = []
        used = 0
        for item, share in zip(self._items, self._shares, strict=True):
            if item.isEmpty():
                continue
            wide = item.sizeHint().width()
            if lines and used + self.spacing() + wide <= width:
                lines[-1].append((item, share))
                used += self.spacing() + wide
            else:
                lines.append([(item, share)])
                used = wide
        return lines

    def _place(self, line: list[tuple[QLayoutItem, int]], rect: QRect) -> None:
        widths = [min(item.sizeHint().width(), rect.width()) for item, _ in line]
        spare = rect.width() - sum(widths) - self.spacing() * (len(line) - 1)
        shares = sum(share for _, share in line)
        left = rect.left()
        for (item, share), wide in zip(line, widths, strict=True):
            full = wide + (max(0, spare) * share // shares if shares else 0)
            tall = item.sizeHint().height()
            item.setGeometry(QRect(QPoint(left, rect.top() + (rect.height() - tall) // 2), QSize(full, tall)))
            left += full + self.spacing()


class Named(QWidget):
    """A field with its name above it, at least `width` wide as for 14 px type."""

    def __init__(self, name: str, field: QWidget, width: int) -> None:
        """Put the name above the field."""
        super().__init__()
        title = QLabel(name)
        title.setObjectName("label")
        title.setBuddy(field)
        field.setAccessibleName(name)
        field.setMinimumWidth(px(width))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(title)
        column.addWidget(field)
