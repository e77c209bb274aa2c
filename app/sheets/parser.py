"""The child that opens a workbook: bytes in at stdin, one JSON frame a line out at stdout.

It runs as `python -m app.sheets.parser`, or as the frozen program itself with
`--parse-sheet`, so that a file built to exhaust or crash the reader takes this
process down and never the window.

In: one line of JSON `{"ending": ".xls"}`, then the file's bytes to the end.
Out: `{"kind"}` first, then for each sheet `{"sheet", "hidden", "merged"}` and
`{"rows"}` as often as needed, then `{"end": true}`; or `{"refused": sentence}`.
Dates and moments travel as `frames` writes them, times and spans as text.
"""

import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

import python_calamine

from app.errors import UserError
from app.sheets import archives, delimited, frames, kinds, limits, sweeping

MAX_CELLS = 6_000_000
MAX_OUTPUT = 200 * 1024 * 1024
MAX_SHEETS = 500
_MAX_MERGED = 20_000
_BATCH = 500

_CANNOT = "此文件无法读取，可能已损坏。请用 WPS 或 Excel 打开，“另存为”新的 .xlsx 后再选。"
_TOO_LARGE = "此表格太大，无法读取。请在 WPS 中只保留名册所在的工作表，另存为新的 .xlsx 后再试。"
# How JSON writes a control character other than tab and the line ends, and how .xlsx files write any.
_ESCAPED_CONTROL = re.compile(r"\\u00[01][0-9a-f]|_x00[01][0-9A-Fa-f]_")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]|_x00(?!0[9ADad])[01][0-9A-Fa-f]_")
_LINE_ENDS = re.compile("_x00(?:0[9ADad])_")

Frame = dict[str, object]


@sweeping.put_off()
def main() -> int:
    """Parse the one workbook on stdin and give the process's exit code."""
    limits.confine_myself()
    # A frozen program without a console has no sys.stdin, yet the pipes are there.
    with open(0, "rb", closefd=False) as source, open(1, "wb", closefd=False) as sink:
        _answer(source, sink)
    return 0


def _answer(source: BinaryIO, sink: BinaryIO) -> None:
    ending = str(json.loads(source.readline())["ending"])
    written = 0
    try:
        for frame in opened(source.read(), ending=ending):
            line = encode(frame)
            written += len(line)
            if written > MAX_OUTPUT:
                raise UserError(_TOO_LARGE)
            sink.write(line)
    except UserError as error:
        sink.write(encode({"refused": str(error)}))
    except MemoryError:
        sink.write(encode({"refused": _TOO_LARGE}))


def opened(data: bytes, *, ending: str) -> Iterator[Frame]:
    """Give the frames of one file; raise `UserError` for a file that is no readable sheet."""
    kind = kinds.sniff(data, ending=ending)
    yield {"kind": kind}
    if kind in ("csv", "tsv"):
        text = delimited.decode(data)
        mark = delimited.delimiter(text)
        if text.count(mark) > MAX_CELLS:
            raise UserError(_TOO_LARGE)
        yield {"sheet": "", "hidden": False, "merged": []}
        yield from _batches(delimited.rows(text, delimiter=mark), Allowance())
    else:
        if kind != "xls":
            archives.check(data)
        yield from _workbook(data)
    yield {"end": True}


class Allowance:
    """Count the cells given out so far and refuse more than `MAX_CELLS`."""

    def __init__(self) -> None:
        """Start at none."""
        self._spent = 0

    def spend(self, cells: int) -> None:
        """Take so many cells off; raise `UserError` when there are no more."""
        self._spent += cells
        if self._spent > MAX_CELLS:
            raise UserError(_TOO_LARGE)


def _workbook(data: bytes) -> Iterator[Frame]:
    allowance = Allowance()
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for about in book.sheets_metadata[:MAX_SHEETS]:
                if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_name(about.name)
                hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
                yield {"sheet": about.name, "hidden": hidden, "merged": _merged(sheet)}
                yield from _batches(_rows(sheet), allowance)
    except python_calamine.CalamineError as error:
        raise UserError(_CANNOT) from error


def _merged(sheet: python_calamine.CalamineSheet) -> list[tuple[int, int, int, int]]:
    ranges = sheet.merged_cell_ranges or []
    return [(top, left, bottom, right) for (top, left), (bottom, right) in ranges[:_MAX_MERGED]]


def _rows(sheet: python_calamine.CalamineSheet) -> Iterator[Sequence[object]]:
    # calamine counts rows from the sheet's first but cells from the first filled column.
    if sheet.start is None:
        return
    before: list[object] = [""] * sheet.start[1]
    for row in sheet.iter_rows():
        yield [*before, *row] if before else row


def _batches(rows: Iterable[Sequence[object]], allowance: Allowance) -> Iterator[Frame]:
    """Give the rows cut after their last filled cell, without the empty rows at the end."""
    batch: list[Sequence[object]] = []
    empty = 0
    for row_no, row in enumerate(rows, start=1):
        filled = len(row)
        while filled and row[filled - 1] == "":
            filled -= 1
        if not filled:
            empty += 1
            continue
        if filled > archives.MAX_COLUMNS:
            raise UserError(
                f"此表格有 {filled} 列，超过 {archives.MAX_COLUMNS} 列。"
                "请删除名册右边多余的列，保存后再选一次。"
            )
        if row_no > archives.MAX_ROWS:
            raise UserError(
                f"此表格在第 {row_no} 行还有内容，超过 {archives.MAX_ROWS} 行。"
                "请删除名册下方多余的内容，保存后再选一次。"
            )
        allowance.spend(filled)
        batch.extend([] for _ in range(empty))
        empty = 0
        batch.append(row if filled == len(row) else row[:filled])
        if len(batch) >= _BATCH:
            yield {"rows": batch}
            batch = []
    if batch:
        yield {"rows": batch}


def encode(frame: Frame) -> bytes:
    """Write a frame as one line of UTF-8 JSON, without control characters."""
    line = _JSON.encode(frame)
    # Nearly all lines hold neither, and two plain searches say so sooner than the pattern.
    if ("\\u00" in line or "_x00" in line) and _ESCAPED_CONTROL.search(line):
        line = _JSON.encode(_washed(frame))
    return line.encode("utf-8", errors="replace") + b"\n"


def _washed(value: object) -> object:
    if isinstance(value, str):
        return _LINE_ENDS.sub("\n", _CONTROLS.sub("", value))
    if isinstance(value, (list, tuple)):
        return [_washed(item) for item in value]
    if isinstance(value, dict):
        return {key: _washed(item) for key, item in value.items()}
    return value


_JSON = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, default=frames.written, separators=(",", ":")
)


if __name__ == "__main__":
    sys.exit(main())
