"""How often chance is tried: a share in every run, all of it by `python3 dev.py faults`."""

import os
from collections.abc import Callable

import pytest

from tests.jobs.conftest import acquainted, county, open_desk, stick, township

__all__ = ["acquainted", "county", "open_desk", "stick", "township"]

Tell = Callable[[str, object, object], None]


@pytest.fixture
def share() -> float:
    """Give the part of the full number of faults that this run tries."""
    return float(os.environ.get("WUYOU_FAULTS", "0.1"))


@pytest.fixture
def often() -> Callable[[int, int], int]:
    """Choose between the full number of a thing and the few of every run."""

    def choose(full: int, few: int) -> int:
        part = os.environ.get("WUYOU_FAULTS")
        return few if part is None else max(int(full * float(part)), 1)

    return choose


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Tell:
    """Keep a line `name: figure (bar)` to be shown at the end."""

    def tell(name: str, found: object, bar: object) -> None:
        record_property("figure", f"{name}: {found} ({bar})")

    return tell


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the figures of all that was tried."""
    reports = [
        report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])
    ]
    lines = [value for report in reports for name, value in report.user_properties if name == "figure"]
    if lines:
        terminalreporter.section("掐断、断电、写坏")
    for line in lines:
        terminalreporter.write_line(str(line))
