"""The forms of a class that are one table or one slip, each against the document that was looked at."""

from collections.abc import Callable

import pytest

from app.papers import attendance, class_rosters, leave_slips, timetables
from app.papers.attendance import AttendanceSheet, Attended
from app.papers.class_rosters import ClassRoster, Trainee
from app.papers.leave_slips import LeaveSlip
from app.papers.timetables import Lesson, Timetable
from tests.papers.reading import glyphs, texts

TITLE = "溪口镇党校2026年第3期农村党员冬训班"
TIMETABLE = Timetable(
    TITLE,
    [
        Lesson(
            f"2026-11-{20 + n // 2}",
            ("上午", "下午")[n % 2],
            "08:30",
            "11:30",
            f"专题课{n}：乡村振兴" * (n + 1),
            "钟老师",
            "讲授",
            "二楼会议室",
            16,
        )
        for n in range(8)
    ],
    "钟老师",
)
ROSTER = ClassRoster(
    TITLE,
    [
        Trainee(
            n,
            f"雷金{chr(0x4E00 + n)}",
            "女",
            "1975-03-08",
            "溪口村党支部",
            "村民",
            "正式党员",
            "",
            "班长",
            band,
        )
        for n, band in enumerate(["第 1 组"] * 3 + ["第 2 组"] * 2, 1)
    ],
)
ATTENDANCE = AttendanceSheet(
    TITLE,
    [
        Attended(1, "雷金花", "溪口村党支部", 4, 3, {"sick_leave": 1}, 48),
        Attended(2, "李𬱖", "后溪村", 4, 4, {}, 64),
    ],
    "2026年11月22日",
    missing=2,
)
SLIPS = [
    LeaveSlip(TITLE, "雷金花", "溪口村党支部", "病假", "20日上午至下午", "住院", "2026年11月19日", "班主任")
]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("timetable", timetables.render(TIMETABLE)),
        ("class_roster", class_rosters.render(ROSTER)),
        ("attendance", attendance.render(ATTENDANCE)),
        ("leave_slips", leave_slips.render(SLIPS)),
    ],
)
def test_the_form_is_as_it_was_looked_at(
    name: str, data: bytes, expected: Callable[[str, bytes], None]
) -> None:
    expected(name, data)


def test_a_day_stands_once_over_its_half_days_and_again_on_a_new_page() -> None:
    days = [
        Lesson(f"2026-11-{1 + n // 3:02}", half, "08:30", "11:30", "党课", "", "", "", 16)
        for n in range(45)
        for half in ("上午",)
    ]
    pages = texts(timetables.render(Timetable(TITLE, days)))
    assert len(pages) > 2
    first = texts(timetables.render(Timetable(TITLE, days[:3])))[0]
    assert first.count("2026年11月1日") == 1
    for page in pages[1:]:
        assert "年11月" in page.split("学时", 1)[1][:40]


def test_the_attendance_adds_up_and_says_what_is_missing() -> None:
    (page,) = texts(attendance.render(ATTENDANCE))
    assert "合计2人87187.5%28" in page.replace("　", "")
    assert "还有2人次没有录入" in page


def test_an_odd_slip_has_a_free_one_beside_it_and_all_stays_on_the_paper() -> None:
    data = leave_slips.render(SLIPS)
    (page,) = texts(data)
    assert page.count("学员请假审批表") == 2
    assert page.count("住院") == 1
    assert all(one.bottom < 290 for one in glyphs(data, 0))
