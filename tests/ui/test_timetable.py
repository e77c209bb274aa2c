from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.school import attendance, classes, timetable
from app.ui.desk import Desk
from app.ui.pages.classes import ClassesPage, ClassPage
from app.ui.pages.classes.timetable import Timetable
from app.ui.pages.classes.timetable_lines import TITLES
from app.ui.side import Place
from app.ui.window import Window
from tests.ui import township
from tests.ui.looking import answering, cut_off, out_of_sight
from tests.ui.township import CONTROL, SHIFT, Hands

KEY = Qt.Key
DAYS = ("2026-11-20", "2026-11-21")


@pytest.fixture
def school(desk: Desk) -> int:
    return township.found(desk.db)


@pytest.fixture
def window(desk: Desk, school: int, qtbot: QtBot) -> Window:
    return township.window(desk, qtbot, Place("培训班", "classes", ClassesPage, "pxb"))


@pytest.fixture
def hands(qtbot: QtBot, window: Window) -> Hands:
    return Hands(qtbot, window)


@pytest.fixture
def made(desk: Desk, school: int) -> int:
    """A class of three people with a morning and an afternoon on two days."""
    return township.held_class(desk.db, school, township.people(desk.db, school, 3), days=DAYS)


@pytest.fixture
def tab(window: Window, made: int) -> Timetable:
    page = window.page()
    assert isinstance(page, ClassesPage)
    page.open_class(made, "课表")
    page = window.page()
    assert isinstance(page, ClassPage)
    QApplication.processEvents()
    page.timetable.table.setFocus()
    return page.timetable


@pytest.fixture
def held(desk: Desk, made: int) -> Callable[[], list[timetable.Session]]:
    return lambda: timetable.rows(desk.db, timetable.find(desk.db, training_class=made))


Held = Callable[[], list[timetable.Session]]


def go(tab: Timetable, row: int, title: str) -> None:
    tab.table.go(tab.model.ids[row], title)


def settled() -> None:
    for _ in range(3):
        QApplication.processEvents()


# cells


def test_a_cell_is_typed_over_and_kept_at_once(tab: Timetable, hands: Hands, held: Held, desk: Desk) -> None:
    go(tab, 0, "课程")
    hands.press(KEY.Key_Return)
    hands.press(KEY.Key_A, held=CONTROL)
    hands.say("民法典")
    hands.press(KEY.Key_Return)
    settled()
    assert held()[0].course == "民法典"
    assert tab.table.currentIndex().row() == 1, "the keyboard goes down as in a sheet"
    go(tab, 0, "教师")
    hands.press(KEY.Key_F2)
    hands.say("王老师")
    hands.press(KEY.Key_Tab)
    settled()
    assert held()[0].teacher == "王老师"
    assert desk.db.undo() == "冬训第一期：修改 20日上午"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_enter_leaves_a_cell_though_names_are_offered(
    tab: Timetable, hands: Hands, held: Held, desk: Desk
) -> None:
    timetable.amend(desk.db, held()[3].id, teacher="王老师")
    desk.look()
    go(tab, 0, "教师")
    hands.press(KEY.Key_F2)
    hands.say("王老")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.completer().complete()
    settled()
    hands.press(KEY.Key_Return)
    settled()
    assert held()[0].teacher == "王老"
    assert tab.table.viewport().findChild(QLineEdit) is None


def test_a_letter_typed_begins_the_cell(tab: Timetable, hands: Hands, held: Held) -> None:
    go(tab, 1, "地点")
    hands.press(KEY.Key_X)
    hands.press(KEY.Key_Return)
    settled()
    assert held()[1].place.casefold() == "x"


def test_what_is_refused_is_said_beside_the_table_and_stays_typed(
    tab: Timetable, hands: Hands, held: Held
) -> None:
    go(tab, 0, "时间")
    hands.press(KEY.Key_F2)
    hands.press(KEY.Key_A, held=CONTROL)
    hands.say("早上八点")
    hands.press(KEY.Key_Return)
    settled()
    assert "08:30 的样子" in tab.notice.text()
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.text() == "早上八点"
    hands.press(KEY.Key_A, held=CONTROL)
    hands.say("8:00-9:30")
    hands.press(KEY.Key_Return)
    settled()
    assert (held()[0].starts, held()[0].ends, held()[0].quarter_hours) == ("08:00", "09:30", 8)
    assert tab.notice.text() == ""


