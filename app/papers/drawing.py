"""The pen: text, lines and codes put on a page, measured in mm from its top left corner."""

import io
import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any, Final, Literal

import reportlab.rl_config
import zxingcpp
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.papers import fonts, pictures
from app.papers.setting import BLACK, LEADING, MM, Colour, Type, fitted

PORTRAIT: Final = (210.0, 297.0)
LANDSCAPE: Final = (297.0, 210.0)

Align = Literal["left", "centre", "right"]
# A code's picture is black (0) on white; its cells are marked 1 on 0.
_MARKED: Final = b"1" + b"0" * 255
_RUNS: Final = re.compile("1+")
_MOST_LINES: Final = 2048

# Binary streams: as text they would be a quarter longer.
reportlab.rl_config.useA85 = 0


class Pen:
    """Draw on the pages of one document; made by `paper`.

    All places and lengths are mm from the page's top left corner, all type sizes points.
    """

    def __init__(self, canvas: Canvas, size: tuple[float, float], target: io.BytesIO) -> None:
        """Hold the canvas of a document whose pages have this size."""
        self.width, self.height = size
        self._canvas = canvas
        self._target = target
        self._lines: dict[tuple[str, fonts.Role, float], str] = {}

    def text(self, x: float, y: float, text: str, type_: Type, align: Align = "left") -> None:
        """Set one line with the middle of its Han glyphs at `y`."""
        self._line(x, y, fonts.plain(text), type_, align, 0.0)

    def _line(self, x: float, y: float, text: str, type_: Type, align: Align, spread: float) -> None:
        """Set one line; `spread` is added after every glyph, in points."""
        written = text
        text, blanks = fonts.settable(written)
        left = x * MM
        if align != "left":
            left -= fonts.width(text, type_.role, type_.size) * (0.5 if align == "centre" else 1.0)
        red, green, blue = type_.colour
        ink = f"{red:.4g} {green:.4g} {blue:.4g}"
        set_ = f"{ink} rg"
        if type_.bold:
            set_ += f" 2 Tr {type_.size * 0.011:.4f} w {ink} RG"
        if spread:
            set_ += f" {spread:.4f} Tc"
        # Text modes outlive their text object unless the state is put back.
        line = (
            f"q BT 1 0 0 1 {left:.4f} {(self.height - y) * MM:.4f} Tm {set_} "
            f"{self._shown(text, type_.role, type_.size)} ET Q"
        )
        self._canvas.addLiteral(_copied_as(written, line) if blanks else line)
        for place in blanks:
            at = left + fonts.width(text[:place], type_.role, type_.size) + spread * place
            picture = pictures.of(written[place])
            if picture is None:
                self._underline(at / MM, y + type_.size * 0.48 / MM, type_.size / MM)
            else:
                side = type_.size / MM
                self.modules(at / MM, y - side / 2, side, picture, ink=type_.colour)

    def _shown(self, text: str, role: fonts.Role, size: float) -> str:
        """Give the operators that show a line, kept for the many lines that every page repeats.

        Written as they are: reportlab's own text object takes twice as long over them.
        """
        key = (text, role, size)
        kept = self._lines.get(key)
        if kept is not None:
            return kept
        document = self._canvas._doc
        said: list[str] = []
        for piece, run in fonts.runs(text, role):
            said.append(f"{-piece.centre * size:.4f} Ts")
            for subset, codes in piece.font.splitString(run, document):
                name = piece.font.getSubsetInternalName(subset, document)
                said.append(f"{name} {size:.6g} Tf ({self._canvas._escape(codes)}) Tj")
        if len(self._lines) >= _MOST_LINES:
            self._lines.clear()
        shown = self._lines[key] = " ".join(said)
        return shown

    def _underline(self, x: float, y: float, width: float) -> None:
        """Rule the foot of a blank, thin and grey: bold it would be read as the character for one."""
        inset = width * 0.06
        self.rule(x + inset, y, x + width - inset, y, points=0.4, level=0.45)

    def spaced(self, x: float, y: float, text: str, type_: Type, gap: float) -> None:
        """Set one line centred on `x` with `gap` mm between its characters."""
        width = fonts.width(text, type_.role, type_.size) + gap * MM * (len(text) - 1)
        self._line(x - width / MM / 2, y, text, type_, "left", gap * MM)

    def block(
        self,
        box: tuple[float, float, float, float],
        text: str,
        type_: Type,
        *,
        align: Align = "centre",
        least: float = 5.0,
    ) -> None:
        """Set a text within a box (left, top, width, height), as large as fits up to its size.

        Below `least` points the text is cut and ends in an ellipsis: nothing ever leaves the box.
        """
        left, top, width, height = box
        size, lines = fitted(fonts.plain(text), type_, width, height, least=least)
        step = size * LEADING / MM
        x = left + {"left": 0.0, "centre": width / 2, "right": width}[align]
        y = top + height / 2 - step * (len(lines) - 1) / 2
        for line in lines:
            self._line(x, y, line, replace(type_, size=size), align, 0.0)
            y += step

    def paragraph(
        self, left: float, top: float, width: float, lines: Sequence[str], type_: Type, *, step: float
    ) -> float:
        """Set wrapped lines flush on both sides, the last one ragged; give the y below them.

        `step` is the distance of the lines in mm.
        """
        y = top + step / 2
        for number, line in enumerate(lines, 1):
            slack = width * MM - fonts.width(line, type_.role, type_.size)
            full = number < len(lines) and len(line) > 1
            self._line(left, y, line, type_, "left", slack / (len(line) - 1) if full else 0.0)
            y += step
        return y - step / 2

    def rule(
        self, x1: float, y1: float, x2: float, y2: float, *, points: float = 0.5, level: float = 0.0
    ) -> None:
        """Draw a line `points` thick in a grey level."""
        self.rules([(x1, y1, x2, y2)], points=points, level=level)

    def rules(
        self, lines: Sequence[tuple[float, float, float, float]], *, points: float = 0.5, level: float = 0.0
    ) -> None:
        """Draw many lines of one thickness and grey level."""
        self._canvas.setLineWidth(points)
        self._canvas.setStrokeGray(level)
        self._canvas.lines(
            [(x1 * MM, (self.height - y1) * MM, x2 * MM, (self.height - y2) * MM) for x1, y1, x2, y2 in lines]
        )

    def frame(
        self,
        box: tuple[float, float, float, float],
        *,
        points: float = 0.5,
        colour: Colour = BLACK,
        dash: float = 0.0,
    ) -> None:
        """Draw a rectangle (left, top, width, height), dashed where `dash` mm is given."""
        left, top, width, height = box
        self._canvas.saveState()
        self._canvas.setLineWidth(points)
        self._canvas.setStrokeColorRGB(*colour)
        if dash:
            self._canvas.setDash(dash * MM, dash * MM)
        self._canvas.rect(left * MM, (self.height - top - height) * MM, width * MM, height * MM)
        self._canvas.restoreState()

    def circle(self, x: float, y: float, radius: float, *, points: float = 0.4, level: float = 0.7) -> None:
        """Draw a dashed circle, as for the place of a seal."""
        self._canvas.saveState()
        self._canvas.setLineWidth(points)
        self._canvas.setStrokeGray(level)
        self._canvas.setDash(1.2 * MM, 1.2 * MM)
        self._canvas.circle(x * MM, (self.height - y) * MM, radius * MM)
        self._canvas.restoreState()

    def modules(
        self, left: float, top: float, side: float, rows: Sequence[str], *, ink: Colour = BLACK
    ) -> None:
        """Fill the cells marked 1 of a square pattern `side` mm wide.

        One path for the whole pattern: viewers draw hair-lines between cells filled one by one.
        """
        cell = side / len(rows) * MM
        # In units of one cell, written as they are: a path object would spend its time on decimal places.
        spans = [(row, *run.span()) for row, bits in enumerate(rows) for run in _RUNS.finditer(bits)]
        cells = " ".join([f"{first} {row} {after - first} 1 re" for row, first, after in spans])
        self._canvas.addLiteral(
            f"q {cell:.6f} 0 0 {-cell:.6f} {left * MM:.4f} {(self.height - top) * MM:.4f} cm "
            f"{ink[0]:.4g} {ink[1]:.4g} {ink[2]:.4g} rg {cells} f Q"
        )

    def picture(self, box: tuple[float, float, float, float], data: bytes) -> None:
        """Draw a PNG or JPEG within a box (left, top, width, height) as large as fits, with a thin frame."""
        left, top, width, height = box
        image = ImageReader(io.BytesIO(data))
        wide, high = image.getSize()
        scale = min(width / wide, height / high)
        width, height = wide * scale, high * scale
        left += (box[2] - width) / 2
        top += (box[3] - height) / 2
        self._canvas.drawImage(image, left * MM, (self.height - top - height) * MM, width * MM, height * MM)
        self.frame((left, top, width, height), points=0.3, colour=(0.6, 0.6, 0.6))

    def qr(self, left: float, top: float, side: float, text: str) -> None:
        """Draw a QR code of level M, `side` mm wide without its quiet zone."""
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
        image: Any = code.to_image(scale=1, add_quiet_zones=False)
        marked = memoryview(image).tobytes().translate(_MARKED).decode("ascii")
        wide = math.isqrt(len(marked))
        self.modules(left, top, side, [marked[at : at + wide] for at in range(0, len(marked), wide)])

    def slanted(self, x: float, y: float, text: str, type_: Type, degrees: float) -> None:
        """Set a line centred on a point and turned against the clock, as for a watermark."""
        self._canvas.saveState()
        self._canvas.translate(x * MM, (self.height - y) * MM)
        self._canvas.rotate(degrees)
        self._line(0.0, self.height, text, type_, "centre", 0.0)
        self._canvas.restoreState()

    @contextmanager
    def moved(self, right: float, down: float, scale: float = 1.0) -> Iterator[None]:
        """Draw what follows moved by mm and stretched from the top left corner."""
        if (right, down, scale) == (0.0, 0.0, 1.0):
            yield
            return
        self._canvas.saveState()
        self._canvas.translate(right * MM, (self.height * (1 - scale) - down) * MM)
        self._canvas.scale(scale, scale)
        yield
        self._canvas.restoreState()

    @contextmanager
    def upside_down(self) -> Iterator[None]:
        """Draw what follows turned by half around the middle of the page."""
        self._canvas.saveState()
        self._canvas.translate(self.width * MM, self.height * MM)
        self._canvas.rotate(180)
        yield
        self._canvas.restoreState()

    def folds(self, y: float) -> None:
        """Draw short strokes at both edges where the sheet is folded."""
        self.rules([(0, y, 6, y), (self.width - 6, y, self.width, y)], points=0.4, level=0.5)

    def form(self, name: str, draw: Callable[[], None]) -> None:
        """Keep what `draw` draws under a name: what is the same on every page is written once."""
        self._canvas.beginForm(name)
        draw()
        self._canvas.endForm()

    def stamp(self, name: str) -> None:
        """Put a kept form on this page."""
        self._canvas.doForm(name)

    def next_page(self) -> None:
        """Finish this page and begin another."""
        self._canvas.showPage()

    def data(self) -> bytes:
        """Give the finished document; only after the `with` of `paper` has ended."""
        return self._target.getvalue()


