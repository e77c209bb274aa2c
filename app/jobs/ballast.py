"""Ballast: room kept back on the disk, let go when it is full, so that a save and a copy still finish."""

import os
import shutil
from pathlib import Path

BYTES = 32 * 1024**2
# Where the disk is nearly full already, keeping room back would only fill it.
LEAST_FREE = 512 * 1024**2
NAME = "应急空间.bin"


def lay(folder: Path) -> bool:
    """Keep room back in a data folder where there is enough, and tell whether it is there."""
    file = folder / NAME
    if file.exists():
        return True
    if shutil.disk_usage(folder).free < LEAST_FREE:
        return False
    part = file.with_suffix(".part")
    try:
        with part.open("wb") as out:
            # Written and not only stretched: a hole in a file keeps nothing back.
            for _ in range(BYTES // 1024**2):
                out.write(os.urandom(1024**2))
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)
        return False
    return True


def drop(folder: Path) -> bool:
    """Let the room go, and tell whether there was any."""
    try:
        (folder / NAME).unlink()
    except OSError:
        return False
    return True
