from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app import paths
from app.jobs import backups, passphrases, registers
from app.school import precautions, schools
from app.ui import locking
from app.ui.opening import Opening
from app.ui.pages.settings import Settings
from app.ui.preview import PreviewPage
from app.ui.window import Window
from db import keyring
from db.faults import WrongPassphrase
from tests import made_up, once
from tests.ui.looking import answering

pytestmark = pytest.mark.usefixtures("dressed")
PHRASE, OTHER, FRESH = "下党的水很清很甜", "李干事自己的口令", "换过以后的新口令"


@pytest.fixture
def leading(tmp_path: Path) -> Iterator[Opening]:
    folder = tmp_path / "data"

    def make() -> None:
        with registers.opened(folder, clock=made_up.Clock(), operator="张会计") as db:
            registers.found(db, level="township", code="350924100", full_name="下党乡党校")
            passphrases.set_passphrase(folder, PHRASE, clerk="张会计")

    once.made(folder, __name__, make)
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


def page(leading: Opening) -> Settings:
    window(leading).desk.go("设置")
    shown = window(leading).page()
    assert isinstance(shown, Settings)
    return shown


def ring(leading: Opening) -> Path:
    return paths.keyring(window(leading).desk.folder)


def add(shown: Settings, name: str, new: str, again: str | None = None) -> None:
    shown.clerks.ask_clerk()
    for field, text in (
        (shown.clerks.name, name), (shown.clerks.new, new), (shown.clerks.again, again or new),
    ):  # fmt: skip
        field.setText(text)
    shown.clerks.add()


def test_each_clerk_gets_a_passphrase_and_loses_it_again(leading: Opening) -> None:
    shown = page(leading)
    add(shown, "李干事", OTHER, "别的一句话而已")
    add(shown, "张会计", OTHER)
    assert "已经有口令了" in shown.notice.text()
    add(shown, "李干事", "短")
    assert "至少要有" in shown.notice.text()
    assert shown.clerks.clerks() == ["张会计"]
    add(shown, "李干事", OTHER)
    assert shown.clerks.clerks() == ["张会计", "李干事"]
    with answering("撤掉") as asked:
        shown.clerks.ask_drop("李干事")
    assert "做过的更改都还在" in asked[0]
    assert shown.clerks.clerks() == ["张会计"]
    with pytest.raises(WrongPassphrase):
        keyring.key(ring(leading), OTHER)
    shown.clerks.drop("张会计")
    assert "最后一个口令" in shown.notice.text() and shown.clerks.clerks() == ["张会计"]


def test_a_code_is_made_printed_and_asked_for_at_once(leading: Opening) -> None:
    shown = page(leading)
    assert shown.recovery.state.property("tone") == "warn"
    shown.recovery.make_code()
    assert isinstance(window(leading).page(), PreviewPage)
    window(leading).take_away()
    code = schools.setting(shown.desk.db, precautions.CODE)
    assert "该核对了" in shown.recovery.state.text()
    shown.recovery.letters.setText("----")
    shown.recovery.show_paper()
    assert "与恢复码不符" in shown.notice.text()
    shown.recovery.letters.setText("".join(code[at - 1] for at in shown.recovery._places).lower())
    shown.recovery.show_paper()
    assert "对上了" in shown.notice.text() and shown.recovery.state.property("tone") == "good"


def test_after_a_leak_only_the_new_passphrase_opens(leading: Opening) -> None:
    shown, before = page(leading), window(leading)
    add(shown, "李干事", OTHER)
    key = shown.desk.db.key
    shown.clerks.ask_rekey()
    for field, text in (
        (shown.clerks.old, "猜的口令就是这个"),
        (shown.clerks.key_new, FRESH),
        (shown.clerks.key_again, FRESH),
    ):
        field.setText(text)
    shown.clerks.rekey()
    assert "口令不对" in shown.notice.text() and window(leading) is before
    shown.clerks.old.setText(PHRASE)
    shown.clerks.rekey()
    after = window(leading)
    assert after is not before and after.desk.db.key not in (key, b"")
    assert "重新打印恢复码" in after.page().notice.text()
    assert keyring.names(ring(leading)) == ["张会计"] and after.desk.operator == "张会计"
    for old in (PHRASE, OTHER):
        with pytest.raises(WrongPassphrase):
            keyring.key(ring(leading), old)
    assert "换密钥前" in [one.why for one in backups.find(after.desk.folder)]


def test_the_idle_minutes_are_kept(leading: Opening) -> None:
    shown = page(leading)
    sheet = shown.passphrase
    assert sheet.minutes.currentData() == locking.USUAL_MINUTES
    sheet.minutes.setCurrentIndex(sheet.minutes.findData(30))
    sheet.minutes.activated.emit(sheet.minutes.currentIndex())
    assert locking.minutes(shown.desk.memory) == 30


def test_without_a_spare_key_of_the_county_nothing_can_be_entrusted(leading: Opening) -> None:
    shown = page(leading)
    assert "不能代管" in shown.recovery.county.text() and shown.recovery._escrow.isHidden()
    shown.recovery.escrow()
    assert "没有备用钥匙" in shown.notice.text()
    assert keyring.escrowed_to(ring(leading)) == ""
