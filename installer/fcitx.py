"""Qt's plugin for fcitx, by which people on UOS and Kylin type Chinese; PySide6 brings only ibus's.

Debian's own plugin is taken as it is, checked against a hash, and relabelled with everything else
(`symbols.py`), because it was built with a newer libstdc++ than ours. It speaks to fcitx 4, and to fcitx 5
through the frontend that fcitx 5 keeps for fcitx 4's programs. fcitx 5's own plugin needs Qt's library for
Wayland and a libwayland that old systems lack.
"""

import hashlib
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from installer import roots

RELEASE = "trixie"
PACKAGE = "fcitx-frontend-qt6"
NAME = "libfcitxplatforminputcontextplugin.so"


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
    """Fetch the plugin, lay it among Qt's and its licence where it is named; give the plugin's file."""
    pinned = PINNED[machine]
    shutil.rmtree(work, ignore_errors=True)
    asked = [f"{PACKAGE}={pinned.version}"]
    files = roots.fetched(asked, RELEASE, work, architecture=pinned.architecture)
    (package,) = (path for path in files if path.suffix == ".deb")
    return lay(package, pinned, plugins, licence)


def lay(package: Path, pinned: Pinned, plugins: Path, licence: Path) -> Path:
    """Take plugin and licence out of a package; raise ValueError where it is not the one that is pinned."""
    if hashlib.sha256(package.read_bytes()).hexdigest() != pinned.sha256:
        raise ValueError(f"{package.name} is not the package pinned in installer/fcitx.py")
    target = plugins / "platforminputcontexts" / NAME
    with tempfile.TemporaryDirectory() as name:
        subprocess.run(["dpkg-deb", "-x", package, name], check=True)
        (found,) = Path(name).rglob("libfcitxplatforminputcontextplugin*.so")
        for source, place in ((found, target), (Path(name, "usr/share/doc", PACKAGE, "copyright"), licence)):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.unlink(missing_ok=True)
            shutil.copyfile(source, place)
    return target
