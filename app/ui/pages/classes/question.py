"""A short question asked in a line above the work: a reason, a number of minutes, a name."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme
from app.ui.cards import set_tone
from app.ui.page import Action, button


class Question(QFrame):
    """Ask for a few words without covering anything; Enter answers, Esc takes the question away."""

    def __init__(self) -> None:
        """Make an empty, hidden line; `ask` shows it."""
        super().__init__()
        self.setObjectName("notice")
        self.setProperty("tone", "warn")
        self._then: Callable[[str], bool] | None = None
        self._back: QWidget | None = None
        self._asked = QLabel()
        self._asked.setTextFormat(Qt.TextFormat.PlainText)
        self.field = QLineEdit()
        self.field.setMinimumWidth(theme.px(200))
        self.field.returnPressed.connect(self._answer)
        self._fault = QLabel()
        set_tone(self._fault, "bad")
        self._yes = button(Action("", self._answer), kind="primary")
        self._no = button(Action("不改", self.take_away, tip="不改 Esc"))
        for asking in (self.field, self._yes, self._no):
            asking.installEventFilter(self)
        line = self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        answer = QHBoxLayout()
        for half in (line, answer):
            half.setSpacing(theme.px(10))
        line.addWidget(self._asked)
        answer.addWidget(self.field, 1)
        answer.addWidget(self._yes)
        answer.addWidget(self._no)
        line.addLayout(answer, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(n) for n in (14, 8, 14, 8)))
        column.setSpacing(theme.px(4))
        column.addLayout(line)
        column.addWidget(self._fault)
        self.hide()

    def ask(
        self, question: str, then: Callable[[str], bool], *, yes: str, back: QWidget, hint: str = ""
    ) -> None:
        """Ask; `then` is called with the answer and says whether it was taken. The keyboard goes `back`."""
        self._then, self._back = then, back
        self._asked.setText(question)
        self.field.clear()
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(question)
        self._yes.setText(yes)
        self._yes.setAccessibleName(yes)
        self._yes.setToolTip(f"{yes} 回车")
        self._fault.hide()
        self._arrange()
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self) -> None:
        """Put the question above its answer where there is too little room beside it."""
        self._asked.setWordWrap(False)
        there = self.parentWidget()
        room = there.width() if there is not None else self.width()
        answer = self.field.minimumWidth() + self._yes.sizeHint().width() + self._no.sizeHint().width()
        beside = self._asked.sizeHint().width() + answer + theme.px(60) <= room
        self._asked.setWordWrap(not beside)
        ways = QBoxLayout.Direction
        self._line.setDirection(ways.LeftToRight if beside else ways.TopToBottom)

    def blame(self, sentence: str) -> None:
        """Say what is wrong with the answer."""
        self._fault.setText(sentence)
        self._fault.show()
        self.field.selectAll()

    def take_away(self) -> None:
        """Leave everything as it was."""
        inside = self.isAncestorOf(QApplication.focusWidget() or self)
        self._then = None
        self.hide()
        if self._back is not None and inside:
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _answer(self) -> None:
        if self._then is not None and self._then(self.field.text().strip()):
            self.take_away()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Esc from the window, where it would go back to the page below."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the question away with Esc; Enter on a button presses it."""
        if event.key() == Qt.Key.Key_Escape:
            self.take_away()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.take_away if self._no.hasFocus() else self._answer)()
        else:
            super().keyPressEvent(event)


def worded(question: Question, lacking: str, then: Callable[[str], object]) -> Callable[[str], bool]:
    """Make an answer that must not be empty; `lacking` says so."""
    return partial(_taken, question, lacking, then)


def _taken(question: Question, lacking: str, then: Callable[[str], object], answer: str) -> bool:
    if not answer:
        question.blame(lacking)
        return False
    then(answer)
    return True
