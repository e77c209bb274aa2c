"""Build what offices get: freeze in an old Debian, so that the package runs on older systems than this one.

What is frozen asks for the glibc it was built with. So the freezing happens in a root of Debian 11, by a
Python compiled there, and what is still newer than UOS 20 is relabelled. The root is made once (a quarter of
an hour and more) and kept in `build/roots`; wheels are chosen by this machine for that one. For another
processor the root is that processor's, and all that runs in it is emulated (`arm64`).
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import dev
from installer import build, contents, deb, fcitx, roots, symbols

HERE = platform.machine()
RELEASE = "bullseye"
SHIM = contents.ROOT / "installer" / "linux" / "newer.c"
# Which wheels fit, in uv's words: the newest manylinux not above the system's glibc that PySide6 has.
PLATFORMS = {"x86_64": "x86_64-manylinux_2_28", "aarch64": "aarch64-manylinux_2_31"}
# Where PyInstaller takes a library for a part of its package and keeps it there.
SITE = "opt/python/lib/python3.11/site-packages"
PYTHON = "/opt/python/bin/python3.11"
COMPILING = (
    "build-essential",
    "libbz2-dev",
    "libexpat1-dev",
    "libffi-dev",
    "liblzma-dev",
    "libsqlite3-dev",
    "libssl-dev",
    "uuid-dev",
    "zlib1g-dev",
    "libcups2",
)
# The source is the one of the Debian that has this Python, with all it has mended since, from this patch on;
# those before it only move things to where Debian wants them.
_SOURCE, _FIRST_MENDED = "bookworm", "frame_dealloc-crash.diff"
_COMPILE = f"""
cd /tmp/source
mkdir python
tar -xf *.orig.tar.* -C python --strip-components=1
tar -xf *.debian.tar.*
cd python
grep -q '^{_FIRST_MENDED}$' ../debian/patches/series
sed -n '/^{_FIRST_MENDED}$/,$p' ../debian/patches/series |
    while read -r one; do patch -p1 -s < "../debian/patches/$one" || exit 1; done
# One of them takes for granted that Debian builds this module as a part of the interpreter.
sed -i '1i #define Py_BUILD_CORE_MODULE 1' Modules/pyexpat.c
gcc -O2 -fPIC -Wall -c -o /opt/newer.o /opt/newer.c
./configure -q --prefix=/opt/python --enable-shared --with-ensurepip=no --with-system-expat \\
    LIBS='/opt/newer.o -lpthread -ldl' LDFLAGS=-Wl,-rpath,/opt/python/lib
