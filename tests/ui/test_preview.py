import stat
import sys
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.errors import Cancelled, UserError
from app.papers import fonts
from app.papers.drawing import PORTRAIT
from app.papers.drawing import paper as drawn_paper
from app.school import print_jobs
from app.ui import print_out, printing
from app.ui.desk import Desk
from app.ui.leaves import KEPT_BYTES
from app.ui.preview import Preview, PreviewPage
from tests import made_up

A4 = (595.0, 842.0)
A4_LANDSCAPE = (842.0, 595.0)


def pdf(sizes: list[tuple[float, float]]) -> bytes:
    """Make a PDF of pages in these sizes, a black square of one inch at each page's top left corner."""
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(kept)
    writer.setResolution(72)
    painter = QPainter()
    for at, (width, height) in enumerate(sizes):
        portrait = QPageSize(QSizeF(min(width, height), max(width, height)), QPageSize.Unit.Point)
        ways = QPageLayout.Orientation
        way = ways.Landscape if width > height else ways.Portrait
        writer.setPageLayout(QPageLayout(portrait, way, QMarginsF(0, 0, 0, 0)))
        if at:
            writer.newPage()
        else:
            painter.begin(writer)
        painter.fillRect(0, 0, 72, 72, Qt.GlobalColor.black)
    painter.end()
    return bytes(kept.data().data())


def inked(image: QImage) -> tuple[int, int]:
    """Give how far the ink in the first row and the first column reaches, in pixels."""
    across = max((x for x in range(image.width()) if image.pixelColor(x, 2).lightness() < 128), default=-1)
    down = max((y for y in range(image.height()) if image.pixelColor(2, y).lightness() < 128), default=-1)
    return across + 1, down + 1


@pytest.fixture
def preview(desk: Desk, qtbot: QtBot) -> Preview:
    made = Preview(desk)
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    made.open("签到表", pdf([A4_LANDSCAPE] * 40), "冬训/第一期：签到表.pdf")
    return made


def test_pages_are_drawn_at_the_size_asked() -> None:
    paper = printing.Paper(pdf([A4, A4_LANDSCAPE]))
    assert [(round(width), round(height)) for width, height in paper.sizes] == [A4, A4_LANDSCAPE]
    assert paper.image(1, 144).width() == pytest.approx(1684, abs=2)
    assert inked(paper.image(0, 144)) == (pytest.approx(144, abs=2), pytest.approx(144, abs=2))
    paper.close()


@pytest.mark.parametrize("data", [b"", b"no paper", pdf([A4])[:200]])
def test_a_damaged_file_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(UserError, match="不是完好的 PDF"):
        printing.Paper(data)


def test_pages_are_drawn_when_they_come_into_view_and_few_are_kept(preview: Preview, qtbot: QtBot) -> None:
    leaves = preview.leaves
    qtbot.waitUntil(lambda: len(leaves._images) > 0)
    assert len(leaves._images) <= 3
    for page in range(1, 41):
        leaves.go(page)
        leaves.viewport().repaint()
        assert leaves.kept_bytes() <= KEPT_BYTES
    assert leaves.page() == 40


