from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import paths
from app.jobs import passphrases, registers
from app.school import members, schools
from app.ui import sitting
from app.ui.beginning import Answer, Beginning
from app.ui.opening import PEOPLE, Opening
from app.ui.pages.home import Home
from app.ui.photograph import settle
from app.ui.rescuing import Rescue
from app.ui.window import Window
from tests import made_up, once

pytestmark = pytest.mark.usefixtures("dressed")


@contextmanager
def started(
    folder: Path, before: Callable[[QWidget], object] = lambda _: None
) -> Iterator[tuple[Opening, QWidget]]:
    """Start on a folder; the windows go before the registers they look into are closed.

    `before` is given the first window before it is shown.
    """
    with ExitStack() as stack:
        leading = Opening(folder, operator="", stack=stack)
        first = leading.first()
        before(first)
        first.show()
        yield leading, first
        last = leading._shown
        assert last is not None
        last.close()
        last.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize("level", ["township", pytest.param("county", marks=pytest.mark.slow)])
def test_looking_around_shows_made_up_people_and_leaves_the_own_desk_empty(
    level: str, tmp_path: Path
) -> None:
    with started(tmp_path / "data") as (leading, beginning):
        assert isinstance(beginning, Beginning)
        answer = Answer(level, "350924100", "下党乡党校", "", "寿宁县", "张干事", "demo")  # type: ignore[arg-type]
        beginning.answered.emit(answer)
        shown = leading._shown
        assert isinstance(shown, Window)
        assert "编的" in shown.page().notice.text()
        assert schools.own(shown.desk.db).full_name != "下党乡党校"
        if level == "township":
            assert len(members.find(shown.desk.db)) == PEOPLE
    with started(tmp_path / "data") as (_, own):
        assert isinstance(own, Window)
        assert own.desk.school_name == "下党乡党校"
        assert members.find(own.desk.db) == []


@pytest.fixture
def data(tmp_path: Path, qtbot: QtBot) -> Path:
    """Give a township's data that was opened once in the window."""
    folder = tmp_path / "data"

    def make() -> None:
        with registers.opened(folder, clock=made_up.Clock(), operator="张干事") as db:
            registers.found(db, level="township", code="350924100", full_name="下党乡党校")
            schools.keep(db, "operator", "张干事")
        with started(folder) as (_, first):
            assert isinstance(first, Window) and first.desk.seated
            begun(first, qtbot)

    return once.made(folder, __name__, make)


def begun(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.findChild(Home) is not None)
    settle(window)
    QApplication.processEvents()


def test_the_window_stands_before_the_register_is_opened(data: Path, qtbot: QtBot) -> None:
    with started(data) as (_, first):
        assert isinstance(first, Window)
        assert not first.desk.seated and not paths.open_mark(data).exists()
        assert (first.desk.school_name, first.desk.operator) == ("下党乡党校", "张干事")
        assert first.windowTitle() == "下党乡党校（张干事） · 五有"
        begun(first, qtbot)
        assert first.desk.seated and isinstance(first.page(), Home)
        assert first.page().isAncestorOf(QApplication.focusWidget() or first) or first.page().hasFocus()


def test_the_figures_come_though_the_register_was_not_closed(data: Path, qtbot: QtBot) -> None:
    """The page is painted while the register is still looked over, and nothing can be counted then."""
    paths.open_mark(data).touch()
    with started(data) as (_, first):
        assert isinstance(first, Window)
        qtbot.waitUntil(lambda: first.findChild(Home) is not None)
        qtbot.waitUntil(lambda: first.page().settled)


class Painted(QObject):
    """Whether a first page was painted."""

    seen = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.seen |= event.type() == QEvent.Type.Paint and isinstance(watched, Home)
        return False


def test_the_first_page_is_on_the_screen_before_what_goes_on_beside_it_is_read(
    data: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    with started(data) as (_, first):
        assert isinstance(first, Window)
        painted, told = Painted(), []
        qapp.installEventFilter(painted)
        first.begun.connect(lambda: told.append(painted.seen))
        with qtbot.waitSignal(first.begun):
            pass
        assert told == [True]


def test_a_place_asked_for_before_the_register_is_open_is_gone_to(data: Path, qtbot: QtBot) -> None:
    with started(data) as (_, first):
        assert isinstance(first, Window) and not first.desk.seated
        first.side.asked.emit(1)
        assert first.desk.seated and first.page().accessibleName() == "五有建设"
        with qtbot.waitSignal(first.begun):
            pass
        assert first.page().accessibleName() == "五有建设"
        qtbot.waitUntil(first.isActiveWindow)
        qtbot.keyClick(first, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        assert isinstance(first.page(), Home)


def test_what_was_renamed_meanwhile_is_said_once_the_register_is_open(data: Path, qtbot: QtBot) -> None:
    with registers.opened(data, clock=made_up.Clock(), operator="") as db:
        schools.keep(db, "operator", "李干事")
    with started(data) as (_, first):
        assert isinstance(first, Window) and first.desk.operator == "张干事"
        begun(first, qtbot)
        assert (first.desk.operator, first.desk.db.operator) == ("李干事", "李干事")
        assert "李干事" in first.windowTitle()
        found = sitting.recall(data)
        assert found is not None and found.operator == "李干事"


def test_a_desk_of_another_level_takes_the_place_of_the_one_remembered(data: Path, qtbot: QtBot) -> None:
    memory = QSettings(str(data / "window.ini"), QSettings.Format.IniFormat)
    memory.setValue("desk/level", "county")
    memory.sync()
    with started(data) as (leading, first):
        assert isinstance(first, Window) and first.desk.level == "county"
        qtbot.waitUntil(lambda: leading._shown is not first)
        shown = leading._shown
        assert isinstance(shown, Window) and shown.desk.level == "township"
        begun(shown, qtbot)


def test_a_register_that_is_damaged_leads_from_its_window_to_the_rescue(data: Path, qtbot: QtBot) -> None:
    paths.register(data).write_bytes(bytes(8192))
    with started(data) as (leading, first):
        assert isinstance(first, Window)
        qtbot.waitUntil(lambda: isinstance(leading._shown, Rescue))
        assert not first.isVisible()


def test_nothing_is_remembered_of_data_with_a_passphrase(data: Path, qtbot: QtBot) -> None:
    assert sitting.recall(data) == sitting.Remembered("township", "下党乡党校", "张干事")
    with registers.opened(data, clock=made_up.Clock(), operator="张干事"):
        passphrases.set_passphrase(data, "下党的水很清很甜", clerk="张干事")
    assert sitting.recall(data) is None
    with registers.opened(data, clock=made_up.Clock(), operator="", passphrase="下党的水很清很甜") as db:
        made = sitting.window(db, data)
        with qtbot.waitSignal(made.begun):
            made.show()
        made.close()
        made.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert "下党" not in (data / "window.ini").read_text(encoding="utf-8")
