"""Make sure that what was written is on the disk, and under its name, which a scanner may hold up."""

import errno
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Done = TypeVar("Done")
BUSY_TRIES, BUSY_SECONDS = 25, 0.2
# Only there is a file that somebody reads refused a new name, and only for as long.
HELD_WHILE_READ = sys.platform == "win32"


def flush(file: Path) -> None:
    """Make sure that a file's content is on the disk."""
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def flush_folder(folder: Path) -> None:
    """Make sure that a folder's names are on the disk, where the system can do that.

    A renamed file that was flushed is whole, but until its folder is flushed too it may lie there under its
    old name after a power cut, or not at all.
    """
    if sys.platform == "win32":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    except OSError as error:
        # Some user-space file systems know no flushing of folders; everything else is a failure.
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(number)


def patiently(
    do: Callable[[], Done], *, wait: Callable[[float], object] = time.sleep, held: bool = HELD_WHILE_READ
) -> Done:
    """Do what is done to a new file's name, again for five seconds where a virus scanner still holds it.

    `wait` is given the seconds to wait. Raise `PermissionError` where it is refused for longer, or where
    nobody can hold it (`held`).
    """
    for _ in range(BUSY_TRIES if held else 0):
        try:
            return do()
        except PermissionError:
            wait(BUSY_SECONDS)
    return do()
