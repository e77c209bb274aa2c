import os
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from app.school import checklist, classes, evidence, photographs, requirements, timetable
from app.ui import theme
from app.ui.desk import Desk
from app.ui.pages.checklist import Checklist
from app.ui.pages.checklist.evidence import EvidenceTab
from app.ui.pages.checklist.evidence.places import KEY, Places
from app.ui.pages.checklist.evidence.taking import Taking
from app.ui.pages.classes.papers import Papers
from app.ui.photograph import photograph
from app.ui.side import Place
from app.ui.window import Window
from tests import made_up, photographed
from tests.ui import township
from tests.ui.looking import answering, cut_off


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> Window:
    township.found(desk.db)
    return township.window(desk, qtbot, Place("五有建设", "checklist", Checklist, "wyjs"))


@pytest.fixture
def tab(window: Window) -> EvidenceTab:
    page = window.page()
    assert isinstance(page, Checklist)
    found = page.turn_to(EvidenceTab)
    assert isinstance(found, EvidenceTab)
    return found


def lay(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    os.utime(path, (1_780_000_000, 1_780_000_000))
    return path


def agree(tab: EvidenceTab, *days: str) -> None:
    asked = tab.findChild(Taking)
    assert asked is not None
    for field, day in zip(asked._fields, days, strict=False):
        field.setText(day)
    asked._agree()


def filed(tab: EvidenceTab) -> list[evidence.Evidence]:
    return evidence.rows(tab.desk.db, evidence.find(tab.desk.db, school=tab.school()))


def line(tab: EvidenceTab, text: str) -> QTreeWidgetItem:
    places = tab.findChild(Places)
    assert places is not None
    found = places.tree.findItems(text, Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
    return next(one for one in found if one.data(0, KEY) is not None)


def test_dropped_photographs_are_taken_in_under_the_date_they_were_taken(
    tab: EvidenceTab, tmp_path: Path
) -> None:
    shot = lay(tmp_path, "合影.jpg", photographed.photograph(1, taken="2026:05:12 09:30:11"))
    paper = lay(tmp_path, "通知.pdf", photographed.pdf())
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in (shot, paper)])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    tab.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, buttons, keys))
    asked = tab.findChild(Taking)
    assert asked is not None
    proposed = [field.text() for field in asked.findChildren(QLineEdit) if field.text()]
    assert proposed == ["2026-05-12", date.fromtimestamp(1_780_000_000).isoformat()]
    agree(tab, "2026-05-12", "")
    assert {(one.file_name, one.formed_on) for one in filed(tab)} == {
        ("合影.jpg", "2026-05-12"),
        ("通知.pdf", ""),
    }
    assert {one.file_name for one in tab.gallery.selected()} == {"合影.jpg", "通知.pdf"}
    assert tab.desk.db.undo() == "归入佐证 2 件"
    assert filed(tab) == []


def test_a_wrong_date_is_blamed_and_nothing_is_filed(tab: EvidenceTab, tmp_path: Path) -> None:
    tab.propose([lay(tmp_path, "通知.pdf", photographed.pdf())])
    for wrong in ("2026-05", "2999-01-01", "某天"):
        agree(tab, wrong)
        assert filed(tab) == []
    agree(tab, "2026.5.12")
    assert [one.formed_on for one in filed(tab)] == ["2026-05-12"]


def test_a_picture_on_the_clipboard_is_taken_in(tab: EvidenceTab) -> None:
    image = QImage.fromData(photographed.photograph(4))
    QApplication.clipboard().setImage(image)
    tab.paste()
    agree(tab)
    (one,) = filed(tab)
    assert (one.is_picture, one.file_name[:5]) == (True, "粘贴的图片")


def test_one_piece_is_filed_in_many_places_by_ticks(tab: EvidenceTab, tmp_path: Path) -> None:
    db, school = tab.desk.db, tab.school()
    training_class = made_up.a_class(db, school, made_up.people(db, school, 2))
    tab.propose([lay(tmp_path, "教室.jpg", photographed.photograph(2))])
    agree(tab)
    (one,) = filed(tab)
    standard = checklist.standard(db, school=school, on=tab.desk.today())
    first, second = [row for row in checklist.criteria(db, standard.id) if row.proof == "document"][:2]
    for text in (first.text, second.text, "课次：2026-11-20 上午", "材料：现场照片"):
        line(tab, text).setCheckState(0, Qt.CheckState.Checked)
    assert {use.noun for use in evidence.uses(db, [one.id])[one.id]} == {
        "proof",
        "session_photo",
        "class_paper",
    }
    assert (
        evidence.find(db, criterion=second.id) == evidence.find(db, training_class=training_class) == [one.id]
    )
    tab.fill()
    line(tab, second.text).setCheckState(0, Qt.CheckState.Unchecked)
    assert evidence.find(db, criterion=second.id) == []
    assert evidence.find(db, criterion=first.id) == [one.id]


def test_a_double_is_a_question_answered_once(tab: EvidenceTab, tmp_path: Path) -> None:
    db, school = tab.desk.db, tab.school()
    sessions = timetable.find(db, training_class=made_up.a_class(db, school, made_up.people(db, school, 2)))
    tab.propose([lay(tmp_path, "合影.jpg", photographed.photograph(3))])
    agree(tab)
    (one,) = filed(tab)
    for session in sessions[:2]:
        photographs.link(db, session, one.id)
    tab.desk.look()
    assert any(action.text == "疑似重复 1 处" for action in tab.offered()[1])
    tab.ask()
    next(made for made in tab.findChildren(QPushButton) if made.text() == "是有意的").click()
    assert photographs.questions(db, school=school) == []
    QApplication.processEvents()
    assert not any("疑似重复" in action.text for action in tab.offered()[1])


