"""The county's figures in PostgreSQL, in the workbook, on the desk and on paper are the same figures."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.jobs import counties as jobs
from app.jobs import publishing
from app.progress import silent
from app.school import transfers
from app.ui.desk import Desk
from app.ui.pages.counties.overview import Counties
from app.ui.pages.counties.statistics import ClassesTab, LeagueTab, StatisticsPage, StatisticsTab
from db.register import Register
from tests import counties as made
from tests.papers.reading import texts
from tests.postgres import Cluster, cluster

Table = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


def plain(value: object) -> str:
    """Write a figure as paper does, whatever wrote it."""
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).replace(",", "").replace(" 期", "")


def percent(value: Any) -> str:
    return "—" if value in (None, "—") else f"{float(value):.1%}"


def on_the_desk(desk: Desk, qtbot: QtBot) -> Table:
    page = StatisticsPage(desk)
    qtbot.addWidget(page)
    page.refresh()
    league, classes = page.shown[0], page.shown[1]
    assert isinstance(league, LeagueTab) and isinstance(classes, ClassesTab)
    classes.fill(made.YEAR)
    found: Table = {}
    for tab in (league, classes):
        heads = [column.title for column in tab.model.columns]
        for number in range(tab.model.rowCount()):
            cells = [tab.model.index(number, at).data() for at in range(len(heads))]
            row = dict(zip(heads, cells, strict=True))
            found.setdefault(row["学校"], {}).update({head: plain(cell) for head, cell in row.items()})
    return {
        school: {
            "得分": row["五有得分"], "办班": row["办班"], "应办": row["应办"],
            "季度": " ".join(row[f"{one}季度"] for one in "一二三四"), "覆盖率": row["覆盖率"],
            "人数": row["人数"], "人次": row["人次"], "学时": row["学时"], "达标率": row["达标率"],
        }
        for school, row in found.items()
    }  # fmt: skip


def in_the_workbook(db: Register) -> Table:
    book = openpyxl.load_workbook(io.BytesIO(jobs.workbook(db, year=made.YEAR, today=made.TODAY)))
    sheet = book["排名"]
    heads = [cell.value for cell in sheet[3]]
    found: Table = {}
    for cells in sheet.iter_rows(min_row=4, values_only=True):
        row = dict(zip(heads, cells, strict=True))
        if row["学校"] is None:
            break
        found[str(row["学校"])] = {
            "得分": f"{row['五有得分']} / {row['满分']}", "办班": plain(row["办班（期）"]),
            "应办": plain(row["应办（期）"]),
            "季度": " ".join(plain(row[f"{one}季度"]) for one in "一二三四"),
            "覆盖率": percent(row["党员覆盖率"]), "人数": plain(row["人数"]), "人次": plain(row["人次"]),
            "学时": plain(float(str(row["学时合计"]))), "达标率": percent(row["学时达标率"]),
        }  # fmt: skip
    return found


def in_postgres(server: Cluster, database: str) -> Table:
    names = ("name", "points", "points_of", "classes", "classes_wanted", "quarter_1", "quarter_2",
             "quarter_3", "quarter_4", "covered_percent", "people", "person_times", "hours",
             "met_percent")  # fmt: skip
    rows = server.ask(f"SELECT {', '.join(names)} FROM wuyou.school_year WHERE year = {made.YEAR}", database)
    found: Table = {}
    for values in rows:
        row = dict(zip(names, values, strict=True))
        found[row["name"]] = {
            "得分": f"{row['points']} / {row['points_of']}", "办班": plain(row["classes"]),
            "应办": plain(row["classes_wanted"]),
            "季度": " ".join(plain(row[f"quarter_{at}"]) for at in range(1, 5)),
            "覆盖率": "—" if row["covered_percent"] is None else f"{row['covered_percent']}%",
            "人数": plain(row["people"]), "人次": plain(row["person_times"]),
            "学时": plain(float(row["hours"])),
            "达标率": "—" if row["met_percent"] is None else f"{row['met_percent']}%",
        }  # fmt: skip
    return found


@pytest.mark.parametrize(
    "seed", [11, pytest.param(12, marks=pytest.mark.slow), pytest.param(13, marks=pytest.mark.slow)]
)
def test_the_same_figures_four_ways(
    seed: int, tmp_path: Path, server: Cluster, dressed: QApplication, qtbot: QtBot
) -> None:
    db = made.county(tmp_path / "county", seed=seed, townships=2 + seed % 3, moving=True)
    desk = Desk(db, folder=tmp_path, level="county", school_name="青岚县", operator="钟小兰",
                clock=lambda: date.fromisoformat(made.TODAY))  # fmt: skip
    shown = on_the_desk(desk, qtbot)
    written = in_the_workbook(db)
    publishing.publish(db, server.create(f"four{seed}"), year=made.YEAR, today=made.TODAY, tell=silent)
    published = in_postgres(server, f"four{seed}")
    assert len(shown) == 2 + seed % 3
    total = written.pop("合  计")
    assert shown == written == published
    printed = "".join(texts(jobs.league_table(db, year=made.YEAR, today=made.TODAY)))
    for school, row in shown.items():
        points, whole = row["得分"].split(" / ")
        said = f"{points}{whole}{row['办班']}{row['应办']}{row['季度'].replace(' ', '')}"
        at = printed.index(school + said)
        rest = printed[at:][:200]
        assert f"{row['覆盖率']}{row['人数']}{row['人次']}{row['学时']}" in rest and row["达标率"] in rest

    # The whole: everybody once, on the desk, on paper, in the workbook and in the view.
    ((people, times, hours),) = server.ask(
        f"SELECT people, person_times, hours FROM wuyou.whole_year WHERE year = {made.YEAR}", f"four{seed}"
    )
    by_school = sum(float(row["学时"]) for row in shown.values())
    moved = sum(transfers.counted_elsewhere(db, year=made.YEAR).values()) / 4
    assert moved > 0, "two people moved"
    assert plain(float(hours)) == total["学时"] == plain(by_school - moved)
    overview = Counties(desk)
    qtbot.addWidget(overview)
    overview.refresh()
    assert overview.people._figure.text() == f"{times:,} 人次"
    assert overview.people._note.text().startswith(f"{people:,} 人，")
    assert (total["人数"], total["人次"]) == (str(people), str(times))
    assert f"{people}{times}{total['学时']}" in printed
    _statistics(db, desk, server, f"four{seed}", qtbot)
    db.close()


def _statistics(db: Register, desk: Desk, server: Cluster, database: str, qtbot: QtBot) -> None:
    """Compare the statistics of the year and of a quarter, line by line."""
    page = StatisticsPage(desk)
    qtbot.addWidget(page)
    page.tabs.setCurrentIndex(2)
    tab = page.tab()
    assert isinstance(tab, StatisticsTab)
    for quarter in (0, 4):
        tab.quarters.setCurrentIndex(quarter)
        sums = server.ask(
            "SELECT side, title, people, trained, turns, met, hours "
            f"FROM wuyou.training_whole WHERE year = {made.YEAR} AND quarter = {quarter}",
            database,
        )
        there = {(row[0], row[1]): tuple(int(4 * one) for one in row[2:]) for row in sums}
        assert tab.found is not None
        shown = {
            (side.title, one.title): (4 * one.people, 4 * one.trained, 4 * one.turns, 4 * one.met, one.earned)
            for side in tab.found.sides
            for one in side.lines
        }
        assert shown == there
        printed = "".join(texts(jobs.statistics(db, year=made.YEAR, quarter=quarter, today=made.TODAY)))
        party = tab.found.party
        assert f"{party.title}{party.people}{party.trained}" in printed
        assert f"参训人数：{tab.found.people}人" in printed
