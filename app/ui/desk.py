"""What every page is given: the register, who sits here, and how acts are done and errors told.

What acts need is read when one is done: a window stands on the screen before the register is opened.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.progress import Tell
from app.ui import messages

if TYPE_CHECKING:
    from datetime import date
    from tempfile import TemporaryDirectory

    from app.spelling import levels
    from db.register import Register

T = TypeVar("T")
Level = Literal["township", "county", "city"]
_UNSEEN = (-1, -1)


@dataclass(frozen=True, slots=True)
class Seat:
    """A register that was just opened, and under which names its desk is kept."""

    db: "Register"
    school_name: str
    operator: str


@dataclass(frozen=True, slots=True)
class Reopening:
    """What is done while the register is closed: a title, and the job, which gives a sentence about it.

    `before` is the passphrase that opens the register as it is, `after` the one that opens it afterwards;
    None where it needs none.
    """

    title: str
    job: Callable[[Tell], str]
    before: str | None
    after: str | None


class Desk(QObject):
    """Hold what the pages share and run their acts; it knows no page and no noun."""

    changed = Signal()
    """Something in the register is different now, whoever changed it."""
    went = Signal(str, object)
    """Somebody asks for a place by its title, and what to do with its page once it shows."""
    opened = Signal(object)
    """Somebody asks to lay a page over the present one."""
    introduced = Signal()
    """The school or whoever sits here has another name now."""
    closed = Signal()
    """Somebody asks to go back to the page below."""
    reopen = Signal(object)
    """Somebody asks for a `Reopening`: the register is closed, something is done, it is opened again."""
    seated_now = Signal()
    """The register has been opened; until then nothing can be read, though the window stands."""
    leaving = Signal()
    """The window is about to close; whoever has something to put away does it now."""

    def __init__(
        self,
        db: "Register | Callable[[], Seat]",
        *,
        folder: Path,
        level: Level,
        school_name: str,
        operator: str,
        clock: "Callable[[], date] | None" = None,
        parent: QObject | None = None,
    ) -> None:
        """Sit down at a register that is open, or is opened in the way given once it is asked for.

        `folder` is where this person's data lies; without a `clock` the day is this computer's.
        """
        super().__init__(parent)
        self._db = None if callable(db) else db
        self._open = db if callable(db) else None
        self.folder = folder
        self.level = level
        self.school_name = school_name
        self.operator = operator
        self.memory = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self._clock = clock or this_day
        self._stamp = self._db.stamp() if self._db is not None else _UNSEEN
        self._busy = False
        self._scratch: TemporaryDirectory[str] | None = None

    @property
    def db(self) -> "Register":
        """Give the register, opened where it is not yet; raise what opening it raises."""
        if self._db is None:
            assert self._open is not None
            seat = self._open()
            self._db = seat.db
            self._stamp = self._db.stamp()
            self.introduce(school_name=seat.school_name, operator=seat.operator)
            self.seated_now.emit()
        return self._db

    @property
    def words(self) -> "levels.Words":
        """Give the words this desk speaks of the desk above and of those below in."""
        from app.spelling import levels  # noqa: PLC0415 - see above

        return levels.of(self.level)

    @property
    def seated(self) -> bool:
        """Tell whether the register is open."""
        return self._db is not None

    def introduce(self, *, school_name: str, operator: str) -> None:
        """Say under which names the desk is kept from now on."""
        if (school_name, operator) != (self.school_name, self.operator):
            self.school_name, self.operator, self.db.operator = school_name, operator, operator
            self.introduced.emit()

    @property
    def busy(self) -> bool:
        """Whether long work is under way; the window may not close then."""
        return self._busy

    @property
    def locked(self) -> bool:
        """Tell whether the register is locked, so that nothing can be read."""
        return not self.db.key

    def today(self) -> str:
        """Give today's date as ISO text."""
        return self._clock().isoformat()

    def scratch(self) -> Path:
        """Give a new folder for copies to look at; it goes when the program ends.

        Each copy has its own: what a reader on Windows still holds cannot be written over.
        """
        from tempfile import TemporaryDirectory, mkdtemp  # noqa: PLC0415 - see above

        if self._scratch is None:
            # A reader on Windows may still hold its copy when we leave.
            self._scratch = TemporaryDirectory(prefix="wuyou-", ignore_cleanup_errors=True)
        return Path(mkdtemp(dir=self._scratch.name))

    def act(self, parent: QWidget | None, fn: Callable[[], T]) -> T | None:
        """Run a short act at once and give its result; say what went wrong and give None otherwise.

        What a person can mend is said in one sentence beside their work, which stays as it was;
        everything else is logged as our bug.
        """
        try:
            return self._with_ballast(parent, fn)
        except Exception as error:  # the outermost line of every act: nothing may fall through unsaid
            messages.tell_error(parent, error)
            return None
        finally:
            self.look()

    def _with_ballast(self, parent: QWidget | None, fn: Callable[[], T]) -> T:
        """Try an act once more where the disk was full and there is room kept back to let go."""
        try:
            return fn()
        except Exception as error:
            from app.explain import is_full  # noqa: PLC0415 - see above
            from app.jobs import ballast  # noqa: PLC0415 - see above

            if not is_full(error) or not ballast.drop(self.folder):
                raise
        done = fn()
        messages.say(parent, "磁盘满了，已动用应急空间把这一步保存好。请马上删去不用的文件。", "warn")
        return done

    def did(self, parent: QWidget | None, fn: Callable[[], object]) -> bool:
        """Run a short act that gives nothing worth keeping; say whether it went through."""
        return self.act(parent, lambda: (fn(),)) is not None

    def work(
        self, parent: QWidget | None, title: str, job: "Callable[[Register, Tell], T]", *, before: str = ""
    ) -> T:
        """Run a long job on its own connection in a thread; return its result or raise its error here.

        What changes much at once says `before`, why a copy is made first where one is due. Raise `Cancelled`
        where the person stopped it and `UserError` where other work is under way. Mostly called within
        `act`, which tells the error.
        """
        from app.jobs import backups  # noqa: PLC0415 - see above
        from app.ui import waiting  # noqa: PLC0415 - see above

        def errand(tell: Tell) -> T:
            db = self.db.again()
            try:
                if before and backups.due(db, self.folder):
                    tell(0, 0, "先做一份备份")
                    backups.back_up(db, self.folder, why=before)
                return job(db, tell)
            finally:
                db.close()

        if self._busy:
            raise UserError("上一件事还没有办完，请等它办完或先取消它。")
        self._busy = True
        try:
            return waiting.wait(parent, title, errand)
        finally:
            self._busy = False
            self.look()

    def leave_for_now(self) -> None:
        """Lock the register: until `come_back` the desk is busy and knows nothing."""
        self.db.lock()
        self._busy = True

    def come_back(self, key: bytes, *, operator: str) -> None:
        """Unlock the register for whoever sits down; raise `WrongKey`."""
        self.db.unlock(key)
        self._busy = False
        self.introduce(school_name=self.school_name, operator=operator)
        self._stamp = _UNSEEN
        self.look()

    def look(self) -> None:
        """Announce a change where the register differs from when it was last looked at."""
        if not self.seated:
            return
        stamp = self.db.stamp()
        if stamp != self._stamp:
            self._stamp = stamp
            self.changed.emit()

    def leave(self) -> None:
        """Put away what only this sitting needed; the window calls it when it closes."""
        self.leaving.emit()
        self.memory.sync()
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    def go(self, title: str, then: Callable[[Any], object] | None = None) -> None:
        """Ask for a place by its title; `then` is called with its page once it shows."""
        self.went.emit(title, then)

    def open(self, page: QWidget) -> None:
        """Lay a page over the present one; `close` or Esc brings the one below back."""
        self.opened.emit(page)

    def close(self) -> None:
        """Go back to the page below the present one."""
        self.closed.emit()


def this_day() -> "date":
    """Give this computer's date."""
    from datetime import date  # noqa: PLC0415 - see above

    return date.today()
