"""The annual plan: typed and pasted like a sheet, copied from last year, carried out by classes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.school import classes, plans
from app.ui.desk import Desk
from app.ui.pages.classes import ClassesPage
from app.ui.pages.classes.new_class import NewClassPage
from app.ui.pages.classes.plans import PlansPage
from app.ui.side import Place
from app.ui.window import Window
from tests.ui import township
from tests.ui.township import CONTROL, Hands

KEY = Qt.Key


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
def page(window: Window) -> PlansPage:
    listing = window.page()
    assert isinstance(listing, ClassesPage)
    listing.open_plans()
    opened = window.page()
    assert isinstance(opened, PlansPage)
    return opened


def lines(desk: Desk, school: int) -> list[tuple[str, int, int, str]]:
    found = plans.rows(desk.db, plans.find(desk.db, school=school, year=2026))
    return [(one.title, one.classes, one.people, one.months) for one in found]


def at(page: PlansPage, row: int, column: int) -> None:
    page.sheet.setFocus()
    page.sheet.setCurrentIndex(page.model.index(row, column))


def test_a_line_is_typed_and_changed_cell_by_cell(
    page: PlansPage, hands: Hands, desk: Desk, school: int, window: Window
) -> None:
    at(page, 0, 0)
    hands.press(KEY.Key_F2)
    hands.say("农村党员冬训")
    hands.press(KEY.Key_Return)
    QApplication.processEvents()
    assert lines(desk, school) == [("农村党员冬训", 1, 0, "全年")]
    at(page, 0, 3)
    hands.type("2")
    hands.press(KEY.Key_Return)
    QApplication.processEvents()
    at(page, 0, 6)
    hands.press(KEY.Key_F2)
    hands.press(KEY.Key_A, held=CONTROL)
    hands.say("11-12月")
    hands.press(KEY.Key_Return)
    QApplication.processEvents()
    assert lines(desk, school) == [("农村党员冬训", 2, 0, "11—12月")]
    window.undo()
    assert lines(desk, school) == [("农村党员冬训", 2, 0, "全年")]
    at(page, 0, 3)
    hands.type("x")
    hands.press(KEY.Key_Return)
    QApplication.processEvents()
    assert "期数“x”不是一个数" in page.notice.text()
    assert page.model.index(0, 3).data() == "2"


def test_rows_from_another_sheet_are_pasted_below_and_over(
    page: PlansPage, hands: Hands, desk: Desk, school: int
) -> None:
    QApplication.clipboard().setText("班次名称\t人数\t时间\n冬训\t120\t12月\n春训\t60\t3月\n")
    at(page, 0, 0)
    hands.press(KEY.Key_V, held=CONTROL)
    assert lines(desk, school) == [("冬训", 1, 120, "12月"), ("春训", 1, 60, "3月")]
    QApplication.clipboard().setText("130\n70\n")
    at(page, 0, 4)
    hands.press(KEY.Key_V, held=CONTROL)
    assert [people for _, _, people, _ in lines(desk, school)] == [130, 70]
    QApplication.clipboard().setText("140\n许多\n")
    hands.press(KEY.Key_V, held=CONTROL)
    assert "人次“许多”不是一个数" in page.notice.text()
    assert [people for _, _, people, _ in lines(desk, school)] == [130, 70], "all or none"


def test_last_year_is_copied_and_a_line_taken_off(
    page: PlansPage, hands: Hands, desk: Desk, school: int
) -> None:
    copy = next(one for one in page.findChildren(QPushButton) if one.text() == "照抄 2025 年")
    assert not copy.isEnabled()
    plans.add(desk.db, {"title": "冬训"}, school=school, year=2025)
    desk.look()
    copy.click()
    assert [title for title, *_ in lines(desk, school)] == ["冬训"]
    at(page, 0, 0)
    page.drop()
    assert lines(desk, school) == []


def test_a_class_is_begun_from_a_line_and_counted_beside_it(
    page: PlansPage, hands: Hands, desk: Desk, school: int, window: Window, qtbot: QtBot
) -> None:
    said = {"title": "农村党员冬训", "class_type": "农村党员冬训", "classes": "2", "quarter_hours": "8"}
    line = plans.add(desk.db, said, school=school, year=2026)
    desk.look()
    at(page, 0, 0)
    hands.press(KEY.Key_N, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), NewClassPage))
    form = window.page()
    assert isinstance(form, NewClassPage)
    assert form.name.text() == "农村党员冬训"
    assert form.facts.values()["season"] == "冬训"
    form.prepare()
    (made,) = classes.find(desk.db, school=school)
    found = classes.row(desk.db, made)
    assert (found.plan_line, found.class_type, found.trainee_group) == (line, "农村党员冬训", "农村党员")
    assert found.host == "下党乡党校"
    window.take_away()
    assert page.model.index(0, 9).data() == "0 + 1 期"
