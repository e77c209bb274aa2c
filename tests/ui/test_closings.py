"""The papers of a class, its closing, opening again and archive, in the window."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QScrollBar
from pytestqt.qtbot import QtBot

from app.jobs import classes as papers
from app.school import certificates, classes, closings, errands, requirements
from app.ui import theme
from app.ui.desk import Desk
from app.ui.pages.classes import ClassesPage, ClassPage
from app.ui.side import Place
from app.ui.window import Window
from tests import photographed
from tests.ui import township
from tests.ui.looking import answering, cut_off
from tests.ui.township import Hands

KEY = Qt.Key
TODAY = "2026-11-21"


@pytest.fixture
def school(desk: Desk) -> int:
    return township.found(desk.db)


@pytest.fixture
def made(desk: Desk, school: int) -> int:
    """A class of which every mark is made and no paper filed."""
    trainees = township.people(desk.db, school, 4)
    training = township.held_class(desk.db, school, trainees, days=("2026-11-20",))
    township.everyone_present(desk.db, training)
    return training


@pytest.fixture
def window(desk: Desk, made: int, qtbot: QtBot) -> Window:
    return township.window(desk, qtbot, Place("培训班", "classes", ClassesPage, "pxb"))


@pytest.fixture
def hands(qtbot: QtBot, window: Window) -> Hands:
    return Hands(qtbot, window)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "关于举办冬训的通知.pdf"
    path.write_bytes(photographed.pdf())
    return path


def opened(window: Window, made: int) -> ClassPage:
    page = window.page()
    assert isinstance(page, ClassesPage)
    opened = page.open_class(made)
    QApplication.processEvents()
    return opened


def errand(page: ClassPage, key: str) -> errands.Errand:
    return next(one for one in page.overview._errands if one.key == key)


def press(page: ClassPage, words: str) -> None:
    QApplication.processEvents()
    next(one for one in page.findChildren(QPushButton) if one.text() == words and one.isVisible()).click()


def shown(page: ClassPage) -> list[str]:
    QApplication.processEvents()
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible()]


def fill(desk: Desk, made: int, pdf: Path) -> None:
    for one in requirements.of_class(desk.db, made):
        if one.state == "lacking":
            papers.attach(desk.db, pdf, folder=desk.folder, training_class=made,
                          requirement=one.requirement.key, formed_on="2026-11-01", today=TODAY)  # fmt: skip
    desk.look()


def test_a_document_is_filed_beside_the_list_and_announces_the_class(
    window: Window, hands: Hands, desk: Desk, made: int, pdf: Path
) -> None:
    page = opened(window, made)
    page.overview.table.select_id(page.overview._errands.index(errand(page, "notice")))
    page.run(errand(page, "notice"))
    assert page._papers is not None
    page._papers.propose([pdf])
    hands.press(KEY.Key_Return)
    assert errand(page, "notice").state == "done"
    assert any(pdf.name in one for one in shown(page))
    assert "已归入 1 件" in page.notice.text()
    press(page, "移出")
    assert errand(page, "notice").do == "file"
    hands.press(KEY.Key_Escape, KEY.Key_Escape)
    assert page._papers is None


def test_what_is_no_document_is_refused_in_words(
    window: Window, hands: Hands, desk: Desk, made: int, tmp_path: Path
) -> None:
    page = opened(window, made)
    page.run(errand(page, "photos"))
    wrong = tmp_path / "照片.jpg.exe"
    wrong.write_bytes(b"MZ")
    assert page._papers is not None
    page._papers.propose([wrong])
    hands.press(KEY.Key_Return)
    assert "不是 PDF 或照片" in page.notice.text()
    assert errand(page, "photos").do == "file"


def test_what_will_not_come_is_said_with_a_reason(
    window: Window, hands: Hands, desk: Desk, made: int
) -> None:
    page = opened(window, made)
    page.run(errand(page, "agenda"))
    assert page._papers is not None
    page._papers.findChildren(QLineEdit)[0].setFocus()
    hands.say("并入方案")
    press(page, "注明本班没有")
    assert errand(page, "agenda").said == "本班没有：并入方案"
    press(page, "不再注明")
    assert errand(page, "agenda").do == "file"


def test_closing_with_papers_lacking_asks_for_a_reason(
    window: Window, hands: Hands, desk: Desk, made: int
) -> None:
    page = opened(window, made)
    press(page, "结班")
    assert any("还缺 5 项材料" in one for one in shown(page))
    hands.press(KEY.Key_Return)
    assert any("请写明为什么没有" in one for one in shown(page))
    hands.press(KEY.Key_Escape)
    assert classes.row(desk.db, made).state == "settling"
    press(page, "结班")
    hands.say("村里停电")
    hands.press(KEY.Key_Return)
    assert classes.row(desk.db, made).state == "closed"
    assert any("村里停电" in one for one in shown(page))


def test_closing_with_all_papers_asks_once(
    window: Window, desk: Desk, made: int, pdf: Path, qtbot: QtBot
) -> None:
    fill(desk, made, pdf)
    page = opened(window, made)
    with answering("结班") as said:
        press(page, "结班")
    assert "4 名学员、2 个半天" in said[0]
    assert classes.row(desk.db, made).state == "closed"


def test_a_closed_class_is_opened_again_for_a_reason(
    window: Window, hands: Hands, desk: Desk, made: int
) -> None:
    closings.close_class(desk.db, made, today=TODAY, without="试")
    page = opened(window, made)
    press(page, "重新打开")
    hands.say("漏记一人旷课")
    hands.press(KEY.Key_Return)
    assert classes.row(desk.db, made).state == "settling"
    assert any("漏记一人旷课" in one for one in shown(page))
    assert page.overview.editable


def test_a_class_with_everything_is_archived(
    window: Window, hands: Hands, desk: Desk, made: int, pdf: Path
) -> None:
    closings.close_class(desk.db, made, today=TODAY, without="试")
    certificates.printed(desk.db, certificates.issue(desk.db, made, today=TODAY), today=TODAY)
    fill(desk, made, pdf)
    page = opened(window, made)
    press(page, "归档")
    assert classes.row(desk.db, made).state == "archived"
    page.show_papers(errand(page, "notice"))
    assert not [one for one in page.findChildren(QPushButton) if one.isVisible() and one.text() == "移出"]


def test_a_class_is_moved_on_by_hand_and_back_by_undoing(window: Window, desk: Desk, school: int) -> None:
    one = classes.prepare(desk.db, school=school, year=2026, name="春训")
    page = opened(window, one)
    press(page, "已发通知")
    assert classes.row(desk.db, one).state == "notified"
    window.undo()
    assert classes.row(desk.db, one).state == "preparing"


def test_what_a_class_is_stays_as_entered(window: Window, hands: Hands, desk: Desk, made: int) -> None:
    page = opened(window, made)
    host = page.overview.facts.fields["host"]
    host.line.setFocus()
    hands.say("下党乡党委")
    hands.press(KEY.Key_Tab)
    assert classes.row(desk.db, made).host == "下党乡党委"
    window.undo()
    assert classes.row(desk.db, made).host == ""


@pytest.mark.parametrize("width", [1366, 1280])
def test_nothing_is_cut_off(window: Window, desk: Desk, made: int, width: int) -> None:
    window.resize(width, 720)
    page = opened(window, made)
    page.run(errand(page, "photos"))
    QApplication.processEvents()
    assert cut_off(page.overview.trail) == []
    assert page._papers is not None
    assert cut_off(page._papers) == []


@pytest.mark.parametrize(("width", "scale"), [(1280, 100), (900, 100), (1280, 150)])
def test_there_is_one_thing_to_scroll_where_the_window_is_low(
    window: Window, made: int, dressed: QApplication, width: int, scale: int
) -> None:
    page = opened(window, made)
    theme.dress(dressed, scale=scale)
    try:
        window.resize(width, 720)
        for _ in range(4):
            QApplication.processEvents()
        bars = [one for one in page.findChildren(QScrollBar) if one.orientation() == Qt.Orientation.Vertical]
        shown = [one for one in bars if one.isVisible() and one.maximum() > 0]
        assert len(shown) == 1
    finally:
        theme.dress(dressed)
