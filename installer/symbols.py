"""Read which versions of symbols a library asks for, and ask for older ones where these will do.

A library says for every function it calls which version of it was there when it was linked. Most of what is
newer than an old system is the same function under a new label; the few that were not there at all are in
`linux/newer.c`, which is linked into our own libpython, so that everything loaded after it finds them.
"""

import struct
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

NEWEST = {"GLIBC": (2, 28), "GLIBCXX": (3, 4, 28), "CXXABI": (1, 3, 12)}
"""What UOS 20 has of glibc, and what of libstdc++ comes along."""

# Each label's oldest on a machine, by ELF's number of it.
_OLDEST = {
    62: {"GLIBC": "GLIBC_2.2.5", "GLIBCXX": "GLIBCXX_3.4", "CXXABI": "CXXABI_1.3"},
    183: {"GLIBC": "GLIBC_2.17", "GLIBCXX": "GLIBCXX_3.4", "CXXABI": "CXXABI_1.3"},
}
# What only differs in how it tells of a result that is too large.
_SAME = {"exp", "exp2", "log", "log2", "pow"}
GIVEN = {
    "gettid",
    "pthread_cond_clockwait",
    "sem_clockwait",
    "__cxa_call_terminate",
    "_ZSt28__throw_bad_array_new_lengthv",
}
"""What `linux/newer.c` has."""

_DYNSYM, _VERSYM, _VERNEED = 11, 0x6FFFFFFF, 0x6FFFFFFE


@dataclass(frozen=True, slots=True)
class Need:
    """A version that a file asks of a library: where it says so, and for which symbols."""

    library: str
    version: str
    symbols: tuple[str, ...]
    at: int

    @property
    def numbers(self) -> tuple[int, ...]:
        """Give the version's numbers; none for a label that is no version of a common library."""
        label, _, said = self.version.rpartition("_")
        known = label in NEWEST and all(part.isdecimal() for part in said.split("."))
        return tuple(map(int, said.split("."))) if known else ()

    @property
    def is_newer(self) -> bool:
        """Say whether an old system lacks it."""
        return self.numbers > NEWEST.get(self.version.rpartition("_")[0], (0,))


