"""A small made-up township in a real register, and hands that type in its window."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.jobs import registers
from app.school import attendance, branches, classes, enrollments, members, timetable
from app.ui.desk import Desk
from app.ui.side import Place
from app.ui.window import Undo, Window
from db.register import Register

SURNAMES = "张王李陈蓝钟林黄吴雷"
GIVEN = ("建国", "秀英", "契", "志远", "金花", "春生", "德明", "丽萍", "国强", "文杰")
BRANCHES = ("下党村党支部", "杨溪头村党支部", "机关党支部")
CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
PLAIN = Qt.KeyboardModifier.NoModifier


def found(db: Register) -> int:
    """Found the school."""
    return registers.found(
        db, level="township", code="350924100", full_name="下党乡党校", county_name="寿宁县"
    )


def people(db: Register, school: int, count: int) -> list[int]:
    """Put people on the rolls, all full members, spread over the branches."""
    with db.act("登记人员"):
        homes = [branches.add(db, name, school=school) for name in BRANCHES]
        return [
            members.enrol(
                db,
                {
                    "name": SURNAMES[at % 10] + GIVEN[at // 10 % 10] + "二三四五六七八九"[: at // 100],
                    "member_type": "full",
                    "branch": homes[at % len(homes)],
                },
                school=school,
            )
            for at in range(count)
        ]


def held_class(
    db: Register,
    school: int,
    trainees: Sequence[int],
    *,
    name: str = "冬训第一期",
    days: Sequence[str] = ("2026-11-20", "2026-11-21"),
) -> int:
    """Prepare a class with its people and a morning and an afternoon on each day."""
    made = classes.prepare(db, school=school, year=2026, name=name, place="二楼会议室")
    enrollments.enrol(db, made, trainees)
    for day in days:
        for half_day in ("am", "pm"):
            timetable.add(db, made, on=day, half_day=half_day, course="党课", quarter_hours=16)
    return made


def everyone_present(db: Register, training_class: int) -> attendance.RollCall:
    """Mark everyone present and give the roll call."""
    grid = attendance.roll_call(db, training_class)
    attendance.mark_all(db, training_class, sessions=[one.id for one in grid.sessions], today="2026-11-21")
    return attendance.roll_call(db, training_class)


def window(desk: Desk, qtbot: QtBot, *places: Place) -> Window:
    """Show a window with these places as the program does, with undoing."""
    made = Window(desk, places, undo=Undo(desk.db.undoable, desk.db.undo))
    # A form half filled by a test that failed would ask a person who is not there.
    qtbot.addWidget(made, before_close_func=lambda _: setattr(desk, "_busy", True))
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


class Hands:
    """Type where the keyboard is, and count: a key held down counts like one pressed."""

    def __init__(self, qtbot: QtBot, window: Window) -> None:
        """Begin at nothing."""
        self._qtbot = qtbot
        self._window = window
        self.pressed = 0

    def press(self, *keys: Qt.Key, held: Qt.KeyboardModifier = PLAIN) -> None:
        """Press keys one after the other, all with what is held."""
        for key in keys:
            self.pressed += 1 + (held != PLAIN)
            self._qtbot.keyClick(self._there(), key, held)

    def type(self, text: str) -> None:
        """Type ASCII, key by key."""
        for sign in text:
            self.pressed += 1
            self._qtbot.keyClicks(self._there(), sign)

    def _there(self) -> QWidget:
        """Give where the keyboard is."""
        # No hand is faster than the events of the key before; and after a box has closed nobody
        # else on this platform gives the window the keyboard back.
        QApplication.processEvents()
        if QApplication.activeWindow() is None:
            self._window.activateWindow()
            self._qtbot.waitUntil(self._window.isActiveWindow)
        return QApplication.focusWidget() or self._window

    def say(self, chinese: str) -> None:
        """Enter Chinese as an input method does: whole words at once."""
        word = QInputMethodEvent()
        word.setCommitString(chinese)
        QApplication.sendEvent(QApplication.focusWidget(), word)
