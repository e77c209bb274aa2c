import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.jobs import devices as acquaintance
from app.jobs import parcels as errands
from app.jobs import receipts
from app.progress import silent
from app.school import attendance, counties, members, schools, timetable
from app.school.agenda import Item
from app.ui.desk import Desk
from app.ui.page import Page
from app.ui.pages.checklist import Checklist
from app.ui.pages.counties import Counties, Township
from app.ui.pages.counties.summary import Summary
from app.ui.pages.parcels import Inbox
from app.ui.pages.returns import Returns
from app.ui.photograph import settle
from app.ui.side import Place
from app.ui.window import Undo, Window
from db.register import Register
from tests import made_up
from tests.ui.keyboard import CONTROL, Keyboard, shown
from tests.ui.looking import cut_off

SENT_AT = datetime(2026, 11, 20, 9, 30)


@pytest.fixture
def county(tmp_path: Path, dressed: QApplication) -> Iterator[Desk]:
    (tmp_path / "county").mkdir()
    db = made_up.register(tmp_path / "county", operator="县级管理员", seed=9)
    schools.found(db, level="county", code="350924", full_name="寿宁县委组织部", county_name="寿宁县")
    yield Desk(
        db, folder=tmp_path / "county", level="county", school_name="寿宁县委组织部",
        operator="县级管理员", clock=lambda: date(2026, 11, 21),
    )  # fmt: skip
    db.close()


class Up:
    """A township that is enrolled by the county and sends to it."""

    def __init__(self, county: Desk, folder: Path, *, code: str, name: str, seed: int) -> None:
        folder.mkdir()
        self.folder, self._county = folder, county
        self.db: Register = made_up.register(folder, seed=seed)
        self.school = made_up.school(self.db, code=code, name=name)
        acquaintance.take_card(self.db, acquaintance.county_card(county.db))
        request = acquaintance.request(self.db, device_name="党校电脑")
        acquaintance.take_certificate(self.db, acquaintance.enrol(county.db, request, today="2026-11-01"))

    def send(self, at: datetime = SENT_AT) -> None:
        out = self.folder / "out"
        out.mkdir(exist_ok=True)
        sent = errands.send(self.db, folder=self.folder, target=out, now=at, tell=silent)
        errands.receive(self._county.db, sent.path, folder=self._county.folder, now=at, tell=silent)


@pytest.fixture
def xiadang(county: Desk, tmp_path: Path) -> Iterator[Up]:
    up = Up(county, tmp_path / "a", code="350924209", name="下党乡党校", seed=3)
    people = made_up.people(up.db, up.school, 4)
    training = made_up.a_class(up.db, up.school, people)
    attendance.mark_all(
        up.db, training, sessions=timetable.find(up.db, training_class=training), today=made_up.TODAY
    )
    up.send()
    yield up
    up.db.close()


@pytest.fixture
def xixi(county: Desk, tmp_path: Path) -> Iterator[Up]:
    up = Up(county, tmp_path / "b", code="350924101", name="犀溪镇党校", seed=4)
    yield up
    up.db.close()


@pytest.fixture
def window(county: Desk, xiadang: Up, xixi: Up, qtbot: QtBot) -> Window:
    places = [Place("县级总览", "schools", Counties), Place("收件箱", "inbox", Inbox),
              Place("退回接收", "undo", Returns)]  # fmt: skip
    made = Window(county, places, undo=Undo(county.db.undoable, county.db.undo))
    shown(made, qtbot)
    settle(made)
    return made


@pytest.fixture
def page(window: Window) -> Counties:
    there = window.page()
    assert isinstance(there, Counties)
    return there


def row(page: Counties, number: int) -> list[str]:
    return [page.model.index(number, column).data() for column in range(page.model.columnCount())]


def test_every_enrolled_school_stands_in_the_list_also_who_never_sent(page: Counties) -> None:
    assert page.model.rowCount() == 2
    assert row(page, 0) == ["犀溪镇党校", *["—"] * 8, "2026-11-01 登记后还没有上报，请催报"]
    assert row(page, 1)[0] == "下党乡党校"
    assert row(page, 1)[2:] == ["1 期", "4", "4", "4", "100.0%", "0.0%", "昨天", "✓ 完整"]
    assert page.sent._figure.text() == "1 / 2 已到"
    assert page.classes._note.text() == "1 个乡镇期数不足"
    assert page.people._figure.text() == "4 人次"


