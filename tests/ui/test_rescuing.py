from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app import paths
from app.jobs import backups, passphrases, registers
from app.school import branches, members
from app.ui.opening import Opening
from app.ui.rescuing import Rescue
from app.ui.unlocking import Unlock
from app.ui.window import Window
from tests import made_up, once
from tests.ui.looking import answering, cut_off

pytestmark = pytest.mark.usefixtures("dressed")
PHRASE = "下党的水很清很甜"
PAGE = 4096


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a register with sixty people and a copy of it, and then one more branch."""
    folder = tmp_path / "data"

    def make() -> None:
        with registers.opened(folder, clock=made_up.Clock(), operator="张会计") as db:
            school = registers.found(db, level="township", code="350924100", full_name="下党乡党校")
            made_up.people(db, school, 60)
            backups.back_up(db, folder, why="定时")
            branches.add(db, "后来的支部", school=school)

    return once.made(folder, __name__, make)


def spoil(folder: Path, *, page: int = 40) -> bytes:
    """Spoil one page, as an unclean end leaves it, and give the file's bytes."""
    file = paths.register(folder)
    data = bytearray(file.read_bytes())
    data[page * PAGE + 100] ^= 1
    file.write_bytes(bytes(data))
    paths.open_mark(folder).touch()
    return bytes(data)


@contextmanager
def started(folder: Path) -> Iterator[Opening]:
    with ExitStack() as stack:
        leading = Opening(folder, operator="", stack=stack)
        leading.first().show()
        yield leading
        assert leading._shown is not None
        leading._shown.close()
        leading._shown.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def rescue(leading: Opening) -> Rescue:
    assert isinstance(leading._shown, Rescue), leading._shown
    return leading._shown


def said(widget: QWidget) -> str:
    QApplication.processEvents()  # what was laid out a moment ago shows with the next events
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def people(leading: Opening) -> int:
    assert isinstance(leading._shown, Window)
    return len(members.find(leading._shown.desk.db))


def test_a_damaged_register_is_read_as_far_as_it_goes_and_kept_aside(folder: Path) -> None:
    damaged = spoil(folder)
    with started(folder) as leading:
        shown = rescue(leading)
        assert "断电" in said(shown) and "什么都没有删去" in said(shown)
        assert "名册人员 60" in shown.figures.text()
        assert cut_off(shown) == []
        shown.rescue()
        assert "可以接着用了" in said(shown)
        shown.rescued.emit(None)
        assert people(leading) > 0
    (aside,) = folder.glob("恢复前-*")
    assert (aside / "school.db").read_bytes() == damaged


def test_a_copy_takes_the_place_of_a_register_that_is_gone_past_reading(folder: Path) -> None:
    paths.register(folder).write_bytes(b"\0" * 100_000)
    with started(folder) as leading:
        shown = rescue(leading)
        with answering("恢复") as asked:
            shown._ask_restore()
        assert "不删除" in asked[0]
        shown.rescued.emit(None)
        assert people(leading) == 60


def test_a_register_that_was_taken_away_is_brought_back(folder: Path) -> None:
    paths.register(folder).unlink()
    with started(folder) as leading:
        shown = rescue(leading)
        assert "不见了" in said(shown)
        shown.restore(backups.find(folder)[0])
        shown.rescued.emit(None)
        assert people(leading) == 60


def test_a_lost_keyring_is_found_beside_a_copy_and_nothing_is_lost(folder: Path, qtbot: QtBot) -> None:
    passphrases.set_passphrase(folder, PHRASE, clerk="张会计")
    for file in folder.glob("keys.json*"):
        file.unlink()
    with started(folder) as leading:
        shown = rescue(leading)
        assert "密钥文件" in said(shown) and not shown.form.isHidden()
        shown.field.setText("猜的口令就是这个")
        shown.find_keyring()
        assert "口令不对" in shown.notice.text()
        shown.field.setText(PHRASE)
        shown.find_keyring()
        assert isinstance(leading._shown, Window)
        db = leading._shown.desk.db
        assert "后来的支部" in [one.name for one in branches.rows(db, branches.find(db))]


def test_after_a_locked_register_is_damaged_the_passphrase_is_asked_once(folder: Path) -> None:
    passphrases.set_passphrase(folder, PHRASE, clerk="张会计")
    spoil(folder)
    with started(folder) as leading:
        assert isinstance(leading._shown, Unlock)
        leading._shown.given.emit(PHRASE, "张会计")
        shown = rescue(leading)
        assert shown.form.isHidden()
        shown.rescue()
        shown.rescued.emit(PHRASE)
        assert people(leading) > 0
