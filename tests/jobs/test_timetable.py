from collections.abc import Callable

import pytest

from app.errors import UserError
from app.jobs import timetable as jobs
from app.school import attendance, classes, teachers, timetable
from db.register import Register
from tests import made_up
from tests.jobs.conftest import Desk

HEADED = """日期	时段	时间	内容	授课人及单位职务	地点	学时
2026年11月20日（周五）	上午	8:30-11:30	学习党章	王志远（县委党校讲师）	二楼会议室	4
	下午	14:30—17:30	民法典	李老师	村部	4
11月21日	上午		现场教学	—	下党乡展馆	3.5"""
BARE = """11月20日	上午	学习党章	王志远	二楼会议室	4
11月20日	下午	民法典	李老师	村部	2"""
# as a timetable copied from another class comes
COPIED = """2026-11-20 周五	上午	08:30—11:30	党课	—	村部	讲授	4
2026-11-20 周五	晚上	19:00—21:00	自学	—	—	—	2"""


def rows(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.splitlines()]


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk("bare")


@pytest.fixture
def db(desk: Desk) -> Register:
    return desk.db


@pytest.fixture
def school(desk: Desk) -> int:
    return desk.school


@pytest.fixture
def training(db: Register, school: int) -> int:
    return classes.prepare(db, school=school, year=2026, name="冬训", place="二楼会议室")


def listed(db: Register, training: int) -> list[tuple[object, ...]]:
    return [
        (one.date, one.half_day, one.starts, one.course, one.teacher, one.place, one.quarter_hours)
        for one in timetable.rows(db, timetable.find(db, training_class=training))
    ]


def test_a_sheet_with_headings_merged_days_and_posts(db: Register, school: int, training: int) -> None:
    assert jobs.paste(db, training, rows(HEADED)) == jobs.Pasted(3, 0)
    assert listed(db, training) == [
        ("2026-11-20", "am", "08:30", "学习党章", "王志远", "二楼会议室", 16),
        ("2026-11-20", "pm", "14:30", "民法典", "李老师", "村部", 16),
        ("2026-11-21", "am", "08:30", "现场教学", "", "下党乡展馆", 14),
    ]
    found = {one.name: one.post for one in teachers.rows(db, teachers.find(db, school=school))}
    assert found == {"王志远": "县委党校讲师", "李老师": ""}
    assert db.undo() == "冬训：粘贴课表 3 个半天"
    assert listed(db, training) == []


def test_columns_without_headings_are_known_by_what_they_hold(db: Register, training: int) -> None:
    jobs.paste(db, training, rows(BARE))
    assert [line[3:] for line in listed(db, training)] == [
        ("学习党章", "王志远", "二楼会议室", 16), ("民法典", "李老师", "村部", 8)]  # fmt: skip


def test_what_was_copied_from_another_class_can_be_pasted(db: Register, training: int) -> None:
    jobs.paste(db, training, rows(COPIED))
    assert listed(db, training) == [
        ("2026-11-20", "am", "08:30", "党课", "", "村部", 16),
        ("2026-11-20", "evening", "19:00", "自学", "", "二楼会议室", 8),
    ]


def test_half_days_that_are_there_say_what_was_pasted(db: Register, school: int) -> None:
    people = made_up.people(db, school)
    training = made_up.a_class(db, school, people, days=("2026-11-20",))
    attendance.mark_all(
        db, training, sessions=timetable.find(db, training_class=training), today=made_up.TODAY
    )
    assert jobs.paste(db, training, rows(HEADED)) == jobs.Pasted(1, 2)
    assert [line[3:5] for line in listed(db, training)] == [
        ("学习党章", "王志远"), ("民法典", "李老师"), ("现场教学", "")]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "half_day"),
    [("11月20日上午\t党课", "am"), ("11.20 晚\t党课", "evening"), ("11/20\t15:00至17:00\t党课", "pm"),
     ("20261120\t下午\t党课", "pm"), ("2026/11/20 星期五\t上午\t党课", "am")],
)  # fmt: skip
def test_days_and_half_days_are_read_as_people_write_them(said: str, half_day: str) -> None:
    (line,) = jobs.read(rows(said), year=2026)
    assert (line.on, line.half_day, line.course) == ("2026-11-20", half_day, "党课")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有可以粘贴的课表"),
        ("张三\n李四", "没有认出日期和课程"),
        ("日期\t时段\t课程", "没有可以粘贴的课表"),
        ("日期\t时段\t课程\n下周五\t上午\t党课", "第 2 行的日期“下周五”认不出"),
        ("日期\t时段\t课程\n2月30日\t上午\t党课", "第 2 行的日期“2月30日”认不出"),
        ("日期\t时段\t课程\n\t上午\t党课", "第 2 行“党课”没有日期"),
        ("日期\t课程\n11月20日\t党课", "没有写是上午、下午还是晚上"),
        ("日期\t时段\t课程\t学时\n11月20日\t上午\t党课\t半天", "学时“半天”不是数字"),
        ("日期\t时段\t课程\t学时\n11月20日\t上午\t党课\t99", "第 2 行：一个半天的学时应在 0.25 到 12"),
        ("日期\t时段\t课程\n11月20日\t上午\t党课\n\t上午\t党章", "第 2 行和第 3 行都是11月20日上午"),
        ("日期\t时段\t方式\t课程\n11月20日\t上午\t念稿\t党课", "教学方式没有“念稿”"),
        ("日期\t时段\t课程\n11月20日\t上午\t", "没有课程"),
    ],
)
def test_what_cannot_be_pasted_is_said_by_its_row_and_nothing_is_kept(
    db: Register, training: int, text: str, said: str
) -> None:
    before = made_up.content(db)
    with pytest.raises(UserError, match=said):
        jobs.paste(db, training, rows(text))
    assert made_up.content(db) == before
