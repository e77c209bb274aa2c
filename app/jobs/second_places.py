"""Second places: the newest checked copy on a stick, and copies brought back from there."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app import paths
from app.errors import UserError
from app.exchange import faults, parts, sticks
from app.jobs import backups, rescues
from app.jobs.backups import Backup
from app.progress import Tell
from app.school import precautions, schools
from db import copies, keyring
from db.faults import BadKeyring, WrongKey
from db.register import Register

NAME = "五有备份"


def deliver(db: Register, folder: Path, target: Path, *, now: datetime, tell: Tell) -> Path:
    """Bring the newest copy with its keyring and note into a new folder on a stick, and give that folder.

    A copy is made first where something was changed since the newest one. Every file is read back. Raise
    `UserError` where the data has no passphrase, for then whoever finds the stick could read it, and where
    the stick is full, read-only or pulled out.
    """
    if backups.due(db, folder):
        tell(0, 0, "正在备份")
        backups.back_up(db, folder, why="存U盘前")
    newest = next((one for one in backups.find(folder) if one.changes is not None), None)
    if newest is None:
        raise UserError("还没有核对过的备份，没有东西可以存。请先点“立即备份”。")
    ring = _ring(db, folder, newest)
    if not keyring.has_passphrase(ring):
        raise UserError(
            "数据还没有设口令，U盘丢了谁都能看到名册，所以没有存。请先在“设置”里设一个口令，再存一次。"
        )
    place = _new_folder(target, f"{NAME}-{schools.own(db).short_name}-{now:%Y%m%d-%H%M%S}")
    # The copy last: one that has a name there can be opened.
    for source, name in ((ring, newest.ring.name), (newest.note, newest.note.name)):
        sticks.deliver(source, place, name=name, tell=tell)
    sticks.deliver(newest.file, place, name=newest.file.name, tell=tell)
    schools.keep(db, precautions.SECOND_PLACE_ON, now.date().isoformat())
    return place


def begin_from(folder: Path, source: Path, *, passphrase: str, clock: Callable[[], int]) -> str:
    """Begin on a new laptop with a copy from a stick, and give the sentence that says what is here now.

    The data folder must not be open. Raise `UserError`, `WrongPassphrase` or `WrongKey`, before anything is
    brought here where the copy does not open; what lay here moves aside.
    """
    found = found_at(source)
    if not copies.fits(found.file, keyring.key(found.ring, passphrase)):
        raise WrongKey(str(source))
    rescues.go_back(folder, bring_back(folder, source), clock=clock, passphrase=passphrase)
    return (
        f"已恢复到 {found.made_at[:16].replace('T', ' ')} 的备份，可以接着做了。"
        "照片和扫描件不在备份里：原来的硬盘还能读的，请把数据文件夹里的 evidence 文件夹也拷过来。"
    )


def bring_back(folder: Path, source: Path) -> Backup:
    """Bring a copy from a stick among the copies of a data folder, and give it as it lies there.

    What is there already stays as it is. Raise `UserError` where the file is no copy or its keyring is not
    beside it.
    """
    found = found_at(source)
    target = paths.backups(folder)
    target.mkdir(parents=True, exist_ok=True)
    for file in (found.ring, found.note, found.file):
        if file.is_file() and not (target / file.name).exists():
            _copy(file, target / file.name)
    return next(one for one in backups.find(folder) if one.file.name == source.name)


def found_at(source: Path) -> Backup:
    """Give the copy a file is; raise `UserError` where it is none or its keyring is not beside it."""
    found = next((one for one in backups.find_in(source.parent) if one.file == source), None)
    if found is None:
        raise UserError(f"“{source.name}”不是五有的备份。请选“{NAME}”文件夹里以 .db 结尾的文件。")
    if not found.ring.is_file():
        raise UserError(
            f"“{source.name}”旁边没有它的密钥文件 {found.ring.name}，打不开。请连同密钥文件一起拷来再选。"
        )
    return found


def _ring(db: Register, folder: Path, copy: Backup) -> Path:
    """Give the keyring that goes with a copy: the present one where it opens it, for its slots are newer."""
    return paths.keyring(folder) if copies.fits(copy.file, db.key) else copy.ring


def _new_folder(target: Path, name: str) -> Path:
    with faults.told(sticks.PLACE):
        for number in ("", *(f"-{n}" for n in range(2, 1000))):
            place = target / f"{name}{number}"
            if not place.exists():
                parts.make_folder(place)
                return place
    raise UserError("U盘上同名的文件夹太多了，请换一个U盘。")


def _copy(source: Path, target: Path) -> None:
    with parts.opened(target.parent) as (part, file):
        with source.open("rb") as original:
            shutil.copyfileobj(original, file)
        parts.flush(file)
        file.close()
        parts.rename(part, target)
        parts.flush_folder(target.parent)


def is_closed(folder: Path) -> bool:
    """Tell whether a passphrase is needed for what would be brought to a stick."""
    try:
        return keyring.has_passphrase(paths.keyring(folder))
    except BadKeyring:
        return False
