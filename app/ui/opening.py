"""Open the window on a data folder: the passphrase where there is one, the first start, then the desk."""

import time
from contextlib import ExitStack
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import paths
from app.errors import Cancelled, UserError
from app.explain import explain
from app.jobs import backups, ballast, clocks, passphrases, registers, siblings
from app.jobs.checkups import Checkup
from app.progress import Tell
from app.school import precautions, schools
from app.ui import messages, pages, searching, start, taking_over, theme, waiting
from app.ui.beginning import Answer, Beginning
from app.ui.cards import label
from app.ui.desk import Desk, Level, Reopening
from app.ui.drops import Drops
from app.ui.keeping import Checker, Keeper
from app.ui.locking import Guard
from app.ui.page import Page
from app.ui.rescuing import Rescue
from app.ui.unlocking import Unlock
from app.ui.window import Undo, Window
from db import keyring
from db.faults import BadKeyring, Damaged, NewerRegister, Tampered, WrongKey, WrongPassphrase
from db.register import Register

MADE_UP = "演示"
PEOPLE = 300
LEVELS: dict[str, Level] = {"township": "township", "county": "county", "city": "city"}


def main(folder: Path, *, operator: str = "") -> int:
    """Open the window on a data folder and stay until it is closed; give the exit code."""
    with ExitStack() as stack:
        opening = Opening(folder, operator=operator, stack=stack)
        return start.main(folder, opening.first)


class Opening(QObject):
    """Lead from one window to the next until the desk stands; `stack` closes the register at the end."""

    def __init__(self, folder: Path, *, operator: str, stack: ExitStack) -> None:
        """Remember what is to be opened."""
        super().__init__()
        self._folder = folder
        self._operator = operator
        self._stack = stack
        # Of its own, because the register is closed and opened again for restoring.
        self._register = stack.enter_context(ExitStack())
        self._shown: QWidget | None = None

    def first(self) -> QWidget:
        """Give the first window: for the passphrase, a rescue, the first start, or the desk itself."""
        try:
            locked = registers.is_locked(self._folder)
        except BadKeyring as error:
            return self._keep(self._rescuing(error, None))
        return self._keep(self._asking() if locked else self._opened_or_rescue(None))

    def _asking(self) -> Unlock:
        ring = paths.keyring(self._folder)
        unlock = Unlock(keyring.names(ring), recoverable=keyring.has_recovery(ring))
        unlock.given.connect(partial(self._unlock, unlock))
        unlock.recovered.connect(partial(self._recover, unlock))
        return unlock

    def _opened_or_rescue(self, passphrase: str | None, clerk: str | None = None) -> QWidget:
        """Open the register, or give the window that leads on where it is damaged or gone."""
        try:
            return self._opened(passphrase, clerk)
        except (Damaged, WrongKey, Tampered, BadKeyring, NewerRegister) as error:
            return self._rescuing(error, passphrase)
        except UserError as error:
            if paths.register(self._folder).exists() or not backups.find(self._folder):
                raise
            return self._rescuing(error, passphrase)

    def _rescuing(self, error: Exception, passphrase: str | None) -> Rescue:
        rescue = Rescue(self._folder, error, passphrase=passphrase, clock=_now_ms)
        rescue.rescued.connect(self._go_on)
        return rescue

    def _go_on(self, passphrase: str | None) -> None:
        """Open what was rescued; ask for a passphrase where none was needed for rescuing it."""
        try:
            locked = passphrase is None and registers.is_locked(self._folder)
            self._replace(self._asking() if locked else self._opened_or_rescue(passphrase))
        except Exception as error:  # what is still wrong is said where the person is
            messages.tell_error(self._shown, error)

    def _reopen(self, wanted: Reopening) -> None:
        """Close the register, do something with it, and open it again."""
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

    def _unlock(self, unlock: Unlock, passphrase: str, clerk: str | None) -> None:
        try:
            opened = self._opened_or_rescue(passphrase, clerk)
        except WrongPassphrase as error:
            unlock.refuse(explain(error) or "")
        except Exception as error:  # the register cannot be opened: say why where the person is
            messages.tell_error(unlock, error)
        else:
            self._replace(opened)

    def _recover(self, unlock: Unlock, code: str, new: str, clerk: str) -> None:
        try:
            passphrases.recover(self._folder, code, new, clerk=clerk)
        except (UserError, WrongPassphrase) as error:
            unlock.refuse(explain(error) or "")
        else:
            self._unlock(unlock, new, clerk)

    def _opened(self, passphrase: str | None, clerk: str | None = None) -> QWidget:
        db = self._register.enter_context(
            registers.opened(
                self._folder,
                clock=_now_ms,
                operator=self._operator,
                passphrase=passphrase,
                clerk=clerk,
            )
        )
        if schools.own_id(db) is not None:
            return self._desk(db)
        if siblings.joining(db) is not None:
            return self._joining(db)
        beginning = Beginning()
        from app.ui import joining  # noqa: PLC0415 - see _joining

        joining.offer(beginning, lambda: self._replace(self._joining(db)))
        taking_over.offer(beginning, self._take_over)
        beginning.answered.connect(partial(self._found, db, beginning))
        return beginning

    def _desk(self, db: Register) -> Window:
        made = window(db, self._folder)
        made.desk.reopen.connect(self._reopen)
        return made

    def _joining(self, db: Register) -> QWidget:
        """Begin as a school's second laptop."""
        from app.ui import joining  # noqa: PLC0415 - it brings parcels, which a start has no use for

        made = joining.Joining(db, self._folder)
        made.joined.connect(lambda: self._replace(self._desk(db)))
        return made

    def _take_over(self) -> None:
        """Begin from the pack of the last clerk; the empty register is closed meanwhile."""
        self._register.close()
        made = taking_over.TakingOver(self._folder, clock=_now_ms)
        made.given_up.connect(lambda: self._go_on(None))
        made.taken.connect(self._taken_over)
        self._replace(made)

    def _taken_over(self, said: str, phrase: str, clerk: str) -> None:
        locked = registers.is_locked(self._folder)
        shown = self._opened_or_rescue(phrase, clerk) if locked else self._opened_or_rescue(None)
        self._replace(shown)
        if isinstance(shown, Window):
            shown.page().say(said, "good")

    def _found(self, db: Register, beginning: Beginning, answer: Answer) -> None:
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

    def _look_around(self, db: Register, beginning: Beginning, answer: Answer) -> None:
        """Make up a school in a folder of its own and show that; the own one waits for the next start."""
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
        made_up = self._stack.enter_context(registers.opened(place, clock=_now_ms, operator=""))
        shown = window(made_up, place)
        self._replace(shown)
        shown.page().say(
            "这里的人和事都是编的，随便试。关上窗口再打开五有，就是您自己的单位；"
            f"看够了可以删去文件夹 {folder}。"
        )

    def _keep(self, shown: QWidget) -> QWidget:
        self._shown = shown
        return shown

    def _replace(self, shown: QWidget) -> None:
        before = self._shown
        self._keep(shown)
        shown.show()
        if before is not None:
            before.close()
            before.deleteLater()


