"""The desk a command works at: which data, who, which day, and what only the window can do."""

import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import click

from app.jobs import clocks, registers
from app.progress import Tell, silent
from app.school import schools
from db.register import Register

PASSPHRASE_VARIABLE = "WUYOU_PASSPHRASE"


@dataclass(frozen=True, slots=True)
class Windows:
    """What only the window can do; the door hands it in, because commands know nothing of the window.

    `open` opens a data folder for an operator (empty: whoever it was), stays until the window is closed
    and gives the exit code; `photograph` paints every page of a data folder, as it looks on a day (and at a
    moment in milliseconds since 1970), into PNG files in another folder and gives them.
    """

    open: Callable[[Path, str], int]
    photograph: Callable[[Path, Path, str, int], list[Path]]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where, who (empty where nobody said) and when: `today` is the day under which things are done."""

    folder: Path
    operator: str
    today: date
    windows: Windows

    @contextmanager
    def opened(self) -> Iterator[Register]:
        """Open the register, asking for the passphrase where there is one."""
        with registers.opened(
            self.folder, clock=clock, operator=self.operator, passphrase=self.passphrase()
        ) as db:
            db.operator = db.operator or schools.setting(db, "operator") or getpass.getuser()
            doubt = clocks.watch(db, now_ms=clock())
            if doubt:
                click.echo(doubt, err=True)
            yield db

    def passphrase(self) -> str | None:
        """Give the passphrase from the environment or the keyboard, or None where none is needed."""
        return self.any_passphrase() if registers.is_locked(self.folder) else None

    def any_passphrase(self) -> str:
        """Give the passphrase from the environment or the keyboard."""
        known = os.environ.get(PASSPHRASE_VARIABLE)
        return known if known is not None else str(click.prompt("口令", hide_input=True, prompt_suffix="："))

    @property
    def on(self) -> str:
        """Give the day as ISO text."""
        return self.today.isoformat()


pass_desk = click.make_pass_decorator(Desk)


def clock() -> int:
    """Give milliseconds since 1970."""
    return int(datetime.now().timestamp() * 1000)


def telling() -> Tell:
    """Give what shows on a terminal how far a job is, and says nothing into a file."""
    return _Line(sys.stderr) if sys.stderr.isatty() else silent


class _Line:
    """One line at the bottom that is written over."""

    def __init__(self, stream: IO[Any]) -> None:
        self.stream = stream

    def __call__(self, done: int, total: int, note: str = "") -> None:
        share = f" {100 * done // total}%" if total else ""
        self.stream.write("\r\033[K" if total and done >= total else f"\r\033[K{note}{share}")
        self.stream.flush()
