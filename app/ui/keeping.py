"""What is kept safe by itself: copies every half hour and on leaving, and a weekly look at the file."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.explain import explain
from app.jobs import backups, checkups
from app.jobs.checkups import Checkup
from app.progress import Tell
from app.school import precautions
from app.ui.desk import Desk
from app.ui.waiting import Worker

EVERY_MS = 30 * 60 * 1000


class Keeper(QObject):
    """Copy the register now and then where something has changed; nobody waits for it."""

    kept = Signal()
    """A copy was made and checked."""
    failed = Signal(str)
    """A copy could not be made, and why in one sentence."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        """Begin to watch a desk."""
        super().__init__(parent)
        self._desk = desk
        self._worker: Worker[Path] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY_MS)

    def look(self) -> None:
        """Make a copy in a thread where one is due and no other work is under way."""
        if self._worker is not None or self._desk.busy or not self._due():
            return
        self._worker = Worker(self._copy)
        self._worker.finished.connect(self._done)
        self._worker.start()

    def leave(self) -> None:
        """Make the last copy of this sitting, if one is due, and wait for it; say where that fails."""
        self._timer.stop()
        if self._worker is not None:
            self._worker.wait()
            self._done()
        if self._due():
            self._desk.did(
                None,
                lambda: self._desk.work(
                    None, "正在备份", lambda db, _tell: backups.back_up(db, self._desk.folder, why="退出")
                ),
            )

    def _due(self) -> bool:
        return backups.due(self._desk.db, self._desk.folder)

    def _copy(self, _tell: Tell) -> Path:
        db = self._desk.db.again()
        try:
            return backups.back_up(db, self._desk.folder, why="定时")
        finally:
            db.close()

    def _done(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.wait()  # the signal comes a moment before the thread has gone
        if worker.error is None:
            self.kept.emit()
        else:
            self.failed.emit(explain(worker.error) or "自动备份没有做成，请到“设置”里手动备份一次。")


class Checker(QObject):
    """Look the register's file over in a thread where a week has passed since the last time."""

    found = Signal(object)
    """What the checkup found."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        """Remember the desk."""
        super().__init__(parent)
        self._desk = desk
        self._worker: Worker[Checkup] | None = None
        desk.leaving.connect(self._wait)

    def look(self) -> None:
        """Begin where it is due."""
        today = self._desk.today()
        if self._worker is None and precautions.check_is_due(self._desk.db, today=today):
            self._worker = Worker(lambda tell: self._check(today, tell))
            self._worker.finished.connect(self._done)
            self._worker.start()

    def _check(self, today: str, tell: Tell) -> Checkup:
        db = self._desk.db.again()
        try:
            return checkups.look_over(db, today=today, tell=tell)
        finally:
            db.close()

    def _wait(self) -> None:
        if self._worker is not None:
            self._worker.wait()

    def _done(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.wait()
        # A check that could not be made is made at the next start.
        for checkup in worker.results:
            self.found.emit(checkup)
