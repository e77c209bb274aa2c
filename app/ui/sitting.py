"""Sit down at a desk: its window, which stands before the register is open, and what is remembered of it.

All else a desk needs is read when its first page is there: a window that only stands there needs none of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from app import paths
from app.ui import pages
from app.ui.desk import Desk, Level, Seat
from app.ui.window import Undo, Window
from db import keyring

if TYPE_CHECKING:
    from app.ui.finder import Search
    from db.register import Register

LEVELS: dict[str, Level] = {"township": "township", "county": "county", "city": "city"}
_GROUP = "desk"


@dataclass(frozen=True, slots=True)
class Remembered:
    """Whose desk was opened last in a data folder, and who sat there."""

    level: Level
    school_name: str
    operator: str


def recall(folder: Path) -> Remembered | None:
    """Give whose desk a data folder's was, None where nobody knows or a passphrase keeps that closed."""
    if not paths.register(folder).exists() or keyring.locked(paths.keyring(folder)):
        return None
    memory = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    level = LEVELS.get(str(memory.value(f"{_GROUP}/level", "")))
    school = str(memory.value(f"{_GROUP}/school", ""))
    if level is None or not school:
        return None
    return Remembered(level, school, str(memory.value(f"{_GROUP}/operator", "")))


def remember(desk: Desk) -> None:
    """Remember whose desk this is for the next start, and nothing of it where the data has a passphrase."""
    desk.memory.remove(_GROUP)
    if not keyring.locked(paths.keyring(desk.folder)):
        desk.memory.setValue(f"{_GROUP}/level", desk.level)
        desk.memory.setValue(f"{_GROUP}/school", desk.school_name)
        desk.memory.setValue(f"{_GROUP}/operator", desk.operator)
    desk.memory.sync()


def seat(db: "Register") -> Seat:
    """Give a founded register with the names its desk is kept under."""
    from app.school import schools  # noqa: PLC0415 - see above

    db.operator = db.operator or schools.setting(db, "operator", "组织委员")
    return Seat(db, schools.own(db).short_name, db.operator)


def window(db: "Register", folder: Path, *, today: str | None = None) -> Window:
    """Make the window for a founded register; `today` is for looking at a day that is not."""
    from datetime import date  # noqa: PLC0415 - see above

    from app.school import schools  # noqa: PLC0415 - see above

    sat = seat(db)
    return _window(
        Desk(
            db,
            folder=folder,
            level=LEVELS[schools.own(db).level],
            school_name=sat.school_name,
            operator=sat.operator,
            clock=(lambda: date.fromisoformat(today)) if today else None,
        ),
        watched=not today,
    )


def before_opening(found: Remembered, folder: Path, open_: Callable[[], Seat]) -> Window:
    """Make the window of a desk as it is remembered; `open_` is called when the register is asked for."""
    desk = Desk(
        open_, folder=folder, level=found.level, school_name=found.school_name, operator=found.operator
    )
    return _window(desk, watched=True)


def _window(desk: Desk, *, watched: bool) -> Window:
    made = Window(
        desk,
        pages.places(desk.level),
        searches=partial(_searches, desk),
        # In a thread: the import of five thousand people takes seconds to undo.
        undo=Undo(
            lambda: desk.db.undoable(), lambda: desk.work(made, "正在撤销", lambda own, _tell: own.undo())
        ),
        redo=Undo(
            lambda: desk.db.redoable(), lambda: desk.work(made, "正在重做", lambda own, _tell: own.redo())
        ),
    )
    made.begun.connect(partial(_begun, made, watched))
    return made


def _searches(desk: Desk) -> "Sequence[Search]":
    from app.ui import searching  # noqa: PLC0415 - see above

    return searching.searches(desk)


def _begun(made: Window, watched: bool) -> None:
    from app.ui import beside  # noqa: PLC0415 - see above

    if watched:
        remember(made.desk)
        made.desk.introduced.connect(partial(remember, made.desk))
    beside.begin(made, watched=watched)
