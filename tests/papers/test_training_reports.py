"""The report of a year and the list of those to be called, each against the document that was looked at."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest

from app.papers import call_lists, training_reports
from app.papers.call_lists import Call, CallList
from app.papers.training_reports import ReportLine, ReportSide, TrainingReport
from tests.papers.reading import texts

REPORT = TrainingReport(
    "溪口镇党校",
    "2026年第三季度",
    "2026年11月22日",
    [("办班", "2 期，已结班 1 期", "期内有课次的培训班"), ("参训人次", "150 人次", "一人一班算一人次")],
    [
        ReportSide(
            "按人员类别",
            "一个人可以算在几类里。",
            [
                ReportLine("全体党员", 143, 111, 85, 145, 12580, 133, 51),
                ReportLine("困弱党员", 10, 8, 0, 12, 992, 0, 0),
                ReportLine("发展对象", 0, 0, 100, 0, 0, 0, 0),
            ],
        ),
        ReportSide("按性别", "党员。", [ReportLine("男", 70, 70, 0, 90, 9000, 70, 70)]),
    ],
    ("学时按“全国规划口径（2019—2023）”计算。",),
)
CALLS = CallList(
    "溪口镇党校",
    2026,
    [
        Call("溪口村党支部", "雷金花", "13905930001", 128, 112, "4", "报名“冬训第一期”，2026年12月7日开班"),
        Call("溪口村党支部", "李𬱖", "", 224, 192, "8、1 次县级班", "参加县级以上集中培训"),
        Call("", "钟雪梅", "13905930002", 96, 0, "24", "参加拟加办的第 1 个班，2 个半天"),
    ],
    "2026年11月22日",
)


@pytest.mark.parametrize(
    ("name", "data"),
    [("training_report", training_reports.render(REPORT)), ("call_list", call_lists.render(CALLS))],
)
def test_the_form_is_as_it_was_looked_at(
    name: str, data: bytes, expected: Callable[[str, bytes], None]
) -> None:
    expected(name, data)


def test_every_figure_says_how_it_is_counted_and_shares_are_of_what_is_meant() -> None:
    page = texts(training_reports.render(REPORT))[0]
    assert "参训人次：150人次（一人一班算一人次）" in page
    assert "全体党员14311177.6%85%145314521.751335138.3%" in page
    assert "困弱党员10880.0%—1224824.75———" in page
    assert "发展对象00—100%00————" in page


def test_the_list_is_by_branch_and_numbered_through() -> None:
    page = texts(call_lists.render(CALLS))[0]
    assert "溪口村党支部2人" in page
    assert "没有支部1人" in page
    assert "3钟雪梅13905930002" in page
    assert "没有要通知的人" in texts(call_lists.render(CallList("甲", 2026, [], "")))[0]


def test_both_are_workbooks_too() -> None:
    for data, said in (
        (training_reports.render_workbook(REPORT), "困弱党员"),
        (call_lists.render_workbook(CALLS), "雷金花"),
    ):
        sheet = openpyxl.load_workbook(BytesIO(data)).active
        assert any(said in str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
