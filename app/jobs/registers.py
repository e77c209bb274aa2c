"""Registers: open the data folder safely, found the school, set a passphrase, copy, undo."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from app import paths
from app.errors import UserError
from app.school import checklist, class_rules, rules, schools
from db import copies, keyring, places
from db.faults import BadKeyring
from db.register import Register, open_register

LEAST_PASSPHRASE = 8
_STAMP = "%Y%m%d-%H%M%S"


@contextmanager
def opened(
    folder: Path, *, clock: Callable[[], int], operator: str, passphrase: str | None = None
) -> Iterator[Register]:
    """Open the register of a data folder, making both where there are none, and close it again.

    `clock` gives milliseconds since 1970. The folder is locked meanwhile: one window at a time. Raise a
    `RegisterFault` where the place is unsafe, the register is in use, or the key does not fit.
    """
    places.refuse_unsafe(folder)
    with places.lock(folder):
        db = _open(folder, clock=clock, operator=operator, passphrase=passphrase)
        try:
            _adopt_new_rules(db)
            yield db
        finally:
            db.close()


def _adopt_new_rules(db: Register) -> None:
    """Give a school that was founded with an older program the rules that have come since."""
    school = schools.own_id(db)
    if school is not None:
        class_rules.load_presets(db, school=school)


_WORKED_IN = (paths.backups, paths.evidence, paths.outbox, paths.inbox)


def _open(folder: Path, *, clock: Callable[[], int], operator: str, passphrase: str | None) -> Register:
    ring, file = paths.keyring(folder), paths.register(folder)
    if not ring.exists() and not file.exists():
        keyring.make(ring)
    elif not file.exists() and any(place(folder).exists() for place in _WORKED_IN):
        # A keyring alone may be a first start that was cut short; with these beside it the data is lost.
        raise UserError(
            f"找不到数据文件 {file.name}，可能被移走或删去了，程序没有另起一份空的。"
            f"请从 {paths.backups(folder)} 里最近的备份恢复，把它改名为 {file.name} 放回原处。"
        )
    key = keyring.key(ring, passphrase)

    def copy_first(db: Register) -> None:
        copies.copy(db, _name(folder, "升级前", clock()))

    return open_register(file, key, clock=clock, operator=operator, before_migrating=copy_first)


def _name(folder: Path, why: str, now: int) -> Path:
    """Name a copy by its moment; a second one in the same second gets a number."""
    stamp = datetime.fromtimestamp(now / 1000).strftime(_STAMP)
    names = (f"{stamp}-{why}{number}.db" for number in chain([""], count(2)))
    return next(path for path in map(paths.backups(folder).joinpath, names) if not path.exists())


def found(
    db: Register,
    *,
    level: str,
    code: str,
    full_name: str,
    short_name: str = "",
    seal_name: str = "",
    county_name: str = "",
) -> int:
    """Write down whose desk this is and adopt the shipped rules and standards; raise `UserError`."""
    with db.act(f"开始使用：{full_name.strip()}"):
        school = schools.found(
            db,
            level=level,
            code=code,
            full_name=full_name,
            short_name=short_name,
            seal_name=seal_name,
            county_name=county_name,
        )
        rules.load_presets(db, school=school)
        class_rules.load_presets(db, school=school)
        checklist.load_presets(db, school=school)
    return school


def is_locked(folder: Path) -> bool:
    """Tell whether opening this folder needs a passphrase."""
    ring = paths.keyring(folder)
    return ring.exists() and keyring.has_passphrase(ring)


def set_passphrase(folder: Path, new: str, *, old: str | None = None) -> None:
    """Set or change the passphrase of a data folder and of the copies in it whose key lies open.

    Raise `UserError` where it is too short to help, `WrongPassphrase` where `old` is not the present one.
    """
    if len(new) < LEAST_PASSPHRASE:
        raise UserError(f"口令至少要有 {LEAST_PASSPHRASE} 个字，可以是一句容易记住的话。")
    ring = paths.keyring(folder)
    key = keyring.key(ring, old)
    keyring.set_passphrase(ring, new, old=old)
    _lock_copies(folder, key)


def _lock_copies(folder: Path, key: bytes) -> None:
    """Put the new keyring beside every copy whose own still lies open: it would open the register too."""
    for copy in paths.backups(folder).glob("*.keys.json"):
        try:
            lies_open = not keyring.has_passphrase(copy) and keyring.key(copy) == key
        except BadKeyring:
            continue  # it opens nothing
        if lies_open:
            keyring.copy(paths.keyring(folder), copy)


def back_up(db: Register, folder: Path) -> Path:
    """Copy the register and its keyring into the backups, opened again and checked before it counts."""
    target = _name(folder, "备份", db.clock())
    ring = target.with_suffix(".keys.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    # The keyring first: a copy that has a name can be opened.
    keyring.copy(paths.keyring(folder), ring)
    try:
        return copies.copy(db, target)
    except BaseException:
        ring.unlink(missing_ok=True)
        raise


def last_backup(folder: Path) -> str:
    """Give the time of the newest checked copy as ISO text, empty where there is none."""
    moments = filter(None, (_moment(file.name) for file in paths.backups(folder).glob("*.db")))
    newest = max(moments, default=None)
    return newest.isoformat(sep=" ", timespec="minutes") if newest else ""


def _moment(name: str) -> datetime | None:
    """Read a copy's name; people put files of their own among the copies."""
    try:
        return datetime.strptime(name[:15], _STAMP)
    except ValueError:
        return None
