"""Write and read the plain zip inside a parcel, allowing exactly the shape that is written here.

Entries lie end to end from the first byte, in the order of the directory, named by one of three
patterns, without comments, extras, flags or zip64: there is nowhere to hide anything.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from app.errors import UserError

BLOCK = 1024**2
MANIFEST = "manifest.json"
TABLE = re.compile(r"t/([a-z][a-z0-9_]{0,62})\.jsonl")
BLOB = re.compile(r"b/([0-9a-f]{64})")

MAX_ENTRIES = 20_000
MAX_MANIFEST = 8 * 1024**2
MAX_TABLE = 256 * 1024**2
MAX_BLOB = 12 * 1024**2
MAX_TOTAL = 2 * 1024**3
MAX_RATIO = 200
# A short run of equal rows may shrink more than that, and costs nothing to unpack.
FREE_OF_RATIO = 1024**2

END = struct.Struct("<4s4H2LH")
LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL_SIZE = 46
ZIP64_LOCATOR = b"PK\x06\x07"
ZIP64_LOCATOR_SIZE = 20
LONGEST_NAME = 80


def refused(why: str) -> UserError:
    """Give the sentence for contents that an honest program would not have written."""
    return UserError(f"数据包里的内容不合规矩（{why}），没有采用。请对方升级五有后重新导出，再试一次。")


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what zipfile and zlib raise over a bad archive into a UserError."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        KeyError,
    ) as error:
        raise refused("压缩包损坏") from error
    except (struct.error, OverflowError, IndexError) as error:
        raise refused("压缩包损坏") from error


def info(name: str, *, size: int, shrink: bool) -> zipfile.ZipInfo:
    """Describe an entry of `size` bytes, with nothing in it that depends on the machine or the hour."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED if shrink else zipfile.ZIP_STORED
    entry.create_system = 0
    entry.file_size = size
    return entry


def opened(file: IO[bytes]) -> zipfile.ZipFile:
    """Open an archive whose every byte has its place; UserError for any other."""
    with refusing():
        directory = _check_end(file)
        archive = zipfile.ZipFile(file)
        infos = archive.infolist()
        _check_entries(infos)
        if _check_layout(file, infos) != directory:
            raise refused("压缩包里有空隙")
    return archive


def _check_end(file: IO[bytes]) -> int:
    """Check the end record before zipfile reads the directory it points to; give where that begins."""
    size = file.seek(0, 2)
    file.seek(max(0, size - END.size - ZIP64_LOCATOR_SIZE))
    tail = file.read()
    if len(tail) < END.size:
        raise refused("不是压缩包")
    magic, disk, first_disk, here, count, length, start, comment = END.unpack(tail[-END.size :])
    if magic != b"PK\x05\x06" or disk or first_disk or here != count or comment:
        raise refused("不是压缩包")
    if count > MAX_ENTRIES or length > MAX_ENTRIES * (CENTRAL_SIZE + LONGEST_NAME):
        raise refused("文件太多")
    if start + length + END.size != size or tail.startswith(ZIP64_LOCATOR):
        raise refused("压缩包前后有多余内容")
    return int(start)


def _check_entries(infos: list[zipfile.ZipInfo]) -> None:
    """Check names, methods and sizes as the directory states them."""
    names = [entry.orig_filename for entry in infos]
    if not names or names[0] != MANIFEST or len(set(names)) != len(names):
        raise refused("文件名重复或次序不对")
    total = 0
    for entry, name in zip(infos, names, strict=True):
        stored = entry.compress_type == zipfile.ZIP_STORED
        if not stored and entry.compress_type != zipfile.ZIP_DEFLATED:
            raise refused("压缩方法不认识")
        if entry.flag_bits or entry.extra or entry.comment:
            raise refused("压缩包里有不认识的标记")
        if stored and entry.file_size != entry.compress_size:
            raise refused("文件大小不符")
        if entry.file_size > limit(name):
            raise refused("文件太大")
        if entry.file_size > max(FREE_OF_RATIO, MAX_RATIO * entry.compress_size):
            raise refused("压缩得过头，像是压缩炸弹")
        total += entry.file_size
    if total > MAX_TOTAL:
        raise refused("内容太大")


def limit(name: str) -> int:
    """Give the most bytes an entry of this name may have; UserError for a name not allowed."""
    if name == MANIFEST:
        return MAX_MANIFEST
    if TABLE.fullmatch(name):
        return MAX_TABLE
    if BLOB.fullmatch(name):
        return MAX_BLOB
    raise refused("有不认识的文件名")


def _check_layout(file: IO[bytes], infos: list[zipfile.ZipInfo]) -> int:
    """Check that local headers agree with the directory and lie end to end; give where they end."""
    position = 0
    for entry in infos:
        file.seek(position)
        magic, _, flags, method, _, _, check, packed, size, name, extra = LOCAL.unpack(file.read(LOCAL.size))
        said = (magic, flags, method, check, packed, size, name, extra)
        meant = (
            b"PK\x03\x04", 0, entry.compress_type, entry.CRC,
            entry.compress_size, entry.file_size, len(entry.orig_filename), 0,
        )  # fmt: skip
        if entry.header_offset != position or said != meant:
            raise refused("压缩包的目录与内容不符")
        position += LOCAL.size + name + packed
    return position
