"""The windows of two laptops of one school, of people who move, and of persons counted once."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.jobs import devices, parcels, registers, siblings
from app.progress import silent
from app.school import attendance, classes, conflicts, hours, members, people, schools
from app.ui.desk import Desk, Level
from app.ui.joining import Joining
from app.ui.page import Page
from app.ui.pages.counties.people import PeoplePage
from app.ui.pages.members.transfers import Transfers
from app.ui.pages.parcels.conflicts import ConflictsPage
from app.ui.pages.parcels.siblings import SiblingsPage
from db.register import Register
from tests import made_up
from tests.ui.keyboard import CONTROL, Keyboard
from tests.ui.looking import cut_off, out_of_sight

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 0)


class Table:
    """A county with a school on two laptops and another school, all as open registers."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack, self.stick = folder, stack, folder / "stick"
        self.stick.mkdir()
        self.county = self.open("county")
        registers.found(self.county, level="county", code="350924", full_name="寿宁县委组织部")
        self.first = self.school("first", "350924100", "下党乡党校")
        self.id = schools.own(self.first).id
        self.people = made_up.people(self.first, self.id, 4)
        self.of = made_up.a_class(self.first, self.id, self.people)

    def open(self, name: str) -> Register:
        (self.folder / name).mkdir()
        clock = made_up.Clock(made_up.START_MS + len(name))
        return self.stack.enter_context(registers.opened(self.folder / name, clock=clock, operator="张干事"))

    def school(self, name: str, code: str, title: str) -> Register:
        db = self.open(name)
        registers.found(db, level="township", code=code, full_name=title, county_name="寿宁县")
        devices.take_card(db, devices.county_card(self.county))
        self.certify(db, devices.request(db, device_name=name), devices.take_certificate)
        return db

    def certify(self, db: Register, wish: bytes, take: Callable[[Register, bytes], None]) -> bytes:
        made = devices.enrol(self.county, wish, today=TODAY.isoformat())
        take(db, made)
        return made

    def send(self, db: Register) -> Path:
        folder = db.path.parent
        return parcels.send(db, folder=folder, target=self.stick, now=NOW, tell=silent).path

    def desk(self, db: Register, level: Level = "township") -> Desk:
        name = schools.own(db).short_name
        return Desk(
            db, folder=db.path.parent, level=level, school_name=name, operator="张干事", clock=lambda: TODAY
        )


@pytest.fixture
def table(tmp_path: Path, dressed: object) -> Iterator[Table]:
    with ExitStack() as stack:
        yield Table(tmp_path, stack)
    shutil.rmtree(tmp_path / "stick", ignore_errors=True)


def shown(page: Page, qtbot: QtBot, width: int = 1366, height: int = 768) -> None:
    """Put a page on show as the window does, and see that nothing in it is cut off."""
    qtbot.addWidget(page)
    page.resize(width, height)
    page.refresh()
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.take_keyboard()
    assert cut_off(page) == []
    assert out_of_sight(page) == []


@pytest.fixture
def second(table: Table, qtbot: QtBot, tmp_path: Path) -> Register:
    """Bring the second laptop in through its own window."""
    db = table.open("second")
    made = Joining(db, tmp_path / "second")
    qtbot.addWidget(made)
    made.show()
    card, word = tmp_path / "card", tmp_path / "word"
    card.write_bytes(siblings.card(table.first))
    made.take_card_from(card)
    assert "加入下党乡党校" in made.card.state.text()
    wish = siblings.request(db, device_name="x")
    word.write_bytes(devices.enrol(table.county, wish, today=TODAY.isoformat()))
    made.take_certificate_from(word)
    assert "登记好了" in made.word.state.text()
    siblings.accept(table.first, word.read_bytes(), today=TODAY.isoformat())
    with qtbot.waitSignal(made.joined):
        made.read_from(table.send(table.first))
    assert made_up.content(db) == made_up.content(table.first)
    return db


