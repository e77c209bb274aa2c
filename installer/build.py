"""Freeze the program into one folder with two names, and wrap the folder for this system."""

import platform
import shutil
import subprocess
import sys
from pathlib import Path

from installer import contents, deb, slimming, third_party

WORK = contents.ROOT / "build"
FROZEN = WORK / "frozen" / contents.NAME
BARE = WORK / "frozen" / contents.BARE / contents.BARE
OUT = contents.ROOT / "dist"
MEGABYTE = 1_000_000


def freeze() -> Path:
    """Run PyInstaller and give the folder; raise CalledProcessError with its words on the terminal."""
    _run("wuyou.spec")
    finish(FROZEN)
    return FROZEN


def freeze_bare() -> None:
    """Freeze a bare window the same way."""
    _run("bare.spec")
    slimming.cut_icu(BARE.parent / "_internal", WORK)


def _run(spec: str) -> None:
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    places = ["--distpath", str(FROZEN.parent), "--workpath", str(WORK / "pyinstaller")]
    subprocess.run(
        [*command, *places, str(contents.ROOT / "installer" / spec)], check=True, cwd=contents.ROOT
    )


def finish(folder: Path) -> None:
    """Make the folder small, give it its second name and its licences."""
    slimming.slim(folder, WORK)
    if sys.platform != "win32":
        window = folder / contents.WINDOW
        window.unlink(missing_ok=True)
        window.symlink_to(contents.NAME)
    for target, source in third_party.licences():
        place = folder / "licenses" / target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, place)
    (folder / "LIBRARIES.txt").write_text(third_party.libraries(folder), encoding="utf-8")


def size(folder: Path) -> int:
    """Give the bytes of all files of a folder, links not counted."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def packages(*, quick: bool = False) -> list[Path]:
    """Freeze, wrap, and give the packages made; `quick` packs loosely, to be checked and not given away."""
    if sys.platform != "linux":
        return [freeze()]
    frozen = freeze()
    machine = platform.machine()
    made = [deb.make(frozen, OUT, machine=machine, work=WORK, quick=quick)]
    if not quick:
        made.append(deb.archive(frozen, OUT, machine=machine))
    return made
