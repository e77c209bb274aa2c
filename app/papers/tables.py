"""Forms that are one table: a title, a line under it, rows under repeated heads, and what is signed below."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.papers import fonts
from app.papers.drawing import LANDSCAPE, PORTRAIT, paper
from app.papers.flow import Column, Flow, Line, numbered
from app.papers.setting import LEADING, MM, Type, fitted, wrap
from app.papers.workbooks import legible, workbook

__all__ = ["Column", "Line", "TablePaper", "render", "render_workbook"]

_TITLE: Final = Type("biaosong", 20)
_BODY: Final = Type("song", 10.5)
_FOOT: Final = Type("song", 11)
_SIDE: Final = 12.0
_HEADED: Final = Type("hei", 11)
_CELL: Final = Type("song", 11)
# A column as wide as the workbook has it for a mm of the form, less the blank at its sides.
_STRETCH: Final = 0.93
_TALLEST: Final = 409.0


@dataclass(frozen=True, slots=True)
class TablePaper:
    """What one table form says.

    `under` stands left and right below the title. Column widths are mm and are stretched to the page
    together. A `Line` of one cell is a band over the whole width, as the name of a village. Rows are at
    least `row_height` mm high: a farmer's signature wants 8. `foot` are lines below the table. A band
    keeps the next `kept` lines on its page.
    """

    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    under: tuple[str, str] = ("", "")
    foot: tuple[str, ...] = ()
    landscape: bool = False
    row_height: float = 0.0
    empty: str = "没有可列的内容。"
    kept: int = 1


def render(form: TablePaper) -> bytes:
    """Print the form as a PDF of A4 pages; raise UserError for a character that no font has."""
    fonts.require(_named(form))
    size = LANDSCAPE if form.landscape else PORTRAIT
    flow = Flow(size, left=_SIDE, right=_SIDE, top=19, bottom=size[1] - 19)
    # A little smaller on one line, or on two of about the same length: no single character hangs below.
    points, lines_of_title = fitted(fonts.plain(form.title), _TITLE, flow.width, 24, least=14)
    for line in lines_of_title:
        flow.text(line, replace(_TITLE, size=points), "centre", step=12)
    if any(form.under):
        left, right = form.under
        flow.place(8, lambda pen, y: pen.block((_SIDE, y, flow.width * 0.62, 7), left, _FOOT, align="left"))
        at = _SIDE + flow.width * 0.64
        flow.beside(8, lambda pen, y: pen.block((at, y, flow.width * 0.36, 7), right, _FOOT, align="right"))
    lines = form.lines or (Line((form.empty,)),)
    flow.table(stretched(form.columns, flow.width), lines, _BODY, least=form.row_height, kept=form.kept)
    flow.space(3)
    for said in form.foot:
        flow.text(said, _FOOT, step=8)
    with paper(form.title, size) as pen:
        flow.finish(pen, numbered)
    return pen.data()


def stretched(columns: Sequence[Column], width: float) -> tuple[Column, ...]:
    """Give the columns as wide together as `width` mm, each its share."""
    whole = sum(column.width for column in columns)
    return tuple(Column(one.heading, one.width * width / whole, one.align) for one in columns)


def _named(form: TablePaper) -> Iterable[tuple[str, Iterable[str]]]:
    yield form.title, (form.title, *form.under, *form.foot, *(one.heading for one in form.columns))
    headings = [one.heading for one in form.columns]
    at = headings.index("姓名") if "姓名" in headings else None
    for number, line in enumerate(form.lines, 1):
        name = line.cells[at] if at is not None and len(line.cells) > 1 else ""
        yield name or f"第 {number} 行", line.cells


def render_workbook(form: TablePaper) -> bytes:
    """Write the form as a workbook that can be edited and sent on; every cell is text."""
    last = len(form.columns) - 1
    widths = [one.width * _STRETCH for one in form.columns]
    with workbook(form.title) as book:
        sheet = book.sheet("表")
        if not form.landscape:
            sheet.set_portrait()
        for column, one in enumerate(form.columns):
            sheet.set_column(column, column, one.width / 1.9)
        plain = book.bare(text_wrap=True)
        title = book.bare(font_size=20, align="center", font_name="方正小标宋简体", text_wrap=True)
        under = "　　".join(filter(None, form.under))
        above = [(form.title, title, _TITLE)] + ([(under, plain, _CELL)] if under else [])
        for row, (said, format_, type_) in enumerate(above):
            sheet.merge_range(row, 0, row, last, legible(said), format_)
            sheet.set_row(row, _tall([said], [sum(widths)], type_, 20))
        row = len(above)
        for column, one in enumerate(form.columns):
            sheet.write_string(row, column, one.heading, book.head)
        sheet.set_row(row, _tall([one.heading for one in form.columns], widths, _HEADED, 24))
        sheet.repeat_rows(row)
        centred = book.format(num_format="@", text_wrap=True, align="center")
        for line in form.lines:
            row += 1
            least = max(form.row_height * MM, 18)
            if len(line.cells) == 1 and last > 0:
                sheet.merge_range(row, 0, row, last, legible(line.cells[0]), book.head)
                sheet.set_row(row, _tall(line.cells, [sum(widths)], _CELL, least))
                continue
            for column, (cell, one) in enumerate(zip(line.cells, form.columns, strict=True)):
                sheet.write_string(
                    row, column, legible(cell), centred if one.align == "centre" else book.text
                )
            sheet.set_row(row, _tall(line.cells, widths, _CELL, least))
        for said in form.foot:
            row += 1
            sheet.merge_range(row, 0, row, last, legible(said), plain)
            sheet.set_row(row, _tall([said], [sum(widths)], _CELL, 20))
    return book.data()


def _tall(cells: Sequence[str], widths: Sequence[float], type_: Type, least: float) -> float:
    """Give the height in points at which a row shows every line of its cells; widths are mm.

    Programs leave a row as high as the file says, or cut what is joined over columns.
    """
    lines = max(len(wrap(legible(cell), type_, wide)) for cell, wide in zip(cells, widths, strict=True))
    return min(max(least, lines * type_.size * LEADING + 4), _TALLEST)
