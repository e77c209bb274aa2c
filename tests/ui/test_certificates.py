from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.school import attendance, certificates, closings
from app.ui.desk import Desk
from app.ui.pages.certificates import CertificatesPage
from app.ui.pages.classes import ClassesPage, ClassPage
from app.ui.preview import PreviewPage
from app.ui.side import Place
from app.ui.window import Window
from tests.papers.reading import texts
from tests.ui import township
from tests.ui.looking import cut_off
from tests.ui.township import CONTROL, SHIFT, Hands

KEY = Qt.Key
TODAY = "2026-11-21"


class Issued:
    """A closed class of five, four of whom have a certificate."""

    def __init__(self, desk: Desk) -> None:
        db = desk.db
        self.school = township.found(db)
        self.training_class = township.held_class(db, self.school, township.people(db, self.school, 5))
        grid = township.everyone_present(db, self.training_class)
        self.failed = grid.enrollments[2]
        attendance.mark(db, enrollment=self.failed.id, session=grid.sessions[0].id, mark="sick_leave")
        closings.close_class(db, self.training_class, today=TODAY, without="试")
        self.ids = certificates.issue(db, self.training_class, today=TODAY)


@pytest.fixture
def issued(desk: Desk) -> Issued:
    return Issued(desk)


@pytest.fixture
def window(desk: Desk, issued: Issued, qtbot: QtBot) -> Window:
    return township.window(
        desk,
        qtbot,
        Place("证书", "certificates", CertificatesPage, "zs"),
        Place("培训班", "classes", ClassesPage, "pxb"),
    )


@pytest.fixture
def page(window: Window) -> CertificatesPage:
    page = window.page()
    assert isinstance(page, CertificatesPage)
    return page


@pytest.fixture
def hands(qtbot: QtBot, window: Window) -> Hands:
    return Hands(qtbot, window)


def listed(page: CertificatesPage, column: int = 0) -> list[str]:
    model = page.table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def words(page: CertificatesPage) -> list[str]:
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible()]


def test_every_number_is_in_the_register(page: CertificatesPage, issued: Issued, desk: Desk) -> None:
    rows = certificates.rows(desk.db, issued.ids)
    assert listed(page) == [one.number for one in rows]
    assert listed(page, 5) == ["已编号"] * 4
    assert issued.failed.name not in listed(page, 1)
    assert cut_off(page) == []


def test_it_is_searched_filtered_and_sorted(
    page: CertificatesPage, hands: Hands, issued: Issued, desk: Desk, qtbot: QtBot
) -> None:
    certificates.printed(desk.db, issued.ids[:1], today=TODAY)
    desk.look()
    page._states.setCurrentIndex(page._states.findData("已打印"))
    assert len(listed(page)) == 1
    page._states.setCurrentIndex(0)
    page.table._sort_by(1)
    assert listed(page, 1) == sorted(listed(page, 1))
    hands.press(KEY.Key_F, held=CONTROL)
    hands.say("0003")
    qtbot.waitUntil(lambda: len(listed(page)) == 1)
    assert listed(page)[0].endswith("0003号")


def test_the_chosen_ones_are_printed(
    page: CertificatesPage, hands: Hands, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    hands.press(KEY.Key_Down, KEY.Key_Up)
    hands.press(KEY.Key_Down, held=SHIFT)
    hands.press(KEY.Key_P, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), PreviewPage))
    assert isinstance(sheet := window.page(), PreviewPage)
    sheet.preview.save_to(tmp_path / "certificates.pdf")
    pages = texts((tmp_path / "certificates.pdf").read_bytes())
    assert len(pages) == 2
    assert all(name in text for name, text in zip(listed(page, 1), pages, strict=False))


def test_printing_nothing_says_what_to_choose(desk: Desk, qtbot: QtBot) -> None:
    township.found(desk.db)
    window = township.window(desk, qtbot, Place("证书", "certificates", CertificatesPage, "zs"))
    QApplication.processEvents()
    page = window.page()
    assert isinstance(page, CertificatesPage)
    assert any("还没有颁发过证书" in one for one in words(page))
    page.print_chosen()
    assert "没有选中证书" in page.notice.text()


def test_one_is_voided_with_its_reason_and_no_other_way(
    page: CertificatesPage, hands: Hands, issued: Issued, desk: Desk
) -> None:
    hands.press(KEY.Key_Down, KEY.Key_Up, KEY.Key_Return)
    QApplication.processEvents()
    (void,) = [one for one in page.findChildren(QPushButton) if one.text() == "作废这张证书"]
    (reason,) = [one for one in page.findChildren(QLineEdit) if one.accessibleName() == "作废原因"]
    assert not void.isEnabled()
    reason.setFocus()
    hands.say("  ")
    hands.press(KEY.Key_Return)
    assert certificates.rows(desk.db, issued.ids)[0].voided_on == ""
    hands.say("姓名写错")
    hands.press(KEY.Key_Return)
    (voided, *others) = certificates.rows(desk.db, issued.ids)
    assert (voided.voided_on, voided.void_reason) == (TODAY, "姓名写错")
    assert not any(one.voided_on for one in others)
    assert "已作废" in page.notice.text()
    assert listed(page, 5)[0] == "已作废"
    QApplication.processEvents()
    assert f"{TODAY} 作废：姓名写错" in words(page)
    assert not [
        one for one in page.findChildren(QPushButton) if one.isVisible() and one.text() == void.text()
    ]
    page.print_chosen()
    assert "已作废，不能打印" in page.notice.text()


def test_after_voiding_the_class_offers_one_new_certificate(
    page: CertificatesPage, window: Window, issued: Issued, desk: Desk, qtbot: QtBot
) -> None:
    certificates.void(desk.db, issued.ids[0], today=TODAY, reason="姓名写错")
    page._to_class(issued.training_class)
    assert isinstance(found := window.page(), ClassPage)
    qtbot.waitUntil(lambda: "颁发 1 张证书" in [one.text() for one in found.findChildren(QPushButton)])
    found.issue()
    new = certificates.rows(desk.db, certificates.find(desk.db))[-1]
    assert new.number.endswith("0005号"), "a number is spent once"
    table = found.certificates.table.model()
    whys = {table.index(row, 1).data(): table.index(row, 5).data() for row in range(table.rowCount())}
    assert whys[issued.failed.name] == "请假 4 学时，超过总学时的 1/7"


def test_who_may_yet_pass_has_not_failed(desk: Desk, issued: Issued, qtbot: QtBot) -> None:
    made = township.held_class(desk.db, issued.school, [issued.failed.member], name="补训")
    page = ClassPage(desk, made, tab="证书")
    qtbot.addWidget(page)
    page.refresh()
    table = page.certificates.table.model()
    assert table.index(0, 4).data() == "· 未定"
    grid = township.everyone_present(desk.db, made)
    attendance.mark(desk.db, enrollment=grid.enrollments[0].id, session=grid.sessions[0].id, mark="absent")
    page.refresh()
    assert table.index(0, 4).data() == "✗ 不符合"


def test_a_county_looks_and_voids_nothing(desk: Desk, issued: Issued, qtbot: QtBot) -> None:
    look = partial(CertificatesPage, school=issued.school, read_only=True)
    window = township.window(desk, qtbot, Place("证书", "certificates", look, "zs"))
    page = window.page()
    assert isinstance(page, CertificatesPage)
    page.open_target(issued.ids[0], "")
    QApplication.processEvents()
    shown = {one.text() for one in page.findChildren(QPushButton) if one.isVisible()}
    assert not {"打印证书", "作废这张证书", "打开培训班"} & shown
