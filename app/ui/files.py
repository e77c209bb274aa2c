"""Files a person picks, drops or pastes, and where a new one is to lie."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import UserError
from app.ui import sticks
from app.ui.desk import Desk

LAST_FOLDER = "files/folder"
PICTURES = "PDF 或照片 (*.pdf *.jpg *.jpeg *.png *.PDF *.JPG *.JPEG *.PNG)"
PARCELS = "数据包 (*.wuyou)"
CARD_SUFFIX = ".wycard"
CARDS = f"登记用的文件 (*{CARD_SUFFIX});;所有文件 (*)"
TEXT = "文本 (*.txt)"
WORKBOOK = "表格 (*.xlsx)"
LONGEST_PATH = 1000
MOST_CARD_BYTES = 1024**2


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
    plugged = sticks.plugged() if stick else []
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


def card_bytes(path: Path) -> bytes:
    """Read a card, a request or a certificate; raise `UserError` for what is too big to be one."""
    if path.stat().st_size > MOST_CARD_BYTES:
        raise UserError(f"“{path.name}”太大，不是登记用的文件，请另选一个。")
    return path.read_bytes()
