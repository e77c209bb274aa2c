"""Ctrl+K: find a person, a class or a place by name or pinyin initials."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme

LIMIT = 8
NOTE_ROLE = int(Qt.ItemDataRole.UserRole)
PAUSE_MS = 80


@dataclass(frozen=True, slots=True)
class Found:
    """Something found: its name, a muted word about it, and how to open it."""

    title: str
    note: str
    open: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Search:
    """One kind of thing to find; `find` gives the best hits first."""

    kind: str
    find: Callable[[str], Sequence[Found]]


class _Hit(QStyledItemDelegate):
    """Draw the muted word about a hit at the right of its name."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.save()
        painter.setPen(QColor(theme.MUTED))
        room = option.rect.adjusted(0, 0, -theme.px(12), 0)  # type: ignore[attr-defined]
        painter.drawText(room, right, str(index.data(NOTE_ROLE)))
        painter.restore()


class Finder(QFrame):
    """A field and what it finds, over the window; Esc brings the keyboard back where it was."""

    def __init__(self, window: QWidget, searches: Sequence[Search]) -> None:
        """Make it hidden."""
        super().__init__(window)
        self.setObjectName("finder")
        self.setAccessibleName("查找")
        self._searches = searches
        self._hits: list[Found] = []
        self._before: QWidget | None = None
        self._field = QLineEdit()
        self._field.setPlaceholderText("党员、培训班或功能：姓名或拼音首字母")
        self._field.setAccessibleName("查找党员、培训班或功能")
        self._field.installEventFilter(self)
        self._list = QListWidget()
        self._list.setAccessibleName("找到的内容")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setItemDelegate(_Hit(self._list))
        self._list.itemClicked.connect(lambda: self._choose())
        self._nothing = QLabel()
        self._nothing.setObjectName("note")
        self._nothing.setWordWrap(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self._field.textChanged.connect(lambda: self._pause.start())
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(10)] * 4)
        column.addWidget(self._field)
        column.addWidget(self._list, 1)
        column.addWidget(self._nothing)
        self.hide()

    def open(self) -> None:
        """Show the field, empty, with the places below it."""
        if self.isHidden():
            self._before = QApplication.focusWidget()
        self._field.clear()
        self._search()
        self.settle()
        self.show()
        self.raise_()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def dismiss(self) -> None:
        """Close it and bring the keyboard back."""
        self.hide()
        if self._before is not None:
            self._before.setFocus()
        self._before = None

    def settle(self) -> None:
        """Stand in the upper middle of the window."""
        window = self.window()
        width = min(theme.px(560), window.width() - theme.px(40))
        height = min(theme.px(440), window.height() - theme.px(120))
        self.setGeometry((window.width() - width) // 2, theme.px(72), width, height)

    def _search(self) -> None:
        text = self._field.text().strip()
        limit = LIMIT if text else None
        self._hits = [hit for search in self._searches for hit in list(search.find(text))[:limit]]
        self._list.clear()
        for hit in self._hits:
            item = QListWidgetItem(hit.title)
            item.setData(NOTE_ROLE, hit.note)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{hit.title}，{hit.note}")
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._list.setVisible(bool(self._hits))
        self._nothing.setText("" if self._hits else f"没有找到“{text}”。可以输入姓名、班名或拼音首字母。")
        self._nothing.setVisible(not self._hits)

    def _choose(self) -> None:
        if self._pause.isActive():
            # Enter came before the pause was over: the list shows an older search.
            self._pause.stop()
            self._search()
        row = self._list.currentRow()
        if 0 <= row < len(self._hits):
            hit = self._hits[row]
            self.dismiss()
            hit.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list and choose while the keyboard stays in the field."""
        if event.type() == QEvent.Type.FocusOut and not self.isHidden():
            self.hide()
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            # Otherwise the window's own Esc would take it.
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps and self._hits:
            row = self._list.currentRow() + steps[Qt.Key(event.key())]
            self._list.setCurrentRow(row % len(self._hits))
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return True
        return super().eventFilter(watched, event)
