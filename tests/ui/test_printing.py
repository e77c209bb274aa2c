"""The forms of a class in the window: what they lack, looking at them, keeping them, seats, and the list."""

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.jobs import forms
from app.school import classes, enrollments, members, print_jobs, seat_plans, sign_in_sheets
from app.ui.desk import Desk
from app.ui.pages.classes import ClassesPage, ClassPage
from app.ui.pages.classes.print_history import PrintHistory
from app.ui.pages.classes.printing import Printing
from app.ui.pages.classes.seats import SeatsPage
from app.ui.pages.members import Members
from app.ui.photograph import photograph
from app.ui.preview import PreviewPage
from app.ui.rare_characters import RareCharacters
from app.ui.side import Place
from app.ui.window import Window
from tests.ui import township
from tests.ui.looking import answering, cut_off, out_of_sight
from tests.ui.township import ALT, CONTROL, Hands

KEY = Qt.Key
COLUMN = ["表格", "形式", "情况", "成套", "上次打印"]


@pytest.fixture
def school(desk: Desk) -> int:
    return township.found(desk.db)


@pytest.fixture
def made(desk: Desk, school: int) -> int:
    return township.held_class(desk.db, school, township.people(desk.db, school, 7), days=("2026-11-20",))


@pytest.fixture
def window(desk: Desk, made: int, qtbot: QtBot) -> Window:
    places = (
        Place("培训班", "classes", ClassesPage, "pxb"),
        Place("党员名册", "members", Members, "dymc"),
    )
    return township.window(desk, qtbot, *places)


@pytest.fixture
def hands(qtbot: QtBot, window: Window) -> Hands:
    return Hands(qtbot, window)


@pytest.fixture
def tab(window: Window, made: int, qtbot: QtBot) -> Printing:
    listing = window.page()
    assert isinstance(listing, ClassesPage)
    page = listing.open_class(made, "打印")
    assert isinstance(page, ClassPage)
    qtbot.waitUntil(lambda: not page.printing._checker.busy())
    page.take_keyboard()
    return page.printing


def row(tab: Printing, key: str) -> dict[str, str]:
    at = [one.key for one in forms.FORMS].index(key)
    model = tab.table.model()
    return {name: str(model.index(at, column).data()) for column, name in enumerate(COLUMN)}


def go(tab: Printing, key: str) -> None:
    tab.table.select_id([one.key for one in forms.FORMS].index(key) + 1)


def said(window: Window) -> str:
    return window.page().notice.text()


def renamed(desk: Desk, made: int, name: str) -> int:
    (who, *_) = enrollments.rows(desk.db, enrollments.find(desk.db, training_class=made))
    with desk.db.act("改名"):
        members.amend(desk.db, who.member, {"name": name})
    return who.member


def test_every_form_is_listed_in_the_offices_order_with_what_it_lacks(tab: Printing, made: int) -> None:
    assert tab.table.model().rowCount() == len(forms.FORMS)
    numbers = [int(form.number[1:]) for form in forms.FORMS]
    assert numbers == sorted(numbers)
    assert row(tab, "roster")["情况"] == "✓ 可以做"
    assert row(tab, "seat-plan")["情况"] == "✗ 本班还没有排座次，请先排座。"
    assert row(tab, "roster-sheet") | {"表格": "学员花名册", "形式": "可编辑（表格）"} == row(
        tab, "roster-sheet"
    )
    # Looking for what is lacking has issued no sheet.
    assert sign_in_sheets.find(tab.desk.db, training_class=made) == []


def test_nothing_is_cut_off(tab: Printing, window: Window) -> None:
    assert cut_off(tab) == []
    assert out_of_sight(tab) == []


def test_the_tab_opens_before_anything_is_found_out(window: Window, made: int, qtbot: QtBot) -> None:
    listing = window.page()
    assert isinstance(listing, ClassesPage)
    page = listing.open_class(made, "打印")
    assert row(page.printing, "roster")["情况"] == "正在核对…"
    qtbot.waitUntil(lambda: row(page.printing, "roster")["情况"] == "✓ 可以做")
    page.turn_to("概况")
    assert not page.printing._checker.busy()


def test_a_photograph_waits_until_every_form_is_looked_at(window: Window, made: int, tmp_path: Path) -> None:
    listing = window.page()
    assert isinstance(listing, ClassesPage)
    page = listing.open_class(made, "打印")
    assert isinstance(page, ClassPage)
    assert not page.settled
    photograph(window, tmp_path / "window.png")
    assert not any("正在核对" in "".join(row(page.printing, form.key).values()) for form in forms.FORMS)


