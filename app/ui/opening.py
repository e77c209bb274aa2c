"""Open the window on a data folder: the passphrase where there is one, the first start, then the desk.

What most starts never show, and all that opens a register, is read where it is led to: the window of a desk
that is known stands on the screen before.
"""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import paths
from app.errors import Cancelled, UserError
from app.progress import Tell, silent
from app.ui import messages, sitting, start
from app.ui.desk import Reopening, Seat, this_day
from app.ui.sitting import Remembered, window
from app.ui.window import Window
from db import keyring
from db.faults import AlreadyOpen, BadKeyring, Damaged, NewerRegister, Tampered, WrongKey, WrongPassphrase

if TYPE_CHECKING:
    from app.ui.beginning import Answer, Beginning
    from app.ui.from_file import FromFile
    from app.ui.rescuing import Rescue
    from app.ui.unlocking import Unlock
    from db.register import Register

__all__ = ["MADE_UP", "PEOPLE", "Opening", "main", "window"]
MADE_UP = "演示"
PEOPLE = 300


def main(folder: Path, *, operator: str = "", file: Path | None = None) -> int:
    """Open the window on a data folder and stay until it is closed; give the exit code.

    A `file` goes to the page that reads it once the desk stands.
    """
    with ExitStack() as stack:
        opening = Opening(folder, operator=operator, stack=stack, file=file)
        return start.main(folder, opening.first)


