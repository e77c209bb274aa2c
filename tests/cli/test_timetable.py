"""A timetable at the terminal: put on, changed, moved, copied, and what clashes."""

import pytest

from tests.commands import Desk


@pytest.fixture
def class_(staffed: Desk) -> Desk:
    """A township with a class that has one half-day."""
    staffed.done("classes", "new", "冬训", "--place", "二楼会议室")
    staffed.done(*_add("上午", "--course", "党章"), "--teacher", "王老师")
    return staffed


def _add(half_day: str, *more: str, training_class: str = "冬训") -> tuple[str, ...]:
    return ("timetable", "add", training_class, "--on", "2026-11-20", "--half-day", half_day, *more)


def test_a_half_day_has_the_hours_of_the_rule(class_: Desk) -> None:
    assert "民法典，2 学时" in class_.done(*_add("晚上", "--course", "民法典", "--method", "研讨"))
    listed = class_.done("timetable", "list", "冬训").splitlines()
    assert [line.split() for line in listed[2:]] == [
        ["2026-11-20", "上午", "08:30—11:30", "党章", "王老师", "二楼会议室", "4"],
        ["2026-11-20", "晚上", "19:00—21:00", "民法典", "二楼会议室", "研讨", "2"],
    ]


def test_a_half_day_is_changed_moved_and_copied(class_: Desk) -> None:
    at = ("--on", "2026-11-20", "--half-day", "上午")
    assert "民法典，李老师" in class_.done(
        "timetable", "amend", "冬训", *at, "--course", "民法典", "--teacher", "李老师"
    )
    assert "没有写要改什么" in class_.refused("timetable", "amend", "冬训", *at)
    class_.done("timetable", "move", "冬训", *at, "--to", "2026-11-21", "--to-half-day", "下午")
    assert "没有排课" in class_.refused("timetable", "move", "冬训", *at, "--to", "2026-11-22")
    said = class_.done("timetable", "copy-day", "冬训", "--on", "2026-11-21", "--to", "2026-11-22")
    assert "1 个半天已排到 2026-11-22" in said
    again = ("timetable", "copy-day", "冬训", "--on", "2026-11-21", "--to", "2026-11-22")
    assert "已经排了课" in class_.refused(*again)


def test_clashes_are_said_when_they_come_about_and_listed(class_: Desk) -> None:
    assert class_.done("timetable", "clashes") == "没有冲突\n"
    class_.done("classes", "new", "二班")
    said = class_.done(*_add("上午", "--course", "党史", training_class="二班"), "--teacher", "王老师")
    assert "注意：王老师同时在“冬训”上课（11月20日上午 08:30—11:30）" in said
    assert "共 2 处冲突" in class_.done("timetable", "clashes")
    assert "共 1 处冲突" in class_.done("timetable", "clashes", "二班")
    assert "有冲突" in class_.done("timetable", "list", "二班")


def test_the_date_of_a_half_day_with_marks_needs_a_word_more(class_: Desk) -> None:
    class_.done("classes", "enrol", "冬训")
    class_.done("attendance", "all", "冬训")
    move = ("timetable", "move", "冬训", "--on", "2026-11-20", "--half-day", "上午", "--to", "2026-11-21")
    assert "已有 6 人的考勤" in class_.refused(*move)
    class_.done(*move, "--marks-follow")
