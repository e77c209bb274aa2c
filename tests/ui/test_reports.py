"""统计报表 in a window: tabs of a year, each number with the people behind it."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.school import classes, enrollments, filters, hours, members, standings
from app.ui.desk import Desk
from app.ui.pages.reports import ReportsPage
from app.ui.pages.reports.calls import CallsTab
from app.ui.pages.reports.coverages import CoverageTab
from app.ui.pages.reports.forecasts import ForecastTab
from app.ui.pages.reports.people import PeoplePage
from app.ui.pages.reports.training import TrainingTab
from app.ui.preview import PreviewPage
from app.ui.side import Place
from app.ui.window import Window
from tests.papers.reading import texts
from tests.ui import township
from tests.ui.looking import cut_off


class Year:
    """Twelve people: four met it, four are in a class to come, four have nothing."""

    def __init__(self, desk: Desk) -> None:
        db = desk.db
        self.school = township.found(db)
        self.people = township.people(db, self.school, 12)
        days = tuple(f"2026-10-{day}" for day in (12, 13, 14, 15))
        held = township.held_class(db, self.school, self.people[:4], name="秋训", days=days)
        township.everyone_present(db, held)
        hours.close_class(db, held, today="2026-10-20")
        ahead = tuple(f"2026-12-{day}" for day in (14, 15, 16, 17))
        self.ahead = township.held_class(db, self.school, self.people[4:8], name="冬训", days=ahead)
        members.amend(db, self.people[8], {"phone": "13905930001"})


@pytest.fixture
def year(desk: Desk) -> Year:
    return Year(desk)


@pytest.fixture
def window(desk: Desk, year: Year, qtbot: QtBot) -> Window:
    return township.window(desk, qtbot, Place("统计报表", "reports", ReportsPage, "tjbb"))


@pytest.fixture
def page(window: Window) -> ReportsPage:
    page = window.page()
    assert isinstance(page, ReportsPage)
    return page


def people(window: Window) -> PeoplePage:
    found = window.page()
    assert isinstance(found, PeoplePage)
    return found


def words(widget: ReportsPage) -> list[str]:
    QApplication.processEvents()
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]


def test_the_forecast_counts_says_what_helps_and_opens_the_people(
    page: ReportsPage, window: Window, year: Year
) -> None:
    tab = page.tab()
    assert isinstance(tab, ForecastTab)
    said = words(page)
    assert said.count("4 人") == 3
    assert any("已排的“冬训”" in one and "4 人报上现有的班就能达标" in one for one in said)
    see = next(one for one in page.findChildren(QPushButton) if one.text() == "看这 4 人")
    see.click()
    assert set(people(window).people) == set(year.people[8:])
    assert [standings.OUTLOOKS[one.outlook] for one in people(window)._rows(year.people[8:9])] == [
        "报班可达标"
    ]


def test_an_added_class_is_proposed_within_its_room(page: ReportsPage, desk: Desk, year: Year) -> None:
    with desk.db.act("不办了"):
        for one in enrollments.find(desk.db, training_class=year.ahead):
            enrollments.withdraw(desk.db, one)
        desk.db.execute("DELETE FROM session WHERE training_class = ?", [year.ahead])
    desk.look()
    assert any("再办 8 个半天" in one and "8 人就能达标" in one for one in words(page))


def test_who_was_missed_is_kept_as_a_filter_and_put_into_a_class(
    page: ReportsPage, window: Window, desk: Desk, year: Year, tmp_path: Path
) -> None:
    page.tabs.setCurrentIndex(1)
    tab = page.tab()
    assert isinstance(tab, CoverageTab)
    tab.missed()
    shown = people(window)
    assert set(shown.people) == set(year.people[4:])
    shown.keep_as("今年漏训")
    found = filters.named(desk.db, "今年漏训", school=year.school)
    assert set(filters.people(desk.db, found, school=year.school, today="2026-11-21")) == set(shown.people)
    made = classes.prepare(desk.db, school=year.school, year=2026, name="兜底班")
    shown.enrol()
    go = next(one for one in shown.findChildren(QPushButton) if one.text() == "编入 8 人")
    assert go.isEnabled()
    shown.put_into(made, "兜底班", shown.people)
    assert len(enrollments.find(desk.db, training_class=made)) == 8
    shown.export_to(tmp_path / "漏训.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "漏训.xlsx").active
    assert sheet.max_row == 9


def test_every_number_of_the_coverage_opens_its_people(page: ReportsPage, window: Window, year: Year) -> None:
    page.tabs.setCurrentIndex(1)
    tab = page.tab()
    assert isinstance(tab, CoverageTab)
    model = tab.table.model()
    cells = {
        str(model.index(row, 0).data()): [str(model.index(row, at).data()) for at in range(1, 5)]
        for row in range(model.rowCount())
    }
    assert cells["全体党员"] == ["12", "4", "4", "33.3%"]
    whole = tab.table.lines.row(0)
    assert whole is not None
    press = {column.title: column.press for column in tab.table.lines.columns}
    for title, ids in (
        ("应训人数", year.people),
        ("参训人数", year.people[:4]),
        ("没有参训", year.people[4:]),
    ):
        wanted = press[title]
        assert wanted is not None
        wanted(whole)
        assert set(people(window).people) == set(ids)
        window.take_away()
    tab.sides.setCurrentIndex(2)
    assert model.index(1, 0).data() == "本校培训"


def test_a_number_behind_which_is_nobody_is_not_red(page: ReportsPage) -> None:
    page.tabs.setCurrentIndex(1)
    tab = page.tab()
    assert isinstance(tab, CoverageTab)
    lines, seen = tab.table.lines, set()
    for at, column in enumerate(lines.columns):
        for row in range(lines.rowCount()):
            one = lines.row(row)
            if column.press is not None and one is not None:
                assert column.tint is not None
                seen.add((lines.index(row, at).data() == "0", column.tint(one)))
    assert seen == {(True, "muted"), (False, "plain")}


def test_the_call_list_is_by_branch_and_printed(
    page: ReportsPage, window: Window, year: Year, tmp_path: Path
) -> None:
    page.tabs.setCurrentIndex(2)
    tab = page.tab()
    assert isinstance(tab, CallsTab)
    assert set(tab.model.ids) == set(year.people[8:])
    assert any("其中 3 人没有电话" in one for one in words(page))
    tab.branches.setCurrentIndex(1)
    tab.branches.activated.emit(1)
    assert 0 < len(tab.model.ids) < 4
    tab.branches.setCurrentIndex(0)
    tab.print_out()
    assert isinstance(sheet := window.page(), PreviewPage)
    sheet.preview.save_to(tmp_path / "名单.pdf")
    (text,) = texts((tmp_path / "名单.pdf").read_bytes())
    assert "13905930001" in text
    assert "报名“冬训”" in text


def test_a_year_and_a_quarter_are_counted_and_exported(
    page: ReportsPage, window: Window, tmp_path: Path
) -> None:
    page.tabs.setCurrentIndex(4)
    tab = page.tab()
    assert isinstance(tab, TrainingTab)
    assert "4 人次" in words(page)
    tab.export_to(tmp_path / "报表.xlsx", "报表", tab._workbook)
    assert (tmp_path / "报表.xlsx").stat().st_size > 1000
    tab.quarters.setCurrentIndex(1)
    assert "0 人次" in words(page)
    page.tabs.setCurrentIndex(3)
    shown = page.tab()
    shown.print_out()  # type: ignore[attr-defined]
    assert isinstance(window.page(), PreviewPage)


def test_nothing_is_cut_off_on_any_tab(page: ReportsPage) -> None:
    for number in range(page.tabs.count()):
        page.tabs.setCurrentIndex(number)
        QApplication.processEvents()
        assert cut_off(page) == [], page.tab().title


def test_an_empty_school_has_nobody_to_count(desk: Desk, qtbot: QtBot) -> None:
    township.found(desk.db)
    window = township.window(desk, qtbot, Place("统计报表", "reports", ReportsPage, "tjbb"))
    page = window.page()
    assert isinstance(page, ReportsPage)
    for number in range(page.tabs.count()):
        page.tabs.setCurrentIndex(number)
    assert page.tab().title == "培训情况统计"
