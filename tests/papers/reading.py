"""What a printed paper says, read back from the PDF by another library than the one that wrote it."""

import ctypes
import re
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

MM = 25.4 / 72


class Glyph(NamedTuple):
    """One character's ink on a page, in mm from the top left corner."""

    character: str
    left: float
    top: float
    right: float
    bottom: float


class Stroke(NamedTuple):
    """A straight line, or a filled shape's outer box, in mm from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float


def drawn(pdf: bytes, number: int, *, dpi: float) -> Any:
    """Draw a page (from 0) in grey, as an array of rows."""
    with pypdfium2.PdfDocument(pdf) as document:
        bitmap = document[number].render(scale=dpi / 72, grayscale=True)
        return memoryview(bytes(bitmap.buffer)).cast("B", (bitmap.height, bitmap.stride))


def texts(pdf: bytes) -> list[str]:
    """Give each page's text without white space."""
    with pypdfium2.PdfDocument(pdf) as document:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def copied_as(pdf: bytes) -> list[str]:
    """Give the lines that are marked with the text they are copied as.

    Read from the streams themselves: pdfium's text leaves out of a mark what lies beyond U+FFFD.
    """
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    contents = (zlib.decompressobj().decompress(one) for one in streams)
    marked = (one for content in contents for one in re.findall(rb"/ActualText <FEFF([0-9A-F]+)>", content))
    return [bytes.fromhex(one.decode("ascii")).decode("utf-16-be") for one in marked]


def glyphs(pdf: bytes, number: int) -> list[Glyph]:
    """Give every printed character of a page (from 0) in the order of the text; breaks are a newline."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[number]
        text = page.get_textpage()
        found = []
        for at in range(text.count_chars()):
            character = chr(raw.FPDFText_GetUnicode(text, at))
            if raw.FPDFText_IsGenerated(text, at):
                found.append(Glyph("\n", 0, 0, 0, 0))
                continue
            left, bottom, right, top = text.get_charbox(at)
            height = page.get_height()
            found.append(Glyph(character, left * MM, (height - top) * MM, right * MM, (height - bottom) * MM))
        return found


def strokes(pdf: bytes, number: int) -> list[Stroke]:
    """Give every line and filled shape of a page (from 0), forms included, rounded to 0.1 mm."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[number]
        height = page.get_height()
        return [
            Stroke(*(round(edge * MM, 1) for edge in (left, height - top, right, height - bottom)))
            for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3)
            for left, bottom, right, top in _edges(path)
        ]


def _edges(path: pypdfium2.PdfObject) -> Iterator[tuple[float, float, float, float]]:
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, mode, stroked)
    segments = [raw.FPDFPath_GetPathSegment(path, at) for at in range(raw.FPDFPath_CountSegments(path))]
    kinds = [raw.FPDFPathSegment_GetType(segment) for segment in segments]
    if not stroked.value or raw.FPDF_SEGMENT_BEZIERTO in kinds:
        yield path.get_bounds()
        return
    points = [_point(segment) for segment in segments]
    for (x1, y1), (x2, y2), kind in zip(points, points[1:], kinds[1:], strict=False):
        if kind == raw.FPDF_SEGMENT_LINETO:
            yield min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _point(segment: object) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, x, y)
    return x.value, y.value


def document(pdf: bytes) -> str:
    """Write a PDF as lines one can compare: each page's size, texts and lines, with places in mm."""
    with pypdfium2.PdfDocument(pdf) as opened:
        said = [f"title: {opened.get_metadata_dict()['Title']}"]
        sizes = [page.get_size() for page in opened]
    for number, (width, height) in enumerate(sizes):
        said += ["", f"page {number + 1}: {width * MM:.0f} x {height * MM:.0f} mm", ""]
        said += _lines(glyphs(pdf, number))
        said += ["", *(" ".join(f"{edge:6.1f}" for edge in stroke) for stroke in strokes(pdf, number))]
    return "\n".join(said) + "\n"


def _lines(found: list[Glyph]) -> Iterator[str]:
    """Join glyphs that follow each other on one line, with the place of the whole."""
    line: list[Glyph] = []
    for glyph in [*found, Glyph("\n", 0, 0, 0, 0)]:
        if glyph.character != "\n":
            line.append(glyph)
        elif line:
            ink = [g for g in line if g.right > g.left] or line
            edges = (min(g.left for g in ink), min(g.top for g in ink))
            far = (max(g.right for g in ink), max(g.bottom for g in ink))
            halves = "".join(g.character for g in line)  # beyond U+FFFF pdfium gives UTF-16 pairs
            text = halves.encode("utf-16", "surrogatepass").decode("utf-16")
            yield f"{' '.join(f'{edge:6.1f}' for edge in (*edges, *far))}  {text}"
            line = []
