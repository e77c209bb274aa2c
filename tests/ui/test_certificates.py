import re
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.school import attendance, certificates, closings
from app.ui.desk import Desk
from app.ui.pages.certificates import CertificatesPage, tasks
from app.ui.pages.certificates.overlays import ONTO
from app.ui.pages.certificates.overlays import kept as overlay_kept
from app.ui.pages.certificates.printing import PrintingPage
from app.ui.pages.classes import ClassesPage, ClassPage
from app.ui.preview import PreviewPage
from app.ui.side import Place
from app.ui.window import Window
from tests.papers.reading import texts
from tests.ui import township
from tests.ui.looking import answering, cut_off
from tests.ui.township import CONTROL, SHIFT, Hands

KEY = Qt.Key
TODAY = "2026-11-21"
STATE = 6


class Issued:
    """A closed class of five, four of whom have a certificate."""

    def __init__(self, desk: Desk) -> None:
        db = desk.db
        self.school = township.found(db)
        self.training_class = township.held_class(db, self.school, township.people(db, self.school, 5))
        grid = township.everyone_present(db, self.training_class)
        self.failed = grid.enrollments[2]
        attendance.mark(
            db, enrollment=self.failed.id, session=grid.sessions[0].id, mark="sick_leave", today=TODAY
        )
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
    assert listed(page, STATE) == ["已编号"] * 4
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


def printing(window: Window, qtbot: QtBot) -> PrintingPage:
    """Wait for the page that prints, with its pages drawn."""
    qtbot.waitUntil(lambda: isinstance(window.page(), PrintingPage))
    assert isinstance(page := window.page(), PrintingPage)
    qtbot.waitUntil(lambda: page.preview.leaves.count() > 0)
    return page


def kept(page: PrintingPage, path: Path) -> list[str]:
    page.preview.save_to(path)
    return texts(path.read_bytes())


def test_the_chosen_ones_are_printed_and_what_was_spoiled_is_printed_again(
    page: CertificatesPage, hands: Hands, window: Window, qtbot: QtBot, tmp_path: Path, desk: Desk
) -> None:
    hands.press(KEY.Key_Down, KEY.Key_Up)
    hands.press(KEY.Key_Down, held=SHIFT)
    hands.press(KEY.Key_P, held=CONTROL)
    sheet = printing(window, qtbot)
    pages = kept(sheet, tmp_path / "certificates.pdf")
    assert len(pages) == 2
    assert all(name in text for name, text in zip(listed(page, 1), pages, strict=False))
    qtbot.waitUntil(lambda: cut_off(sheet) == [])
    sheet.table.setFocus()
    hands.press(KEY.Key_Down, KEY.Key_Return)
    assert [sheet._how[one.id] for one in sheet._lines].count("spoiled") == 1
    hands.press(KEY.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: len(sheet._lines) == 1)
    assert "还有 1 张要再打印一次" in sheet.notice.text()
    states = [one.state for one in certificates.rows(desk.db, certificates.find(desk.db))]
    assert sorted(states) == sorted(["已打印", "印坏待重印", "已编号", "已编号"])
    hands.press(KEY.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: window.page() is page)
    assert listed(page, STATE).count("已打印") == 2
    (spoiled,) = [one for one in certificates.rows(desk.db, certificates.find(desk.db)) if one.spoiled]
    assert [copy.outcome for copy in certificates.copies(desk.db, [spoiled.id])] == ["spoiled", "good"]


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
    assert listed(page, STATE)[0] == "已作废"
    QApplication.processEvents()
    assert any(one.startswith(f"{TODAY} 作废：姓名写错") for one in words(page))
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
    sheet = printing(window, qtbot)
    assert sheet._lines[0].number.endswith("0005号"), "the number is seen before it is given"
    assert len(certificates.find(desk.db)) == 4
    sheet.confirm()
    qtbot.waitUntil(lambda: window.page() is found)
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
    attendance.mark(
        desk.db, enrollment=grid.enrollments[0].id, session=grid.sessions[0].id, mark="absent", today=TODAY
    )
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
    assert not re.search("打印|补发|作废", page._hint.text())


