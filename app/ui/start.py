"""Start the window: the application, its look, its log, and the net under everything."""

import logging
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QSettings, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from app import paths
from app.ui import messages, theme

LOG_BYTES = 1_000_000
LOG_COPIES = 3
SCALE = "look/scale"
UNCOLLECTED_MS = 5_000
"""For how long after the window stands its first page may still be made without collecting garbage."""

log = logging.getLogger("wuyou")


def main(folder: Path, build: Callable[[], QWidget]) -> int:
    """Open the window that `build` makes and stay until it is closed; give the exit code.

    `build` runs once the application lives, so that it may ask a question first. What it cannot open
    is said in one sentence.
    """
    app = application(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        window = build()
    except Exception as error:  # nothing is open yet: say why and leave
        messages.tell_error(None, error)
        return 1
    window.show()
    # A start makes next to no garbage.
    QTimer.singleShot(UNCOLLECTED_MS, app, partial(_collect, app))
    return app.exec()


def _collect(app: QApplication) -> None:
    from app.ui import collecting  # noqa: PLC0415 - not needed for a while

    collecting.begin(app)


def application(folder: Path) -> QApplication:
    """Give the application with its look, its log in `folder` and the net for errors nobody caught."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    present = QApplication.instance()
    # Named here the style costs nothing; asked for later, Python would first learn all that styles can do.
    app = present if isinstance(present, QApplication) else QApplication(["wuyou", "-style", theme.STYLE])
    app.setApplicationName("wuyou")
    app.setApplicationDisplayName("五有")
    app.setDesktopFileName("wuyou")
    keep_log(folder)
    theme.dress(app, scale=scale(folder), styled=present is None)
    app.setWindowIcon(theme.icon("wuyou"))
    sys.excepthook = _catch
    qInstallMessageHandler(_hear_qt)
    return app


def scale(folder: Path) -> int:
    """Give the type size a person has chosen, in percent; 100 where none or nonsense is kept."""
    kept = str(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat).value(SCALE, "100"))
    return int(kept) if kept in {str(known) for known in theme.SCALES} else 100


def now_ms() -> int:
    """Give the clock's milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class _Log(logging.Handler):
    """Write beside the data into a few files of bounded size, from the first line there is to write on.

    Where that cannot be, say so at the terminal, if there is one, and raise nothing.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._opened().emit(record)
        except OSError:  # the error being told is still to be told
            self.handleError(record)

    def _opened(self) -> logging.Handler:
        if self._file is None:
            from logging.handlers import RotatingFileHandler  # noqa: PLC0415 - it brings network and pickling

            self._file = RotatingFileHandler(
                paths.log(self._folder), maxBytes=LOG_BYTES, backupCount=LOG_COPIES, encoding="utf-8"
            )
            self._file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        return self._file

    def close(self) -> None:
        # What a full disk did not take is written once more here, and refused once more.
        with suppress(OSError):
            if self._file is not None:
                self._file.close()
        super().close()


def keep_log(folder: Path) -> None:
    """Write the log beside the data: a few files of bounded size."""
    for old in list(log.handlers):
        log.removeHandler(old)
        old.close()
    log.addHandler(_Log(folder))
    log.setLevel(logging.INFO)


def _catch(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    """Tell an error that left a slot: nothing may vanish unsaid."""
    if isinstance(error, KeyboardInterrupt):
        QApplication.quit()
        return
    messages.tell_error(QApplication.focusWidget() or QApplication.activeWindow(), error)


def _hear_qt(kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    """Put Qt's own warnings into the log: a windowed program has nobody at its stderr."""
    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
    }
    log.log(levels.get(kind, logging.ERROR), "Qt: %s", text)