def test_the_figures_are_the_townships_own(page: Counties, xiadang: Up, county: Desk) -> None:
    own = counties.figures(xiadang.db, school=xiadang.school, year=2026, today="2026-11-21")
    seen = page._lines[xiadang.school].figures
    assert seen is not None
    assert replace(seen, last_parcel="", last_seq=0) == own


def test_the_five_haves_are_dots_with_words(page: Counties) -> None:
    dots = row(page, 1)[1].split()
    assert len(dots) == 5
    assert set(dots) <= {"●", "◐", "○"}
    tip = page.model.index(1, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert re.search("有组织架构：[1-9] 项要求，0 项可用", tip)


def test_the_window_stands_while_the_schools_are_summed_up(county: Desk, xiadang: Up, qtbot: QtBot) -> None:
    made = Window(county, [Place("县级总览", "schools", Counties)])
    shown(made, qtbot)
    page = made.page()
    assert isinstance(page, Counties) and not page.settled
    assert QApplication.activeModalWidget() is None
    assert row(page, 0)[-1] == "正在汇总…"
    assert page.people._note.text().startswith("正在汇总各校的数字")
    settle(made)
    assert row(page, 0)[-1] == "✓ 完整"
    assert page.people._figure.text() == "4 人次"


def test_a_new_parcel_changes_only_its_school(page: Counties, xiadang: Up, xixi: Up, county: Desk) -> None:
    before = page._lines[xiadang.school].figures
    made_up.people(xixi.db, xixi.school, 2)
    xixi.send()
    county.look()
    settle(page)
    assert row(page, 0)[3] == "2"
    assert page._lines[xiadang.school].figures == before
    assert page.sent._figure.text() == "2 / 2 已到"


def test_silence_of_a_month_is_named(page: Counties, xixi: Up, county: Desk) -> None:
    xixi.send(datetime(2026, 10, 1, 8, 0))
    county.look()
    settle(page)
    assert row(page, 0)[8:] == ["51 天前", "51 天没有上报，请催报"]
    assert page.model.index(0, 2).data(Qt.ItemDataRole.UserRole + 1) == "bad"


def test_the_list_sorts_by_every_figure(page: Counties) -> None:
    for number, column in enumerate(page.model.columns):
        if column.sort is not None:
            page.model.sort(number)
            assert sorted(page.model.ids) == sorted(page._lines)


def test_a_township_is_looked_into_with_its_own_pages_and_cannot_be_changed(
    page: Counties, window: Window, county: Desk, xiadang: Up, qtbot: QtBot
) -> None:
    keys = Keyboard(qtbot)
    page.table.select_id(xiadang.school)
    page.table.setFocus()
    keys.press(Qt.Key.Key_Return)
    inside = window.page()
    assert isinstance(inside, Township)
    assert QApplication.focusWidget() is inside.tabs
    before = made_up.content(county.db)
    seen = []
    for _ in range(6):
        showing = inside._page()
        seen.append(type(showing))
        assert not [
            button.text()
            for button in showing.findChildren(QPushButton)
            if button.property("kind") == "primary" and button.isVisible() and button.isEnabled()
        ]
        QApplication.processEvents()
        assert cut_off(inside) == []
        keys.press(Qt.Key.Key_Right)
    assert seen[0] is Checklist
    assert len(set(seen)) == 6
    assert made_up.content(county.db) == before
    keys.press(Qt.Key.Key_Escape)
    assert window.page() is page


def test_who_never_sent_cannot_be_looked_into(page: Counties, window: Window) -> None:
    page.table.opened.emit(page.model.ids[0])
    assert "还没有交来数据包" in page.notice.text()
    assert window.page() is page


def test_the_summary_is_shown_and_kept_as_a_workbook(
    page: Counties, window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    Keyboard(qtbot).press(Qt.Key.Key_P, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), Summary))
    summary = window.page()
    assert isinstance(summary, Summary)
    summary.save_to(tmp_path / "汇总表.xlsx")
    sheet = load_workbook(tmp_path / "汇总表.xlsx").active
    assert sheet is not None
    cells = [cell.value for line in sheet.iter_rows() for cell in line]
    assert "下党乡党校" in cells
    summary.save_to(tmp_path / "没有的文件夹" / "汇总表.xlsx")
    assert "找不到文件夹" in summary.notice.text()


