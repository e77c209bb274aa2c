"""Make the Windows packages: on Windows as it is, on Linux under Wine; the packages are the same."""

import shutil
import subprocess
import sys
from pathlib import Path

from app import __version__
from installer import build, contents
from installer.windows import looks, portable, python, wine, wizard

WORK = build.WORK / "windows"
TREES = ("app", "db", "resources", "installer")
FILES = ("dev.py", "pyproject.toml", "requirements.lock")
"""What the program and its recipe are made of, copied to the computer that builds."""
_HERE = f"/{wine.HOME}/{wine.BUILDING}/drive_c"
FREEZE_SECONDS = 3600


def packages() -> list[Path]:
    """Make the installer and the folder in a .zip, and give both; without makensis the folder alone."""
    frozen = freeze()
    made = [portable.pack(frozen, build.OUT, version=__version__)]
    if sys.platform == "linux" or makensis():
        made.insert(0, installer(frozen, build.OUT / setup_name(__version__), version=__version__))
    else:
        print("没有 makensis，所以只做了免安装的压缩包。装上 NSIS 3 以后再做一次，就有安装程序。")
    return made


def setup_name(version: str) -> str:
    """Give the installer's file name."""
    return f"{contents.NAME}-{version}-setup.exe"


def frozen_folder() -> Path:
    """Give the folder that `freeze` leaves."""
    if sys.platform == "win32":
        return build.FROZEN
    return wine.drive(wine.BUILDING) / "src" / build.FROZEN.relative_to(contents.ROOT)


def freeze() -> Path:
    """Run PyInstaller on Windows or under Wine; give the folder with licences and everything it needs."""
    if sys.platform == "win32":
        frozen = build.freeze()
    else:
        wine.ready()
        python.bring()
        copy_tree(wine.drive(wine.BUILDING) / "src")
        script = f"cd {_HERE}/src && wine C:/py/python.exe -X utf8 -m installer frozen"
        code, said = wine.run(wine.BUILDING, script, seconds=FREEZE_SECONDS)
        frozen = frozen_folder()
        if code or not (frozen / f"{contents.WINDOW}.exe").exists():
            raise RuntimeError(said)
    shutil.copyfile(contents.ROOT / "THIRD_PARTY.md", frozen / "THIRD_PARTY.md")
    return frozen


def copy_tree(target: Path) -> Path:
    """Copy what is frozen, without what running it here left behind; PyInstaller's own notes stay."""
    for name in TREES:
        shutil.rmtree(target / name, ignore_errors=True)
        shutil.copytree(
            contents.ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
        )
    for name in FILES:
        shutil.copyfile(contents.ROOT / name, target / name)
    return target


def installer(frozen: Path, target: Path, *, version: str, quick: bool = False) -> Path:
    """Make an installer of a frozen folder; raise where makensis does not like its script."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        program = makensis()
        assert program is not None
        icon, banner = looks.icon(WORK / "wuyou.ico"), looks.banner(WORK / "wuyou.bmp")
        load = wizard.payload(frozen, version=version, icon=str(icon), banner=str(banner), out=str(target))
        wizard.pack(wizard.script(load, quick=quick), WORK / "wuyou.nsi", makensis=[str(program)])
        return target
    # Seen from inside the root, where makensis is.
    inner = "/" + frozen.relative_to(wine.ROOT).as_posix()
    work = wine.ROOT / wine.HOME
    icon, banner = looks.icon(work / "wuyou.ico"), looks.banner(work / "wuyou.bmp")
    load = wizard.payload(
        frozen,
        version=version,
        icon=f"/{wine.HOME}/{icon.name}",
        banner=f"/{wine.HOME}/{banner.name}",
        out=f"/{wine.HOME}/{target.name}",
        seen_as=inner,
    )
    wizard.write(wizard.script(load, quick=quick), work / "wuyou.nsi")
    code, said = wine.run(
        wine.BUILDING,
        " ".join(["makensis", *wizard.STRICT, f"/{wine.HOME}/wuyou.nsi"]),
        seconds=FREEZE_SECONDS,
    )
    if code:
        raise RuntimeError(said)
    shutil.move(work / target.name, target)
    return target


def makensis() -> Path | None:
    """Find makensis on this Windows, on the path or where its own installer puts it."""
    found = shutil.which("makensis")
    usual = [Path(f"C:/Program Files{also}/NSIS/makensis.exe") for also in (" (x86)", "")]
    return next((path for path in ([Path(found)] if found else []) + usual if path.exists()), None)


def main(arguments: list[str]) -> int:
    """Make the packages, or make and try them; give the exit code."""
    if arguments not in ([], ["--check"]):
        print("--windows 后面只能带 --check。", file=sys.stderr)
        return 2
    try:
        if "--check" in arguments:
            from installer.windows import check  # noqa: PLC0415 - only Linux can try

            return check.main()
        for path in packages():
            print(f"{path}　{path.stat().st_size / build.MEGABYTE:.1f} MB")
    except (RuntimeError, subprocess.CalledProcessError) as error:
        print(f"没有做成：{error}", file=sys.stderr)
        return 1
    return 0