def test_hours_and_method_are_chosen(tab: Timetable, hands: Hands, held: Held, qtbot: QtBot) -> None:
    go(tab, 2, "学时")
    hands.press(KEY.Key_Return)
    hands.press(KEY.Key_A, held=CONTROL)
    hands.type("3.5")
    hands.press(KEY.Key_Return)
    settled()
    assert held()[2].quarter_hours == 14
    go(tab, 2, "方式")
    hands.press(KEY.Key_Return)
    box = tab.table.viewport().findChild(QComboBox)
    assert box is not None
    box.setCurrentIndex(box.findData("on_site"))
    box.activated.emit(box.currentIndex())
    settled()
    assert held()[2].method == "on_site"


def test_a_course_typed_into_a_free_half_day_puts_it_on(
    tab: Timetable, hands: Hands, held: Held, desk: Desk
) -> None:
    timetable.drop(desk.db, held()[1].id)
    desk.look()
    assert len(tab.model.ids) == 4, "the free afternoon has a line of its own"
    go(tab, 1, "课程")
    hands.say("党史")
    hands.press(KEY.Key_Return)
    settled()
    assert [(one.half_day, one.course) for one in held()][:2] == [("am", "党课"), ("pm", "党史")]


def test_the_day_of_people_with_marks_is_asked_for(
    tab: Timetable, hands: Hands, held: Held, desk: Desk, made: int
) -> None:
    attendance.mark_all(desk.db, made, sessions=[held()[3].id], today="2026-11-21")
    desk.look()
    line = tab.model.ids[3]
    with answering("不改") as said:
        tab.keep(line, "on", "2026-11-25")
    assert "21日下午已有 3 人的考勤。改到11月25日下午" in said[0]
    assert held()[3].date == "2026-11-21"
    with answering("改期"):
        tab.keep(line, "on", "2026-11-25")
    assert held()[3].date == "2026-11-25"
    assert timetable.marks(desk.db, held()[3].id) == 3


# moving


def test_half_days_and_days_move_by_keys(tab: Timetable, hands: Hands, held: Held, desk: Desk) -> None:
    for at, one in enumerate(held()):
        timetable.amend(desk.db, one.id, course=f"第{at + 1}课")
    desk.look()
    go(tab, 0, "课程")
    hands.press(KEY.Key_Down, held=CONTROL)
    assert [one.course for one in held()] == ["第2课", "第1课", "第3课", "第4课"]
    assert tab.table.currentIndex().row() == 1, "the keyboard stays with what was moved"
    hands.press(KEY.Key_Down, held=CONTROL | SHIFT)
    assert [one.course for one in held()] == ["第3课", "第4课", "第2课", "第1课"]
    go(tab, 3, "课程")
    hands.press(KEY.Key_Down, held=CONTROL)
    assert (held()[3].date, held()[3].half_day) == ("2026-11-22", "am")


def test_a_half_day_is_dragged_to_another(tab: Timetable, held: Held, desk: Desk) -> None:
    timetable.amend(desk.db, held()[0].id, course="民法典")
    desk.look()
    carried = tab.model.mimeData([tab.model.index(0, 0)])
    _drop(tab, carried, row=3)
    assert [one.course for one in held()] == ["党课", "党课", "党课", "民法典"]
    # a whole day, to the other day
    timetable.drop(desk.db, held()[2].id)
    desk.look()
    _drop(tab, tab.model.mimeData([tab.model.index(0, 0), tab.model.index(1, 0)]), row=2)
    assert [(one.date[8:], one.half_day, one.course) for one in held()] == [
        ("20", "pm", "民法典"), ("21", "am", "党课"), ("21", "pm", "党课")]  # fmt: skip
    # nothing of ours
    foreign = QMimeData()
    foreign.setText("民法典")
    _drop(tab, foreign, row=0)
    assert len(held()) == 3


def _drop(tab: Timetable, carried: QMimeData, *, row: int) -> None:
    there = tab.table.visualRect(tab.model.index(row, 3)).center()
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    over = QDragEnterEvent(there, Qt.DropAction.MoveAction, carried, buttons, keys)
    QApplication.sendEvent(tab.table.viewport(), over)
    there_f = QPointF(there)
    event = QDropEvent(there_f, Qt.DropAction.MoveAction, carried, buttons, keys)
    QApplication.sendEvent(tab.table.viewport(), event)
    settled()


