"""Forms of the upper level, .xlsx or .docx, filled in as they are: only what is asked for changes.

The file is a zip of XML, and only the texts, cells and rows in question are changed there; all else goes
into the new file byte for byte.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from app.errors import UserError
from app.papers.upper_forms import documents, workbooks
from app.papers.upper_forms.blanks import Blank, Value
from app.papers.upper_forms.packages import Package
from app.papers.upper_forms.workbooks import Grid

__all__ = ["SUFFIXES", "Blank", "Grid", "Value", "blanks_in", "fill", "grids", "remarks"]

SUFFIXES: Final = (".xlsx", ".docx")


def blanks_in(data: bytes, suffix: str) -> tuple[Blank, ...]:
    """Give every `{{…}}` of a form by its name, in the order of the file.

    Raise `UserError` for a file that is no such form, is damaged, locked or too big, or has macros.
    """
    package = Package(data, suffix)
    return documents.blanks_in(package) if suffix == ".docx" else workbooks.blanks_in(package)


def grids(data: bytes, suffix: str) -> tuple[Grid, ...]:
    """Give the sheets of a workbook as they look, so that a cell can be pointed at; a document has none."""
    return () if suffix == ".docx" else workbooks.grids(Package(data, suffix))


def remarks(data: bytes, suffix: str) -> tuple[str, ...]:
    """Say in sentences what a person should know of a form before it is filled in."""
    return Package(data, suffix).remarks()


def fill(
    data: bytes,
    suffix: str,
    values: Mapping[str, Value],
    *,
    lists: Mapping[str, Sequence[Value]] | None = None,
    cells: Mapping[str, Value | Sequence[Value]] | None = None,
) -> bytes:
    """Fill a form in and give the new file; blanks that are in neither `values` nor `lists` stay.

    A row with a blank of `lists` is there once for each of its values: empty rows below it that look the
    same are used first, and then it is copied. `cells` fills pointed cells of a workbook (`"Sheet1!C4"`),
    a list from that cell down in the same way. Raise `UserError` for a cell that is not there or holds a
    formula.
    """
    package = Package(data, suffix)
    if suffix == ".docx":
        if cells:
            raise UserError("文档里没有单元格可以指定，请在文档里写 {{…}} 填空。")
        documents.fill(package, values, lists or {})
    else:
        workbooks.fill(package, values, lists or {}, cells or {})
    return package.data()
