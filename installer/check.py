"""Install the package into clean Debians without a network, and start it there: command and window."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from installer import build, chinese_typing, contents, release, roots, third_party

# The systems tried, with the glibc of each: the oldest and the newest that can be had, and this one.
SYSTEMS = {"bullseye": (2, 31), "bookworm": (2, 36), "trixie": (2, 41)}
SAID = {"bullseye": "Debian 11", "bookworm": "Debian 12", "trixie": "Debian 13"}
PICTURES = build.WORK / "check"
OLDEST_GLIBC = (2, 28)
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
    "xdotool",
)
INSTALLED_MB, PACKAGE_MB = 180, 90
PEOPLE = 150
WAIT_SECONDS = 60
# Figures of the first page are counted once it is painted, so the program is watched until it rests: the
# hundredths of a second it has worked are summed up every four seconds.
SETTLED = (
    " spent() { sum=0; for one in /proc/[0-9]*; do grep -qas wuyou-window $one/cmdline || continue;"
    ' set -- $(cut -d")" -f2 $one/stat 2>/dev/null); sum=$((sum + ${12:-0} + ${13:-0})); done; echo $sum; };'
    " sleep 4; before=$(spent); for second in $(seq 30); do sleep 4; now=$(spent);"
    " [ $((now - before)) -lt 20 ] && break; before=$now; done;"
)


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


def main(*, old: bool = False) -> int:
    """Build, install, start; print one line for each promise and give the exit code.

    `old` builds as for the offices, and then every system is tried; else those that this one's glibc lets.
    """
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("debootstrap"):
        print("这一步要在 Linux 上用管理员身份做，并且装有 debootstrap。", file=sys.stderr)
        return 1
    package = (release.packages() if old else build.packages(quick=True))[0]
    (release if old else build).freeze_bare()
    short = starts(old=old)
    for line in lines(package, release.frozen() if old else build.FROZEN, old=old):
        print(line.said, flush=True)
        short += not line.holds
    return 1 if short else 0


def lines(package: Path, frozen: Path, *, old: bool) -> Iterator[Line]:
    """Give what came of every trial of a .deb and the folder it was made of."""
    yield from fits(package, frozen, old=old)
    glibc = needed_glibc(package)
    for system, has in SYSTEMS.items():
        if has >= glibc:
            yield from _tried(package, system)


def fits(package: Path, frozen: Path, *, old: bool = True) -> Iterator[Line]:
    """Give how large a .deb is and what it asks for; if not `old` it is packed loosely, for this system."""
    yield _at_most("安装后的大小", build.size(frozen) / build.MEGABYTE, INSTALLED_MB, "MB")
    strangers = third_party.unnamed(frozen)
    yield Line("没有写明许可的共享库", "、".join(strangers) or "0 个", "0 个", not strangers)
    if old:
        yield _at_most("安装包的大小", package.stat().st_size / build.MEGABYTE, PACKAGE_MB, "MB")
        glibc = needed_glibc(package)
        figure, bar = (".".join(map(str, version)) for version in (glibc, OLDEST_GLIBC))
        yield Line("要求的 glibc", figure, f"≤ {bar}", glibc <= OLDEST_GLIBC)


def starts(*, old: bool) -> int:
    """Start the program and the bare window that were frozen last by turns, here and offscreen.

    Prints how they compare and gives the exit code; raise FileNotFoundError where nothing is frozen.
    """
    ours, bare = (release.frozen(), release.bare()) if old else (build.FROZEN, build.BARE)
    for program in (ours / contents.WINDOW, bare):
        if not program.exists():
            raise FileNotFoundError(f"{program} is not there; make it by `build --check` first")
    command = [sys.executable, "-m", "bench.packaged", str(ours / contents.WINDOW), str(bare)]
    return subprocess.call(command, cwd=contents.ROOT)


def needed_glibc(package: Path) -> tuple[int, ...]:
    """Read from a .deb which glibc it asks for."""
    command = ["dpkg-deb", "-f", str(package), "Depends"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"libc6 \(>= (\d+)\.(\d+)\)", said)
    if not found:
        raise ValueError(f"{package.name} does not say which glibc it needs")
    return int(found[1]), int(found[2])


def _tried(package: Path, system: str) -> Iterator[Line]:
    """Install a .deb into a clean system and give what came of every trial there."""
    root, name = roots.made(system, DESKTOP, "desktop"), SAID[system]
    walked = yield from installed(root, name, package)
    if not walked:
        return
    for window in WINDOWS:
        yield photographed(root, name, window, PICTURES / f"{system}-{window}.png")
    # fcitx's plugin is not in what is built for this system alone.
    if (root / chinese_typing.PLUGINS / chinese_typing.METHODS[system].plugin).exists():
        yield from _typed(package, system, root)


def _typed(package: Path, system: str, desktop: Path) -> Iterator[Line]:
    """Type Chinese in a root of its own: what that is done by brings Python and more along."""
    root = roots.made(system, (*DESKTOP, *chinese_typing.packages(system)), "typing")
    for one in chinese_typing.tried(system, package, desktop, root, PICTURES):
        how = "有插件" if one.has else "对照：没有插件"
        name = f"{SAID[system]}：用 {one.method} 打“{chinese_typing.TYPED}”，{how}"
        yield Line(name, one.typed, one.wanted, one.typed == one.wanted)


def installed(root: Path, name: str, package: Path) -> Generator[Line, None, bool]:
    """Install a .deb into a root without a network and walk the job there; return whether it is installed."""
    shutil.copyfile(package, root / "tmp" / package.name)
    install = ["dpkg", "-i", f"/tmp/{package.name}"]
    yield (line := _timed(root, f"{name}：断网用 dpkg -i 安装", install, "装成"))
    if line.holds:
        yield from _associated(root, name)
        demo = [
            "wuyou",
            "demo",
            "--out",
            f"/{chinese_typing.DEMO}",
            "--members",
            str(PEOPLE),
            "--no-pictures",
        ]
        yield _timed(root, f"{name}：命令行走完一遍", demo, "走完")
    return line.holds


def photographed(root: Path, name: str, window: str, kept: Path) -> Line:
    """Open one of `WINDOWS` in a root and keep its picture."""
    what, command = WINDOWS[window]
    code, said = roots.inside(root, ["sh", "-c", command], network=False)
    taken = root / "tmp" / f"{window}.png"
    held = not code and taken.exists()
    if held:
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(taken, kept)
    else:
        print(said, end="")
    return Line(f"{name}：{what}", str(kept) if held else "没有打开", "打开", held)


def _timed(root: Path, name: str, command: list[str], wanted: str) -> Line:
    began = perf_counter()
    code, said = roots.inside(root, command, network=False)
    print(said if code else "", end="")
    return Line(name, f"没有{wanted}" if code else f"{perf_counter() - began:.1f} 秒", wanted, not code)


def _on_screen(picture: str, then: str = "", *, scale: str = "1") -> str:
    """Give the command that opens the window on a screen of its own, does more, and photographs it."""
    return (
        f"QT_SCALE_FACTOR={scale} xvfb-run -a -s '-screen 0 1366x768x24' sh -c '"
        f'wuyou-window --data "/{chinese_typing.TOWNSHIP}" & ours=$!;'
        f" for second in $(seq {WAIT_SECONDS});"
        ' do xwininfo -root -tree | grep -q "· 五有" && break; sleep 1; done;'
        f"{SETTLED} {then} import -window root /tmp/{picture}.png; kill $ours'"
    )


# Without a screen the tour takes the photograph; on one, whoever looks at the screen does. The roots have no
# Chinese font.
WINDOWS = {
    "offscreen": (
        "窗口打开并拍照，没有屏幕（offscreen）",
        "QT_QPA_PLATFORM=offscreen wuyou demo --out /tmp/tour --members 60 >/dev/null"
        " && cp \"$(find /tmp/tour -name '01-0-*1366x768.png' | sort | head -1)\" /tmp/offscreen.png",
    ),
    "screen": ("窗口打开并拍照，屏幕上（Xvfb）", _on_screen("screen")),
    "menu": (
        "Qt 自带的菜单是中文（看照片）",
        _on_screen(
            "menu",
            'xdotool search --name "· 五有" windowfocus --sync; xdotool key ctrl+k; sleep 3;'
            # A menu is a window more.
            ' count() { xwininfo -root -tree | grep -c "wuyou"; }; before=$(count); xdotool key Menu;'
            f" for second in $(seq {WAIT_SECONDS});"
            ' do [ "$(count)" -gt "$before" ] && break; sleep 1; done;'
            ' [ "$(count)" -gt "$before" ] || { kill $ours; exit 1; }; sleep 2;',
        ),
    ),
    "large": ("窗口打开并拍照，放大到 150 %", _on_screen("large", scale="1.5")),
}


def _associated(root: Path, name: str) -> Iterator[Line]:
    wanted = "application/x-wuyou"
    (root / "tmp" / "包.wuyou").write_bytes(b"x")
    asked = ["gio", "info", "-a", "standard::content-type", "/tmp/包.wuyou"]
    code, said = roots.inside(root, asked, network=False)
    held = not code and wanted in said
    yield Line(f"{name}：数据包的文件类型", wanted if held else said.strip(), wanted, held)
    code, said = roots.inside(root, ["gio", "mime", wanted], network=False)
    opener = f"{contents.NAME}.desktop"
    yield Line(
        f"{name}：双击数据包", "用五有打开" if opener in said else said.strip(), "用五有打开", opener in said
    )
    entry = f"/usr/share/applications/{contents.NAME}.desktop"
    code, said = roots.inside(root, ["desktop-file-validate", entry], network=False)
    yield Line(f"{name}：桌面图标", "合格" if not code else said.strip(), "合格", not code)


def _at_most(name: str, figure: float, most: float, unit: str) -> Line:
    return Line(name, f"{figure:.1f} {unit}", f"≤ {most:g} {unit}", figure <= most)
