"""Wrap the frozen folder for Linux: a .deb, and an archive that installs without an administrator."""

import gzip
import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Final

from app import RELEASED, __version__
from installer import contents, symbols

PLACE = Path("opt/wuyou")
LINUX = contents.ROOT / "installer" / "linux"
ICON = contents.ROOT / "resources" / "icons" / "wuyou.svg"
# What a desktop has anyway: graphics, and what `contents.FROM_SYSTEM` leaves to it. Newer Debians have
# renamed some of them; both names are given.
DEPENDS = (
    "libegl1",
    "libgl1",
    "libx11-6",
    "libx11-xcb1",
    "libxcb1",
    "libdbus-1-3",
    "libglib2.0-0 | libglib2.0-0t64",
    "fontconfig-config",
)
# Qt's wheel for arm64 is an older one, and its xcb plugin still speaks session management.
MORE_DEPENDS = {"arm64": ("libsm6", "libice6")}
RECOMMENDS = ("libcups2 | libcups2t64",)
_XZ: Final = 9
"""How hard xz tries: 64 MB of memory for whoever unpacks."""
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def control(*, architecture: str, kilobytes: int, glibc: str) -> str:
    """Write the control file; `kilobytes` is the installed size, `glibc` the oldest that will do."""
    depends = (f"libc6 (>= {glibc})", *DEPENDS, *MORE_DEPENDS.get(architecture, ()))
    return (
        f"Package: {contents.NAME}\n"
        f"Version: {__version__}\n"
        f"Architecture: {architecture}\n"
        "Maintainer: Wuyou maintainers <maintainers@wuyou.invalid>\n"
        f"Installed-Size: {kilobytes}\n"
        f"Depends: {', '.join(depends)}\n"
        f"Recommends: {', '.join(RECOMMENDS)}\n"
        "Section: misc\n"
        "Priority: optional\n"
        "Description: 五有：乡镇党校的一张办公桌\n"
        " 五有清单和佐证、党员名册、培训班、签到表、学时、结业证书，以及用U盘交给县里的数据包。\n"
        " 全部离线；数据放在各人的主目录里，卸载不动数据。\n"
    )


def tree(frozen: Path, root: Path) -> None:
    """Lay the files of the package out under `root` as they will lie on the machine."""
    share = root / "usr" / "share"
    shutil.copytree(frozen, root / PLACE, symlinks=True)
    for source, target in (
        (LINUX / "wuyou.desktop", share / "applications" / "wuyou.desktop"),
        (LINUX / "wuyou.xml", share / "mime" / "packages" / "wuyou.xml"),
        (ICON, share / "icons" / "hicolor" / "scalable" / "apps" / "wuyou.svg"),
        (contents.ROOT / "THIRD_PARTY.md", share / "doc" / contents.NAME / "THIRD_PARTY.md"),
    ):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    changes = (contents.ROOT / "CHANGELOG.md").read_bytes()
    (share / "doc" / contents.NAME / "changelog.gz").write_bytes(gzip.compress(changes, mtime=0))
    commands = root / "usr" / "bin"
    commands.mkdir(parents=True)
    for name in (contents.NAME, contents.WINDOW):
        (commands / name).symlink_to(f"/{PLACE}/{name}")
    for path in [root, *root.rglob("*")]:
        if path.is_symlink():
            continue
        runs = path.is_dir() or path.parent == root / PLACE or ".so" in path.name
        path.chmod(0o755 if runs else 0o644)


def make(frozen: Path, out: Path, *, machine: str, work: Path, quick: bool = False) -> Path:
    """Make the .deb in `out` and give its path; `quick` packs loosely, for a check and not for a stick.

    Packed with xz, because the dpkg of older systems cannot read zstd.
    """
    root = work / "deb"
    shutil.rmtree(root, ignore_errors=True)
    tree(frozen, root)
    size = sum(path.lstat().st_size for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    said = control(
        architecture=ARCHITECTURES[machine], kilobytes=size // 1024, glibc=symbols.newest(root / PLACE)
    )
    (root / "DEBIAN").mkdir()
    (root / "DEBIAN" / "control").write_text(said, encoding="utf-8")
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"{contents.NAME}_{__version__}_{ARCHITECTURES[machine]}.deb"
    pack = ["-Zgzip", "-z1"] if quick else ["-Zxz", f"-z{_XZ}"]
    subprocess.run(
        ["dpkg-deb", *pack, "--root-owner-group", "--build", root, target],
        check=True,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"SOURCE_DATE_EPOCH": _released()},
    )
    return target


def archive(frozen: Path, out: Path, *, machine: str) -> Path:
    """Make the archive that `sh install.sh` puts into a person's home.

    Packed with xz, which every tar of these systems unpacks by itself; not all of them know zstd.
    """
    name = f"{contents.NAME}-{__version__}-{ARCHITECTURES[machine]}"
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"{name}.tar.xz"
    with tarfile.open(target, "w:xz", preset=_XZ) as tar:
        tar.add(frozen, f"{name}/program", filter=_nobodys)
        for path in (LINUX / "install.sh", LINUX / "wuyou.desktop", LINUX / "wuyou.xml", ICON):
            tar.add(path, f"{name}/{path.name}", filter=_nobodys)
    return target


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


def _released() -> str:
    """Give the day of this version in seconds since 1970, so that two builds differ in nothing by date."""
    said = subprocess.run(["date", "-u", "-d", RELEASED, "+%s"], capture_output=True, text=True, check=True)
    return said.stdout.strip()
