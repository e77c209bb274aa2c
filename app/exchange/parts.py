"""Write a file under a temporary name beside its target, so that it appears whole or not at all."""

import contextlib
import errno
import os
import re
import secrets
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

NAME = re.compile(r"~[0-9a-f]{8}\.part")

Heard = Callable[[str, Path, bytes], object]
_ears: list[Heard] = []
_names: dict[int, Path] = {}


@contextmanager
def listening(heard: Heard) -> Iterator[None]:
    """Let somebody hear what is done to a disk, in order: a word, the file it is done to, and what with.

    `create`, `write` (the bytes), `flush`, `rename` (the new name), `unlink`, `make-folder` and
    `flush-folder`.
    """
    _ears.append(heard)
    try:
        yield
    finally:
        _ears.remove(heard)


def _say(what: str, path: Path, data: bytes = b"") -> None:
    for heard in _ears:
        heard(what, path, data)


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Open a new part in a folder; whatever still bears its name at the end is removed."""
    path = folder / f"~{secrets.token_hex(4)}.part"
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    number = os.open(path, flags, 0o666)
    _say("create", path)
    try:
        with os.fdopen(number, "w+b") as file:
            _names[number] = path
            yield path, file
    finally:
        _names.pop(number, None)
        # A pulled stick takes the leftover with it; the next delivery sweeps what is left.
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
            _say("unlink", path)


def write(file: BinaryIO, block: bytes) -> None:
    """Write a block to a part."""
    file.write(block)
    _say("write", _names.get(file.fileno(), Path()), block)


def rename(part: Path, target: Path) -> Path:
    """Give a finished part its name."""
    moved = part.rename(target)
    _say("rename", part, target.name.encode())
    return moved


def flush(file: BinaryIO) -> None:
    """Make sure that what was written is on the disk."""
    file.flush()
    os.fsync(file.fileno())
    _say("flush", _names.get(file.fileno(), Path()))


def make_folder(folder: Path) -> None:
    """Make a folder and make sure that it is on the disk: what is put into it is nowhere while it is not."""
    folder.mkdir()
    _say("make-folder", folder)
    flush_folder(folder.parent)


def flush_folder(folder: Path) -> None:
    """Make sure that a folder's names are on the disk, where the system can do that."""
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
    _say("flush-folder", folder)


def sweep(folder: Path) -> None:
    """Remove parts that a crash or a pulled stick left in a folder."""
    with os.scandir(folder) as entries:
        left = [entry.path for entry in entries if NAME.fullmatch(entry.name)]
    for path in left:
        with contextlib.suppress(OSError):
            if stat.S_ISREG(os.lstat(path).st_mode):
                os.unlink(path)  # noqa: PTH108 - the scan gives text