def test_zooming_fits_the_width_first_and_keeps_the_page(preview: Preview, qtbot: QtBot) -> None:
    leaves = preview.leaves
    assert leaves.horizontalScrollBar().maximum() == 0
    leaves.go(7)
    qtbot.keyClick(leaves, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(leaves, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert leaves.horizontalScrollBar().maximum() > 0
    assert abs(leaves.page() - 7) <= 1
    qtbot.keyClick(leaves, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert leaves.horizontalScrollBar().maximum() == 0
    qtbot.keyClick(leaves, Qt.Key.Key_End)
    assert leaves.page() == 40
    assert "第 40 / 40 页" in preview._place.text()


def test_a_pdf_is_kept_whole_under_a_name_a_file_system_takes(preview: Preview, tmp_path: Path) -> None:
    assert preview._file_name == "冬训_第一期：签到表.pdf"
    preview.save_to(tmp_path / "签到表")
    assert (tmp_path / "签到表.pdf").read_bytes().startswith(b"%PDF")
    assert [path.name for path in tmp_path.glob(".wuyou-*")] == []


def test_a_pdf_that_cannot_be_kept_leaves_nothing_half_written(tmp_path: Path) -> None:
    (tmp_path / "占着.pdf").mkdir()
    with pytest.raises(OSError):
        printing.keep(tmp_path / "占着.pdf", b"%PDF")
    assert [path.name for path in tmp_path.iterdir()] == ["占着.pdf"]


@pytest.mark.parametrize(
    ("wanted", "got"), [("a/b:c?.pdf", "a_b_c_.pdf"), (" .", "文件.pdf"), ("a\nb", "a_b")]
)
def test_file_names_are_made_safe(wanted: str, got: str) -> None:
    assert printing.file_name(wanted) == got


def printer_into(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(150)
    return printer


def test_printing_as_pictures_keeps_the_true_size_of_every_page(
    dressed: QApplication, tmp_path: Path
) -> None:
    paper = printing.Paper(pdf([A4, A4_LANDSCAPE, A4]))
    told: list[tuple[int, int]] = []
    printing.draw(
        paper,
        printer_into(tmp_path / "out.pdf"),
        numbers=[0, 1],
        tell=lambda done, total, note="": told.append((done, total)),
    )
    printed = printing.Paper((tmp_path / "out.pdf").read_bytes())
    assert [(round(width), round(height)) for width, height in printed.sizes] == [A4, A4_LANDSCAPE]
    for number in (0, 1):
        across, down = inked(printed.image(number, 72))
        assert (across, down) == (pytest.approx(72, abs=2), pytest.approx(72, abs=2))
    assert told[-1] == (2, 2)


def test_printing_can_be_stopped(dressed: QApplication, tmp_path: Path) -> None:
    def stop(done: int, total: int, note: str = "") -> None:
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        printing.draw(
            printing.Paper(pdf([A4] * 3)), printer_into(tmp_path / "out.pdf"), numbers=range(3), tell=stop
        )


def test_printing_goes_on_in_a_thread_beside_the_preview(preview: Preview, tmp_path: Path) -> None:
    printer = printer_into(tmp_path / "out.pdf")
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 4)
    preview.print_on(printer)
    assert len(pypdfium2.PdfDocument(tmp_path / "out.pdf")) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="CUPS is not there")
def test_cups_gets_the_pdf_itself(tmp_path: Path) -> None:
    lp = tmp_path / "lp"
    lp.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/told\ncat > {tmp_path}/got\n', encoding="utf-8"
    )
    lp.chmod(lp.stat().st_mode | stat.S_IXUSR)
    data = pdf([A4])
    printing.hand_over(data, lp=str(lp), printer="办公室", title="签到表", copies=2, pages=(1, 1))
    assert (tmp_path / "got").read_bytes() == data
    told = (tmp_path / "told").read_text(encoding="utf-8").split("\n")
    assert told[:8] == ["-d", "办公室", "-n", "2", "-t", "签到表", "-o", "print-scaling=none"]
    assert told[8:10] == ["-P", "1-1"]


@pytest.mark.skipif(sys.platform == "win32", reason="CUPS is not there")
def test_a_printer_that_refuses_is_said_in_a_sentence(tmp_path: Path) -> None:
    lp = tmp_path / "lp"
    lp.write_text("#!/bin/sh\ncat > /dev/null\necho 'lp: no such printer' >&2\nexit 1\n", encoding="utf-8")
    lp.chmod(lp.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(UserError, match="打印机“办公室”没有接收这份文件"):
        printing.hand_over(b"%PDF", lp=str(lp), printer="办公室", title="签到表")


def test_a_paper_is_a_page_with_its_ways_out(desk: Desk, qtbot: QtBot) -> None:
    page = PreviewPage(desk, "结业证书", pdf([A4]), "证书.pdf")
    qtbot.addWidget(page)
    assert [button.text() for button in page._buttons] == ["用系统阅读器打开", "另存 PDF", "打印"]
    assert page._buttons[-1].property("kind") == "primary"


@pytest.mark.parametrize(
    ("text", "pages"),
    [("", None), (" 全部 ", None), ("3", (3, 3)), ("第 2－5 页", (2, 5)), ("2 至 40", (2, 40))],
)
def test_pages_are_read_as_people_write_them(text: str, pages: tuple[int, int] | None) -> None:
    assert print_out.page_range(text, 40) == pages


@pytest.mark.parametrize("text", ["0", "5-2", "41", "1-41", "1,3", "a", "-", "9" * 50])
def test_pages_that_are_not_there_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="页"):
        print_out.page_range(text, 40)


def fake_lp(folder: Path, monkeypatch: pytest.MonkeyPatch, *, code: int = 0) -> None:
    lp = folder / "lp"
    lp.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {folder}/told\ncat > /dev/null\nexit {code}\n')
    lp.chmod(lp.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


@pytest.mark.skipif(sys.platform == "win32", reason="CUPS is not there")
def test_what_was_handed_to_a_printer_is_written_down_and_its_printer_remembered(
    preview: Preview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = preview._desk
    school = made_up.school(desk.db)
    training = made_up.a_class(desk.db, school, made_up.people(desk.db, school, 3))
    fake_lp(tmp_path, monkeypatch)
    subject = print_out.Subject("签到表", "sign-in-sheet", training)
    wanted = print_out.Wanted("办公室", 2, (2, 4))
    paper = preview._paper
    assert paper is not None
    assert print_out.hand_out(desk, preview, paper, subject, wanted) == ("已交给打印机“办公室”：3 页，2 份。")
    (job,) = print_jobs.rows(desk.db, print_jobs.find(desk.db, training_class=training))
    assert (job.form, job.title, job.pages, job.copies) == ("sign-in-sheet", "签到表", 3, 2)
    assert (job.printer, job.printed_on, job.printed_by) == ("办公室", "2026-11-21", "组织委员")
    assert desk.memory.value("printing/sign-in-sheet/printer") == "办公室"


@pytest.mark.skipif(sys.platform == "win32", reason="CUPS is not there")
def test_what_no_printer_took_is_not_written_down(
    preview: Preview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = preview._desk
    made_up.school(desk.db)
    fake_lp(tmp_path, monkeypatch, code=1)
    paper = preview._paper
    assert paper is not None
    for wanted, said in ((print_out.Wanted("办公室"), "没有接收"), (print_out.Wanted(""), "还没有装打印机")):
        with pytest.raises(UserError, match=said):
            print_out.hand_out(desk, preview, paper, print_out.Subject("签到表"), wanted)
    assert print_jobs.find(desk.db) == []


def test_where_ink_is_spared_nothing_is_black_and_a_code_is_still_read(dressed: QApplication) -> None:
    with drawn_paper("码", PORTRAIT) as pen:
        pen.qr(20, 20, 20, "TS1:TEST")
    paper = printing.Paper(pen.data())
    full, spare = (paper.image(0, 150, sparing=sparing) for sparing in (False, True))

    def greys(image: QImage) -> bytes:
        return bytes(image.constBits())[::4]

    assert min(greys(full)) == 0
    assert min(greys(spare)) >= printing.SPARED - 2
    assert max(greys(spare)) == 255
    rows = memoryview(greys(spare)).cast("B", (spare.height(), spare.width()))
    assert [one.text for one in zxingcpp.read_barcodes(rows)] == ["TS1:TEST"]


def test_blanks_to_be_filled_by_hand_are_said_above_the_paper(preview: Preview) -> None:
    assert not preview.blanks.isVisible()
    lost = [fonts.Lost(f"雷{n}\ue000", ("\ue000",)) for n in range(8)]
    preview.open("席卡", pdf([A4]), "席卡.pdf", blanks=lost)
    assert preview.blanks.isVisible()
    assert preview.blanks.text().startswith("有 8 个字字库里没有，已留空")
    assert "雷0□：“□”（U+E000）" in preview.blanks.text()
    assert preview.blanks.text().endswith("等 8 处。")
