from pathlib import Path

import pytest

from app.school import agenda, precautions, schools
from db.register import Register
from tests import made_up


def test_weeks_begin_on_the_first_day_and_again_whenever_it_is_done(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    assert not precautions.second_place_is_due(db, today="2026-11-22"), "work has not begun"
    precautions.begin(db, today="2026-11-01")
    precautions.begin(db, today="2026-11-20")
    for due in (precautions.second_place_is_due, precautions.check_is_due):
        assert not due(db, today="2026-11-07")
        assert due(db, today="2026-11-08")
    schools.keep(db, precautions.SECOND_PLACE_ON, "2026-11-08")
    assert not precautions.second_place_is_due(db, today="2026-11-14")
    assert precautions.check_is_due(db, today="2026-11-14")
    assert precautions.second_place_is_due(db, today="2026-11-15")
    db.close()


def test_a_day_that_lies_ahead_does_not_put_off_the_next_for_years(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    schools.keep(db, precautions.CHECKED_ON, "2099-01-01")
    assert precautions.check_is_due(db, today="2026-11-22")
    db.close()


@pytest.mark.parametrize(("asked", "due"), [("", True), ("2025-11-22", True), ("2025-11-23", False)])
def test_the_paper_is_asked_for_at_once_and_every_year(asked: str, due: bool, tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    assert not precautions.paper_is_due(db, today="2026-11-22"), "there is no code"
    schools.keep(db, precautions.CODE, "A" * 27)
    schools.keep(db, precautions.ASKED_ON, asked)
    assert precautions.paper_is_due(db, today="2026-11-22") is due
    db.close()


def test_what_is_due_stands_on_the_desk(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    school = made_up.school(db)
    precautions.begin(db, today="2026-11-01")
    schools.keep(db, precautions.CODE, "A" * 27)
    found = [one for one in agenda.items(db, school=school, today="2026-11-22") if one.place == "设置"]
    assert [(one.step, one.do) for one in found] == [("去备份", "backups"), ("去核对", "recovery")]
    assert "还没有存过" in found[0].what
    schools.keep(db, precautions.SECOND_PLACE_ON, "2026-11-22")
    schools.keep(db, precautions.ASKED_ON, "2026-11-22")
    assert not [one for one in agenda.items(db, school=school, today="2026-11-22") if one.place == "设置"]
    db.close()


def test_a_copy_elsewhere_is_asked_for_weekly_and_the_recovery_code_yearly(db: Register, school: int) -> None:
    def asked(today: str) -> list[str]:
        found = agenda.items(db, school=school, today=today)
        return [one.what for one in found if one.do in ("backups", "recovery")]

    precautions.begin(db, today="2026-11-01")
    assert asked("2026-11-07") == []
    (copy,) = asked("2026-11-08")
    assert "另存一份到U盘" in copy and "还没有存过" in copy
    schools.keep(db, precautions.SECOND_PLACE_ON, "2026-11-08")
    assert asked("2026-11-14") == []
    (again,) = asked("2026-11-15")
    assert "上次是 2026-11-08" in again
    schools.keep(db, precautions.SECOND_PLACE_ON, "2026-11-20")
    schools.keep(db, precautions.CODE, "设过")
    schools.keep(db, precautions.ASKED_ON, "2026-11-20")
    assert asked("2026-11-21") == []
    schools.keep(db, precautions.SECOND_PLACE_ON, "2027-11-20")
    (paper,) = asked("2027-11-21")
    assert "恢复码" in paper and "四个字母" in paper