class Binary:
    """An ELF file of 64 bits, little end first, as it lies in memory."""

    def __init__(self, data: bytes) -> None:
        """Read the table of sections; raise ValueError for what is no such file."""
        if data[:6] != b"\x7fELF\x02\x01":
            raise ValueError("not an ELF file of 64 bits")
        self.data = bytearray(data)
        (self.machine,) = struct.unpack_from("<H", data, 18)
        (start,) = struct.unpack_from("<Q", data, 40)
        size, count = struct.unpack_from("<HH", data, 58)
        # name, kind, flags, address, offset, size, link, info, alignment, entry
        self._sections = [struct.unpack_from("<IIQQQQIIQQ", data, start + size * at) for at in range(count)]

    def needs(self) -> list[Need]:
        """Give every version asked for, as the file lists them."""
        users = self._users()
        return [
            Need(library, self._text(section, name), tuple(users.get(number & 0x7FFF, ())), at)
            for section, library, at, number, name in self._versions()
        ]

    def relabel(self) -> list[Need]:
        """Ask for the oldest version where a newer one than `NEWEST` is asked for; give what was changed.

        Raise ValueError for a symbol that neither is the same in the oldest version nor is given by us.
        """
        changed = [need for need in self.needs() if need.is_newer]
        for need in changed:
            if strange := set(need.symbols) - _SAME - GIVEN:
                raise ValueError(f"{need.version} is asked for {', '.join(sorted(strange))}")
            oldest = _OLDEST[self.machine][need.version.rpartition("_")[0]]
            struct.pack_into("<I", self.data, need.at, _hash(oldest))
            struct.pack_into("<I", self.data, need.at + 8, self._place(oldest))
        return changed

    def _versions(self) -> Iterator[tuple[int, str, int, int, int]]:
        """Give of every version: the section with its name, the library, its place, number and name."""
        for at, section in enumerate(self._sections):
            if section[1] != _VERNEED:
                continue
            strings, place = self._sections[at][6], section[4]
            while True:
                _, count, file, first, following = struct.unpack_from("<HHIII", self.data, place)
                one = place + first
                for _ in range(count):
                    _, _, number, name, further = struct.unpack_from("<IHHII", self.data, one)
                    yield strings, self._text(strings, file), one, number, name
                    one += further
                if not following:
                    break
                place += following

    def _users(self) -> dict[int, list[str]]:
        """Give the names of the symbols by the number of their version."""
        kinds = {section[1]: section for section in self._sections}
        found: dict[int, list[str]] = {}
        if _DYNSYM not in kinds or _VERSYM not in kinds:
            return found
        table, numbers = kinds[_DYNSYM], kinds[_VERSYM]
        for at in range(table[5] // 24):
            (name,) = struct.unpack_from("<I", self.data, table[4] + 24 * at)
            (number,) = struct.unpack_from("<H", self.data, numbers[4] + 2 * at)
            found.setdefault(number & 0x7FFF, []).append(self._text(table[6], name))
        return found

    def _text(self, section: int, at: int) -> str:
        start = self._sections[section][4] + at
        return self.data[start : self.data.index(0, start)].decode()

    def _place(self, name: str) -> int:
        """Give where a name stands among the strings that versions are named by."""
        section = next(self._sections[section[6]] for section in self._sections if section[1] == _VERNEED)
        start, end = int(section[4]), int(section[4] + section[5])
        found = bytes(self.data[start:end]).find(b"\0" + name.encode() + b"\0")
        if found < 0:
            raise ValueError(f"{name} is not among the names of this file")
        return found + 1


def _hash(name: str) -> int:
    """Give the number ELF finds a name by."""
    value = 0
    for byte in name.encode():
        value = (value << 4) + byte
        value = (value ^ (value & 0xF0000000) >> 24) & 0x0FFFFFFF
    return value


def binaries(folder: Path) -> Iterator[Path]:
    """Give the programs and libraries of a folder, links left out."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def relabel(paths: Iterable[Path]) -> list[str]:
    """Ask for older versions in files, and say of each what was changed; raise ValueError naming the file."""
    said = []
    for path in paths:
        binary = Binary(path.read_bytes())
        try:
            changed = binary.relabel()
        except ValueError as wrong:
            raise ValueError(f"{path.name}: {wrong}") from wrong
        if changed:
            path.write_bytes(binary.data)
            said += [f"{path.name}: {need.version} {' '.join(need.symbols)}" for need in changed]
    return said


def newest(folder: Path, label: str = "GLIBC") -> str:
    """Give the newest version under a label that any file of a folder asks for, such as `2.28`."""
    found: list[tuple[int, ...]] = [(0,)]
    for path in binaries(folder):
        found += [
            need.numbers
            for need in Binary(path.read_bytes()).needs()
            if need.version.startswith(f"{label}_") and need.numbers
        ]
    return ".".join(map(str, max(found)))


def lacking(folder: Path, library: Path) -> list[str]:
    """Give what the files of a folder ask of `linux/newer.c` and `library` does not have."""
    said = subprocess.run(
        ["readelf", "-W", "--dyn-syms", library], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    has = {line.split()[-1] for line in said if line.split()[6:7] not in ([], ["UND"])}
    asked: set[str] = set()
    for path in binaries(folder):
        needs = Binary(path.read_bytes()).needs()
        # A label that does not exist in that version: nobody but we can answer.
        asked.update(*(set(need.symbols) & GIVEN for need in needs if need.version in _oldest_labels()))
    return sorted(asked - has)


def _oldest_labels() -> set[str]:
    return {version for labels in _OLDEST.values() for version in labels.values()}
