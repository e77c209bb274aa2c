"""fcitx's plugin: taken out of Debian's package, if it is the one that is pinned."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from installer import contents, fcitx

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("dpkg-deb"), reason="needs Debian's packer"
)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package laid out like Debian's, with a few bytes for a plugin."""
    root = tmp_path / "root"
    for name, text in (
        ("DEBIAN/control", "Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n"),
        ("usr/lib/qt6/plugins/platforminputcontexts/libfcitxplatforminputcontextplugin-qt6.so", "plugin"),
        (f"usr/share/doc/{fcitx.PACKAGE}/copyright", "licence"),
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="ascii")
    target = tmp_path / "x.deb"
    subprocess.run(["dpkg-deb", "-b", root, target], check=True, capture_output=True)
    return target


def pinned(package: Path) -> fcitx.Pinned:
    return fcitx.Pinned("amd64", "1", hashlib.sha256(package.read_bytes()).hexdigest())


def test_plugin_and_licence_are_laid_where_they_belong(package: Path, tmp_path: Path) -> None:
    licence = tmp_path / "licences" / "copyright"
    laid = fcitx.lay(package, pinned(package), tmp_path / "PySide6" / "Qt" / "plugins", licence)
    assert laid.read_text() == "plugin"
    assert licence.read_text() == "licence"
    # The spec lets it through under this name.
    assert contents.is_wanted(laid.relative_to(tmp_path).as_posix())


def test_another_package_than_the_pinned_one_is_refused(package: Path, tmp_path: Path) -> None:
    with package.open("ab") as file:
        file.write(b"more")
    wrong = fcitx.Pinned("amd64", "1", "0" * 64)
    with pytest.raises(ValueError, match="x.deb is not the package pinned"):
        fcitx.lay(package, wrong, tmp_path / "plugins", tmp_path / "copyright")
    assert not (tmp_path / "plugins").exists()
    assert not (tmp_path / "copyright").exists()
