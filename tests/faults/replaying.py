"""A disk as it could be when the power is cut: what was flushed is on it, of the rest anything or nothing.

A record of all that was done (see disk/recorder.c) is gone through from the beginning. What is flushed is
safe; of what is not, any write may have come through, whole or in some of its sectors, and of what was done
to names and folders any beginning, for these the file system writes in their order.
"""

import json
import random
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import working
from tests.faults.looking import Event

CREATE, WRITE, TRUNCATE, SYNC, RENAME, UNLINK, MKDIR, RMDIR, SYNC_FOLDER = range(1, 10)
SECTOR = 512
_HEAD = struct.Struct("=IIQQQ")
# Of those of several sectors so many are torn.
TORN = 0.3


@dataclass(frozen=True, slots=True)
class Done:
    """One thing done: `names` are paths below the root, `data` what was written at `at`."""

    what: int
    file: int
    names: tuple[str, ...]
    at: int
    data: bytes


def record(path: Path, root: Path) -> Iterator[Done]:
    """Read a record."""
    said = path.read_bytes()
    at, below = 0, len(str(root)) + 1
    while at < len(said):
        what, named, file, where, size = _HEAD.unpack_from(said, at)
        at += _HEAD.size
        names = tuple(said[at : at + named].decode().split("\0")) if named else ()
        at += named
        yield Done(what, file, tuple(name[below:] for name in names), where, said[at : at + size])
        at += size


@dataclass(slots=True)
class _File:
    safe: bytearray = field(default_factory=bytearray)
    loose: list[Done] = field(default_factory=list)
    kept: bytes | None = None

    def flushed(self) -> bytes:
        """Give what is safe of it, the same bytes as long as nothing more is."""
        if self.kept is None:
            self.kept = bytes(self.safe)
        return self.kept


class Disk:
    """A disk on which things are done one after the other, and which can be cut off at any time."""

    def __init__(self, root: Path, numbers: Mapping[str, int]) -> None:
        """Begin with what lies in a folder, all of it safe; `numbers` are its files' in the record."""
        self.folders = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_dir()}
        self.safe = {name: _File(bytearray((root / name).read_bytes())) for name in numbers}
        self.files = {number: self.safe[name] for name, number in numbers.items()}
        self.loose: list[tuple[int, tuple[str, ...], _File | None]] = []

    def do(self, done: Done) -> None:
        """Do one thing."""
        if done.what == CREATE:
            self.files[done.file] = _File()
            if done.names:
                self.loose.append((CREATE, done.names, self.files[done.file]))
        elif done.what in (WRITE, TRUNCATE):
            self.files[done.file].loose.append(done)
        elif done.what == SYNC:
            file = self.files[done.file]
            for one in file.loose:
                _put(file.safe, one, one.data)
            if file.loose:
                file.loose, file.kept = [], None
        elif done.what == SYNC_FOLDER:
            _name(self.safe, self.folders, self.loose)
            self.loose = []
        else:
            self.loose.append((done.what, done.names, None))

    def all(self) -> tuple[dict[str, bytes], set[str]]:
        """Give files and folders as the program sees them, whatever is on the disk of them."""
        names, folders = dict(self.safe), set(self.folders)
        _name(names, folders, self.loose)
        files = {}
        for name, file in names.items():
            content = bytearray(file.safe)
            for one in file.loose:
                _put(content, one, one.data)
            files[name] = bytes(content)
        return files, folders

    def cut(self, chance: random.Random | None) -> tuple[dict[str, bytes], set[str]]:
        """Give files and folders as they are when the power is cut now.

        Without `chance` everything that was not flushed is gone.
        """
        names, folders = dict(self.safe), set(self.folders)
        if chance:
            _name(names, folders, self.loose[: chance.randint(0, len(self.loose))])
        return {name: _content(file, chance) for name, file in names.items()}, folders


def _name(
    names: dict[str, _File], folders: set[str], loose: list[tuple[int, tuple[str, ...], _File | None]]
) -> None:
    for what, (name, *more), file in loose:
        if what == CREATE and file is not None:
            names[name] = file
        elif what == RENAME:
            names[more[0]] = names.pop(name)
        elif what == UNLINK:
            del names[name]
        elif what == MKDIR:
            folders.add(name)
        else:
            folders.discard(name)


def _put(content: bytearray, done: Done, data: bytes) -> None:
    if done.what == TRUNCATE:
        del content[done.at :]
        content.extend(bytes(done.at - len(content)))
        return
    content.extend(bytes(max(done.at - len(content), 0)))
    content[done.at : done.at + len(data)] = data


def _content(file: _File, chance: random.Random | None) -> bytes:
    if chance is None or not file.loose:
        return file.flushed()
    content = bytearray(file.safe)
    # As many worlds in which most came through as in which little did.
    kept = chance.random()
    for done in file.loose:
        if chance.random() > kept:
            continue
        if done.what == WRITE and len(done.data) > SECTOR and chance.random() < TORN:
            for at in range(0, len(done.data), SECTOR):
                if chance.random() < 0.5:
                    sector = done.data[at : at + SECTOR]
                    _put(content, Done(WRITE, done.file, (), done.at + at, sector), sector)
        else:
            _put(content, done, done.data)
    return bytes(content)


class Recorded:
    """What `working.recorded` left in a folder: what was done, in order, and the disk it began with."""

    def __init__(self, work: Path) -> None:
        """Read it."""
        about = json.loads((work / "about.json").read_text(encoding="utf-8"))
        self.root, self.road = Path(about["root"]), str(about["road"])
        self.done = list(record(work / "record", self.root))
        self.disk = Disk(work / "before", about["numbers"])
        self.reports = int(about["numbers"][working.REPORTS])

    def below(self, path: Path) -> str:
        """Name a path as the record does."""
        return path.relative_to(self.root).as_posix()


def report(done: Done, number: int) -> Event | None:
    """Give the report that something done is, None where it is not done to the file of that number."""
    if done.what != WRITE or done.file != number:
        return None
    said: Event = json.loads(done.data)
    return said


def write(root: Path, files: dict[str, bytes], folders: set[str]) -> None:
    """Put a disk into a folder, all but the reports."""
    for folder in sorted(folders):
        (root / folder).mkdir(parents=True)
    for name, content in files.items():
        if name != working.REPORTS:
            (root / name).write_bytes(content)