def test_enter_shows_a_form_and_the_keyboard_comes_back(
    tab: Printing, window: Window, hands: Hands, made: int
) -> None:
    go(tab, "roster")
    hands.press(KEY.Key_Return)
    page = window.page()
    assert isinstance(page, PreviewPage)
    assert page.windowTitle() == "2026年第1期冬训第一期学员花名册"
    assert page.preview.subject.form == "roster"
    assert page.preview.subject.training_class == made
    hands.press(KEY.Key_Left, held=ALT)
    assert window.page().windowTitle() == "冬训第一期"


def test_without_a_printer_ctrl_p_says_so_and_writes_nothing_down(
    tab: Printing, window: Window, hands: Hands
) -> None:
    go(tab, "roster")
    hands.press(KEY.Key_P, held=CONTROL)
    assert "还没有装打印机" in said(window)
    go(tab, "roster-sheet")
    hands.press(KEY.Key_P, held=CONTROL)
    assert "软件里打印" in said(window)
    assert print_jobs.find(tab.desk.db) == []


def test_a_form_is_kept_under_a_name_that_says_what_it_is(tab: Printing, tmp_path: Path) -> None:
    form = forms.called("timetable-sheet")
    assert tab._file_name(form) == "2026年第1期冬训第一期-课程表.xlsx"
    made = tab._made(form)
    assert made is not None
    tab.save_to(made, tmp_path / tab._file_name(form))
    assert (tmp_path / tab._file_name(form)).read_bytes()[:2] == b"PK"


def test_a_set_is_one_paper_and_the_lacking_ones_are_named(tab: Printing, window: Window, made: int) -> None:
    tab.look_at_set("closing")
    page = window.page()
    assert isinstance(page, PreviewPage)
    assert "考勤统计表" in page.notice.text() or "缺" in page.notice.text()
    assert "证书发放登记表（本班还没有颁发证书" in page.notice.text()
    ready, _ = forms.make_set(tab.desk.db, "closing", made, today=tab.desk.today())
    count = sum(len(pypdfium2.PdfDocument(one.data)) for one in ready)
    assert page.preview.leaves.count() == count


def test_a_set_is_kept_in_a_folder_of_its_own_each_time(
    tab: Printing, window: Window, tmp_path: Path
) -> None:
    tab.save_set_to("opening", tmp_path)
    tab.save_set_to("opening", tmp_path)
    folders = sorted(path.name for path in tmp_path.iterdir() if "一套" in path.name)
    assert folders == ["2026年第1期冬训第一期开班一套", "2026年第1期冬训第一期开班一套（2）"]
    kept = sorted(path.name for path in (tmp_path / folders[0]).iterdir())
    assert kept[0] == "01 培训方案.pdf"
    assert all(name.endswith(".pdf") for name in kept)
    assert "已存到" in said(window)


def test_a_folder_that_cannot_be_written_to_is_said(tab: Printing, window: Window, tmp_path: Path) -> None:
    tab.save_set_to("opening", tmp_path / "没有这个文件夹")
    assert said(window)
    assert not (tmp_path / "没有这个文件夹").exists()


def test_what_no_font_has_is_asked_and_left_blank(
    tab: Printing, window: Window, desk: Desk, made: int, qtbot: QtBot
) -> None:
    renamed(desk, made, "雷\ue000花")
    desk.look()
    qtbot.waitUntil(lambda: not tab._checker.busy())
    assert row(tab, "desk-signs")["情况"].startswith("! 1 个字字库里没有")
    go(tab, "desk-signs")
    with answering("留空手写") as asked:
        tab.look()
    assert "雷□花：“□”（U+E000）" in asked[0]
    page = window.page()
    assert isinstance(page, PreviewPage)
    assert page.preview.blanks.isVisible()
    assert "U+E000" in page.preview.blanks.text()


def test_the_button_of_the_class_leaves_blanks_too(
    tab: Printing, window: Window, desk: Desk, made: int
) -> None:
    renamed(desk, made, "雷\ue000花")
    page = window.page()
    assert isinstance(page, ClassPage)
    with answering("补图片或改字"):
        page.print_sheets()
    assert sign_in_sheets.find(desk.db, training_class=made) == [], "what was not made was not printed"
    assert isinstance(window.page(), RareCharacters)
    desk.close()
    with answering("留空手写"):
        page.print_sheets()
    shown = window.page()
    assert isinstance(shown, PreviewPage)
    assert "U+E000" in shown.preview.blanks.text()
    assert len(sign_in_sheets.find(desk.db, training_class=made)) == 1


