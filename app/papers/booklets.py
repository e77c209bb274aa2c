"""Booklets: A5 pages set two on a sheet of A4 in the order in which the folded sheets are read."""

from io import BytesIO
from typing import Final

import pypdfium2
from pypdfium2 import raw

from app.pdfium import LOCK as PDFIUM

_POINTS = 72 / 25.4
_SHEET: Final = (297.0 * _POINTS, 210.0 * _POINTS)


def order(pages: int) -> list[tuple[int, int]]:
    """Give left and right page of each side of the sheets, counted from 1; pages beyond the last are blank.

    Printed on both sides and turned over the short edge, then folded together: side 1 holds the last page
    and the first, its back the second and the last but one.
    """
    whole = -(-pages // 4) * 4
    sides = []
    for sheet in range(whole // 4):
        first, last = 1 + 2 * sheet, whole - 2 * sheet
        sides += [(last, first), (first + 1, last - 1)]
    return sides


def folded(pages: bytes) -> bytes:
    """Set the A5 pages of a PDF as a booklet on A4 landscape, each at its true size.

    All pages are taken over at once, so that what they share, the fonts above all, is in the file once.
    """
    with PDFIUM:
        source, sorted_ = pypdfium2.PdfDocument(pages), pypdfium2.PdfDocument.new()
        count = len(source)
        reading = [number for side in order(count) for number in side]
        sorted_.import_pages(source, [number - 1 for number in reading if number <= count])
        for at, number in enumerate(reading):
            if number > count:
                sorted_.new_page(_SHEET[0] / 2, _SHEET[1], at).close()
        made = pypdfium2.PdfDocument(raw.FPDF_ImportNPagesToOne(sorted_, *_SHEET, 2, 1))
        raw.FPDF_CopyViewerPreferences(made, source)
        out = BytesIO()
        made.save(out)
        for document in (made, sorted_, source):
            document.close()
    return out.getvalue()