class Opening(QObject):
    """Lead from one window to the next until the desk stands; `stack` closes the register at the end."""

    def __init__(self, folder: Path, *, operator: str, stack: ExitStack, file: Path | None = None) -> None:
        """Remember what is to be opened."""
        super().__init__()
        self._folder = folder
        self._operator = operator
        self._file = file
        self._stack = stack
        # Of its own, because the register is closed and opened again for restoring.
        self._register = stack.enter_context(ExitStack())
        self._shown: QWidget | None = None
        self._leading_on = False

    def first(self) -> QWidget:
        """Give the first window: for the passphrase, a rescue, the first start, or the desk itself.

        The desk's is given before its register is open, where it is remembered whose that is.
        """
        try:
            locked, known = keyring.locked(paths.keyring(self._folder)), sitting.recall(self._folder)
        except BadKeyring as error:
            return self._keep(self._rescuing(error, None))
        if known is not None:
            made = sitting.before_opening(known, self._folder, partial(self._sit_down, known))
            made.desk.reopen.connect(self._reopen)
            return self._keep(made)
        return self._keep(self._asking() if locked else self._opened_or_rescue(None))

    def _sit_down(self, known: Remembered) -> Seat:
        """Open the register of a desk whose window stands; where that leads elsewhere raise `Cancelled`."""
        from app.school import schools  # noqa: PLC0415 - see above

        if self._leading_on:
            raise Cancelled
        try:
            db = self._register_opened(None, None)
            there = schools.own_id(db) is not None
            if there and sitting.LEVELS[schools.own(db).level] == known.level:
                return sitting.seat(db)
        except Exception as error:  # said or led on from once whoever asked for the register has given up
            self._leading_on = True
            QTimer.singleShot(0, self, partial(self._not_opened, error))
            raise Cancelled from error
        self._leading_on = True
        QTimer.singleShot(0, self, lambda: self._replace(self._led(db)))
        raise Cancelled

    def _not_opened(self, error: Exception) -> None:
        """Lead from a desk whose register does not open to its rescue, or say why and leave."""
        if self._is_for_rescue(error):
            self._replace(self._rescuing(error, None))
            return
        messages.tell_error(None, error)
        if self._shown is not None:
            # The last window takes the program with it.
            self._shown.close()

    def _asking(self) -> "Unlock":
        from app.ui.unlocking import Unlock  # noqa: PLC0415 - see above

        ring = paths.keyring(self._folder)
        unlock = Unlock(keyring.names(ring), recoverable=keyring.has_recovery(ring))
        _help_beside(unlock, "unlocking")
        unlock.given.connect(partial(self._unlock, unlock))
        unlock.recovered.connect(partial(self._recover, unlock))
        return unlock

    def _opened_or_rescue(self, passphrase: str | None, clerk: str | None = None) -> QWidget:
        """Open the register, or give the window that leads on where it is damaged or gone."""
        try:
            return self._led(self._register_opened(passphrase, clerk))
        except Exception as error:
            if not self._is_for_rescue(error):
                raise
            return self._rescuing(error, passphrase)

    def _is_for_rescue(self, error: Exception) -> bool:
        """Tell whether a register that does not open, or is gone while copies are there, can be rescued."""
        from app.jobs import backups  # noqa: PLC0415 - see above

        if isinstance(error, UserError):
            return not paths.register(self._folder).exists() and bool(backups.find(self._folder))
        return isinstance(error, Damaged | WrongKey | Tampered | BadKeyring | NewerRegister)

    def _rescuing(self, error: Exception, passphrase: str | None) -> "Rescue":
        from app.ui.rescuing import Rescue  # noqa: PLC0415 - see above

        rescue = Rescue(self._folder, error, passphrase=passphrase, clock=start.now_ms)
        _help_beside(rescue, "rescue")
        rescue.rescued.connect(self._go_on)
        return rescue

    def _go_on(self, passphrase: str | None) -> None:
        """Open what was rescued; ask for a passphrase where none was needed for rescuing it."""
        try:
            locked = passphrase is None and keyring.locked(paths.keyring(self._folder))
            self._replace(self._asking() if locked else self._opened_or_rescue(passphrase))
        except Exception as error:  # what is still wrong is said where the person is
            messages.tell_error(self._shown, error)

    def _reopen(self, wanted: Reopening) -> None:
        """Close the register, do something with it, and open it again."""
        from app.explain import explain  # noqa: PLC0415 - see above
        from app.ui import waiting  # noqa: PLC0415 - see above

        before = self._shown
        if not isinstance(before, Window):
            return
        between = Between(wanted.title)
        between.setGeometry(before.geometry())
        between.show()
        if not before.close():
            between.close()
            return
        before.desk.leave_for_now()
        self._register.close()
        before.deleteLater()
        self._keep(between)
        said, tone, passphrase, damage = "", "good", wanted.after, None
        try:
            said = waiting.wait(between, wanted.title, wanted.job)
        except Exception as error:  # said on the page that opens again
            tone, passphrase = "bad", wanted.before
            damage = error if isinstance(error, Damaged) else None
            said = explain(error) or ""
            if explain(error) is None:
                messages.confess(between, error)
        shown = self._rescuing(damage, passphrase) if damage else self._opened_or_rescue(passphrase)
        self._replace(shown)
        if said and isinstance(shown, Window):
            shown.page().say(said, "bad" if tone == "bad" else "good")

    def _unlock(self, unlock: "Unlock", passphrase: str, clerk: str | None) -> None:
        from app.explain import explain  # noqa: PLC0415 - see above

        try:
            opened = self._opened_or_rescue(passphrase, clerk)
        except WrongPassphrase as error:
            unlock.refuse(explain(error) or "")
        except Exception as error:  # the register cannot be opened: say why where the person is
            messages.tell_error(unlock, error)
        else:
            self._replace(opened)

    def _recover(self, unlock: "Unlock", code: str, new: str, clerk: str) -> None:
        from app.explain import explain  # noqa: PLC0415 - see above
        from app.jobs import passphrases  # noqa: PLC0415 - see above

        try:
            passphrases.recover(self._folder, code, new, clerk=clerk)
        except (UserError, WrongPassphrase) as error:
            unlock.refuse(explain(error) or "")
        else:
            self._unlock(unlock, new, clerk)

    def _register_opened(self, passphrase: str | None, clerk: str | None) -> "Register":
        from app.jobs import registers  # noqa: PLC0415 - see above

        opened = registers.opened(
            self._folder,
            clock=start.now_ms,
            operator=self._operator,
            passphrase=passphrase,
            clerk=clerk,
            looking=self._looking,
        )
        try:
            return self._register.enter_context(opened)
        except AlreadyOpen as error:
            if self._file is None:
                raise
            from app.ui import arriving  # noqa: PLC0415 - see above

            raise UserError(arriving.while_open(self._file)) from error

    def _looking(self, look: Callable[[Tell], list[str]]) -> list[str]:
        """Look a register over while the window lives on, where there is one; a large one takes seconds."""
        if self._shown is None or not self._shown.isVisible() or self._leading_on:
            return look(silent)
        from app.ui import waiting  # noqa: PLC0415 - see above

        self._leading_on = True  # nobody may ask for the register a second time meanwhile
        try:
            return waiting.wait(self._shown, "正在核对数据", look)
        finally:
            self._leading_on = False

    def _led(self, db: "Register") -> QWidget:
        """Give the window an open register leads to."""
        from app.school import schools  # noqa: PLC0415 - see above

        if schools.own_id(db) is not None:
            return self._desk(db)
        from app.jobs import siblings  # noqa: PLC0415 - see above
        from app.ui import bringing_back, joining, taking_over  # noqa: PLC0415 - see above
        from app.ui.beginning import Beginning  # noqa: PLC0415 - see above

        if siblings.joining(db) is not None:
            return self._joining(db)
        beginning = Beginning()
        joining.offer(beginning, lambda: self._replace(self._joining(db)))
        taking_over.offer(beginning, self._take_over)
        bringing_back.offer(beginning, self._bring_back)
        _help_beside(beginning, "beginning")
        beginning.answered.connect(partial(self._found, db, beginning))
        return beginning

    def _desk(self, db: "Register") -> Window:
        made = window(db, self._folder)
        made.desk.reopen.connect(self._reopen)
        return made

    def _joining(self, db: "Register") -> QWidget:
        """Begin as a school's second laptop."""
        from app.ui import joining  # noqa: PLC0415 - see above

        made = joining.Joining(db, self._folder)
        _help_beside(made, "siblings")
        made.joined.connect(lambda: self._replace(self._desk(db)))
        return made

    def _take_over(self) -> None:
        """Begin from the pack of the last clerk."""
        from app.ui import taking_over  # noqa: PLC0415 - see above

        self._begin_from(taking_over.asking(self._folder, clock=start.now_ms), "handovers")

    def _bring_back(self) -> None:
        """Begin from a copy on a stick, after a laptop that broke."""
        from app.ui import bringing_back  # noqa: PLC0415 - see above

        self._begin_from(bringing_back.asking(self._folder, clock=start.now_ms), "backups")

    def _begin_from(self, made: "FromFile", topic: str) -> None:
        """Ask for a file to begin from; the empty register is closed meanwhile."""
        self._register.close()
        _help_beside(made, topic)
        made.given_up.connect(lambda: self._go_on(None))
        made.taken.connect(self._taken_over)
        self._replace(made)

    def _taken_over(self, said: str, phrase: str, clerk: str) -> None:
        locked = keyring.locked(paths.keyring(self._folder))
        shown = self._opened_or_rescue(phrase, clerk or None) if locked else self._opened_or_rescue(None)
        self._replace(shown)
        if isinstance(shown, Window):
            shown.page().say(said, "good")

    def _found(self, db: "Register", beginning: "Beginning", answer: "Answer") -> None:
        from app.jobs import registers  # noqa: PLC0415 - see above
        from app.school import schools  # noqa: PLC0415 - see above

        try:
            registers.found(
                db,
                level=answer.level,
                code=answer.code,
                full_name=answer.full_name,
                short_name=answer.short_name,
                county_name=answer.county_name,
            )
        except Exception as error:  # nothing is founded then: say why where the person is
            messages.tell_error(beginning, error)
            return
        if answer.operator:
            schools.keep(db, "operator", answer.operator)
        if answer.then == "demo":
            self._look_around(db, beginning, answer)
            return
        opened = self._desk(db)
        self._replace(opened)
        if answer.then == "import":
            opened.desk.go("党员名册", lambda page: page.begin())

    def _look_around(self, db: "Register", beginning: "Beginning", answer: "Answer") -> None:
        """Make up a school in a folder of its own and show that; the own one waits for the next start."""
        from app.jobs import registers  # noqa: PLC0415 - see above
        from app.ui import waiting  # noqa: PLC0415 - see above

        folder = self._folder / MADE_UP
        try:
            waiting.wait(beginning, "正在编一所虚构的学校", partial(_make_up, folder))
        except Exception as error:  # cancelled, or the disk is full: begin with the own school
            if not isinstance(error, Cancelled):
                messages.tell_error(beginning, error)
            self._replace(self._desk(db))
            return
        from app.jobs.demo import stage  # noqa: PLC0415 - see _make_up

        place = folder / (stage.TOWNSHIP if answer.level == "township" else stage.COUNTY)
        made_up = self._stack.enter_context(registers.opened(place, clock=start.now_ms, operator=""))
        shown = window(made_up, place)
        self._replace(shown)
        shown.page().say(
            "这里的人和事都是编的，随便试。关上窗口再打开五有，就是您自己的单位；"
            f"看够了可以删去文件夹 {folder}。"
        )

    def _keep(self, shown: QWidget) -> QWidget:
        self._shown = shown
        if self._file is not None and isinstance(shown, Window):
            shown.begun.connect(partial(self._bring, shown))
        return shown

    def _bring(self, shown: Window) -> None:
        """Lead the file that this program was opened with to its page, once."""
        from app.ui import arriving  # noqa: PLC0415 - see above

        file, self._file = self._file, None
        if file is not None:
            arriving.bring(shown, file)

    def _replace(self, shown: QWidget) -> None:
        before = self._shown
        self._leading_on = False
        self._keep(shown)
        shown.show()
        if before is not None:
            before.close()
            before.deleteLater()


class Between(QWidget):
    """What stands on the screen while the register is closed."""

    def __init__(self, title: str) -> None:
        """Say what is being done."""
        from app.ui.cards import label  # noqa: PLC0415 - see above

        super().__init__()
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(f"五有 · {title}")
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(label(f"{title}，请稍等…", name="section"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)


def _help_beside(shown: QWidget, topic: str) -> None:
    from app.ui import help as help_  # noqa: PLC0415 - see above

    help_.beside(shown, topic)


def _make_up(folder: Path, tell: Tell) -> None:
    from app.jobs.demo import road  # noqa: PLC0415 - it walks through every maker of papers there is

    for done, step in enumerate(road.walk(folder, today=this_day(), count=PEOPLE), start=1):
        tell(done, 0, step.said)
