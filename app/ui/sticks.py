"""The sticks that are plugged in, and the panel that asks for one of them or for a folder."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStorageInfo, QTimer, Signal
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.cards import label
from app.ui.page import Action, button
from db import places
from db.faults import UnsafePlace

LOOK_EVERY_MS = 2000


@dataclass(frozen=True, slots=True)
class Stick:
    """A stick or card that is plugged in: where it is, what it is called, and its room in bytes."""

    folder: Path
    name: str
    free: int

    @property
    def words(self) -> str:
        """Say which it is and how much room it has."""
        size = f"{self.free / 1024**3:.1f} GB" if self.free >= 1024**3 else f"{self.free // 1024**2} MB"
        return f"{self.name}（剩 {size}）"


def plugged() -> list[Stick]:
    """List the sticks that are plugged in and can be written to."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        folder = Path(volume.rootPath())
        # The system's own boot partition has a stick's file system too.
        if volume.isReady() and not volume.isReadOnly() and Path("/boot") not in (folder, *folder.parents):
            found += [Stick(folder, _named(volume), volume.bytesAvailable())] if _removable(folder) else []
    return found


def _removable(folder: Path) -> bool:
    try:
        places.refuse_unsafe(folder)
    except UnsafePlace as error:
        return error.kind == "removable"
    return False


def _named(volume: QStorageInfo) -> str:
    root = volume.rootPath()
    return f"U盘 {volume.name()} {root}" if volume.name() else f"U盘 {root}"


class Watch(QObject):
    """Look every two seconds, while its page is on show, whether a stick has been plugged in."""

    appeared = Signal(object)
    """A stick's folder has come that was not there before."""

    def __init__(self, page: QWidget, look: Callable[[], list[Stick]] | None = None) -> None:
        """Watch for a page; `look` lists the sticks, those of this machine where none is given."""
        super().__init__(page)
        self._page = page
        self._look = look or plugged
        self._known: set[Path] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Tell of every stick that has come since the last look; one pulled and plugged in again is new."""
        if not self._page.isVisible() or QApplication.activeModalWidget() is not None:
            return
        here = {one.folder for one in self._look()}
        new, self._known = here - self._known, here
        for folder in sorted(new):
            self.appeared.emit(folder)


class Where(QWidget):
    """Ask for a stick or a folder: the sticks that are plugged in first."""

    picked = Signal(object)
    """A stick's folder was chosen."""

    def __init__(self, sentence: str, others: list[Action]) -> None:
        """Say what it is for; `others` are the ways besides the sticks."""
        super().__init__()
        self._buttons: list[QPushButton] = []
        self._none = label("没有找到插着的U盘。插好以后点“重新查找”。", name="note")
        self._others = [button(action) for action in others]
        self._sticks = QVBoxLayout()
        self._sticks.setSpacing(theme.px(8))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(label(sentence, name="note"))
        column.addWidget(self._none)
        column.addLayout(self._sticks)
        for made in self._others:
            column.addWidget(made)
        column.addWidget(button(Action("重新查找", self.look), kind="link"))

    def look(self) -> None:
        """Look for sticks again and take the keyboard to the first."""
        for old in self._buttons:
            self._sticks.removeWidget(old)
            old.hide()
            old.deleteLater()
        found = plugged()
        self._none.setVisible(not found)
        self._buttons = [button(Action(one.words, partial(self.picked.emit, one.folder))) for one in found]
        for made in self._buttons:
            self._sticks.addWidget(made)
        (self._buttons + self._others)[0].setFocus()
