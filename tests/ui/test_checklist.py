import os
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app import paths
from app.school import checklist, evidence
from app.ui.desk import Desk
from app.ui.page import Page
from app.ui.pages.checklist import Checklist
from app.ui.pages.checklist.standing import Standing
from app.ui.preview import PreviewPage
from app.ui.side import Place
from app.ui.window import Undo, Window
from tests import made_up, photographed
from tests.ui.keyboard import CONTROL, NONE, Keyboard, shown
from tests.ui.looking import cut_off, when

PDF = photographed.pdf()


class Classes(Page):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "培训班")


@pytest.fixture
def school(desk: Desk) -> int:
    return made_up.school(desk.db)


@pytest.fixture
def window(desk: Desk, school: int, qtbot: QtBot) -> Window:
    places = [Place("五有建设", "checklist", Checklist), Place("培训班", "classes", Classes)]
    made = Window(desk, places, undo=Undo(desk.db.undoable, desk.db.undo))
    shown(made, qtbot)
    return made


def standing(window: Window) -> Standing:
    there = window.page()
    assert isinstance(there, Checklist)
    tab = there.tab()
    assert isinstance(tab, Standing)
    return tab


@pytest.fixture
def page(window: Window) -> Standing:
    return standing(window)


def heard(page: Standing) -> str:
    found: object = page
    while not isinstance(found, Checklist):
        assert isinstance(found, QWidget)
        found = found.parentWidget()
    return found.notice.text()


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "任职文件.pdf"
    path.write_bytes(PDF)
    on = datetime(2026, 3, 2, 12).timestamp()
    os.utime(path, (on, on))
    return path


def of(page: Standing, key: str) -> checklist.Assessment:
    judged = checklist.assess(page.desk.db, school=page.school(), year=2026, today=page.desk.today())
    return next(one for one in judged if one.criterion.key == key)


def carry(*files: Path) -> QMimeData:
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    return carried


def paste(*files: Path) -> None:
    QApplication.clipboard().setMimeData(carry(*files))


def field() -> QLineEdit:
    focused = QApplication.focusWidget()
    assert isinstance(focused, QLineEdit)
    return focused


def test_items_show_their_points_and_what_is_worst(page: Standing) -> None:
    told = {key: part.accessibleName() for key, part in page._parts.items()}
    assert told[""] == "五有合计：0 分，满分 100 分。28 项待完善"
    assert told["organization"] == "有组织架构：0 分，满分 20 分。缺 3 项"
    assert page.model.rowCount() == 28


def test_a_document_is_pasted_dated_and_filed_without_a_mouse(
    page: Standing, window: Window, document: Path, qtbot: QtBot
) -> None:
    keys = Keyboard(qtbot)
    assert page.table.hasFocus()
    paste(document)
    keys.press(Qt.Key.Key_V, held=CONTROL)
    assert field().text() == "2026-03-02", "the day the file was changed is the best guess"
    field().selectAll()
    keys.type("2026.3.5")
    keys.press(Qt.Key.Key_Return)
    assert heard(page) == "已归入 1 件。"
    leaders = of(page, "leaders")
    assert (leaders.state, leaders.points) == ("usable", 10)
    (filed,) = evidence.rows(page.desk.db, evidence.find(page.desk.db, criterion=leaders.criterion.id))
    assert (filed.file_name, filed.formed_on, filed.filed_on) == ("任职文件.pdf", "2026-03-05", "2026-11-21")
    assert (paths.evidence(page.desk.folder) / filed.sha256).read_bytes() == PDF
    assert page.model.index(0, 2).data() == "1 件，最新 2026-03-05"
    keys.press(Qt.Key.Key_Z, held=CONTROL)
    assert heard(page) == "已撤销：归入佐证：任职文件.pdf"
    assert of(page, "leaders").state == "missing"


def test_a_file_dropped_is_filed_under_the_criterion_chosen(
    page: Standing, document: Path, qtbot: QtBot
) -> None:
    page.open_target(of(page, "classroom").criterion.id, "归入文件或照片")
    assert page.table.current() == of(page, "classroom").criterion.id
    carried = carry(document)
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, carried, Qt.MouseButton.LeftButton, NONE)
    page.dropEvent(drop)
    Keyboard(qtbot).press(Qt.Key.Key_Return)
    assert of(page, "classroom").state == "usable"
    assert of(page, "leaders").state == "missing"


def test_a_file_is_chosen_in_the_box_for_files(page: Standing, document: Path, qtbot: QtBot) -> None:
    def choose() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QFileDialog)
        box.setDirectory(str(document.parent))
        box.selectFile(str(document))
        box.accept()

    kept = when(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog), choose)
    Keyboard(qtbot).press(Qt.Key.Key_N, held=CONTROL)
    qtbot.waitUntil(lambda: page.proofs._dating is not None)
    assert kept is not None
    page.activateWindow()
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    Keyboard(qtbot).press(Qt.Key.Key_Return)
    assert of(page, "leaders").state == "usable"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-11-22", "不能晚于今天"),
        ("2026-02-30", "不是真实存在"),
        ("去年", "不是能认出的日期"),
        ("2026-03", "写到哪一天"),
        ("", "写到哪一天"),
    ],
)
def test_a_wrong_date_is_named_and_nothing_is_filed(
    page: Standing, document: Path, qtbot: QtBot, typed: str, said: str
) -> None:
    paste(document)
    Keyboard(qtbot).press(Qt.Key.Key_V, held=CONTROL)
    field().setText(typed)
    Keyboard(qtbot).press(Qt.Key.Key_Return)
    dating = page.proofs._dating
    assert dating is not None
    (fault,) = [label.text() for label in dating._form._faults.values() if label.text()]
    assert said in fault
    assert field().text() == typed
    assert evidence.of_school(page.desk.db, school=page.school()) == []
    Keyboard(qtbot).press(Qt.Key.Key_Escape)
    assert page.proofs._dating is None


