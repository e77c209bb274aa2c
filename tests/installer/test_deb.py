"""The Debian package: its control file, its desktop entry, its file type, and what lies where."""

import configparser
import lzma
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app import __version__
from app.exchange import envelopes, handovers
from app.exchange.updates import ENDINGS
from app.ui import files
from installer import check, contents, deb, fcitx, release

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Debian packages are made on Linux")


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    """A folder like the one PyInstaller leaves, with a program that is really one."""
    folder = tmp_path / "frozen"
    (folder / "_internal").mkdir(parents=True)
    shutil.copyfile("/bin/true", folder / contents.NAME)
    (folder / contents.WINDOW).symlink_to(contents.NAME)
    (folder / "_internal" / "data.txt").write_text("数据", encoding="utf-8")
    return folder


def fields(control: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in control.splitlines() if not line.startswith(" "))


def test_the_control_file_asks_for_little_and_says_what_it_is() -> None:
    said = fields(deb.control(architecture="amd64", kilobytes=180_000, glibc="2.28"))
    assert said["Package"] == "wuyou"
    assert said["Version"] == __version__
    assert said["Architecture"] == "amd64"
    assert said["Installed-Size"] == "180000"
    depends = said["Depends"].split(", ")
    assert depends[0] == "libc6 (>= 2.28)"
    assert len(depends) <= 9
    assert not re.search(r"python|qt|pyside|sqlite", said["Depends"], re.IGNORECASE)


def test_an_arm64_desk_needs_what_its_older_qt_needs() -> None:
    said = fields(deb.control(architecture="arm64", kilobytes=180_000, glibc="2.31"))
    assert said["Architecture"] == "arm64"
    assert said["Depends"].endswith(", libsm6, libice6")
    assert set(deb.ARCHITECTURES) == set(release.PLATFORMS) == set(fcitx.PINNED)
    for machine, pinned in fcitx.PINNED.items():
        assert pinned.architecture == deb.ARCHITECTURES[machine]
        assert re.fullmatch(r"[0-9a-f]{64}", pinned.sha256)


def test_what_is_left_to_the_system_is_asked_of_it() -> None:
    more = (one for asked in deb.MORE_DEPENDS.values() for one in asked)
    asked = " ".join((*deb.DEPENDS, *more, *deb.RECOMMENDS))
    for library in contents.FROM_SYSTEM:
        stem = re.match(r"lib([a-zA-Z0-9-]+?)(-2\.0)?\.so", library)
        assert stem is not None
        name = {"gio": "glib", "gobject": "glib", "gthread": "glib", "gmodule": "glib"}.get(stem[1], stem[1])
        assert f"lib{name.lower()}" in asked, library


def test_a_package_is_made_and_read_back(frozen: Path, tmp_path: Path) -> None:
    made = deb.make(frozen, tmp_path / "out", machine="x86_64", work=tmp_path / "work")
    assert made.name == f"wuyou_{__version__}_amd64.deb"
    read = {"check": True, "capture_output": True, "text": True}
    control = fields(subprocess.run(["dpkg-deb", "-f", made], **read).stdout)  # type: ignore[call-overload]
    assert re.fullmatch(r"libc6 \(>= 2\.\d+\), .+", control["Depends"])
    assert (2, 0) < check.needed_glibc(made) < (3, 0)
    listing = subprocess.run(["dpkg-deb", "-c", made], **read).stdout  # type: ignore[call-overload]
    assert re.search(r"-rwxr-xr-x root/root .* \./opt/wuyou/wuyou\n", listing)
    assert "./opt/wuyou/wuyou-window -> wuyou" in listing
    assert "./usr/bin/wuyou -> /opt/wuyou/wuyou\n" in listing
    assert "./usr/bin/wuyou-window -> /opt/wuyou/wuyou-window\n" in listing
    assert re.search(r"-rw-r--r-- root/root .* \./opt/wuyou/_internal/data\.txt\n", listing)
    for path in (
        "applications/wuyou.desktop",
        "mime/packages/wuyou.xml",
        "icons/hicolor/scalable/apps/wuyou.svg",
    ):
        assert f"./usr/share/{path}" in listing
    members = subprocess.run(["ar", "t", made], **read).stdout  # type: ignore[call-overload]
    # The dpkg of older systems cannot read zstd.
    assert "data.tar.xz" in members.split()


