"""Take out of the frozen folder what is there twice, padded, or read by nothing of ours."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

from installer import contents, icu

# Libraries that Pillow brings under a name of its own and that Qt or Python ask for too: Pillow's are the
# newer ones, and serve all.
_TWINS = {"libzstd.so.1": "libzstd-*.so.*", "liblzma.so.5": "liblzma-*.so.*"}


def slim(folder: Path, work: Path) -> None:
    """Make a folder that PyInstaller just left as small as it goes without losing a function."""
    inner = folder / "_internal"
    for path in folder.rglob("*"):
        if path.is_symlink() and not path.exists():
            path.unlink()
    for name in contents.PACKED_FONTS:
        font = inner / "resources" / "fonts" / name
        font.with_name(f"{name}.gz").write_bytes(gzip.compress(font.read_bytes(), mtime=0))
        font.unlink()
    for name, emptied in contents.EMPTIED.items():
        # Written over only where it is what we know: a new version may keep something else there.
        if not (inner / name).is_file():
            raise FileNotFoundError(f"{name} is no longer where installer/contents.py has it")
        (inner / name).write_text(emptied, encoding="utf-8")
    if sys.platform == "linux":
        cut_icu(inner, work)
        share_twins(inner)
        replace_padded(inner)


def cut_icu(inner: Path, work: Path) -> None:
    """Cut ICU's data in every library of a folder that has them."""
    for library in inner.rglob("libicudata.so.*"):
        if not library.is_symlink():
            icu.shrink(library, work / "icu")


def share_twins(inner: Path) -> None:
    """Let one file serve where the same library lies in the folder under two names."""
    for name, pattern in _TWINS.items():
        ours = inner / name
        theirs = sorted((inner / "pillow.libs").glob(pattern))
        if ours.is_file() and not ours.is_symlink() and len(theirs) == 1:
            ours.unlink()
            ours.symlink_to(theirs[0].relative_to(inner))


def replace_padded(inner: Path) -> None:
    """Put this machine's libXau in place of Pillow's, which is 15 kB of library in 2 MB of nothing."""
    for padded in (inner / "pillow.libs").glob("libXau-*.so.*"):
        if (found := system_library("libXau.so.6")) and found.stat().st_size < padded.stat().st_size:
            padded.write_bytes(found.read_bytes())


def system_library(name: str) -> Path | None:
    """Give the file the dynamic linker would load under a name, None where there is none."""
    listed = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    bits = "x86-64|AArch64"
    found = re.search(rf"^\s*{re.escape(name)} \([^)]*(?:{bits})[^)]*\) => (.+)$", listed, re.MULTILINE)
    return Path(found[1]) if found else None
