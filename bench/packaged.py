"""The start of the frozen program, beside a bare window of PySide6 that was frozen the same way.

`python -m bench.packaged PROGRAM BARE [--quick]`, which `python3 dev.py build --check` calls; `--quick` takes
a tenth of the people.
"""

import marshal
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader

from bench import startup
from bench.bars import ROUNDS, Bar, Figure

_SECTION = "pydata"
"""Where PyInstaller keeps on Linux what a program carries."""
_ENTRY, _COOKIE = struct.Struct("!IIIIBc"), struct.Struct("!8sIIII64s")
_SCRIPT, _OPTION = "s", "o"


def bars(
    ours: Path, bare: Path, folder: Path, *, people: int = startup.FULL_PEOPLE, rounds: int = ROUNDS
) -> Iterator[Bar | Figure]:
    """Compare the starts of two frozen programs; what they need for it is made in `folder`."""
    data = startup.filled(folder, people)
    opened = [str(watched(ours, folder / "ours")), "--data", str(data)]
    yield from startup.measured(
        opened,
        [str(watched(bare, folder / "bare"))],
        folder,
        people=people,
        rounds=rounds,
        how="装好的程序：",
    )


def watched(program: Path, place: Path) -> Path:
    """Give a frozen program with the eye in front of its own script, in a folder that shares all the rest.

    Raise ValueError where it was frozen by another Python than this one, which could not read the eye.
    """
    archive = CArchiveReader(str(program))
    data = archive.raw_pkg_data()
    magic, _, toc_at, _, python, library = _COOKIE.unpack(data[-_COOKIE.size :])
    if python != sys.version_info[0] * 100 + sys.version_info[1]:
        raise ValueError(f"{program} was frozen by Python {python // 100}.{python % 100}")
    eye = compile(startup.EYE, "eye.py", "exec")
    blob = marshal.dumps(eye)
    packed = zlib.compress(blob)
    entries = [((0, 0, 0, 0, _OPTION), name) for name in archive.options]
    entries += [(entry, name) for name, entry in archive.toc.items()]
    own = max(at for at, (entry, _) in enumerate(entries) if entry[4] == _SCRIPT)
    entries.insert(own, ((toc_at, len(packed), len(blob), 1, _SCRIPT), "eye"))
    toc = b"".join(_entry(*entry, name) for entry, name in entries)
    body = data[:toc_at] + packed
    whole = len(body) + len(toc) + _COOKIE.size
    place.mkdir()
    carried = place / "carried"
    carried.write_bytes(body + toc + _COOKIE.pack(magic, whole, len(body), len(toc), python, library))
    made = place / program.name
    subprocess.run(
        ["objcopy", "--update-section", f"{_SECTION}={carried}", program.resolve(), made], check=True
    )
    (place / "_internal").symlink_to(program.resolve().parent / "_internal")
    return made


def _entry(at: int, length: int, unpacked: int, is_packed: int, kind: str, name: str) -> bytes:
    """Write a line of the list of what a program carries, padded as the loader wants it."""
    text = name.encode() + b"\0"
    text += b"\0" * (-(_ENTRY.size + len(text)) % 16)
    return _ENTRY.pack(_ENTRY.size + len(text), at, length, unpacked, is_packed, kind.encode()) + text


def main(arguments: list[str]) -> int:
    """Measure two frozen programs and give the exit code."""
    ours, bare = (Path(word) for word in arguments if word != "--quick")
    people = startup.PEOPLE if "--quick" in arguments else startup.FULL_PEOPLE
    short = 0
    with tempfile.TemporaryDirectory(prefix="wuyou-start-") as folder:
        try:
            for bar in bars(ours, bare, Path(folder), people=people):
                print(bar.line, flush=True)
                short += not bar.holds
        except ValueError as error:
            print(f"装好的程序的启动没有量成：{error}。", file=sys.stderr)
            return 1
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
