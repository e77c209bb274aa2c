"""Files a person picks or drops, and the sticks that are plugged in."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QStandardPaths, QStorageInfo
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.desk import Desk
from db import places
from db.faults import UnsafePlace

LAST_FOLDER = "files/folder"
PICTURES = "PDF 或照片 (*.pdf *.jpg *.jpeg *.png *.PDF *.JPG *.JPEG *.PNG)"
PARCELS = "数据包 (*.wuyou)"
CARD_SUFFIX = ".wycard"
CARDS = f"登记用的文件 (*{CARD_SUFFIX})"
WORKBOOK = "表格 (*.xlsx)"
LONGEST_PATH = 1000


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


def sticks() -> list[Stick]:
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


def pick(desk: Desk, parent: QWidget, title: str, kind: str, *, from_stick: bool = False) -> list[Path]:
    """Ask for files of a kind; an empty list where the person thinks better of it."""
    begin = str(_begin(desk, stick=from_stick))
    chosen, _ = QFileDialog.getOpenFileNames(parent.window(), title, begin, kind)
    return _remember(desk, [Path(one) for one in chosen])


def pick_one(desk: Desk, parent: QWidget, title: str, kind: str) -> Path | None:
    """Ask for one file of a kind, on the stick first."""
    chosen, _ = QFileDialog.getOpenFileName(parent.window(), title, str(_begin(desk, stick=True)), kind)
    return next(iter(_remember(desk, [Path(chosen)] if chosen else [])), None)


def pick_folder(desk: Desk, parent: QWidget, title: str) -> Path | None:
    """Ask for a folder, on the stick first."""
    chosen = QFileDialog.getExistingDirectory(parent.window(), title, str(_begin(desk, stick=True)))
    return Path(chosen) if chosen else None


def place_for(
    desk: Desk, parent: QWidget, title: str, name: str, kind: str, *, on_stick: bool = False
) -> Path | None:
    """Ask where a new file is to lie and what it is called; `name` is what is proposed."""
    begin = str(_begin(desk, stick=on_stick) / name)
    chosen, _ = QFileDialog.getSaveFileName(parent.window(), title, begin, kind)
    if not chosen:
        return None
    (path,) = _remember(desk, [Path(chosen)])
    # Not every system's own box adds the ending that was not typed.
    return path if path.suffix else path.with_name(path.name + Path(name).suffix)


def _begin(desk: Desk, *, stick: bool) -> Path:
    """Give the stick that is plugged in where one is wanted, or the folder used last."""
    plugged = sticks() if stick else []
    if plugged:
        return plugged[0].folder
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(str(desk.memory.value(LAST_FOLDER) or documents))


def _remember(desk: Desk, chosen: Sequence[Path]) -> list[Path]:
    if chosen:
        desk.memory.setValue(LAST_FOLDER, str(chosen[0].parent))
    return list(chosen)


def carried(mime: QMimeData) -> list[Path]:
    """Give the files that were dropped or pasted: as files, or as lines of text that name some."""
    urls = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if urls or not mime.hasText():
        return urls
    lines = [line.strip().strip('"') for line in mime.text().splitlines() if line.strip()]
    if not lines or not all(len(line) < LONGEST_PATH and Path(line).is_absolute() for line in lines):
        return []
    return [Path(line) for line in lines] if all(Path(line).is_file() for line in lines) else []
