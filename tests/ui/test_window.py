from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app import paths
from app.ui import pages
from app.ui.desk import Desk, Level
from app.ui.finder import Finder, Found, Search
from app.ui.page import Action, Page
from app.ui.side import PLACE, Place, Side
from app.ui.window import TITLE_BAR, Undo, Window
from tests.ui.looking import cut_off
from tests.ui.specimen import FIRST_ID, HomePage, OtherPage, PeoplePage, person, places

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> Window:
    made = Window(desk, places())
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def key(qtbot: QtBot, which: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), which, held)


def test_a_page_is_made_when_first_visited(window: Window) -> None:
    assert len(window._laid) == 1
    window.go(2)
    page = window.page()
    assert isinstance(page, PeoplePage)
    assert page.reads > 0
    window.go(0)
    window.go(2)
    assert window.page() is page


def test_places_are_reached_by_keys(window: Window, qtbot: QtBot) -> None:
    key(qtbot, Qt.Key.Key_3, CONTROL)
    assert isinstance(window.page(), PeoplePage)
    key(qtbot, Qt.Key.Key_Up, ALT)
    key(qtbot, Qt.Key.Key_Up, ALT)
    assert isinstance(window.page(), HomePage)
    key(qtbot, Qt.Key.Key_Comma, CONTROL)
    assert window.page().accessibleName() == "设置"


def test_arrows_walk_the_side_list_and_keep_the_keyboard_there(window: Window, qtbot: QtBot) -> None:
    key(qtbot, Qt.Key.Key_F6)
    key(qtbot, Qt.Key.Key_Down)
    assert window.page().accessibleName() == "五有建设"
    assert window.side.isAncestorOf(QApplication.focusWidget())
    key(qtbot, Qt.Key.Key_F6)
    assert window.page().isAncestorOf(QApplication.focusWidget()) or window.page().hasFocus()


def test_a_change_refreshes_the_page_on_show_and_the_others_when_shown(window: Window, desk: Desk) -> None:
    window.go(2)
    people = window.page()
    assert isinstance(people, PeoplePage)
    before = people.reads
    window.go(0)
    desk.act(window, lambda: desk.db.execute("UPDATE context SET device = device + 1"))
    assert people.stale
    assert people.reads == before
    window.go(2)
    assert not people.stale
    people.model.index(0, 0).data()
    assert people.reads > before


def test_a_page_that_cannot_be_read_leaves_the_window_standing(desk: Desk, window: Window) -> None:
    class Broken(Page):
        def refresh(self) -> None:
            raise OSError(5, "EIO")

    desk.open(Broken(desk, "坏盘"))
    assert "读写出错" in window.page().notice.text()


def test_a_page_laid_over_goes_with_escape_and_brings_the_one_below(
    window: Window, desk: Desk, qtbot: QtBot
) -> None:
    below = window.page()
    desk.open(OtherPage(desk, "冬训第一期"))
    assert window.page().accessibleName() == "冬训第一期"
    back = next(made for made in window.page().findChildren(QToolButton) if made.accessibleName() == "返回")
    assert back.isVisible()
    key(qtbot, Qt.Key.Key_Escape)
    assert window.page() is below
    desk.close()
    assert window.page() is below


def test_a_page_with_something_unsaved_may_stay(window: Window, desk: Desk) -> None:
    class Stubborn(Page):
        def may_close(self) -> bool:
            return False

    stubborn = Stubborn(desk, "新建培训班")
    desk.open(stubborn)
    window.escape()
    assert window.page() is stubborn
    assert not window.close()


def test_escape_closes_the_detail_first(window: Window, desk: Desk, qtbot: QtBot) -> None:
    page = PeoplePage(desk)
    desk.open(page)
    page._open(FIRST_ID)
    key(qtbot, Qt.Key.Key_Escape)
    assert window.page() is page
    key(qtbot, Qt.Key.Key_Escape)
    assert window.page() is not page


def test_the_keyboard_stays_in_the_buttons_where_others_take_their_place(
    window: Window, desk: Desk, qtbot: QtBot
) -> None:
    page = Page(desk, "读取数据包")
    (before,) = page.set_actions(Action("读取 1 个数据包", lambda: None))
    desk.open(page)
    qtbot.waitUntil(before.isVisible)
    before.setFocus()
    (after,) = page.set_actions(None, [Action("返回收件箱", lambda: None)])
    assert QApplication.focusWidget() is after
    page.set_actions(None)
    assert QApplication.focusWidget() is page


def test_going_to_a_place_by_name_hands_over_its_page(window: Window, desk: Desk) -> None:
    met: list[QWidget] = []
    desk.go("党员名册", met.append)
    assert met == [window.page()]
    assert isinstance(window.page(), PeoplePage)


def test_new_and_search_go_to_the_page_on_show_only(window: Window, qtbot: QtBot) -> None:
    home = window.page()
    assert isinstance(home, HomePage)
    key(qtbot, Qt.Key.Key_N, CONTROL)
    qtbot.waitUntil(lambda: home.pressed == ["新建"])
    window.go(2)
    people = window.page()
    key(qtbot, Qt.Key.Key_N, CONTROL)
    qtbot.waitUntil(lambda: people.notice.text() == "这里只是看样子。")
    assert home.pressed == ["新建"]
    key(qtbot, Qt.Key.Key_F, CONTROL)
    assert people.search is not None
    assert people.search.hasFocus()


