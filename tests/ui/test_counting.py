from threading import Event

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.errors import UserError
from app.progress import Tell
from app.school import branches, schools
from app.ui.counting import Counting
from app.ui.desk import Desk
from app.ui.messages import Notice
from db.register import Register
from tests import made_up

pytestmark = pytest.mark.usefixtures("dressed")


class Sum:
    """Counts branches; waits for a sign where it is told to, and knows how often it began."""

    def __init__(self) -> None:
        self.begun, self.go_on = 0, Event()
        self.go_on.set()

    def __call__(self, db: Register, _tell: Tell) -> int:
        self.begun += 1
        found = len(branches.rows(db, branches.find(db, school=schools.own(db).id)))
        assert self.go_on.wait(300)
        return found


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_nothing_is_worked_out_before_the_page_is_painted(desk: Desk, page: QWidget, qtbot: QtBot) -> None:
    made_up.school(desk.db)
    sum_ = Sum()
    counting = Counting(desk, page, sum_)
    counting.again()
    QApplication.processEvents()
    assert sum_.begun == 0 and counting.under_way
    with qtbot.waitSignal(counting.counted):
        page.show()
    assert sum_.begun == 1 and not counting.under_way


def test_an_act_meanwhile_makes_it_count_again_and_the_old_answer_is_never_told(
    desk: Desk, page: QWidget, qtbot: QtBot
) -> None:
    school = made_up.school(desk.db)
    before = len(branches.find(desk.db, school=school))
    sum_, told = Sum(), list[int]()
    counting = Counting(desk, page, sum_)
    counting.counted.connect(told.append)
    desk.changed.connect(counting.again)
    sum_.go_on.clear()
    page.show()
    counting.again()
    qtbot.waitUntil(lambda: sum_.begun == 1)
    assert desk.did(page, lambda: branches.add(desk.db, "溪口村党支部", school=school))
    assert counting.under_way
    with qtbot.waitSignal(counting.counted):
        sum_.go_on.set()
    assert told == [before + 1] and sum_.begun == 2


def test_what_goes_wrong_is_said_on_the_page(desk: Desk, page: QWidget, qtbot: QtBot) -> None:
    def wrong(_db: Register, _tell: Tell) -> int:
        raise UserError("没有办班规则，请到“设置”里采用一个。")

    notice = Notice(page)
    counting = Counting(desk, page, wrong)
    counting.again()
    page.show()
    qtbot.waitUntil(lambda: "办班规则" in notice.text())
    assert not counting.under_way


def test_leaving_stops_what_is_under_way(desk: Desk, page: QWidget, qtbot: QtBot) -> None:
    begun, told = Event(), list[int]()

    def endless(_db: Register, tell: Tell) -> int:
        begun.set()
        while True:
            tell(0, 0)

    counting = Counting(desk, page, endless)
    counting.counted.connect(told.append)
    counting.again()
    page.show()
    qtbot.waitUntil(begun.is_set)
    desk.leave()
    QApplication.processEvents()
    assert told == [] and not counting.under_way


def test_nothing_begins_once_the_register_is_left(desk: Desk, page: QWidget, qtbot: QtBot) -> None:
    made_up.school(desk.db)
    sum_ = Sum()
    Counting(desk, page, sum_).again()
    desk.leaving.emit()
    with qtbot.waitExposed(page):
        page.show()
    page.repaint()
    QApplication.processEvents()
    QApplication.processEvents()
    assert sum_.begun == 0
