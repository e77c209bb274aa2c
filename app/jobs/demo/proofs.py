"""Pieces of evidence for the checklist: documents and a drawing, made on the spot."""

import struct
import zlib
from collections.abc import Sequence

from app.papers.drawing import PORTRAIT, paper
from app.papers.flow import Flow, numbered
from app.papers.setting import Type

_GREY, _WOOD, _RED, _WALL = (246, 247, 249), (214, 180, 140), (179, 38, 30), (102, 112, 133)


def document(title: str, lines: Sequence[str], *, signed: str, dated: str) -> bytes:
    """Make a one-page document as a PDF: title, paragraphs, who signed and when."""
    flow = Flow(PORTRAIT, left=28, right=26, top=37, bottom=262)
    flow.text(title, Type("biaosong", 22), "centre", step=14)
    flow.space(8)
    for line in lines:
        flow.text(f"　　{line}", Type("fangsong", 16), step=10)
    flow.space(12)
    for line in (signed, dated):
        flow.text(line, Type("fangsong", 16), "right", step=10)
    with paper(title, PORTRAIT) as pen:
        flow.finish(pen, numbered)
    return pen.data()


def classroom(*, rows: int = 8, seats: int = 6) -> bytes:
    """Draw a classroom seen from above as a PNG: platform, red flag, and the desks in two blocks."""
    width, height = 80 * seats + 160, 50 * rows + 200
    picture = [[_GREY] * width for _ in range(height)]

    def fill(left: int, top: int, wide: int, high: int, colour: tuple[int, int, int]) -> None:
        for line in picture[top : top + high]:
            line[left : left + wide] = [colour] * wide

    fill(0, 0, width, 8, _WALL)
    fill(width // 2 - 60, 20, 120, 40, _RED)
    fill(width // 2 - 150, 90, 300, 30, _WOOD)
    for row in range(rows):
        for seat in range(seats):
            aisle = 60 if seat >= seats // 2 else 0
            fill(40 + 80 * seat + aisle, 160 + 50 * row, 60, 26, _WOOD)
    return _png(width, height, picture)


def _png(width: int, height: int, picture: Sequence[Sequence[tuple[int, int, int]]]) -> bytes:
    """Write pixels as a PNG: header, the lines each with filter 0, end (RFC 2083)."""
    lines = b"".join(b"\0" + bytes(part for pixel in line for part in pixel) for line in picture)
    pieces = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    framed = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in pieces
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)
