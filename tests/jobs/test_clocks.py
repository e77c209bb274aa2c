from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from app.jobs import clocks
from app.school import branches, precautions, schools
from db.register import Register
from tests import made_up


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.fixture
def clock() -> made_up.Clock:
    return made_up.Clock(ms("2026-11-22 10:00"))


@pytest.fixture
def db(tmp_path: Path, clock: made_up.Clock) -> Iterator[Register]:
    made = made_up.register(tmp_path, clock=clock)
    made_up.school(made)
    yield made
    made.close()


@pytest.mark.parametrize(
    "now", ["2026-11-22 10:00", "2026-11-21 11:00", "2026-12-31 08:00", "2027-12-20 08:00"]
)
def test_a_clock_near_the_newest_change_is_believed(db: Register, now: str) -> None:
    assert clocks.doubt(db, now_ms=ms(now)) == ""


@pytest.mark.parametrize(
    ("now", "why"),
    [
        ("2026-11-20 10:00", "早 2 天"),
        ("2016-01-01 00:00", "比这版程序做好的日子"),
        ("2027-12-30 11:00", "晚 403 天"),
        ("2060-01-01 00:00", "比最近一次更改（2026-11-22 10:00）晚"),
    ],
)
def test_a_clock_that_cannot_be_right_is_said(db: Register, now: str, why: str) -> None:
    assert why in clocks.doubt(db, now_ms=ms(now))
    assert "日期和时间" in clocks.doubt(db, now_ms=ms(now))


def test_after_a_wrong_year_a_person_says_what_is_right(db: Register, clock: made_up.Clock) -> None:
    clock.now = ms("2060-01-01 00:00")
    branches.add(db, "将来的支部", school=schools.own(db).id)
    clock.now = ms("2026-11-23 09:00")
    assert "早" in clocks.doubt(db, now_ms=clock.now)
    precautions.trust_clock(db, now_ms=clock.now)
    assert clocks.doubt(db, now_ms=clock.now) == ""
    branches.add(db, "现在的支部", school=schools.own(db).id)
    assert precautions.newest_ms(db) >= ms("2060-01-01 00:00"), "what came later stays later"
    assert clocks.doubt(db, now_ms=ms("2026-12-20 09:00")) == ""
    assert "早" in clocks.doubt(db, now_ms=ms("2026-11-20 09:00"))
    assert "晚" in clocks.doubt(db, now_ms=ms("2029-01-01 09:00"))


def test_a_register_without_changes_is_only_compared_with_the_program(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    assert clocks.doubt(db, now_ms=ms("2030-01-01 00:00")) == ""
    assert "做好的日子" in clocks.doubt(db, now_ms=ms("2020-01-01 00:00"))
    db.close()