# numbers that are not given yet


@pytest.fixture
def second(desk: Desk, issued: Issued) -> int:
    """Another class, closed, whose three have no certificate yet."""
    people = [who.member for who in attendance.roll_call(desk.db, issued.training_class).enrollments[:3]]
    made = township.held_class(desk.db, issued.school, people, name="补训", days=("2026-11-10",))
    township.everyone_present(desk.db, made)
    closings.close_class(desk.db, made, today=TODAY, without="试")
    return made


def issuing(desk: Desk, window: Window, qtbot: QtBot, training_class: int) -> tuple[PrintingPage, list[str]]:
    told: list[str] = []
    task = tasks.new_ones(desk.db, training_class, today=TODAY)
    desk.open(PrintingPage(desk, task, done=told.append))
    return printing(window, qtbot), told


def test_a_page_that_did_not_come_out_costs_no_number(
    desk: Desk, window: Window, qtbot: QtBot, second: int
) -> None:
    sheet, told = issuing(desk, window, qtbot, second)
    assert [one.number[-5:] for one in sheet._lines] == ["0005号", "0006号", "0007号"]
    for _ in range(2):
        sheet.turn(sheet._lines[1])
    sheet.confirm()
    qtbot.waitUntil(lambda: len(sheet._lines) == 1)
    assert "1 张没有印出来，编号没有给出" in sheet.notice.text()
    assert sheet._lines[0].number.endswith("0006号")
    sheet.turn(sheet._lines[0])
    sheet.turn(sheet._lines[0])
    sheet.confirm()
    assert "没有一张印出来" in sheet.notice.text()
    sheet.turn(sheet._lines[0])
    sheet.confirm()
    qtbot.waitUntil(lambda: bool(told))
    given = certificates.rows(desk.db, certificates.find(desk.db, training_class=second))
    assert [one.number[-5:] for one in given] == ["0005号", "0006号", "0007号"]
    assert {one.state for one in given} == {"已打印"}
    assert all(one.code for one in given)


def test_a_number_given_meanwhile_is_said_and_new_ones_are_shown(
    desk: Desk, window: Window, qtbot: QtBot, second: int, issued: Issued
) -> None:
    sheet, told = issuing(desk, window, qtbot, second)
    certificates.void(desk.db, issued.ids[0], today=TODAY, reason="写错")
    certificates.issue(desk.db, issued.training_class, today=TODAY)
    sheet.confirm()
    qtbot.waitUntil(lambda: sheet._lines[0].number.endswith("0006号"))
    assert "第0005号 在预览以后已经给了别人" in sheet.notice.text()
    assert certificates.find(desk.db, training_class=second) == []
    assert told == []
    sheet.confirm()
    qtbot.waitUntil(lambda: bool(told))
    assert len(certificates.find(desk.db, training_class=second)) == 3


def test_another_wording_is_on_the_paper_and_stays_with_the_certificate(
    desk: Desk, window: Window, qtbot: QtBot, second: int, tmp_path: Path
) -> None:
    sheet, told = issuing(desk, window, qtbot, second)
    sheet.wording.setCurrentIndex(sheet.wording.findText("学习期满，考核合格"))
    sheet.draw()
    assert all("考核合格" in text for text in kept(sheet, tmp_path / "a.pdf"))
    sheet.wording.setCurrentIndex(sheet.wording.findText("写明成绩等次"))
    sheet.draw()
    assert "没有成绩等次" in sheet.notice.text()
    sheet.confirm()
    assert "没有成绩等次" in sheet.notice.text()
    assert certificates.find(desk.db, training_class=second) == []
    sheet.wording.setCurrentIndex(sheet.wording.findText("学习期满，考核合格"))
    sheet.confirm()
    qtbot.waitUntil(lambda: bool(told))
    (one, *_) = certificates.rows(desk.db, certificates.find(desk.db, training_class=second))
    assert "考核合格" in one.wording


