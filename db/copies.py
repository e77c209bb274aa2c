"""Copies of a register: made while it is open, opened again and checked before they count."""

import os
from pathlib import Path

from sqlcipher3 import dbapi2

from db.faults import WrongKey
from db.register import Register


def copy(db: Register, target: Path) -> Path:
    """Copy an open register into a new file, check the copy, and only then give it its name.

    The copy has the same key. Raise `FileExistsError` where the target exists, `OSError` where the
    disk refuses, `WrongKey` where the copy does not open or fails its check; nothing is left behind.
    """
    if target.exists():
        raise FileExistsError(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"~{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        db.execute("VACUUM INTO ?", [str(part)])
        _check(part, db)
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def _check(part: Path, original: Register) -> None:
    copy_ = dbapi2.connect(part)
    try:
        copy_.execute(f"PRAGMA key = \"x'{original.key.hex()}'\"")
        for question in ("PRAGMA quick_check", "PRAGMA foreign_key_check"):
            answer = copy_.execute(question).fetchall()
            if answer not in ([], [("ok",)]):
                raise WrongKey(f"{part}: {answer[:3]}")
        count = "SELECT count(*), max(n) FROM history"
        if copy_.execute(count).fetchone() != tuple(original.execute(count).fetchone()):
            raise WrongKey(f"{part}: the copy's history differs")
    except dbapi2.DatabaseError as error:
        raise WrongKey(f"{part}: {error}") from error
    finally:
        copy_.close()
