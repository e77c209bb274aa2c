"""The quick guide: four A4 pages to lie beside the keyboard, set from the manual's own text."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.papers.drawing import PORTRAIT, Pen, paper
from app.papers.flow import Column, Flow, Line
from app.papers.setting import Type, grey, wrap

PAGES: Final = 4
_TITLE: Final = Type("hei", 16)
_SECTION: Final = Type("hei", 13)
_BODY: Final = Type("song", 11.5)
_CELL: Final = Type("song", 11)
_FOOT: Final = Type("song", 9)
_MARGIN: Final = 17.0
# The distance of the lines and the indent of a list in mm.
_STEP: Final = 5.9
_INDENT: Final = 6.5
_GAP: Final = 4.0
_PICTURE: Final = 55.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of the text: its kind (`page`, `section`, `item`, `text`, `picture`, `table`) and its words.

    An item has its number or mark and its text, a picture its caption and its path, a table a cell a row
    and column after the number of its columns.
    """

    kind: str
    words: tuple[str, ...]


def read(text: str) -> tuple[str, list[Piece]]:
    """Read the guide's Markdown: its title and its pieces; what is not known there is a paragraph."""
    title, pieces = "", list[Piece]()
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not all(set(cell) <= set("-: ") for cell in cells):
                rows.append(cells)
            continue
        if rows:
            pieces.append(Piece("table", (str(len(rows[0])), *(cell for row in rows for cell in row))))
            rows = []
        if line.startswith("# "):
            title = line[2:]
        elif line.startswith("## "):
            pieces.append(Piece("page", (line[3:],)))
        elif line.startswith("### "):
            pieces.append(Piece("section", (line[4:],)))
        elif found := re.fullmatch(r"(\d+\.|-) (.+)", line):
            pieces.append(Piece("item", ("·" if found[1] == "-" else found[1], found[2])))
        elif found := re.fullmatch(r"!\[(.*)\]\((.+)\)", line):
            pieces.append(Piece("picture", (found[1], found[2])))
        elif line.strip():
            pieces.append(Piece("text", (line.strip(),)))
    return title, pieces


def render(text: str, pictures: Mapping[str, bytes]) -> bytes:
    """Set the guide; `pictures` are PNG by the path the text names them with.

    Every `##` begins a page. Raise `ValueError` where that does not come to four pages.
    """
    title, pieces = read(text)
    flow = Flow(PORTRAIT, left=_MARGIN, right=_MARGIN, top=15.0, bottom=282.0)
    headings: list[str] = []
    waiting: list[Piece] = []
    for piece in [*pieces, Piece("end", ())]:
        if waiting and piece.kind != "picture":
            _beside(flow, waiting, pictures)
            waiting = []
        if piece.kind == "page":
            if headings:
                flow.turn()
            headings.append(piece.words[0])
            flow.place(13.0, _heading(flow.left, flow.width, len(headings), piece.words[0]))
        elif piece.kind == "picture":
            waiting.append(piece)
        elif piece.kind != "end":
            _SETTERS[piece.kind](flow, piece.words)
    if not flow.pages == len(headings) == PAGES:
        raise ValueError(f"the quick guide has {len(headings)} headings and {flow.pages} pages, not {PAGES}")
    with paper(title, PORTRAIT) as pen:
        flow.finish(pen, lambda on, page, pages: _foot(on, title, page, pages))
    return pen.data()


def _heading(left: float, width: float, number: int, text: str) -> Callable[[Pen, float], None]:
    def draw(pen: Pen, y: float) -> None:
        pen.text(left, y + 4.5, f"{number}　{text}", _TITLE)
        pen.rule(left, y + 9.5, left + width, y + 9.5, points=1.2)

    return draw


def _foot(pen: Pen, title: str, page: int, pages: int) -> None:
    pen.text(_MARGIN, pen.height - 9, title, _FOOT)
    pen.text(pen.width - _MARGIN, pen.height - 9, f"第 {page} 页　共 {pages} 页", _FOOT, "right")


def _section(flow: Flow, words: Sequence[str]) -> None:
    flow.space(2.5)
    flow.text(words[0], _SECTION, step=7.5)


def _item(flow: Flow, words: Sequence[str]) -> None:
    mark, text = words
    lines = wrap(text, _BODY, flow.width - _INDENT)
    left = flow.left

    def draw(pen: Pen, y: float) -> None:
        pen.text(left, y + _STEP / 2, mark, _BODY)
        for at, line in enumerate(lines):
            pen.text(left + _INDENT, y + _STEP * (at + 0.5), line, _BODY)

    flow.place(_STEP * len(lines) + 0.4, draw)


def _text(flow: Flow, words: Sequence[str]) -> None:
    # What is written in by hand needs more room than print.
    by_hand = "____" in words[0]
    flow.space(1.0)
    flow.text(words[0], _BODY, step=10.5 if by_hand else _STEP)


def _table(flow: Flow, words: Sequence[str]) -> None:
    across = int(words[0])
    rows = [words[at : at + across] for at in range(1, len(words), across)]
    head, lines = rows[0], rows[1:]
    flow.space(1.0)
    if max(len(row[-1]) for row in rows) <= 18:
        # Keys are short: two columns of them beside each other.
        half = -(-len(lines) // 2)
        pairs = [(*one, *other) for one, other in _paired(lines, half, across)]
        columns = [Column(name, flow.width * (0.16 if not at % 2 else 0.34), "left")
                   for at, name in enumerate((*head, *head))]  # fmt: skip
        flow.table(columns, [Line(pair) for pair in pairs], _CELL)
    else:
        columns = [Column(head[0], flow.width * 0.24, "left"), Column(head[1], flow.width * 0.76, "left")]
        flow.table(columns, [Line(tuple(row)) for row in lines], _CELL)
    flow.space(1.5)


def _paired(
    lines: Sequence[Sequence[str]], half: int, across: int
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    for at in range(half):
        yield lines[at], lines[at + half] if at + half < len(lines) else ("",) * across


_SETTERS: Final[dict[str, Callable[[Flow, Sequence[str]], None]]] = {
    "section": _section,
    "item": _item,
    "text": _text,
    "table": _table,
}


def _beside(flow: Flow, pieces: Sequence[Piece], pictures: Mapping[str, bytes]) -> None:
    """Put pictures beside each other, as wide as fits and equally high, each with its caption below."""
    room = (flow.width - _GAP * (len(pieces) - 1)) / len(pieces)
    left = flow.left

    def draw(pen: Pen, y: float) -> None:
        for at, piece in enumerate(pieces):
            caption, path = piece.words
            box = (left + at * (room + _GAP), y + 1.5, room, _PICTURE)
            pen.picture(box, pictures[path])
            pen.text(
                box[0] + room / 2, y + _PICTURE + 4.5, caption, Type("song", 9, colour=grey(0.3)), "centre"
            )

    flow.place(_PICTURE + 8.0, draw)
