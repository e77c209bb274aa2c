"""Install, start, upgrade and uninstall the Windows packages under Wine, and photograph what is seen."""

import hashlib
import re
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from app import __version__
from installer import build as frozen_build
from installer.check import SETTLED, Line
from installer.windows import build, portable, wine, wizard

INSTALLER_MB, ZIP_MB, FOLDER_MB = 90, 120, 180
PICTURES = frozen_build.WORK / "check"
PEOPLE = 150
WAIT_SECONDS = 120
OLDER = "0.0.1"
_PROFILE = "users/root"
_PROGRAM = f"{_PROFILE}/AppData/Local/Programs/Wuyou"
_DATA = f"{_PROFILE}/AppData/Local/Wuyou"
_MENU = f"{_PROFILE}/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/五有"
_LISTED = r"Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Wuyou"
_COMMAND = r"Software\\Classes\\Wuyou.Parcel\\shell\\open\\command"
_DEMO = "演示"


def main() -> int:
    """Build, install, start, upgrade, uninstall; print one line for each promise, give the exit code."""
    wine.ready()
    short = 0
    for line in lines():
        print(line.said, flush=True)
        short += not line.holds
    print("以上在 Wine 里做；打印、输入法、高分屏、杀毒软件要在真的 Windows 上看，见 CHECKLIST.md。")
    return 1 if short else 0


def lines() -> Iterator[Line]:
    """Give what came of every trial, in the order in which a clerk would come upon it."""
    setup, packed = build.packages()
    frozen = build.frozen_folder()
    yield _at_most("Windows 安装程序的大小", setup.stat().st_size, INSTALLER_MB)
    yield _at_most("Windows 免安装压缩包的大小", packed.stat().st_size, ZIP_MB)
    yield _at_most("Windows 安装后的大小", frozen_build.size(frozen), FOLDER_MB)
    wine.start(wine.CLEAN)
    older = build.installer(frozen, build.WORK / "older.exe", version=OLDER, quick=True)
    yield from _installed(older, "静默安装", OLDER)
    yield from _walked()
    shutil.copytree(_disk(_DEMO) / "乡镇", _disk(_DATA))
    yield from _seen(setup)
    before = prints(_disk(_DATA))
    _disk(_PROGRAM, "_internal", "旧版的文件.txt").write_text("旧", encoding="utf-8")
    yield from _installed(setup, "升级，装在旧版上", __version__)
    yield _same("升级以后的数据", before)
    left = _disk(_PROGRAM, "_internal", "旧版的文件.txt").exists()
    yield Line("升级以后旧版的文件", "还在" if left else "没有留下", "没有留下", not left)
    yield _tried("新版打开旧版的数据", f"wine {_inner(_PROGRAM)}/wuyou.exe agenda", "打开")
    yield from _double_clicked()
    before = prints(_disk(_DATA))
    yield from _uninstalled()
    yield _same("卸载以后的数据", before)
    yield from _carried(packed)
    yield from _by_hand(setup)


def _installed(setup: Path, name: str, version: str) -> Iterator[Line]:
    shutil.copyfile(setup, _disk("setup-of-a-stick.exe"))
    yield _tried(name, "wine C:/setup-of-a-stick.exe /S", "装好")
    found = registry(wine.CLEAN)
    said = found.get(_LISTED, {}).get("DisplayVersion", "没有")
    yield Line(f"{name}：程序列表里的版本", said, version, said == version)
    opens = found.get(_COMMAND, {}).get("", "")
    held = f"{wizard.PROGRAMS[1]}" in opens and found.get(r"Software\\Classes\\.wuyou", {}).get("") == (
        "Wuyou.Parcel"
    )
    yield Line(f"{name}：.wuyou 的文件类型", "五有数据包" if held else "没有登记", "五有数据包", held)
    icons = [_disk(_PROFILE, "Desktop", "五有.lnk"), _disk(_MENU, "五有.lnk"), _disk(_MENU, "卸载五有.lnk")]
    count = sum(icon.exists() for icon in icons)
    yield Line(f"{name}：桌面和开始菜单的图标", f"{count} 个", f"{len(icons)} 个", count == len(icons))


def _photograph(picture: str) -> str:
    """Give the command that takes a picture of the screen, to be found by `_pictured`."""
    return f"import -window root /{wine.HOME}/{picture}.png"


