from collections.abc import Sequence
from typing import Literal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.ui import cells, theme
from app.ui.desk import Desk
from app.ui.table_view import Table
from app.ui.tables import ALIGN, PAGE, PAGES, Column, LazyTable
from tests.ui.looking import cut_off, out_of_sight
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


def narrow_table(desk: Desk, qtbot: QtBot, why: str = "参加县委党校轮训已请假") -> Table:
    kind = Column[Person]
    columns = (
        kind("姓名", lambda row: row.name),
        kind("党支部", lambda row: row.branch, spare=1),
        kind("号码", lambda row: row.number, spare=2),
        kind("事由", lambda row: why, grow=True),
        kind("状态", lambda row: "达标"),
    )
    model = LazyTable(
        columns, find=lambda _sort: list(range(3)), rows=lambda ids: [person(FIRST_ID + one) for one in ids]
    )
    table = Table(model, name="窄", memory=desk.memory)
    qtbot.addWidget(table)
    table.resize(1200, 400)
    table.show()
    model.refresh()
    qtbot.waitUntil(lambda: table.columnWidth(0) > 60)
    return table


def hidden(table: Table) -> list[int]:
    return [number for number in range(table.model().columnCount()) if table.isColumnHidden(number)]


def test_spare_columns_go_in_turn_and_the_growing_one_gives_way_last(desk: Desk, qtbot: QtBot) -> None:
    table = narrow_table(desk, qtbot)
    assert hidden(table) == []
    widths = [table.columnWidth(number) for number in range(5)]
    least = (
        2 * theme.px(cells.PADDING)
        + 2
        + table.fontMetrics().horizontalAdvance(str(table.model().index(0, 3).data()))
    )
    frame = table.width() - table.viewport().width()
    whole = sum(widths) - widths[3] + least + frame
    table.resize(whole, 400)
    assert (hidden(table), cut_off(table)) == ([], [])
    table.resize(whole - 1, 400)
    assert (hidden(table), cut_off(table)) == ([2], [])
    table.resize(whole - widths[2] - 1, 400)
    assert (hidden(table), cut_off(table)) == ([1, 2], [])
    table.resize(whole - widths[2] - widths[1] - 20, 400)
    assert (hidden(table), out_of_sight(table)) == ([1, 2], [])
    assert table.columnWidth(3) == least - 20
    table.resize(1200, 400)
    assert [table.columnWidth(number) for number in range(5)] == widths
    assert desk.memory.allKeys() == [], "nobody has set a width"


