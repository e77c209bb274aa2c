"""Registers: open the data folder safely, and found the school.

What only some starts need is read there: every start waits for what is read here.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import app
from app import paths
from app.errors import Cancelled, UserError
from app.jobs.rare_characters import kept as pictures
from app.progress import Tell, silent
from app.school import class_rules, handovers, schools
from db import checks, keyring, places
from db.faults import Damaged, WrongKey
from db.register import Register, open_register, signed


@contextmanager
def opened(
    folder: Path,
    *,
    clock: Callable[[], int],
    chance: Callable[[int], int] = secrets.randbits,
    operator: str,
    passphrase: str | None = None,
    clerk: str | None = None,
    looking: Callable[[Callable[[Tell], list[str]]], list[str]] = lambda look: look(silent),
) -> Iterator[Register]:
    """Open the register of a data folder, making both where there are none, and close it again.

    `clock` gives milliseconds since 1970, `chance` random bits for ids. `clerk` is whose passphrase it is,
    anybody's where None; without an `operator` it is the clerk whose passphrase opened it. The folder is
    locked meanwhile: one window at a time. A register that was not closed last time is looked over first,
    which `looking` is given to do. Raise a `RegisterFault` where the place is unsafe, the register is in use
    or damaged, or the key does not fit.
    """
    places.refuse_unsafe(folder)
    with places.lock(folder):
        _finish(folder)
        db = _open(folder, clock=clock, chance=chance, operator=operator, passphrase=passphrase, clerk=clerk)
        with closing(db), _marked(db, paths.open_mark(folder), looking):
            signed(db, app.__version__)
            _adopt_new_rules(db)
            pictures.load(db)
            handovers.shut(db)
            yield db


# Where a restoring or a taking over writes down what it is about to move.
RESTORING, TAKING_OVER = "restoring.json", "taking_over.json"


def _finish(folder: Path) -> None:
    """Finish what was cut short while it moved files."""
    if (folder / RESTORING).exists():
        from app.jobs import restores  # noqa: PLC0415 - see above

        restores.finish(folder)
    if (folder / TAKING_OVER).exists():
        from app.jobs.handovers import taking  # noqa: PLC0415 - see above

        taking.finish(folder)


def _adopt_new_rules(db: Register) -> None:
    """Give a school that was founded with an older program the rules that have come since."""
    school = schools.own_id(db)
    if school is not None:
        class_rules.load_presets(db, school=school)


_WORKED_IN = (paths.backups, paths.evidence, paths.outbox, paths.inbox)


def _open(
    folder: Path,
    *,
    clock: Callable[[], int],
    chance: Callable[[int], int],
    operator: str,
    passphrase: str | None,
    clerk: str | None,
) -> Register:
    ring, file = paths.keyring(folder), paths.register(folder)
    if not keyring.exists(ring) and not file.exists():
        keyring.make(ring)
    elif not file.exists() and any(place(folder).exists() for place in _WORKED_IN):
        # A keyring alone may be a first start that was cut short; with these beside it the data is lost.
        raise UserError(
            f"找不到数据文件 {file.name}，可能被移走或删去了，程序没有另起一份空的。"
            f"请从 {paths.backups(folder)} 里最近的备份恢复，把它改名为 {file.name} 放回原处。"
        )
    unlocked = keyring.unlock(ring, passphrase, clerk=clerk)

    def copy_first(db: Register) -> None:
        from app.jobs import backups  # noqa: PLC0415 - see above

        backups.back_up(db, folder, why="升级前")

    def at(key: bytes) -> Register:
        return open_register(
            file,
            key,
            clock=clock,
            chance=chance,
            operator=operator or unlocked.clerk,
            before_migrating=copy_first,
        )

    if unlocked.next_key is None:
        return at(unlocked.key)
    try:
        return at(unlocked.next_key)
    except WrongKey:  # the register was about to get a new key and did not
        return at(unlocked.key)


@contextmanager
def _marked(
    db: Register, mark: Path, looking: Callable[[Callable[[Tell], list[str]]], list[str]]
) -> Iterator[None]:
    """Leave a mark while the register is open; where one was left, look the file over first."""
    if mark.exists():
        found = looking(partial(_look_over, db.path, db.key))
        if found:
            raise Damaged(db.path, found)
    mark.touch()
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)


def _look_over(path: Path, key: bytes, tell: Tell) -> list[str]:
    """Give what is wrong with a register's file; raise `Cancelled` where somebody does not wait for it."""
    stopped = False

    def stop() -> bool:
        nonlocal stopped
        try:
            tell(0, 0, "上次没有正常关闭，先核对数据完不完整")
        except Cancelled:
            stopped = True
        return stopped

    found = checks.look_over(path, key, stop=stop)
    if stopped:
        raise Cancelled
    return found


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
    from app.school import checklist, rules  # noqa: PLC0415 - see above

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
    return keyring.locked(paths.keyring(folder))
