import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.school import attendance, leave_slips
from app.ui.desk import Desk
from app.ui.pages.classes import ClassesPage, ClassPage
from app.ui.pages.classes.leave_slip import Decision, NewSlip
from app.ui.pages.classes.leave_slips import LeaveSlipsPage
from app.ui.side import Place
from app.ui.window import Window
from tests.ui import township
from tests.ui.looking import cut_off
from tests.ui.township import ALT, CONTROL, SHIFT, Hands

KEY = Qt.Key


class Room:
    """A class of five, its page open at the roll call."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.db = desk.db
        school = township.found(self.db)
        self.training_class = township.held_class(self.db, school, township.people(self.db, school, 5))
        self.window: Window = township.window(desk, qtbot, Place("培训班", "classes", ClassesPage, "pxb"))
        self.hands = Hands(qtbot, self.window)
        self.hands.press(KEY.Key_Down, KEY.Key_Return)
        self.hands.press(KEY.Key_4, held=ALT)

    @property
    def page(self) -> LeaveSlipsPage:
        # What has just been laid out is shown by an event of its own.
        QApplication.processEvents()
        page = self.window.page()
        assert isinstance(page, LeaveSlipsPage)
        return page

    @property
    def form(self) -> NewSlip:
        (form,) = self.page.findChildren(NewSlip)
        return form

    def slips(self) -> list[leave_slips.LeaveSlip]:
        return leave_slips.rows(self.db, leave_slips.find(self.db, training_class=self.training_class))

    def signs(self) -> dict[int, list[str]]:
        page = self.window.page()
        assert isinstance(page, ClassPage)
        model = page.attendance.model
        return {row + 1: [model.index(row, 3 + at).data() for at in range(4)] for row in range(5)}


@pytest.fixture
def room(desk: Desk, qtbot: QtBot) -> Room:
    return Room(desk, qtbot)


def test_a_slip_approved_on_paper_is_written_from_the_grid_by_keyboard(room: Room) -> None:
    room.hands.press(KEY.Key_Right)
    room.hands.press(KEY.Key_Right, held=SHIFT)
    room.hands.press(KEY.Key_Q)
    form = room.form
    assert (form.first.currentIndex(), form.last.currentIndex()) == (1, 2)
    assert form.kind is QApplication.focusWidget(), "who it is, is known"
    room.hands.press(KEY.Key_Down)
    form.reason.setFocus()
    room.hands.say("孩子高考")
    form.by.setFocus()
    room.hands.say("林校长")
    room.hands.press(KEY.Key_Return)
    (slip,) = room.slips()
    assert (slip.kind, slip.reason, slip.span, slip.approved_by, slip.state) == (
        "personal_leave", "孩子高考", "20日下午至21日上午", "林校长", "待销假")  # fmt: skip
    assert "考勤里记了 2 个半天" in room.page.notice.text()
    room.hands.press(KEY.Key_Escape, KEY.Key_Escape)
    assert room.signs()[1] == ["", "事", "事", ""], "no star: there is a slip"
    room.hands.press(KEY.Key_Z, held=CONTROL)
    assert room.slips() == []
    assert room.signs()[1] == [""] * 4


def test_who_approves_and_which_limit_is_passed_is_said_while_writing(room: Room) -> None:
    room.hands.press(KEY.Key_Q)
    form = room.form
    said = lambda: " ".join(one.text() for one in form.findChildren(QLabel) if one.isVisible())  # noqa: E731
    assert "1 个半天，应由班主任批准" in said()
    assert "超过总学时 16 的 1/7，不予结业" in said()
    form.last.setCurrentIndex(3)
    assert "4 个半天，应由分管校长批准" in said()
    assert cut_off(form) == []


def test_a_slip_without_person_or_reason_is_blamed_and_not_kept(room: Room, qtbot: QtBot) -> None:
    room.hands.press(KEY.Key_Q)
    room.hands.press(KEY.Key_Escape)
    room.hands.press(KEY.Key_N, held=CONTROL)
    qtbot.waitUntil(lambda: bool(room.page.findChildren(NewSlip)))
    form = room.form
    assert form.who is QApplication.focusWidget()
    for nobody in ("", "没有这人", "国"):
        form.who.setText(nobody)
        form.keep()
        assert room.slips() == [] and form.who is QApplication.focusWidget()
    form.who.setText("4")
    form.keep()
    assert room.slips() == [] and form.reason is QApplication.focusWidget()
    room.hands.say("看病")
    room.hands.press(KEY.Key_Return)
    assert [(slip.seq_no, slip.state) for slip in room.slips()] == [(4, "待批准")]


def test_a_slip_is_decided_and_settled_from_the_list(room: Room, desk: Desk) -> None:
    grid = attendance.roll_call(room.db, room.training_class)
    for who, places in ((grid.enrollments[0], (0, 3)), (grid.enrollments[1], (0,))):
        leave_slips.ask(
            room.db,
            enrollment=who.id,
            kind="sick_leave",
            reason="看病",
            sessions=[grid.sessions[at].id for at in places],
            today="2026-11-20",
        )
    desk.look()
    page = room.window.page()
    assert isinstance(page, ClassPage)
    (waiting,) = [one for one in page.findChildren(QPushButton) if one.text() == "请假条 2"]
    waiting.click()
    room.page.table.select_id(room.slips()[0].id)
    room.hands.press(KEY.Key_Return)
    room.hands.press(KEY.Key_Return)
    assert "请填写批准人" in room.page.notice.text()
    room.hands.say("林校长")
    room.hands.press(KEY.Key_Return)
    assert room.slips()[0].approved_by == "林校长"
    room.hands.press(KEY.Key_Return)
    (panel,) = [one for one in room.page.findChildren(Decision) if one.isVisible()]
    panel.back.setText("2026-11-20")
    room.hands.press(KEY.Key_Return)
    assert room.slips()[0].state == "已销假"
    assert "后面 1 个半天的请假已清空" in room.page.notice.text()
    room.page.table.select_id(room.slips()[1].id)
    room.hands.press(KEY.Key_Return)
    (panel,) = [one for one in room.page.findChildren(Decision) if one.isVisible()]
    panel.why.setFocus()
    room.hands.say("当天有考试")
    room.hands.press(KEY.Key_Return)
    assert room.slips()[1].state == "未批准"
    assert cut_off(room.window) == []