def test_a_day_is_copied_and_moved_to_another(tab: Timetable, hands: Hands, held: Held) -> None:
    go(tab, 0, "课程")
    tab.begin_day()
    assert (tab.days.day.currentData(), tab.days.to.date().toString("yyyy-MM-dd")) == (DAYS[0], "2026-11-22")
    tab.copy_day()
    assert [one.date for one in held()][4:] == ["2026-11-22"] * 2
    assert "照样排到11月22日" in tab.notice.text()
    tab.begin_day()
    tab.copy_day()
    tab.begin_day()
    tab.days.to.setDate(tab.days.to.date().addDays(-1))
    before = len(held())
    tab.copy_day()
    assert "已经排了课" in tab.notice.text()
    assert len(held()) == before


def test_a_timetable_is_pasted_from_a_sheet(tab: Timetable, hands: Hands, held: Held) -> None:
    QApplication.clipboard().setText(
        "日期\t时段\t课程\t教师\n11月21日\t下午\t民法典\t李老师\n11月22日\t上午\t党史\t"
    )
    hands.press(KEY.Key_V, held=CONTROL)
    assert [(one.date, one.course) for one in held()][3:] == [
        ("2026-11-21", "民法典"), ("2026-11-22", "党史")]  # fmt: skip
    assert "新排 1 个半天，改了 1 个" in tab.notice.text()
    QApplication.clipboard().setText("日期\t时段\t课程\n后天\t下午\t民法典")
    hands.press(KEY.Key_V, held=CONTROL)
    assert "第 2 行的日期“后天”认不出" in tab.notice.text()


# clashes


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_clash_is_said_while_typing_and_in_its_line_with_ways_out(
    window: Window, tab: Timetable, hands: Hands, held: Held, desk: Desk, school: int, qtbot: QtBot
) -> None:
    other = classes.prepare(desk.db, school=school, year=2026, name="二班", place="村部")
    timetable.add(desk.db, other, on="2026-11-22", half_day="am", course="党史", teacher="王老师")
    timetable.add(desk.db, other, on="2026-11-24", half_day="am", course="党史", teacher="李老师")
    desk.look()
    tab.course.setFocus()
    hands.say("民法典")
    tab.teacher.setFocus()
    hands.say("王老师")
    qtbot.waitUntil(lambda: "王老师同时在“二班”上课（11月22日上午 08:30—11:30）" in tab.beside.text())
    hands.press(KEY.Key_Return)
    assert held()[-1].teacher == "王老师"
    qtbot.waitUntil(lambda: "王老师" in tab.beside.text())
    assert not tab.table.isColumnHidden(len(TITLES))
    assert "1 个半天有冲突" in tab._total.text()

    def ways() -> list[QPushButton]:
        found = tab.beside.findChildren(QPushButton)
        return [one for one in found if one.isVisible() and one.text() == "换成李老师"]

    qtbot.waitUntil(lambda: len(ways()) == 1)
    (way,) = ways()
    way.click()
    settled()
    assert held()[-1].teacher == "李老师"
    assert tab.beside.text() == ""
    assert tab.table.isColumnHidden(len(TITLES))


def test_a_class_that_is_closed_is_only_looked_at(
    tab: Timetable, hands: Hands, held: Held, desk: Desk
) -> None:
    attendance.mark_all(desk.db, tab.training_class, sessions=[one.id for one in held()], today="2026-11-21")
    classes.to_state(desk.db, tab.training_class, "closed", on="2026-11-21")
    desk.look()
    before = held()
    go(tab, 0, "课程")
    tab.table.setFocus()
    hands.press(KEY.Key_Return)
    hands.press(KEY.Key_Down, held=CONTROL)
    assert tab.table.viewport().findChild(QLineEdit) is None
    assert held() == before


def test_nothing_is_cut_off_with_clashes_on_show(
    window: Window, tab: Timetable, desk: Desk, school: int
) -> None:
    township.held_class(desk.db, school, [], name="冬训第二期", days=DAYS)
    desk.look()
    settled()
    go(tab, 1, "课程")
    settled()
    assert "二楼会议室" in tab.beside.text()
    assert cut_off(window.page()) == []
    assert out_of_sight(window.page()) == []
