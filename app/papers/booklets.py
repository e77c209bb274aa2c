"""Booklets: A5 pages set two on a sheet of A4 in the order in which the folded sheets are read."""

from io import BytesIO

import pypdfium2

from app.pdfium import LOCK as PDFIUM

_POINTS = 72 / 25.4
_SHEET = (297.0 * _POINTS, 210.0 * _POINTS)


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
    """Set the A5 pages of a PDF as a booklet on A4 landscape, each at its true size."""
    with PDFIUM:
        source, made = pypdfium2.PdfDocument(pages), pypdfium2.PdfDocument.new()
        count = len(source)
        for side in order(count):
            sheet = made.new_page(*_SHEET)
            for at, number in enumerate(side):
                if number > count:
                    continue
                form = source.page_as_xobject(number - 1, made)
                placed = form.as_pageobject()
                placed.set_matrix(pypdfium2.PdfMatrix().translate(at * _SHEET[0] / 2, 0))
                sheet.insert_obj(placed)
                form.close()
            sheet.gen_content()
            sheet.close()
        out = BytesIO()
        made.save(out)
        made.close()
        source.close()
    return out.getvalue()
