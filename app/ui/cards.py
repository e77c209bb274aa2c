"""What pages are put together from: figure cards, toned words, sections, and the steps of a first start."""

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme

BAR = {
    "plain": theme.MUTED,
    "muted": theme.MUTED,
    "good": theme.GREEN,
    "warn": theme.AMBER,
    "bad": theme.RED,
    "ask": theme.BLUE,
}
LEAST_CARD = 178


def label(
    text: str, *, tone: theme.Tone = "plain", name: Literal["", "section", "strong", "note", "label"] = ""
) -> QLabel:
    """Make a label of plain text that wraps; `name` is its part in the stylesheet."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    if name:
        made.setObjectName(name)
    set_tone(made, tone)
    return made


def set_tone(widget: QWidget, tone: theme.Tone) -> None:
    """Give a widget the ink of a tone; the words must say the same."""
    widget.setProperty("tone", tone)
    restyle(widget)


def restyle(widget: QWidget) -> None:
    """Let the stylesheet look at a widget's properties again."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class Bar(QWidget):
    """A thin bar filled in part; the figure beside it says the same in words."""

    def __init__(self) -> None:
        """Make an empty one."""
        super().__init__()
        self._part = 0.0
        self._tone: theme.Tone = "plain"
        self.setFixedHeight(theme.px(8))

    def tell(self, part: float, tone: theme.Tone) -> None:
        """Fill `part` of it, 0 to 1."""
        self._part, self._tone = min(1.0, max(0.0, part)), tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the filled part."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = self.height() / 2
        painter.setBrush(QColor(theme.LINE))
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        if self._part > 0:
            painter.setBrush(QColor(BAR[self._tone]))
            width = max(self.height(), self.width() * self._part)
            painter.drawRoundedRect(QRectF(0, 0, width, self.height()), radius, radius)


class Pressable(QFrame):
    """A framed thing that can be pressed by mouse, Enter and Space where `press` is given."""

    pressed = Signal()

    def __init__(self, press: Callable[[], object] | None) -> None:
        """Make an empty frame."""
        super().__init__()
        self.setObjectName("card")
        self._pressable = press is not None
        self.setProperty("press", self._pressable)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        if press is not None:
            self.pressed.connect(press)
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_current(self, current: bool) -> None:
        """Mark it as the one whose content is on show."""
        self.setProperty("current", current)
        restyle(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Press."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._press()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._press()
        else:
            super().keyPressEvent(event)

    def _press(self) -> None:
        if self._pressable:
            self.pressed.emit()


class Card(Pressable):
    """A figure with its name, its bar and a note; `rule` is its 口径 and stands in the tooltip."""

    def __init__(
        self,
        name: str,
        figure: str = "",
        note: str = "",
        *,
        tone: theme.Tone = "muted",
        part: float | None = None,
        rule: str = "",
        press: Callable[[], object] | None = None,
    ) -> None:
        """Make a card; `part` 0 to 1 fills the bar, None leaves it out."""
        super().__init__(press)
        self._name = label(name, name="label")
        self._figure = QLabel()
        self._figure.setObjectName("figure")
        self._bar = Bar()
        self._note = label("", tone=tone)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(14))
        column.setSpacing(theme.px(6))
        for part_of in (self._name, self._figure, self._bar, self._note):
            column.addWidget(part_of)
        column.addStretch(1)
        self.tell(figure, note, tone=tone, part=part, rule=rule)

    def tell(
        self,
        figure: str,
        note: str = "",
        *,
        tone: theme.Tone = "muted",
        ink: theme.Tone = "plain",
        part: float | None = None,
        rule: str | None = None,
        name: str | None = None,
    ) -> None:
        """Set what the card shows; `tone` is that of the note, `ink` that of the figure.

        Where no `rule` or `name` is given the one said before stands.
        """
        if name is not None:
            self._name.setText(name)
        self._figure.setText(figure)
        set_tone(self._figure, ink)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        set_tone(self._note, tone)
        self._bar.setVisible(part is not None)
        self._bar.tell(part or 0.0, tone)
        if rule is not None:
            self.setToolTip(rule)
            self.setAccessibleDescription(rule)
        self.setAccessibleName(f"{self._name.text()}：{figure}。{note}")

    def wait(self, note: str) -> None:
        """Say that the figure is being worked out; the one that stood stays, in muted ink."""
        self._figure.setText(self._figure.text() or "…")
        set_tone(self._figure, "muted")
        self._note.setText(note)
        self._note.show()
        set_tone(self._note, "muted")
        self.setAccessibleName(f"{self._name.text()}：{note}")


class Part(Pressable):
    """One part of a whole in a list of parts: its name, its points, its bar and what is wrong with it."""

    def __init__(self, name: str, press: Callable[[], object]) -> None:
        """Make a part without points yet."""
        super().__init__(press)
        self._name = label(name, name="strong")
        self._points = QLabel()
        self._bar = Bar()
        self._note = label("")
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self._points)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        column.setSpacing(theme.px(5))
        column.addLayout(head)
        column.addWidget(self._bar)
        column.addWidget(self._note)

    def tell(self, points: int, of_all: int, note: str, *, tone: theme.Tone, rule: str = "") -> None:
        """Set what the part shows."""
        self._points.setText(f"{points} / {of_all}")
        self._bar.tell(points / max(of_all, 1), tone)
        self._note.setText(note)
        set_tone(self._note, tone)
        self.setToolTip(rule)
        self.setAccessibleName(f"{self._name.text()}：{points} 分，满分 {of_all} 分。{note}")


