"""Start the window: the application, its look, its log, and the net under everything."""

import logging
import sys
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QSettings, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from app import paths
from app.ui import messages, theme

LOG_BYTES = 1_000_000
LOG_COPIES = 3
SCALE = "look/scale"

log = logging.getLogger("wuyou")


def main(folder: Path, build: Callable[[], QWidget]) -> int:
    """Open the window that `build` makes and stay until it is closed; give the exit code.

    `build` runs once the application lives, so that it may ask a question first. What it cannot open
    is said in one sentence.
    """
    folder.mkdir(parents=True, exist_ok=True)
    app = application(folder)
    try:
        window = build()
    except Exception as error:  # nothing is open yet: say why and leave
        messages.tell_error(None, error)
        return 1
    window.show()
    return app.exec()


def application(folder: Path) -> QApplication:
    """Give the application with its look, its log in `folder` and the net for errors nobody caught."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    present = QApplication.instance()
    app = present if isinstance(present, QApplication) else QApplication(["wuyou"])
    app.setApplicationName("wuyou")
    app.setApplicationDisplayName("五有")
    app.setDesktopFileName("wuyou")
    keep_log(folder)
    theme.dress(app, scale=scale(folder))
    app.setWindowIcon(theme.icon("wuyou"))
    sys.excepthook = _catch
    qInstallMessageHandler(_hear_qt)
    return app


def scale(folder: Path) -> int:
    """Give the type size a person has chosen, in percent; 100 where none or nonsense is kept."""
    kept = str(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat).value(SCALE, "100"))
    return int(kept) if kept in {str(known) for known in theme.SCALES} else 100


def keep_log(folder: Path) -> None:
    """Write the log beside the data: a few files of bounded size."""
    for old in list(log.handlers):
        log.removeHandler(old)
        old.close()
    handler = RotatingFileHandler(
        paths.log(folder), maxBytes=LOG_BYTES, backupCount=LOG_COPIES, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
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
