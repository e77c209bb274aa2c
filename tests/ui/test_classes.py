from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.school import (
    attendance,
    certificates,
    classes,
    members,
    timetable,
)
from app.ui.desk import Desk
from app.ui.pages.certificates.printing import PrintingPage
from app.ui.pages.classes import ClassesPage, ClassPage
from app.ui.pages.classes.class_page import TABS
from app.ui.pages.classes.new_class import NewClassPage
from app.ui.pages.classes.picking import PickingPage
from app.ui.pages.classes.timetable import following
from app.ui.preview import PreviewPage
from app.ui.side import Place
from app.ui.window import Window
from tests.papers.reading import texts
from tests.ui import township
from tests.ui.looking import answering, cut_off
from tests.ui.township import ALT, CONTROL, SHIFT, Hands

KEY = Qt.Key
TODAY = "2026-11-21"


@pytest.fixture
def school(desk: Desk) -> int:
    return township.found(desk.db)


@pytest.fixture
def window(desk: Desk, school: int, qtbot: QtBot) -> Window:
    return township.window(desk, qtbot, Place("培训班", "classes", ClassesPage, "pxb"))


@pytest.fixture
def hands(qtbot: QtBot, window: Window) -> Hands:
    return Hands(qtbot, window)


def words(widget: QWidget) -> list[str]:
    """Give what the labels and buttons on show say."""
    found = [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]
    return found + [one.text() for one in widget.findChildren(QPushButton) if one.isVisible()]


def class_page(window: Window) -> ClassPage:
    page = window.page()
    assert isinstance(page, ClassPage)
    return page


def open_class(window: Window, training_class: int, tab: str = "概况") -> ClassPage:
    page = window.page()
    assert isinstance(page, ClassesPage)
    return page.open_class(training_class, tab)


def test_a_class_goes_from_its_name_to_its_certificates_without_a_mouse(
    window: Window, hands: Hands, desk: Desk, school: int, qtbot: QtBot, tmp_path: Path
) -> None:
    township.people(desk.db, school, 6)
    # a new class
    hands.press(KEY.Key_N, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), NewClassPage))
    hands.say("冬训第一期")
    hands.press(KEY.Key_Return, KEY.Key_Return, KEY.Key_Return)
    hands.say("二楼会议室")
    hands.press(KEY.Key_Return, KEY.Key_Return)
    page = class_page(window)
    made = classes.row(desk.db, page.training_class)
    assert (made.name, made.year, made.term_no, made.place_name) == ("冬训第一期", 2026, 1, "二楼会议室")
    # its trainees: the first step of the list asks for them
    hands.press(KEY.Key_Return)
    assert isinstance(window.page(), PickingPage)
    hands.press(KEY.Key_A, held=CONTROL)
    hands.press(KEY.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: window.page() is page)
    assert classes.row(desk.db, made.id).enrolled == 6
    # its timetable
    hands.press(KEY.Key_3, held=ALT)
    for course in ("党章学习", "民法典"):
        hands.say(course)
        hands.press(KEY.Key_Return)
    assert [(one.date, one.half_day, one.course) for one in _sessions(desk, made.id)] == [
        (TODAY, "am", "党章学习"),
        (TODAY, "pm", "民法典"),
    ]
    # its sign-in sheet
    hands.press(KEY.Key_P, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), PreviewPage))
    assert isinstance(sheet := window.page(), PreviewPage)
    sheet.preview.save_to(tmp_path / "sheet.pdf")
    (text,) = texts((tmp_path / "sheet.pdf").read_bytes())
    names = [who.name for who in attendance.roll_call(desk.db, made.id).enrollments]
    assert all(name in text for name in names)
    hands.press(KEY.Key_Escape)
    # its roll call: everyone, then one who was not there
    hands.press(KEY.Key_4, held=ALT)
    hands.press(KEY.Key_A, held=CONTROL)
    hands.type("2")
    hands.press(KEY.Key_K)
    # its end
    hands.press(KEY.Key_1, held=ALT)
    assert page.overview.table.currentIndex().siblingAtColumn(0).data() == "结班"
    hands.press(KEY.Key_Return)
    assert any("还缺 4 项材料" in one for one in words(page)), "the papers were not filed"
    hands.say("补训，没有另发")
    hands.press(KEY.Key_Return)
    assert classes.row(desk.db, made.id).state == "closed"
    assert "补训，没有另发" in classes.steps(desk.db, made.id)[-1].reason
    # its certificates
    qtbot.waitUntil(lambda: "颁发 5 张证书" in words(page))
    hands.press(KEY.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.page(), PrintingPage))
    assert isinstance(papers := window.page(), PrintingPage)
    qtbot.waitUntil(lambda: papers.preview.leaves.count() == 5)
    papers.preview.save_to(tmp_path / "certificates.pdf")
    pages = texts((tmp_path / "certificates.pdf").read_bytes())
    assert certificates.find(desk.db, training_class=made.id) == [], "no number is spent before it is printed"
    hands.press(KEY.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: window.page() is page)
    given = certificates.rows(desk.db, certificates.find(desk.db, training_class=made.id))
    assert [one.name for one in given] == [name for at, name in enumerate(names) if at != 1]
    assert all(one.name in text and one.number in text for one, text in zip(given, pages, strict=True))
    assert {one.printed_on for one in given} == {TODAY}


