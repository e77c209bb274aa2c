"""Write .xlsb by hand: nothing at hand writes it, and offices send it when a table has grown large.

A part is a run of records: number and length as 7-bit groups, then the body (MS-XLSB 2.1.4).
"""

import struct
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

_ROW, _BOOL, _REAL, _TEXT, _STRING = 0, 4, 5, 7, 19
_BEGIN_SHEET, _END_SHEET, _BEGIN_BOOK, _END_BOOK = 129, 130, 131, 132
_BEGIN_SHEETS, _END_SHEETS, _BEGIN_DATA, _END_DATA, _SIZE, _BOOK, _SHEET = 143, 144, 145, 146, 148, 153, 156
_BEGIN_STYLES, _END_STYLES, _BEGIN_CELL_STYLES, _END_CELL_STYLES, _STYLE = 278, 279, 617, 618, 47
_BEGIN_STRINGS, _END_STRINGS = 159, 160
_DAY_ZERO = date(1899, 12, 30)
_DATE_FORMAT = 14
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    "</Types>"
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Rows = Sequence[Sequence[object]]


def record(number: int, body: bytes = b"") -> bytes:
    head = bytes([number]) if number < 128 else bytes([number & 127 | 128, number >> 7])
    length = b""
    left = len(body)
    while left > 127:
        length += bytes([left & 127 | 128])
        left >>= 7
    return head + length + bytes([left]) + body


def wide(text: str) -> bytes:
    units = text.encode("utf-16-le")
    return struct.pack("<I", len(units) // 2) + units


def cell(column: int, value: object, strings: dict[str, int]) -> bytes:
    where = struct.pack("<II", column, int(isinstance(value, date)))
    if isinstance(value, bool):
        return record(_BOOL, where + bytes([value]))
    if isinstance(value, date):
        hours = value.hour if isinstance(value, datetime) else 0
        days = value.toordinal() - _DAY_ZERO.toordinal() + hours / 24
        return record(_REAL, where + struct.pack("<d", days))
    if isinstance(value, int | float):
        return record(_REAL, where + struct.pack("<d", value))
    return record(_TEXT, where + struct.pack("<I", strings.setdefault(str(value), len(strings))))


def sheet(rows: Rows, strings: dict[str, int]) -> bytes:
    """Give the part of one sheet, noting its texts in the order of their numbers."""

    def parts() -> Iterator[bytes]:
        width = max((len(row) for row in rows), default=1)
        yield record(_BEGIN_SHEET)
        yield record(_SIZE, struct.pack("<IIII", 0, max(len(rows) - 1, 0), 0, max(width - 1, 0)))
        yield record(_BEGIN_DATA)
        for at, row in enumerate(rows):
            yield record(_ROW, struct.pack("<IIHHBI", at, 0, 300, 0, 0, 0))
            yield from (cell(column, value, strings) for column, value in enumerate(row) if value != "")
        yield record(_END_DATA)
        yield record(_END_SHEET)

    return b"".join(parts())


def xlsb(path: Path, rows: Rows, name: str = "名册") -> Path:
    """Write one sheet: texts, numbers, truth values and dates."""
    strings: dict[str, int] = {}
    page = sheet(rows, strings)
    shared = record(_BEGIN_STRINGS, struct.pack("<II", len(strings), len(strings)))
    shared += b"".join(record(_STRING, b"\x00" + wide(text)) for text in strings) + record(_END_STRINGS)
    about = struct.pack("<II", 0, 1) + wide("rId1") + wide(name)
    book = record(_BEGIN_BOOK) + record(_BOOK, bytes(12)) + record(_BEGIN_SHEETS) + record(_SHEET, about)
    style, dated = bytes(16), struct.pack("<HH", 0, _DATE_FORMAT) + bytes(12)
    styles = record(_BEGIN_STYLES) + record(_BEGIN_CELL_STYLES, struct.pack("<I", 2))
    styles += record(_STYLE, style) + record(_STYLE, dated) + record(_END_CELL_STYLES) + record(_END_STYLES)
    relation = f'<Relationship Id="rId1" Type="{_RELATIONS}/{{}}" Target="{{}}"/>'
    relations = f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}">'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        for where, kind, target in (
            ("_rels/.rels", "officeDocument", "xl/workbook.bin"),
            ("xl/_rels/workbook.bin.rels", "worksheet", "worksheets/sheet1.bin"),
        ):
            archive.writestr(where, f"{relations}{relation.format(kind, target)}</Relationships>")
        archive.writestr("xl/workbook.bin", book + record(_END_SHEETS) + record(_END_BOOK))
        archive.writestr("xl/styles.bin", styles)
        archive.writestr("xl/sharedStrings.bin", shared)
        archive.writestr("xl/worksheets/sheet1.bin", page)
    return path
