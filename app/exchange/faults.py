"""Say in Chinese what a disk or stick refused to do; an error nobody can mend stays as it is."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import UserError

FULL = {errno.ENOSPC, errno.EDQUOT}
LOCKED = {errno.EROFS}
FORBIDDEN = {errno.EACCES, errno.EPERM}
GONE = {errno.ENODEV, errno.EIO, errno.ENXIO, errno.ENOENT, errno.ENOTCONN, errno.ESTALE, errno.ENOTDIR}

# Windows folds several of its own errors into one errno, so its numbers are looked at first:
# 19 write protected; 39, 112 full; 21 not ready, 31 not working, 55, 433, 1006, 1117, 1167, 1617 pulled;
# 32, 33 held by another program, and 5 either forbidden or about to be replaced while one holds it.
WINDOWS_LOCKED = {19}
WINDOWS_FULL = {39, 112}
WINDOWS_GONE = {21, 31, 55, 433, 1006, 1117, 1167, 1617}
WINDOWS_HELD = {32, 33}
WINDOWS_REFUSED = {5}


def sentence(error: OSError, *, place: str) -> str:
    """Give the sentence for an error met at a place (“U盘”, “本机磁盘”), or "" when it is our bug."""
    number, windows = error.errno, getattr(error, "winerror", None)
    if windows in WINDOWS_FULL or number in FULL:
        return f"{place}空间已满，没有写完，也没有留下半个文件。请腾出空间或换一个位置后再试一次。"
    if windows in WINDOWS_LOCKED or number in LOCKED:
        return f"{place}是只读的，不能写入。请拨开写保护开关，或换一个U盘后再试一次。"
    if windows in WINDOWS_GONE or number in GONE:
        return f"{place}读写中断，可能已被拔出或文件已不在原处。请重新插好，确认能打开后再试一次。"
    if windows in WINDOWS_HELD:
        return f"{place}上的这个文件正被别的程序占用。请先在 WPS 等程序里关闭它，再试一次。"
    if windows in WINDOWS_REFUSED:
        return (
            f"没有权限读写{place}上的这个位置，或者这个文件正在 WPS 等程序里打开。"
            "请先关闭打开它的程序，或换一个文件夹，再试一次。"
        )
    if number in FORBIDDEN:
        return f"没有权限读写{place}上的这个位置。请换一个文件夹，或请管理员开通权限后再试一次。"
    if number == errno.EFBIG:
        return f"文件太大，{place}的格式放不下（FAT32 的单个文件不能超过 4 GB）。请换一个 exFAT 格式的U盘。"
    return ""


@contextmanager
def told(place: str) -> Iterator[None]:
    """Turn the errors a person can mend into a UserError about this place."""
    try:
        yield
    except OSError as error:
        text = sentence(error, place=place)
        if not text:
            raise
        raise UserError(text) from error
