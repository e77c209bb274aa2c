import io

import openpyxl
import pytest

from app.papers.rosters import RefusedRow, members, refused

LIVE = ("=1+1", '=HYPERLINK("http://a.example","点")', "+86", "-5", "@SUM(A1)", "http://a.example", "\t=2")


def cells(book: bytes) -> list[list[str]]:
    """Read a workbook back as text, nothing in it other than text formatted as text."""
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    for row in sheet.iter_rows():
        assert {cell.data_type for cell in row} == {"s"}
        assert {cell.number_format for cell in row} == {"@"}
        assert not [cell for cell in row if cell.hyperlink]
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows()]


def test_refused_rows_stand_as_they_were_with_the_reasons_last() -> None:
    rows = [
        RefusedRow(7, ("陈䶮", "35220119750308123X"), ("身份证号校验码不对", "姓名与第3行重复")),
        RefusedRow(9, ("", "0593-1234567"), ("姓名为空",)),
    ]
    assert cells(refused(rows, ("姓名", "证件号"))) == [
        ["原行号", "姓名", "证件号", "未导入的原因"],
        ["7", "陈䶮", "35220119750308123X", "身份证号校验码不对；姓名与第3行重复"],
        ["9", "", "0593-1234567", "姓名为空"],
    ]


def test_ragged_rows_keep_all_their_cells_and_the_reason_its_column() -> None:
    table = cells(refused([RefusedRow(5, ("a", "b", "c"), ("多",)), RefusedRow(6, (), ("空行",))], ("姓名",)))
    assert table == [
        ["原行号", "姓名", "", "", "未导入的原因"],
        ["5", "a", "b", "c", "多"],
        ["6", "", "", "", "空行"],
    ]


def test_nothing_becomes_a_formula_a_link_or_a_number() -> None:
    assert cells(members(LIVE, [LIVE, ("35220119750308123X", "001", "1e5", "TRUE", "2026-1-1", "", "")]))[
        1
    ] == list(LIVE)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b\x07c", "abc"),
        ("甲\ud800乙", "甲?乙"),
        ("行1\n行2", "行1\n行2"),
        ("￾x￿".encode().decode(), "x"),
    ],
)
def test_what_a_workbook_cannot_hold_is_left_out(text: str, kept: str) -> None:
    assert cells(members(("列",), [(text,)]))[1] == [kept]


def test_a_cell_longer_than_a_workbook_allows_is_cut_and_says_so() -> None:
    (long,) = cells(members(("列",), [("字" * 40_000,)]))[1]
    assert len(long) == 32_767
    assert long.endswith("…")


def test_an_empty_list_has_its_headings() -> None:
    assert cells(members(("姓名", "性别"), [])) == [["姓名", "性别"]]
    assert cells(refused([], ("姓名",))) == [["原行号", "姓名", "未导入的原因"]]


def test_the_same_list_gives_the_same_bytes() -> None:
    assert members(("姓名",), [("张三",)]) == members(("姓名",), [("张三",)])
