"""Install the package into a clean Debian without a network, and start it there: command and window."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from installer import build, contents, deb, third_party

RELEASE = "bookworm"
ROOTS = build.WORK / "roots"
PICTURES = build.WORK / "check"
# What a desktop has before anybody installs ours, and what plays its screen. No Python, Qt or Chinese font.
DESKTOP = (
    "libegl1",
    "libgl1",
    "libx11-6",
    "libx11-xcb1",
    "libxcb1",
    "libdbus-1-3",
    "libglib2.0-0",
    "fontconfig-config",
    "desktop-file-utils",
    "shared-mime-info",
    "libglib2.0-bin",
    "xvfb",
    "xauth",
    "imagemagick",
    "x11-utils",
)
INSTALLED_MB, PACKAGE_MB = 180, 90
PEOPLE = 150
WAIT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was tried: its name, what came of it, what was promised, and whether it holds."""

    name: str
    figure: str
    bar: str
    holds: bool

    @property
    def said(self) -> str:
        """Write it as `name: figure (bar)`."""
        return f"{self.name}: {self.figure} ({self.bar}){'' if self.holds else '　没有达到'}"


def main() -> int:
    """Build, install, start; print one line for each promise and give the exit code."""
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("debootstrap"):
        print("这一步要在 Linux 上用管理员身份做，并且装有 debootstrap。", file=sys.stderr)
        return 1
    short = 0
    for line in lines(build.packages(quick=True)[0]):
        print(line.said, flush=True)
        short += not line.holds
    return 1 if short else 0


def lines(package: Path) -> Iterator[Line]:
    """Install a .deb into a clean root and give what came of every trial."""
    installed = build.size(build.WORK / "deb" / deb.PLACE)
    yield _at_most("安装后的大小", installed / build.MEGABYTE, INSTALLED_MB, "MB")
    strangers = third_party.unnamed(build.FROZEN)
    yield Line("没有写明许可的共享库", "、".join(strangers) or "0 个", "0 个", not strangers)
    root = clean_root()
    shutil.copyfile(package, root / "tmp" / package.name)
    began = perf_counter()
    code, said = inside(root, ["dpkg", "-i", f"/tmp/{package.name}"], network=False)
    print(said if code else "", end="")
    yield Line(
        "断网用 dpkg -i 安装",
        f"{perf_counter() - began:.1f} 秒" if not code else "没有装成",
        "装成",
        not code,
    )
    if code:
        return
    yield from _associated(root)
    began = perf_counter()
    demo = ["wuyou", "demo", "--out", "/tmp/demo", "--members", str(PEOPLE), "--no-pictures"]
    code, said = inside(root, demo, network=False)
    print(said if code else "", end="")
    yield Line(
        "命令行走完一遍", f"{perf_counter() - began:.1f} 秒" if not code else "没有走完", "走完", not code
    )
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, command in WINDOWS.items():
        began = perf_counter()
        code, said = inside(root, ["sh", "-c", command], network=False)
        taken = root / "tmp" / f"{name}.png"
        held = not code and taken.exists()
        if held:
            shutil.copyfile(taken, PICTURES / f"{name}.png")
        else:
            print(said, end="")
        what = "没有屏幕（offscreen）" if name == "offscreen" else "屏幕上（Xvfb）"
        yield Line(
            f"窗口打开并拍照，{what}", str(PICTURES / f"{name}.png") if held else "没有打开", "打开", held
        )


# Without a screen the tour takes the photograph; on one, whoever looks at the screen does.
WINDOWS = {
    "offscreen": (
        "QT_QPA_PLATFORM=offscreen wuyou demo --out /tmp/tour --members 60 >/dev/null"
        " && cp \"$(find /tmp/tour -name '01-0-*1366x768.png' | sort | head -1)\" /tmp/offscreen.png"
    ),
    "screen": (
        "xvfb-run -a -s '-screen 0 1366x768x24' sh -c '"
        'wuyou-window --data "/tmp/demo/乡镇" & ours=$!;'
        f" for second in $(seq {WAIT_SECONDS});"
        ' do xwininfo -root -tree | grep -q "· 五有" && break; sleep 1; done;'
        " sleep 3; import -window root /tmp/screen.png; kill $ours'"
    ),
}


def _associated(root: Path) -> Iterator[Line]:
    (root / "tmp" / "包.wuyou").write_bytes(b"x")
    asked = ["gio", "info", "-a", "standard::content-type", "/tmp/包.wuyou"]
    code, said = inside(root, asked, network=False)
    held = not code and "application/x-wuyou" in said
    yield Line(
        "数据包的文件类型", "application/x-wuyou" if held else said.strip(), "application/x-wuyou", held
    )
    entry = f"/usr/share/applications/{contents.NAME}.desktop"
    code, said = inside(root, ["desktop-file-validate", entry], network=False)
    yield Line("桌面图标", "合格" if not code else said.strip(), "合格", not code)


def _at_most(name: str, figure: float, most: float, unit: str) -> Line:
    return Line(name, f"{figure:.1f} {unit}", f"≤ {most:g} {unit}", figure <= most)


def clean_root() -> Path:
    """Give a Debian just made, with what a desktop has; kept as an archive for the next time."""
    kept, root = ROOTS / f"{RELEASE}-desktop.tar", ROOTS / RELEASE
    ROOTS.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        part = ROOTS / f"{RELEASE}.part"
        shutil.rmtree(part, ignore_errors=True)
        subprocess.run(
            # From whatever mirror this machine is set up for.
            ["debootstrap", "--variant=minbase", RELEASE, part],
            check=True,
            stdout=sys.stderr,
        )
        quiet = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *DESKTOP]
        for command in (quiet, ["apt-get", "clean"]):
            code, said = inside(part, ["env", "DEBIAN_FRONTEND=noninteractive", *command])
            if code:
                raise RuntimeError(said)
        subprocess.run(["tar", "-C", part, "-cf", kept.with_suffix(".part"), "."], check=True)
        kept.with_suffix(".part").rename(kept)
        shutil.rmtree(part)
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    subprocess.run(["tar", "-C", root, "-xf", kept], check=True)
    return root


def inside(root: Path, command: Sequence[str], *, network: bool = True) -> tuple[int, str]:
    """Run a command in a root, as an office's machine would; give its exit code and all it said."""
    apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child"] + ([] if network else ["--net"])
    mounted = 'mount -t proc proc "$0/proc" && mount --bind /dev "$0/dev" && exec chroot "$0" "$@"'
    home = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8", "TMPDIR": "/tmp"}
    done = subprocess.run(
        [*apart, "sh", "-c", mounted, str(root), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=home,
        check=False,
    )
    return done.returncode, done.stdout.decode(errors="replace")
