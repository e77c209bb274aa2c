"""Backups: copies of the register, each opened again and checked before it counts, the old ones thinned."""

import json
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from app import paths
from app.errors import UserError
from db import chain, copies, flushing, keyring
from db.register import Register

# So many of each kind stay: the newest, then the last of so many days, weeks and months.
NEWEST, DAYS, WEEKS, MONTHS = 12, 12, 10, 9
SPARE_BYTES = 20 * 1024**2
_NAME = re.compile(r"(?P<number>\d{5})-(?P<stamp>\d{8}-\d{6})-(?P<why>[^-]+)\.db")
# Copies that programs up to 0.2 made had no number; they stay until somebody takes them away.
_NAMELESS = re.compile(r"(?P<stamp>\d{8}-\d{6})-(?P<why>[^-]+)\.db")
_STAMP = "%Y%m%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the register: its number, local time as ISO text, why it was made, and its file.

    `changes` is the length of the history's chain in it, None where the note beside it is gone.
    """

    number: int
    made_at: str
    why: str
    file: Path
    size: int
    changes: int | None

    @property
    def ring(self) -> Path:
        """Give the keyring that opens the copy."""
        return self.file.with_suffix(".keys.json")

    @property
    def note(self) -> Path:
        """Give the note of what was in the copy when it was checked."""
        return self.file.with_suffix(".json")


def back_up(db: Register, folder: Path, *, why: str = "手工") -> Path:
    """Copy the register and its keyring into the backups, opened again and checked before it counts.

    `why` is a short word that becomes part of the file's name. Copies too many of their kind go then.
    Raise `UserError` where the disk has no room, `WrongKey` where the copy is not what it should be; then
    nothing is left behind and nothing was thinned.
    """
    _refuse_full(folder)
    newest = max((one.number for one in find(folder)), default=0)
    moment = datetime.fromtimestamp(db.clock() / 1000)
    target = paths.backups(folder) / f"{newest + 1:05}-{moment.strftime(_STAMP)}-{why}.db"
    made = Backup(newest + 1, moment.isoformat(), why, target, 0, None)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        # The keyring first: a copy that has a name can be opened.
        keyring.copy(paths.keyring(folder), made.ring)
        made.note.write_text(json.dumps(asdict(copies.copy(db, target))), encoding="utf-8")
        flushing.flush(made.note)
        flushing.flush_folder(target.parent)
    except BaseException:
        # The copy first: where even that is refused, what opens it stays beside it.
        with suppress(OSError):
            for file in (target, made.ring, made.note):
                file.unlink(missing_ok=True)
        raise
    thin(folder)
    return target


def due(db: Register, folder: Path) -> bool:
    """Tell whether something was changed since the newest copy."""
    found = find(folder)
    said = content(found[0]) if found else None
    return said is None or said.head != chain.head(db)


def find(folder: Path) -> list[Backup]:
    """List the numbered copies of a data folder, newest number first, and after them those without one."""
    return find_in(paths.backups(folder))


def find_in(place: Path) -> list[Backup]:
    """List the copies in a folder, be it on a stick, as `find` does."""
    files = sorted(place.glob("*.db"))
    read = [_read(file, match) for file in files if (match := _NAME.fullmatch(file.name))]
    old = [_read(file, match) for file in files if (match := _NAMELESS.fullmatch(file.name))]
    numbered = sorted(filter(None, read), key=lambda one: one.number, reverse=True)
    return numbered + sorted(filter(None, old), key=lambda one: one.made_at, reverse=True)


def content(backup: Backup) -> copies.State | None:
    """Give what a copy held when it was checked, None where the note beside it is gone or spoilt."""
    try:
        said = json.loads(backup.note.read_text(encoding="utf-8"))
        rows = {str(table): int(count) for table, count in said["rows"].items()}
        return copies.State(rows, chain.Head(**said["head"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def last(folder: Path) -> str:
    """Give the time of the newest checked copy as ISO text, empty where there is none."""
    found = next((one for one in find(folder) if one.changes is not None), None)
    return found.made_at[:16].replace("T", " ") if found else ""


def thin(folder: Path) -> list[Path]:
    """Take away the numbered copies of which there are too many, and give them.

    They are counted by number, newest first, and a day, week or month is only a label: a clock that was
    once years ahead labels one copy wrongly and takes none of the others away.
    """
    numbered = [one for one in find(folder) if one.number]
    stay = {one.file for one in numbered[:NEWEST]}
    older = numbered[NEWEST:]
    for labels, most in ((_days, DAYS), (_weeks, WEEKS), (_months, MONTHS)):
        stay |= set(_last_of_each(older, labels(older), most))
    gone = [one for one in numbered if one.file not in stay]
    for one in gone:
        # The copy first: a keyring without a copy is nothing, a copy without its keyring cannot be opened.
        for file in (one.file, one.note, one.ring):
            file.unlink(missing_ok=True)
    return [one.file for one in gone]


def _last_of_each(backups: Iterable[Backup], labels: Iterable[str], most: int) -> list[Path]:
    seen: dict[str, Path] = {}
    for one, label in zip(backups, labels, strict=True):
        if label not in seen and len(seen) < most:
            seen[label] = one.file
    return list(seen.values())


def _days(backups: Iterable[Backup]) -> list[str]:
    return [one.made_at[:10] for one in backups]


def _weeks(backups: Iterable[Backup]) -> list[str]:
    weeks = [date.fromisoformat(one.made_at[:10]).isocalendar() for one in backups]
    return [f"{year}-{week}" for year, week, _ in weeks]


def _months(backups: Iterable[Backup]) -> list[str]:
    return [one.made_at[:7] for one in backups]


def _read(file: Path, match: re.Match[str]) -> Backup | None:
    """Read a copy's name; people put files of their own among the copies."""
    try:
        made_at = datetime.strptime(match["stamp"], _STAMP).isoformat()
        size = file.stat().st_size
    except (ValueError, OSError):
        return None
    number = int(match.groupdict().get("number") or 0)
    found = Backup(number, made_at, match["why"], file, size, None)
    said = content(found)
    return found if said is None else Backup(number, made_at, match["why"], file, size, said.head.length)


def _refuse_full(folder: Path) -> None:
    """Refuse where the disk has no room; some file systems say 0 and mean that they do not know."""
    free = shutil.disk_usage(folder).free
    need = paths.register(folder).stat().st_size + SPARE_BYTES
    if 0 < free < need:
        raise UserError(
            f"磁盘只剩 {free // 1024**2} MB，放不下一份备份（约需 {need // 1024**2} MB），没有备份。"
            "请删去不用的文件、腾出空间后再备份。"
        )
