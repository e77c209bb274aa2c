"""What a page works out in a thread while it is on show already, and works out again after every change."""

from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, QThread, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.errors import Cancelled
from app.progress import Tell
from app.ui import messages
from app.ui.desk import Desk
from app.ui.waiting import Worker
from db.register import Register

T = TypeVar("T")
# A thread must not go before its work is done, be its page gone or not.
_RUNNING: set[QThread] = set()


class Counting(QObject, Generic[T]):
    """Work one thing out for a page on a connection of its own; an answer that is out of date is never told.

    Nothing begins before the page has been painted once: nobody waits for a sum to see the window. Nor before
    the register is open, which the window sees to.
    """

    counted = Signal(object)
    """What came out, as of the last time it was asked for."""
    told = Signal(object, object, str)
    """How far it is: so many done, of so many (0 where nobody knows), and what is being done."""

    def __init__(self, desk: Desk, page: QWidget, count: Callable[[Register, Tell], T]) -> None:
        """Take what is to be worked out; `again` asks for it."""
        super().__init__(page)
        self._desk, self._page, self._count = desk, page, count
        self._worker: Worker[T] | None = None
        self._asked = False
        self._painted = False
        self._left = False
        page.installEventFilter(self)
        desk.seated_now.connect(self._start)
        desk.leaving.connect(self._leave)

    @property
    def under_way(self) -> bool:
        """Tell whether an answer is still to come."""
        return self._asked or self._worker is not None

    def again(self) -> None:
        """Ask for it anew; what is being worked out already is out of date."""
        self._asked = True
        if self._worker is not None:
            self._worker.stop()
        elif self._painted:
            self._start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin once the page stands on the screen."""
        if event.type() == QEvent.Type.Paint and not self._painted:
            self._painted = True
            self._page.removeEventFilter(self)
            QTimer.singleShot(0, self, self._start)
        return super().eventFilter(watched, event)

    def _start(self) -> None:
        if self._left or not self._asked or not self._painted or self._worker is not None:
            return
        # A page is painted while its register is still being opened, which takes long where it has to be
        # looked over; it tells when it is.
        if not self._desk.seated or self._desk.locked:
            return
        self._asked = False
        self._worker = Worker(self._work)
        self._worker.told.connect(self.told)
        _RUNNING.add(self._worker)
        self._worker.finished.connect(partial(_RUNNING.discard, self._worker))
        self._worker.finished.connect(self._done)
        self._worker.start(QThread.Priority.LowPriority)

    def _work(self, tell: Tell) -> T:
        db = self._desk.db.again()
        try:
            return self._count(db, tell)
        finally:
            db.close()

    def _done(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.wait()  # the signal comes a moment before the thread has gone
        if self._asked:
            self._start()
        elif worker.error is None:
            self.counted.emit(worker.results[0])
        elif not isinstance(worker.error, Cancelled):
            messages.tell_error(self._page, worker.error)

    def _leave(self) -> None:
        """Stop before the register is closed; nobody asks for the answer any more, nor begins anew."""
        self._left = True
        worker, self._worker, self._asked = self._worker, None, False
        if worker is not None:
            worker.stop()
            worker.wait()
