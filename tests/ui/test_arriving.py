"""A file opened by a double click comes to its page, and what is not for this desk is said."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.errors import UserError
from app.exchange import envelopes
from app.jobs import devices, passphrases, registers
from app.school import devices as secrets
from app.school import parcels, receipts, schools
from app.ui import arriving, pages
from app.ui.desk import Desk, Level
from app.ui.opening import Opening
from app.ui.pages.certificates import VerificationPage
from app.ui.pages.devices import Comparing
from app.ui.pages.members.transfers import Transfers
from app.ui.pages.parcels import Parcels
from app.ui.pages.parcels.reading import Reading
from app.ui.pages.returns import Arrivals
from app.ui.unlocking import Unlock
from app.ui.window import Window
from tests import made_up, upgrades
from tests.ui.keyboard import shown
from tests.ui.looking import cut_off

VERSION = "0.3.0"
PHRASE = "下党的水很清很甜"
FROZEN = Path(__file__).resolve().parents[1] / "exchange" / "frozen" / VERSION
CODES = {"county": "350924", "city": "3509"}
Open = Callable[..., Window]


@pytest.fixture
def open_(tmp_path: Path, dressed: QApplication, qtbot: QtBot) -> Iterator[Open]:
    """Open the window of the frozen township, or of a desk of another level founded here."""
    with ExitStack() as stack:

        def opened(level: Level = "township") -> Window:
            folder = tmp_path / level
            if level == "township":
                upgrades.data_of(VERSION, folder)
            db = stack.enter_context(registers.opened(folder, clock=made_up.Clock(), operator="张干事"))
            if level != "township":
                registers.found(db, level=level, code=CODES[level], full_name="组织部")
            desk = Desk(
                db, folder=folder, level=level, school_name=schools.own(db).short_name, operator="张干事",
                clock=lambda: date(2026, 11, 22),
            )  # fmt: skip
            made = Window(desk, pages.places(level))
            shown(made, qtbot)
            return made

        yield opened


def enrolled(window: Window) -> Window:
    devices.take_card(window.desk.db, (FROZEN / "card.wycard").read_bytes())
    devices.take_certificate(window.desk.db, (FROZEN / "certificate.wycard").read_bytes())
    return window


def knowing(window: Window) -> Window:
    """Give the county the frozen one's keys, so that it can open what was sealed to it."""
    secrets.keep_secret(window.desk.db, "keys", (FROZEN / "county.json").read_text(encoding="utf-8").strip())
    return window


def said(window: Window) -> str:
    return window.page().notice.text()


# what is damaged, unknown or for somebody else


@pytest.mark.parametrize("level", ["township", "county"])
def test_a_damaged_or_unknown_file_is_a_sentence_where_one_stands(
    level: Level, open_: Open, tmp_path: Path
) -> None:
    window = open_(level)
    before = window.page()
    for data, words in (
        (b"", "不完整"),
        (b"PK\3\4 a spreadsheet", "不是五有数据包"),
        ((FROZEN / "parcel.wuyou").read_bytes()[:300], "不完整"),
    ):
        file = tmp_path / "x.wuyou"
        file.write_bytes(data)
        arriving.bring(window, file)
        assert window.page() is before
        assert words in said(window)
    arriving.bring(window, tmp_path / "gone.wuyou")
    assert "找不到文件" in said(window)


def test_what_is_for_another_desk_is_said(open_: Open) -> None:
    township, county = open_("township"), open_("county")
    arriving.bring(township, FROZEN / "parcel.wuyou")
    assert said(township) == "“parcel.wuyou”是上报的数据包，要在县级的电脑上读。"
    arriving.bring(township, FROZEN / "request.wycard")
    assert "登记申请，要在县级的电脑上读" in said(township)
    for name in ("transfer", "directory"):
        arriving.bring(county, FROZEN / f"{name}.wuyou")
        assert "要在乡镇党校的电脑上读" in said(county), name
    for name in ("reply", "refdata"):
        arriving.bring(county, FROZEN / f"{name}.wuyou")
        assert isinstance(county.page(), Arrivals)
        assert "要在乡镇的电脑上读" in said(county), name
    for window in (township, county):
        arriving.bring(window, FROZEN / "handover.jiaojie")
        assert "交接包" in said(window)
        assert "接任的电脑" in said(window)


def test_a_kind_of_later_programs_wants_a_newer_one(open_: Open, tmp_path: Path) -> None:
    file = tmp_path / "later.wuyou"
    file.write_bytes(envelopes.write({"kind": "of-later"}, secret=b"k" * 32))
    window = open_()
    arriving.bring(window, file)
    assert "请先升级" in said(window)


def test_what_is_altered_comes_to_its_page_and_is_refused_there(open_: Open, tmp_path: Path) -> None:
    window = enrolled(open_())
    whole = (FROZEN / "reply.wuyou").read_bytes()
    altered = tmp_path / "x.wuyou"
    altered.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    arriving.bring(window, altered)
    assert isinstance(window.page(), Arrivals)
    assert "改动过" in said(window) or "损坏" in said(window)
    assert receipts.find(window.desk.db) == []


