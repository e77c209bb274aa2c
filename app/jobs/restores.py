"""Restoring: put a checked copy, or what was salvaged, in the register's place and keep what was there.

Nothing is written over. What is present moves aside whole, and a plan beside it lets the next start finish
what a power cut left half done.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from app import paths
from app.errors import UserError
from app.exchange import parts
from app.jobs import backups, files
from app.jobs.backups import Backup
from app.progress import Tell
from app.school import schools
from db import chain, checks, copies, flushing, keyring, places, salvage
from db.faults import BadKeyring, Damaged, PassphraseNeeded, WrongKey, WrongPassphrase
from db.register import Register, open_register

PLAN = "restoring.json"
STAGED = "~restoring.db"
# What a clerk counts by, in the order of the desk's places.
NOUNS = {
    "member": "名册人员", "training_class": "培训班", "session": "课次", "enrollment": "学员",
    "attendance": "考勤", "hour_line": "学时记录", "certificate": "证书", "activity": "其他学习活动",
    "evidence": "佐证",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """An act that a restoring would take back: local time as ISO text, its name and whose it was."""

    at: str
    name: str
    operator: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a restoring would bring: rows now and then by noun, and the acts since, newest first.

    `now` is None for a register that does not open. `same_line` tells whether the copy is an earlier moment
    of the present register and not of another story.
    """

    backup: Backup
    now: dict[str, int] | None
    then: dict[str, int]
    lost: tuple[Change, ...]
    lost_count: int
    same_line: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """Where what was present lies now, and in a salvage what could be brought over."""

    aside: Path
    salvaged: salvage.Salvaged | None = None


def compare(db: Register | None, backup: Backup, *, most: int = 200) -> Comparison:
    """Tell what would be gained and lost; raise `UserError` where the note beside the copy is gone."""
    then = backups.content(backup)
    if then is None:
        raise UserError("这份备份旁边的核对记录不见了，无法比较。请换一份备份，或直接恢复后再看。")
    if db is None:
        return Comparison(backup, None, _by_noun(then.rows), (), 0, True)
    same = chain.holds(db, then.head)
    found = _since(db, then.head, most) if same else ()
    lost = chain.head(db).length - then.head.length if same else 0
    return Comparison(backup, _by_noun(copies.state(db).rows), _by_noun(then.rows), found, lost, same)


def _by_noun(rows: dict[str, int]) -> dict[str, int]:
    return {said: rows.get(table, 0) for table, said in NOUNS.items()}


def _since(db: Register, head: chain.Head, most: int) -> tuple[Change, ...]:
    return tuple(
        Change(datetime.fromtimestamp(one.clock_ms / 1000).isoformat(" ", "minutes"), one.name, one.operator)
        for one in chain.acts_since(db, head, most=most)
    )


def restore(
    folder: Path, backup: Backup, *, clock: Callable[[], int], passphrase: str | None = None
) -> Restored:
    """Put a copy in the register's place, the register being closed; give where the present one went.

    The copy is checked again before anything moves, and its epoch rises, so that the county sees a restored
    laptop and not a cloned one. `passphrase` opens the present keyring, or else the copy's. Raise `WrongKey`,
    `WrongPassphrase`, `Damaged` or `AlreadyOpen`; then nothing has moved.
    """
    with places.lock(folder):
        finish(folder)
        ring, key = _ring_and_key(folder, backup, passphrase)
        staged = folder / STAGED
        _clear(staged)
        shutil.copyfile(backup.file, staged)
        return Restored(_take_place(folder, staged, ring, key, clock=clock))


def rescue(folder: Path, *, clock: Callable[[], int], passphrase: str | None = None, tell: Tell) -> Restored:
    """Salvage a damaged register into a new file and put that in its place; give what could be saved.

    Raise `WrongKey` where nothing can be read: then only a copy helps, and nothing has moved.
    """
    with places.lock(folder):
        finish(folder)
        ring = paths.keyring(folder)
        key = keyring.key(ring, passphrase)
        staged = folder / STAGED
        _clear(staged)
        tell(0, 0, "正在读出还能读的记录")
        saved = salvage.salvage(paths.register(folder), key, staged, clock=clock)
        return Restored(_take_place(folder, staged, ring, key, clock=clock), saved)


def finish(folder: Path) -> None:
    """Finish a restoring that was cut short once it had begun to move files; otherwise do nothing."""
    plan = folder / PLAN
    staged = folder / STAGED
    if not plan.exists():
        return
    said = json.loads(plan.read_text(encoding="utf-8"))
    aside, ring = folder / said["aside"], folder / said["ring"]
    aside.mkdir(exist_ok=True)
    if staged.exists():
        for file in _present(folder):
            flushing.patiently(partial(file.replace, aside / file.name))
        flushing.patiently(lambda: staged.replace(paths.register(folder)))
        parts.flush_folder(folder)
    if ring != paths.keyring(folder):
        kept = aside / paths.keyring(folder).name
        # On a new laptop there is none yet.
        if not kept.exists() and keyring.exists(paths.keyring(folder)):
            keyring.copy(paths.keyring(folder), kept)
        keyring.put(ring, paths.keyring(folder))
    plan.unlink()


def _take_place(folder: Path, staged: Path, ring: Path, key: bytes, *, clock: Callable[[], int]) -> Path:
    """Check what is to take the register's place, move the present one aside, and give where to."""
    try:
        wrong = checks.look_over(staged, key)
        if wrong:
            raise Damaged(staged, wrong)
        _raise_epoch(staged, key, clock)
        with staged.open("rb+") as file:
            parts.flush(file)
    except BaseException:
        _clear(staged)
        raise
    aside = _aside(folder, clock())
    plan = {"aside": aside.name, "ring": ring.relative_to(folder).as_posix()}
    files.keep(folder / PLAN, json.dumps(plan, ensure_ascii=False).encode())
    finish(folder)
    return aside


def _raise_epoch(staged: Path, key: bytes, clock: Callable[[], int]) -> None:
    """Let what this laptop sends from now on be told from what it sent before."""
    db = open_register(staged, key, clock=clock, operator="")
    try:
        epoch = schools.setting(db, "epoch")
        if epoch:
            schools.keep(db, "epoch", str(int(epoch) + 1))
        # Nothing may stay beside the file: only the file itself takes the place.
        copies.settle(db)
    finally:
        db.close()


def _ring_and_key(folder: Path, backup: Backup, passphrase: str | None) -> tuple[Path, bytes]:
    """Find the keyring that opens a copy: the present one if it does, for its slots are the newer ones."""
    refused: Exception = WrongKey(str(backup.file))
    for ring in (paths.keyring(folder), backup.ring):
        try:
            key = keyring.key(ring, passphrase)
        except (BadKeyring, WrongPassphrase, PassphraseNeeded) as error:
            refused = error
            continue
        if copies.fits(backup.file, key):
            return ring, key
    raise refused


def _aside(folder: Path, now: int) -> Path:
    stamp = datetime.fromtimestamp(now / 1000).strftime("%Y%m%d-%H%M%S")
    tried = (folder / f"恢复前-{stamp}{number}" for number in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(path for path in tried if not path.exists())


def _present(folder: Path) -> list[Path]:
    """List the register and what SQLite keeps beside it."""
    return [file for file in sorted(folder.glob(f"{paths.register(folder).name}*")) if file.is_file()]


def _clear(staged: Path) -> None:
    for file in staged.parent.glob(f"{staged.name}*"):
        file.unlink()
