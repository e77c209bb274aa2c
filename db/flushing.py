"""Make sure that what was written is on the disk, and under its name."""

import errno
import os
import sys
from pathlib import Path


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