# what is for this desk


def test_a_parcel_comes_to_the_countys_inbox_and_shows_what_it_would_change(open_: Open) -> None:
    window = knowing(open_("county"))
    arriving.bring(window, FROZEN / "parcel.wuyou")
    page = window.page()
    assert isinstance(page, Reading)
    assert "还没有登记" in page.model.index(0, page.model.columnCount() - 1).data()
    window.take_away()
    devices.enrol(window.desk.db, (FROZEN / "request.wycard").read_bytes(), today=made_up.TODAY)
    arriving.bring(window, FROZEN / "parcel.wuyou")
    page = window.page()
    assert isinstance(page, Reading)
    assert int(page.model.index(0, 3).data()) > 100
    assert parcels.received(window.desk.db) == [], "shown, not read"
    assert cut_off(page) == []


def test_a_request_comes_to_be_compared(open_: Open) -> None:
    window = open_("county")
    arriving.bring(window, FROZEN / "request.wycard")
    assert isinstance(window.page(), Comparing)


def test_what_the_county_sent_is_read_on_its_page(open_: Open) -> None:
    window = enrolled(open_())
    arriving.bring(window, FROZEN / "reply.wuyou")
    assert "回执" in said(window)
    assert len(receipts.find(window.desk.db)) == 1
    arriving.bring(window, FROZEN / "refdata.wuyou")
    assert schools.lender(window.desk.db, school=schools.own(window.desk.db).id)


def test_cards_come_to_the_steps_of_enrolment(open_: Open) -> None:
    window = open_()
    arriving.bring(window, FROZEN / "card.wycard")
    assert devices.county_of(window.desk.db).county_name == "寿宁县委组织部"
    arriving.bring(window, FROZEN / "certificate.wycard")
    assert devices.is_enrolled(window.desk.db)


def test_a_slip_asks_for_its_code(open_: Open) -> None:
    window = enrolled(open_())
    arriving.bring(window, FROZEN / "transfer.wuyou")
    page = window.page()
    assert isinstance(page, Transfers)
    assert any("取件码" in one.text() for one in page.findChildren(QLabel))


def test_the_directory_of_certificates_is_taken_where_they_are_verified(open_: Open) -> None:
    window = enrolled(open_())
    arriving.bring(window, FROZEN / "directory.wuyou")
    assert isinstance(window.page(), VerificationPage)
    assert "证书名录" in said(window)


def test_where_the_program_is_open_already_one_is_told_where_to_drop_it() -> None:
    assert "“收件箱”" in arriving.while_open(FROZEN / "parcel.wuyou")
    assert "“县级来件”" in arriving.while_open(FROZEN / "reply.wuyou")
    assert "“card.wycard”" in arriving.while_open(FROZEN / "card.wycard")


# from the door


@contextmanager
def started(folder: Path, file: Path) -> Iterator[Opening]:
    """Start the window on a folder with a file, as a double click does."""
    with ExitStack() as stack:
        leading = Opening(folder, operator="", stack=stack, file=file)
        leading.first().show()
        yield leading
        assert leading._shown is not None
        leading._shown.close()
        leading._shown.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def desk_of(leading: Opening) -> Window:
    assert isinstance(leading._shown, Window)
    return leading._shown


@pytest.fixture
def folder(tmp_path: Path, dressed: QApplication) -> Path:
    return upgrades.data_of(VERSION, tmp_path / "data")


def test_a_double_click_opens_the_window_and_then_the_file(folder: Path, qtbot: QtBot) -> None:
    with started(folder, FROZEN / "card.wycard") as leading:
        qtbot.waitUntil(lambda: desk_of(leading).page().notice.text() != "")
        assert "县级名片已导入" in said(desk_of(leading))
        assert isinstance(desk_of(leading).page(), Parcels)


def test_behind_a_passphrase_the_file_waits_for_it(folder: Path, qtbot: QtBot) -> None:
    passphrases.set_passphrase(folder, PHRASE)
    with started(folder, FROZEN / "parcel.wuyou") as leading:
        asking = leading._shown
        assert isinstance(asking, Unlock)
        asking.given.emit("不是这一句话的话", None)
        assert leading._shown is asking
        asking.given.emit(PHRASE, None)
        qtbot.waitUntil(lambda: desk_of(leading).page().notice.text() != "")
        assert "要在县级的电脑上读" in said(desk_of(leading))


def test_a_second_start_says_where_to_drop_the_file(folder: Path) -> None:
    with (
        registers.opened(folder, clock=made_up.Clock(), operator="张干事"),
        ExitStack() as stack,
        pytest.raises(UserError, match="县级来件"),
    ):
        Opening(folder, operator="", stack=stack, file=FROZEN / "reply.wuyou").first()
