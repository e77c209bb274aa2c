"""Standings, coverage, forecasts and reports at the terminal."""

from pathlib import Path

import pytest

from tests.commands import Desk


@pytest.fixture
def taught(staffed: Desk) -> Desk:
    """Six people, of whom all came to one half-day; another stands on the timetable."""
    staffed.done("classes", "new", "冬训", "--place", "二楼会议室")
    for on in ("2026-11-20", "2026-12-08"):
        staffed.done("timetable", "add", "冬训", "--on", on, "--half-day", "上午", "--course", "党章")
    staffed.done("classes", "enrol", "冬训")
    return staffed


def test_where_everybody_stands(taught: Desk, tmp_path: Path) -> None:
    said = taught.done("standings", "list", "--state", "须加课", "--sort", "还差")
    assert "须加课" in said
    assert "共 0 人" in taught.done("standings", "list", "--state", "达标")
    assert "没有支部" in taught.refused("standings", "list", "--branch", "没有的支部")
    for name in ("年.pdf", "年.xlsx"):
        taught.done("standings", "print", "--out", str(tmp_path / name))
        assert (tmp_path / name).stat().st_size > 1000


def test_what_would_help_and_whom_to_call(taught: Desk, tmp_path: Path) -> None:
    said = taught.done("forecast", "show")
    assert "达标：0 人" in said
    assert "再办 6 个半天" in said
    assert "先报现有的班" not in said
    listed = taught.done("forecast", "calls")
    assert "参加拟加办的第 1 个班" in listed
    for name in ("名单.pdf", "名单.xlsx"):
        taught.done("forecast", "calls", "--out", str(tmp_path / name))
        assert (tmp_path / name).stat().st_size > 1000


def test_whom_training_missed_is_kept_and_enrolled(taught: Desk) -> None:
    assert "支部书记" in taught.done("coverage", "show")
    before = taught.done("coverage", "missed", "--save", "今年漏训")
    assert "已存为筛选“今年漏训”" in before
    assert "今年漏训" in taught.done("filters", "list")
    taught.done("classes", "new", "兜底班")
    assert "编入“兜底班”" in taught.done("coverage", "missed", "--class", "兜底班")
    taught.done("attendance", "all", "冬训", "--on", "2026-11-20")
    assert "共 0 人" in taught.done("coverage", "missed")


def test_the_report_of_a_year_and_a_quarter(taught: Desk, tmp_path: Path) -> None:
    said = taught.done("report", "show")
    assert "办班：1 期，已结班 0 期" in said
    assert "按学历" in said
    assert "办班：0 期" in taught.done("report", "show", "--quarter", "第一季度")
    for name in ("报表.pdf", "报表.xlsx"):
        taught.done("report", "print", "--quarter", "4", "--out", str(tmp_path / name))
        assert (tmp_path / name).stat().st_size > 1000
