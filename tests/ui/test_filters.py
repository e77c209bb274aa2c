from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.school import branches, filters, layouts, members
from app.school.filters import Filter
from app.sheets import workbooks
from app.ui.desk import Desk
from app.ui.pages.members import Members
from app.ui.pages.members.criteria import Criteria
from app.ui.pages.members.export import Export
from app.ui.side import Place
from app.ui.window import Undo, Window
from tests import made_up
from tests.ui.keyboard import CONTROL, Keyboard
from tests.ui.looking import cut_off

KEY = Qt.Key
SHAN, ZENG, MAI, LEI, OU, XIE = made_up.NAMES[:6]


@pytest.fixture
def school(desk: Desk) -> int:
    return made_up.school(desk.db)


@pytest.fixture
def window(desk: Desk, school: int, qtbot: QtBot) -> Window:
    shan, zeng, mai, *_ = made_up.people(desk.db, school, 6)
    members.amend(desk.db, shan, {"role": "secretary", "floating": 1, "birth": "1950-01-01"})
    members.amend(desk.db, zeng, {"floating": 1, "birth": "1990", "join_date": "2020-07-01"})
    members.amend(
        desk.db,
        mai,
        {"member_type": "activist", "branch": branches.add(desk.db, "溪源村党支部", school=school)},
    )
    made = Window(desk, [Place("党员名册", "members", Members)], undo=Undo(desk.db.undoable, desk.db.undo))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def page(window: Window) -> Members:
    shown = window.page()
    assert isinstance(shown, Members)
    shown.table.setFocus()
    return shown


@pytest.fixture
def keys(qtbot: QtBot) -> Keyboard:
    return Keyboard(qtbot)


def names(page: Members) -> set[str]:
    return {one.name for one in members.rows(page.desk.db, page.model.ids)}


def note(page: Members) -> str:
    return page._headline._note.text()


def panel(page: Members) -> Criteria:
    found = page.narrowing._panel
    assert found is not None
    return found


def test_a_chip_is_pressed_by_keyboard_and_lets_up_again(page: Members, keys: Keyboard) -> None:
    page.narrowing.chips.buttons["流动党员"].setFocus()
    keys.press(KEY.Key_Space)
    assert names(page) == {SHAN, ZENG}
    assert note(page) == "2 人 · 流动党员"
    keys.press(KEY.Key_Tab, KEY.Key_Tab, KEY.Key_Tab, KEY.Key_Tab, KEY.Key_Space)
    assert names(page) == {SHAN}
    assert [name for name, one in page.narrowing.chips.buttons.items() if one.isChecked()] == ["支部书记"]
    keys.press(KEY.Key_Space)
    assert len(names(page)) == 6
    assert note(page) == "6 人"


def test_what_is_typed_and_chosen_above_stays_beside_a_chip(page: Members, school: int) -> None:
    home = branches.named(page.desk.db, "下党村党支部", school=school)
    page.narrowing.ask(Filter(branches=(home or 0,)))
    page.seeker.setText("z")
    page.narrowing.chips.buttons["流动党员"].click()
    assert names(page) == {ZENG}
    assert page.branch.currentText().startswith("下党村党支部")
    assert page.narrowing.chips.buttons["流动党员"].isChecked()
    page.seeker.setText("")
    assert names(page) == {SHAN, ZENG}
    page.narrowing.chips.buttons["流动党员"].click()
    assert names(page) == {SHAN, ZENG, LEI, OU, XIE}


def test_every_letter_is_sought_at_once(page: Members, keys: Keyboard) -> None:
    keys.press(KEY.Key_F, held=CONTROL)
    for letter, found in zip("sxh", ({SHAN}, {SHAN}, {SHAN}), strict=True):
        keys.type(letter)
        assert names(page) == found
    keys.press(KEY.Key_Backspace, KEY.Key_Backspace, KEY.Key_Backspace)
    assert len(names(page)) == 6


