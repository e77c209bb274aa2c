"""The side: whose desk it is, its places, and at the foot who sits here and what is safe."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme
from app.ui.desk import Desk

if TYPE_CHECKING:
    from app.ui.page import Page

# The keys of the places in their order; Ctrl+0 is taken by the paper on show.
FIRST_KEYS = tuple(f"Ctrl+{number}" for number in range(1, 10))
LAST_KEY = "Ctrl+,"
# How tall a place is in the stylesheet, its border included, what lies between two, and above the first.
PLACE, GAP = 40, 2
ABOVE = 14


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the side list: its title, its icon, its pinyin initials, and how its page is made."""

    title: str
    icon: str
    make: "Callable[[Desk], Page]"
    initials: str = ""


def keys(count: int) -> tuple[str, ...]:
    """Give the key of each of so many places: the first nine by number, settings (the last) as everywhere."""
    if count <= len(FIRST_KEYS):
        return FIRST_KEYS[:count]
    return (*FIRST_KEYS, *[""] * (count - len(FIRST_KEYS) - 1), LAST_KEY)


class Side(QFrame):
    """List the places and mark the present one."""

    asked = Signal(int)
    find_asked = Signal()
    help_asked = Signal()
    undo_asked = Signal()
    painted = Signal()
    """The list stands on the screen for the first time."""

    def __init__(self, desk: Desk, places: Sequence[Place]) -> None:
        """Lay out the list."""
        super().__init__()
        self.setObjectName("side")
        self.setAccessibleName("功能列表")
        self.setFixedWidth(theme.px(204))
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons = [
            self._button(number, place, key)
            for number, (place, key) in enumerate(zip(places, keys(len(places)), strict=True))
        ]
        self._group.idClicked.connect(self.asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(14), theme.px(18), theme.px(14), theme.px(14))
        column.setSpacing(0)
        self._brand, self._school = _label("五有", "brand"), _label("", "school")
        self._school.setWordWrap(True)
        column.addWidget(self._scrolled(), 1)
        column.addLayout(self._tools())
        column.addSpacing(theme.px(6))
        self._operator = _label("", "foot")
        self._operator.setWordWrap(True)
        column.addWidget(self._operator)
        self._safe = _label("", "foot")
        self._safe.setWordWrap(True)
        self._safe.hide()
        column.addWidget(self._safe)
        self._painted = False
        self._dense = False
        desk.introduced.connect(lambda: self._name(desk))
        self._name(desk)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say so the first time."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def _name(self, desk: Desk) -> None:
        self._school.setText(desk.school_name)
        self._operator.setText(f"{desk.operator} · 本机")

    def _button(self, number: int, place: Place, key: str) -> QPushButton:
        made = QPushButton(place.title)
        made.setObjectName("place")
        made.setCheckable(True)
        made.setIconSize(QSize(theme.px(18), theme.px(18)))
        made.setIcon(theme.icon(place.icon, theme.MUTED))
        made.toggled.connect(
            lambda on: made.setIcon(theme.icon(place.icon, theme.RED if on else theme.MUTED))
        )
        made.setToolTip(f"{place.title} {key}".rstrip())
        made.setAccessibleName(place.title)
        # A click leaves the keyboard to the page; Tab, F6 and the arrows come here.
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._group.addButton(made, number)
        return made

    def _scrolled(self) -> QScrollArea:
        inner = QWidget()
        inner.setObjectName("places")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        # On a low screen they go with the places: the title bar says whose desk it is, too.
        column.addWidget(self._brand)
        column.addWidget(self._school)
        column.addSpacing(theme.px(ABOVE))
        for made in self._buttons:
            column.addWidget(made)
            column.addSpacing(theme.px(GAP))
        column.addStretch(1)
        area = _Scrolled()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.resized.connect(self._arrange)
        self._area = area
        return area

    def _arrange(self) -> None:
        """Move the places closer together where they would have to be scrolled."""
        # Not its viewport: to hand over a child of Qt's own PySide learns all kinds of widgets, for 20 ms.
        seen = self._area.maximumViewportSize()
        above = self._brand.sizeHint().height() + self._school.heightForWidth(seen.width()) + theme.px(ABOVE)
        dense = above + theme.px(PLACE + GAP) * len(self._buttons) > seen.height()
        if dense != self._dense:
            self._dense = dense
            for made in self._buttons:
                made.setProperty("dense", dense)
                made.style().unpolish(made)
                made.style().polish(made)

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        self._undo = _tool("undo", "撤销", "Ctrl+Z")
        self._undo.clicked.connect(self.undo_asked)
        find = _tool("search", "查找党员、培训班或功能", "Ctrl+K")
        find.clicked.connect(self.find_asked)
        help_ = _tool("help", "本页帮助", "F1")
        help_.clicked.connect(self.help_asked)
        for made in (find, self._undo, help_):
            row.addWidget(made)
        row.addStretch(1)
        return row

    def mark(self, number: int) -> None:
        """Mark the present place, and keep the keyboard with it where it was in the list."""
        if any(made.hasFocus() for made in self._buttons):
            self._buttons[number].setFocus()
        self._buttons[number].setChecked(True)
        self._show(number)

    def _show(self, number: int) -> None:
        """Scroll to a place, so far that half of the next shows there is more; to the top for the first."""
        if number:
            self._area.ensureWidgetVisible(self._buttons[number], 0, theme.px(PLACE // 2))
        else:
            self._area.ensureVisible(0, 0, 0, 0)

    def focus_current(self) -> None:
        """Take the keyboard to the present place."""
        self._group.checkedButton().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def name_undo(self, name: str | None, again: str | None) -> None:
        """Show in the tooltip what undoing would undo, and what redoing would do again."""
        self._undo.setToolTip(
            (f"撤销：{name} Ctrl+Z" if name else "没有可以撤销的事")
            + (f"\n重做：{again} Ctrl+Y" if again else "")
        )
        self._undo.setEnabled(name is not None)

    def tell_safe(self, sentence: str, *, tone: theme.Tone = "muted") -> None:
        """Say what is kept safe: `✓ 已备份 今天 09:12`."""
        self._safe.setText(sentence)
        self._safe.setProperty("tone", tone)
        self._safe.style().unpolish(self._safe)
        self._safe.style().polish(self._safe)
        self._safe.setVisible(bool(sentence))


class _Scrolled(QScrollArea):
    """Say so when more or less of what it scrolls is in sight."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


def _label(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _tool(icon: str, name: str, key: str) -> QToolButton:
    made = QToolButton()
    made.setIcon(theme.icon(icon, theme.MUTED))
    made.setIconSize(QSize(theme.px(18), theme.px(18)))
    made.setToolTip(f"{name} {key}")
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made
