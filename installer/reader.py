"""Let a frozen program read the list of its modules in one go.

PyInstaller's own reader has the list's every word fetched from the file by a call of Python: with our 1,700
modules those are 40,000 calls before the first line of the program, a twentieth of a start.
"""

import py_compile
from collections.abc import Iterable
from pathlib import Path

from installer.contents import Line

NAME = "pyimod01_archive"
"""PyInstaller's reader of archives, which goes into the program beside them."""
_BY_WORDS, _AT_ONCE = "marshal.load(fp)", "marshal.loads(fp.read())"


def quicker(bootstrap: Iterable[Line], source: Path, work: Path) -> list[Line]:
    """Give what starts a frozen program (PyInstaller's `PYZ.dependencies`) with a quicker reader.

    `source` is PyInstaller's reader, `work` a folder for what is compiled. Raise ValueError where a new
    version reads its list in another way, and none of this is needed or it has to be looked at again.
    """
    text = source.read_text(encoding="utf-8")
    if text.count(_BY_WORDS) != 1:
        raise ValueError(f"{source.name} no longer says {_BY_WORDS} once; look at installer/reader.py")
    ours = work / f"{NAME}.py"
    ours.write_text(text.replace(_BY_WORDS, _AT_ONCE), encoding="utf-8")
    compiled = str(work / f"{NAME}.pyc")
    py_compile.compile(str(ours), cfile=compiled, dfile=ours.name, doraise=True)
    lines = list(bootstrap)
    if NAME not in [name for name, _, _ in lines]:
        raise ValueError(f"PyInstaller no longer starts a program with {NAME}; look at installer/reader.py")
    return [(name, compiled if name == NAME else path, kind) for name, path, kind in lines]