def test_all_criteria_are_entered_in_the_panel_and_kept(
    page: Members, window: Window, keys: Keyboard, qtbot: QtBot
) -> None:
    keys.press(KEY.Key_F, held=CONTROL | Qt.KeyboardModifier.ShiftModifier)
    # A button pressed by its shortcut acts a moment later.
    qtbot.waitUntil(lambda: page.narrowing._panel is not None)
    shown = panel(page)
    assert shown.branches.hasFocus()
    shown.branches.setCurrentRow(0)
    keys.press(KEY.Key_Space)
    assert names(page) == {SHAN, ZENG, LEI, OU, XIE}
    shown.flags["floating"].setFocus()
    keys.press(KEY.Key_Down)
    assert names(page) == {SHAN, ZENG}
    shown.ages[0].setFocus()
    keys.type("60")
    keys.press(KEY.Key_Return)
    assert names(page) == {SHAN}
    assert note(page) == "1 人 · 下党村党支部 · 流动党员 · 满 60 岁"
    shown.joined[0].setFocus()
    keys.type("2020")
    keys.press(KEY.Key_Return)
    assert names(page) == set()
    shown.joined[0].clear()
    shown.ages[0].clear()
    shown.ages[0].setFocus()
    keys.press(KEY.Key_Return)
    assert names(page) == {SHAN, ZENG}
    shown.name.setFocus()
    keys.type("下党流动")
    keys.press(KEY.Key_Return)
    assert "筛选“下党流动”已保存" in page.notice.text()
    assert page.narrowing.lit() == "下党流动"
    assert cut_off(shown) == []
    keys.press(KEY.Key_Escape)
    page.show_all()
    page.narrowing.chips.buttons["下党流动"].click()
    assert names(page) == {SHAN, ZENG}
    page.show_all()
    keys.press(KEY.Key_Z, held=CONTROL)
    assert "下党流动" not in page.narrowing.chips.buttons


def test_a_date_that_is_none_is_put_back(page: Members, keys: Keyboard) -> None:
    page.narrowing.open()
    shown = panel(page)
    for typed in ("昨天", "2026-13-45"):
        shown.joined[1].setFocus()
        shown.joined[1].setText(typed)
        keys.press(KEY.Key_Return)
        assert shown.joined[1].text() == ""
        assert len(names(page)) == 6
    shown.ages[1].setText("abc")
    shown.ages[1].editingFinished.emit()
    assert shown.ages[1].text() == ""


def test_a_kept_filter_is_changed_renamed_and_dropped(page: Members, school: int) -> None:
    db = page.desk.db
    filters.save(db, "流动的", Filter(floating=True, age_to=60), school=school)
    page.desk.look()
    page.narrowing.chips.buttons["流动的"].click()
    assert names(page) == {ZENG}
    page.narrowing.open()
    shown = panel(page)
    assert shown.name.text() == "流动的"
    shown.ages[1].setText("90")
    shown.ages[1].editingFinished.emit()
    assert names(page) == {SHAN, ZENG}
    assert page.narrowing.lit() is None
    shown.change.click()
    assert filters.named(db, "流动的", school=school) == Filter(floating=True, age_to=90)
    assert page.narrowing.lit() == "流动的"
    shown.name.setText("九十以下")
    shown.rename.click()
    assert "九十以下" in page.narrowing.chips.buttons
    panel(page).drop.click()
    assert filters.find(db, school=school) == []
    assert "按 Ctrl+Z 可以恢复" in page.notice.text()


def test_a_filter_of_a_newer_program_is_said_and_means_nobody_else(page: Members, school: int) -> None:
    saved = filters.save(page.desk.db, "将来的", Filter(frail=True), school=school)
    with page.desk.db.act("升级以后"):
        page.desk.db.execute("UPDATE saved_filter SET body = ? WHERE id = ?", ['{"mood": "good"}', saved])
    page.desk.look()
    page.narrowing.chips.buttons["将来的"].click()
    assert "请先升级程序" in page.notice.text()
    assert len(names(page)) == 6
    assert not page.narrowing.chips.buttons["将来的"].isChecked()


def test_those_who_left_come_back_together(page: Members) -> None:
    gone = page.model.ids[:2]
    for one in gone:
        members.leave(page.desk.db, one, on="2026-11-01", reason="转出")
    page.desk.look()
    page.narrowing.ask(Filter(group="left"))
    assert set(page.model.ids) == set(gone)
    assert "2026-11-01 转出" in str(page.model.index(0, 8).data())
    page.table.selectAll()
    act = next(one for one in page._menu(page.table.selected()) if one.text == "恢复到名册")
    act.run()
    assert page.model.ids == []
    assert page.desk.db.undo() is not None
    page.desk.look()
    assert set(page.model.ids) == set(gone)


# out again


