"""Handing a paper to a printer: on which, how many, which pages, and writing down that it was done."""

import re
import shutil
import sys
from dataclasses import dataclass

from PySide6.QtCore import QSettings
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.progress import Tell
from app.school import print_jobs
from app.ui import printing
from app.ui.desk import Desk
from db.register import Register

KEPT = "printing"
NO_PRINTER = "这台电脑还没有装打印机。请先在系统里添加打印机，或另存 PDF 带到别处打印。"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a paper is, for the list of what was printed; `form` is a form's key where it is one."""

    title: str
    form: str = ""
    training_class: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a paper is to be printed; `pages` are the first and the last, from 1, or None for all."""

    printer: str
    copies: int = 1
    pages: tuple[int, int] | None = None
    sparing: bool = False


def printers() -> list[str]:
    """Name the printers of this computer, the system's own choice first."""
    names = QPrinterInfo.availablePrinterNames()
    usual = QPrinterInfo.defaultPrinterName()
    return sorted(names, key=lambda name: (name != usual, name))


def remembered(memory: QSettings, form: str) -> Wanted:
    """Give what was chosen the last time this form was printed, or the system's own printer."""
    there = printers()
    last = [str(memory.value(f"{KEPT}/{key}printer", "")) for key in (f"{form}/", "")]
    printer = next((name for name in [*last, *there] if name in there), "")
    return Wanted(printer, sparing=str(memory.value(f"{KEPT}/{form}/sparing", "")) == "true")


def remember(memory: QSettings, form: str, wanted: Wanted) -> None:
    """Keep the printer and the sparing of ink for this form, and the printer for the next new one."""
    memory.setValue(f"{KEPT}/{form}/printer", wanted.printer)
    memory.setValue(f"{KEPT}/printer", wanted.printer)
    memory.setValue(f"{KEPT}/{form}/sparing", "true" if wanted.sparing else "false")


def page_range(text: str, count: int) -> tuple[int, int] | None:
    """Read `3` or `2-5` as pages of a paper of `count`; None is all. Raise `UserError` for anything else."""
    plain = re.sub(r"[\s第页]", "", text)
    if not plain or plain == "全部":
        return None
    found = re.fullmatch(r"(\d{1,6})(?:[-－—–~～至到](\d{1,6}))?", plain)
    if found is None:
        raise UserError("页码写成 3 或 2-5 这样，空着就是全部；不连着的几页请分几次打印。")
    first, last = int(found[1]), int(found[2] or found[1])
    if not 1 <= first <= last <= count:
        raise UserError(f"这份文件一共 {count} 页，没有第 {text.strip()} 页，请改正页码。")
    return first, last


def hand_out(
    desk: Desk, parent: QWidget, paper: printing.Paper, subject: Subject, wanted: Wanted
) -> str | None:
    """Print a paper, write that down, and give a sentence about it; None where the person stopped it.

    Raise `UserError` where there is no printer or it does not take the paper; nothing is written then.
    """
    if not wanted.printer:
        raise UserError(NO_PRINTER)
    lp = None if sys.platform == "win32" or wanted.sparing else shutil.which("lp")
    if lp is not None:
        first, last = wanted.pages or (1, len(paper.sizes))
        command, today = lp, desk.today()

        def hand_over(db: Register, _tell: Tell) -> None:
            printing.hand_over(
                paper.data, lp=command, printer=wanted.printer, title=subject.title,
                copies=wanted.copies, pages=wanted.pages,
            )  # fmt: skip
            _write_down(db, subject, wanted, pages=last - first + 1, today=today)

        desk.work(parent, "正在打印", hand_over)
    else:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPrinterName(wanted.printer)
        printer.setDocName(subject.title)
        printer.setCopyCount(wanted.copies)
        draw_out(desk, parent, paper, subject, wanted, printer)
    if subject.form or subject.training_class:
        remember(desk.memory, subject.form, wanted)
    return said(wanted, len(paper.sizes))


def draw_out(
    desk: Desk,
    parent: QWidget,
    paper: printing.Paper,
    subject: Subject,
    wanted: Wanted,
    printer: QPrinter,
) -> None:
    """Print a paper as pictures on a printer that is chosen and set, and write that down."""
    first, last = wanted.pages or (1, len(paper.sizes))
    if wanted.sparing:
        printer.setColorMode(QPrinter.ColorMode.GrayScale)
    today = desk.today()
    on_paper = printer.outputFormat() == QPrinter.OutputFormat.NativeFormat

    def draw(db: Register, tell: Tell) -> None:
        numbers = range(first - 1, last)
        printing.draw(paper, printer, numbers=numbers, tell=tell, sparing=wanted.sparing)
        if on_paper:
            _write_down(db, subject, wanted, pages=len(numbers), today=today)

    desk.work(parent, "正在打印", draw)


def _write_down(db: Register, subject: Subject, wanted: Wanted, *, pages: int, today: str) -> None:
    print_jobs.record(
        db, form=subject.form, title=subject.title, training_class=subject.training_class,
        pages=pages, copies=wanted.copies, printer=wanted.printer, today=today,
    )  # fmt: skip


def said(wanted: Wanted, count: int) -> str:
    """Say what was handed to which printer."""
    first, last = wanted.pages or (1, count)
    return f"已交给打印机“{wanted.printer}”：{last - first + 1} 页，{wanted.copies} 份。"
