import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.school import classes, evaluations, timetable
from app.ui.desk import Desk
from app.ui.pages.classes import ClassesPage
from app.ui.pages.classes.class_page import SCORES, ClassPage
from app.ui.pages.classes.evaluations import EvaluationPage
from app.ui.preview import PreviewPage
from app.ui.side import Place
from app.ui.window import Window
from tests.ui import township
from tests.ui.looking import cut_off
from tests.ui.township import CONTROL, Hands

KEY = Qt.Key


class Room:
    """A class of two lessons that was held, and the page on which its sheets are counted."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.db = desk.db
        school = township.found(self.db)
        self.training_class = township.held_class(self.db, school, township.people(self.db, school, 5))
        last = timetable.find(self.db, training_class=self.training_class)[-1]
        timetable.amend(self.db, last, course="乡村振兴", teacher="钟老师")
        township.everyone_present(self.db, self.training_class)
        self.window: Window = township.window(desk, qtbot, Place("培训班", "classes", ClassesPage, "pxb"))
        self.hands = Hands(qtbot, self.window)
        self.hands.press(KEY.Key_Down, KEY.Key_Return)
        page = self.window.page()
        assert isinstance(page, ClassPage)
        page.turn_to(SCORES)
        (opening,) = [one for one in page.findChildren(QPushButton) if one.text() == "质量测评"]
        opening.click()
        page = self.window.page()
        assert isinstance(page, EvaluationPage)
        self.page = page
        self.hands.pressed = 0

    def tallies(self) -> list[tuple[int, ...]]:
        kept = evaluations.of_class(self.db, self.training_class)
        return [kept.tally(*line) for line in kept.lines]

    def paste(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self.hands.press(KEY.Key_V, held=CONTROL)


@pytest.fixture
def room(desk: Desk, qtbot: QtBot) -> Room:
    return Room(desk, qtbot)


def test_ticks_are_typed_along_the_lines_and_kept_one_by_one(room: Room) -> None:
    assert QApplication.focusWidget() is room.page.sheet
    for count in ("3", "12", "", "1", "4"):
        room.hands.type(count)
        room.hands.press(KEY.Key_Return)
    assert room.tallies()[:3] == [(3, 12, 0, 1), (4, 0, 0, 0), (0, 0, 0, 0)]
    here = room.page.sheet.currentIndex()
    assert (here.row(), here.column()) == (1, 3)
    model = room.page.model
    assert [model.data(model.index(0, column)) for column in (0, 1, 6, 7)] == [
        "党课",
        "现实针对性",
        "16",
        "93.7%",
    ]
    room.hands.press(KEY.Key_Z, held=CONTROL)
    assert room.tallies()[1] == (0, 0, 0, 0)
    room.page.sheet.setCurrentIndex(model.index(0, 3))
    room.page.sheet.setFocus()
    room.hands.press(KEY.Key_Delete)
    assert room.tallies()[0] == (3, 0, 0, 1)


def test_a_class_is_counted_with_few_keys_since_the_rest_ticked_the_best(room: Room, qtbot: QtBot) -> None:
    room.page.returned.setFocus()
    room.page.returned.selectAll()
    room.hands.type("40")
    room.hands.press(KEY.Key_Tab)
    qtbot.waitUntil(lambda: evaluations.of_class(room.db, room.training_class).returned == 40)
    room.page.sheet.setFocus()
    for _ in range(11):
        room.hands.press(KEY.Key_Right)
        room.hands.type("5")
        room.hands.press(KEY.Key_Return)
        room.hands.type("1")
        room.hands.press(KEY.Key_Return, KEY.Key_Return)
    room.hands.press(KEY.Key_D, held=CONTROL)
    qtbot.waitUntil(lambda: room.tallies() == [(34, 5, 1, 0)] * 11)
    assert room.hands.pressed < 120, "two minutes are time for a hundred keys and more"
    assert "满意率：" in room.page._sum.text() and "97.5%" in room.page._sum.text()
    qtbot.waitUntil(lambda: cut_off(room.window) == [])
    assert not room.page.sheet.horizontalScrollBar().isVisible()


def test_the_rest_needs_the_number_of_sheets_and_no_line_may_have_more(room: Room, qtbot: QtBot) -> None:
    room.page.fill_rest()
    assert "先在“收回”里写上" in room.page.notice.text()
    room.page.returned.setValue(3)
    room.page.keep_returned()
    room.page.sheet.setFocus()
    room.hands.type("4")
    room.hands.press(KEY.Key_Return)
    assert "超过收回的 3 份" in room.page.notice.text()
    assert room.tallies()[0] == (0, 0, 0, 0)


def test_a_block_is_pasted_whole_or_not_at_all(room: Room) -> None:
    room.paste("3\t2\t\t\r\n4\t1\t0\t\r\n")
    assert room.tallies()[:2] == [(3, 2, 0, 0), (4, 1, 0, 0)]
    room.paste("3\t2\t1\t1\t9\r\n")
    assert "放不下，没有录入" in room.page.notice.text()
    room.paste("9\t甲\r\n")
    assert "“甲”不是票数" in room.page.notice.text()
    assert room.tallies()[:2] == [(3, 2, 0, 0), (4, 1, 0, 0)]


def test_remarks_are_kept_when_the_keyboard_leaves_and_results_are_shown(room: Room, qtbot: QtBot) -> None:
    room.page.remarks.setFocus()
    room.hands.say("多讲案例")
    room.page.sheet.setFocus()
    assert evaluations.of_class(room.db, room.training_class).remarks == "多讲案例"
    room.hands.press(KEY.Key_P, held=CONTROL)
    qtbot.waitUntil(lambda: "还没有录入" in room.page.notice.text())
    room.hands.type("5")
    room.hands.press(KEY.Key_Return)
    room.hands.press(KEY.Key_P, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(room.window.page(), PreviewPage))


def test_an_archived_class_is_only_looked_at(room: Room) -> None:
    classes.to_state(room.db, room.training_class, "archived", on="2026-11-21", today="2026-11-21")
    room.page.refresh()
    room.page.sheet.setFocus()
    room.hands.type("5")
    room.hands.press(KEY.Key_Return)
    assert room.tallies()[0] == (0, 0, 0, 0)
    assert not room.page.returned.isEnabled() and room.page.remarks.isReadOnly()
