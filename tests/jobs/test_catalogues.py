import io

import openpyxl
import pytest

from app.errors import UserError
from app.jobs import catalogues as jobs
from app.school import attendance, classes, courses, places, teachers, timetable
from tests.jobs.conftest import Desk


def cells(data: bytes) -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)]


def test_the_lists_are_written_with_what_was_taught(township: Desk) -> None:
    db, school = township.db, township.school
    (training,) = classes.find(db)
    attendance.mark_all(
        db, training, sessions=timetable.find(db, training_class=training)[:2], today="2026-11-22"
    )
    for find, write, name in (
        (teachers.find, jobs.list_teachers, "王老师"),
        (courses.find, jobs.list_courses, "党课"),
        (places.find, jobs.list_places, "二楼会议室"),
    ):
        ids = find(db, school=school)
        heads, row = cells(write(db, ids, school=school, year=2026, until="2026-11-20"))
        assert row[0] == name
        at = heads.index("课次")
        assert heads[at : at + 5] == ["课次", "学时", "班次", "人数", "人次"]
        assert row[at : at + 5] == ["2", "8", "1", "4", "8"]


def test_an_empty_list_is_not_written(township: Desk) -> None:
    with pytest.raises(UserError, match="名单是空的"):
        jobs.list_teachers(township.db, [], school=township.school, year=2026, until="2026-11-20")
