from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.jobs import certificates as jobs
from app.jobs import devices, directories
from app.school import certificates, closings
from app.ui import printing, searching
from app.ui.desk import Desk
from app.ui.pages.certificates import VerificationPage
from app.ui.side import Place
from app.ui.window import Window
from tests.jobs.conftest import Desk as Folder
from tests.jobs.conftest import acquaint, county, open_desk  # noqa: F401 - fixtures
from tests.ui import township
from tests.ui.looking import cut_off
from tests.ui.township import CONTROL, Hands

TODAY = "2026-11-21"
KEY = Qt.Key


@pytest.fixture
def issued(desk: Desk) -> list[certificates.Certificate]:
    school = township.found(desk.db)
    made = township.held_class(desk.db, school, township.people(desk.db, school, 2))
    township.everyone_present(desk.db, made)
    closings.close_class(desk.db, made, today=TODAY, without="试")
    return certificates.rows(desk.db, jobs.issue(desk.db, made, today=TODAY))


@pytest.fixture
def window(desk: Desk, issued: list[certificates.Certificate], qtbot: QtBot) -> Window:
    return township.window(desk, qtbot, Place("证书核验", "certificates", VerificationPage, "zshy"))


@pytest.fixture
def page(window: Window) -> VerificationPage:
    assert isinstance(page := window.page(), VerificationPage)
    return page


@pytest.fixture
def hands(qtbot: QtBot, window: Window) -> Hands:
    return Hands(qtbot, window)


def test_a_scanner_types_and_the_answer_stands_there_one_after_the_other(
    page: VerificationPage, hands: Hands, desk: Desk, issued: list[certificates.Certificate]
) -> None:
    certificates.void(desk.db, issued[1].id, today=TODAY, reason="写错")
    desk.look()
    page.take_keyboard()
    assert not page.scan.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    for one, said in zip(issued, ("✓ 真实", "✗ 已作废"), strict=True):
        hands.type(one.code)
        hands.press(KEY.Key_Return)
        assert page.state.text() == said
        assert QApplication.focusWidget() is page.scan
        assert page.scan.text() == ""
    code = issued[0].code
    hands.type(code[:-1] + ("0" if code[-1] != "0" else "1"))
    hands.press(KEY.Key_Return)
    assert page.state.text() in ("? 无法核验", "等待核验")
    hands.type("TS1:ABC")
    hands.press(KEY.Key_Return)
    assert "不是五有结业证书上的码" in page.notice.text()
    assert page.state.text() == "等待核验", "the answer before is not this one's"
    assert cut_off(page) == []


def test_number_and_check_code_are_typed(
    page: VerificationPage, hands: Hands, issued: list[certificates.Certificate]
) -> None:
    page.number.setText(issued[0].number)
    page.check.setFocus()
    hands.type(issued[0].check_code.lower())
    hands.press(KEY.Key_Return)
    assert page.state.text() == "✓ 真实"
    assert "没有县里的证书名录" in page.basis.text()
    page.number.clear()
    page.judge_typed()
    assert "都要填" in page.notice.text()


def test_a_photograph_is_pasted_dropped_or_opened(
    page: VerificationPage, hands: Hands, desk: Desk, issued: list[certificates.Certificate],
    tmp_path: Path,
) -> None:  # fmt: skip
    paper = printing.Paper(jobs.render(desk.db, [issued[0].id]))
    image = paper.image(0, 150)
    page.take_keyboard()
    QApplication.clipboard().setImage(image)
    hands.press(KEY.Key_V, held=CONTROL)
    assert page.state.text() == "✓ 真实"
    image.save(str(tmp_path / "照片.png"))
    page._say_waiting()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "照片.png"))])
    assert page._take(mime)
    assert page.state.text() == "✓ 真实"
    blank = QImage(300, 200, QImage.Format.Format_RGB32)
    blank.fill(Qt.GlobalColor.white)
    QApplication.clipboard().setImage(blank)
    hands.press(KEY.Key_V, held=CONTROL)
    assert "没有找到结业证书的二维码" in page.notice.text()
    assert page.state.text() == "等待核验"
    (tmp_path / "坏.jpg").write_bytes(b"\xff\xd8\xff")
    page._read(tmp_path / "坏.jpg")
    assert "不是可读的" in page.notice.text()
    page._read(tmp_path)
    assert "请另选一个" in page.notice.text()


def test_a_county_exports_and_a_township_takes_it_in(
    page: VerificationPage, desk: Desk, county: Folder, tmp_path: Path,  # noqa: F811
    issued: list[certificates.Certificate], qtbot: QtBot,
) -> None:  # fmt: skip
    acquaint(Folder(desk.folder, desk.db, issued[0].school), county)
    above = Desk(
        county.db, folder=county.folder, level="county", school_name="县", operator="张干事",
        clock=desk._clock,
    )  # fmt: skip
    looking = VerificationPage(above)
    qtbot.addWidget(looking)
    looking.refresh()
    looking.export(tmp_path)
    assert "发给各乡镇采用" in looking.notice.text()
    looking.scan.setText(issued[0].code)
    looking.judge_scanned()
    assert looking.state.text() == "✓ 真实"
    assert "还没有上报过" in looking.basis.text()
    page.take_directory(tmp_path / directories.FILE_NAME)
    assert f"{TODAY} 的证书名录" in page.notice.text()
    assert f"{TODAY} 的名录" in page.basis.text()
    page.take_directory(tmp_path / directories.PAGE_NAME)
    assert "请" in page.notice.text()
    assert devices.is_enrolled(desk.db)
    above.leave()


@pytest.mark.parametrize(("typed", "found"), [("zshy", 1), ("核验", 1), ("ZS", 1), ("名册", 0), ("", 0)])
def test_ctrl_k_leads_there(
    desk: Desk, issued: list[certificates.Certificate], typed: str, found: int
) -> None:
    search, *_ = [one for one in searching.searches(desk) if one.kind == "功能"]
    assert len(search.find(typed)) == found
