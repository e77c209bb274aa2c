"""Small pictures of filed documents, made beside the window, the newest wish first, few of them kept."""

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from PySide6.QtGui import QImage, QPixmap
from shiboken6 import isValid

from app.errors import UserError
from app.jobs import evidence as jobs
from app.school.evidence import Evidence

MOST_KEPT = 400
WAIT_MS = 5000


class Thumbnails(QObject):
    """Give the picture of a document where it is made already, and make it where it is not."""

    made = Signal(object)
    """The picture of the evidence with this id is there now."""

    def __init__(self, folder: Path, *, side: int, parent: QObject) -> None:
        """Make pictures `side` pixels long of what lies in the data `folder`."""
        super().__init__(parent)
        self._folder, self._side = folder, side
        self._kept: OrderedDict[int, QPixmap] = OrderedDict()
        self._wanted: set[int] = set()
        self._wishes = 0
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        parent.destroyed.connect(self._pool.clear)

    def picture(self, found: Evidence) -> QPixmap | None:
        """Give a document's picture, None while it is being made, an empty one where it cannot be."""
        if found.id in self._kept:
            self._kept.move_to_end(found.id)
            return self._kept[found.id]
        if found.id not in self._wanted:
            self._wanted.add(found.id)
            self._wishes += 1
            self._pool.start(_Errand(self, found, self._folder, self._side), self._wishes)
        return None

    def take(self, evidence: int, image: QImage) -> None:
        """Keep a picture that was made; called in the window's thread."""
        self._wanted.discard(evidence)
        self._kept[evidence] = QPixmap.fromImage(image)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        self.made.emit(evidence)

    def busy(self) -> bool:
        """Tell whether a picture that was wished for is still being made."""
        return bool(self._wanted)

    def wait(self) -> bool:
        """Wait until all that was wished for is made; for tests and photographs of the window."""
        return self._pool.waitForDone(WAIT_MS)


class _Back(QObject):
    """Carry a picture from its thread to the window's."""

    done = Signal(object, object)


class _Errand(QRunnable):
    """Make one picture."""

    def __init__(self, to: Thumbnails, found: Evidence, folder: Path, side: int) -> None:
        super().__init__()
        self._found, self._folder, self._side = found, folder, side
        self._to = to
        self._back = _Back()
        self._back.done.connect(to.take)

    def run(self) -> None:
        """Make it; what cannot be made is an empty picture."""
        image = QImage()
        try:
            image.loadFromData(jobs.thumbnail(self._found, folder=self._folder, side=self._side))
        except (UserError, OSError):
            image = QImage()
        if isValid(self._to) and isValid(self._back):
            self._back.done.emit(self._found.id, image)
