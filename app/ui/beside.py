"""What goes on beside a window: copies, checks, the lock, sheets dropped on it, and what is safe is said.

None of it is waited for: it begins when the first page is there.
"""

from functools import partial
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QTimer

from app.jobs import backups, ballast
from app.jobs.checkups import Checkup
from app.progress import Tell
from app.school import precautions, schools
from app.ui import messages, start, theme
from app.ui.cautions import Cautions
from app.ui.desk import Desk, Reopening
from app.ui.drops import Drops
from app.ui.keeping import Checker, Keeper
from app.ui.locking import Guard
from app.ui.page import Page
from app.ui.window import Window
from db.faults import Damaged

SETTLED_MS = 3000


def begin(made: Window, *, watched: bool) -> None:
    """Begin all of it; a window that is only looked at is not `watched` and copies nothing."""
    if made.desk.level == "township":
        Drops(made, partial(_take_in, made.desk))
    _tell_safe(made)
    made.desk.changed.connect(partial(_tell_safe, made))
    if watched:
        _keep_copies(made)
        _keep_watch(made)
        Guard(made)
        QTimer.singleShot(SETTLED_MS, made, partial(_hear_of_updates, made))
        _lay_ballast(made)


def _hear_of_updates(made: Window) -> None:
    from app.ui import updating  # noqa: PLC0415 - a stick that is in already is seen soon enough

    updating.News(made)


def _lay_ballast(made: Window) -> None:
    """Keep room back on the disk, in a thread: at the first start that is so much to write."""
    laying = Thread(target=ballast.lay, args=(made.desk.folder,))
    made.desk.leaving.connect(laying.join)
    laying.start()


def _keep_copies(made: Window) -> None:
    """Let copies make themselves while the window is open, and say so where that fails."""
    keeper = Keeper(made.desk, made)
    keeper.kept.connect(partial(_tell_safe, made))
    keeper.failed.connect(lambda said: made.side.tell_safe(f"! {said}", tone="warn"))
    made.desk.leaving.connect(keeper.leave)


def _keep_watch(made: Window) -> None:
    """Say what must not be overlooked, and look the file over where a week has passed."""
    desk = made.desk
    precautions.begin(desk.db, today=desk.today())
    Cautions(made, now_ms=start.now_ms)
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
