"""Sealed files: what came in is kept beside the register by its SHA-256, closed with the register's key."""

import hashlib
import re
from pathlib import Path

from app.jobs import files
from db import sealed
from db.register import Register


def keep(db: Register, folder: Path, data: bytes, *, sha256: str) -> None:
    """Keep a file in a folder under its SHA-256; raise `UserError` where the disk refuses."""
    if opened(db, folder, sha256) is not None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    files.keep(folder / sha256, sealed.close(db, data, name=sha256))


def opened(db: Register, folder: Path, sha256: str) -> bytes | None:
    """Give what is kept under a hash, or None where it is not there or not whole."""
    where = folder / sha256
    if not re.fullmatch("[0-9a-f]{64}", sha256) or not where.is_file():
        return None
    try:
        data = sealed.open_again(db, where.read_bytes(), name=sha256)
    except ValueError:
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None
