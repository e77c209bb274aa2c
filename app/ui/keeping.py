"""Backups that make themselves: every half hour of work, and when the window is closed."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.explain import explain
from app.jobs import backups
from app.progress import Tell
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
