"""Build for arm64 on another processor: everything that runs in that Debian 11 is emulated.

Slow, but the same steps as for this processor: Python compiled, the wheels pinned for arm64 (an older Qt
among them) frozen, relabelled and packed; then installed in a clean emulated system, walked, photographed.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dev
from installer import check, release, roots
from installer.check import Line

EMULATOR = {"qemu-aarch64-static": "qemu-user-static", "update-binfmts": "binfmt-support"}
MACHINE, ARCHITECTURE = "aarch64", "arm64"
NAME = "arm64（模拟）"
_BINFMT = Path("/proc/sys/fs/binfmt_misc")


def packages() -> list[Path]:
    """Make the .deb and the archive; raise where this machine cannot run that processor's programs."""
    _ready()
    print("在模拟的 arm64 里做，第一次要一个多小时 …", file=sys.stderr, flush=True)
    return release.packages(MACHINE)


def main() -> int:
    """Make the packages, try the .deb, and print one line for each promise; give the exit code."""
    short = 0
    for line in lines(packages()[0]):
        print(line.said, flush=True)
        short += not line.holds
    return 1 if short else 0


def _ready() -> None:
    """Let this machine run programs of that processor; raise RuntimeError where it cannot."""
    dev.bring_programs({"debootstrap": "debootstrap"} | EMULATOR)
    entry = _BINFMT / f"qemu-{MACHINE}"
    mount = ["mount", "-t", "binfmt_misc", "binfmt_misc", str(_BINFMT)]
    for command in (mount, ["update-binfmts", "--enable", entry.name]):
        if not entry.exists():
            subprocess.run(command, check=False)
    if not entry.exists():
        raise RuntimeError("这台机器不能模拟 arm64：内核没有 binfmt_misc，或没有 qemu-user-static")


def lines(package: Path) -> Iterator[Line]:
    """Give what came of every trial of a .deb in a clean system of that processor."""
    yield from check.fits(package, release.frozen(MACHINE))
    root = roots.made(release.RELEASE, check.DESKTOP, ARCHITECTURE, architecture=ARCHITECTURE)
    walked = yield from check.installed(root, NAME, package)
    if walked:
        yield check.photographed(root, NAME, "offscreen", check.PICTURES / f"{ARCHITECTURE}-offscreen.png")
