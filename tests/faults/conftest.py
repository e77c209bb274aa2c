"""How often chance is tried: a share in every run, all of it by `python3 dev.py faults`."""

import os

import pytest

from tests.jobs.conftest import acquainted, county, open_desk, stick, township

__all__ = ["acquainted", "county", "open_desk", "stick", "township"]


@pytest.fixture
def share() -> float:
    """Give the part of the full number of faults that this run tries."""
    return float(os.environ.get("WUYOU_FAULTS", "0.1"))
