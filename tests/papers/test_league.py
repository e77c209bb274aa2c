import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import openpyxl

from app.papers import charts, league
from app.papers.training_reports import ReportLine, ReportSide
from tests.papers.reading import texts

ROW = league.Row(
    rank="1", school="霍童镇党校", county="", stars="", points=92, points_of=100, classes=3, wanted=4,
    quarters=(1, 0, 2, 0), members=130, party=118, trained=100, people=120, turns=400, hours=4002, reached=90,
    due=118, last_parcel="2026-11-20",
)  # fmt: skip
OTHER = replace(ROW, rank="2", school="=1+1党校", points=80, classes=5, reached=0, due=0, last_parcel="")
LEAGUE = league.League("蕉城区委组织部", 2026, "2026-11-22", (ROW, OTHER), 200, ("人数每人计一次。",))
LINE = ReportLine("全体党员", 118, 100, 85, 400, 4002, 118, 90)
ANNUAL = league.Annual(
    "蕉城区委组织部", "2026年度", "2026-11-22", (("参训人数", "200 人", "每人计一次"),),
    (ReportSide("按人员类别", "按名册", (LINE, replace(LINE, title="流动党员", trained=3))),),
    (replace(LINE, title="霍童镇党校"),), ("各类人员按学校相加。",),
)  # fmt: skip


def test_the_league_is_as_expected(expected: Callable[[str, bytes], None]) -> None:
    expected("league", league.render(LEAGUE))


def test_the_statistics_are_as_expected(expected: Callable[[str, bytes], None]) -> None:
    expected("county_statistics", league.render_annual(ANNUAL))


def test_every_bar_says_its_figure_and_what_falls_short_says_so() -> None:
    page = texts(league.render(LEAGUE))[1]
    for said in ("学时达标率", "76.2%", "3期，应办4期↓不足", "5期，应办4期", "应办4期", "84.7%"):
        assert said in page
    assert page.count("不足") == 2  # the one that falls short, and the rule


def test_the_total_counts_people_once() -> None:
    (first, *_) = texts(league.render(LEAGUE))
    assert "合计" in first
    assert league.total(LEAGUE).people == 200
    assert league.total(LEAGUE).turns == 800
    assert "1/2所已报" in first


def test_a_city_says_which_county_and_stars_where_decided() -> None:
    rows = tuple(replace(row, county="蕉城区", stars="★★★★☆") for row in LEAGUE.rows)
    page = texts(league.render(replace(LEAGUE, rows=rows, counties=True, stars=True)))[0]
    assert "县（市、区）" in page and "星级" in page and "蕉城区" in page


def test_many_schools_break_over_pages() -> None:
    rows = tuple(replace(ROW, school=f"第{n}党校") for n in range(126))
    pages = texts(league.render(replace(LEAGUE, rows=rows)))
    assert all(f"第{n}党校" in "".join(pages) for n in range(126))
    assert len(pages) > 10


def test_nobody_reported_yet() -> None:
    empty = replace(LEAGUE, rows=())
    assert "还没有收到数据包的乡镇党校" in texts(league.render(empty))[0]
    assert openpyxl.load_workbook(io.BytesIO(league.render_workbook(empty, ANNUAL))).sheetnames[0] == "排名"


def test_the_workbook_has_numbers_charts_and_definitions() -> None:
    data = league.render_workbook(LEAGUE, ANNUAL)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["排名", "图表", "培训统计", "口径"]
    sheet = book["排名"]
    heads = [cell.value for cell in sheet[3]]
    first = dict(zip(heads, (cell.value for cell in sheet[4]), strict=True))
    assert first["学校"] == "霍童镇党校"
    assert (first["学时达标率"], first["学时合计"], first["人数"]) == (0.762, 1000.5, 120)
    assert sheet["B5"].value == "=1+1党校" and sheet["B5"].data_type == "s"
    statistics = [[cell.value for cell in row] for row in book["培训统计"].iter_rows()]
    assert ["全体党员", 118, 100, 0.847, 0.85, 400, 1000.5, 8.25, 118, 90, 0.762] in statistics
    said = [row[0].value for row in book["口径"].iter_rows()]
    assert said == ["1. 人数每人计一次。", "2. 各类人员按学校相加。"]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        drawn = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
        assert len(drawn) == 4
        chart = parts.read(drawn[1]).decode()
    assert "办班（期）" in chart and "$B$4:$B$5" in chart and "<c:showVal" in chart and "pattFill" in chart
    assert not [cell for name in book.sheetnames for row in book[name].iter_rows() for cell in row
                if cell.data_type == "f"]  # fmt: skip


def test_the_same_figures_give_the_same_bytes() -> None:
    assert league.render(LEAGUE) == league.render(LEAGUE)
    assert league.render_workbook(LEAGUE, ANNUAL) == league.render_workbook(LEAGUE, ANNUAL)


def test_a_chart_of_nothing_has_a_scale() -> None:
    assert charts.Chart("x", ()).scale == 1.0
    assert charts.Chart("x", (charts.Bar("a", 3, "3"),), wanted=4).scale == 4
