from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from app.school import attendance, classes, courses, enrollments, evaluations, teachers, timetable
from app.ui.desk import Desk
from app.ui.pages.classes import ClassesPage, ClassPage
from app.ui.pages.teachers import TeachersPage
from app.ui.pages.teachers.held import HeldPage
from app.ui.pages.teachers.panel import Panel
from app.ui.side import Place
from app.ui.window import Window
from tests.ui import township
from tests.ui.looking import answering, cut_off, out_of_sight
from tests.ui.township import CONTROL, Hands

KEY = Qt.Key


@pytest.fixture
def school(desk: Desk) -> int:
    return township.found(desk.db)


@pytest.fixture
def taught(desk: Desk, school: int) -> int:
    """A class of three, taught by 王老师 on the 20th with everyone there, and once more to come."""
    made = classes.prepare(desk.db, school=school, year=2026, name="冬训", place="二楼会议室")
    enrollments.enrol(desk.db, made, township.people(desk.db, school, 3))
    for on in ("2026-11-20", "2026-11-25"):
        timetable.add(desk.db, made, on=on, half_day="am", course="党章", teacher="王老师")
    attendance.mark_all(
        desk.db, made, sessions=timetable.find(desk.db, training_class=made)[:1], today="2026-11-21"
    )
    return made


@pytest.fixture
def window(desk: Desk, school: int, taught: int, qtbot: QtBot) -> Window:
    return township.window(
        desk,
        qtbot,
        Place("师资课程", "teachers", TeachersPage, "szkc"),
        Place("培训班", "classes", ClassesPage, "pxb"),
    )


@pytest.fixture
def page(window: Window) -> TeachersPage:
    found = window.page()
    assert isinstance(found, TeachersPage)
    return found


@pytest.fixture
def hands(qtbot: QtBot, window: Window) -> Hands:
    return Hands(qtbot, window)


def lines(page: TeachersPage) -> list[list[str]]:
    model = page.listing().model
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def panel(page: TeachersPage) -> Panel:
    QApplication.processEvents()
    (found,) = [one for one in page.findChildren(Panel) if one.isVisible()]
    return found


def test_the_lists_say_what_was_taught_up_to_today(page: TeachersPage) -> None:
    (line,) = lines(page)
    assert line == ["王老师", "—", "兼职", "—", "—", "1", "4", "1", "3", "3", "", "1", "在用"]
    page.tabs.setCurrentIndex(1)
    assert [line[0] for line in lines(page)] == ["党章"]
    page.tabs.setCurrentIndex(2)
    assert lines(page)[0][:4] == ["二楼会议室", "—", "—", "1"]


def test_a_number_opens_the_half_days_behind_it_and_these_their_class(
    page: TeachersPage, window: Window, hands: Hands
) -> None:
    column = page.listing().model.columns[5]
    row = page.listing().model.row(0)
    assert column.press is not None
    assert row is not None
    column.press(row)
    behind = window.page()
    assert isinstance(behind, HeldPage)
    assert [behind.model.index(0, at).data() for at in (0, 3, 7, 8)] == ["2026-11-20 周五", "冬训", "4", "3"]
    assert behind.model.rowCount() == 1
    hands.press(KEY.Key_Down, KEY.Key_Return)
    opened = window.page()
    assert isinstance(opened, ClassPage)
    assert opened.tabs.currentWidget() is opened.timetable


