"""A stick as it could be when it is pulled: what was flushed is on it, of the rest anything or nothing."""

import random
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512


@dataclass(frozen=True)
class Done:
    """One thing done to the stick."""

    what: str
    name: str
    data: bytes = b""


@dataclass
class Recording:
    """Everything done to a stick, in order, and after how many of these something was reported as done."""

    folder: Path
    log: list[Done] = field(default_factory=list)
    reported: list[tuple[int, str, bytes]] = field(default_factory=list)

    def heard(self, what: str, path: Path, data: bytes) -> None:
        if path.is_relative_to(self.folder):
            self.log.append(Done(what, path.relative_to(self.folder).as_posix(), bytes(data)))

    def report(self, *paths: Path) -> None:
        for path in paths:
            name = path.relative_to(self.folder).as_posix()
            self.reported.append((len(self.log), name, path.read_bytes()))


@dataclass
class _File:
    safe: bytes = b""
    loose: list[bytes] = field(default_factory=list)


def pulled(log: list[Done], moment: int, *, chance: random.Random | None) -> dict[str, bytes]:
    """Give the files that are on the stick when it is pulled after so many things were done.

    Without `chance` everything that was not flushed is gone. With it any of the writes may have come
    through, the last of them by half, and of what was done to the names of each folder any beginning. A file
    in a folder whose own name did not come through is nowhere.
    """
    files: dict[str, _File] = {}
    on_stick: dict[str, _File | None] = {}
    names: dict[str, list[tuple[str, str, _File | None]]] = {}

    def named(what: str, name: str, file: _File | None) -> None:
        names.setdefault(_folder(name), []).append((what, name, file))

    for done in log[:moment]:
        if done.what == "create":
            files[done.name] = _File()
            named("add", done.name, files[done.name])
        elif done.what == "make-folder":
            named("add", done.name, None)
        elif done.what == "write":
            files[done.name].loose.append(done.data)
        elif done.what == "flush":
            file = files[done.name]
            file.safe, file.loose = file.safe + b"".join(file.loose), []
        elif done.what == "rename":
            file = files.pop(done.name)
            new = (Path(done.name).parent / done.data.decode()).as_posix()
            files[new] = file
            named("add", new, file)
            named("drop", done.name, file)
        elif done.what == "unlink" and done.name in files:
            named("drop", done.name, files.pop(done.name))
        elif done.what == "flush-folder":
            _apply(on_stick, names.pop(done.name, []))
    for folder in sorted(names):
        _apply(on_stick, names[folder][: chance.randint(0, len(names[folder]))] if chance else [])
    there = {"."} | {name for name, file in on_stick.items() if file is None}
    return {
        name: _content(file, chance)
        for name, file in on_stick.items()
        if file is not None and _folder(name) in there
    }


def _folder(name: str) -> str:
    return Path(name).parent.as_posix()


def _apply(on_stick: dict[str, _File | None], names: list[tuple[str, str, _File | None]]) -> None:
    for what, name, file in names:
        if what == "add":
            on_stick[name] = file
        else:
            on_stick.pop(name, None)


def _content(file: _File, chance: random.Random | None) -> bytes:
    if chance is None:
        return file.safe
    content = file.safe
    for block in file.loose:
        kept = chance.choice([len(block), chance.randint(0, len(block) // SECTOR) * SECTOR, 0])
        content += block[:kept] + bytes(len(block) - kept)
    return content
