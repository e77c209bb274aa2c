"""A Debian with Wine, cached under build, and how something is run in it as on a Chinese Windows."""

import os
import shutil
import sys
from pathlib import Path

from installer import roots

RELEASE = "trixie"
"""Its Wine is the first whose Windows runs Qt's own platform plugin."""
PROGRAMS = (
    "wine",
    "wine64",
    "nsis",
    "xvfb",
    "xauth",
    "openbox",
    "xdotool",
    "imagemagick",
    "x11-utils",
    "locales",
    # Every Chinese Windows has Chinese fonts for its own dialogues.
    "fonts-wqy-microhei",
)
ROOT = roots.PLACE / f"{RELEASE}-wine"
HOME = "root"
BUILDING, CLEAN = "building", "clean"
"""The two made-up computers: one with Python, where the program is made, and one with nothing."""


def drive(computer: str) -> Path:
    """Give the folder here that a made-up computer has as its disk C."""
    return ROOT / HOME / computer / "drive_c"


def ready() -> Path:
    """Give the root, made where it is not there yet; raise RuntimeError where it cannot be made."""
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("debootstrap"):
        raise RuntimeError("这一步要在 Linux 上用管理员身份做，并且装有 debootstrap。")
    if not ROOT.exists():
        part = ROOT.with_suffix(".part")
        roots.bootstrap(RELEASE, part, PROGRAMS)
        # In this tongue Wine is a Chinese Windows: files and consoles are written in code page 936.
        roots.demand(part, ["localedef", "-i", "zh_CN", "-f", "UTF-8", "zh_CN.UTF-8"])
        part.rename(ROOT)
    return ROOT


def start(computer: str) -> None:
    """Make a computer anew, with nothing on it; raise RuntimeError where Wine does not come up."""
    shutil.rmtree(ROOT / HOME / computer, ignore_errors=True)
    code, said = run(computer, "wine wineboot -i")
    if code or not (drive(computer) / "windows").is_dir():
        raise RuntimeError(said)


def run(computer: str, script: str, *, seconds: int = 300, **more: str) -> tuple[int, str]:
    """Run a line of shell with a computer's Wine and no network; give its exit code and all it said.

    Wine keeps variables that begin with QT_ from Windows; WINEQT_ stands for them in `more`.
    """
    settings = {
        "WINEPREFIX": f"/{HOME}/{computer}",
        "WINEDEBUG": "-all",
        # Neither is on a bare Windows, and Wine would ask for them in a window.
        "WINEDLLOVERRIDES": "mscoree,mshtml=",
        "XDG_RUNTIME_DIR": "/tmp",
        "LANG": "zh_CN.UTF-8",
    }
    # Ours alone: the socket of a Wine that was cut off must not be in the next one's way.
    # Wine writes its registry down when it ends.
    fresh = f"mount -t tmpfs tmpfs /tmp && ({script}); code=$?; wineserver -k; wineserver -w; exit $code"
    # Wine 10 stumbles over a TMPDIR before it has done anything.
    command = ["env", "-u", "TMPDIR", "timeout", "-k", "5", str(seconds), "nice", "sh", "-c", fresh]
    return roots.inside(ROOT, command, network=False, more=settings | more)