def _walked() -> Iterator[Line]:
    demo = f"wuyou.exe demo --out C:/{_DEMO} --members {PEOPLE} --no-pictures"
    # The demonstration draws no window, and there is no screen here for Qt to find.
    yield _tried("命令行走完一遍", f"wine {_inner(_PROGRAM)}/{demo}", "走完", WINEQT_QPA_PLATFORM="offscreen")


def _seen(setup: Path) -> Iterator[Line]:
    """Open the window with Windows' own platform plugin, and try to install while it runs."""
    shutil.copyfile(setup, _disk("setup-of-a-stick.exe"))
    script = _on_screen(
        f"wine {_inner(_PROGRAM)}/wuyou-window.exe & ours=$!; {_until('· 五有')}{SETTLED}"
        f" {_photograph('window')};"
        " wine C:/setup-of-a-stick.exe /S; echo refused with $?;"
        " xdotool search --name 五有 windowactivate --sync key --clearmodifiers alt+F4; wait $ours;"
        " echo ended with $?"
    )
    code, said = wine.run(wine.CLEAN, script, seconds=WAIT_SECONDS * 4)
    yield _pictured("窗口打开并拍照（windows 平台插件）", "window", not code, said)
    held = f"refused with {wizard.RUNNING}" in said
    yield Line("程序开着时安装", "请先关闭" if held else said[-200:], "请先关闭", held)
    still = registry(wine.CLEAN).get(_LISTED, {}).get("DisplayVersion", "没有")
    yield Line("程序开着时安装，以后的版本", still, OLDER, still == OLDER)
    held = "ended with 0" in said
    yield Line("窗口关闭", "退出码 0" if held else said[-200:], "退出码 0", held)


def _double_clicked() -> Iterator[Line]:
    """Open a parcel by the command its file type is registered with, as Explorer does.

    Wine's own `start` finds no program for any type, not even for one of Wine's own.
    """
    parcels = sorted(_disk(_DEMO, "U盘").glob("*.wuyou"))
    if not parcels:
        yield Line("双击数据包", "演示里没有数据包", "打开五有", False)
        return
    shutil.copyfile(parcels[0], _disk("parcel.wuyou"))
    opens = registry(wine.CLEAN).get(_COMMAND, {}).get("", "")
    command = opens.replace("%1", "C:/parcel.wuyou").replace("\\", "/")
    script = _on_screen(
        f"wine {command or 'nothing'} & {_until('· 五有')}{SETTLED} {_photograph('parcel')};"
        " xdotool search --name 五有 windowactivate --sync key --clearmodifiers alt+F4"
    )
    code, said = wine.run(wine.CLEAN, script, seconds=WAIT_SECONDS * 4)
    yield _pictured("按登记的命令打开数据包", "parcel", not code, said)


def _uninstalled() -> Iterator[Line]:
    place = _disk(_PROGRAM)
    # It copies itself elsewhere and goes on there, so its own end is not the end.
    wait = f"for second in $(seq {WAIT_SECONDS}); do [ -e {_unix(_PROGRAM)} ] || break; sleep 1; done"
    yield _tried("静默卸载", f"wine {_inner(_PROGRAM)}/uninstall.exe /S && {wait}", "卸完")
    yield Line("卸载以后的程序", "还在" if place.exists() else "没有了", "没有了", not place.exists())
    found = registry(wine.CLEAN)
    left = [name for name in found if "Wuyou" in name or name.endswith(".wuyou")]
    left += [path.name for path in _disk(_PROFILE).rglob("*.lnk") if "五有" in path.name]
    yield Line("卸载以后的图标和登记", "、".join(left) or "没有了", "没有了", not left)


def _carried(packed: Path) -> Iterator[Line]:
    """Unpack the folder that needs no installer and open the same data with it."""
    with zipfile.ZipFile(packed) as folder:
        folder.extractall(_disk("解开"))
    place = f"解开/{portable.name(__version__)}"
    told = _disk(place, portable.NOTE).read_bytes().decode("utf-8-sig")
    yield Line("免安装：说明", "写明数据在哪里", "写明数据在哪里", wizard.DATA in told)
    yield _tried("免安装：打开同一份数据", f"wine C:/{place}/wuyou.exe agenda", "打开")


