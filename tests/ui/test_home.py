from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.school import attendance, members
from app.ui.desk import Desk
from app.ui.page import Page
from app.ui.pages.home import Home
from app.ui.photograph import settle
from app.ui.side import Place
from app.ui.window import Window
from tests import made_up
from tests.ui.looking import cut_off

TODAY = "2026-11-21"


class Elsewhere(Page):
    """A place that remembers what it was asked for."""

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__(desk, title)
        self.asked: list[object] = []

    def begin(self) -> None:
        self.asked.append("begin")

    def open_target(self, target: int, step: str) -> None:
        self.asked.append((target, step))


def places() -> list[Place]:
    listed = [Place("工作台", "desk", Home)]
    for title in ("五有建设", "党员名册", "培训班", "学时台账", "上报县级"):
        listed.append(Place(title, "file", lambda desk, title=title: Elsewhere(desk, title)))  # type: ignore[misc]
    return listed


@pytest.fixture
def school(desk: Desk) -> int:
    return made_up.school(desk.db)


@pytest.fixture
def window(desk: Desk, school: int, qtbot: QtBot) -> Window:
    made = Window(desk, places())
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def home(window: Window) -> Home:
    window.go(0)
    page = window.page()
    assert isinstance(page, Home)
    page.refresh()
    settle(window)
    return page


def asked(window: Window) -> tuple[str, list[object]]:
    page = window.page()
    assert isinstance(page, Elsewhere)
    return page.accessibleName(), page.asked


def things(page: Home) -> list[tuple[str, str]]:
    model = page.model
    return [
        (str(model.index(row, 1).data()), str(model.index(row, 2).data())) for row in range(model.rowCount())
    ]


def figure(page: Home, card: str) -> tuple[str, str]:
    shown = getattr(page, card)
    return shown._figure.text(), shown._note.text()


def held(desk: Desk, school: int, *, marked: bool) -> int:
    one = made_up.a_class(desk.db, school, made_up.people(desk.db, school, 3))
    if marked:
        sessions = [session.id for session in attendance.roll_call(desk.db, one).sessions]
        attendance.mark_all(desk.db, one, sessions=sessions, today=TODAY)
    return one


def test_an_empty_school_is_told_to_take_a_roster_in(window: Window) -> None:
    page = home(window)
    assert figure(page, "hours") == ("0 / 0", "名册还是空的")
    assert figure(page, "classes") == ("0 / 4 期", "还差 4 期，12 月底前办")
    assert figure(page, "sent")[0] == "还没有上报"


def test_the_figures_are_those_of_the_year(window: Window, desk: Desk, school: int) -> None:
    held(desk, school, marked=True)
    page = home(window)
    assert figure(page, "classes") == ("1 / 4 期", "还差 3 期，12 月底前办")
    assert figure(page, "hours") == ("0 / 3", "3 人未达标")
    assert "课次" in page.classes.toolTip()


def test_a_class_that_was_only_prepared_is_not_counted(window: Window, desk: Desk, school: int) -> None:
    held(desk, school, marked=False)
    assert figure(home(window), "classes")[0] == "0 / 4 期"


def test_the_next_step_leads_to_its_class(window: Window, desk: Desk, school: int, qtbot: QtBot) -> None:
    one = held(desk, school, marked=False)
    page = home(window)
    row = next(at for at, (what, _) in enumerate(things(page)) if "冬训班" in what)
    assert things(page)[row][1] == "打印签到表"
    page.table.setFocus()
    page.table.selectRow(row)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert asked(window) == ("培训班", [(one, "print")])


def test_people_in_doubt_are_shown_as_a_list(window: Window, desk: Desk, school: int, qtbot: QtBot) -> None:
    (one,) = made_up.people(desk.db, school, 1)
    members.amend(desk.db, one, {"doubts": ("身份证号校验码不符，请核对。",)})
    page = home(window)
    row = next(at for at, (what, _) in enumerate(things(page)) if "有疑点" in what)
    page.table.setFocus()
    page.table.selectRow(row)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert asked(window) == ("党员名册", [(0, "查看名单")])


def test_the_cards_and_buttons_lead_to_their_places(window: Window, qtbot: QtBot) -> None:
    page = home(window)
    for card, title in (
        ("hours", "学时台账"),
        ("points", "五有建设"),
        ("sent", "上报县级"),
        ("classes", "培训班"),
    ):
        window.go(0)
        getattr(page, card).setFocus()
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
        assert window.page().accessibleName() == title
    for words, title in (("导入名册", "党员名册"), ("新建培训班", "培训班")):
        window.go(0)
        next(one for one in page.findChildren(QPushButton) if one.text() == words).click()
        assert asked(window) == (title, ["begin"])


@pytest.mark.parametrize("width", [1366, 1280])
def test_nothing_is_cut_off(window: Window, desk: Desk, school: int, width: int, tmp_path: Path) -> None:
    held(desk, school, marked=False)
    assert date.fromisoformat(TODAY).isoformat() == desk.today()
    window.resize(width, 720)
    page = home(window)
    QApplication.processEvents()
    assert cut_off(page) == []
