"""Read a file as the medium returns it, not as the system's memory remembers it."""

import ctypes
import hashlib
import mmap
import os
import sys
from io import FileIO
from pathlib import Path

from app.progress import Tell

BLOCK = 1024**2


def digest(path: Path, *, size: int, tell: Tell) -> bytes:
    """Give the SHA-256 of a file's bytes, or b"" if there are not `size` of them."""
    found, done = hashlib.sha256(), 0
    # Reading past the cache wants a buffer that begins at a page's edge, which mmap gives everywhere.
    with _opened(path) as file, mmap.mmap(-1, BLOCK) as buffer:
        if os.fstat(file.fileno()).st_size != size:
            return b""
        while done < size:
            count = file.readinto(buffer) or 0
            if not count:
                return b""
            found.update(buffer[:count])
            done += count
            tell(done, size, "正在核对写入的内容")
    return found.digest()


if sys.platform == "win32":
    import msvcrt

    GENERIC_READ, SHARE_READ, OPEN_EXISTING, NO_BUFFERING = 0x80000000, 1, 3, 0x20000000
    INVALID = ctypes.c_void_p(-1).value

    def _opened(path: Path) -> FileIO:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateFileW.restype = ctypes.c_void_p
        kernel.CreateFileW.argtypes = [
            ctypes.c_wchar_p, ctypes.c_uint32, ctypes.c_uint32, ctypes.c_void_p,
            ctypes.c_uint32, ctypes.c_uint32, ctypes.c_void_p,
        ]  # fmt: skip
        handle = kernel.CreateFileW(
            str(path), GENERIC_READ, SHARE_READ, None, OPEN_EXISTING, NO_BUFFERING, None
        )
        if handle == INVALID:
            raise ctypes.WinError(ctypes.get_last_error())
        return FileIO(msvcrt.open_osfhandle(handle, os.O_RDONLY | os.O_BINARY), "rb")

else:

    def _opened(path: Path) -> FileIO:
        file = FileIO(path, "rb")
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return file
