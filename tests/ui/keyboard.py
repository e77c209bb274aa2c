"""Keys pressed where the keyboard is."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

CONTROL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


class Keyboard:
    """Press keys and type where the keyboard is, in whichever window is up."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot

    def press(self, *keys: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        for key in keys:
            there = QApplication.focusWidget() or QApplication.activeWindow()
            assert there is not None, "no window has the keyboard"
            self._qtbot.keyClick(there, key, held)

    def type(self, text: str) -> None:
        """Type ASCII key by key, Chinese as an input method does: the whole word at once."""
        if text.isascii():
            self._qtbot.keyClicks(QApplication.focusWidget(), text)
            return
        word = QInputMethodEvent()
        word.setCommitString(text)
        QApplication.sendEvent(QApplication.focusWidget(), word)


def shown(widget: QWidget, qtbot: QtBot) -> None:
    """Show a window as a laptop does, and wait until keys go to it."""
    qtbot.addWidget(widget)
    widget.resize(1366, 768)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
