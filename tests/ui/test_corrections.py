"""A posted line put right in the window: the right mark or the right person, seen before it is written."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.school import attendance, closings, hours, members
from app.ui.desk import Desk
from app.ui.pages.hours import HoursPage
from app.ui.pages.hours.correcting import MarkPanel, WhoPanel
from app.ui.side import Place
from app.ui.window import Window
from tests.ui import township
from tests.ui.looking import cut_off
from tests.ui.township import CONTROL, Hands

KEY = Qt.Key


class Closed:
    """A closed class of two days: five people, the first away on the first morning."""

    def __init__(self, desk: Desk) -> None:
        db = desk.db
        self.school = township.found(db)
        self.people = township.people(db, self.school, 8)
        self.training_class = township.held_class(
            db, self.school, self.people[:5], days=("2026-11-18", "2026-11-19")
        )
        grid = township.everyone_present(db, self.training_class)
        self.who = grid.enrollments[0].member
        attendance.mark(
            db,
            enrollment=grid.enrollments[0].id,
            session=grid.sessions[0].id,
            mark="absent",
            today="2026-11-21",
        )
        closings.close_class(db, self.training_class, today="2026-11-20", without="试")


@pytest.fixture
def closed(desk: Desk) -> Closed:
    return Closed(desk)


@pytest.fixture
def window(desk: Desk, closed: Closed, qtbot: QtBot) -> Window:
    return township.window(desk, qtbot, Place("学时台账", "hours", HoursPage, "xstz"))


@pytest.fixture
def page(window: Window, closed: Closed) -> HoursPage:
    page = window.page()
    assert isinstance(page, HoursPage)
    page.open_one(closed.who)
    return page


def press(page: HoursPage, name: str) -> None:
    button = next(one for one in page.findChildren(QPushButton) if one.accessibleName() == name)
    button.click()
    QApplication.processEvents()


def words(page: HoursPage) -> list[str]:
    QApplication.processEvents()
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible()]


def earned(desk: Desk, closed: Closed) -> dict[int, int]:
    return hours.earned(desk.db, school=closed.school, year=2026)


def test_the_right_mark_is_chosen_by_keyboard_and_shown_before_it_is_written(
    page: HoursPage, closed: Closed, window: Window, desk: Desk, qtbot: QtBot
) -> None:
    hands = Hands(qtbot, window)
    press(page, "更正 11月18日上午")
    panel = page.findChild(MarkPanel)
    assert panel is not None
    assert panel.mark.hasFocus()
    assert "现在记的：0 学时 · 旷课，不记学时" in words(page)
    assert "这一课次：0 学时（旷课，不记学时）→ 4 学时（到课）\n全年已入账：12 → 16 学时" in words(page)
    assert cut_off(page) == []
    hands.press(KEY.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: "更正要写明原因，例如“代签，已核实”。" in words(page))
    assert earned(desk, closed)[closed.who] == 48
    hands.say("漏看了签到")
    hands.press(KEY.Key_Return)
    assert earned(desk, closed)[closed.who] == 64
    assert page.notice.text().endswith("18日上午已更正为到课，台账加了 2 行。")
    assert "应完成 32 学时，已完成 16，还差 16" in words(page)
    assert page._opened == closed.who


def test_minutes_are_asked_only_of_who_came_late_or_left(page: HoursPage, closed: Closed, desk: Desk) -> None:
    press(page, "更正 11月18日下午")
    panel = page.findChild(MarkPanel)
    assert panel is not None
    assert panel.minutes.isHidden()
    panel.mark.setCurrentIndex(panel.mark.findData("late"))
    assert panel.minutes.isVisible()
    panel.minutes.setValue(90)
    assert any("→ 2 学时（迟到，实到 90 分钟）" in one for one in words(page))
    panel.why.setText("晚到一小时半")
    panel.commit()
    assert earned(desk, closed)[closed.who] == 40


def test_what_is_typed_survives_a_change_elsewhere_and_escape_leads_back_by_steps(
    page: HoursPage, closed: Closed, window: Window, desk: Desk, qtbot: QtBot
) -> None:
    press(page, "更正 11月18日上午")
    panel = page.findChild(MarkPanel)
    assert panel is not None
    panel.why.setText("没写完")
    members.amend(desk.db, closed.people[6], {"frail": 1})
    desk.look()
    assert page.findChild(MarkPanel) is panel
    assert panel.why.text() == "没写完"
    hands = Hands(qtbot, window)
    hands.press(KEY.Key_Escape)
    assert page._opened == closed.who
    assert "12 学时" in " ".join(words(page))
    hands.press(KEY.Key_Escape)
    assert page._opened is None
    assert earned(desk, closed)[closed.who] == 48


def test_a_mark_that_is_right_already_is_refused(page: HoursPage, closed: Closed, desk: Desk) -> None:
    press(page, "更正 11月18日上午")
    panel = page.findChild(MarkPanel)
    assert panel is not None
    panel.mark.setCurrentIndex(panel.mark.findData("absent"))
    panel.why.setText("试")
    panel.commit()
    assert page.notice.text().endswith("本来就是旷课，不用更正。")
    assert earned(desk, closed)[closed.who] == 48


def test_the_wrong_person_is_changed_for_the_right_one(
    page: HoursPage, closed: Closed, window: Window, desk: Desk, qtbot: QtBot
) -> None:
    right, inside = closed.people[6], closed.people[1]
    press(page, "登错了人 冬训第一期")
    panel = page.findChild(WhoPanel)
    assert panel is not None
    assert panel.finder.field.hasFocus()
    assert not panel._yes.isEnabled()
    panel._choose(inside)
    panel.why.setText("同名登错")
    panel.commit()
    assert "已在本班" in page.notice.text()
    panel._choose(right)
    said = " ".join(words(page))
    assert "全年已入账：12 → 0 学时" in said
    assert "全年已入账：0 → 12 学时" in said
    Hands(qtbot, window).press(KEY.Key_Return)
    sums = earned(desk, closed)
    assert (sums.get(closed.who, 0), sums[right]) == (0, 48)
    assert "台账加了" in page.notice.text()


def test_a_closed_year_says_so_before_anything_is_typed(page: HoursPage, closed: Closed, desk: Desk) -> None:
    hours.close_year(desk.db, school=closed.school, year=2026, today="2026-11-21")
    desk.look()
    press(page, "更正 11月18日上午")
    panel = page.findChild(MarkPanel)
    assert panel is not None
    panel.why.setText("试")
    panel.commit()
    assert "2026 年已做年度结账" in page.notice.text()
    assert earned(desk, closed)[closed.who] == 48