def _sessions(desk: Desk, training_class: int) -> list[timetable.Session]:
    return timetable.rows(desk.db, timetable.find(desk.db, training_class=training_class))


# the list


def test_an_empty_list_says_what_to_do_first(window: Window, qtbot: QtBot) -> None:
    assert any("先筹备一个" in one for one in words(window.page()))
    qtbot.waitUntil(lambda: words(window.page()).count("新建培训班") == 2)


def test_the_list_is_narrowed_by_name_and_year(
    window: Window, hands: Hands, desk: Desk, school: int, qtbot: QtBot
) -> None:
    for year, name in ((2025, "春训"), (2026, "冬训第一期"), (2026, "冬训第二期")):
        classes.prepare(desk.db, school=school, year=year, name=name)
    desk.look()
    page = window.page()
    assert isinstance(page, ClassesPage)

    def listed() -> list[str]:
        return [page.table.model().index(row, 1).data() for row in range(page.table.model().rowCount())]

    assert listed() == ["冬训第二期", "冬训第一期", "春训"]
    hands.press(KEY.Key_F, held=CONTROL)
    hands.say("第一")
    qtbot.waitUntil(lambda: listed() == ["冬训第一期"])
    hands.press(KEY.Key_A, held=CONTROL)
    hands.press(KEY.Key_Delete, KEY.Key_Tab)
    hands.press(KEY.Key_Down, KEY.Key_Down)
    qtbot.waitUntil(lambda: listed() == ["春训"])


# a new class


def test_the_next_term_of_the_year_is_suggested(window: Window, desk: Desk, school: int) -> None:
    classes.prepare(desk.db, school=school, year=2026, name="春训", term_no=4)
    window.page().begin()
    page = window.page()
    assert isinstance(page, NewClassPage)
    assert page.term.value() == 5
    page.year.setValue(2027)
    assert page.term.value() == 1


def test_a_class_without_a_name_and_a_term_taken_are_refused_where_they_were_typed(
    window: Window, hands: Hands, desk: Desk, school: int
) -> None:
    classes.prepare(desk.db, school=school, year=2026, name="春训", term_no=1)
    window.page().begin()
    page = window.page()
    assert isinstance(page, NewClassPage)
    page.prepare()
    assert any("请填写培训班名称" in one for one in words(page))
    hands.say("夏训")
    page.term.setValue(1)
    page.prepare()
    assert "已经有第 1 期" in page.notice.text()
    assert page.name.text() == "夏训"
    assert len(classes.find(desk.db)) == 1


def test_a_form_with_something_typed_asks_before_it_goes(window: Window, hands: Hands) -> None:
    window.page().begin()
    hands.say("冬训")
    with answering("继续填写") as said:
        hands.press(KEY.Key_Escape)
    assert "不会保留" in said[0]
    assert isinstance(window.page(), NewClassPage)
    with answering("离开"):
        hands.press(KEY.Key_Escape)
    assert isinstance(window.page(), ClassesPage)