def test_a_school_that_cannot_be_summed_up_does_not_keep_the_others_out(
    page: Counties, county: Desk, xiadang: Up, xixi: Up
) -> None:
    members.enrol(xixi.db, {"name": "钟木生", "member_type": "full"}, school=xixi.school)
    xixi.send()
    with county.db.act("弄坏", recording=False):
        county.db.execute("DELETE FROM hour_rule WHERE school = ?", [xixi.school])
    page.refresh()
    settle(page)
    assert "学时规则" in row(page, 0)[9]
    assert row(page, 1)[9] == "✓ 完整"


def test_reading_parcels_is_one_button_away(page: Counties, window: Window, qtbot: QtBot) -> None:
    page._buttons[-1].click()
    there: Page = window.page()
    assert isinstance(there, Inbox)
    assert there._detail is not None


def things(page: Counties) -> list[tuple[str, str]]:
    model = page.agenda.model
    return [(model.index(at, 1).data(), model.index(at, 2).data()) for at in range(model.rowCount())]


def test_what_to_do_next_leads_to_where_it_is_done(page: Counties, window: Window, qtbot: QtBot) -> None:
    assert things(page) == [("1 所学校的数据包还没有回复", "做回执")]
    assert page.table.isVisible() and page.table.hasFocus()
    page.agenda.table.setFocus()
    page.agenda.table.selectRow(0)
    qtbot.keyClick(page.agenda.table, Qt.Key.Key_Return)
    there: Page = window.page()
    assert isinstance(there, Returns)
    assert there.tab().title == "回执"


def test_what_is_done_leaves_the_list(page: Counties, county: Desk, xiadang: Up, tmp_path: Path) -> None:
    receipts.reply(county.db, of_school=xiadang.school, folder=county.folder, now=SENT_AT, tell=silent,
                   target=tmp_path)  # fmt: skip
    county.look()
    settle(page)
    assert things(page) == []
    assert page.agenda.heading.text() == "接下来要办的事：眼下没有要办的事。"
    assert not page.agenda.table.isVisible()


def test_a_few_things_are_in_sight_and_the_rest_is_scrolled_to(page: Counties) -> None:
    page.agenda.tell(
        [
            Item(f"2026-12-0{day}", f"{day} 天内", f"第 {day} 件", "去看看", "退回接收", day, "returned")
            for day in range(1, 7)
        ]
    )
    QApplication.processEvents()
    table = page.agenda.table
    assert table.rowAt(table.viewport().height() - 1) == 2
    assert table.verticalScrollBar().maximum() == 3


def test_nothing_is_cut_off(page: Counties, window: Window) -> None:
    QApplication.processEvents()
    assert cut_off(window) == []


def test_a_city_lists_its_counties_and_opens_their_schools(
    register: Register, tmp_path: Path, xiadang: Up, county: Desk, qtbot: QtBot
) -> None:
    city = Desk(county.db, folder=tmp_path, level="city", school_name="宁德市", operator="钟小兰",
                clock=lambda: date(2026, 11, 21))  # fmt: skip
    with county.db.act("接收", recording=False):
        below = county.db.new_id()
        county.db.execute(
            "INSERT INTO school (id, school, code, level, full_name, short_name, seal_name, county_name) "
            "VALUES (?1, ?1, '350925', 'county', '周宁县', '周宁县', '周宁县', '')",
            [below],
        )
        counties.put_under(county.db, county=below, of=[xiadang.school])
    page = Counties(city)
    qtbot.addWidget(page)
    page.refresh()
    shown(page, qtbot)
    settle(page)
    lines = {one.name: one for one in page._lines.values()}
    assert lines["周宁县"].figures is not None and lines["周宁县"].figures.people == 4
    inside = Counties(city, county=below)
    qtbot.addWidget(inside)
    inside.refresh()
    assert [one.name for one in inside._lines.values()] == ["下党乡党校"]