def test_the_desktop_entry_opens_the_window() -> None:
    entry = deb.LINUX / "wuyou.desktop"
    read = configparser.ConfigParser(interpolation=None)
    read.read(entry, encoding="utf-8")
    said = read["Desktop Entry"]
    assert said["Name"] == "五有"
    assert said["Exec"] == f"/{deb.PLACE}/{contents.WINDOW} %f"
    assert said["MimeType"] == "".join(f"{kind};" for kind in KINDS)
    assert said["Icon"] == contents.NAME
    if shutil.which("desktop-file-validate"):
        assert (
            subprocess.run(["desktop-file-validate", entry], capture_output=True, check=False).stdout == b""
        )


KINDS = {
    "application/x-wuyou": "*.wuyou",
    "application/x-wuyou-card": "*.wycard",
    "application/x-wuyou-handover": "*.jiaojie",
}


def test_what_a_double_click_opens_has_types_of_its_own() -> None:
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    kinds = ElementTree.parse(deb.LINUX / "wuyou.xml").getroot().findall(f"{space}mime-type")
    globs = {
        kind.get("type"): [glob.get("pattern") for glob in kind.findall(f"{space}glob")] for kind in kinds
    }
    assert globs == {kind: [glob] for kind, glob in KINDS.items()}
    for suffix in (envelopes.SUFFIX, files.CARD_SUFFIX, handovers.SUFFIX):
        assert f"*{suffix}" in KINDS.values()


def installed(frozen: Path, tmp_path: Path, *, home: Path, remove: bool = False) -> str:
    """Unpack the archive and run its script as a person with this home."""
    archive = deb.archive(frozen, tmp_path / "out", machine="x86_64")
    (tmp_path / "unpacked").mkdir(exist_ok=True)
    subprocess.run(["tar", "-xf", archive, "-C", tmp_path / "unpacked"], check=True)
    script = tmp_path / "unpacked" / f"wuyou-{__version__}-amd64" / "install.sh"
    done = subprocess.run(
        ["sh", script, *(["--remove"] if remove else [])],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
    )
    return done.stdout


def test_the_archive_is_one_that_every_tar_unpacks(frozen: Path, tmp_path: Path) -> None:
    archive = deb.archive(frozen, tmp_path, machine="x86_64")
    assert archive.name == f"wuyou-{__version__}-amd64{ENDINGS['archive']}"
    # What xz's own files begin with; 64 MB, its largest common dictionary, is all that unpacking needs.
    assert archive.read_bytes()[:6] == b"\xfd7zXZ\0"
    assert lzma.decompress(archive.read_bytes(), memlimit=80_000_000)
    with tarfile.open(archive) as tar:
        assert {entry.uname for entry in tar} == {"root"}


def test_a_person_without_rights_installs_upgrades_and_removes_it(frozen: Path, tmp_path: Path) -> None:
    home = tmp_path / "家 里"
    share = home / ".local" / "share"
    (share / "wuyou").mkdir(parents=True)
    (share / "wuyou" / "school.db").write_bytes(b"register")
    assert "五有已装好" in installed(frozen, tmp_path, home=home)
    program = share / "wuyou-program"
    (program / "_internal" / "of an older version").write_bytes(b"")
    installed(frozen, tmp_path, home=home)
    assert not (program / "_internal" / "of an older version").exists()
    assert (program / contents.WINDOW).exists()
    assert (home / ".local" / "bin" / "wuyou").resolve() == (program / "wuyou").resolve()
    entry = (share / "applications" / "wuyou.desktop").read_text(encoding="utf-8")
    assert f'Exec="{program}/wuyou-window" %f\n' in entry
    assert "五有已卸载" in installed(frozen, tmp_path, home=home, remove=True)
    assert sorted(path.name for path in share.iterdir()) == ["applications", "icons", "mime", "wuyou"]
    assert (share / "wuyou" / "school.db").read_bytes() == b"register"
    assert not [path for path in share.rglob("wuyou*") if path != share / "wuyou"]