def test_what_is_no_document_is_refused_and_the_others_are_filed(
    page: Standing, document: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    program = tmp_path / "照片.jpg"
    program.write_bytes(b"MZ\x90\x00")
    paste(document, program, tmp_path / "移走了.pdf")
    Keyboard(qtbot).press(Qt.Key.Key_V, held=CONTROL)
    Keyboard(qtbot).press(Qt.Key.Key_Return)
    said = heard(page)
    assert said.startswith("已归入 1 件。")
    assert "“照片.jpg”不是 PDF 或照片" in said
    assert "找不到文件“移走了.pdf”" in said


def test_a_count_takes_no_documents_and_its_next_step_leads_to_the_classes(
    page: Standing, window: Window, document: Path, qtbot: QtBot
) -> None:
    page.open_target(of(page, "classes_per_year").criterion.id, "再办 4 期")
    paste(document)
    Keyboard(qtbot).press(Qt.Key.Key_V, held=CONTROL)
    assert "要用文件或照片证明" in heard(page)
    Keyboard(qtbot).press(Qt.Key.Key_Return)
    assert window.page().windowTitle() == "培训班"


def test_the_gaps_are_one_key_away_and_worth_most_come_first(page: Standing, qtbot: QtBot) -> None:
    Keyboard(qtbot).press(Qt.Key.Key_G, held=CONTROL)
    qtbot.waitUntil(page.buttons[0].isChecked)
    points = [int(page.model.index(row, 4).data().split(" / ")[1]) for row in range(page.model.rowCount())]
    assert points == sorted(points, reverse=True)
    page._parts["faculty"].pressed.emit()
    assert page.model.rowCount() == 5
    assert not page.buttons[0].isChecked()


def test_a_date_is_corrected_and_a_document_taken_out(page: Standing, document: Path, qtbot: QtBot) -> None:
    keys = Keyboard(qtbot)
    paste(document)
    keys.press(Qt.Key.Key_V, held=CONTROL)
    keys.press(Qt.Key.Key_Return)
    page.proofs._buttons[1].click()
    field().setText("2023年3月2日")
    keys.press(Qt.Key.Key_Return)
    assert of(page, "leaders").state == "expired"
    assert page.model.index(0, 3).data() == "换新材料"
    page.proofs._buttons[2].click()
    assert of(page, "leaders").state == "missing"
    assert "按 Ctrl+Z 可以撤销" in heard(page)


class Viewer(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Path] = []

    @Slot(QUrl)
    def show(self, url: QUrl) -> None:
        self.opened.append(Path(url.toLocalFile()))


def test_a_document_opens_as_a_copy_with_an_ending_that_is_ours(
    page: Standing, tmp_path: Path, qtbot: QtBot
) -> None:
    viewer = Viewer()
    QDesktopServices.setUrlHandler("file", viewer, "show")
    try:
        path = tmp_path / "通知.pdf.exe"
        path.write_bytes(PDF)
        paste(path)
        Keyboard(qtbot).press(Qt.Key.Key_V, held=CONTROL)
        Keyboard(qtbot).press(Qt.Key.Key_Return)
        page.proofs._buttons[0].click()
        (copy,) = viewer.opened
        assert copy.name == "通知.pdf.pdf"
        assert copy.read_bytes() == PDF
        for original in paths.evidence(page.desk.folder).iterdir():
            original.unlink()
        page.proofs._buttons[0].click()
        assert "原件不在这台电脑上" in heard(page)
        assert len(viewer.opened) == 1
    finally:
        QDesktopServices.unsetUrlHandler("file")


def test_the_ledger_is_shown_before_it_is_printed(page: Standing, window: Window, qtbot: QtBot) -> None:
    Keyboard(qtbot).press(Qt.Key.Key_P, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), PreviewPage))
    assert window.page().windowTitle() == "五有台账"


def test_a_county_only_looks(desk: Desk, school: int, document: Path, qtbot: QtBot) -> None:
    looked = Place("五有建设", "checklist", lambda desk: Checklist(desk, school=school, read_only=True))
    made = Window(desk, [looked])
    shown(made, qtbot)
    page = standing(made)
    assert [button.text() for button in page.buttons] == ["待完善 28 项", "标准", "打印台账"]
    paste(document)
    Keyboard(qtbot).press(Qt.Key.Key_V, held=CONTROL)
    Keyboard(qtbot).press(Qt.Key.Key_Return)
    assert page.proofs._dating is None
    assert evidence.of_school(desk.db, school=school) == []
    assert [button.text() for button in page.proofs._buttons] == ["打开"]


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720)])
def test_nothing_is_cut_off(page: Standing, window: Window, size: tuple[int, int], qtbot: QtBot) -> None:
    window.resize(*size)
    qtbot.waitUntil(lambda: window.size().toTuple() == size)
    QApplication.processEvents()
    assert cut_off(window) == []


def test_a_school_without_a_standard_is_told_so_on_every_tab(page: Standing, window: Window) -> None:
    with page.desk.db.act("还没有采用"):
        page.desk.db.execute("UPDATE standard SET adopted_on = NULL")
    there = window.page()
    assert isinstance(there, Checklist)
    for at in range(there.tabs.count()):
        there.tabs.setCurrentIndex(at)
        there.refresh()
    assert page.note() == "还没有采用标准"
    assert page.model.rowCount() == 0
