"""How often chance is tried: a share in every run, all of it by `python3 dev.py faults`."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.jobs.conftest import acquainted, county, open_desk, stick, township

__all__ = ["acquainted", "county", "open_desk", "stick", "township"]

Tell = Callable[[str, object, object], None]
Turns = Callable[[int, int], range]
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of one's own is made in it


def part() -> tuple[int, int]:
    """Give which part of how many this run is, counted from 0, so that a figure may be gathered in parts."""
    mine, parts = os.environ.get("WUYOU_FAULTS_PART", "1/1").split("/")
    return int(mine) - 1, int(parts)


def share() -> float | None:
    """Give the part of the full numbers that is wanted, None in every run, where a few of each will do."""
    wanted = os.environ.get("WUYOU_FAULTS")
    return None if wanted is None else float(wanted)


@pytest.fixture
def turns() -> Turns:
    """Choose between the full number of a thing and the few of every run, and give the turns of this part.

    A turn's number is its seed: whoever takes the parts one after the other has taken each turn once.
    """

    def choose(full: int, few: int) -> range:
        wanted, (mine, parts) = share(), part()
        return range(mine, few if wanted is None else max(int(full * wanted), 1), parts)

    return choose


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    """Give a folder in memory where the machine has one: what is tried there does not depend on the disk."""
    if not os.access(MEMORY, os.W_OK):
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(prefix="wuyou-", dir=MEMORY))
    yield folder
    shutil.rmtree(folder)


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
