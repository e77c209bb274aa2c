import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.school import attendance, certificates, graduations, hours
from app.ui.desk import Desk
from app.ui.pages.classes import ClassesPage, ClassPage
from app.ui.side import Place
from tests.ui import township
from tests.ui.looking import cut_off
from tests.ui.township import Hands

KEY = Qt.Key


class Room:
    """A closed class of five, the first of whom was away too long, its page open at the results."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.db = desk.db
        school = township.found(self.db)
        self.training_class = township.held_class(self.db, school, township.people(self.db, school, 5))
        grid = township.everyone_present(self.db, self.training_class)
        self.first = grid.enrollments[0]
        attendance.mark(
            self.db, enrollment=self.first.id, session=grid.sessions[0].id, mark="absent", today="2026-11-21"
        )
        hours.close_class(self.db, self.training_class, today=desk.today())
        self.window = township.window(desk, qtbot, Place("培训班", "classes", ClassesPage, "pxb"))
        self.hands = Hands(qtbot, self.window)
        desk.open(ClassPage(desk, self.training_class, tab="证书"))
        page = self.window.page()
        assert isinstance(page, ClassPage)
        self.page, self.tab = page, page.certificates

    def button(self) -> QPushButton:
        words = ("认定结业", "认定不予结业", "取消认定", "人工认定")
        (found,) = [
            one
            for one in self.tab.findChildren(QPushButton)
            if one.text() in words and not one.isHidden() and not self.tab.question.isAncestorOf(one)
        ]
        return found

    def result(self) -> graduations.Result:
        return graduations.results(self.db, self.training_class)[0]


@pytest.fixture
def room(desk: Desk, qtbot: QtBot) -> Room:
    return Room(desk, qtbot)


def test_a_word_above_the_rule_is_said_with_a_reason_shown_and_taken_back(room: Room) -> None:
    room.tab.table.select_id(room.first.id)
    assert room.button().text() == "认定结业"
    room.button().click()
    room.hands.press(KEY.Key_Return)
    assert room.tab.question.isVisible() and room.result().override is None
    room.hands.say("党委会研究决定")
    room.hands.press(KEY.Key_Return)
    assert room.result().passes
    assert QApplication.focusWidget() is room.tab.table
    model = room.tab.table.model()
    shown = " ".join(str(model.index(0, column).data()) for column in range(model.columnCount()))
    assert "✓ 符合（认定）" in shown
    assert "党委会研究决定；按规则：得 12 学时，不到总学时的 6/7" in shown
    tip = str(model.index(0, 5).data(Qt.ItemDataRole.ToolTipRole))
    assert "（组织委员 2026-11-21）" in tip, "who said so, and when"
    # Columns are measured in an event of their own.
    QApplication.processEvents()
    assert cut_off(room.window) == []
    assert room.button().text() == "取消认定"
    room.button().click()
    assert room.result().override is None
    assert not room.result().passes


def test_a_certificate_is_not_taken_from_under_somebody(room: Room, desk: Desk) -> None:
    certificates.issue(room.db, room.training_class, today=desk.today())
    desk.look()
    second = attendance.roll_call(room.db, room.training_class).enrollments[1].id
    room.tab.table.select_id(second)
    assert room.button().text() == "认定不予结业"
    room.button().click()
    room.hands.say("替人签到")
    room.hands.press(KEY.Key_Return)
    assert "请先作废证书" in room.page.notice.text()
    assert graduations.overrides(room.db, room.training_class) == {}
