"""Lock the desk: after some idle minutes or a sleep, on Ctrl+L, or to let another clerk sit down.

The register's connection is closed and its key dropped; the window is hidden as it is, so that nothing typed
is lost. Python cannot wipe memory for certain, nor can we wipe a hibernated disk: that is the system's part.
What unlocking needs is read when there is something to unlock.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSettings, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from app import paths
from app.explain import explain
from app.jobs import registers
from app.ui import start
from app.ui.window import Window
from db import keyring

if TYPE_CHECKING:
    from app.ui.unlocking import Unlock

MINUTES = (5, 10, 30, 0)
USUAL_MINUTES = 10
KEPT = "lock/minutes"
SOON_MS = 60_000
# Timers stand still while a laptop sleeps: so far apart two ticks are only where it did.
TICK_MS, ASLEEP_MS = 30_000, 120_000
_SIGNS = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove,
    QEvent.Type.Wheel, QEvent.Type.TouchBegin, QEvent.Type.InputMethod,
})  # fmt: skip


def minutes(memory: QSettings) -> int:
    """Give the idle minutes after which a desk locks; 0 for never."""
    kept = str(memory.value(KEPT, USUAL_MINUTES))
    return int(kept) if kept in {str(known) for known in MINUTES} else USUAL_MINUTES


class Guard(QObject):
    """Watch for signs of a person, and lock the desk where there are none."""

    def __init__(self, window: Window) -> None:
        """Begin to watch; only data with a passphrase can be locked."""
        super().__init__(window)
        self._window = window
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self.lock)
        self._ticks = QTimer(self)
        self._ticks.timeout.connect(lambda: self.tick(start.now_ms()))
        self._ticks.start(TICK_MS)
        self._ticked: int | None = None
        self.unlock: Unlock | None = None
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        QShortcut(QKeySequence("Ctrl+L"), window, self.lock)
        self._wait()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin the idle minutes anew at every sign of a person."""
        if event.type() in _SIGNS and self.unlock is None:
            self._wait()
        return super().eventFilter(watched, event)

    def _wait(self) -> None:
        left = minutes(self._window.desk.memory)
        if left:
            self._idle.start(left * 60_000)
        else:
            self._idle.stop()

    def tick(self, now_ms: int) -> None:
        """Lock where the computer slept since the last tick: whoever wakes it may be somebody else."""
        last, self._ticked = self._ticked, now_ms
        slept = last is not None and now_ms - last > ASLEEP_MS
        desk = self._window.desk
        if slept and self.unlock is None and minutes(desk.memory) and registers.is_locked(desk.folder):
            self.lock()

    def lock(self) -> None:
        """Close the register, drop its key and ask for a passphrase; later, where something is under way."""
        desk = self._window.desk
        if self.unlock is not None or not registers.is_locked(desk.folder):
            if self.unlock is None:
                self._window.page().say("还没有设口令，锁不住。请先在“设置”里设一个口令。", "warn")
            return
        if desk.busy or QApplication.activeModalWidget() or QApplication.activePopupWidget():
            self._idle.start(SOON_MS)
            return
        from app.ui import help as help_  # noqa: PLC0415 - see above
        from app.ui.unlocking import Unlock  # noqa: PLC0415 - see above

        # First: a field that loses the keyboard keeps what was typed.
        self._window.hide()
        desk.leave_for_now()
        ring = paths.keyring(desk.folder)
        asked = Unlock(keyring.names(ring), present=desk.operator, recoverable=keyring.has_recovery(ring))
        help_.beside(asked, "unlocking")
        asked.given.connect(self._open)
        asked.recovered.connect(self._recover)
        asked.setGeometry(self._window.geometry())
        self.unlock = asked
        asked.show()

    def _recover(self, code: str, new: str, clerk: str) -> None:
        from app.jobs import passphrases  # noqa: PLC0415 - see above

        if self._try(partial(passphrases.recover, self._window.desk.folder, code, new, clerk=clerk)):
            self._open(new, clerk)

    def _open(self, passphrase: str, clerk: str | None) -> None:
        desk = self._window.desk

        def come_back() -> None:
            unlocked = keyring.unlock(paths.keyring(desk.folder), passphrase, clerk=clerk)
            desk.come_back(unlocked.key, operator=unlocked.clerk or desk.operator)

        if self._try(come_back) and self.unlock is not None:
            asked, self.unlock = self.unlock, None
            self._window.show()
            self._window.activateWindow()
            asked.close()
            asked.deleteLater()
            self._wait()

    def _try(self, fn: Callable[[], object]) -> bool:
        try:
            fn()
        except Exception as error:  # what is no fault of the person's goes on to the log
            sentence = explain(error)
            if sentence is None or self.unlock is None:
                raise
            self.unlock.refuse(sentence)
            return False
        return True
