"""What the window says: a calm strip within the page, and the one dialog for our own bugs."""

import logging
from typing import TYPE_CHECKING

from PySide6 import __version__ as qt_version
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from app.ui import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

log = logging.getLogger("wuyou")

WIDE = 400

MARKS: dict[theme.Tone, str] = {
    "plain": "info",
    "good": "check",
    "warn": "warning",
    "bad": "wrong",
    "ask": "question",
    "muted": "info",
}


class Notice(QFrame):
    """Show one message inside the page until it is closed or replaced."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty, hidden strip; `say` finds it from any widget beside or below it."""
        super().__init__(parent)
        self.setObjectName("notice")
        self._mark = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton()
        close.setIcon(theme.icon("close", theme.MUTED))
        close.setToolTip("关闭这条消息 Esc")
        close.setAccessibleName("关闭这条消息")
        close.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(8), theme.px(8), theme.px(8))
        row.setSpacing(theme.px(10))
        row.addWidget(self._mark)
        row.addWidget(self._text, 1)
        row.addWidget(close)
        self.hide()

    def tell(self, sentence: str, tone: theme.Tone = "plain") -> None:
        """Show a sentence in the colour and with the mark of its tone."""
        ink, _ = theme.TONES[tone]
        self._mark.setPixmap(theme.pixmap(MARKS[tone], ink, 18, self.devicePixelRatioF()))
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()

    def text(self) -> str:
        """Give the sentence on show, or an empty one."""
        return self._text.text() if not self.isHidden() else ""

    def clear(self) -> None:
        """Take the message away."""
        self._text.clear()
        self.hide()


def say(parent: QWidget | None, sentence: str, tone: theme.Tone = "plain") -> None:
    """Say a sentence in the nearest strip above `parent`, or in a box where there is none."""
    at = parent
    while at is not None:
        notice = at.findChild(Notice, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if notice is not None:
            notice.tell(sentence, tone)
            return
        at = at.parentWidget()
    box = _box(parent, sentence, tone)
    box.addButton("知道了", box.ButtonRole.AcceptRole)
    _show(box)


def _box(parent: QWidget | None, sentence: str, tone: theme.Tone) -> "QMessageBox":
    """Make a box with a sentence and the mark of its tone, as a strip within a page has it."""
    from PySide6.QtWidgets import QMessageBox  # noqa: PLC0415 - a box is rare, and its class is large

    box = QMessageBox(parent)
    box.setWindowTitle("五有")
    ink, _ = theme.TONES[tone]
    box.setIconPixmap(theme.pixmap(MARKS[tone], ink, 32, box.devicePixelRatioF()))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(sentence)
    return box


def _show(box: "QMessageBox") -> None:
    """Show a box until it is answered, as wide as suits the type: Qt's own width is for small type."""
    from PySide6.QtWidgets import QGridLayout, QSpacerItem  # noqa: PLC0415 - as above

    grid = box.layout()
    if isinstance(grid, QGridLayout):
        grid.addItem(QSpacerItem(theme.px(WIDE), 0), grid.rowCount(), 0, 1, grid.columnCount())
    box.exec()


def ask(parent: QWidget | None, question: str, *, yes: str, no: str = "不", grave: bool = False) -> bool:
    """Ask one short question; the buttons are named after what they do. `grave` makes `no` the default."""
    box = _box(parent, question, "warn" if grave else "ask")
    agreed = box.addButton(yes, box.ButtonRole.AcceptRole)
    refused = box.addButton(no, box.ButtonRole.RejectRole)
    agreed.setProperty("kind", "primary")
    # The box has looked up how its buttons look before they had a kind.
    agreed.style().unpolish(agreed)
    agreed.style().polish(agreed)
    box.setDefaultButton(refused if grave else agreed)
    box.setEscapeButton(refused)
    _show(box)
    return box.clickedButton() is agreed


def tell_error(parent: QWidget | None, error: BaseException) -> None:
    """Say an error in one sentence where a person can mend it; log it and confess otherwise.

    What a person stopped on purpose needs no words.
    """
    from app.explain import explain  # noqa: PLC0415 - it knows the register's errors; see app.ui.desk

    sentence = explain(error)
    if sentence is None:
        confess(parent, error)
    elif sentence:
        say(parent, sentence, "bad")


def confess(parent: QWidget | None, error: BaseException) -> None:
    """Write a bug into the log and say so in one dialog, from which the details can be copied."""
    import traceback  # noqa: PLC0415 - read when something is wrong

    detail = "".join(traceback.format_exception(error)).rstrip()
    log.error("%s", detail)
    box = _box(parent, "程序自己出了差错，刚才这一步没有办成。", "bad")
    box.setInformativeText(
        "已录入的内容没有丢失，可以继续使用。请点“复制详情”，把内容发给维护人员；同样的内容也已写入日志。"
    )
    copy = box.addButton("复制详情", box.ButtonRole.ActionRole)
    # A button in a message box closes it; copying must not.
    copy.clicked.disconnect()
    copy.clicked.connect(lambda: QApplication.clipboard().setText(f"{_machine()}\n{detail}"))
    box.setDefaultButton(box.addButton("知道了", box.ButtonRole.AcceptRole))
    _show(box)


def _machine() -> str:
    import platform  # noqa: PLC0415 - as above

    return f"Python {platform.python_version()} · Qt {qt_version} · {platform.platform()}"
