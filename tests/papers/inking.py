"""Whether characters are really there on paper: drawn by another library, no empty box, and read back."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pypdfium2

from app import paths
from app.papers import fonts
from app.papers.drawing import PORTRAIT, Pen, paper
from app.papers.setting import MM, Type
from tests.papers.reading import drawn

ROLES: tuple[fonts.Role, ...] = ("song", "biaosong", "hei", "fangsong", "kai")
# In people's names and places, beyond what most fonts have, up to the newest planes.
RARE = "䶮㛃𬱖𰻞㼆㑇𠅤𪚥𮯠𱁬𲎯㐂㸿𫖯𫍯𬭼𬺈𪩘"
_SIZE, _STEP, _LEFT, _TOP = 14.0, 6.0, 12.0, 12.0
# At this resolution a square is 30 pixels wide, so that a glyph falls on the same pixels in each.
_ACROSS, _DOWN, _DPI = 30, 44, 127
NEAR, _LEAST_INK = 0.04, 2 * 255


class Printed(NamedTuple):
    """What came of a print: characters without ink, those like a missing one's box, and pages misread."""

    empty: list[str]
    boxes: list[str]
    misread: int
    count: int


def general() -> list[str]:
    """Give the characters of the 通用规范汉字表 in its order."""
    table = (paths.resources() / "data" / "tgh-8105.txt").read_text(encoding="utf-8").split()
    return list(dict.fromkeys("".join(line for line in table if not line.startswith("#"))))


def printed(characters: Sequence[str], role: fonts.Role) -> Printed:
    """Print characters in a face, and look at each one's ink and at what is read back."""
    result = Printed([], [], 0, len(characters))
    known = list(boxes(role))
    a_page = _ACROSS * _DOWN
    for start in range(0, len(characters), a_page):
        part = characters[start : start + a_page]
        with paper("字", PORTRAIT) as pen:
            for at, character in enumerate(part):
                pen.text(*_place(at), character, Type(role, _SIZE), "centre")
        seen = looked_at(pen.data(), part, known)
        result.empty.extend(seen.empty)
        result.boxes.extend(seen.boxes)
        result = result._replace(misread=result.misread + seen.misread)
    return result


def looked_at(data: bytes, part: Sequence[str], known: Sequence[bytes]) -> Printed:
    """Look at one page on which characters stand in squares; `known` are the boxes for missing ones."""
    page = drawn(data, 0, dpi=_DPI)
    with pypdfium2.PdfDocument(data) as document:
        said = "".join(document[0].get_textpage().get_text_range().split())
    result = Printed([], [], int(said != "".join(part)), len(part))
    for at, character in enumerate(part):
        cell = _cell(page, at)
        if sum(cell) < _LEAST_INK:
            result.empty.append(character)
        elif any(_difference(cell, box) < NEAR for box in known):
            result.boxes.append(character)
    return result


def _place(at: int) -> tuple[float, float]:
    return _LEFT + at % _ACROSS * _STEP + _STEP / 2, _TOP + at // _ACROSS * _STEP + _STEP / 2


def _cell(page: Any, at: int) -> bytes:
    """Give the ink (255 black) of one character's square."""
    dots = _DPI / 25.4
    x, y = _place(at)
    left, top, side = round((x - _STEP / 2) * dots), round((y - _STEP / 2) * dots), round(_STEP * dots)
    stride = page.shape[1]
    whole = page.cast("B")
    lines = (whole[(top + row) * stride + left :][:side] for row in range(side))
    return bytes(255 - value for line in lines for value in line)


def _difference(one: bytes, other: bytes) -> float:
    """Give how far two squares differ, as a share of the ink in both."""
    ink = sum(one) + sum(other)
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / ink if ink else 0.0


def boxes(role: fonts.Role) -> Iterator[bytes]:
    """Give what each font shows for a character it lacks, drawn past the check that forbids it."""
    for piece in (fonts.face(role), *(one for c in "字㛃𱁬𲎯" if (one := fonts.runs(c, role)[0][0]))):
        with paper("缺", PORTRAIT) as pen:
            unchecked(pen, piece, 0)
        cell = _cell(drawn(pen.data(), 0, dpi=_DPI), 0)
        if sum(cell):
            yield cell


def unchecked(pen: Pen, piece: fonts.Face, at: int) -> None:
    """Draw what a font shows for a character it lacks into a square, past every check."""
    canvas = pen._canvas
    x, y = _place(at)
    canvas.setFont(piece.name, _SIZE)
    wide = piece.font.stringWidth("\ue000", _SIZE)
    canvas.drawString(x * MM - wide / 2, (pen.height - y) * MM - piece.centre * _SIZE, "\ue000")
