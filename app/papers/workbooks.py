"""Workbooks of plain text and numbers: what looks like a formula or a link stays text."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from app.errors import UserError

_ROWS: Final = 1_048_576
_COLUMNS: Final = 16_384
_CELL: Final = 32_767


class Book:
    """One workbook being written; made by `workbook`."""

    def __init__(self, target: io.BytesIO, book: xlsxwriter.Workbook) -> None:
        """Hold the workbook and the formats papers share."""
        self._target = target
        self._book = book
        self.text = self.format(num_format="@", text_wrap=True)
        self.head = self.format(num_format="@", text_wrap=True, bold=True, align="center", bg_color="#EDEDED")

    def format(self, **kinds: Any) -> Any:
        """Give a cell format with thin borders and the papers' face."""
        return self._book.add_format(
            {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "border": 1, **kinds}
        )

    def bare(self, **kinds: Any) -> Any:
        """Give a format without borders, for titles and notes."""
        return self._book.add_format({"font_name": "宋体", "font_size": 11, "valign": "vcenter", **kinds})

    def sheet(self, name: str) -> Worksheet:
        """Add a sheet that prints on A4 landscape, as wide as one page."""
        sheet = self._book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.75)
        sheet.set_footer("&C第 &P 页　共 &N 页")
        return sheet

    def bars(self, title: str, series: Sequence[tuple[str, Sequence[Any], Sequence[Any]]]) -> Any:
        """Make a chart of columns to insert; a series is its name, the range of the names and of the values.

        A range is a sheet's name, then first row and column, last row and column. Every column says its
        figure, and series differ by pattern too: in grey print colours are gone.
        """
        chart = self._book.add_chart({"type": "column"})
        patterns = ("solid", "wide_upward_diagonal", "dotted_grid")
        for number, (name, names, values) in enumerate(series):
            fill = {"pattern": patterns[number % 3], "fg_color": "#667085", "bg_color": "#FFFFFF"}
            chart.add_series(
                {
                    "name": name, "categories": list(names), "values": list(values),
                    "data_labels": {"value": True, "font": {"size": 8}}, "gap": 60,
                    "border": {"color": "#1F2328"},
                    **({"fill": {"color": "#667085"}} if number == 0 else {"pattern": fill}),
                }
            )  # fmt: skip
        chart.set_title({"name": title, "name_font": {"size": 12}})
        chart.set_legend({"position": "bottom"} if len(series) > 1 else {"none": True})
        chart.set_x_axis({"num_font": {"size": 9}})
        chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": "#E4E7EC"}}, "min": 0})
        chart.set_size({"width": 960, "height": 340})
        return chart

    def data(self) -> bytes:
        """Give the finished workbook; only after the `with` of `workbook` has ended."""
        return self._target.getvalue()


@contextmanager
def workbook(title: str) -> Iterator[Book]:
    """Make one .xlsx in memory; the same calls give the same bytes."""
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": title, "author": "五有", "created": datetime(2000, 1, 1)})
    yield Book(target, book)
    book.close()


def listing(
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    *,
    above: str = "",
    dated: str = "",
) -> bytes:
    """Write a plain list, every cell as text, the head repeated on every printed page.

    `title` names the sheet; `above` and the day `dated` stand above every printed page and in no cell,
    so that the list can be sorted and read in again. Raises UserError for more rows or columns than a
    workbook can hold.
    """
    if len(rows) >= _ROWS or len(headings) > _COLUMNS:
        raise UserError(f"表太大，一个工作表最多 {_ROWS - 1} 行、{_COLUMNS} 列，装不下。请分几次导出。")
    with workbook(title) as book:
        sheet = book.sheet(title)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, book.text)
        for row, cells in enumerate([headings, *rows]):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, legible(cell), book.text if row else book.head)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 0)
        if above:
            # The size before the face: a figure right behind it would be read as part of the size.
            sheet.set_header(f'&C&16&"黑体,Regular"{_plain(above)}&R&11&"宋体,Regular"{_plain(dated)}')
    return book.data()


def _plain(text: str) -> str:
    """Give what a printed header shows as it is: & begins a command there, and 255 signs are the most."""
    return " ".join(legible(text).split())[:80].replace("&", "&&")


def legible(text: str) -> str:
    """Give what a cell can hold of a text: no control characters or half pairs, at most 32 767 characters."""
    kept = "".join(c for c in text if c >= " " or c in "\t\n").encode("utf-8", "replace").decode("utf-8")
    kept = kept.replace("\ufffe", "").replace("\uffff", "")
    return kept if len(kept) <= _CELL else kept[: _CELL - 1] + "…"
