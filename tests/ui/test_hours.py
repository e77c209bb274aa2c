from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.school import activities, attendance, closings, corrections, members, standings
from app.ui.cards import Card
from app.ui.desk import Desk
from app.ui.pages.classes import ClassPage
from app.ui.pages.hours import ActivitiesPage, HoursPage
from app.ui.preview import PreviewPage
from app.ui.side import Place
from app.ui.window import Window
from tests.papers.reading import texts
from tests.ui import township
from tests.ui.looking import cut_off
from tests.ui.township import CONTROL, Hands

KEY = Qt.Key


class Year:
    """Ten people: five with a class of 32 hours, one of them half a day short, one who owes nothing."""

    def __init__(self, desk: Desk) -> None:
        db = desk.db
        self.school = township.found(db)
        self.people = township.people(db, self.school, 10)
        days = tuple(f"2026-11-{day}" for day in (16, 17, 18, 19))
        self.training_class = township.held_class(db, self.school, self.people[:5], days=days)
        grid = township.everyone_present(db, self.training_class)
        self.absent = grid.enrollments[0].member
        attendance.mark(
            db,
            enrollment=grid.enrollments[0].id,
            session=grid.sessions[0].id,
            mark="absent",
            today="2026-11-21",
        )
        closings.close_class(db, self.training_class, today="2026-11-20", without="试")
        members.amend(db, self.people[9], {"frail": 1})


@pytest.fixture
def year(desk: Desk) -> Year:
    return Year(desk)


@pytest.fixture
def window(desk: Desk, year: Year, qtbot: QtBot) -> Window:
    return township.window(desk, qtbot, Place("学时台账", "hours", HoursPage, "xstz"))


@pytest.fixture
def page(window: Window) -> HoursPage:
    page = window.page()
    assert isinstance(page, HoursPage)
    return page


def listed(page: HoursPage, column: int = 0) -> list[str]:
    model = page.table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def press(page: HoursPage, name: str) -> None:
    next(one for one in page.findChildren(QPushButton) if one.accessibleName() == name).click()


def words(page: HoursPage) -> list[str]:
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible()]


def test_the_cards_count_what_the_list_shows(page: HoursPage) -> None:
    said = words(page)
    assert "4 / 9" in said
    assert "5 人" in said
    assert "1 人" in said
    assert "达标率 44.4%" in said
    owed = sum(row.lacking for row in page._standings.values())
    assert f"一共还差 {owed // 4} 学时" in said
    assert all("2026 年 1 月 1 日至 12 月 31 日" in card.toolTip() for card in page.findChildren(Card))
    assert listed(page, 6).count("达标") == 4


def test_a_card_lists_those_it_counts(page: HoursPage, window: Window, qtbot: QtBot) -> None:
    hands = Hands(qtbot, window)
    card = next(one for one in page.findChildren(Card) if "未达标" in one.accessibleName())
    card.setFocus()
    hands.press(KEY.Key_Return)
    assert set(listed(page, 6)) == {"未达标"}
    card.setFocus()
    hands.press(KEY.Key_Space)
    assert len(listed(page)) == 10


def test_the_list_is_sorted_and_searched(page: HoursPage, window: Window, qtbot: QtBot) -> None:
    page.table._sort_by(5)
    page.table._sort_by(5)
    assert listed(page, 5)[0] == "32"
    assert listed(page, 5)[-1] == "—"
    Hands(qtbot, window).press(KEY.Key_F, held=CONTROL)
    qtbot.keyClicks(QApplication.focusWidget(), "wjg")
    qtbot.waitUntil(lambda: listed(page) == ["王建国", "吴建国"] or set(listed(page)) == {"王建国", "吴建国"})


def test_a_person_opens_with_the_sum_in_words(
    page: HoursPage, year: Year, window: Window, qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    hands = Hands(qtbot, window)
    page.table.select_id(year.absent)
    hands.press(KEY.Key_Return)
    QApplication.processEvents()
    said = words(page)
    assert "应完成 32 学时，已完成 28，还差 4" in said
    assert "记了学时的 7 条，合计 28 学时：本校培训班 28。" in said
    assert "没有记学时的 1 条：旷课，不记学时（1 条）。" in said
    assert any(one.startswith("按“全国规划口径（2019—2023）”计，待县级确认。出处：") for one in said)
    assert "11月16日上午 党课" in said
    assert "0 学时 · 旷课，不记学时" in said
    assert "已结班，已入账" in said
    assert "0 + 4 + 4 + 4 + 4 + 4 + 4 + 4 = 28 学时" in said
    hands.press(KEY.Key_P, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), PreviewPage))
    assert isinstance(sheet := window.page(), PreviewPage)
    sheet.preview.save_to(tmp_path / "statement.pdf")
    (text,) = texts((tmp_path / "statement.pdf").read_bytes())
    (who,) = members.rows(desk.db, [year.absent])
    assert who.name in text
    assert "冬训第一期" in text


def test_an_open_class_counts_and_says_that_it_is_open(page: HoursPage, year: Year, desk: Desk) -> None:
    made = township.held_class(desk.db, year.school, year.people[5:7], name="补训")
    township.everyone_present(desk.db, made)
    desk.look()
    page.open_one(year.people[5])
    QApplication.processEvents()
    said = words(page)
    assert "应完成 32 学时，已完成 16，还差 16" in said
    assert "未结班，结班后入账" in said


def test_the_open_person_follows_what_changes_and_escape_closes(
    page: HoursPage, year: Year, window: Window, qtbot: QtBot, desk: Desk
) -> None:
    page.open_one(year.people[9])
    members.amend(desk.db, year.people[9], {"frail": 0})
    desk.look()
    QApplication.processEvents()
    assert "应完成 32 学时，已完成 0，还差 32" in words(page)
    Hands(qtbot, window).press(KEY.Key_Escape)
    desk.look()
    assert page._opened is None
    assert page._detail is None


