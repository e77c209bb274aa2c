"""A PDF on its way out: drawn page by page, handed to the printer, kept as a file."""

import logging
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from app.errors import Cancelled, UserError
from app.papers.joining import joined as joined
from app.pdfium import LOCK as PDFIUM
from app.progress import Tell

MOST_DPI = 300
POINTS = 72
HAND_OVER_S = 60
# What black becomes where ink is spared: dark enough for a code to be read from the sheet.
SPARED = 96
FORBIDDEN = '\\/:*?"<>|'

log = logging.getLogger("wuyou")


class Paper:
    """A PDF in memory whose pages are drawn when asked for; sizes are in points."""

    def __init__(self, data: bytes) -> None:
        """Open a PDF; raise `UserError` where it is damaged or locked."""
        self.data = data
        with PDFIUM:
            try:
                self._document = pypdfium2.PdfDocument(data)
                self.sizes: list[tuple[float, float]] = [
                    self._document.get_page_size(number) for number in range(len(self._document))
                ]
            except pypdfium2.PdfiumError as error:
                raise UserError("这个文件不是完好的 PDF，打不开。请换一份原件，或重新生成。") from error

    def image(self, number: int, dpi: float, *, sparing: bool = False) -> QImage:
        """Draw a page, counted from 0, on white; `sparing` ink in greys."""
        with PDFIUM:
            page = self._document[number]
            bitmap = page.render(scale=dpi / POINTS, prefer_bgrx=True)
            drawn = QImage(
                bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32
            ).copy()
            bitmap.close()
            page.close()
        return spared(drawn) if sparing else drawn

    def close(self) -> None:
        """Let the document go."""
        with PDFIUM:
            self._document.close()


def spared(drawn: QImage) -> QImage:
    """Give a picture in greys from white to a dark one, none of it black."""
    pale = drawn.convertToFormat(QImage.Format.Format_Grayscale8).convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(pale)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Screen)
    painter.fillRect(pale.rect(), QColor(SPARED, SPARED, SPARED))
    painter.end()
    return pale


def lay_out(printer: QPrinter, size: tuple[float, float]) -> None:
    """Set a printer to a page of `size` points, printed to its very edges at its true size."""
    width, height = size
    ways = QPageLayout.Orientation
    near = QPageSize.SizeMatchPolicy.FuzzyMatch
    sheet = QPageSize(QSizeF(min(size), max(size)), QPageSize.Unit.Point, "", near)
    printer.setPageLayout(
        QPageLayout(sheet, ways.Landscape if width > height else ways.Portrait, QMarginsF(0, 0, 0, 0))
    )
    printer.setFullPage(True)


def draw(
    paper: Paper, printer: QPrinter, *, numbers: Sequence[int], tell: Tell, sparing: bool = False
) -> None:
    """Print pages, counted from 0, as pictures of at most 300 dpi, one in memory at a time.

    Raise `Cancelled` where the person stops it; what has not reached the printer is withdrawn.
    """
    if not numbers:
        return
    repeats = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    order = list(numbers) * repeats
    lay_out(printer, paper.sizes[order[0]])
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError("打印机没有响应，没有打印。请检查打印机是否开机、联机，再试一次。")
    try:
        for at, number in enumerate(order):
            tell(at, len(order), f"正在打印第 {at + 1} 页")
            if at:
                lay_out(printer, paper.sizes[number])
                printer.newPage()
            width, height = paper.sizes[number]
            dots = printer.resolution() / POINTS
            target = QRectF(0, 0, width * dots, height * dots)
            dpi = min(printer.resolution(), MOST_DPI)
            painter.drawImage(target, paper.image(number, dpi, sparing=sparing))
        tell(len(order), len(order), "已交给打印机")
    except Cancelled:
        printer.abort()
        raise
    finally:
        painter.end()


def hand_over(
    data: bytes, *, lp: str, printer: str, title: str, copies: int = 1, pages: tuple[int, int] | None = None
) -> None:
    """Hand a PDF to CUPS as it is, so that it is printed as lines and letters and at its true size.

    `lp` is the program's path, `pages` the first and last page, counted from 1. Raise `UserError`
    where the printer does not take it.
    """
    command = [lp, "-d", printer, "-n", str(copies), "-t", title, "-o", "print-scaling=none"]
    if pages is not None:
        command += ["-P", f"{pages[0]}-{pages[1]}"]
    refused = f"打印机“{printer}”没有接收这份文件。请检查它是否开机、联机，或先另存 PDF。"
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=HAND_OVER_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise UserError(refused) from error
    if done.returncode != 0:
        log.warning("lp: %s", done.stderr.decode(errors="replace").strip())
        raise UserError(refused)


def keep(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".wuyou-", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(number, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def file_name(wanted: str) -> str:
    """Give a name every file system takes, from one a person would read."""
    allowed = ("_" if sign in FORBIDDEN or ord(sign) < ord(" ") else sign for sign in wanted)
    return "".join(allowed).strip(" .") or "文件.pdf"
