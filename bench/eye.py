"""An eye on a start: run in front of a program in its own process, it says when the window is ready.

Ready is painted and answering. The window is watched by itself: an eye on every event of the program would
cost what it measures. A window that is no desk's is left at that; of a desk's it also says when the first
page and its figures stand, and how long the window ever kept somebody waiting.
"""

import sys
from time import perf_counter

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

_ASKED = QEvent.Type.User


class _Eye(QObject):
    """What was seen of the one window."""

    def begin(self) -> None:
        """Find the window and watch it."""
        self._painted = self._begun = False
        self._pause = 0.0
        self._window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QMainWindow))
        self._window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first painting, then ask the window something and wait for its answer."""
        if event.type() == QEvent.Type.Paint and not self._painted:
            self._painted = True
            QTimer.singleShot(0, lambda: QCoreApplication.postEvent(self._window, QEvent(_ASKED)))
        elif event.type() == _ASKED:
            self._window.removeEventFilter(self)
            print("ready", *_read(), flush=True)
            self._last = perf_counter()
            self._beat = QTimer(self)
            self._beat.timeout.connect(self._look)
            self._beat.start(5)
        return False

    def _look(self) -> None:
        now = perf_counter()
        self._pause, self._last = max(self._pause, now - self._last), now
        desk = getattr(self._window, "desk", None)
        if desk is None:
            QApplication.quit()
            return
        if not self._begun and desk.seated:
            self._begun = True
            print("begun", *_read(), flush=True)
        if self._begun and self._window.page().settled:
            print("settled", round(self._pause * 1000), flush=True)
            self._beat.stop()
            # Not closed: that would make the copy of the day, which is no part of a start.
            QCoreApplication.exit(0)


def _read() -> list[str]:
    """Name the modules read so far, and those of Qt's classes that Python knows by now."""
    rooms = [room for name, room in sys.modules.items() if name.startswith("PySide6.Qt")]
    return [*sys.modules, *(f"{room.__name__}.{name}" for room in rooms for name in vars(room))]


def _watched(*_app: object) -> int:
    _eye.begin()
    return _run()


if __name__ == "__main__":
    _eye = _Eye()
    _run = QApplication.exec
    QApplication.exec = _watched