# the overview


def test_name_place_and_adviser_are_kept_as_entered_and_undone(
    window: Window, hands: Hands, desk: Desk, school: int
) -> None:
    made = classes.prepare(desk.db, school=school, year=2026, name="冬训", place="一楼")
    page = open_class(window, made)
    page.overview.adviser.setFocus()
    hands.say("林志远")
    hands.press(KEY.Key_Tab)
    assert classes.row(desk.db, made).adviser == "林志远"
    window.undo()
    assert classes.row(desk.db, made).adviser == ""
    page.overview.name.setFocus()
    page.overview.name.selectAll()
    hands.press(KEY.Key_Delete, KEY.Key_Return)
    assert "请填写培训班名称" in page.notice.text()
    assert page.overview.name.text() == "冬训"


def test_a_class_that_was_undone_takes_its_page_away(window: Window, hands: Hands, qtbot: QtBot) -> None:
    window.page().begin()
    hands.say("冬训")
    hands.press(KEY.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), ClassPage))
    window.undo()
    qtbot.waitUntil(lambda: isinstance(window.page(), ClassesPage))


# trainees


def test_people_ticked_under_several_filters_come_in_together(
    window: Window, hands: Hands, desk: Desk, school: int, qtbot: QtBot
) -> None:
    people = township.people(desk.db, school, 30)
    members.amend(desk.db, people[4], {"member_type": "probationary"})
    made = township.held_class(desk.db, school, people[:3])
    open_class(window, made, "学员")
    hands.press(KEY.Key_N, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), PickingPage))
    assert isinstance(page := window.page(), PickingPage)
    assert page.table.model().rowCount() == 27, "who is in the class is not listed"
    hands.press(KEY.Key_Space)
    hands.press(KEY.Key_Down, held=SHIFT)
    hands.press(KEY.Key_Space)
    assert "加入 2 名学员" in words(page)
    page._groups.setCurrentIndex(page._groups.findData("probationary"))
    assert page.table.model().rowCount() == 1
    hands.press(KEY.Key_A, held=CONTROL)
    assert "加入 3 名学员" in words(page)
    hands.press(KEY.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), ClassPage))
    assert classes.row(desk.db, made).enrolled == 6
    window.undo()
    assert classes.row(desk.db, made).enrolled == 3


def test_only_those_short_of_hours_are_listed_where_asked(desk: Desk, school: int, qtbot: QtBot) -> None:
    people = township.people(desk.db, school, 8)
    days = tuple(f"2026-11-{day}" for day in (16, 17, 18, 19))
    full = township.held_class(desk.db, school, people[:5], days=days)
    township.everyone_present(desk.db, full)
    members.amend(desk.db, people[7], {"frail": 1})
    made = classes.prepare(desk.db, school=school, year=2026, name="补训")
    page = PickingPage(desk, classes.row(desk.db, made))
    qtbot.addWidget(page)
    page.refresh()
    assert page.table.model().rowCount() == 8
    page._short.setChecked(True)
    assert set(page._model.ids) == {people[5], people[6]}, "who has 32 hours or owes none is not listed"


def test_leaving_with_people_ticked_asks_first(window: Window, hands: Hands, desk: Desk, school: int) -> None:
    township.people(desk.db, school, 3)
    made = classes.prepare(desk.db, school=school, year=2026, name="冬训")
    open_class(window, made).pick()
    hands.press(KEY.Key_Space)
    with answering("继续选人") as said:
        hands.press(KEY.Key_Escape)
    assert "1 人还没有加入" in said[0]
    with answering("不加入，返回"):
        hands.press(KEY.Key_Escape)
    assert class_page(window).training_class == made


