"""Teachers, courses and places at the terminal."""

import pytest

from tests.commands import Desk


@pytest.fixture
def taught(staffed: Desk) -> Desk:
    """A township where 王老师 has taught one half-day of six people, and has another before them."""
    staffed.done("classes", "new", "冬训", "--place", "二楼会议室")
    for on in ("2026-11-20", "2026-11-25"):
        half_day = ("--on", on, "--half-day", "上午", "--course", "党章", "--teacher", "王老师")
        staffed.done("timetable", "add", "冬训", *half_day)
    staffed.done("classes", "enrol", "冬训")
    staffed.done("attendance", "all", "冬训")
    return staffed


def _cells(said: str, first: str) -> list[str]:
    return next(line.split() for line in said.splitlines() if line.startswith(first))


def test_what_a_teacher_taught_and_the_half_days_behind_it(taught: Desk) -> None:
    assert _cells(taught.done("teachers", "taught"), "王老师") == ["王老师", "1", "4", "1", "6", "6", "1"]
    behind = taught.done("teachers", "taught", "王老师")
    assert _cells(behind, "2026-11-20") == [
        "2026-11-20", "上午", "冬训", "党章", "二楼会议室", "4", "6"]  # fmt: skip
    assert "2026-11-25" not in behind
    assert _cells(taught.done("courses", "list"), "党章")[1:] == ["1", "4", "6"]
    assert _cells(taught.done("places", "list"), "二楼会议室")[1:] == ["1", "4", "6"]


def test_a_teacher_is_added_amended_merged_and_retired(taught: Desk) -> None:
    taught.done(
        "teachers", "add", "王志远", "--engagement", "邀请", "--source", "党校老师", "--phone", "13900000000"
    )
    assert "已经有了" in taught.refused("teachers", "add", "王志远")
    taught.done("teachers", "amend", "王志远", "--post", "县委党校讲师")
    assert "没有写要改什么" in taught.refused("teachers", "amend", "王志远")
    assert "2 个课次" in taught.done("teachers", "merge", "王志远", "王老师")
    listed = taught.done("teachers", "list")
    assert _cells(listed, "王志远") == ["王志远", "县委党校讲师", "邀请", "党校老师", "13900000000"]
    assert "共 1 人" in listed
    taught.done("teachers", "retire", "王志远")
    assert "共 0 人" in taught.done("teachers", "list")
    assert "2026-11-22" in taught.done("teachers", "list", "--ended")
    taught.done("teachers", "retire", "王志远", "--again")
    assert "没有找到教师" in taught.refused("teachers", "retire", "雷老师")


def test_courses_and_places_are_added_amended_and_retired(taught: Desk) -> None:
    taught.done("courses", "add", "茶叶栽培", "--category", "实用技术", "--hours", "2")
    taught.done("courses", "amend", "茶叶栽培", "--title", "茶叶种植", "--hours", "4")
    assert _cells(taught.done("courses", "list", "茶叶"), "茶叶种植")[:3] == ["茶叶种植", "实用技术", "4"]
    taught.done("courses", "retire", "茶叶种植")
    assert "茶叶种植" not in taught.done("courses", "list")
    taught.done("places", "add", "下党乡展馆", "--kind", "现场教学点", "--seats", "40")
    taught.done("places", "amend", "下党乡展馆", "--seats", "60")
    assert _cells(taught.done("places", "list"), "下党乡展馆")[:3] == ["下党乡展馆", "现场教学点", "60"]
    taught.done("places", "retire", "下党乡展馆")
    assert "下党乡展馆" not in taught.done("places", "list")
