"""Part a process in two at a call: the child fails there and is looked at, the parent goes on as before.

Doing a job anew for each of its calls takes most of the time for what comes before the call. Here it is done
once. While the child works on the same disk the parent waits; then every file is put back as it was, in its
place, for the parent has files open.
"""

import os
import pickle
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# A file written that shortly before may be written again without its time of change telling.
RACY_NS = 50_000_000


@dataclass
class _Kept:
    content: bytes
    stamp: tuple[int, int]
    sure: bool


@dataclass
class Folder:
    """A folder as it was at the last `keep`; `links` is an empty folder beside it on the same disk."""

    root: Path
    links: Path
    names: dict[str, int] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    kept: dict[int, _Kept] = field(default_factory=dict)
    offsets: dict[int, int] = field(default_factory=dict)

    def keep(self) -> None:
        """Keep what lies there now, and where in each open file the next byte goes."""
        now = time.time_ns()
        self.names, self.folders = _tree(self.root)
        found = {number: Path(self.root, name) for name, number in self.names.items()}
        self.offsets = {}
        for file, path in _opened(self.root):
            number = os.fstat(file).st_ino
            found.setdefault(number, path)
            self.offsets[file] = os.lseek(file, 0, os.SEEK_CUR)
        for number, path in found.items():
            self._keep(number, path, now)
        for number in self.kept.keys() - found.keys():
            del self.kept[number]
            (self.links / str(number)).unlink(missing_ok=True)

    def _keep(self, number: int, path: Path, now: int) -> None:
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size)
        sure = now - status.st_mtime_ns > RACY_NS and not path.name.endswith("-shm")
        known = self.kept.get(number)
        if known is None or not known.sure or known.stamp != stamp:
            self.kept[number] = _Kept(path.read_bytes(), stamp, sure)
        if known is None and path.is_relative_to(self.root):
            os.link(path, self.links / str(number))

    def put_back(self) -> None:
        """Put everything back as it was kept."""
        names, folders = _tree(self.root)
        for name, number in names.items():
            if self.names.get(name) != number:
                (self.root / name).unlink()
        for name in sorted(folders - self.folders, reverse=True):
            shutil.rmtree(self.root / name, ignore_errors=True)
        for name in sorted(self.folders - folders):
            (self.root / name).mkdir()
        for name, number in self.names.items():
            if names.get(name) != number:
                os.link(self.links / str(number), self.root / name)
        places = {number: Path(self.root, name) for name, number in self.names.items()}
        for file, path in _opened(self.root):
            places.setdefault(os.fstat(file).st_ino, path)
        for number, kept in self.kept.items():
            self._put_back(places[number], kept)
        for file, offset in self.offsets.items():
            os.lseek(file, offset, os.SEEK_SET)

    def _put_back(self, path: Path, kept: _Kept) -> None:
        status = path.stat()
        if kept.sure and kept.stamp == (status.st_mtime_ns, status.st_size):
            return
        # Never emptied first: a file in shared memory is read by who has mapped it.
        file = os.open(path, os.O_WRONLY)
        os.pwrite(file, kept.content, 0)
        os.ftruncate(file, len(kept.content))
        os.close(file)
        status = path.stat()
        kept.stamp, kept.sure = (status.st_mtime_ns, status.st_size), False


def _tree(root: Path) -> tuple[dict[str, int], set[str]]:
    names: dict[str, int] = {}
    folders: set[str] = set()
    inside = [""]
    while inside:
        at = inside.pop()
        with os.scandir(root / at) as entries:
            for entry in entries:
                name = f"{at}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    folders.add(name)
                    inside.append(f"{name}/")
                else:
                    names[name] = entry.inode()
    return names, folders


def _opened(root: Path) -> list[tuple[int, Path]]:
    """List this process's open files under a folder, those that have no name any more by their number."""
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        try:
            target = entry.readlink()
        except OSError:
            continue
        if target.is_relative_to(root) and not entry.is_dir():
            found.append((int(entry.name), entry))
    return found


class Parting:
    """Children that part from this process, each of which says what it found before it ends."""

    def __init__(self, folder: Folder) -> None:
        self.folder, self.said = folder, []  # type: ignore[var-annotated]
        self.pipe: int | None = None

    def part(self) -> bool:
        """Tell whether this is the child; the parent comes back when it has ended and all is as it was."""
        self.folder.keep()
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            self.pipe = writing
            return True
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        self.folder.put_back()
        self.said.append(pickle.loads(said) if said and not status else f"the child ended with {status}")
        return False

    def end(self, said: Any) -> None:
        """Say what was found, in the child, and be no more."""
        assert self.pipe is not None
        with os.fdopen(self.pipe, "wb") as pipe:
            pickle.dump(said, pipe)
        os._exit(0)
