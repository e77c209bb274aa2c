"""Long work beside the window: a thread, a modal progress box after 0.3 s, a cancel that is heard.

Who types fast does not look up for a box: the keys it caught go on to where they were meant for.
"""

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QThread, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.errors import Cancelled
from app.progress import Tell
from app.ui import theme

T = TypeVar("T")

PATIENCE_MS = 300
PULSE_MS = 50
STEPS = 1000


class Telling:
    """How far an errand is: its thread writes it down and touches nothing of Qt, the window looks."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        self._stop = Event()
        self.latest: tuple[int, int, str] | None = None

    def __call__(self, done: int, total: int, note: str = "") -> None:
        """Write down how far it is; raise `Cancelled` once it was asked to stop."""
        if self._stop.is_set():
            raise Cancelled
        self.latest = (done, total, note)

    def stop(self) -> None:
        """Ask the errand to stop; it does so the next time it tells how far it is."""
        self._stop.set()


class Worker(QThread, Generic[T]):
    """Run one errand in a thread and keep what it gave or raised."""

    told = Signal(object, object, str)
    """How far it is, said in the window's own thread some twenty times a second."""

    def __init__(self, errand: Callable[[Tell], T], parent: QObject | None = None) -> None:
        """Take the errand; `start` runs it."""
        super().__init__(parent)
        self._errand = errand
        self._telling = Telling()
        self.stop = self._telling.stop
        self.results: list[T] = []
        self.error: BaseException | None = None
        self._said: tuple[int, int, str] | None = None
        self._pulse = QTimer(self)
        self._pulse.setInterval(PULSE_MS)
        self._pulse.timeout.connect(self._look)
        self.started.connect(self._pulse.start)
        self.finished.connect(self._pulse.stop)
        self.finished.connect(self._look)

    def run(self) -> None:
        """Do the errand in the thread."""
        try:
            self.results.append(self._errand(self._telling))
        except BaseException as error:  # every error is raised again at the line that asked
            self.error = error

    def _look(self) -> None:
        latest = self._telling.latest
        if latest is not None and latest != self._said:
            self._said = latest
            self.told.emit(*latest)


class Waiting(QDialog):
    """Show what is being done, how far it is, and a button to stop it."""

    cancelled = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Lay out the box; it is shown by whoever waits."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        heading = QLabel(title)
        heading.setObjectName("section")
        self._note = QLabel("正在准备…")
        self._note.setObjectName("note")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(title)
        self._count = QLabel()
        self._count.setObjectName("note")
        self._button = QPushButton("取消")
        self._button.setToolTip("停下来，不保留这一次的任何改动 Esc")
        self._button.clicked.connect(self._cancel)
        # Space or Enter meant for the page must not stop the work: Esc does.
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._button.setAutoDefault(False)
        self.caught: list[QKeyEvent] = []
        foot = QHBoxLayout()
        foot.addWidget(self._count, 1)
        foot.addWidget(self._button)
        column = QVBoxLayout(self)
        margin = theme.px(20)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.px(12))
        column.addWidget(heading)
        column.addWidget(self._note)
        column.addWidget(self._bar)
        column.addLayout(foot)
        self.setFixedWidth(theme.px(420))

    def show_progress(self, done: int, total: int, note: str) -> None:
        """Show how far it is; `total` 0 means nobody knows."""
        if not self._button.isEnabled():
            return
        if note:
            self._note.setText(
                self._note.fontMetrics().elidedText(
                    note, Qt.TextElideMode.ElideMiddle, self.width() - theme.px(48)
                )
            )
        if total > 0:
            # Totals may be bytes of a large file and do not fit into Qt's 32-bit integers.
            self._bar.setRange(0, STEPS)
            self._bar.setValue(min(STEPS, done * STEPS // total))
            self._count.setText(f"{done:,} / {total:,}")
        else:
            self._bar.setRange(0, 0)
            self._count.setText(f"{done:,}" if done else "")

    def _cancel(self) -> None:
        self._button.setEnabled(False)
        self._note.setText("正在停下来…")
        self.cancelled.emit()

    def reject(self) -> None:
        """Take Esc for the cancel button; the box closes when the work has really ended."""
        if self._button.isEnabled():
            self._cancel()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Take the close box for the cancel button."""
        event.ignore()
        self.reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Esc for the cancel button, and keep every other key for whoever it was meant for."""
        if event.key() == Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        else:
            self.caught.append(event.clone())


def wait(parent: QWidget | None, title: str, errand: Callable[[Tell], T]) -> T:
    """Run an errand in a thread while the window lives on; return its result or raise its error here.

    For the first 0.3 s what a person types is held back, not lost; then a modal box shows the progress, and
    what was typed meanwhile goes on to the page once the work is done; where it failed it is dropped.
    """
    keyboard = QApplication.focusWidget()
    worker = Worker(errand)
    box = Waiting(title, parent.window() if parent is not None else None)
    loop = QEventLoop()
    worker.told.connect(box.show_progress)
    worker.finished.connect(loop.quit)
    box.cancelled.connect(worker.stop)
    patience = QTimer()
    patience.setSingleShot(True)
    patience.timeout.connect(loop.quit)
    worker.start()
    patience.start(PATIENCE_MS)
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    patience.stop()
    boxed = not worker.isFinished()
    if boxed:
        box.show()
        loop.exec()
    worker.wait()
    box.hide()
    if boxed:
        # The box had the keyboard; what had it before may be gone, and then Qt gives it to anybody.
        back = keyboard if keyboard is not None and isValid(keyboard) and keyboard.isVisible() else parent
        if back is not None and isValid(back):
            back.setFocus()
            if worker.error is None:
                # After whoever asked has done with what came of it.
                QTimer.singleShot(0, back, partial(_press, back, box.caught))
    box.deleteLater()
    if worker.error is not None:
        raise worker.error
    return worker.results[0]


def _press(back: QWidget, keys: list[QKeyEvent]) -> None:
    """Press keys in the window of a widget, each where the keyboard is by then."""
    for key in keys:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            again = QKeyEvent(kind, key.key(), key.modifiers(), key.text())
            QApplication.sendEvent(back.window().focusWidget() or back, again)