def test_onto_blanks_each_page_knows_its_blank_and_the_printer_its_offset(
    desk: Desk, window: Window, qtbot: QtBot, second: int, tmp_path: Path
) -> None:
    sheet, told = issuing(desk, window, qtbot, second)
    sheet.overlays.mode.setCurrentText(ONTO)
    sheet.overlays.right.setValue(2.5)
    sheet.overlays.scale.setValue(99.5)
    sheet.overlays.blank.setText("A0098")
    sheet.draw()
    assert all("照片" not in text for text in kept(sheet, tmp_path / "a.pdf"))
    assert overlay_kept(desk.memory, sheet.preview.bar.printer.currentText()).right == 2.5
    sheet.show_ruler()
    qtbot.waitUntil(lambda: isinstance(window.page(), PreviewPage))
    window.take_away()
    sheet.turn(sheet._lines[2])
    sheet.confirm()
    qtbot.waitUntil(lambda: len(sheet._lines) == 1)
    given = certificates.find(desk.db, training_class=second)
    assert [copy.blank_no for copy in certificates.copies(desk.db, given)] == ["A0098", "A0099", "A0100"]


def test_leaving_after_printing_asks_first(desk: Desk, window: Window, qtbot: QtBot, second: int) -> None:
    sheet, _ = issuing(desk, window, qtbot, second)
    assert sheet.may_close()
    sheet.print_out()
    with answering("回去记下") as said:
        assert not sheet.may_close()
    assert "印好的纸请收好销毁" in said[0]
    with answering("离开"):
        assert sheet.may_close()
    assert certificates.find(desk.db, training_class=second) == []


def test_a_lost_one_is_reissued_under_its_number_with_a_reason(
    page: CertificatesPage,
    window: Window,
    hands: Hands,
    qtbot: QtBot,
    issued: Issued,
    desk: Desk,
    tmp_path: Path,
) -> None:
    certificates.printed(desk.db, issued.ids, today=TODAY)
    desk.look()
    page.open_target(issued.ids[0], "")
    QApplication.processEvents()
    (reason,) = [one for one in page.findChildren(QLineEdit) if one.accessibleName() == "补发原因"]
    reason.setFocus()
    hands.say("本人遗失")
    hands.press(KEY.Key_Return)
    sheet = printing(window, qtbot)
    (text,) = kept(sheet, tmp_path / "a.pdf")
    assert "（补发）" in text
    assert certificates.copies(desk.db, [issued.ids[0]])[1:] == []
    hands.press(KEY.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: window.page() is page)
    assert listed(page, STATE)[0] == "已补发"
    page.open_target(issued.ids[0], "")
    QApplication.processEvents()
    assert any("补发第 2 份：本人遗失" in one for one in words(page))


def test_the_register_of_what_is_listed_is_printed(
    page: CertificatesPage, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    page.print_register()
    assert isinstance(sheet := window.page(), PreviewPage)
    sheet.preview.save_to(tmp_path / "register.pdf")
    text = "".join(texts((tmp_path / "register.pdf").read_bytes()))
    assert "证书发放登记表" in text
    assert "共4个编号" in text


def test_every_sight_fits(page: CertificatesPage, window: Window, qtbot: QtBot) -> None:
    for name in page.sights():
        page.show_sight(name)
        qtbot.waitUntil(lambda: cut_off(window.page()) == [])
        window.take_away()


def test_what_is_printed_is_told_with_its_form_and_class(
    desk: Desk, window: Window, qtbot: QtBot, issued: Issued
) -> None:
    certificates.printed(desk.db, issued.ids[:2], today=TODAY)
    both = (issued.training_class, tasks.again(desk.db, issued.ids[:2]))
    one = (issued.training_class, tasks.reissue(desk.db, issued.ids[0], reason="遗失"))
    for training_class, task in (both, one):
        desk.open(PrintingPage(desk, task, done=lambda _: None))
        sheet = printing(window, qtbot)
        sheet.draw()
        told = sheet.preview.subject
        assert (told.form, told.training_class) == ("certificates", training_class)
        window.take_away()
