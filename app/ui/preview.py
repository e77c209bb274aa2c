"""A paper before it is printed: the very PDF that prints, and the ways out of the window."""

import shutil
import sys
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.errors import UserError
from app.ui import printing, theme
from app.ui.desk import Desk
from app.ui.leaves import STEP, Leaves
from app.ui.page import Action, Page

LAST_FOLDER = "preview/folder"


class Preview(QWidget):
    """Show a PDF and let it be printed, kept and opened elsewhere."""

    def __init__(self, desk: Desk) -> None:
        """Show nothing yet."""
        super().__init__()
        self._desk = desk
        self._title = ""
        self._file_name = ""
        self._paper: printing.Paper | None = None
        self.leaves = Leaves()
        self.leaves.moved.connect(self._tell_place)
        self._place = QLabel()
        self._place.setObjectName("note")
        row = QHBoxLayout()
        row.addWidget(self._place)
        row.addStretch(1)
        for icon, name, key, run in (
            ("zoom-out", "缩小", "Ctrl+-", lambda: self.leaves.set_zoom(self.leaves.zoom() / STEP)),
            ("zoom-in", "放大", "Ctrl++", lambda: self.leaves.set_zoom(self.leaves.zoom() * STEP)),
            ("fit-width", "适合宽度", "Ctrl+0", lambda: self.leaves.set_zoom(None)),
        ):
            made = QToolButton()
            made.setIcon(theme.icon(icon))
            made.setToolTip(f"{name} {key}")
            made.setAccessibleName(name)
            made.clicked.connect(run)
            row.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(row)
        column.addWidget(self.leaves, 1)
        self.setFocusProxy(self.leaves)

    def open(self, title: str, data: bytes, file_name: str) -> None:
        """Show a PDF; `file_name` is what it is called when kept. Raise `UserError` where it is damaged."""
        paper = printing.Paper(data)
        self.leaves.show_paper(paper)
        if self._paper is not None:
            self._paper.close()
        self._paper, self._title, self._file_name = paper, title, printing.file_name(file_name)
        self.leaves.setAccessibleName(f"打印预览：{title}")

    def _tell_place(self) -> None:
        count = self.leaves.count()
        where = f"第 {self.leaves.page()} / {count} 页 · {self.leaves.zoom():.0%}" if count else ""
        self._place.setText(where)

    def actions_out(self) -> tuple[Action, list[Action]]:
        """Give the ways out as actions of a page: printing, and the quiet ones."""
        return Action("打印", self.print_out, key="Ctrl+P", icon="print"), [
            Action("用系统阅读器打开", self.open_outside, icon="open"),
            Action("另存 PDF", self.save_as, key="Ctrl+S", icon="save"),
        ]

    # printing

    def print_out(self) -> None:
        """Ask for the printer, then print."""
        self._desk.act(self, self._print)

    def _print(self) -> None:
        if self._paper is None:
            return
        if not QPrinterInfo.availablePrinterNames():
            raise UserError("这台电脑还没有装打印机。请先在系统里添加打印机，或另存 PDF 带到别处打印。")
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._title)
        printing.lay_out(printer, self._paper.sizes[0])
        dialog = QPrintDialog(printer, self.window())
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, len(self._paper.sizes))
        if dialog.exec():
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print on a printer that is chosen and set."""
        paper = self._paper
        if paper is None:
            return
        count = len(paper.sizes)
        part = printer.printRange() == QPrinter.PrintRange.PageRange and printer.fromPage() > 0
        first, last = (printer.fromPage(), min(printer.toPage(), count)) if part else (1, count)
        lp = None if sys.platform == "win32" else shutil.which("lp")
        if lp is not None and printer.outputFormat() == QPrinter.OutputFormat.NativeFormat:
            pages = (first, last) if part else None
            name, copies = printer.printerName(), printer.copyCount()
            self._desk.work(
                self,
                "正在打印",
                lambda _db, _tell: printing.hand_over(
                    paper.data, lp=lp, printer=name, title=self._title, copies=copies, pages=pages
                ),
            )
        else:
            numbers = range(first - 1, last)
            self._desk.work(
                self, "正在打印", lambda _db, tell: printing.draw(paper, printer, numbers=numbers, tell=tell)
            )

    # keeping

    def save_as(self) -> None:
        """Ask where, then keep the PDF there."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = str(self._desk.memory.value(LAST_FOLDER) or documents)
        chosen, _ = QFileDialog.getSaveFileName(
            self.window(), "另存 PDF", str(Path(folder) / self._file_name), "PDF 文件 (*.pdf)"
        )
        if chosen:
            self._desk.act(self, lambda: self.save_to(Path(chosen)))

    def save_to(self, path: Path) -> None:
        """Keep the PDF at a path, whole or not at all."""
        if self._paper is None:
            return
        path = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        printing.keep(path, self._paper.data)
        self._desk.memory.setValue(LAST_FOLDER, str(path.parent))

    def open_outside(self) -> None:
        """Open a copy with the program the system has for PDF."""
        self._desk.act(self, self._open_outside)

    def _open_outside(self) -> None:
        if self._paper is None:
            return
        copy = self._desk.scratch() / self._file_name
        printing.keep(copy, self._paper.data)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
            raise UserError("这台电脑没有能打开 PDF 的程序。请另存 PDF，或先安装一个阅读器。")


class PreviewPage(Page):
    """A paper as a page of its own."""

    help_topic = "printing"

    def __init__(self, desk: Desk, title: str, data: bytes, file_name: str) -> None:
        """Show a PDF; raise `UserError` where it is damaged."""
        super().__init__(desk, title, "打印预览")
        self.preview = Preview(desk)
        self.preview.open(title, data, file_name)
        self.set_actions(*self.preview.actions_out())
        self.body.addWidget(self.preview, 1)
        self.first = self.preview
        self.set_hint("翻页 PgUp、PgDn · 放大缩小 Ctrl++、Ctrl+- · 适合宽度 Ctrl+0")
