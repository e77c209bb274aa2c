from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.school import schools, upper_forms
from app.ui.desk import Desk
from app.ui.pages.upper_forms import UpperFormPage, UpperFormsPage
from app.ui.side import Place
from app.ui.window import Window
from tests.ui import township
from tests.ui.looking import answering, cut_off
from tests.ui.township import CONTROL, Hands

KEY = Qt.Key


def county_form(path: Path, *texts: str) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "统计表"
    sheet.merge_cells("A1:D1")
    sheet["A1"] = "{{学校全称}}培训情况统计表"
    for row, text in enumerate(texts, start=2):
        sheet.cell(row, 1, text)
    sheet["B2"], sheet["D2"] = "期数", "=C2*2"
    book.save(path)
    return path


class Office:
    """A school with a class that was held, and the page of forms."""

    def __init__(self, desk: Desk, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.desk, self.db, self.folder, self._patch = desk, desk.db, folder, monkeypatch
        self._qtbot = qtbot
        self.school = township.found(self.db)
        made = township.held_class(self.db, self.school, township.people(self.db, self.school, 3))
        township.everyone_present(self.db, made)
        self.window: Window = township.window(desk, qtbot, Place("上级表格", "file", UpperFormsPage, "sjbg"))
        self.hands = Hands(qtbot, self.window)

    def take(self, path: Path) -> UpperFormPage:
        self._patch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
        self.hands.press(KEY.Key_N, held=CONTROL)
        self._qtbot.waitUntil(lambda: isinstance(self.window.page(), UpperFormPage))
        return self.page()

    def page(self) -> UpperFormPage:
        page = self.window.page()
        assert isinstance(page, UpperFormPage)
        return page

    def form(self) -> upper_forms.UpperForm:
        (one,) = upper_forms.find(self.db, school=schools.own(self.db).id)
        return upper_forms.row(self.db, one)

    def shown(self) -> list[tuple[str, str, str]]:
        return [(one.place, one.what, one.value) for one in self.page()._lines]

    def button(self, text: str) -> QPushButton:
        (found,) = [
            one for one in self.page().findChildren(QPushButton) if one.text() == text and not one.isHidden()
        ]
        return found


@pytest.fixture
def office(desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(desk, qtbot, tmp_path, monkeypatch)


def test_a_form_is_taken_in_described_by_the_keyboard_and_filled_in(
    office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = office.take(county_form(office.folder / "季报.xlsx", "{{联系人}}", "{{学员.姓名}}"))
    assert "3 个填空，2 个已经认出填什么，还有 1 处请选填什么。" in page.notice.text()
    assert not office.button("填写 1 份").isEnabled()
    page.table.select_id(1)
    page.table.setFocus()
    office.hands.press(KEY.Key_Return)
    panel = page.panel
    assert panel is not None and QApplication.focusWidget() is panel.search
    office.hands.say("填报人")
    office.hands.press(KEY.Key_Return)
    assert office.form().facts["联系人"] == "school.operator"
    names = [one for place, _, one in office.shown() if place == "学员.姓名"]
    assert names[0].endswith("（3 行）")
    assert page.sheets is not None
    view = page.sheets.views[0]
    view.setCurrentCell(1, 2)
    view.setFocus()
    office.hands.press(KEY.Key_Return)
    panel = page.panel
    assert panel is not None and panel.place == "统计表!C2"
    office.hands.say("实训人数")
    office.hands.press(KEY.Key_Return)
    assert ("统计表!C2", "培训班 · 实训人数", "3") in office.shown()
    qtbot.waitUntil(lambda: cut_off(office.window) == [])
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(office.folder))
    office.button("填写 1 份").click()
    qtbot.waitUntil(lambda: "已填好" in page.notice.text())
    sheet = openpyxl.load_workbook(office.folder / "季报-第1期冬训第一期.xlsx")["统计表"]
    assert (sheet["A1"].value, sheet["A2"].value) == ("下党乡党校培训情况统计表", "组织委员")
    assert (sheet["C2"].value, sheet["D2"].value, sheet["A5"].value is not None) == (3, "=C2*2", True)


def test_formulas_cannot_be_pointed_at_and_a_blank_is_found_by_its_cell(office: Office) -> None:
    page = office.take(county_form(office.folder / "季报.xlsx", "{{联系人}}"))
    page.point("统计表!D2")
    assert "是公式" in page.notice.text()
    page.point("统计表!A2")
    panel = page.panel
    assert panel is not None and panel.place == "联系人"
    panel.text.setText("钟小兰")
    panel.text.setFocus()
    office.hands.press(KEY.Key_Return)
    assert dict(office.form().texts) == {"联系人": "钟小兰"}
    office.hands.press(KEY.Key_Z, held=CONTROL)
    assert dict(office.form().texts) == {}


def test_a_changed_template_is_asked_about(office: Office) -> None:
    office.take(county_form(office.folder / "季报.xlsx", "{{联系人}}"))
    office.hands.press(KEY.Key_Escape, KEY.Key_Escape)
    county_form(office.folder / "季报.xlsx", "{{填报人}}")
    before = office.form().sha256
    with answering("不换") as said:
        office.window.page().take(office.folder / "季报.xlsx")  # type: ignore[attr-defined]
    assert "新增 1 个填空（填报人）、少了 1 个填空（联系人）" in said[0]
    assert office.form().sha256 == before
    with answering("换成新版"):
        office.window.page().take(office.folder / "季报.xlsx")  # type: ignore[attr-defined]
    assert office.form().blanks == ("学校全称", "填报人")
    assert "模板变了" in office.page().notice.text()


def test_what_is_no_form_is_refused_in_the_page(office: Office) -> None:
    path = office.folder / "老.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0")
    page = office.window.page()
    assert isinstance(page, UpperFormsPage)
    page.take(path)
    assert "另存为” .xlsx" in page.notice.text()
    assert upper_forms.find(office.db, school=office.school) == []