def test_the_next_step_is_one_click_or_one_key(window: Window, qtbot: QtBot) -> None:
    home = window.page()
    assert isinstance(home, HomePage)
    at = home.table.visualRect(home.model.index(1, 2)).center()
    qtbot.mouseClick(home.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert home.pressed == ["调整课表"]
    key(qtbot, Qt.Key.Key_Return)
    assert home.pressed == ["调整课表", "调整课表"]


def finder_parts(window: Window) -> tuple[Finder, QLineEdit, QListWidget]:
    finder = window.findChild(Finder)
    assert finder is not None
    return finder, finder.findChild(QLineEdit), finder.findChild(QListWidget)  # type: ignore[return-value]


def titles(listed: QListWidget) -> list[str]:
    return [listed.item(row).text() for row in range(listed.count())]


def test_ctrl_k_finds_a_place_by_its_initials(window: Window, qtbot: QtBot) -> None:
    key(qtbot, Qt.Key.Key_K, CONTROL)
    finder, field, listed = finder_parts(window)
    assert len(titles(listed)) == 10
    qtbot.keyClicks(field, "xs")
    qtbot.waitUntil(lambda: titles(listed) == ["学时台账"])
    key(qtbot, Qt.Key.Key_Return)
    assert finder.isHidden()
    assert window.page().accessibleName() == "学时台账"


def test_ctrl_k_finds_people_and_enter_does_not_wait(desk: Desk, qtbot: QtBot) -> None:
    opened: list[str] = []

    def find(text: str) -> list[Found]:
        names = [person(FIRST_ID + at).name for at in range(30)]
        hits = [name for name in names if text in name]
        return [Found(name, "下党村党支部", partial(opened.append, name)) for name in hits]

    window = Window(desk, places(), searches=lambda: [Search("党员", find)])
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    key(qtbot, Qt.Key.Key_K, CONTROL)
    _, field, _ = finder_parts(window)
    field.setText("秀英")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert opened == [person(FIRST_ID + 1).name]


def test_the_finder_says_when_there_is_nothing_and_gives_the_keyboard_back(
    window: Window, qtbot: QtBot
) -> None:
    before = QApplication.focusWidget()
    key(qtbot, Qt.Key.Key_K, CONTROL)
    finder, field, listed = finder_parts(window)
    qtbot.keyClicks(field, "qqq")
    qtbot.waitUntil(lambda: not listed.isVisible())
    key(qtbot, Qt.Key.Key_Escape)
    assert finder.isHidden()
    assert QApplication.focusWidget() is before


def test_f1_shows_the_help_of_the_page(window: Window, qtbot: QtBot) -> None:
    key(qtbot, Qt.Key.Key_F1)
    assert window._help.isVisible()
    shown = window._help.text.toPlainText()
    topic = paths.resources() / "help" / f"{window.page().help_topic}.md"
    assert shown
    if topic.exists():
        first = topic.read_text(encoding="utf-8").lstrip("# ").splitlines()[0]
        assert first in shown
    key(qtbot, Qt.Key.Key_F1)
    assert not window._help.isVisible()


@pytest.mark.parametrize(
    ("name", "run", "said"),
    [
        (lambda: "标记雷金花缺课", lambda: "标记雷金花缺课", "已撤销：标记雷金花缺课"),
        (lambda: None, lambda: None, "没有可以撤销的事。"),
    ],
)
def test_undo_says_what_it_undid(
    desk: Desk, qtbot: QtBot, name: Callable[[], str | None], run: Callable[[], str | None], said: str
) -> None:
    window = Window(desk, places(), undo=Undo(name, run))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    key(qtbot, Qt.Key.Key_Z, CONTROL)
    assert window.page().notice.text() == said


def test_what_was_undone_is_redone_by_either_shortcut(desk: Desk, qtbot: QtBot) -> None:
    window = Window(desk, places(), redo=Undo(lambda: "新增支部：下党村", lambda: "新增支部：下党村"))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(lambda: "重做：新增支部：下党村" in window.side._undo.toolTip())
    for letter, held in (
        (Qt.Key.Key_Y, CONTROL),
        (Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier),
    ):
        window.page().say("")
        key(qtbot, letter, held)
        assert window.page().notice.text() == "已重做：新增支部：下党村"


def test_undo_in_a_field_undoes_the_typing(window: Window, qtbot: QtBot) -> None:
    window.go(2)
    page = window.page()
    assert page.search is not None
    page.seek()
    qtbot.keyClicks(page.search, "zs")
    key(qtbot, Qt.Key.Key_Z, CONTROL)
    assert page.search.text() == ""
    assert page.notice.text() == ""


def test_the_window_comes_back_where_it_was(window: Window, desk: Desk, qtbot: QtBot) -> None:
    # The width is bounded by the screen, and the offscreen one is narrower than our least window.
    window.resize(900, 611)
    window.close()
    again = Window(desk, places())
    qtbot.addWidget(again)
    assert again.height() == 611


def test_every_control_has_a_name_for_a_reader(window: Window) -> None:
    for number in (0, 2):
        window.go(number)
    for kind in (QPushButton, QToolButton, QLineEdit, QListWidget):
        for control in window.findChildren(kind):
            if control.focusPolicy() != Qt.FocusPolicy.NoFocus:
                assert control.accessibleName() or getattr(control, "text", str)(), control


def test_tab_goes_through_the_window_and_comes_round(window: Window, qtbot: QtBot) -> None:
    window.go(2)
    start = QApplication.focusWidget()
    met = []
    for _ in range(60):
        key(qtbot, Qt.Key.Key_Tab)
        met.append(QApplication.focusWidget())
        if met[-1] is start:
            break
    assert met[-1] is start
    assert window.page().search in met
    assert any(isinstance(one, QPushButton) and one.text() == "登记党员" for one in met)


def side_of(desk: Desk, level: Level, qtbot: QtBot, *, high: int) -> Side:
    made = Side(desk, pages.places(level))
    qtbot.addWidget(made)
    made.resize(made.width(), high)
    made.show()
    QApplication.processEvents()
    return made


@pytest.mark.parametrize("level", ["township", "county", "city"])
def test_every_place_is_in_sight_on_a_small_screen(desk: Desk, level: Level, qtbot: QtBot) -> None:
    assert side_of(desk, level, qtbot, high=720)._area.verticalScrollBar().maximum() == 0


def test_the_present_place_is_in_sight_where_not_all_are(desk: Desk, qtbot: QtBot) -> None:
    made = side_of(desk, "county", qtbot, high=480)
    assert made._area.verticalScrollBar().maximum() > 0
    made.mark(len(made._buttons) - 1)
    last = made._buttons[-1]
    seen = made._area.viewport().rect()
    assert seen.contains(last.mapTo(made._area.viewport(), last.rect().bottomLeft()))


@pytest.fixture(params=["township", "county", "city"])
def low(request: pytest.FixtureRequest, desk: Desk, qtbot: QtBot) -> Window:
    """A window on a screen of 1366 x 768 pixels at 150 %, with the places of one of the desks."""
    titles = [place.title for place in pages.places(request.param)]
    listed = [
        Place(title, "file", lambda desk, title=title: OtherPage(desk, title))  # type: ignore[misc]
        for title in titles
    ]
    made = Window(desk, listed)
    qtbot.addWidget(made)
    made.side.tell_safe("✓ 最近验证可恢复 2026-11-22 09:00")
    made.resize(911, 440)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    assert made.height() == 440
    return made


def in_sight(side: Side, widget: QWidget) -> bool:
    seen = side._area.viewport()
    return seen.rect().contains(widget.rect().translated(widget.mapTo(seen, QPoint())))


def test_the_foot_of_the_side_is_in_sight_on_a_low_screen(low: Window) -> None:
    foot = low.side._safe
    assert low.rect().contains(foot.rect().translated(foot.mapTo(low, QPoint())))
    assert in_sight(low.side, low.side._school)
    assert cut_off(low.side) == []


def test_the_arrows_bring_every_place_into_sight_on_a_low_screen(low: Window, qtbot: QtBot) -> None:
    key(qtbot, Qt.Key.Key_F6)
    for number in range(len(low.places)):
        at = low.side._buttons[number]
        assert QApplication.focusWidget() is at and in_sight(low.side, at), at.text()
        key(qtbot, Qt.Key.Key_Down)
    for _ in low.places:
        key(qtbot, Qt.Key.Key_Up)
    assert in_sight(low.side, low.side._brand)


def test_the_wheel_brings_every_place_into_sight_on_a_low_screen(low: Window) -> None:
    last = low.side._buttons[-1]
    assert not in_sight(low.side, last)
    seen = low.side._area.viewport()
    middle = QPointF(seen.rect().center())
    for _ in low.places:
        turned = QWheelEvent(middle, seen.mapToGlobal(middle), QPoint(), QPoint(0, -120),
                             Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
                             Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
        QApplication.sendEvent(seen, turned)
    assert in_sight(low.side, last)


def test_the_places_stand_close_only_where_they_would_not_fit(desk: Desk, qtbot: QtBot) -> None:
    made = side_of(desk, "county", qtbot, high=760)
    assert made._buttons[0].height() == made._buttons[1].height() < PLACE
    made.resize(made.width(), 900)
    QApplication.processEvents()
    assert made._buttons[0].height() == PLACE
    made.resize(made.width(), 440)
    QApplication.processEvents()
    assert made._buttons[0].height() < PLACE


def test_a_window_begins_no_larger_than_the_screen(desk: Desk, qtbot: QtBot) -> None:
    made = Window(desk, places())
    qtbot.addWidget(made)
    room = made.screen().availableGeometry()
    assert made.height() <= room.height() - TITLE_BAR
    assert made.width() <= max(room.width(), made.minimumWidth())