def test_a_teacher_is_entered_without_a_mouse_and_what_is_wrong_is_said_below_it(
    page: TeachersPage, hands: Hands, desk: Desk, school: int, qtbot: QtBot
) -> None:
    hands.press(KEY.Key_N, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    hands.press(KEY.Key_Return)
    assert len(teachers.find(desk.db, school=school)) == 1
    hands.say("李老师")
    hands.press(KEY.Key_Return)
    assert teachers.names(desk.db, school=school) == ["李老师", "王老师"]
    assert "已登记教师" in page.notice.text()
    hands.say("李老师")
    hands.press(KEY.Key_Return)
    assert len(teachers.find(desk.db, school=school)) == 2


def test_a_field_is_kept_at_once_and_refused_where_it_is(
    page: TeachersPage, hands: Hands, desk: Desk, school: int
) -> None:
    (one,) = teachers.find(desk.db, school=school)
    page.open_one(one)
    phone = panel(page).fields["phone"]
    assert isinstance(phone, QLineEdit)
    phone.setFocus()
    hands.type("x")
    hands.press(KEY.Key_Return)
    assert teachers.rows(desk.db, [one])[0].phone == ""
    assert phone.property("fault")
    phone.setText("13900000000")
    hands.press(KEY.Key_Return)
    assert teachers.rows(desk.db, [one])[0].phone == "13900000000"
    engaged = panel(page).fields["engagement"]
    assert isinstance(engaged, QComboBox)
    engaged.setCurrentIndex(2)
    engaged.activated.emit(2)
    assert teachers.rows(desk.db, [one])[0].engagement == "invited"


def test_who_is_retired_leaves_the_list_and_comes_back(page: TeachersPage, desk: Desk, school: int) -> None:
    (one,) = teachers.find(desk.db, school=school)
    page.open_one(one)
    panel(page).retire()
    assert lines(page) == []
    page._ended.setChecked(True)
    assert lines(page)[0][-1] == "已停用"
    page.open_one(one)
    panel(page).retire()
    assert lines(page)[0][-1] == "在用"


def test_two_spellings_are_merged_after_a_question(page: TeachersPage, desk: Desk, school: int) -> None:
    kept = teachers.add(desk.db, {"name": "王志远"}, school=school)
    desk.look()
    page.merge()
    assert "按住 Ctrl 选中两行" in page.notice.text()
    page.listing().table.selectAll()
    page.listing().table.setCurrentIndex(page.listing().model.index(0, 0))
    page.listing().table.selectAll()
    page.merge()
    opened = panel(page)
    assert opened.row == kept
    assert opened.other.currentText() == "王老师"
    with answering("不是"):
        opened.merge()
    assert len(lines(page)) == 2
    with answering("并入“王志远”"):
        opened.merge()
    assert [line[0] for line in lines(page)] == ["王志远"]
    assert "2 个课次跟着改了" in page.notice.text()


def test_the_list_on_show_is_written_as_a_workbook(page: TeachersPage, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "师资.xlsx"
    page.export_to(path)
    cells = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert cells[1][0] == "王老师"


def test_a_new_course_has_one_of_the_seven_categories_or_one_of_its_own(
    page: TeachersPage, hands: Hands, desk: Desk, school: int, qtbot: QtBot
) -> None:
    page.tabs.setCurrentIndex(1)
    hands.press(KEY.Key_N, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    hands.say("茶叶栽培")
    category = panel(page).fields["category"]
    assert isinstance(category, QLineEdit)
    category.setText("实用技术")
    panel(page).add()
    (one,) = courses.rows(desk.db, courses.find(desk.db, "茶叶", school=school))
    assert one.category == "实用技术"


@pytest.mark.parametrize("tab", [0, 1, 2])
def test_nothing_is_cut_off(tab: int, page: TeachersPage, window: Window) -> None:
    page.tabs.setCurrentIndex(tab)
    page.open_one(page.listing().model.ids[0])
    for _ in range(3):
        QApplication.processEvents()
    assert cut_off(window) == []
    assert out_of_sight(window) == []


def test_what_trainees_ticked_stands_beside_the_teacher_in_its_year(
    window: Window, desk: Desk, taught: int
) -> None:
    kept = evaluations.of_class(desk.db, taught)
    entries = [
        evaluations.Entry(lesson, aspect, grade, count)
        for lesson, aspect in kept.lines[:5]
        for grade, count in (("满意", 3), ("不满意", 1))
    ]
    evaluations.enter(desk.db, taught, entries, today="2026-11-21")
    desk.look()
    page = window.page()
    assert isinstance(page, TeachersPage)
    model = page.listing().model
    (at,) = [number for number, one in enumerate(model.columns) if one.title == "满意率"]
    assert model.index(0, at).data() == "75.0%"
    assert "满意率" not in [one.title for one in page.lists[1].model.columns]