def test_somebody_who_never_came_is_told_so(page: HoursPage, year: Year) -> None:
    page.open_one(year.people[7])
    QApplication.processEvents()
    assert "2026 年还没有上过课。" in words(page)


def test_an_empty_roster_says_what_to_do_first(desk: Desk, qtbot: QtBot) -> None:
    township.found(desk.db)
    window = township.window(desk, qtbot, Place("学时台账", "hours", HoursPage, "xstz"))
    QApplication.processEvents()
    page = window.page()
    assert isinstance(page, HoursPage)
    assert any("名册还是空的" in one for one in words(page))
    assert "没有应完成学时的人" in words(page)


def test_a_county_looks_and_prints_nothing(desk: Desk, year: Year, qtbot: QtBot) -> None:
    look = partial(HoursPage, school=year.school, read_only=True)
    window = township.window(desk, qtbot, Place("学时台账", "hours", look, "xstz"))
    page = window.page()
    assert isinstance(page, HoursPage)
    page.open_one(year.people[0])
    QApplication.processEvents()
    assert "打印学时证明" not in [one.text() for one in page.findChildren(QPushButton)]


def test_those_short_of_hours_are_listed_when_asked_for_from_the_desk(
    page: HoursPage, year: Year, qtbot: QtBot
) -> None:
    page.open_one(year.people[0])
    page.open_target(0, "short")
    assert page._detail is None
    assert set(listed(page, 6)) == {"未达标"}
    assert page.table.hasFocus()
    # The desk's own list hands on whom it names; somebody who is on no list opens nothing.
    page.open_target(1, "")
    assert page._detail is None


def test_every_source_opens_and_the_way_leads_back(
    page: HoursPage, year: Year, window: Window, desk: Desk, qtbot: QtBot
) -> None:
    new = activities.record(
        desk.db, school=year.school, kind="online", title="网课", on="2026-11-10", platform="共产党员网",
        people=year.people[:1], minutes=40, today="2026-11-21",
    )  # fmt: skip
    desk.look()
    page.open_one(year.people[0])
    press(page, "打开 网课")
    shown = window.page()
    assert isinstance(shown, ActivitiesPage)
    assert shown.opened == new
    Hands(qtbot, window).press(KEY.Key_Escape, KEY.Key_Escape)
    assert window.page() is page
    press(page, "打开 冬训第一期")
    assert isinstance(window.page(), ClassPage)


def test_what_was_taken_back_stands_struck_out_with_the_reason(
    page: HoursPage, year: Year, desk: Desk
) -> None:
    grid = attendance.roll_call(desk.db, year.training_class)
    corrections.correct(
        desk.db, enrollment=grid.enrollments[0].id, session=grid.sessions[0].id, mark="present",
        why="漏看了签到", today="2026-11-21",
    )  # fmt: skip
    desk.look()
    page.open_one(year.absent)
    QApplication.processEvents()
    labels = [one for one in page.findChildren(QLabel) if one.isVisible()]
    struck = [one.text() for one in labels if one.font().strikeOut()]
    assert struck == ["11月16日上午 党课　0 学时 · 旷课，不记学时"]
    assert "已收回。更正：16日上午旷课改为到课，漏看了签到（2026年11月21日更正）" in words(page)
    assert "4 + 4 + 4 + 4 + 4 + 4 + 4 + 4 = 32 学时" in words(page)


def test_hours_of_a_cadre_stand_apart(page: HoursPage, year: Year, desk: Desk) -> None:
    members.amend(desk.db, year.people[0], {"cadre": 1})
    activities.record(
        desk.db, school=year.school, kind="county_class", title="干部研讨", on="2026-11-10", half_days=2,
        ledger="cadre", people=year.people[:1], today="2026-11-21",
    )  # fmt: skip
    desk.look()
    page.open_one(year.people[0])
    QApplication.processEvents()
    said = words(page)
    assert "干部学时（另册登记，不与党员学时相加）" in said
    assert "已完成 8 学时，应完成 90" in said
    assert "应完成 32 学时，已完成 28，还差 4" in said


def test_the_years_register_is_printed(page: HoursPage, window: Window, tmp_path: Path) -> None:
    page.print_year()
    assert isinstance(sheet := window.page(), PreviewPage)
    sheet.preview.save_to(tmp_path / "year.pdf")
    assert "2026年度学时统计表" in "".join(texts((tmp_path / "year.pdf").read_bytes()))


def test_every_sight_can_be_shown(page: HoursPage, window: Window) -> None:
    for name in page.sights():
        page.show_sight(name)
        QApplication.processEvents()
        assert cut_off(window) == []
        while window.take_away():
            pass
    assert page.sights() == ["一人", "班外学习", "记学时", "学时规则"]


def test_the_years_are_those_with_classes_and_this_one(page: HoursPage, year: Year, desk: Desk) -> None:
    assert [page._years.itemData(at) for at in range(page._years.count())] == [2026]
    township.held_class(desk.db, year.school, year.people[:1], name="去年的班", days=("2025-03-01",))
    with desk.db.act("改到去年"):
        desk.db.execute("UPDATE training_class SET year = 2025 WHERE name = '去年的班'")
    desk.look()
    assert [page._years.itemData(at) for at in range(page._years.count())] == [2026, 2025]
    page._years.setCurrentIndex(1)
    assert {row.earned for row in page._standings.values()} == {0}


def test_nothing_is_cut_off(page: HoursPage, year: Year) -> None:
    page.open_one(year.absent)
    QApplication.processEvents()
    assert cut_off(page) == []
    assert standings.STATES["exempt"] in listed(page, 6)