def test_or_the_clerk_goes_to_the_person_and_puts_the_name_right(
    tab: Printing, window: Window, desk: Desk, made: int
) -> None:
    who = renamed(desk, made, "雷\ue000花")
    go(tab, "roster")
    with answering("补图片或改字"):
        tab.look()
    rare = window.page()
    assert isinstance(rare, RareCharacters)
    rare.table.setCurrentIndex(rare.table.model().index(0, 0))
    rare.mend()
    page = window.page()
    assert isinstance(page, Members)
    assert page.table.current() == who


def test_what_was_printed_is_listed_for_the_class_and_the_school(
    tab: Printing, window: Window, desk: Desk, made: int
) -> None:
    print_jobs.record(
        desk.db, form="opening", title="开班一套", training_class=made, pages=9, copies=2, today="2026-11-20"
    )
    print_jobs.record(desk.db, title="五有台账", pages=4, today="2026-11-21")
    desk.look()
    assert row(tab, "roster")["上次打印"] == "11-20　2 份"
    assert row(tab, "badges")["上次打印"] == "—"
    tab.show_history()
    page = window.page()
    assert isinstance(page, PrintHistory)
    assert page.table.model().rowCount() == 1
    page.which.setCurrentIndex(1)
    assert page.table.model().rowCount() == 2


def test_a_class_is_seated_and_two_change_seats_by_keyboard(
    tab: Printing, window: Window, hands: Hands, desk: Desk, made: int
) -> None:
    go(tab, "seat-plan")
    hands.press(KEY.Key_Return)
    page = window.page()
    assert isinstance(page, SeatsPage)
    page.columns.setValue(4)
    page.aisles.setText("2")
    page.leaders.setText("张书记、蓝镇长")
    page.arrange()
    before = seat_plans.of_class(desk.db, made)
    assert before is not None
    assert (before.rows, before.aisles, before.leaders) == (2, (2,), ("张书记", "蓝镇长"))
    hands.press(KEY.Key_Return, KEY.Key_Right, KEY.Key_Down, KEY.Key_Return)
    after = seat_plans.of_class(desk.db, made)
    assert after is not None
    assert after.seats[1, 1] == before.seats[0, 0]
    assert after.seats[0, 0] == before.seats[1, 1]
    assert "已对调" in said(window)
    hands.press(KEY.Key_Z, held=CONTROL)
    assert seat_plans.of_class(desk.db, made) == before
    page.preview()
    assert isinstance(window.page(), PreviewPage)


def test_a_name_is_dragged_to_another_seat_and_a_click_only_chooses(
    tab: Printing, window: Window, desk: Desk, made: int, qtbot: QtBot, hands: Hands
) -> None:
    before = seat_plans.arrange(desk.db, made, columns=4)
    desk.open(SeatsPage(desk, classes.row(desk.db, made)))
    page = window.page()
    assert isinstance(page, SeatsPage)
    QApplication.processEvents()
    grid, left = page.grid, Qt.MouseButton.LeftButton
    one, free = grid.rect_of((0, 1)).center(), grid.rect_of((1, 3)).center()
    qtbot.mouseClick(grid, left, pos=one)
    assert grid.chosen == (0, 1)
    hands.press(KEY.Key_Escape)
    assert grid.chosen is None
    assert window.page() is page
    qtbot.mousePress(grid, left, pos=one)
    grid.mouseMoveEvent(_held(grid.rect_of((1, 2)).center()))
    qtbot.mouseRelease(grid, left, pos=free)
    after = seat_plans.of_class(desk.db, made)
    assert after is not None
    assert (0, 1) not in after.seats
    assert after.seats[1, 3] == before.seats[0, 1]


def _held(at: QPoint) -> QMouseEvent:
    left = Qt.MouseButton.LeftButton
    there, plain = at.toPointF(), Qt.KeyboardModifier.NoModifier
    return QMouseEvent(QEvent.Type.MouseMove, there, there, left, left, plain)


@pytest.mark.parametrize(("aisles", "word"), [("四", "第几座之后"), ("9", "第 1 到第 7 座"), ("0", "过道")])
def test_gangways_that_cannot_be_are_refused_with_a_sentence(
    tab: Printing, window: Window, desk: Desk, made: int, aisles: str, word: str
) -> None:
    tab.seat()
    page = window.page()
    assert isinstance(page, SeatsPage)
    page.aisles.setText(aisles)
    page.arrange()
    assert word in said(window)
    assert seat_plans.of_class(desk.db, made) is None
