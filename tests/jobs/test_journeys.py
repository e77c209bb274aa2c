"""A share of the random journeys of parcels that the benchmark makes ten thousand of."""

from pathlib import Path

import pytest

from app.jobs.parcels import reading
from bench import journeys


def test_whatever_happens_to_a_stick_the_county_ends_with_the_truth(tmp_path: Path) -> None:
    found = journeys.carry(tmp_path / "journeys", count=60, seed=1)
    assert found.first == ""
    assert sum(found.faults.values()) == 0
    assert set(found.kinds) == set(journeys.SAID)


def test_a_county_that_asks_for_no_order_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "placed", lambda db, header, sha256: "ok")
    assert journeys.carry(tmp_path / "journeys", count=200, seed=3).first
