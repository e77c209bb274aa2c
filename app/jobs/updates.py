"""Updates by stick: find a newer version, make sure of it, bring it here after a copy of the data, start it.

There is no network to ask. What a stick holds is offered only where the makers signed it, it is for this
computer, and it is newer than this program: never an older one, for it could not read the data.
"""

import contextlib
import os
import platform
import re
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import app
from app import paths
from app.errors import UserError
from app.exchange import faults, parts, sticks, updates
from app.exchange.updates import Release
from app.jobs import backups, files
from app.progress import Tell
from db.register import Register

KEYS = "release-keys.txt"
MOST_FILES = 200
MOST_ENTRIES = 5000
SPARE_BYTES = 50 * 1024**2
_ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
_DEB_PLACES = ("/opt/", "/usr/")
_NAMED = re.compile(r"wuyou[_-](\d+\.\d+\.\d+)[_-]")


@dataclass(frozen=True, slots=True)
class Machine:
    """What an installer must be for: a system, an architecture, and the kind of file that installs here."""

    system: str
    architecture: str
    kind: str


@dataclass(frozen=True, slots=True)
class Found:
    """A newer version for this computer: what its makers say of it, and where it lies."""

    release: Release
    installer: Path

    @property
    def sentence(self) -> str:
        """Say what it is."""
        return f"U盘上有新版本 {self.release.version}（{self.release.released}），签名正确。"


@dataclass(frozen=True, slots=True)
class Looked:
    """What a stick brings: the newest version that may be taken, or None, and sentences about the rest."""

    found: Found | None
    refused: tuple[str, ...]
    passed_over: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Say what was found, or that there is nothing newer."""
        if self.found:
            return self.found.sentence
        if self.refused:
            return self.refused[0]
        return " ".join((*self.passed_over, f"没有比本机的 {app.__version__} 版更新的版本。"))


@dataclass(frozen=True, slots=True)
class Launch:
    """How an installer is started: the command, and what a person does by hand where that does not work."""

    command: tuple[str, ...]
    by_hand: str


def this_machine() -> Machine:
    """Tell what this computer is and how the program came here, by package, archive or installer."""
    architecture = _ARCHITECTURES.get(platform.machine().lower(), platform.machine())
    if sys.platform == "win32":
        return Machine("windows", architecture, "setup")
    frozen_at_home = getattr(sys, "frozen", False) and not sys.executable.startswith(_DEB_PLACES)
    return Machine("linux", architecture, "archive" if frozen_at_home else "deb")


def shipped_keys() -> tuple[bytes, ...]:
    """Give the public keys of the makers that this program trusts."""
    said = (paths.resources() / "data" / KEYS).read_text(encoding="utf-8").splitlines()
    return tuple(bytes.fromhex(line.split()[0]) for line in said if line.strip() and not line.startswith("#"))


def look(place: Path, *, machine: Machine, trusted: Collection[bytes]) -> Looked:
    """Look for newer versions in a folder or on a stick, and in its folders, one deep.

    The signature is checked, and the installer's length; its content is when it is taken, for that reads all
    of it. Raise `UserError` where the stick cannot be read.
    """
    found: list[Found] = []
    refused: list[str] = []
    passed_over: list[str] = []
    with faults.told(sticks.PLACE):
        for signature in _signatures(place):
            try:
                one = _read(signature, trusted)
                why_not = _unfit(one.release, machine)
                if why_not:
                    passed_over.append(why_not)
                else:
                    _refuse_other_length(one)
                    found.append(one)
            except UserError as error:
                refused.append(f"{signature.name.removesuffix(updates.SUFFIX)} {error}")
    best = max(found, key=lambda one: updates.number(one.release.version), default=None)
    return Looked(best, tuple(refused), tuple(dict.fromkeys(passed_over)))


def take(
    db: Register, found: Found, *, folder: Path, machine: Machine, trusted: Collection[bytes], tell: Tell
) -> Path:
    """Copy the data, then bring an installer into the data folder, and give it once it was checked there.

    What the stick says is read again: it may be another one by now. Raise `UserError` where the installer is
    not what was signed, or the disk has no room; then nothing of it is left here.
    """
    release = _read(updates.signature_of(found.installer), trusted).release
    why_not = _unfit(release, machine)
    if why_not or release.file != found.installer.name:
        raise UserError(why_not or "U盘上的文件换过了，没有更新。请再查找一次。")
    tell(0, release.size, "先做一份备份")
    backups.back_up(db, folder, why="更新前")
    place = paths.updates(folder)
    _clear(place)
    free = shutil.disk_usage(folder).free
    if 0 < free < release.size + SPARE_BYTES:
        raise UserError(
            f"本机磁盘只剩 {free // 1024**2} MB，放不下安装文件，没有更新。请腾出空间后再试一次。"
        )
    place.mkdir()
    try:
        _bring(found.installer, place / release.file, release, tell)
        signature = updates.signature_of(found.installer).read_bytes()
        files.keep(updates.signature_of(place / release.file), signature)
    except BaseException:
        _clear(place)
        raise
    return place / release.file


def launch(installer: Path, machine: Machine) -> Launch:
    """Give the command that installs what `take` brought, and what a person types where it does not work."""
    where = str(installer)
    if machine.kind == "setup":
        return Launch((where,), f"双击 {where}")
    if machine.kind == "deb":
        return Launch(("xdg-open", where), f"sudo dpkg -i {shlex.quote(where)}")
    inside = installer.name.removesuffix(updates.ENDINGS["archive"])
    by_hand = (
        f"cd {shlex.quote(str(installer.parent))} && tar -xf {shlex.quote(installer.name)} "
        f"&& sh {shlex.quote(f'{inside}/install.sh')}"
    )
    return Launch(("sh", "-c", by_hand), by_hand)


def start(wanted: Launch) -> None:
    """Start an installer apart from this program, which may end meanwhile; raise `UserError`."""
    try:
        subprocess.Popen(  # noqa: S603 - a signed installer, or the desktop's own opener
            wanted.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=_environment(os.environ),
        )
    except OSError as error:
        raise UserError(f"安装文件已核对好，但没有启动起来。请自己来：{wanted.by_hand}。") from error


def tidy(folder: Path) -> None:
    """Take an installer away that has done its work: one that is not above the present version."""
    place = paths.updates(folder)
    names = [one.name for one in place.glob("*")] if place.is_dir() else []
    said = [found[1] for name in names if (found := _NAMED.search(name))]
    if names and not any(updates.newer(version, app.__version__) for version in said):
        _clear(place)


def _environment(present: Mapping[str, str]) -> dict[str, str]:
    """Give a started program the system's own libraries, not those in our frozen folder."""
    passed = dict(present)
    before = passed.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is not None:
        passed["LD_LIBRARY_PATH"] = before
    elif getattr(sys, "frozen", False):
        passed.pop("LD_LIBRARY_PATH", None)
    return passed