class Between(QWidget):
    """What stands on the screen while the register is closed."""

    def __init__(self, title: str) -> None:
        """Say what is being done."""
        super().__init__()
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(f"五有 · {title}")
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(label(f"{title}，请稍等…", name="section"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _make_up(folder: Path, tell: Tell) -> None:
    from app.jobs.demo import road  # noqa: PLC0415 - it walks through every maker of papers there is

    for done, step in enumerate(road.walk(folder, today=date.today(), count=PEOPLE), start=1):
        tell(done, 0, step.said)


def window(db: Register, folder: Path, *, today: str | None = None) -> Window:
    """Make the window for a founded register; `today` is for looking at a day that is not."""
    own = schools.own(db)
    db.operator = db.operator or schools.setting(db, "operator", "组织委员")
    desk = Desk(
        db,
        folder=folder,
        level=LEVELS[own.level],
        school_name=own.short_name,
        operator=db.operator,
        clock=(lambda: date.fromisoformat(today)) if today else date.today,
    )
    made = Window(
        desk,
        pages.places(desk.level),
        searches=searching.searches(desk),
        # In a thread: the import of five thousand people takes seconds to undo.
        undo=Undo(db.undoable, lambda: desk.work(made, "正在撤销", lambda own, _tell: own.undo())),
        redo=Undo(db.redoable, lambda: desk.work(made, "正在重做", lambda own, _tell: own.redo())),
    )
    if desk.level == "township":
        Drops(made, partial(_take_in, desk))
    _tell_safe(made)
    desk.changed.connect(partial(_tell_safe, made))
    if not today:
        _keep_copies(made)
        _keep_watch(made)
        Guard(made)
        ballast.lay(folder)
    return made


def _keep_copies(made: Window) -> None:
    """Let copies make themselves while the window is open, and say so where that fails."""
    keeper = Keeper(made.desk, made)
    keeper.kept.connect(partial(_tell_safe, made))
    keeper.failed.connect(lambda said: made.side.tell_safe(f"! {said}", tone="warn"))
    made.desk.leaving.connect(keeper.leave)


def _keep_watch(made: Window) -> None:
    """Doubt a clock that cannot be right, and look the file over where a week has passed."""
    desk = made.desk
    precautions.begin(desk.db, today=desk.today())
    doubt = clocks.doubt(desk.db, now_ms=_now_ms())
    if doubt:
        made.banner.tell(doubt, "warn")
    checker = Checker(desk, made)
    checker.found.connect(partial(_tell_checked, made))
    checker.look()


def _tell_checked(made: Window, found: Checkup) -> None:
    if not found.wrong:
        tone: theme.Tone = "good" if found.broken is None else "warn"
        made.banner.tell(f"每周一次的核对做完了：{found.said}", tone)
        return
    made.banner.tell(found.said, "bad")
    question = f"{found.said}\n现在就关上数据，去救出能读的记录？"
    if messages.ask(made, question, yes="现在去救", no="我先看一看", grave=True):
        error = Damaged(made.desk.db.path, list(found.wrong))
        made.desk.reopen.emit(Reopening("正在关上数据", partial(_raise, error), None, None))


def _raise(error: Exception, _tell: Tell) -> str:
    raise error


def _take_in(desk: Desk, path: Path) -> None:
    """Take a sheet that was dropped on the window to where rosters come in."""

    def take(_page: Page) -> None:
        from app.ui.pages.members.inbox import Inbox  # noqa: PLC0415 - read with the page, not before

        inbox = Inbox(desk, school=schools.own(desk.db).id)
        desk.open(inbox)
        inbox.take(path)

    desk.go("党员名册", take)


def _tell_safe(made: Window) -> None:
    last = backups.last(made.desk.folder)
    if last:
        made.side.tell_safe(f"✓ 最近验证可恢复 {last}")
    else:
        made.side.tell_safe("! 还没有备份", tone="warn")