def test_a_long_text_gives_way_before_a_column_is_left_out(desk: Desk, qtbot: QtBot) -> None:
    table = narrow_table(desk, qtbot, "参加县委党校的集中轮训，已经请假，回来以后再补课")
    widths = [table.columnWidth(number) for number in range(5)]
    signs = table.fontMetrics().horizontalAdvance("国")
    room = sum(widths) - widths[3] + 14 * signs + 2 * theme.px(cells.PADDING)
    frame = table.width() - table.viewport().width()
    table.resize(room + frame, 400)
    assert (hidden(table), out_of_sight(table)) == ([], [])
    assert table.columnWidth(3) >= 14 * signs
    table.resize(room + frame - 1, 400)
    assert hidden(table) == [2]


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_full_half_and_empty_dots_are_drawn_large_enough_to_be_told_apart(
    dressed: QApplication, align: Literal["left", "center", "right"]
) -> None:
    font = dressed.font()
    least = font.pixelSize() * cells.DOT_OF_TYPE
    inked = {}
    for dot in "●◐○":
        picture = QImage(120, 40, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        painter.setFont(font)
        painter.setPen(Qt.GlobalColor.black)
        cells.write(painter, picture.rect().adjusted(10, 0, -10, 0), ALIGN[align], dot)
        painter.end()
        dark = [(x, y) for x in range(120) for y in range(40) if picture.pixelColor(x, y).value() < 128]
        across, down = {x for x, _ in dark}, {y for _, y in dark}
        assert max(across) - min(across) + 1 >= least
        assert max(down) - min(down) + 1 >= least
        inked[dot] = len(dark)
    assert inked["●"] > 1.2 * inked["◐"] > 1.4 * inked["○"]


def test_what_is_left_out_is_said_by_the_tooltip(desk: Desk, qtbot: QtBot) -> None:
    table = narrow_table(desk, qtbot)
    drawn = table.itemDelegate()
    assert isinstance(drawn, cells.Cells)
    index = table.model().index(1, 3)
    assert drawn.tip(index, wide=False) == ""
    table.resize(400, 400)
    assert hidden(table) == [1, 2]
    who = person(FIRST_ID + 1)
    assert drawn.tip(index, wide=True).splitlines() == [
        index.data(),
        f"党支部：{who.branch}",
        f"号码：{who.number}",
    ]


def test_a_column_the_page_leaves_out_stays_out_whatever_the_room(desk: Desk, qtbot: QtBot) -> None:
    table = narrow_table(desk, qtbot)
    table.setColumnHidden(0, True)
    table.resize(400, 400)
    table.resize(1200, 400)
    assert hidden(table) == [0]
    table.setColumnHidden(0, False)
    assert hidden(table) == []
    assert desk.memory.allKeys() == []


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


class Long:
    """A list of which the first are known sooner than all; what is asked of it is written down."""

    def __init__(self, desk: Desk, qtbot: QtBot, count: int = 1000) -> None:
        self.listed = list(range(FIRST_ID, FIRST_ID + count))
        self.asked: list[int | None] = []
        self.model = LazyTable(
            [Column[Person]("姓名", lambda row: row.name, sort="name")],
            find=self.find,
            first=self.find,
            rows=lambda ids: [person(one) for one in ids],
        )
        self.counts: list[int] = []
        self.model.counted.connect(self.counts.append)
        self.table = Table(self.model, name="长名单", memory=desk.memory)
        qtbot.addWidget(self.table)

    def find(self, sort: str | None, limit: int | None = None) -> list[int]:
        self.asked.append(limit)
        return self.listed[:limit]


@pytest.fixture
def long(desk: Desk, qtbot: QtBot) -> Long:
    return Long(desk, qtbot)


def test_the_first_rows_stand_before_the_rest_is_found(long: Long, qtbot: QtBot) -> None:
    long.model.refresh()
    assert (long.model.rowCount(), long.asked, long.counts) == (PAGE, [PAGE], [])
    assert not long.model.whole
    long.table.show()
    qtbot.waitUntil(lambda: long.model.whole)
    assert (long.model.rowCount(), long.asked, long.counts) == (1000, [PAGE, None], [1000])
    assert long.model.row(999) == person(FIRST_ID + 999)


def test_whoever_asks_for_every_id_gets_every_id(long: Long) -> None:
    long.model.refresh()
    assert long.model.ids == long.listed
    assert long.counts == [1000]
    long.table.select_id(FIRST_ID + 900)
    assert long.table.selected() == [FIRST_ID + 900]


def test_a_short_list_is_whole_at_once(desk: Desk, qtbot: QtBot) -> None:
    short = Long(desk, qtbot, PAGE - 1)
    short.model.refresh()
    assert (short.asked, short.counts) == ([PAGE], [PAGE - 1])
    empty = Long(desk, qtbot, 0)
    empty.model.refresh()
    assert (empty.model.whole, empty.counts) == (True, [0])
    full = Long(desk, qtbot, PAGE)
    full.model.refresh()
    assert full.model.ids == full.listed


def test_the_same_list_is_read_again_whole(long: Long) -> None:
    long.model.refresh()
    long.model.complete()
    long.table.verticalScrollBar().setValue(400)
    long.listed.pop()
    long.model.refresh()
    assert (long.asked, long.counts) == ([PAGE, None, None], [1000, 999])


def test_who_is_chosen_is_chosen_again_wherever_the_new_list_has_them(long: Long, qtbot: QtBot) -> None:
    long.model.refresh()
    long.table.show()
    qtbot.waitUntil(lambda: long.model.whole)
    long.table.select_id(FIRST_ID + 700)
    long.listed = long.listed[::2]
    long.model.refresh(anew=True)
    assert long.table.selected() == []
    long.model.refresh(anew=True)
    qtbot.waitUntil(lambda: long.model.whole)
    assert long.table.selected() == [FIRST_ID + 700]
    assert long.table.current() == FIRST_ID + 700


def test_what_changes_before_the_rest_is_found_is_listed_as_it_is_then(long: Long) -> None:
    long.model.refresh()
    long.listed = long.listed[5:]
    long.model.complete()
    assert long.model.ids == long.listed
    assert long.model.row(0) == person(FIRST_ID + 5)
    assert long.counts == [995]
