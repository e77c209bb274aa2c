from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.jobs import backups, passphrases, registers, restores
from app.school import branches, precautions, schools
from app.ui.opening import Opening
from app.ui.pages.backups import BackupsPage
from app.ui.window import Window
from tests import made_up, once
from tests.ui.keyboard import Keyboard
from tests.ui.looking import answering, cut_off, out_of_sight

pytestmark = pytest.mark.usefixtures("dressed")
PHRASE = "下党的水很清很甜"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a locked register with a copy, and a branch that is not in it."""
    folder = tmp_path / "data"

    def make() -> None:
        with registers.opened(folder, clock=made_up.Clock(), operator="张会计") as db:
            school = registers.found(db, level="township", code="350924100", full_name="下党乡党校")
            passphrases.set_passphrase(folder, PHRASE, clerk="张会计")
            branches.add(db, "下党村党支部", school=school)
            backups.back_up(db, folder, why="定时")
            branches.add(db, "后来的支部", school=school)

    return once.made(folder, __name__, make)


@pytest.fixture
def leading(folder: Path) -> Iterator[Opening]:
    with ExitStack() as stack:
        made = Opening(folder, operator="", stack=stack)
        made.first()
        made._go_on(PHRASE)
        yield made
        assert made._shown is not None
        made._shown.close()
        made._shown.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def window(leading: Opening) -> Window:
    assert isinstance(leading._shown, Window)
    return leading._shown


def page(leading: Opening) -> BackupsPage:
    window(leading).desk.go("设置", lambda page: page.open_target(0, "backups"))
    shown = window(leading).page()
    assert isinstance(shown, BackupsPage)
    return shown


def names(leading: Opening) -> list[str]:
    db = window(leading).desk.db
    return [one.name for one in branches.rows(db, branches.find(db))]


def said(page: BackupsPage) -> str:
    QApplication.processEvents()  # what was laid out a moment ago shows with the next events
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_what_would_be_lost_stands_beside_the_copy(leading: Opening, qtbot: QtBot) -> None:
    shown = page(leading)
    window(leading).resize(1366, 768)
    qtbot.waitUntil(window(leading).isActiveWindow)
    assert "最近一次验证可恢复" in shown.safe.text()
    shown.table.setFocus()
    shown.table.select_id(0)
    Keyboard(qtbot).press(Qt.Key.Key_Return)
    assert "收回这份备份之后的 1 步更改" in said(shown)
    assert "新增支部：后来的支部" in said(shown)
    QApplication.processEvents()
    assert cut_off(shown) == [] and out_of_sight(shown) == []


def test_going_back_closes_restores_and_opens_again(leading: Opening, folder: Path) -> None:
    shown, before = page(leading), window(leading)
    shown.show_copy(0)
    shown.passphrase.setText(PHRASE)
    with answering("恢复") as asked:
        shown._ask_restore(restores.compare(shown.desk.db, shown.table.copy_at(0)))
    assert "不会删除" in asked[0]
    after = window(leading)
    assert after is not before
    assert names(leading) == ["下党村党支部"]
    assert after.desk.operator == "张会计"
    assert "恢复前-" in after.page().notice.text()
    assert [one.why for one in backups.find(folder)][-2:] == ["恢复前", "定时"]
    branches.add(after.desk.db, "再来的支部", school=schools.own(after.desk.db).id)
    assert len(names(leading)) == 2, "work goes on"


def test_a_slip_in_the_passphrase_closes_nothing(leading: Opening) -> None:
    shown, before = page(leading), window(leading)
    shown.show_copy(0)
    shown.passphrase.setText("猜的口令就是这个")
    shown.restore(shown.table.copy_at(0))
    assert window(leading) is before and "口令不对" in shown.notice.text()
    assert "后来的支部" in names(leading)


def test_a_copy_that_is_spoilt_meanwhile_changes_nothing(leading: Opening, folder: Path) -> None:
    shown = page(leading)
    shown.show_copy(0)
    shown.passphrase.setText(PHRASE)
    one = shown.table.copy_at(0)
    data = bytearray(one.file.read_bytes())
    data[4096 * 20 + 100] ^= 1
    one.file.write_bytes(bytes(data))
    shown.restore(one)
    assert "后来的支部" in names(leading)
    assert window(leading).page().notice.property("tone") == "bad"
    assert not list(folder.glob("恢复前-*"))


def test_a_copy_goes_to_a_stick_and_comes_back(leading: Opening, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    shown = page(leading)
    assert shown.second.property("tone") == "warn"
    shown.deliver(stick)
    assert "安全弹出" in shown.notice.text() and shown.second.property("tone") == "good"
    assert precautions.second_place(shown.desk.db) == shown.desk.today()
    (file,) = stick.rglob("*.db")
    for old in backups.find(shown.desk.folder):
        old.file.unlink()
    shown.bring_back(file)
    assert [one.file.name for one in backups.find(shown.desk.folder)] == [file.name]
    shown.bring_back(tmp_path / "名册.xlsx")
    assert "不是五有的备份" in shown.notice.text()