def _copied_as(text: str, content: str) -> str:
    """Mark content so that readers copy and search it as this text.

    As a whole line: some readers pass over a mark none of whose characters is in the line's font.
    """
    return f"/Span <</ActualText <FEFF{text.encode('utf-16-be').hex().upper()}>>> BDC {content} EMC"


class _FirstStrokeError(Exception):
    """A paper that is only tried has all it needs."""


_TRYING: ContextVar[bool] = ContextVar("trying", default=False)


def tried(make: Callable[[], object]) -> None:
    """Go with a paper as far as its first stroke: raise what `make` raises before, and draw nothing.

    An act that `make` has begun is rolled back, as where it fails.
    """
    token = _TRYING.set(True)
    try:
        make()
    except _FirstStrokeError:
        pass
    finally:
        _TRYING.reset(token)


@contextmanager
def paper(title: str, size: tuple[float, float]) -> Iterator[Pen]:
    """Make one PDF document with a pen to draw it; the last page is finished on leaving.

    The same calls give the same bytes: no clock, no random ids. Printing is at true size.
    """
    if _TRYING.get():
        raise _FirstStrokeError
    with fonts.LOCK:
        target = io.BytesIO()
        canvas = Canvas(
            target,
            pagesize=(size[0] * MM, size[1] * MM),
            pageCompression=1,
            invariant=1,
            initialFontName=fonts.face("song").name,
            lang="zh-CN",
        )
        canvas.setTitle(title)
        canvas.setAuthor("")
        canvas.setSubject("")
        canvas.setCreator("五有")
        canvas.setViewerPreference("PrintScaling", "None")
        canvas.setViewerPreference("DisplayDocTitle", "true")
        yield Pen(canvas, size, target)
        canvas.save()
