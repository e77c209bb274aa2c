"""A paper before it is printed: the very PDF that prints, and the ways out of the window."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.errors import UserError
from app.papers import fonts
from app.ui import messages, print_out, printing, theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.leaves import STEP, Leaves
from app.ui.page import Action, Page, button
from app.ui.print_bar import PrintBar
from app.ui.print_out import Subject, Wanted

LAST_FOLDER = "preview/folder"
NAMED = 6


class Preview(QWidget):
    """Show a PDF and let it be printed, kept and opened elsewhere."""

    def __init__(self, desk: Desk) -> None:
        """Show nothing yet."""
        super().__init__()
        self._desk = desk
        self.subject = Subject("")
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
        self.bar = PrintBar(desk)
        self.bar.spared.connect(self.leaves.set_sparing)
        self.bar.entered.connect(self.print_out)
        more = Action("更多打印设置", self.print_with_dialog, tip="双面、纸盒等，用系统的打印窗口")
        self.bar.add(button(more, kind="link"))
        self.blanks = label("", tone="warn")
        self.blanks.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self.bar)
        column.addWidget(self.blanks)
        column.addLayout(row)
        column.addWidget(self.leaves, 1)
        self.setFocusProxy(self.leaves)

    def open(
        self,
        title: str,
        data: bytes,
        file_name: str,
        *,
        form: str = "",
        training_class: int | None = None,
        blanks: Sequence[fonts.Lost] = (),
    ) -> None:
        """Show a PDF; `file_name` is what it is called when kept. Raise `UserError` where it is damaged.

        `form` and `training_class` say what it is once it is printed; `blanks` what is left to be written
        in by hand.
        """
        paper = printing.Paper(data)
        self.leaves.show_paper(paper)
        if self._paper is not None:
            self._paper.close()
        self._paper, self._file_name = paper, printing.file_name(file_name)
        self.subject = Subject(title, form, training_class)
        self.bar.propose(form, len(paper.sizes))
        self.blanks.setText(left_blank(blanks))
        self.blanks.setVisible(bool(blanks))
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
        """Print as chosen in the line above the paper."""
        said = self._desk.act(self, lambda: self._print(self.bar.wanted()))
        if said:
            messages.say(self, said, "good")

    def _print(self, wanted: Wanted) -> str | None:
        if self._paper is None:
            return None
        return print_out.hand_out(self._desk, self, self._paper, self.subject, wanted)

    def print_with_dialog(self) -> None:
        """Ask with the system's own box, then print."""
        self._desk.act(self, self._ask)

    def _ask(self) -> None:
        if self._paper is None:
            return
        wanted = self.bar.wanted()
        if not wanted.printer:
            raise UserError(print_out.NO_PRINTER)
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPrinterName(wanted.printer)
        printer.setDocName(self.subject.title)
        printer.setCopyCount(wanted.copies)
        printing.lay_out(printer, self._paper.sizes[0])
        dialog = QPrintDialog(printer, self.window())
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, len(self._paper.sizes))
        if dialog.exec():
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print on a printer that is chosen and set, as pictures: what else is set there holds."""
        paper = self._paper
        if paper is None:
            return
        count = len(paper.sizes)
        part = printer.printRange() == QPrinter.PrintRange.PageRange and printer.fromPage() > 0
        pages = (printer.fromPage(), min(printer.toPage(), count)) if part else None
        wanted = Wanted(printer.printerName(), printer.copyCount(), pages, self.bar.sparing.isChecked())
        print_out.draw_out(self._desk, self, paper, self.subject, wanted, printer)

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


def left_blank(blanks: Sequence[fonts.Lost]) -> str:
    """Say which characters were left blank for whom, the first few by name."""
    if not blanks:
        return ""
    count = sum(len(one.characters) for one in blanks)
    listed = "；".join(one.said for one in blanks[:NAMED])
    more = f"；等 {len(blanks)} 处" if len(blanks) > NAMED else ""
    return f"有 {count} 个字字库里没有，已留空，打印后请手写补上。{listed}{more}。"


class PreviewPage(Page):
    """A paper as a page of its own."""

    help_topic = "printing"

    def __init__(
        self,
        desk: Desk,
        title: str,
        data: bytes,
        file_name: str,
        *,
        form: str = "",
        training_class: int | None = None,
        blanks: Sequence[fonts.Lost] = (),
    ) -> None:
        """Show a PDF as `Preview.open` does; raise `UserError` where it is damaged."""
        super().__init__(desk, title, "打印预览")
        self.preview = Preview(desk)
        self.preview.open(title, data, file_name, form=form, training_class=training_class, blanks=blanks)
        self.set_actions(*self.preview.actions_out())
        self.body.addWidget(self.preview, 1)
        self.first = self.preview
        self.set_hint("翻页 PgUp、PgDn · 放大缩小 Ctrl++、Ctrl+- · 适合宽度 Ctrl+0")
