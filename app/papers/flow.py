"""Pages filled from the top: headings, notes, and tables that break with their heads repeated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.papers.drawing import Align, Pen
from app.papers.setting import LEADING, MM, Type, evened, wrap

_PAD_X: Final = 1.0
_PAD_Y: Final = 1.1

Draw = Callable[[Pen, float], None]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: heading, width in mm, and how its cells stand."""

    heading: str
    width: float
    align: Align = "centre"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table; a line with one cell is a band over the whole width.

    The first `joined` cells are one with those above; they say the same, for the top of a new page.
    """

    cells: tuple[str, ...]
    strong: bool = False
    joined: int = 0


class Flow:
    """Lay pieces out on pages before anything is drawn, so that each page knows how many there are.

    Lengths are mm; `left` and `right` are the margins, `top` and `bottom` the y where pieces
    begin and end.
    """

    def __init__(
        self, size: tuple[float, float], *, left: float, right: float, top: float, bottom: float
    ) -> None:
        """Begin an empty first page within these margins."""
        self.left = left
        self.width = size[0] - left - right
        self._top = top
        self._bottom = bottom
        self._y = top
        self._pages: list[list[tuple[float, Draw]]] = [[]]

    @property
    def room(self) -> float:
        """Give the height still free on this page."""
        return self._bottom - self._y

    @property
    def pages(self) -> int:
        """Give the number of pages so far."""
        return len(self._pages)

    def place(self, height: float, draw: Draw) -> None:
        """Put a piece of this height next, on a new page when it does not fit."""
        if height > self.room and self._pages[-1]:
            self.turn()
        self._pages[-1].append((self._y, draw))
        self._y += height

    def beside(self, height: float, draw: Draw) -> None:
        """Put a piece of this height level with the last one, which must be as high."""
        self._pages[-1].append((self._y - height, draw))

    def keep(self, height: float) -> None:
        """Go on to a new page where pieces of this height together fit there and not here."""
        if self.room < height <= self._bottom - self._top and self._pages[-1]:
            self.turn()

    def turn(self) -> None:
        """Go on to a new page."""
        self._pages.append([])
        self._y = self._top

    def space(self, height: float) -> None:
        """Leave a gap, unless the page is full."""
        self._y = min(self._bottom, self._y + height)

    def text(self, text: str, type_: Type, align: Align = "left", *, step: float = 0.0) -> None:
        """Put a text of any length, line by line; `step` is the distance of lines in mm."""
        step = step or type_.size * 1.5 / MM
        x = self.left + {"left": 0.0, "centre": self.width / 2, "right": self.width}[align]
        for line in wrap(text, type_, self.width):
            self.place(step, _one_line(x, step, line, type_, align))

    def table(
        self,
        columns: Sequence[Column],
        lines: Sequence[Line],
        type_: Type,
        *,
        least: float = 0.0,
        kept: int = 1,
    ) -> None:
        """Put a table; a line that does not fit moves on whole, or is cut where no page could hold it.

        Lines are at least `least` mm high. A band keeps the next `kept` lines on its page.
        """
        table = _Table(self.left, columns, type_, least)
        head = table.cut([column.heading for column in columns], strong=True)
        if self.room < table.height(head) + 3 * table.step:
            self.turn()
        self._begin(table, head)
        for at, line in enumerate(lines):
            rest, joined = table.cut(line.cells, strong=line.strong), line.joined
            if len(line.cells) == 1 and (below := lines[at + 1 : at + 1 + kept]):
                under = sum(table.height(table.cut(one.cells, strong=one.strong)) for one in below)
                together = table.height(rest) + under
                if self.room < together <= self._bottom - self._top - table.height(head):
                    self._pages[-1].append((self._y, table.closing()))
                    self.turn()
                    self._begin(table, head)
            while rest:
                if table.height(rest) > self.room:
                    whole = self._bottom - self._top - table.height(head)
                    if table.height(rest) <= whole or table.fits(self.room) < 1:
                        self._pages[-1].append((self._y, table.closing()))
                        self.turn()
                        self._begin(table, head)
                        joined = 0
                count = max(1, min(table.fits(self.room), max(map(len, rest))))
                part = [cell[:count] for cell in rest]
                self.place(table.height(part), table.draw(part, strong=line.strong, joined=joined))
                rest = [cell[count:] for cell in rest] if any(len(cell) > count for cell in rest) else []
        self._pages[-1].append((self._y, table.closing()))

    def _begin(self, table: "_Table", head: list[list[str]]) -> None:
        self.place(table.height(head), table.draw(head, strong=True))

    def finish(self, pen: Pen, furniture: Callable[[Pen, int, int], None]) -> None:
        """Draw every page, calling `furniture(pen, page, pages)` on each."""
        for number, pieces in enumerate(self._pages, 1):
            if number > 1:
                pen.next_page()
            furniture(pen, number, len(self._pages))
            for y, draw in pieces:
                draw(pen, y)


def numbered(pen: Pen, page: int, pages: int) -> None:
    """Write 第 x 页 共 y 页 at the foot."""
    pen.text(pen.width / 2, pen.height - 10, f"第 {page} 页　共 {pages} 页", Type("song", 9), "centre")


def _one_line(x: float, step: float, line: str, type_: Type, align: Align) -> Draw:
    return lambda pen, y: pen.text(x, y + step / 2, line, type_, align)


class _Table:
    """The columns' places, and cells as wrapped lines."""

    def __init__(self, left: float, columns: Sequence[Column], type_: Type, least: float) -> None:
        self.columns = columns
        self.least = least
        self.type_ = type_
        self.step = type_.size * LEADING / MM
        self.edges = [left]
        for column in columns:
            self.edges.append(self.edges[-1] + column.width)

    def cut(self, cells: Sequence[str], *, strong: bool) -> list[list[str]]:
        """Wrap cells to their columns; a lone cell to the whole table."""
        type_ = self._type(strong)
        if len(cells) == 1:
            return [wrap(cells[0], type_, self.edges[-1] - self.edges[0] - 2 * _PAD_X)]
        breaks = [evened if strong or column.align == "centre" else wrap for column in self.columns]
        return [
            broken(cell, type_, column.width - 2 * _PAD_X)
            for broken, cell, column in zip(breaks, cells, self.columns, strict=True)
        ]

    def height(self, cells: Sequence[Sequence[str]]) -> float:
        return max(max(map(len, cells)) * self.step + 2 * _PAD_Y, self.least)

    def fits(self, room: float) -> int:
        """Count the lines of text that fit a row of this height."""
        return int((room - 2 * _PAD_Y + 0.001) / self.step)

    def draw(self, cells: Sequence[Sequence[str]], *, strong: bool, joined: int = 0) -> Draw:
        """Draw a line with its sides and the rule above it, but not above and in its first `joined` cells."""
        edges = self.edges if len(cells) > 1 else [self.edges[0], self.edges[-1]]
        aligns: list[Align] = [c.align for c in self.columns] if len(cells) > 1 else ["left"]
        if strong and len(cells) > 1:
            aligns = ["centre"] * len(cells)
        height = self.height(cells)
        type_ = self._type(strong)

        def drawn(pen: Pen, y: float) -> None:
            above = (edges[joined], y, edges[-1], y)
            pen.rules([above, *((x, y, x, y + height) for x in edges)], points=0.5)
            for cell, left, right, align in list(zip(cells, edges, edges[1:], aligns, strict=False))[joined:]:
                x = {"left": left + _PAD_X, "centre": (left + right) / 2, "right": right - _PAD_X}[align]
                at = y + height / 2 - self.step * (len(cell) - 1) / 2
                for number, line in enumerate(cell):
                    pen.text(x, at + number * self.step, line, type_, align)

        return drawn

    def closing(self) -> Draw:
        """Draw the rule below the last line of a page."""
        return lambda pen, y: pen.rules([(self.edges[0], y, self.edges[-1], y)], points=0.5)

    def _type(self, strong: bool) -> Type:
        return replace(self.type_, role="hei") if strong else self.type_
