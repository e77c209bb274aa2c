from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.jobs import passphrases, registers
from app.school import branches, schools
from app.ui import opening
from app.ui.locking import KEPT, Guard, minutes
from app.ui.unlocking import Unlock
from app.ui.window import Window
from db import keyring
from tests import made_up, once
from tests.ui.keyboard import Keyboard, shown
from tests.ui.looking import cut_off

pytestmark = pytest.mark.usefixtures("dressed")
PHRASE = "下党的水很清很甜"
OTHER = "李干事自己的口令"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    def make() -> None:
        with registers.opened(tmp_path / "data", clock=made_up.Clock(), operator="张会计") as db:
            registers.found(db, level="township", code="350924100", full_name="下党乡党校")
            passphrases.set_passphrase(tmp_path / "data", PHRASE, clerk="张会计")
            passphrases.add_clerk(db, tmp_path / "data", OTHER, clerk="李干事")

    return once.made(tmp_path / "data", __name__, make)


@pytest.fixture
def window(folder: Path, qtbot: QtBot) -> Iterator[Window]:
    with registers.opened(folder, clock=made_up.Clock(), operator="", passphrase=PHRASE) as db:
        made = opening.window(db, folder)
        with qtbot.waitSignal(made.begun):
            made.show()
        yield made
        made.close()
        made.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def guard(window: Window) -> Guard:
    found = window.findChild(Guard)
    assert found is not None
    return found


def locked(window: Window) -> Unlock:
    guard(window).lock()
    asked = guard(window).unlock
    assert asked is not None and not window.isVisible()
    return asked


def test_a_passphrase_is_given_refused_and_typed_again(qtbot: QtBot) -> None:
    unlock = Unlock()
    given: list[tuple[str, object]] = []
    unlock.given.connect(lambda *said: given.append(said))
    shown(unlock, qtbot)
    keys = Keyboard(qtbot)
    assert unlock.field.echoMode() == QLineEdit.EchoMode.Password
    keys.press(Qt.Key.Key_Return)
    assert given == []
    keys.type("猜的口令一句话")
    keys.press(Qt.Key.Key_Return)
    unlock.refuse("口令不对，请重新输入。")
    assert "口令不对，请重新输入。" in [label.text() for label in unlock.findChildren(QLabel)]
    keys.type("下党的水很清很清")
    keys.press(Qt.Key.Key_Return)
    assert given == [("猜的口令一句话", None), ("下党的水很清很清", None)]
    assert cut_off(unlock) == []


def test_the_title_bar_says_who_sits_here(window: Window) -> None:
    assert window.windowTitle() == "下党乡党校（张会计） · 五有"


def test_locking_drops_the_key_and_keeps_what_was_typed(window: Window) -> None:
    window.go(len(window.places) - 1)
    field = window.page().findChild(QLineEdit)
    assert field is not None
    field.setText("正在打的字")
    asked = locked(window)
    assert window.desk.db.key == b""
    with pytest.raises(Exception, match="closed"):
        window.desk.db.execute("SELECT 1")
    asked.given.emit("猜的口令就是这个", "张会计")
    assert not window.isVisible() and "口令不对，请重新输入。" in [
        label.text() for label in asked.findChildren(QLabel)
    ]
    asked.given.emit(PHRASE, "张会计")
    assert window.isVisible() and guard(window).unlock is None
    assert field.text() == "正在打的字"
    assert branches.add(window.desk.db, "下党村党支部", school=schools.own(window.desk.db).id)


def test_another_clerk_sits_down_and_everything_is_theirs(window: Window) -> None:
    asked = locked(window)
    assert [asked.clerk.itemText(n) for n in range(asked.clerk.count())] == ["张会计", "李干事"]
    asked.given.emit(OTHER, "李干事")
    assert window.windowTitle() == "下党乡党校（李干事） · 五有"
    branches.add(window.desk.db, "下党村党支部", school=schools.own(window.desk.db).id)
    newest = window.desk.db.execute("SELECT operator FROM act ORDER BY id DESC LIMIT 1").fetchone()
    assert newest == ("李干事",)


def test_idle_minutes_begin_anew_at_every_key(window: Window, qtbot: QtBot) -> None:
    made = guard(window)
    assert minutes(window.desk.memory) == 10 and made._idle.isActive()
    made._idle.stop()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert made._idle.isActive() and made._idle.interval() == 600_000
    window.desk.memory.setValue(KEPT, "0")
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert not made._idle.isActive()
    window.desk.memory.setValue(KEPT, "乱写")
    assert minutes(window.desk.memory) == 10


def test_a_laptop_that_slept_is_locked_when_it_wakes(window: Window) -> None:
    watch, now = guard(window), 1_795_136_400_000
    for seconds in (0, 30, 61):
        watch.tick(now + seconds * 1000)
    assert watch.unlock is None, "somebody sits here, or the idle minutes are not over"
    watch.tick(now + 3 * 3_600_000)
    assert watch.unlock is not None and window.desk.db.key == b""


def test_a_clock_put_back_is_no_sleep_and_who_wants_no_lock_gets_none(window: Window) -> None:
    watch, now = guard(window), 1_795_136_400_000
    watch.tick(now)
    watch.tick(now - 86_400_000)
    assert watch.unlock is None
    window.desk.memory.setValue(KEPT, 0)
    watch.tick(now + 86_400_000)
    assert watch.unlock is None


def test_nothing_is_locked_while_work_is_under_way(window: Window) -> None:
    window.desk._busy = True
    guard(window).lock()
    assert guard(window).unlock is None and window.isVisible()
    assert guard(window)._idle.interval() == 60_000, "it is tried again soon"
    window.desk._busy = False


def test_a_clerk_who_forgot_comes_in_with_the_paper(window: Window, folder: Path) -> None:
    code = passphrases.make_recovery(window.desk.db, folder, today="2026-11-22", keep=len)
    asked = locked(window)
    for wrong in (code[:-1], "", "0" * keyring.CODE_LENGTH):
        asked.recovered.emit(wrong, "记得住的这一句话", "张会计")
        assert not window.isVisible()
    asked.recovered.emit(code, "记得住的这一句话", "张会计")
    assert window.isVisible() and window.desk.operator == "张会计"


def test_the_road_by_paper_is_walked_by_keyboard(qtbot: QtBot) -> None:
    unlock = Unlock(["张会计", "李干事"], present="李干事", recoverable=True)
    said: list[tuple[str, ...]] = []
    unlock.recovered.connect(lambda *given: said.append(given))
    shown(unlock, qtbot)
    keys = Keyboard(qtbot)
    unlock._forgot.click()
    keys.type("ABCDE")
    keys.press(Qt.Key.Key_Tab)
    keys.type("xinkouling1")
    keys.press(Qt.Key.Key_Tab)
    keys.type("xinkouling2")
    keys.press(Qt.Key.Key_Return)
    assert said == []
    unlock.again.setText("xinkouling1")
    keys.press(Qt.Key.Key_Return)
    assert said == [("ABCDE", "xinkouling1", "李干事")]
    assert cut_off(unlock) == []


def test_data_without_a_passphrase_cannot_be_locked(tmp_path: Path, qtbot: QtBot) -> None:
    with registers.opened(tmp_path, clock=made_up.Clock(), operator="张会计") as db:
        registers.found(db, level="township", code="350924100", full_name="下党乡党校")
        made = opening.window(db, tmp_path)
        with qtbot.waitSignal(made.begun):
            made.show()
        guard(made).lock()
        assert made.isVisible() and "还没有设口令" in made.page().notice.text()
        made.close()
        made.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