def test_a_new_version_takes_the_old_ones_places(
    tab: EvidenceTab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = tab.desk.db
    standard = checklist.standard(db, school=tab.school(), on=tab.desk.today())
    criterion = next(row for row in checklist.criteria(db, standard.id) if row.proof == "document")
    tab.propose([lay(tmp_path, "旧.pdf", photographed.pdf(1))])
    agree(tab)
    (old,) = filed(tab)
    evidence.attach(db, old.id, criterion=criterion.id)
    new = lay(tmp_path, "新.pdf", photographed.pdf(2))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(new)], ""))
    tab._replace(old)
    agree(tab, "2026-06-01")
    (kept,) = filed(tab)
    assert (kept.file_name, kept.replaces) == ("新.pdf", old.id)
    assert evidence.find(db, criterion=criterion.id) == [kept.id]


def test_a_scanners_folder_is_chosen_once_and_offers_what_is_new(
    tab: EvidenceTab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "扫描"
    place.mkdir()
    lay(place, "扫描001.pdf", photographed.pdf(1))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(place))
    tab.scan()
    agree(tab)
    assert [one.file_name for one in filed(tab)] == ["扫描001.pdf"]
    assert tab._scanner.waiting() == 0
    lay(place, "扫描002.pdf", photographed.pdf(2))
    assert any(action.text == "扫描文件夹（1 个新文件）" for action in tab.offered()[1])
    tab.scan()
    next(made for made in tab.findChildren(QPushButton) if made.text() == "以后不提").click()
    assert tab._scanner.waiting() == 0
    assert len(filed(tab)) == 1


def test_what_is_refused_is_said_and_the_rest_is_filed(
    tab: EvidenceTab, tmp_path: Path, window: Window
) -> None:
    bad = lay(tmp_path, "照片.jpg", b"MZ\x90\0 a program")
    tab.propose([bad, lay(tmp_path, "通知.pdf", photographed.pdf())])
    agree(tab, "2026-05-12", "2026-05-12")
    said = window.page().notice.text()
    assert said.startswith("已归入 1 件。")
    assert "“照片.jpg”不是 PDF 或照片" in said


def test_the_gallery_is_narrowed_and_nothing_in_it_is_cut_off(
    tab: EvidenceTab, tmp_path: Path, window: Window
) -> None:
    tab.propose(
        [lay(tmp_path, "合影.jpg", photographed.photograph(1)), lay(tmp_path, "通知.pdf", photographed.pdf())]
    )
    agree(tab, "2026-05-12", "2025-05-12")
    tab.narrowing.kind.setCurrentIndex(1)
    tab.fill()
    assert [one.file_name for one in tab.gallery.pieces.pieces] == ["合影.jpg"]
    tab.narrowing.clear()
    tab.narrowing.year.setCurrentIndex(tab.narrowing.year.findData("2025"))
    tab.fill()
    assert [one.file_name for one in tab.gallery.pieces.pieces] == ["通知.pdf"]
    QApplication.processEvents()
    assert cut_off(window) == []


def test_a_photograph_of_the_gallery_waits_for_the_small_pictures(
    tab: EvidenceTab, tmp_path: Path, window: Window
) -> None:
    tab.propose([lay(tmp_path, f"合影{one}.jpg", photographed.photograph(one)) for one in range(1, 4)])
    agree(tab)
    photograph(window, tmp_path / "window.png")
    assert [one for one in tab.gallery.pieces.pieces if tab._thumbnails.picture(one) is None] == []


def test_a_requirement_longer_than_the_panel_is_broken_in_two_and_found_whole(
    tab: EvidenceTab, tmp_path: Path
) -> None:
    tab.propose([lay(tmp_path, "教室.jpg", photographed.photograph(2))])
    agree(tab)
    places = tab.findChild(Places)
    assert places is not None
    standard = checklist.standard(tab.desk.db, school=tab.school(), on=tab.desk.today())
    texts = [one.text for one in checklist.criteria(tab.desk.db, standard.id) if one.proof == "document"]
    short, long = min(texts, key=len), max(texts, key=len)
    tree = places.tree
    places.setFixedWidth(theme.px(14) * (len(long) + 2))
    QApplication.processEvents()
    high = {text: tree.visualItemRect(line(tab, text)).height() for text in (short, long)}
    assert high[long] > high[short]
    assert tree.horizontalScrollBar().maximum() == 0
    places._search.setText(long)
    assert not line(tab, long).isHidden()


def test_photographs_are_taken_in_session_by_session(
    window: Window, tab: EvidenceTab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    db, school = tab.desk.db, tab.school()
    made = made_up.a_class(db, school, made_up.people(db, school, 2))
    (found,) = classes.rows(db, [made])
    papers = Papers(tab.desk, found, "photos", editable=True)
    qtbot.addWidget(papers)
    shot = lay(tmp_path, "合影.jpg", photographed.photograph(6))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(shot)], ""))
    with answering("知道了"):
        next(one for one in papers.findChildren(QPushButton) if one.text() == "加照片…").click()
    session = timetable.find(db, training_class=made)[0]
    (one,) = evidence.rows(db, photographs.of_session(db, session))
    assert (one.file_name, one.formed_on) == ("合影.jpg", "2026-11-20")
    standing = next(one for one in requirements.of_class(db, made) if one.requirement.key == "photos")
    assert standing.state == "met"