class Cards(QWidget):
    """Cards of equal width beside each other, in as many rows as the width asks for."""

    def __init__(self, cards: Sequence[QWidget]) -> None:
        """Lay out the cards in reading order."""
        super().__init__()
        self._cards = list(cards)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(14))
        self._across = 0
        self._arrange(len(self._cards))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose how many stand in a row."""
        super().resizeEvent(event)
        fit = max(1, (self.width() + theme.px(14)) // theme.px(LEAST_CARD + 14))
        rows = -(-len(self._cards) // min(fit, max(1, len(self._cards))))
        self._arrange(-(-len(self._cards) // rows) if rows else 1)

    def minimumSizeHint(self) -> QSize:
        """Let the window be narrower than all cards in one row."""
        hint = super().minimumSizeHint()
        return QSize(theme.px(LEAST_CARD), hint.height())

    def _arrange(self, across: int) -> None:
        if across == self._across:
            return
        for at in range(max(across, self._across)):
            self._grid.setColumnStretch(at, 1 if at < across else 0)
        self._across = across
        for number, card in enumerate(self._cards):
            self._grid.addWidget(card, number // across, number % across)


class Sheet(QFrame):
    """A white sheet with a border, for what is neither a list nor a card; fill `body`."""

    def __init__(self, title: str = "") -> None:
        """Make an empty sheet, with a heading where one is given."""
        super().__init__()
        self.setObjectName("sheet")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        self.body.setSpacing(theme.px(12))
        if title:
            self.body.addWidget(label(title, name="section"))


class Steps(QWidget):
    """A few steps in a fixed order, one on show; for the first start.

    Each step is its title, its content, and what the button that leaves it is called and does: it
    goes on where `leave` gives True.
    """

    finished = Signal()
    turned = Signal(int)
    """Another step is on show, by its number from 0."""

    def __init__(self, steps: Sequence[tuple[str, QWidget, str, Callable[[], bool]]]) -> None:
        """Show the first step."""
        super().__init__()
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._steps = list(steps)
        self._stack = QStackedWidget()
        self._trail = [label("", name="note") for _ in steps]
        trail = QHBoxLayout()
        trail.setSpacing(theme.px(24))
        for one in self._trail:
            one.setWordWrap(False)
            trail.addWidget(one)
        trail.addStretch(1)
        for _, content, _, _ in steps:
            self._stack.addWidget(content)
        self._previous = QPushButton("上一步")
        self._previous.clicked.connect(lambda: self.show_step(self.at() - 1))
        self._next = QPushButton()
        self._next.setProperty("kind", "primary")
        self._next.setDefault(True)
        self._next.clicked.connect(self._leave)
        # Outside a dialog no button is pressed by Enter of itself.
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            enter = QShortcut(QKeySequence(key), self, self._enter)
            enter.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._previous)
        foot.addWidget(self._next)
        self.notes = QVBoxLayout()
        """Where a message strip can stand."""
        sheet = Sheet()
        sheet.setMaximumWidth(theme.px(720))
        sheet.body.setContentsMargins(*[theme.px(28)] * 4)
        sheet.body.setSpacing(theme.px(18))
        sheet.body.addLayout(trail)
        sheet.body.addLayout(self.notes)
        sheet.body.addWidget(self._stack, 1)
        sheet.body.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(*[theme.px(28)] * 4)
        row.addWidget(sheet)
        self.show_step(0)

    def at(self) -> int:
        """Give the number of the step on show, from 0."""
        return self._stack.currentIndex()

    def show_step(self, number: int) -> None:
        """Show a step; what was filled in stays."""
        self._stack.setCurrentIndex(number)
        for at, one in enumerate(self._trail):
            one.setText(f"{'✓' if at < number else at + 1}　{self._steps[at][0]}")
            one.setObjectName("strong" if at == number else "note")
            set_tone(one, "good" if at < number else "bad" if at == number else "muted")
        self._previous.setVisible(number > 0)
        self._next.setText(self._steps[number][2])
        self.turned.emit(number)
        self._stack.currentWidget().setFocus()

    def _enter(self) -> None:
        popup = QApplication.activePopupWidget()
        if isinstance(popup, QAbstractItemView) and popup.focusProxy() is QApplication.focusWidget():
            # A shortcut takes Enter even from the list that completes what is typed: do what it does there.
            if popup.currentIndex().isValid():
                popup.clicked.emit(popup.currentIndex())
            popup.hide()
            return
        (self._previous if self._previous.hasFocus() else self._next).click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on with Enter from any field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._leave()
        else:
            super().keyPressEvent(event)

    def _leave(self) -> None:
        if not self._steps[self.at()][3]():
            return
        if self.at() + 1 < len(self._steps):
            self.show_step(self.at() + 1)
        else:
            self.finished.emit()
