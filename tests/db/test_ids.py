from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.school import branches
from db.ids import EPOCH_MS, LATEST_MS, Ids
from tests import made_up

DEAD_BATTERY = 1_420_070_400_000  # 2015: where a laptop's clock starts without its battery


@given(st.lists(st.integers(0, 3_000_000_000_000), min_size=1, max_size=50), st.integers())
def test_ids_rise_whatever_the_clock_does(moments: list[int], seed: int) -> None:
    times = iter(moments)
    ids = Ids(lambda: next(times), made_up.chance(seed))
    given_ = [ids.new() for _ in moments]
    assert all(earlier < later for earlier, later in zip(given_, given_[1:], strict=False))


def test_many_ids_of_one_millisecond_are_unique() -> None:
    ids = Ids(lambda: made_up.START_MS, made_up.chance())
    assert len({ids.new() for _ in range(20_000)}) == 20_000


def test_ids_follow_the_clock_for_sixty_years() -> None:
    last_moment = EPOCH_MS + LATEST_MS
    before, at, after = (Ids(lambda n=n: last_moment + n, lambda _bits: 0).new() for n in (-1, 0, 1))  # type: ignore[misc]
    assert before < at == after < 2**63


def test_two_laptops_of_one_millisecond_get_different_ids() -> None:
    laptops = [Ids(lambda: made_up.START_MS, made_up.chance(seed)) for seed in range(200)]
    assert len({ids.new() for ids in laptops}) == 200


def test_ids_rise_over_a_restart_with_the_clock_set_back(tmp_path: Path) -> None:
    newest = 0
    for now in (made_up.START_MS, DEAD_BATTERY, DEAD_BATTERY, DEAD_BATTERY):
        db = made_up.register(tmp_path, clock=made_up.Clock(now))
        school = db.execute("SELECT id FROM school").fetchone()
        whose = school[0] if school else made_up.school(db)
        for number in range(60):
            new = branches.add(db, f"{newest}第{number}支部", school=whose)
            assert new > newest
            newest = new
        db.close()


def test_a_worker_goes_on_where_the_window_stopped(tmp_path: Path) -> None:
    clock = made_up.Clock()
    db = made_up.register(tmp_path, clock=clock)
    before = db.new_id()
    clock.now = DEAD_BATTERY
    worker = db.again()
    assert before < worker.new_id() < db.new_id()
    worker.close()
    db.close()


@pytest.mark.parametrize("year", [2090, 2199, 9999])
def test_a_clock_wrong_by_generations_still_gives_ids_that_fit_and_rise(year: int) -> None:
    wrong = int(datetime(year, 1, 1, tzinfo=UTC).timestamp() * 1000)
    ids = Ids(lambda: wrong, lambda bits: (1 << bits) - 1)
    given_ = [ids.new() for _ in range(100_000)]
    assert given_ == sorted(set(given_)) and given_[-1] < 2**63
