"""Walk the program through an emulated arm64 Debian: that processor's wheels, the main job, and the window.

What is tried is the program from source, for PyInstaller takes too long under emulation. It shows that the
wheels pinned for arm64, an older Qt among them, are there, load, ask for no newer glibc, and do the work.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import dev
from installer import build, check, contents, release, roots, symbols
from installer.check import Line

EMULATOR = {"qemu-aarch64-static": "qemu-user-static", "update-binfmts": "binfmt-support"}
MACHINE, ARCHITECTURE = "aarch64", "arm64"
RELEASE = "bookworm"
"""The first Debian that has this Python; what is older than it is told by the symbols asked for."""
GLIBC = (2, 31)
PEOPLE = 60
_BINFMT = Path("/proc/sys/fs/binfmt_misc")
_SITE, _SOURCE = Path("opt/site"), Path("src")
_RUNS = {"PYTHONPATH": f"/{_SOURCE}:/{_SITE}", "QT_QPA_PLATFORM": "offscreen"}
_PICTURE = "/tmp/window.png"
_WINDOW = f"""
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
timer = run = None
def look():
    window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QMainWindow))
    if window.desk.seated and window.page().settled:
        window.grab().save("{_PICTURE}")
        QCoreApplication.exit(0)
def watched(*_app):
    global timer
    timer = QTimer(interval=500)
    timer.timeout.connect(look)
    timer.start()
    return run()
run, QApplication.exec = QApplication.exec, watched
from app.__main__ import main
sys.exit(main())
"""


def main() -> int:
    """Make the root, walk, and print one line for each promise; give the exit code."""
    ready()
    libraries = [*dev.LIBRARIES.values(), *dev.ARM64_LIBRARIES.values(), "libcups2"]
    print("做一个模拟的 arm64 系统，第一次要十分钟以上 …", file=sys.stderr, flush=True)
    root = roots.made(RELEASE, ["python3.11", *libraries], ARCHITECTURE, architecture=ARCHITECTURE)
    fill(root)
    short = 0
    for line in lines(root):
        print(line.said, flush=True)
        short += not line.holds
    return 1 if short else 0


def ready() -> None:
    """Let this machine run programs of that processor; raise RuntimeError where it cannot."""
    dev.bring_programs({"debootstrap": "debootstrap"} | EMULATOR)
    entry = _BINFMT / f"qemu-{MACHINE}"
    mount = ["mount", "-t", "binfmt_misc", "binfmt_misc", str(_BINFMT)]
    for command in (mount, ["update-binfmts", "--enable", entry.name]):
        if not entry.exists():
            subprocess.run(command, check=False)
    if not entry.exists():
        raise RuntimeError("这台机器不能模拟 arm64：内核没有 binfmt_misc，或没有 qemu-user-static")


def fill(root: Path) -> None:
    """Copy the program as it lies here into a root, and bring the wheels of that processor."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in (*contents.PACKAGES, "resources"):
        shutil.copytree(contents.ROOT / name, root / _SOURCE / name, ignore=ignored)
    release.wheels(root / _SITE, MACHINE)


def lines(root: Path) -> Iterator[Line]:
    """Give what came of every trial in a filled root."""
    newest = symbols.newest(root / _SITE)
    bar = ".".join(map(str, GLIBC))
    held = tuple(map(int, newest.split("."))) <= GLIBC
    yield Line("arm64：所有轮子要求的 glibc", newest, f"≤ {bar}", held)
    demo = f"python3.11 -m app demo --out /tmp/demo --members {PEOPLE} --no-pictures"
    yield _run(root, "arm64（模拟）：命令行走完一遍", demo, "走完")
    (root / "tmp" / "window.py").write_text(_WINDOW, encoding="utf-8")
    window = f"python3.11 /tmp/window.py --data {check.TOWNSHIP}"
    line = _run(root, "arm64（模拟）：窗口打开并拍照", window, "打开")
    if line.holds:
        check.PICTURES.mkdir(parents=True, exist_ok=True)
        kept = check.PICTURES / f"{ARCHITECTURE}-window.png"
        shutil.copyfile(root / _PICTURE.lstrip("/"), kept)
        line = Line(line.name, f"{line.figure}，{kept.relative_to(build.WORK)}", line.bar, holds=True)
    yield line


def _run(root: Path, name: str, command: str, wanted: str) -> Line:
    began = perf_counter()
    code, said = roots.inside(root, ["sh", "-c", f"cd /{_SOURCE} && {command}"], network=False, more=_RUNS)
    print(said if code else "", end="")
    return Line(name, f"没有{wanted}" if code else f"{perf_counter() - began:.0f} 秒", wanted, not code)
