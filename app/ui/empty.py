"""What stands where a list is empty: one sentence and the button for the first thing to do."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.page import Action, button


class Empty(QWidget):
    """Say what to do first."""

    def __init__(self, parent: QWidget) -> None:
        """Say that there is nothing yet, until `tell` knows better."""
        super().__init__(parent)
        self.setObjectName("empty")
        self._text = QLabel("这里还没有内容。")
        self._text.setObjectName("note")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button: QPushButton | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*[theme.px(24)] * 4)
        self._column.setSpacing(theme.px(14))
        self._column.addStretch(2)
        self._column.addWidget(self._text)
        self._column.addStretch(3)

    def tell(self, sentence: str, action: Action | None) -> None:
        """Set the sentence and the button."""
        self._text.setText(sentence)
        if self._button is not None:
            self._column.removeWidget(self._button)
            self._button.hide()
            self._button.deleteLater()
            self._button = None
        if action is not None:
            self._button = button(action)
            # The page's own button has the shortcut already; twice would make it ambiguous.
            self._button.setShortcut("")
            self._column.insertWidget(2, self._button, 0, Qt.AlignmentFlag.AlignHCenter)
