"""A year planned, carried out, closed without a paper, opened again and archived, all by commands."""

from pathlib import Path

import pytest

from tests import photographed
from tests.commands import Desk


@pytest.fixture
def planned(staffed: Desk) -> Desk:
    staffed.done(
        *("plans", "add", "农村党员冬训", "--type", "农村党员冬训", "--classes", "2", "--people", "12"),
        *("--hours", "4", "--months", "11-12月", "--responsible", "钟小兰"),
    )
    return staffed


def test_a_plan_is_kept_changed_copied_and_counted(planned: Desk) -> None:
    planned.done("plans", "add", "春训", "--year", 2025, "--months", "一季度")
    assert "照抄 2025 年 1 行" in planned.done("plans", "copy")
    planned.done("plans", "amend", 2, "--classes", "3期")
    shown = planned.done("plans", "list")
    assert "0/2" in shown
    assert "0/3" in shown
    assert "1—3月" in shown
    planned.done("plans", "drop", 2)
    assert "计划 1 行" in planned.done("plans", "list")
    assert "没有第 9 行" in planned.refused("plans", "drop", 9)
    assert "没有写要改什么" in planned.refused("plans", "amend", 1)
    assert "期数“许多”不是一个数" in planned.refused("plans", "amend", 1, "--classes", "许多")


def test_a_plan_is_taken_from_a_sheet(staffed: Desk, tmp_path: Path) -> None:
    sheet = tmp_path / "计划.csv"
    sheet.write_text(
        "2026年培训计划,,,\n序号,班次名称,期数,时间\n1,冬训,2,12月\n,,,\n2,春训,1,3月\n,合计,3,\n",
        encoding="utf-8",
    )
    assert "已填 2 行" in staffed.done("plans", "enter", sheet)
    sheet.write_text("姓名,电话\n张三,1\n", encoding="utf-8")
    assert "没有找到培训计划的表头" in staffed.refused("plans", "enter", sheet)


def test_a_class_is_led_from_plan_to_archive(planned: Desk, tmp_path: Path) -> None:
    planned.done("classes", "new", "冬训一班", "--type", "农村党员冬训", "--plan", 1, "--host", "云溪乡党委")
    assert "培训通知" in planned.done("classes", "needs", 1)
    planned.done("classes", "enrol", 1, "--limit", 3)
    planned.done(
        *("classes", "session", "add", 1, "--on", "2026-11-20", "--half-day", "上午"),
        *("--course", "党课", "--hours", 4),
    )
    paper = tmp_path / "通知.pdf"
    paper.write_bytes(photographed.pdf())
    planned.done("classes", "file", 1, "通知", paper, "--formed-on", "2026-11-01")
    assert "报名" in planned.done("classes", "list", "--type", "农村党员冬训")
    assert "档案里没有“食谱”" in planned.refused("classes", "waive", 1, "食谱", "--why", "x")
    planned.done("classes", "move", 1, "开班")
    planned.done("attendance", "all", 1)
    assert "结班" in planned.done("agenda")
    assert "还缺：培训方案" in planned.refused("classes", "close", 1)
    planned.done("classes", "close", 1, "--without", "村里停电")
    assert "1/2" in planned.done("plans", "list")
    planned.done("classes", "reopen", 1, "--why", "漏记一人")
    planned.done("classes", "close", 1, "--without", "村里停电")
    assert "漏记一人" in planned.done("classes", "needs", 1)
    assert "还缺" in planned.refused("classes", "archive", 1)
    planned.done("certificates", "issue", 1)
    for title in ("方案", "议程", "签到表", "照片", "结业证书", "总结"):
        planned.done("classes", "waive", 1, title, "--why", "试")
    planned.done("classes", "archive", 1)
    assert "冬训一班" in planned.done("classes", "list", "--state", "归档")
