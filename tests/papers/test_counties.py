import io
from collections.abc import Callable
from dataclasses import replace

import openpyxl

from app.papers.counties import Met, SchoolRow, Summary, render_pdf, render_xlsx
from tests.papers.reading import texts

HUOTONG = SchoolRow(
    school="霍童镇党校",
    items=(Met(3, 4), Met(4, 4), Met(0, 4), Met(2, 4), Met(4, 4)),
    classes=4,
    people=120,
    attendances=400,
    quarters=4002,
    reached=90,
    due=118,
    last_parcel="第3号 2026-11-20",
)
SUMMARY = Summary(
    county="蕉城区",
    year=2026,
    as_of="2026-11-22",
    items=("有组织架构", "有场地设施", "有师资力量", "有教学计划", "有管理机制"),
    rows=(HUOTONG, replace(HUOTONG, school="=1+1党校", reached=0, due=0, last_parcel="")),
    definitions=("人数：本年度至少出勤一个半天的不同的人。", "达标率：达标人数÷应达标人数。"),
)


def test_the_summary_is_as_expected(expected: Callable[[str, bytes], None]) -> None:
    expected("county", render_pdf(SUMMARY))


def test_figures_totals_and_definitions_are_on_the_page() -> None:
    (page,) = texts(render_pdf(SUMMARY))
    assert "1霍童镇党校3/44/40/42/44/441204001000.59076.2%第3号2026-11-20" in page
    assert "2=1+1党校3/44/40/42/44/441204001000.50—未收到" in page
    assert "合计6/88/80/84/88/8824080020019076.2%1/2所已报" in page
    assert "口径：1.人数：本年度至少出勤一个半天的不同的人。2.达标率：达标人数÷应达标人数。" in page


def test_the_workbook_says_the_same_and_nothing_in_it_is_a_formula() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(render_xlsx(SUMMARY))).active
    assert sheet is not None
    assert sheet["A1"].value == "蕉城区2026年乡镇党校“五有”及党员教育培训情况汇总表"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=6)]
    figures = ["3/4", "4/4", "0/4", "2/4", "4/4", 4, 120, 400, 1000.5]
    assert rows[0] == ["1", "霍童镇党校", *figures, 90, 0.762, "第3号 2026-11-20"]
    assert rows[1] == ["2", "=1+1党校", *figures, 0, "—", "未收到"]
    assert rows[2][1:] == [
        "合  计",
        "6/8",
        "8/8",
        "0/8",
        "4/8",
        "8/8",
        8,
        240,
        800,
        2001,
        90,
        0.762,
        "1/2 所已报",
    ]
    assert sheet["B5"].data_type == "s"
    assert sheet["B5"].number_format == "@"
    assert sheet["M4"].number_format == "0.0%"
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_workbook_prints_as_wide_as_a_page_with_its_head_on_each() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(render_xlsx(SUMMARY))).active
    assert sheet is not None
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0


def test_a_county_without_schools_prints_as_such() -> None:
    empty = replace(SUMMARY, rows=())
    assert "还没有接入的乡镇党校。" in texts(render_pdf(empty))[0]
    sheet = openpyxl.load_workbook(io.BytesIO(render_xlsx(empty))).active
    assert sheet is not None
    assert sheet["B3"].value == "学校"


def test_a_city_of_many_schools_breaks_over_pages() -> None:
    rows = tuple(replace(HUOTONG, school=f"第{n}党校") for n in range(126))
    pages = texts(render_pdf(replace(SUMMARY, rows=rows)))
    assert len(pages) > 3
    assert all("序号学校有组织架构" in page for page in pages)
    assert all(f"第{n}党校" in "".join(pages) for n in range(126))


def test_the_same_summary_gives_the_same_bytes() -> None:
    assert render_pdf(SUMMARY) == render_pdf(SUMMARY)
    assert render_xlsx(SUMMARY) == render_xlsx(SUMMARY)
