"""Bring a finished file to a stick so that it is whole when we say so, and see what a stick holds."""

import hashlib
import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app.errors import UserError
from app.exchange import faults, parcels, parts, readback
from app.exchange.envelopes import SUFFIX
from app.exchange.parcels import Header
from app.progress import Tell

BLOCK = 1024**2
PLACE = "U盘（或目标文件夹）"
# What neither FAT nor Windows takes in a name; ext4 counts bytes, and a Chinese character is three.
UNFIT = re.compile(r"[\x00-\x1f\"*/:<>?\\|]|[. ]$|^~|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
MAX_NAME_BYTES = 200
SPARE_BYTES = 1024**2
HIDDEN = 2  # FILE_ATTRIBUTE_HIDDEN, which only Windows tells
SYSTEM_FOLDERS = {"system volume information", "$recycle.bin", "found.000"}
LURES = (".lnk", ".exe", ".scr", ".vbs", ".pif")
BUSY_TRIES, BUSY_SECONDS = 25, 0.2


def deliver(source: Path, folder: Path, *, name: str, tell: Tell) -> Path:
    """Copy a file to a folder or stick under a new name, and give it only once it was read back twice.

    A name already taken gets a number. UserError if the stick is full, read-only, pulled out or
    returns other bytes than were written; then nothing there bears the name.
    """
    with faults.told("本机磁盘"), source.open("rb") as original, faults.told(PLACE):
        size = os.fstat(original.fileno()).st_size
        _check_target(folder, name=name, size=size)
        parts.sweep(folder)
        with parts.opened(folder) as (part, file):
            written = _write(original, file, size=size, tell=tell)
            parts.flush(file)
            file.close()
            _check_copy(part, size=size, written=written, tell=tell)
            target = _rename(part, folder, name=name)
        parts.flush_folder(folder)
        _check_copy(target, size=size, written=written, tell=tell)
    return target


def parcels_on(folder: Path) -> tuple[tuple[Path, Header], ...]:
    """List the parcels that lie in a folder, by name; their headers are not to be trusted."""
    return tuple((path, found) for path, found in _seen(folder) if isinstance(found, Header))


def unreadable_on(folder: Path) -> tuple[tuple[Path, str], ...]:
    """List what is named like a parcel but cannot be listed as one, with the sentence that says why."""
    return tuple((path, str(found)) for path, found in _seen(folder) if isinstance(found, UserError))


def worm_signs(folder: Path) -> str:
    """Say in a sentence that a stick looks as if a worm had been on it, or give "" where nothing does.

    The worms of offices hide every folder and put a shortcut of its name beside it, or a program with a
    folder's name; `autorun.inf` starts them. Nothing on the stick is opened for this.
    """
    folders: set[str] = set()
    hidden: set[str] = set()
    files: list[str] = []
    with faults.told(PLACE), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.add(entry.name.lower())
                attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
                if attributes & HIDDEN and entry.name.lower() not in SYSTEM_FOLDERS:
                    hidden.add(entry.name)
            else:
                files.append(entry.name)
    lures = [
        name
        for name in sorted(files)
        if name.lower() == "autorun.inf"
        or (name.lower().endswith(LURES) and name.lower().rpartition(".")[0] in folders)
    ]
    found = [*lures, *sorted(hidden)]
    if not found:
        return ""
    shown = "、".join(found[:3]) + ("等" if found[3:] else "")
    return (
        f"U盘上有可疑的文件（{shown}），像是中过病毒：文件夹被藏起来，换成了同名的快捷方式。"
        "不要双击它们；请先用杀毒软件查过，再接着用这个U盘。数据包经过核对，不受影响。"
    )


def _seen(folder: Path) -> Iterator[tuple[Path, Header | UserError]]:
    """Look at the headers of plain files with our suffix; links and folders are passed over."""
    with faults.told(PLACE):
        names = sorted(entry.name for entry in os.scandir(folder) if entry.name.lower().endswith(SUFFIX))
        for name in names:
            path = folder / name
            if not stat.S_ISREG(path.lstat().st_mode):
                continue
            try:
                yield path, parcels.peek(path)
            except UserError as error:
                yield path, error


def _check_target(folder: Path, *, name: str, size: int) -> None:
    if UNFIT.search(name) or not 0 < len(name.encode("utf-8")) <= MAX_NAME_BYTES:
        raise UserError(f'文件名“{name}”在U盘上用不了。请改用不含 \\ / : * ? " < > | 的较短名称后再试一次。')
    if not folder.is_dir():
        raise UserError("找不到要写入的U盘或文件夹。请插好U盘，重新选择位置后再试一次。")
    free = shutil.disk_usage(folder).free
    # Some file systems say 0 when they do not know; writing will tell.
    if 0 < free < size + SPARE_BYTES:
        need, have = (size + SPARE_BYTES) / BLOCK, free / BLOCK
        raise UserError(
            f"{PLACE}空间不够：需要 {need:.0f} MB，只剩 {have:.1f} MB，没有写入。"
            "请腾出空间或换一个U盘后再试一次。"
        )


def _write(original: BinaryIO, file: BinaryIO, *, size: int, tell: Tell) -> bytes:
    """Copy block by block, and give the SHA-256 of what was meant."""
    digest, done = hashlib.sha256(), 0
    while True:
        with faults.told("本机磁盘"):
            block = original.read(BLOCK)
        if not block:
            break
        parts.write(file, block)
        digest.update(block)
        done += len(block)
        tell(done, size, "正在写入")
    return digest.digest()


def _check_copy(path: Path, *, size: int, written: bytes, tell: Tell) -> None:
    """Read a copy back from the medium; a wrong one is removed."""
    if readback.digest(path, size=size, tell=tell) == written:
        return
    path.unlink(missing_ok=True)
    raise UserError(
        "写到U盘上的内容读回来不一样，U盘可能已损坏或标称容量是假的，已作废。请换一个U盘再导出一次。"
    )


def _rename(part: Path, folder: Path, *, name: str) -> Path:
    """Give a checked part its name, or the first numbered one that nothing bears yet."""
    first, number = Path(name), 1
    target = folder / first
    while os.path.lexists(target):
        number += 1
        target = folder / f"{first.stem}-{number}{first.suffix}"
    # As db.flushing.patiently does; this room may not know the register's.
    for _ in range(BUSY_TRIES if sys.platform == "win32" else 0):
        try:
            return parts.rename(part, target)
        except PermissionError:
            # On Windows a virus scanner holds a new file for a moment.
            time.sleep(BUSY_SECONDS)
    return parts.rename(part, target)
