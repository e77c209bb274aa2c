"""What is filled in: a search field that waits for the typing to pause, and forms with their faults."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.ui import theme
from app.ui.cards import label, restyle, set_tone

PAUSE_MS = 150
SIGN = 16
WIDEST = 640


class Glass(QLineEdit):
    """A field with a magnifying glass before what is typed and a cross behind it, as large as the type.

    Qt's own two stay as small as for 14 px type.
    """

    def __init__(self, hint: str) -> None:
        """Make an empty field; `hint` says what can be typed, and is its name for a reader."""
        super().__init__()
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setProperty("kind", "search")
        self._glass = QLabel(self)
        self._glass.setPixmap(theme.pixmap("search", theme.MUTED, SIGN, self.devicePixelRatioF()))
        self._cross = QToolButton(self)
        self._cross.setIcon(theme.icon("close", theme.MUTED))
        self._cross.setToolTip("清空")
        self._cross.setAccessibleName("清空")
        self._cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cross.setCursor(Qt.CursorShape.ArrowCursor)
        self._cross.clicked.connect(self.clear)
        self._cross.hide()
        self.textChanged.connect(lambda text: self._cross.setVisible(bool(text)))
        self.setTextMargins(theme.px(SIGN + 6), 0, theme.px(SIGN + 6), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put both in the middle of the field's height."""
        super().resizeEvent(event)
        side, wide = theme.px(SIGN), self._cross.sizeHint()
        self._glass.setGeometry(theme.px(10), (self.height() - side) // 2, side, side)
        self._cross.setGeometry(
            self.width() - wide.width() - theme.px(4), (self.height() - wide.height()) // 2,
            wide.width(), wide.height(),
        )  # fmt: skip


class SearchField(Glass):
    """A field that says what is sought once the typing pauses, and at once on Enter.

    Where finding is quick enough for every letter, `pause` is 0, and every letter says so.
    """

    sought = Signal(str)

    def __init__(self, hint: str, *, pause: int = PAUSE_MS) -> None:
        """Make an empty field; `hint` says what can be typed, and is its name for a reader."""
        super().__init__(hint)
        self.setToolTip(f"{hint} Ctrl+F")
        self.setMinimumWidth(theme.px(180))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(pause)
        self._pause.timeout.connect(self._seek)
        self.textChanged.connect(lambda: self._pause.start() if pause else self._seek())
        self.returnPressed.connect(self._seek)

    def begin(self, letter: str) -> None:
        """Go on here with a letter typed elsewhere, in a list."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setText(self.text() + letter)

    def _seek(self) -> None:
        self._pause.stop()
        self.sought.emit(self.text().strip())


class Calm(QObject):
    """Keep the wheel from changing a field the keyboard is not in: what is entered is kept at once."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the wheel to the page behind the field."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


class Form(QWidget):
    """Fields under each other, each with its name at the left, a hint and a place for its fault."""

    def __init__(self) -> None:
        """Make an empty form."""
        super().__init__()
        self._calm = Calm(self)
        self._faults: dict[QWidget, QLabel] = {}
        self._rows: dict[QWidget, tuple[int, tuple[QWidget, ...]]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(14))
        self._grid.setVerticalSpacing(theme.px(4))
        self._grid.setColumnStretch(1, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep fields no wider than what is written in them."""
        super().resizeEvent(event)
        spare = max(0, self.width() - theme.px(WIDEST))
        self._grid.setColumnStretch(1, self.width() - spare)
        self._grid.setColumnStretch(2, spare)

    def row(self, name: str, field: QWidget, *, hint: str = "", must: bool = False) -> None:
        """Add a field; `must` marks one that may not stay empty."""
        at = self._grid.rowCount()
        title = QLabel(name)
        title.setBuddy(field)
        if must:
            title.setText(f"{name}（必填）")
        field.setAccessibleName(name)
        field.setAccessibleDescription(hint)
        field.setSizePolicy(QSizePolicy.Policy.Expanding, field.sizePolicy().verticalPolicy())
        if isinstance(field, QComboBox | QAbstractSpinBox):
            field.installEventFilter(self._calm)
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._grid.addWidget(title, at, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(field, at, 1)
        notes = [label(hint, name="note")] if hint else []
        for note in notes:
            self._grid.addWidget(note, at + 1, 1)
        self._rows[field] = (at, (title, field, *notes))
        fault = label("", tone="bad")
        fault.hide()
        self._faults[field] = fault
        self._grid.addWidget(fault, at + 2, 1)
        self._grid.setRowMinimumHeight(at + 3, theme.px(8))

    def show_row(self, field: QWidget, shown: bool) -> None:
        """Show or hide a field with its name and hint; a fault of a hidden one goes."""
        at, parts = self._rows[field]
        for part in parts:
            part.setVisible(shown)
        self._grid.setRowMinimumHeight(at + 3, theme.px(8) if shown else 0)
        if not shown:
            self.remark(field, "")

    def blame(self, field: QWidget, sentence: str) -> None:
        """Say below a field what is wrong with it and take the keyboard there; an empty sentence clears."""
        self.remark(field, sentence, "bad")
        if sentence:
            field.setFocus()

    def remark(self, field: QWidget, sentence: str, tone: theme.Tone = "warn") -> None:
        """Say something below a field and leave the keyboard where it is; an empty sentence clears."""
        fault = self._faults[field]
        fault.setText(sentence)
        fault.setVisible(bool(sentence))
        set_tone(fault, tone)
        field.setProperty("fault", bool(sentence) and tone == "bad")
        restyle(field)

    def clear_faults(self, fields: Sequence[QWidget] = ()) -> None:
        """Take the faults away, of all fields where none are named."""
        for field in fields or list(self._faults):
            self.blame(field, "")
