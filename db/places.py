"""Where a register may lie: on a local disk, with one window at a time."""

import ctypes
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from db.faults import AlreadyOpen, UnsafePlace

NETWORK_TYPES = {
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "9p", "afs", "ceph", "vboxsf",
    "fuse.gvfsd-fuse", "fuse.sshfs", "fuse.rclone", "fuse.glusterfs", "fuse.vmhgfs-fuse", "davfs",
}  # fmt: skip
REMOVABLE_TYPES = {"vfat", "exfat", "fuseblk.exfat", "iso9660", "udf"}
DRIVE_REMOVABLE, DRIVE_REMOTE, DRIVE_CDROM = 2, 4, 5


def refuse_unsafe(folder: Path) -> None:
    """Raise `UnsafePlace` for a network share or a stick: neither keeps SQLite's locks and flushes."""
    kind = _windows_kind(folder) if sys.platform == "win32" else _linux_kind(folder)
    if kind:
        raise UnsafePlace(folder, kind)


def _windows_kind(folder: Path) -> str:  # pragma: no cover - needs a Windows machine
    if sys.platform != "win32":
        return ""
    drive = ctypes.windll.kernel32.GetDriveTypeW(folder.absolute().anchor)
    return {DRIVE_REMOTE: "network", DRIVE_REMOVABLE: "removable", DRIVE_CDROM: "removable"}.get(drive, "")


def _linux_kind(
    folder: Path, mounts: Path = Path("/proc/self/mounts"), blocks: Path = Path("/sys/block")
) -> str:
    device, kind = mount_of(folder, mounts)
    if kind in NETWORK_TYPES:
        return "network"
    if kind in REMOVABLE_TYPES or _removable(device, blocks):
        return "removable"
    return ""


def mount_of(folder: Path, mounts: Path) -> tuple[str, str]:
    """Give device and file system of the mount a folder lies in; two empty texts where nobody can tell."""
    real = _existing(folder).resolve()
    best = ("", "", "")
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "", ""
    for line in lines:
        device, point, kind = (*line.split(" "), "", "", "")[:3]
        # The kernel writes a space, tab, newline or backslash in a name as three octal digits.
        point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), point)
        if real.is_relative_to(point) and len(point) >= len(best[1]):
            best = (device, point, kind)
    return best[0], best[2]


def _existing(folder: Path) -> Path:
    while not folder.exists() and folder.parent != folder:
        folder = folder.parent
    return folder


def _removable(device: str, blocks: Path) -> bool:
    name = Path(device).name
    found = [block for block in blocks.glob("*") if name.startswith(block.name)]
    if not found or not device.startswith("/dev/"):
        return False
    flag = max(found, key=lambda block: len(block.name)) / "removable"
    return flag.exists() and flag.read_text().strip() == "1"


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold a folder's single-instance lock, which the system frees if we die; raise `AlreadyOpen`."""
    folder.mkdir(parents=True, exist_ok=True)
    held = FileLock(folder / "school.lock", timeout=0)
    try:
        held.acquire()
    except Timeout as error:
        raise AlreadyOpen(str(folder)) from error
    try:
        yield
    finally:
        held.release()
