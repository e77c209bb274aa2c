from collections.abc import Sequence

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.ui.desk import Desk
from app.ui.table_view import Table
from app.ui.tables import PAGE, PAGES, Column, LazyTable
from tests.ui.looking import cut_off
from tests.ui.specimen import FIRST_ID, PeoplePage, Person, person


@pytest.fixture
def people(desk: Desk, qtbot: QtBot) -> PeoplePage:
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    page.resize(1160, 700)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: page.table.columnWidth(1) > 60)
    return page


def press(qtbot: QtBot, people: PeoplePage, column: int) -> None:
    header = people.table.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(column) + 10, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_every_id_and_few_rows_are_kept(desk: Desk, qtbot: QtBot) -> None:
    page = PeoplePage(desk, count=200_000)
    qtbot.addWidget(page)
    page.refresh()
    assert page.model.rowCount() == 200_000
    assert page.reads <= 2 * PAGE
    for row in range(0, 200_000, 10 * PAGE):
        assert page.model.row(row) == person(FIRST_ID + row)
    assert len(page.model._pages) == PAGES


def test_ids_of_63_bits_arrive_whole(people: PeoplePage, qtbot: QtBot) -> None:
    people.table.selectRow(5)
    with qtbot.waitSignal(people.table.opened) as opened:
        qtbot.keyClick(people.table, Qt.Key.Key_Return)
    assert opened.args == [FIRST_ID + 5]
    assert people.table.current() == FIRST_ID + 5


