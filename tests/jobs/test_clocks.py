from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

import app
from app.jobs import clocks
from app.school import branches, precautions, schools
from db.register import Register
from tests import made_up


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def after(days: int, hour: int = 10) -> str:
    """Give a moment so many days after the newest change, made a month after the program's own day."""
    day = date.fromisoformat(app.RELEASED) + timedelta(days=30 + days)
    return f"{day} {hour:02}:00"


@pytest.fixture
def clock() -> made_up.Clock:
    return made_up.Clock(ms(after(0)))


@pytest.fixture
def db(tmp_path: Path, clock: made_up.Clock) -> Iterator[Register]:
    made = made_up.register(tmp_path, clock=clock)
    made_up.school(made)
    yield made
    made.close()


@pytest.mark.parametrize("now", [after(0), after(-1, 11), after(39, 8), after(393, 8)])
def test_a_clock_near_the_newest_change_is_believed(db: Register, now: str) -> None:
    assert clocks.doubt(db, now_ms=ms(now)) == ""


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (after(-2), "早 2 天"),
        ("2016-01-01 00:00", "比这版程序做好的日子"),
        (after(403, 11), "晚 403 天"),
        ("2060-01-01 00:00", f"比最近一次更改（{after(0)}）晚"),
    ],
)
def test_a_clock_that_cannot_be_right_is_said(db: Register, now: str, why: str) -> None:
    assert why in clocks.doubt(db, now_ms=ms(now))
    assert "日期和时间" in clocks.doubt(db, now_ms=ms(now))


def test_after_a_wrong_year_a_person_says_what_is_right(db: Register, clock: made_up.Clock) -> None:
    clock.now = ms("2060-01-01 00:00")
    branches.add(db, "将来的支部", school=schools.own(db).id)
    clock.now = ms(after(1))
    assert "早" in clocks.doubt(db, now_ms=clock.now)
    precautions.trust_clock(db, now_ms=clock.now)
    assert clocks.doubt(db, now_ms=clock.now) == ""
    branches.add(db, "现在的支部", school=schools.own(db).id)
    assert precautions.newest_ms(db) >= ms("2060-01-01 00:00"), "what came later stays later"
    assert clocks.doubt(db, now_ms=ms(after(28))) == ""
    assert "早" in clocks.doubt(db, now_ms=ms(after(-2, 9)))
    assert "晚" in clocks.doubt(db, now_ms=ms("2029-01-01 09:00"))


def test_a_register_without_changes_is_only_compared_with_the_program(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    assert clocks.doubt(db, now_ms=ms("2030-01-01 00:00")) == ""
    assert "做好的日子" in clocks.doubt(db, now_ms=ms("2020-01-01 00:00"))
    db.close()
