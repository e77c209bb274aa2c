"""Leave slips at the terminal."""

import pytest

from tests.commands import Desk


@pytest.fixture
def held(staffed: Desk) -> Desk:
    """A class of six with two days, the first of them today."""
    staffed.done("classes", "new", "冬训")
    for on in ("2026-11-22", "2026-11-23"):
        for half_day in ("上午", "下午"):
            staffed.done("timetable", "add", "冬训", "--on", on, "--half-day", half_day, "--course", "党章")
    staffed.done("classes", "enrol", "冬训")
    return staffed


def test_a_slip_from_asking_to_coming_back(held: Desk) -> None:
    ask = ("leave-slips", "ask", "冬训", "1", "--kind", "病假", "--reason", "住院")
    said = held.done(*ask, "--from", "2026-11-22", "--from-half-day", "下午", "--to", "2026-11-23")
    assert "22日下午至23日下午病假：待批准，应由分管校长批准" in said
    assert "注意：累计请假 12 学时，超过总学时 16 的 1/7" in said
    assert "22日下午已经有一张请假条" in held.refused(*ask, "--from", "2026-11-22")
    assert "考勤里记了 3 个半天" in held.done("leave-slips", "approve", 1, "--by", "林校长")
    grid = held.done("attendance", "show", "冬训").splitlines()[2].split()
    assert grid[-4:] == ["·", "病", "病", "病"]
    assert "待销假" in held.done("leave-slips", "list", "冬训", "--open")
    assert "后面 2 个半天请照常点名" in held.done("leave-slips", "return", 1)
    assert "住院" not in held.done("leave-slips", "list", "--open")
    assert "已销假" in held.done("leave-slips", "list")


def test_a_slip_approved_on_paper_is_kept_at_once_or_not_at_all(held: Desk) -> None:
    ask = ("leave-slips", "ask", "冬训", "2", "--kind", "公假", "--from", "2026-11-22")
    assert "待销假" in held.done(*ask, "--from-half-day", "上午", "--reason", "开会", "--by", "林校长")
    held.refused("leave-slips", "ask", "冬训", "3", "--kind", "公假", "--from", "2026-11-22", "--reason", " ")
    assert "没有编号 2" in held.refused("leave-slips", "approve", 2, "--by", "林校长")
    assert "没有排课" in held.refused(*ask[:-1], "2026-12-01", "--reason", "开会")


def test_a_slip_that_is_refused(held: Desk) -> None:
    ask = ("leave-slips", "ask", "冬训", "4", "--kind", "事假", "--reason", "探亲", "--from", "2026-11-23")
    held.done(*ask)
    held.done("leave-slips", "refuse", 1, "--reason", "当天有考试")
    assert "未批准" in held.done("leave-slips", "list")
    assert "不批准：当天有考试" in held.refused("leave-slips", "approve", 1, "--by", "林校长")