make -s -j"$(nproc)"
make -s install
/opt/python/bin/python3.11 -c 'import bz2, ctypes, hashlib, lzma, pyexpat, ssl, uuid, zlib, _elementtree'
rm -rf /tmp/source
"""
_COPIED = (*contents.PACKAGES, "resources", "installer", "dev.py", "pyproject.toml", "requirements.lock")
_BESIDE = ("CHANGELOG.md", "THIRD_PARTY.md")


def root(machine: str = HERE) -> Path:
    """Give where the old system for a machine lies."""
    return roots.PLACE / f"{RELEASE}-builder{_of(machine)}"


def frozen(machine: str = HERE) -> Path:
    """Give the folder that was frozen last for a machine."""
    return _made(machine) / contents.NAME


def bare(machine: str = HERE) -> Path:
    """Give the bare window that was frozen last for a machine."""
    return _made(machine) / contents.BARE / contents.BARE


def _made(machine: str) -> Path:
    return build.WORK / f"release{_of(machine)}"


def _of(machine: str) -> str:
    return "" if machine == HERE else f"-{machine}"


def packages(machine: str = HERE) -> list[Path]:
    """Freeze in the old root, relabel, and give the .deb and the archive; raise where anything fails."""
    builder(machine)
    fill(machine)
    print("在 Debian 11 里打成一个文件夹 …", file=sys.stderr, flush=True)
    inside, folder = root(machine), frozen(machine)
    roots.demand(inside, ["sh", "-c", f"cd /src && exec {PYTHON} -m installer frozen"])
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(inside / "src" / build.FROZEN.relative_to(contents.ROOT), folder)
    shutil.copytree(inside / "opt" / "licences", folder / "licenses", dirs_exist_ok=True)
    relabel(folder)
    made = deb.make(folder, build.OUT, machine=machine, work=build.WORK)
    return [made, deb.archive(folder, build.OUT, machine=machine)]


def freeze_bare() -> None:
    """Freeze a bare window in the old root, which `packages` has made ready."""
    roots.demand(root(), ["sh", "-c", f"cd /src && exec {PYTHON} -m installer bare"])
    shutil.rmtree(bare().parent, ignore_errors=True)
    shutil.move(root() / "src" / build.BARE.parent.relative_to(contents.ROOT), bare().parent)


def relabel(folder: Path) -> None:
    """Let a folder ask only for what UOS 20 has; raise ValueError where libpython does not give the rest."""
    for line in symbols.relabel(symbols.binaries(folder)):
        print(f"换成旧的版本号：{line}", file=sys.stderr)
    (python,) = (folder / "_internal").glob("libpython3.*.so.1.0")
    if lacking := symbols.lacking(folder, python):
        raise ValueError(f"nothing gives {', '.join(lacking)}")


def builder(machine: str = HERE) -> None:
    """Make the root with its own Python, unless it is there and made by the same recipe."""
    inside, libraries = root(machine), [*dev.LIBRARIES.values()]
    if deb.ARCHITECTURES[machine] in deb.MORE_DEPENDS:
        libraries += deb.MORE_DEPENDS[deb.ARCHITECTURES[machine]]
    recipe = (_COMPILE, *COMPILING, *libraries, SHIM.read_text(encoding="utf-8"))
    stamp, now = inside / "opt" / "recipe", hashlib.sha256("\n".join(recipe).encode()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == now:
        return
    print("做一个 Debian 11，在里面编译 Python，要一刻钟以上 …", file=sys.stderr, flush=True)
    foreign = "" if machine == HERE else deb.ARCHITECTURES[machine]
    roots.bootstrap(RELEASE, inside, [*COMPILING, *libraries], architecture=foreign)
    roots.fetched(["python3.11"], _SOURCE, inside / "tmp" / "source", source=True)
    shutil.copyfile(SHIM, inside / "opt" / SHIM.name)
    roots.demand(inside, ["nice", "sh", "-e", "-c", _COMPILE])
    stamp.write_text(now, encoding="ascii")


def wheels(site: Path, machine: str) -> None:
    """Bring what requirements.lock pins for Linux on a machine into a folder, whatever machine this is."""
    shutil.rmtree(site, ignore_errors=True)
    command = [sys.executable, "-m", "uv", "--quiet", "pip", "install", "--target", str(site)]
    chosen = ["--python-platform", PLATFORMS[machine], "--python-version", "3.11", "--only-binary", ":all:"]
    subprocess.run(
        [*command, *chosen, "--require-hashes", "-r", str(dev.LOCK)],
        check=True,
        env=os.environ | dev.uv_settings(),
    )


def fill(machine: str = HERE) -> None:
    """Copy the project as it lies here into the root, and bring what requirements.lock pins for it."""
    inside = root(machine)
    shutil.rmtree(inside / "src", ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__")
    for name in (*_COPIED, *_BESIDE):
        source, target = contents.ROOT / name, inside / "src" / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignored)
        else:
            shutil.copyfile(source, target)
    wheels(inside / SITE, machine)
    fcitx.put(
        inside / SITE / "PySide6" / "Qt" / "plugins",
        inside / "opt" / "licences" / "fcitx-qt5" / "copyright",
        machine=machine,
        work=build.WORK / "fcitx",
    )
