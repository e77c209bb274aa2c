"""A new file that a virus scanner reads for a moment takes its name all the same."""

import sys
from pathlib import Path

import pytest

from db import flushing


class Scanner:
    """Somebody who reads a new file for so many turns, by a clock that stands still for us."""

    def __init__(self, turns: int) -> None:
        self.left, self.waited = turns, 0.0

    def wait(self, seconds: float) -> None:
        self.left -= 1
        self.waited += seconds

    def rename(self, part: Path, target: Path) -> Path:
        """Refuse as Windows does while the file is held, and do it once it is not."""
        if self.left > 0:
            raise PermissionError(13, "the file is used by another process", str(part))
        return part.rename(target)


@pytest.fixture
def part(tmp_path: Path) -> Path:
    made = tmp_path / "~new.part"
    made.write_bytes(b"all of it")
    return made


def test_a_file_that_is_held_for_some_seconds_gets_its_name(part: Path) -> None:
    scanner, target = Scanner(10), part.with_name("new.db")
    flushing.patiently(lambda: scanner.rename(part, target), wait=scanner.wait, held=True)
    assert target.read_bytes() == b"all of it" and not part.exists()
    assert scanner.waited == pytest.approx(2)


def test_a_file_that_is_held_for_good_is_refused_after_five_seconds(part: Path) -> None:
    scanner, target = Scanner(10_000), part.with_name("new.db")
    with pytest.raises(PermissionError):
        flushing.patiently(lambda: scanner.rename(part, target), wait=scanner.wait, held=True)
    assert scanner.waited == pytest.approx(5) and part.exists() and not target.exists()


def test_where_nobody_can_hold_it_nobody_is_waited_for(part: Path) -> None:
    scanner = Scanner(1)
    with pytest.raises(PermissionError):
        flushing.patiently(
            lambda: scanner.rename(part, part.with_name("new.db")), wait=scanner.wait, held=False
        )
    assert scanner.waited == 0


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows refuses a file that is read a new name")
def test_windows_itself_refuses_and_then_lets_go(part: Path) -> None:
    reader = part.open("rb")
    turns: list[float] = []

    def wait(seconds: float) -> None:
        turns.append(seconds)
        if len(turns) == 3:
            reader.close()

    flushing.patiently(lambda: part.replace(part.with_name("new.db")), wait=wait)
    assert len(turns) == 3 and part.with_name("new.db").exists()