def _by_hand(setup: Path) -> Iterator[Line]:
    """Install as a person does, from page to page by the Return key, into the opened window."""
    shutil.copyfile(setup, _disk("setup-of-a-stick.exe"))
    last = f"{_unix(_PROGRAM)}/uninstall.exe"
    done = f"for second in $(seq {WAIT_SECONDS}); do [ -e {last} ] && break; sleep 1; done;"
    key = "xdotool search --name 五有 windowactivate --sync key --clearmodifiers Return;"
    script = _on_screen(
        f"wine C:/setup-of-a-stick.exe & {_until('五有')} sleep 2; {_photograph('setup')}; {key} {done}"
        f" sleep 5; {_photograph('installed')}; {key} {_until('· 五有')}{SETTLED} {_photograph('opened')};"
        " xdotool search --name 五有 windowactivate --sync key --clearmodifiers alt+F4"
    )
    code, said = wine.run(wine.CLEAN, script, seconds=WAIT_SECONDS * 4)
    for picture, name in (
        ("setup", "安装程序的第一页"),
        ("installed", "安装程序的最后一页"),
        ("opened", "从最后一页打开五有"),
    ):
        yield _pictured(name, picture, not code, said)


def _tried(name: str, script: str, wanted: str, **more: str) -> Line:
    began = perf_counter()
    code, said = wine.run(wine.CLEAN, script, seconds=900, **more)
    if code:
        print(said, file=sys.stderr)
    return Line(name, f"没有{wanted}" if code else f"{perf_counter() - began:.1f} 秒", wanted, not code)


def _pictured(name: str, picture: str, held: bool, said: str) -> Line:
    """Keep a photograph taken inside."""
    taken, kept = wine.ROOT / wine.HOME / f"{picture}.png", PICTURES / f"windows-{picture}.png"
    if not held or not taken.exists():
        print(said, file=sys.stderr)
        return Line(name, "没有打开", "打开", False)
    PICTURES.mkdir(parents=True, exist_ok=True)
    shutil.move(taken, kept)
    return Line(name, str(kept), "打开", True)


def _on_screen(script: str) -> str:
    """Give the command that does something on a screen of its own, with a manager of windows."""
    # Now and then the screen is not there yet when it is asked for first.
    manager = "(for again in 1 2 3 4 5; do openbox && break; sleep 1; done &)"
    return f"xvfb-run -a -s '-screen 0 1366x768x24' sh -c '{manager} ; {script}'"


def _until(title: str) -> str:
    """Wait for a window whose title ends so; where none comes the script ends with 1."""
    return (
        f"for second in $(seq {WAIT_SECONDS // 2}); do"
        f' xwininfo -root -tree | grep -q "{title}" && break; sleep 1; done;'
        f' xwininfo -root -tree | grep -q "{title}" || exit 1;'
    )


def _disk(*names: str) -> Path:
    return wine.drive(wine.CLEAN).joinpath(*names)


def _inner(place: str) -> str:
    """Write a place on the disk C as a program under Wine is told it."""
    return f"C:/{place}"


def _unix(place: str) -> str:
    return f"/{wine.HOME}/{wine.CLEAN}/drive_c/{place}"


def _at_most(name: str, size: int, most: int) -> Line:
    figure = size / frozen_build.MEGABYTE
    return Line(name, f"{figure:.1f} MB", f"≤ {most} MB", figure <= most)


def _same(name: str, before: dict[str, str]) -> Line:
    now = prints(_disk(_DATA))
    held = bool(before) and now == before
    return Line(name, f"{len(now)} 个文件，{'一样' if held else '变了'}", "一样", held)


def prints(folder: Path) -> dict[str, str]:
    """Give the SHA-256 of every file of a folder by its name in it."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def registry(computer: str) -> dict[str, dict[str, str]]:
    """Read the texts of a person's registry on a computer, by key and name; the nameless one is ""."""
    text = (wine.ROOT / wine.HOME / computer / "user.reg").read_text(encoding="utf-8", errors="replace")
    return read_registry(text)


def _plain(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1][1:], 16)) if len(escaped[1]) > 1 else escaped[1]


def read_registry(text: str) -> dict[str, dict[str, str]]:
    """Read the texts of a file of Wine's registry."""
    found: dict[str, dict[str, str]] = {}
    values: dict[str, str] = {}
    for line in text.splitlines():
        if key := re.match(r"\[(.+)\]", line):
            values = found.setdefault(key[1], {})
        elif said := re.fullmatch(r'(?:@|"(.*?)")="(.*)"', line):
            values[said[1] or ""] = re.sub(r"\\(x[0-9a-f]{4}|.)", _plain, said[2])
    return found
