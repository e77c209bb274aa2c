import io
from pathlib import Path

import openpyxl

from app.jobs import counties as printing
from tests import made_up
from tests.jobs.conftest import Desk
from tests.papers import reading


def test_the_summary_has_a_line_a_school_on_paper_and_in_the_workbook(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    county.receive(township.send(stick).path)
    pdf, workbook = printing.summary(county.db, year=2026, today=made_up.TODAY)
    said = "".join(reading.texts(pdf))
    for text in ("寿宁县委组织部", "下党乡党校", "有组织架构", "有管理机制", "2026-11-22"):
        assert text in said
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "下党乡党校" in cells


def test_a_county_to_which_nobody_reported_has_a_summary_too(county: Desk) -> None:
    pdf, workbook = printing.summary(county.db, year=2026, today=made_up.TODAY)
    assert "寿宁县委组织部" in "".join(reading.texts(pdf))
    assert openpyxl.load_workbook(io.BytesIO(workbook)).worksheets
