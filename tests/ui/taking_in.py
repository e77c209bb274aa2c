"""A window in which a clerk takes rosters in, and hands that press keys in it."""

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.jobs import rosters as jobs
from app.ui.desk import Desk
from app.ui.pages.members.inbox import Inbox
from app.ui.pages.members.roll import Members
from app.ui.side import Place
from app.ui.window import Undo, Window
from tests import made_up

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
Cells = Sequence[Sequence[object]]


def opened(desk: Desk, qtbot: QtBot) -> Inbox:
    """Found a school and show the inbox in its window."""
    made_up.school(desk.db)
    made = Window(desk, [Place("党员名册", "members", Members)], undo=Undo(desk.db.undoable, desk.db.undo))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.page().begin()
    shown = made.page()
    assert isinstance(shown, Inbox)
    return shown


def key(qtbot: QtBot, which: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    """Press a key where the keyboard is."""
    QApplication.processEvents()
    if QApplication.activeWindow() is None:
        # The offscreen platform forgets which window was active below a box that closes.
        (window,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, Window)]
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), which, held)


def press(qtbot: QtBot, within: QWidget, words: str) -> None:
    """Go to a button by its words and press it with Space."""
    QApplication.processEvents()
    found = [one for one in within.findChildren(QPushButton) if one.text() == words and one.isVisible()]
    assert found, f"no button “{words}”"
    found[0].setFocus()
    key(qtbot, Qt.Key.Key_Space)


def figures(inbox: Inbox) -> list[str]:
    """Give the figures of the verdicts."""
    return [inbox.plan_view.cards[verdict]._figure.text() for verdict in jobs.VERDICTS]


def column(model: object, title: str) -> list[str]:
    """Give what a column of a list shows, row by row."""
    at = [one.title for one in model.columns].index(title)  # type: ignore[attr-defined]
    return [str(model.index(row, at).data()) for row in range(model.rowCount())]  # type: ignore[attr-defined]


def words_of(widget: QWidget | None) -> str:
    """Give everything a part of the page says."""
    assert widget is not None
    return "\n".join(one.text() for one in widget.findChildren(QLabel))


def workbook(path: Path, **sheets: Cells) -> Path:
    """Write a workbook with sheets by name."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for place, value in enumerate(row):
                    page.write(at, place, value)
    return path


def commit(qtbot: QtBot, inbox: Inbox) -> None:
    """Take in what is shown."""
    key(qtbot, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: bool(inbox.clerk.taken))