def test_what_differs_is_chosen_with_one_key(table: Table, second: Register, qtbot: QtBot) -> None:
    who = table.people[0]
    members.amend(table.first, who, {"note": "甲机写的"})
    members.amend(second, who, {"note": "乙机写的"})
    page = SiblingsPage(table.desk(table.first))
    shown(page, qtbot)
    page.read_file(table.send(second))
    assert "1 处两台电脑写得不一样" in page.notice.text()
    made = ConflictsPage(table.desk(table.first), school=table.id)
    shown(made, qtbot, 1000, 600)
    (asked,) = conflicts.rows(table.first, made.model.ids)
    wanted = next(at for at, choice in enumerate(asked.choices) if choice.fields == (("备注", "甲机写的"),))
    Keyboard(qtbot).press(Qt.Key.Key_1 if wanted == 0 else Qt.Key.Key_2, held=CONTROL)
    # A button pressed by its shortcut acts a moment later.
    qtbot.waitUntil(lambda: "全部选定了" in made.notice.text())
    assert members.row(table.first, who).note == "甲机写的"
    assert made.model.ids == []


def test_a_file_that_is_none_is_said_and_nothing_changes(
    table: Table, second: Register, qtbot: QtBot
) -> None:
    page = SiblingsPage(table.desk(table.first))
    shown(page, qtbot)
    false = table.stick / "false.wuyou"
    false.write_bytes(b"WUYOU1\r\n")
    before = made_up.content(table.first)
    page.read_file(false)
    assert page.notice.text().endswith("。")
    assert made_up.content(table.first) == before


def test_a_slip_is_made_and_taken_in(table: Table, qtbot: QtBot) -> None:
    sessions = [one.id for one in attendance.roll_call(table.first, table.of).sessions]
    attendance.mark_all(table.first, table.of, sessions=sessions, today=made_up.TODAY)
    hours.close_class(table.first, table.of, today="2026-12-31")
    other = table.school("other", "350924101", "南阳镇党校")
    out = Transfers(table.desk(table.first), school=table.id, member=table.people[1])
    shown(out, qtbot)
    out.make(table.people[1], on="2026-11-22", to_name="南阳镇党校", target=table.stick)
    assert "转移单已写入并核对" in out.notice.text()
    (slip,) = table.stick.glob("*转移单*.wuyou")
    assert slip.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    (made,) = out._listed.values()
    in_ = Transfers(table.desk(other), school=schools.own(other).id)
    shown(in_, qtbot)
    in_.ask_code(slip)
    in_.take(slip, "12", 0)
    assert "取件码" in in_.notice.text()
    in_.take(slip, str(made.body["code"]), 0)
    assert "带来 16 学时" in in_.notice.text()
    out.void(made.id, "没有去报到")
    assert members.row(table.first, table.people[1]).left_on == ""


def test_a_county_decides_who_is_one_person(table: Table, qtbot: QtBot) -> None:
    other = table.school("other", "350924101", "南阳镇党校")
    members.amend(table.first, table.people[3], {"id_number": None, "birth": "1970-01-02"})
    name = members.row(table.first, table.people[3]).name
    twin = members.enrol(
        other, {"name": name, "member_type": "full", "birth": "1970-01-02"}, school=schools.own(other).id
    )
    for db in (table.first, other):
        parcels.receive(table.county, table.send(db), folder=table.folder / "county", now=NOW, tell=silent)
    page = PeoplePage(table.desk(table.county, "county"))
    shown(page, qtbot)
    assert page.tabs.tabText(0) == "待核对 1"
    page.take_keyboard()
    Keyboard(qtbot).press(Qt.Key.Key_Left, held=CONTROL)
    qtbot.waitUntil(lambda: "是同一人" in page.notice.text())
    assert people.distinct(table.county, [table.people[3], twin]) == 1
    assert page.tabs.tabText(0) == "待核对"
    page.show_sight("已认定")
    page.decided.selectRow(0)
    page.undo()
    assert people.distinct(table.county, [table.people[3], twin]) == 2
    assert classes.find(table.county, school=table.id) == [table.of]