def _signatures(place: Path) -> list[Path]:
    """List the plain files named like signatures in a folder and the folders in it, but no links."""
    here = _entries(place)
    found = [Path(one.path) for one in here if _is_signature(one)]
    for folder in [one for one in here if one.is_dir(follow_symlinks=False)][:MOST_FILES]:
        with contextlib.suppress(PermissionError):  # the system's own folders on a stick are nobody's
            found += [Path(one.path) for one in _entries(Path(folder.path)) if _is_signature(one)]
    return sorted(found)[:MOST_FILES]


def _entries(folder: Path) -> "list[os.DirEntry[str]]":
    with os.scandir(folder) as entries:
        return list(islice(entries, MOST_ENTRIES))


def _is_signature(entry: "os.DirEntry[str]") -> bool:
    return entry.name.endswith(updates.SUFFIX) and entry.is_file(follow_symlinks=False)


def _read(signature: Path, trusted: Collection[bytes]) -> Found:
    with faults.told(sticks.PLACE), signature.open("rb") as file:
        data = file.read(updates.MAX_FILE + 1)
    release = updates.read(data, trusted=trusted)
    return Found(release, signature.with_name(release.file))


def _unfit(release: Release, machine: Machine) -> str:
    """Say why a version is not for this computer, or give ""."""
    if not updates.newer(release.version, app.__version__):
        return f"U盘上的 {release.version} 版不比本机的 {app.__version__} 版新，不用装。"
    if Machine(release.system, release.architecture, release.kind) != machine:
        return f"{release.file} 不是给这台电脑的，没有用它。"
    return ""


def _refuse_other_length(found: Found) -> None:
    """Raise the end of a sentence where an installer is not there, or shorter or longer than was signed."""
    path, size = found.installer, found.release.size
    try:
        status = path.lstat()
    except FileNotFoundError:
        raise UserError("不在签名文件旁边。请把两个文件一起拷到U盘上。") from None
    if not stat.S_ISREG(status.st_mode):
        raise UserError(updates.ALTERED)
    if status.st_size != size:
        raise UserError(updates.CUT if status.st_size < size else updates.ALTERED)


def _bring(source: Path, target: Path, release: Release, tell: Tell) -> None:
    """Copy an installer and read the copy back; raise `UserError` where it is not what was signed."""
    with faults.told("本机磁盘"), parts.opened(target.parent) as (part, file):
        with faults.told(sticks.PLACE), source.open("rb") as original:
            for block in _blocks(original, release.size, tell):
                parts.write(file, block)
        parts.flush(file)
        file.close()
        with part.open("rb") as copy:
            if updates.describe(copy, size=release.size, tell=tell) != release.sha256:
                raise UserError(f"{release.file} {updates.ALTERED}")
        part.replace(target)
        parts.flush_folder(target.parent)


def _blocks(file: BinaryIO, size: int, tell: Tell) -> Iterator[bytes]:
    """Give a file in blocks, one byte more than it should have at most."""
    left = size + 1
    while left and (block := file.read(min(updates.BLOCK, left))):
        left -= len(block)
        yield block
        tell(min(size, size + 1 - left), size, "正在把安装文件拷到本机")


def _clear(place: Path) -> None:
    if place.exists():
        shutil.rmtree(place)
