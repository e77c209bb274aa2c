"""Qt's plugin for fcitx, by which people on UOS and Kylin type Chinese; PySide6 brings only ibus's.

Debian's own plugin is taken as it is, checked against a hash, and relabelled with everything else
(`symbols.py`), because it was built with a newer libstdc++ than ours. It speaks to fcitx 4, and to fcitx 5
through the frontend that fcitx 5 keeps for fcitx 4's programs. fcitx 5's own plugin needs Qt's library for
Wayland and a libwayland that old systems lack.
"""

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from installer import roots

RELEASE = "trixie"
PACKAGE = "fcitx-frontend-qt6"
NAME = "libfcitxplatforminputcontextplugin.so"
LICENCE, HOME = "BSD-3-Clause", "https://github.com/fcitx/fcitx-qt5"


@dataclass(frozen=True, slots=True)
class Pinned:
    """A package of Debian: its architecture, its version and its SHA-256."""

    architecture: str
    version: str
    sha256: str


PINNED = {
    "x86_64": Pinned(
        "amd64", "1.2.7-3+b3", "f7d57aa1a6b0ffd2a9f16bef42c1435ee55fdb7730bef4e504dc9e9c8699d736"
    ),
    "aarch64": Pinned(
        "arm64", "1.2.7-3+b3", "59e93198157abd54d38ca9c927a64a782b99064861d112ddcddf29e3c454e8df"
    ),
}


def put(plugins: Path, licence: Path, *, machine: str, work: Path) -> Path:
    """Lay the plugin among Qt's plugins and its licence where it is named; give the plugin's file.

    Raise ValueError where what was fetched is not what is pinned.
    """
    pinned = PINNED[machine]
    shutil.rmtree(work, ignore_errors=True)
    (package,) = (
        path
        for path in roots.fetched(
            [f"{PACKAGE}={pinned.version}"], RELEASE, work, architecture=pinned.architecture
        )
        if path.suffix == ".deb"
    )
    if hashlib.sha256(package.read_bytes()).hexdigest() != pinned.sha256:
        raise ValueError(f"{package.name} is not the package pinned in installer/fcitx.py")
    subprocess.run(["dpkg-deb", "-x", package, work / "open"], check=True)
    (found,) = (work / "open").rglob("libfcitxplatforminputcontextplugin*.so")
    target = plugins / "platforminputcontexts" / NAME
    target.unlink(missing_ok=True)
    shutil.copyfile(found, target)
    licence.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(work / "open" / "usr" / "share" / "doc" / PACKAGE / "copyright", licence)
    return target
