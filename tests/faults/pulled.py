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
        if path == self.folder or path.parent == self.folder:
            self.log.append(Done(what, path.name, bytes(data)))

    def report(self, path: Path) -> None:
        self.reported.append((len(self.log), path.name, path.read_bytes()))


@dataclass
class _File:
    safe: bytes = b""
    loose: list[bytes] = field(default_factory=list)


def pulled(log: list[Done], moment: int, *, chance: random.Random | None) -> dict[str, bytes]:
    """Give the files that are on the stick when it is pulled after so many things were done.

    Without `chance` everything that was not flushed is gone. With it any of the writes may have come
    through, the last of them by half, and any beginning of what was done to the folder's names.
    """
    files: dict[str, _File] = {}
    on_stick: dict[str, _File] = {}
    names: list[tuple[str, str, _File]] = []
    for done in log[:moment]:
        if done.what == "create":
            files[done.name] = _File()
            names.append(("add", done.name, files[done.name]))
        elif done.what == "write":
            files[done.name].loose.append(done.data)
        elif done.what == "flush":
            file = files[done.name]
            file.safe, file.loose = file.safe + b"".join(file.loose), []
        elif done.what == "rename":
            file = files.pop(done.name)
            files[done.data.decode()] = file
            names += [("add", done.data.decode(), file), ("drop", done.name, file)]
        elif done.what == "unlink" and done.name in files:
            names.append(("drop", done.name, files.pop(done.name)))
        elif done.what == "flush-folder":
            _apply(on_stick, names)
            names = []
    _apply(on_stick, names[: chance.randint(0, len(names))] if chance else [])
    return {name: _content(file, chance) for name, file in on_stick.items()}


def _apply(on_stick: dict[str, _File], names: list[tuple[str, str, _File]]) -> None:
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
