from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

import app
from app.jobs import clocks
from app.school import branches, changes, precautions, schools
from app.school.changes import Criteria
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
    assert stamped(db)[-1] >= stamped(db)[-2] >= ms("2060-01-01 00:00"), "what came later stays later"
    assert clocks.doubt(db, now_ms=ms(after(28))) == ""
    assert "早" in clocks.doubt(db, now_ms=ms(after(-2, 9)))
    assert "晚" in clocks.doubt(db, now_ms=ms("2029-01-01 09:00"))


def stamped(db: Register) -> list[int]:
    """Give every act's own time in the order they were done."""
    return [row[0] >> 16 for row in db.execute("SELECT clock FROM act ORDER BY id")]


def named(db: Register) -> list[tuple[str, str, bool]]:
    """Give every act as the record of changes lists it: its time, its name, and whether that is doubted."""
    return [(one.at, one.name, one.doubted) for one in changes.rows(db, sorted(changes.find(db)))]


def test_what_is_done_while_the_clock_is_wrong_remembers_it_and_is_looked_at_afterwards(
    db: Register, clock: made_up.Clock
) -> None:
    school = schools.own(db).id
    clock.now = ms("2060-01-01 00:00")
    assert "晚" in clocks.watch(db, now_ms=clock.now) and clocks.to_look_at(db) == ""
    branches.add(db, "将来的支部", school=school)
    clock.now = ms(after(1))
    assert clocks.watch(db, now_ms=clock.now) == "", "the wrong year is not believed even once it is written"
    assert "1 步更改" in clocks.to_look_at(db)
    branches.add(db, "现在的支部", school=school)
    assert clocks.watch(db, now_ms=clock.now) == ""
    (at, then, wrong), (now, later, right) = named(db)[-2:]
    assert (at[:4], then, wrong) == ("2060", "新增支部：将来的支部", True)
    assert (now[:10], later, right) == (after(1)[:10], "新增支部：现在的支部", False)
    assert changes.find(db, Criteria(doubted=True)) == [changes.find(db)[1]]
    assert changes.find(db, Criteria(until=after(1)[:10]))[0] == changes.find(db)[0], "it is found by its day"
    precautions.look_at_doubted(db, today=after(1)[:10])
    assert clocks.to_look_at(db) == "" and named(db)[-2][2], "it is looked at, and still not certain"


def test_a_clock_that_was_right_after_all_takes_the_marks_away(db: Register, clock: made_up.Clock) -> None:
    """A laptop that lay in a cupboard for two years."""
    clock.now = ms(after(800))
    assert clocks.watch(db, now_ms=clock.now)
    branches.add(db, "下党村党支部", school=schools.own(db).id)
    precautions.trust_clock(db, now_ms=clock.now)
    assert not db.doubted and clocks.to_look_at(db) == ""
    assert [doubted for *_, doubted in named(db)][-1] is False
    assert clocks.watch(db, now_ms=clock.now) == ""


def test_what_a_wrong_clock_wrote_before_anybody_could_doubt_it_is_marked_later(
    tmp_path: Path, clock: made_up.Clock
) -> None:
    """The very first acts have none before them to be compared with."""
    clock.now = ms("2060-01-01 00:00")
    new = made_up.register(tmp_path, clock=clock)
    made_up.school(new)
    assert clocks.watch(new, now_ms=clock.now) == ""
    clock.now = ms(after(0))
    assert "早" in clocks.watch(new, now_ms=clock.now)
    precautions.trust_clock(new, now_ms=clock.now)
    assert "1 步更改" in clocks.to_look_at(new)
    assert clocks.watch(new, now_ms=clock.now) == ""
    new.close()


def test_a_worker_remembers_it_too(db: Register) -> None:
    db.doubted = True
    worker = db.again()
    branches.add(worker, "下党村党支部", school=schools.own(db).id)
    worker.close()
    assert len(precautions.doubted(db)) == 1


def test_an_act_that_changed_nothing_leaves_no_mark(db: Register) -> None:
    db.doubted = True
    with db.act("什么也没改"):
        pass
    assert precautions.doubted(db) == []


def test_a_register_without_changes_is_only_compared_with_the_program(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    assert clocks.doubt(db, now_ms=ms("2030-01-01 00:00")) == ""
    assert "做好的日子" in clocks.doubt(db, now_ms=ms("2020-01-01 00:00"))
    db.close()