def exporting(page: Members, window: Window) -> Export:
    page.export()
    shown = window.page()
    assert isinstance(shown, Export)
    return shown


def written(path: Path) -> list[list[object]]:
    (sheet,) = workbooks.read(path).sheets
    return [list(row) for row in sheet.rows]


def test_the_list_goes_out_as_it_stands(
    page: Members, window: Window, keys: Keyboard, tmp_path: Path, qtbot: QtBot
) -> None:
    page.narrowing.ask(Filter(floating=True))
    page.order.setCurrentIndex(page.order.findData("stroke"))
    page.order.activated.emit(page.order.currentIndex())
    keys.press(KEY.Key_E, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), Export))
    out = window.page()
    assert isinstance(out, Export)
    assert out.windowTitle() == "导出名单"
    out.layouts.setCurrentIndex(out.layouts.findData("身份核对表"))
    out.layouts.activated.emit(out.layouts.currentIndex())
    out.numbers.setCurrentIndex(out.numbers.findData("tail"))
    out.export_to(tmp_path / "名单.xlsx")
    assert window.page() is page
    assert "已导出 2 人（身份证号只留后四位）到“名单.xlsx”" in page.notice.text()
    rows = written(tmp_path / "名单.xlsx")
    assert [row[1] for row in rows] == ["姓名", SHAN, ZENG]
    assert {len(str(row[3])) for row in rows[1:]} == {4}


def test_columns_are_ticked_and_ordered_by_keys_and_kept(
    page: Members, window: Window, keys: Keyboard, tmp_path: Path, school: int
) -> None:
    out = exporting(page, window)
    out.columns.setFocus()
    out.columns.setCurrentRow(0)
    keys.press(KEY.Key_Space)
    out.columns.setCurrentRow(1)
    keys.press(KEY.Key_Down, held=CONTROL)
    out.name.setText("报县里")
    out.save.click()
    assert "表格样式“报县里”已保存" in out.notice.text()
    layout = layouts.named(page.desk.db, "报县里", school=school)
    assert [key for key, _ in layout.columns][:3] == ["gender", "name", "ethnicity"]
    out.export_to(tmp_path / "名单.xlsx")
    assert written(tmp_path / "名单.xlsx")[0][:2] == ["性别", "姓名"]
    again = exporting(page, window)
    assert again.layouts.currentText() == "报县里"
    again.drop.click()
    assert layouts.find(page.desk.db, school=school) == []
    assert again.layouts.currentText() == "花名册"


def test_only_those_chosen_go_out_where_some_are(page: Members, window: Window, tmp_path: Path) -> None:
    page.table.selectAll()
    page.table.selectionModel().select(
        page.model.index(0, 0),
        page.table.selectionModel().SelectionFlag.Deselect | page.table.selectionModel().SelectionFlag.Rows,
    )
    out = exporting(page, window)
    assert out.whom.currentText() == "选中的 5 人"
    out.export_to(tmp_path / "名单.xlsx")
    assert len(written(tmp_path / "名单.xlsx")) == 6


def test_without_a_column_or_a_folder_nothing_is_written(
    page: Members, window: Window, tmp_path: Path
) -> None:
    out = exporting(page, window)
    out.export_to(tmp_path / "没有" / "名单.xlsx")
    assert "找不到文件夹" in out.notice.text()
    for at in range(out.columns.count()):
        out.columns.item(at).setCheckState(Qt.CheckState.Unchecked)
    out.export_to(tmp_path / "名单.xlsx")
    assert "一列也没有选" in out.notice.text()
    assert window.page() is out
    assert list(tmp_path.glob("*.xlsx")) == []


def test_nothing_is_cut_off(page: Members, window: Window) -> None:
    page.narrowing.open()
    QApplication.processEvents()
    assert cut_off(panel(page)) == []
    page.close_detail()
    assert cut_off(exporting(page, window)) == []


def test_who_looks_on_keeps_nothing(desk: Desk, school: int, qtbot: QtBot) -> None:
    made_up.people(desk.db, school, 2)
    shown = Members(desk, school=school, read_only=True)
    qtbot.addWidget(shown)
    shown.resize(1100, 700)
    shown.show()
    shown.refresh()
    shown.narrowing.chips.buttons["本年未达标"].click()
    assert len(shown.model.ids) == 2
    assert len(shown.narrowing.chips.acts) == 1
    shown.narrowing.open()
    assert panel(shown)._keeping.isHidden()