def test_a_trainee_without_a_mark_can_go_and_one_with_a_mark_cannot(
    window: Window, hands: Hands, desk: Desk, school: int
) -> None:
    made = township.held_class(desk.db, school, township.people(desk.db, school, 3))
    grid = attendance.roll_call(desk.db, made)
    attendance.mark(
        desk.db, enrollment=grid.enrollments[0].id, session=grid.sessions[0].id, mark="absent", today=TODAY
    )
    page = open_class(window, made, "学员")
    hands.press(KEY.Key_Down, KEY.Key_Up)
    hands.press(KEY.Key_Down, held=SHIFT)
    hands.press(KEY.Key_Delete)
    assert "已有考勤记录" in page.notice.text()
    assert classes.row(desk.db, made).enrolled == 3, "all or none"
    hands.press(KEY.Key_Down, KEY.Key_Delete)
    assert classes.row(desk.db, made).enrolled == 2


# timetable


def test_the_next_half_day_is_offered() -> None:
    assert following("2026-12-31", "am") == ("2026-12-31", "pm")
    assert following("2026-12-31", "pm") == ("2027-01-01", "am")
    assert following("2026-11-20", "evening") == ("2026-11-21", "am")


def test_the_timetable_fills_in_what_the_rule_says_and_refuses_what_is_taken(
    window: Window, hands: Hands, desk: Desk, school: int
) -> None:
    made = classes.prepare(desk.db, school=school, year=2026, name="冬训", place="二楼会议室")
    page = open_class(window, made, "课表")
    tab = page.timetable
    hands.press(KEY.Key_Return)
    assert "请填写课程名称" in tab.notice.text()
    tab.half_day.setCurrentIndex(2)
    assert tab.hours.value() == 2
    assert tab.hours.text() == "2"
    hands.say("夜校")
    hands.press(KEY.Key_Return)
    (evening,) = _sessions(desk, made)
    assert (evening.half_day, evening.quarter_hours, evening.place) == ("evening", 8, "二楼会议室")
    assert tab.day.date().toString("yyyy-MM-dd") == "2026-11-22"
    tab.day.setDate(tab.day.date().addDays(-1))
    tab.half_day.setCurrentIndex(2)
    hands.say("又一课")
    hands.press(KEY.Key_Return)
    assert "已经排了课" in tab.notice.text()
    assert tab.course.text() == "又一课", "what was typed stays"
    tab.table.setFocus()
    hands.press(KEY.Key_Down, KEY.Key_Delete)
    assert _sessions(desk, made) == []


# looking


@pytest.mark.parametrize("tab", ["概况", "学员", "课表", "考勤", "证书"])
def test_nothing_is_cut_off(tab: str, window: Window, desk: Desk, school: int) -> None:
    made = township.held_class(desk.db, school, township.people(desk.db, school, 30))
    township.everyone_present(desk.db, made)
    open_class(window, made, tab)
    QApplication.processEvents()
    assert cut_off(window.page()) == []


def test_a_county_looks_into_a_class_and_can_change_nothing(desk: Desk, school: int, qtbot: QtBot) -> None:
    made = township.held_class(desk.db, school, township.people(desk.db, school, 3))
    page = ClassPage(desk, made, read_only=True)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    for tab in ("概况", "学员", "课表", "证书", "考勤"):
        page.turn_to(tab)
        page.refresh()
        assert not {"选人", "去掉", "排入课表", "打印签到表", "结班"} & set(words(page)), tab
    assert page.overview.name.isReadOnly()
    assert {errand.do for errand in page.overview._errands} == {""}


def test_the_agenda_leads_to_where_a_step_is_done(
    window: Window, desk: Desk, school: int, qtbot: QtBot
) -> None:
    made = township.held_class(desk.db, school, township.people(desk.db, school, 3))
    page = window.page()
    for step, tab in (("timetable", 2), ("enrol", 1), ("attendance", 3), ("close", 0), ("file", 0)):
        page.open_target(made, step)
        assert class_page(window).tabs.currentIndex() == tab
        window.take_away()
    page.open_target(made, "print")
    qtbot.waitUntil(lambda: isinstance(window.page(), PreviewPage))


def test_every_sight_of_the_place_can_be_shown(window: Window, desk: Desk, school: int) -> None:
    township.held_class(desk.db, school, township.people(desk.db, school, 3))
    desk.look()
    page = window.page()
    sights = page.sights()
    assert sights == ["新建", "培训计划", "上级表格", *TABS, "选人"]
    for name in sights:
        page.show_sight(name)
        assert window.page() is not page
        assert window.take_away()
