from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.school import assessments, schools, standings
from app.ui.charts import Bar, BarChart
from app.ui.desk import Desk
from app.ui.pages.counties import CoveragePage, ReportingPage
from app.ui.pages.counties.coverage import PeopleTab
from app.ui.pages.counties.reporting import numbers
from app.ui.pages.counties.scoring import ScoringPage, stars
from tests import counties as made
from tests import made_up


@pytest.fixture
def desk(tmp_path: Path, dressed: QApplication) -> Iterator[Desk]:
    db = made.county(tmp_path / "county", seed=7, townships=2)
    yield Desk(db, folder=tmp_path, level="county", school_name="青岚县", operator="钟小兰",
               clock=lambda: date.fromisoformat(made.TODAY))  # fmt: skip
    db.close()


def test_who_reported_and_where_people_are_short(desk: Desk, qtbot: QtBot) -> None:
    page = ReportingPage(desk)
    qtbot.addWidget(page)
    page.refresh()
    assert page.model.rowCount() == 2
    assert page.cards["fine"]._figure.text() == "2 个"
    assert numbers([1, 2, 3, 7]) == "1—3、7" and numbers([]) == "—"
    coverage = CoveragePage(desk)
    qtbot.addWidget(coverage)
    coverage.open_target(0, "未达标人员")
    coverage.refresh()
    tab = coverage.tab()
    assert isinstance(tab, PeopleTab)
    assert tab.model.ids == standings.find(desk.db, year=made.YEAR, state="not_met")
    one = schools.find(desk.db)[0]
    tab.schools.setCurrentIndex(tab.schools.findData(one))
    assert tab.model.ids == standings.find(desk.db, school=one, year=made.YEAR, state="not_met")


def test_a_round_is_scored_at_the_county_s_desk_and_can_be_undone(desk: Desk, qtbot: QtBot) -> None:
    db = desk.db
    one = schools.find(db)[0]
    round_ = assessments.open_round(db, school=one, kind="yearly", year=made.YEAR, today=made.TODAY)
    page = ScoringPage(desk, round_)
    qtbot.addWidget(page)
    page.refresh()
    assert page.cards["星级"]._figure.text() == "未定"
    page.agree()
    page.refresh()
    (scored,) = assessments.rows(db, [round_])
    assert scored.county_points == scored.points
    given = db.execute("SELECT DISTINCT school FROM county_score").fetchall()
    assert given == [(schools.own(db).id,)]
    assert page.cards["星级"]._figure.text() == stars(
        scored.county_star.stars if scored.county_star else None
    )
    db.undo()
    assert assessments.rows(db, [round_])[0].county_points is None
    assert made_up.content(db)["county_score"] == []


def test_a_chart_says_its_figures_and_opens_by_key(dressed: QApplication, qtbot: QtBot) -> None:
    chart = BarChart("各校办班")
    qtbot.addWidget(chart)
    chart.tell([Bar(1, "下党乡党校", 5, "5 期"), Bar(2, "犀溪镇党校", 2, "2 期", short=True)], wanted=4,
               wanted_text="应办 4 期")  # fmt: skip
    assert chart.accessibleDescription() == "应办 4 期。下党乡党校：5 期；犀溪镇党校：2 期，不足"
    chart.resize(500, 200)
    chart.show()
    assert not chart.grab().isNull()
    with qtbot.waitSignal(chart.opened) as said:
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
            qtbot.keyClick(chart, key)
    assert said.args == [2]
    chart.tell([])
    assert not chart.grab().isNull()
