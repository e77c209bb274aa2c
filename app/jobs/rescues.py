"""Rescues: the keyring found again beside a copy, and what a salvage could not save, spelt out."""

from collections.abc import Callable
from pathlib import Path

from app import paths
from app.errors import UserError
from app.jobs import backups, restores
from app.jobs.backups import Backup
from app.jobs.restores import Restored
from app.school import words
from db import copies, keyring
from db.faults import BadKeyring, Damaged, PassphraseNeeded, WrongPassphrase

UNNAMED = "程序自用的表"


def go_back(folder: Path, backup: Backup, *, clock: Callable[[], int], passphrase: str | None) -> Restored:
    """Restore a copy; raise `UserError` where the copy itself is damaged, and the rest as `restore` does."""
    try:
        return restores.restore(folder, backup, clock=clock, passphrase=passphrase)
    except Damaged as error:
        raise UserError("这份备份已经损坏，没有恢复，现在的数据没有动。请换一份备份再试。") from error


def losses(folder: Path, restored: Restored) -> list[str]:
    """Say line by line what a salvage could not save, table by table in the office's words.

    Where a table could not be read to its end, the newest copy tells how many rows there should be. Nothing
    is listed where everything was read.
    """
    saved = restored.salvaged
    if saved is None:
        return []
    newest = next((one for one in backups.find(folder) if one.changes is not None), None)
    content = backups.content(newest) if newest else None
    said = []
    for table in saved.broken:
        line = f"{words.TABLES.get(table, UNNAMED)}：没有读全，救出 {saved.rows.get(table, 0):,} 条"
        if newest is not None and content is not None:
            before = content.rows.get(table, 0)
            line += f"；{newest.made_at[:16].replace('T', ' ')} 的备份里有 {before:,} 条"
        said.append(line)
    if saved.aside:
        said.append(f"另有 {saved.aside:,} 条记录，它所属的人或班已读不出来，单独存在一边，没有丢掉")
    return said


def said(restored: Restored) -> str:
    """Say in a sentence or two what a salvage or a restoring came to, and where what was there lies now."""
    where = f"原来的文件没有动，整个移到了 {restored.aside}。"
    saved = restored.salvaged
    if saved is None:
        return f"已恢复。{where}"
    count = f"{sum(rows for table, rows in saved.rows.items() if table in words.TABLES):,}"
    if not saved.broken and not saved.aside:
        return f"全部 {count} 条记录都救出来了。{where}"
    return f"救出 {count} 条记录，有几处没有读全。{where}"


def find_keyring(folder: Path, passphrase: str | None) -> None:
    """Put a keyring that lies beside a copy and opens the register back in its place.

    Raise `WrongPassphrase` where one may fit but does not open with this passphrase, `UserError` where none
    fits; then nothing is changed.
    """
    refused: Exception = UserError("备份旁边的密钥文件都打不开现在的数据，请改用备份恢复。")
    for copy in backups.find(folder):
        try:
            key = keyring.key(copy.ring, passphrase)
        except (WrongPassphrase, PassphraseNeeded) as error:
            refused = error
            continue
        except BadKeyring:
            continue
        if copies.fits(paths.register(folder), key):
            keyring.put(copy.ring, paths.keyring(folder))
            return
    raise refused
