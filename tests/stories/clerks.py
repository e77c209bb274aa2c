"""A clerk at a laptop: the program on a data folder of their own, and two hands at the keyboard."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QMimeData, Qt, QUrl
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.ui.beginning import Beginning
from app.ui.opening import Opening
from app.ui.photograph import settle
from app.ui.preview import PreviewPage
from app.ui.table_view import Table
from app.ui.window import Window
from db.register import Register
from tests.papers.reading import texts
from tests.sheets import messes

KEY = Qt.Key
PLAIN, CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
W = TypeVar("W", bound=QWidget)


class Clerk:
    """Somebody at a laptop: a data folder, the window on it, and two hands."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.folder = folder
        self._qtbot = qtbot
        self._stack = ExitStack()

    def open(self, kind: type[W]) -> W:
        """Start the program and give the first window."""
        self._opening = Opening(self.folder, operator="", stack=self._stack)
        self._opening.first().show()
        return self.sees(kind)

    def sees(self, kind: type[W]) -> W:
        """Give the window on show, once it is of this kind and has the keyboard."""
        shown = self.turn()
        assert isinstance(shown, kind)
        return shown

    def turn(self) -> QWidget:
        """Take this laptop's keyboard."""
        shown = self._opening._shown
        assert shown is not None
        shown.activateWindow()
        self._qtbot.waitUntil(shown.isActiveWindow)
        return shown

    @property
    def window(self) -> Window:
        return self.sees(Window)

    @property
    def db(self) -> Register:
        return self.window.desk.db

    def at(self, kind: type[W]) -> W:
        """Wait until a page of this kind is on show, and give it."""
        window = self.window
        self._qtbot.waitUntil(lambda: isinstance(window.page(), kind))
        page = window.page()
        assert isinstance(page, kind)
        return page

    # hands

    def press(self, *keys: Qt.Key, held: Qt.KeyboardModifier = PLAIN) -> None:
        """Press keys one after the other, all with what is held."""
        for key in keys:
            # No hand is faster than the events of the key before.
            QApplication.processEvents()
            shown = self.turn()
            self._qtbot.keyClick(QApplication.focusWidget() or shown, key, held)

    def goes_on(self, asked: Beginning, to: int) -> None:
        """Press Enter, and again where the first one puts the list of names away."""
        for _ in range(2):
            if asked.steps.at() < to:
                self.press(KEY.Key_Return)
        assert asked.steps.at() == to

    def say(self, text: str) -> None:
        """Enter words as an input method does: at once, in place of what is chosen."""
        word = QInputMethodEvent()
        word.setCommitString(text)
        QApplication.sendEvent(QApplication.focusWidget(), word)

    def goes(self, number: int, kind: type[W]) -> W:
        """Go to a place by its key."""
        self.turn()
        self.press(Qt.Key(KEY.Key_0 + number) if number < 10 else KEY.Key_Comma, held=CONTROL)
        settle(self.window)
        return self.at(kind)

    def pastes(self, path: Path) -> None:
        """Copy a file or folder elsewhere and paste it here."""
        carried = QMimeData()
        carried.setUrls([QUrl.fromLocalFile(str(path))])
        QApplication.clipboard().setMimeData(carried)
        self.press(KEY.Key_V, held=CONTROL)

    def waits(self, until: Callable[[], bool]) -> None:
        """Wait until something is so: a button's key presses it a tenth of a second late."""
        self._qtbot.waitUntil(until)

    def reads(self, wanted: str) -> None:
        """Wait for a sentence in the strip of the page on show."""
        window = self.window
        self._qtbot.waitUntil(lambda: wanted in window.page().notice.text())

    def sees_words(self, wanted: str) -> None:
        """Wait for words anywhere on the page."""
        window = self.window
        self._qtbot.waitUntil(lambda: wanted in seen(window.page()))

    def paper(self, path: Path) -> list[str]:
        """Keep the paper on show, close it, and give what its pages say."""
        shown = self.at(PreviewPage)
        shown.preview.save_to(path)
        self.press(KEY.Key_Escape)
        self._qtbot.waitUntil(lambda: self.window.page() is not shown)
        return texts(path.read_bytes())

    def leave(self) -> None:
        """Close the window and the program."""
        assert self.window.close()
        self.put_away()

    def put_away(self) -> None:
        """Let the window go, whatever it would ask, and the register with it."""
        shown = getattr(self, "_opening", None) and self._opening._shown
        if shown:
            if isinstance(shown, Window) and shown.isVisible():
                # What is still being worked out ends before the register is closed, as when it closes itself.
                shown.desk.leave()
            shown.hide()
            shown.deleteLater()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self._stack.close()


def seen(widget: QWidget) -> str:
    """Give all the words of the labels on show."""
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def lines(table: Table) -> list[list[str]]:
    """Give the cells of a list as they are shown."""
    model = table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def column(table: Table, number: int) -> list[str]:
    return [line[number] for line in lines(table)]


def roster(path: Path, people: Sequence[messes.Person]) -> Path:
    """Write the national form as a village fills it in, with three rows that cannot be taken."""
    branch, width = "中共下党乡前村支部委员会", len(messes.NATIONAL)
    title, whose, above, below = ([""] * width for _ in range(4))
    title[0], whose[0] = "党员基本信息汇总表", "基层党委：中共下党乡委员会"
    above[:] = messes.NATIONAL
    above[12:14], below[12:14] = ["联系电话", ""], messes.NATIONAL[12:14]
    rows = messes.national_rows(people, branch)
    nameless, damaged, twice = messes.national_rows(people[:3], branch, first=len(people) + 1)
    nameless[1], damaged[1:4:2] = "", ["赵六", 350999196502031000.0]
    merged = [(0, 0, 0, width - 1), (2, 12, 2, 13)]
    merged += [(2, column, 3, column) for column in range(width) if column not in (12, 13)]
    body = [*rows, nameless, damaged, twice, [messes.FOOTNOTE]]
    return messes.xlsx(path, [title, whose, above, below, *body], merged, name="前村 ")
