"""Files: put a finished paper where a person asked for it, whole or not at all."""

from pathlib import Path

from app.errors import UserError
from app.exchange import faults, parts
from db.flushing import patiently


def keep(path: Path, data: bytes) -> Path:
    """Write a file in place of whatever bore its name, and give its path.

    Raise `UserError` where there is no such folder, or the disk or stick refuses; the old file then stays.
    """
    if not path.parent.is_dir():
        raise UserError(f"找不到文件夹“{path.parent}”，没有保存。请换一个位置，或先建好这个文件夹。")
    if path.is_dir():
        raise UserError(f"“{path}”是一个文件夹，没有保存。请写明文件名。")
    if path.exists() and not path.is_file():
        raise UserError(f"“{path}”不是文件，没有保存。请另写一个文件名。")
    with faults.told("保存的位置"), parts.opened(path.parent) as (part, file):
        file.write(data)
        parts.flush(file)
        file.close()
        patiently(lambda: part.replace(path))
        parts.flush_folder(path.parent)
    return path