def test_a_double_click_opens(people: PeoplePage, qtbot: QtBot) -> None:
    at = people.table.visualRect(people.model.index(2, 1)).center()
    with qtbot.waitSignal(people.table.opened) as opened:
        qtbot.mouseClick(people.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        qtbot.mouseDClick(people.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert opened.args == [FIRST_ID + 2]


def test_the_header_sorts_up_down_and_not(people: PeoplePage, qtbot: QtBot) -> None:
    press(qtbot, people, 4)
    hours = [person(one).quarters for one in people.model.ids]
    assert hours == sorted(hours)
    press(qtbot, people, 4)
    assert [person(one).quarters for one in people.model.ids] == hours[::-1]
    press(qtbot, people, 4)
    assert people.model.ids == list(range(FIRST_ID, FIRST_ID + 1286))
    press(qtbot, people, 3)
    assert people.model.ids == list(range(FIRST_ID, FIRST_ID + 1286))


def test_what_is_chosen_stays_chosen_when_the_order_changes(people: PeoplePage, qtbot: QtBot) -> None:
    people.table.select_id(FIRST_ID + 700)
    press(qtbot, people, 4)
    assert people.table.selected() == [FIRST_ID + 700]
    assert people.table.current() == FIRST_ID + 700


def test_what_is_chosen_stays_when_rows_come_and_go(people: PeoplePage) -> None:
    people.table.select_id(FIRST_ID + 3)
    people.count = 10
    people.refresh()
    assert people.table.selected() == [FIRST_ID + 3]
    people.count = 2
    people.refresh()
    assert people.table.selected() == []


def test_a_refresh_without_news_keeps_the_place(people: PeoplePage) -> None:
    people.table.verticalScrollBar().setValue(400)
    people.table.select_id(FIRST_ID + 405)
    people.table.verticalScrollBar().setValue(400)
    people.refresh()
    assert people.table.verticalScrollBar().value() == 400
    assert people.table.selected() == [FIRST_ID + 405]


def test_choosing_tells_the_ids(people: PeoplePage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(people.table.chosen) as chosen:
        people.table.selectAll()
    assert len(chosen.args[0]) == 1286
    assert chosen.args[0][0] == FIRST_ID


def test_copying_is_what_a_sheet_would_paste(people: PeoplePage, qtbot: QtBot) -> None:
    people.table.selectAll()
    qtbot.keyClick(people.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().splitlines()
    assert len(lines) == 1286
    first = person(FIRST_ID)
    assert lines[0].split("\t") == ["1", first.name, first.branch, first.number, "0", "严重不足", ""]
    assert len(people.model._pages) <= PAGES


def test_pasting_hands_over_rows(people: PeoplePage, qtbot: QtBot) -> None:
    QApplication.clipboard().setText("张三\t下党村\r\n李四\t\r\n\r\n")
    with qtbot.waitSignal(people.table.pasted) as pasted:
        qtbot.keyClick(people.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert pasted.args == [[["张三", "下党村"], ["李四", ""]]]


def test_a_letter_begins_a_search_and_reads_no_rows(people: PeoplePage, qtbot: QtBot) -> None:
    assert people.search is not None
    people.table.setFocus()
    before = people.reads
    qtbot.keyClicks(people.table, "z")
    assert people.search.text() == "z"
    assert people.reads == before


def test_an_empty_list_says_what_to_do_first(people: PeoplePage) -> None:
    people.count = 0
    people.refresh()
    button = next(made for made in people.table.findChildren(QPushButton) if made.text() == "导入名册")
    assert button.isVisible()
    button.click()
    assert people.notice.text() == "这里只是看样子。"
    people.count = 5
    people.refresh()
    assert not button.isVisible()


def test_columns_fit_what_they_hold_also_further_down(desk: Desk, qtbot: QtBot) -> None:
    def rows(ids: Sequence[int]) -> list[str]:
        return ["买买提·吐尔逊·阿不都热依木江" if one > 900 else "张三" for one in ids]

    model = LazyTable(
        [Column[str]("姓名", lambda name: name)], find=lambda _sort: list(range(1000)), rows=rows
    )
    table = Table(model, name="长名", memory=desk.memory)
    qtbot.addWidget(table)
    table.resize(600, 400)
    table.show()
    model.refresh()
    qtbot.waitUntil(lambda: not cut_off(table))
    narrow = table.columnWidth(0)
    table.scrollToBottom()
    qtbot.waitUntil(lambda: table.columnWidth(0) > narrow)
    assert cut_off(table) == []


def test_a_width_a_person_sets_is_remembered(people: PeoplePage, desk: Desk, qtbot: QtBot) -> None:
    people.table.horizontalHeader().resizeSection(2, 333)
    again = PeoplePage(desk)
    qtbot.addWidget(again)
    again.resize(1160, 700)
    again.show()
    again.refresh()
    qtbot.waitUntil(lambda: again.table.columnWidth(2) == 333)


def test_a_column_hidden_for_a_while_comes_back_as_wide_as_before(people: PeoplePage, qtbot: QtBot) -> None:
    table = people.table
    before = [table.columnWidth(number) for number in range(table.model().columnCount())]
    table.setColumnHidden(4, True)
    people.resize(people.width() - 1, people.height())
    qtbot.waitUntil(lambda: sum(map(table.columnWidth, range(len(before)))) >= table.viewport().width())
    table.setColumnHidden(4, False)
    people.resize(people.width() + 1, people.height())
    qtbot.waitUntil(lambda: [table.columnWidth(number) for number in range(len(before))] == before)


def test_a_row_that_left_the_register_shows_empty_and_opens_nothing(desk: Desk, qtbot: QtBot) -> None:
    gone = {3}

    def rows(ids: Sequence[int]) -> list[Person]:
        return [person(FIRST_ID + one) for one in ids if one not in gone]

    model = LazyTable(
        [Column[Person]("姓名", lambda row: row.name)], find=lambda _sort: list(range(6)), rows=rows
    )
    table = Table(model, name="走了", memory=desk.memory)
    qtbot.addWidget(table)
    model.refresh()
    assert model.index(3, 0).data() is None
    assert model.index(4, 0).data() == person(FIRST_ID + 4).name
    table.selectRow(3)
    with qtbot.assertNotEmitted(table.opened):
        qtbot.keyClick(table, Qt.Key.Key_Return)


def test_a_cell_says_its_column_to_a_reader(people: PeoplePage) -> None:
    index = people.model.index(0, 1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == f"姓名：{person(FIRST_ID).name}"
    heading = people.model.headerData(4, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert "2026 年学时规则" in heading
