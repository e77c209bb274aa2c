"""整改: what is to be put right is written down, finished or dropped with words, and taken up again."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.school import rectifications
from app.ui.desk import Desk
from app.ui.pages.checklist import Checklist
from app.ui.pages.checklist.rectifying import Rectifying
from app.ui.side import Place
from app.ui.window import Window
from tests.ui import township
from tests.ui.looking import cut_off
from tests.ui.township import ALT, CONTROL, Hands

KEY = Qt.Key
DUE = "2026-12-10"


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> Window:
    township.found(desk.db)
    return township.window(desk, qtbot, Place("五有建设", "checklist", Checklist, "wyjs"))


@pytest.fixture
def hands(qtbot: QtBot, window: Window) -> Hands:
    made = Hands(qtbot, window)
    made.press(KEY.Key_5, held=ALT)
    return made


@pytest.fixture
def tab(window: Window, hands: Hands) -> Rectifying:
    page = window.page()
    assert isinstance(page, Checklist)
    found = page.tab()
    assert isinstance(found, Rectifying)
    return found


def kept(tab: Rectifying) -> list[rectifications.Rectification]:
    return rectifications.rows(tab.desk.db, rectifications.find(tab.desk.db, school=tab.school()))


@pytest.fixture
def listed(tab: Rectifying, hands: Hands, qtbot: QtBot) -> Rectifying:
    """One thing to put right, written with the keyboard."""
    hands.press(KEY.Key_N, held=CONTROL)
    qtbot.waitUntil(tab.writing.isVisible)
    hands.say("补挂制度上墙")
    hands.press(KEY.Key_Tab)
    hands.say("钟小兰")
    hands.press(KEY.Key_Tab)
    hands.type(DUE)
    hands.press(KEY.Key_Return)
    qtbot.waitUntil(lambda: len(kept(tab)) == 1)
    return tab


def test_one_is_written_down_by_keys(listed: Rectifying, window: Window) -> None:
    (one,) = kept(listed)
    assert (one.what, one.responsible, one.due_on) == ("补挂制度上墙", "钟小兰", DUE)
    assert not listed.writing.isVisible()
    assert listed.table.hasFocus()
    assert cut_off(window) == []


def test_what_is_lacking_is_said_beside_its_field(tab: Rectifying, hands: Hands, qtbot: QtBot) -> None:
    hands.press(KEY.Key_N, held=CONTROL)
    qtbot.waitUntil(tab.writing.isVisible)
    hands.say("补挂制度上墙")
    hands.press(KEY.Key_Return)
    assert tab.writing.responsible.hasFocus()
    hands.say("钟小兰")
    hands.press(KEY.Key_Return)
    assert tab.writing.due_on.hasFocus()
    assert kept(tab) == []


@pytest.mark.parametrize("day", ["明天", "2026-13-40", "2026-02-30"])
def test_a_day_that_is_none_is_refused(
    tab: Rectifying, hands: Hands, qtbot: QtBot, window: Window, day: str
) -> None:
    hands.press(KEY.Key_N, held=CONTROL)
    qtbot.waitUntil(tab.writing.isVisible)
    for text in ("补挂制度上墙", "钟小兰", day):
        hands.say(text)
        hands.press(KEY.Key_Tab)
    hands.press(KEY.Key_Return)
    assert kept(tab) == []
    assert window.page().notice.text()
    assert tab.writing.isVisible()
    hands.press(KEY.Key_Escape)


def test_it_is_finished_by_saying_how(listed: Rectifying, hands: Hands) -> None:
    hands.press(KEY.Key_Return)
    hands.press(KEY.Key_Return)
    assert kept(listed)[0].done_on == ""
    hands.say("已做成展板挂在教室")
    hands.press(KEY.Key_Return)
    (one,) = kept(listed)
    assert (one.done_note, bool(one.done_on)) == ("已做成展板挂在教室", True)
    hands.press(KEY.Key_Z, held=CONTROL)
    assert kept(listed)[0].done_on == ""


def test_what_is_done_is_taken_up_again(listed: Rectifying, hands: Hands) -> None:
    hands.press(KEY.Key_Return)
    hands.say("已做成展板挂在教室")
    hands.press(KEY.Key_Return)
    (again,) = listed._menu(listed.table.selected())
    assert again.text == "重新整改"
    again.run()
    assert kept(listed)[0].done_on == ""


def test_it_is_dropped_for_a_reason(listed: Rectifying, hands: Hands) -> None:
    dropping = next(one for one in listed._menu(listed.table.selected()) if one.text == "不再整改…")
    dropping.run()
    hands.press(KEY.Key_Return)
    assert kept(listed)[0].dropped_on == ""
    hands.say("教室已搬走")
    hands.press(KEY.Key_Return)
    assert kept(listed)[0].dropped_reason == "教室已搬走"
    hands.press(KEY.Key_Z, held=CONTROL)
    assert kept(listed)[0].dropped_on == ""


def test_what_is_late_stands_out(listed: Rectifying) -> None:
    (one,) = kept(listed)
    assert one.state("2026-12-10") == "open"
    assert one.state("2026-12-11") == "late"
