from PySide6.QtWidgets import QApplication

from app.ui.clipboard import as_sheet, from_sheet


def test_rows_come_back_as_they_went(qapp: QApplication) -> None:
    rows = [["张三", "350924199001010000", ""], ['写作"三"', "第一行\n第二行", "a\tb"]]
    assert from_sheet(as_sheet(rows).text()) == rows


def test_id_numbers_and_formulas_are_marked_as_text(qapp: QApplication) -> None:
    html = as_sheet([["350924199001010000", "12.5", "=1+1", "007", "2026-11-21", "a<b"]]).html()
    marked = " style=\"mso-number-format:'\\@'\""
    for text in ("350924199001010000", "=1+1", "007", "2026-11-21", "a&lt;b"):
        assert f"<td{marked}>{text}</td>" in html
    assert "<td>12.5</td>" in html


def test_empty_and_careless_pastes_are_no_rows() -> None:
    assert from_sheet("") == []
    assert from_sheet(" \t \r\n\r\n") == []
    assert from_sheet("一\0\t 二 ") == [["一", "二"]]
