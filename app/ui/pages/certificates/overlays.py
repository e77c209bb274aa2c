"""How a certificate meets the paper: whole, or onto a printed blank, moved as each printer needs it."""

from collections.abc import Callable

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.papers.certificates import Overlay
from app.ui.fields import Calm, Form
from app.ui.page import Action, button
from app.ui.theme import px

WHOLE, ONTO = "整张打印（连边框）", "套打在空白证书上"
MODE_KEY = "certificates/overlay"
MOST_MM, LEAST_SCALE, MOST_SCALE = 50.0, 90.0, 110.0


def kept(memory: QSettings, printer: str) -> Overlay:
    """Give how a printer is out, as it was last set; what cannot be read is nothing."""
    try:
        right, down, scale = map(float, str(memory.value(_key(printer)) or "0;0;1").split(";"))
    except ValueError:
        return Overlay()
    fits = abs(right) <= MOST_MM and abs(down) <= MOST_MM and LEAST_SCALE <= scale * 100 <= MOST_SCALE
    return Overlay(right, down, scale) if fits else Overlay()


def keep(memory: QSettings, printer: str, overlay: Overlay) -> None:
    """Keep how a printer is out."""
    memory.setValue(_key(printer), f"{overlay.right:g};{overlay.down:g};{overlay.scale:g}")


def _key(printer: str) -> str:
    # A slash in a printer's name would begin a group.
    return f"overlays/{printer.replace('/', '|')}"


class OverlayForm(QWidget):
    """Choose between a whole page and a printed blank, and say how the printer is out."""

    changed = Signal()
    """The pages look different now."""

    def __init__(self, memory: QSettings, *, printer: Callable[[], str], ruler: Callable[[], object]) -> None:
        """Show what was used last on the `printer` chosen; `ruler` shows the test sheet."""
        super().__init__()
        self._memory, self._printer = memory, printer
        self.mode, self.blank = QComboBox(), QLineEdit()
        self.mode.addItems([WHOLE, ONTO])
        self.right, self.down, self.scale = (QDoubleSpinBox() for _ in range(3))
        for field in (self.right, self.down):
            field.setRange(-MOST_MM, MOST_MM)
            field.setSingleStep(0.5)
            field.setSuffix(" 毫米")
        self.scale.setRange(LEAST_SCALE, MOST_SCALE)
        self.scale.setSingleStep(0.5)
        self.scale.setSuffix(" %")
        self.blank.setPlaceholderText("首张的号，没有就空着")
        self.blank.setMaxLength(30)
        self.blank.textChanged.connect(lambda: self.changed.emit())
        self._onto = QWidget()
        grid = QGridLayout(self._onto)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(px(8))
        self._calm = Calm(self)
        for name, field, row, column in (
            ("向右", self.right, 0, 0), ("向下", self.down, 0, 2), ("缩放", self.scale, 1, 0),
        ):  # fmt: skip
            field.setDecimals(1)
            field.setToolTip("这台打印机偏多少就改多少，按打印机分别记住")
            _calm(field, self._calm)
            _named(grid, name, field, row, column)
        ruling = button(Action("看校准页", ruler, tip="打印一张，叠在空白证书上对着光看，差多少就改多少"))
        grid.addWidget(ruling, 1, 3)
        _named(grid, "空白证书", self.blank, 2, 0, 3)
        self.blank.setAccessibleName("首张空白证书的号")
        form = Form()
        form.row("怎样印", self.mode)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.addWidget(form)
        column_.addWidget(self._onto)
        self.mode.setCurrentText(ONTO if memory.value(MODE_KEY) == "onto" else WHOLE)
        self.show_printer()
        self.mode.currentIndexChanged.connect(self._turned)
        for field in (self.right, self.down, self.scale):
            field.valueChanged.connect(self._moved)

    def overlay(self) -> Overlay | None:
        """Give how the pages are to be moved; None for whole pages."""
        return self.set() if self.mode.currentText() == ONTO else None

    def set(self) -> Overlay:
        """Give what is set for the printer, whether it is used now or not."""
        return Overlay(self.right.value(), self.down.value(), self.scale.value() / 100)

    def blank_of(self, number: int) -> str:
        """Give the number of the blank of a page, counted from 0; empty where none is noted."""
        first = self.blank.text().strip()
        digits = len(first) - len(first.rstrip("0123456789"))
        if self.overlay() is None or not first:
            return ""
        if not digits:
            return first if number == 0 else ""
        counted = str(int(first[-digits:]) + number).zfill(digits)
        return first[:-digits] + counted

    def show_printer(self) -> None:
        """Show how the printer chosen now is out."""
        self._onto.setVisible(self.mode.currentText() == ONTO)
        found = kept(self._memory, self._printer())
        for field, value in (
            (self.right, found.right), (self.down, found.down), (self.scale, found.scale * 100),
        ):  # fmt: skip
            field.blockSignals(True)
            field.setValue(value)
            field.blockSignals(False)

    def _turned(self) -> None:
        self._memory.setValue(MODE_KEY, "onto" if self.mode.currentText() == ONTO else "whole")
        self.show_printer()
        self.changed.emit()

    def _moved(self) -> None:
        keep(self._memory, self._printer(), self.set())
        self.changed.emit()


def _named(grid: QGridLayout, name: str, field: QWidget, row: int, column: int, span: int = 1) -> None:
    title = QLabel(name)
    title.setBuddy(field)
    field.setAccessibleName(name)
    grid.addWidget(title, row, column)
    grid.addWidget(field, row, column + 1, 1, span)


def _calm(field: QDoubleSpinBox, calm: Calm) -> None:
    """Keep the wheel from changing a field the keyboard is not in."""
    field.installEventFilter(calm)
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
