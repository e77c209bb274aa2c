"""Keep the file a roster came in as, so that anyone may look where a fact is from."""

import re
import tempfile
from pathlib import Path

from app import paths
from app.errors import UserError
from app.jobs import evidence, files, sealed_files
from app.school.imports import Import
from app.school.rosters import Roster
from app.sheets import headers, workbooks
from db.register import Register

_ENDINGS = re.compile(r"\.(xlsx|xls|xlsm|xlsb|ods|csv|tsv|txt)", re.IGNORECASE)
_BEGINNINGS = ((b"PK", ".xlsx"), (b"\xd0\xcf\x11\xe0", ".xls"))


def keep(db: Register, data: bytes, *, sha256: str) -> None:
    """Keep a file beside the register under its SHA-256, closed with its key: it is full of people.

    Raise `UserError` where the disk refuses; the caller then takes nothing in.
    """
    sealed_files.keep(db, paths.rosters(db.path.parent), data, sha256=sha256)


def hand_out(db: Register, roster: Roster | Import, *, target: Path) -> Path:
    """Write the file a roster came in as into a folder under its own name, and give its path.

    Raise `UserError` where the original is not here, or is not what came in.
    """
    data = sealed_files.opened(db, paths.rosters(db.path.parent), roster.sha256)
    if data is None:
        raise UserError(
            f"“{roster.file_name}”的原件不在这台电脑上，或者已经损坏。请到导入它的电脑上查看，或再向村里要一份。"
        )
    stem = evidence.fit_stem(roster.file_name) or "名册"
    own = target / roster.sha256[:12]
    own.mkdir(exist_ok=True)
    return files.keep(own / f"{stem}{_ending(roster.file_name, data)}", data)


def headings(db: Register, roster: Roster) -> tuple[str, ...]:
    """Give what stood over the columns of a sheet, read from its original; none where that is not here."""
    with tempfile.TemporaryDirectory(prefix="wuyou-") as folder:
        try:
            book = workbooks.read(hand_out(db, roster, target=Path(folder)))
        except UserError:
            return ()
    several = [one for one in book.sheets if one.name.strip() == roster.sheet_name]
    sheet = next(iter(several), book.sheets[0])
    header = headers.find(sheet.rows, sheet.merged)
    return header.headings if header is not None else ()


def _ending(file_name: str, data: bytes) -> str:
    """Give an ending that a program for sheets opens and nothing that runs, whatever the name says."""
    ending = Path(file_name).suffix
    if _ENDINGS.fullmatch(ending):
        return ending.lower()
    return next((said for start, said in _BEGINNINGS if data.startswith(start)), ".txt")
