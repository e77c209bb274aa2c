"""The standards a school is judged by, and a draft typed into as a sheet."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from app.school import standards
from app.ui.desk import Desk
from app.ui.pages.checklist.drafting import DraftPage
from app.ui.pages.checklist.standards import StandardsPage
from app.ui.side import Place
from app.ui.window import Undo, Window
from tests import made_up
from tests.ui.keyboard import shown
from tests.ui.looking import cut_off, when
from tests.ui.township import CONTROL, Hands

FIELDS = list(standards.FIELDS)


@pytest.fixture
def school(desk: Desk) -> int:
    return made_up.school(desk.db)


@pytest.fixture
def window(desk: Desk, school: int, qtbot: QtBot) -> Window:
    made = Window(
        desk, [Place("标准", "checklist", StandardsPage)], undo=Undo(desk.db.undoable, desk.db.undo)
    )
    shown(made, qtbot)
    return made


@pytest.fixture
def hands(window: Window, qtbot: QtBot) -> Hands:
    return Hands(qtbot, window)


@pytest.fixture
def listing(window: Window) -> StandardsPage:
    found = window.page()
    assert isinstance(found, StandardsPage)
    return found


@pytest.fixture
def draft(window: Window, listing: StandardsPage, hands: Hands) -> DraftPage:
    """A draft begun with the keyboard, open as a sheet."""
    listing.draft()
    typed(hands, "寿宁县五有（2027）")
    found = window.page()
    assert isinstance(found, DraftPage)
    return found


def lines(page: DraftPage) -> list[standards.Criterion]:
    return standards.criteria(page.desk.db, page._standard)


def at(page: DraftPage, row: int, field: str) -> None:
    page.sheet.setFocus()
    page.sheet.setCurrentIndex(page.model.index(row, FIELDS.index(field)))


def typed(hands: Hands, text: str) -> None:
    """Type into the cell the keyboard is in, and Enter; an open field is left in an event of its own."""
    if text.isascii():
        hands.type(text)
    else:
        hands.say(text)
    hands.press(Qt.Key.Key_Return)
    QApplication.processEvents()


def buttons(page: StandardsPage | DraftPage) -> list[str]:
    return [one.text() for one in page._buttons]


def test_what_makes_no_sense_is_said_and_not_kept(draft: DraftPage, hands: Hands) -> None:
    before = lines(draft)
    at(draft, 0, "points")
    typed(hands, "x")
    assert draft.notice.text() == "“分值”要写整数，填的是“x”。"
    draft.since.setFocus()
    draft.since.setText("明年")
    draft.since.setModified(True)
    hands.press(Qt.Key.Key_Return)
    assert draft._fault.text() == "生效日期请写一个日期，例如 2027-01-01。"
    draft.since.setText("2027.1.1")
    draft.stars.setText("很多星")
    draft.stars.editingFinished.emit()
    assert draft._fault.text().startswith("星级“很多星”看不懂")
    assert lines(draft) == before


def test_cells_and_head_are_kept_as_they_are_typed_and_undone(
    draft: DraftPage, window: Window, hands: Hands
) -> None:
    at(draft, 0, "points")
    typed(hands, "12")
    assert lines(draft)[0].points == 12
    assert draft.sheet.currentIndex().row() == 1
    draft.since.setText("2027.1.1")
    draft.since.setModified(True)
    draft.stars.setText("90=5，60=3")
    draft.stars.setModified(True)
    draft.stars.editingFinished.emit()
    found = standards.by_id(draft.desk.db, draft._standard)
    assert (found.effective_from, standards.stars_said(found)) == ("2027-01-01", "90=5，60=3")
    assert (draft.since.text(), draft._fault.isVisible()) == ("2027-01-01", False)
    hands.press(Qt.Key.Key_Z, held=CONTROL)
    hands.press(Qt.Key.Key_Z, held=CONTROL)
    assert lines(draft)[0].points == 10
    assert draft.since.text() == "2024-01-01"


def test_a_measure_is_chosen_from_a_list_with_its_meaning(draft: DraftPage, hands: Hands) -> None:
    row = next(n for n, one in enumerate(lines(draft)) if one.proof == "document" and not one.measure)
    at(draft, row, "measure")
    hands.press(Qt.Key.Key_F2)
    box = QApplication.focusWidget()
    assert isinstance(box, QComboBox)
    place = box.findText("已办的班")
    meant = str(box.itemData(place, Qt.ItemDataRole.ToolTipRole))
    assert meant == "已办的班，以期计，由“培训班”里登记的算出。"
    box.setCurrentIndex(place)
    box.activated.emit(place)
    one = lines(draft)[row]
    assert (one.measure, one.unit) == ("classes_held", "期")
    at(draft, row, "text")
    at(draft, row, "measure")
    assert draft._meaning.text() == f"统计项：{meant}"


def test_a_new_line_waits_for_its_demand(draft: DraftPage, hands: Hands, qtbot: QtBot) -> None:
    many = len(lines(draft))
    at(draft, many, "points")
    typed(hands, "6")
    assert len(lines(draft)) == many
    hands.press(Qt.Key.Key_N, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    typed(hands, "每季度开一次教务会")
    new = lines(draft)[-1]
    assert (new.text, new.points, new.item_name) == ("每季度开一次教务会", 6, "有管理机制")
    assert draft.model.begun == {}


def test_rows_are_pasted_moved_and_taken_out(draft: DraftPage, hands: Hands) -> None:
    many = len(lines(draft))
    QApplication.clipboard().setText(
        "有特色品牌\t有一门精品课\t文件或照片\n有特色品牌\t有一条教学路线\t自动统计\t教学路线\t1\t条\t5"
    )
    at(draft, many, "item_name")
    hands.press(Qt.Key.Key_V, held=CONTROL)
    first, second = lines(draft)[-2:]
    assert (first.item_name, first.text) == ("有特色品牌", "有一门精品课")
    assert (second.measure, second.need, second.points) == ("routes", 1, 5)
    at(draft, many + 1, "text")
    hands.press(Qt.Key.Key_Up, held=CONTROL)
    assert [one.id for one in lines(draft)[-2:]] == [second.id, first.id]
    assert draft.sheet.currentIndex().row() == many
    draft.take_out()
    assert [one.id for one in lines(draft)[-1:]] == [first.id]
    QApplication.clipboard().setText("有特色品牌\t好\t不知道")
    at(draft, many, "item_name")
    hands.press(Qt.Key.Key_V, held=CONTROL)
    assert "“怎样证明”里写的“不知道”认不出来" in draft.notice.text()
    assert lines(draft)[-1] == first


def test_a_draft_is_adopted_from_its_sheet_and_counts(
    draft: DraftPage, window: Window, listing: StandardsPage, school: int, hands: Hands, qtbot: QtBot
) -> None:
    standard = draft._standard
    at(draft, 0, "points")
    hands.press(Qt.Key.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: window.page() is listing)
    assert "已采用“寿宁县五有（2027）”" in listing.notice.text()
    assert standards.in_force(listing.desk.db, school=school, on=listing.desk.today()).id == standard
    listing.table.select_id(standard)
    assert "修改草稿" not in buttons(listing)
    listing.edit()
    assert window.page() is listing, "what is adopted is not opened"


def test_a_draft_without_points_is_refused_where_the_person_is(draft: DraftPage, window: Window) -> None:
    with draft.desk.db.act("清空分值"):
        draft.desk.db.execute("UPDATE criterion SET points = 0 WHERE standard = ?", [draft._standard])
    draft.adopt()
    assert window.page() is draft
    assert "没有一条要求有分值" in draft.notice.text()


def test_a_draft_is_taken_away_and_its_page_with_it(
    draft: DraftPage, window: Window, listing: StandardsPage
) -> None:
    draft.drop()
    assert window.page() is listing
    assert standards.rows(listing.desk.db, [draft._standard]) == []


def test_presets_are_taken_by_number_and_nonsense_is_refused(
    listing: StandardsPage, school: int, hands: Hands
) -> None:
    listing.offer_presets()
    typed(hands, "99")
    assert f"请填 1 到 {len(standards.presets())} 的序号" in listing.question._fault.text()
    listing.question.field.setText("2")
    hands.press(Qt.Key.Key_Return)
    taken = standards.presets()[1].name
    assert taken in [one.name for one in standards.rows(listing.desk.db, listing.model.ids)]
    assert "修改草稿" in buttons(listing)


def test_a_standard_goes_out_as_a_file_and_comes_back_changed(
    listing: StandardsPage, tmp_path: Path, hands: Hands
) -> None:
    one = standards.rows(listing.desk.db, listing.model.ids[:1])[0]
    path = tmp_path / "标准.toml"
    path.write_text(
        standards.written(listing.desk.db, one.id).replace(one.name, "改过的标准"), encoding="utf-8"
    )

    def choose() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QFileDialog)
        box.setDirectory(str(tmp_path))
        box.selectFile(str(path))
        box.accept()

    kept = when(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog), choose)
    listing.read_in()
    assert kept is not None
    names = [found.name for found in standards.rows(listing.desk.db, listing.model.ids)]
    assert "改过的标准" in names


def test_a_county_s_look_at_a_school_changes_nothing(desk: Desk, school: int, qtbot: QtBot) -> None:
    page = StandardsPage(desk, school=school, read_only=True)
    shown(page, qtbot)
    page.refresh()
    assert buttons(page) == ["导出标准…"]


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720)])
def test_nothing_is_cut_off(
    listing: StandardsPage, draft: DraftPage, window: Window, size: tuple[int, int]
) -> None:
    window.resize(*size)
    QApplication.processEvents()
    assert cut_off(draft) == []
    window.take_away()
    assert cut_off(listing) == []
