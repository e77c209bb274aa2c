"""The sign-in sheet: signed by hand, and laid out so that it can be read back by machine (F7).

The places of the marks, the code and the boxes bind every sheet ever printed: a reader meets
sheets of all ages. A new layout needs a new first field in the code.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.errors import UserError
from app.papers import fonts
from app.papers.drawing import PORTRAIT, Pen, paper
from app.papers.setting import Type, grey

PAGE_ROWS: Final = 22
SESSIONS: Final = 6

# The last page leaves room for a seal of 42 mm under the table: ink of a seal over the boxes
# is what a reader takes for a signature.
_LAST_PAGE_ROWS: Final = 20

_ROW: Final = 10.0
_HEAD: Final = 8.0
_TABLE_TOP: Final = 34.0
_LEFT: Final = 14.0
_NUMBER, _NAME, _BRANCH, _SIGNED = 9.0, 20.0, 33.0, 120.0
_BOXES_LEFT: Final = _LEFT + _NUMBER + _NAME + _BRANCH
_RIGHT: Final = _BOXES_LEFT + _SIGNED
_LONE_BOX: Final = 60.0

# The marks 0 to 3 of the dictionary 4x4_50, clockwise from the top left; 1 is white.
_MARKS: Final = (
    ("1011", "0101", "0011", "0010"),
    ("0000", "1111", "1001", "1010"),
    ("0011", "0011", "0010", "1101"),
    ("1001", "1001", "0100", "0110"),
)
_MARK: Final = 9.0
_MARK_EDGE: Final = 8.0
_QR: Final = 20.0
_QR_LEFT: Final = 167.0

_TITLE: Final = Type("hei", 15)
_TEXT: Final = Type("song", 10)
_NOTE: Final = Type("song", 8.5)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One trainee's line; `seq` is the printed number."""

    seq: int
    name: str
    branch: str


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """What one printed sign-in sheet says.

    `code` is the sheet's own id, eight characters of Crockford's base 32, new for every
    printing. `sessions` are one to six short headings such as 21日上午, in order.
    `spare_rows` are blank lines at the end for people who walk in. `print_no` counts the printings.
    """

    code: str
    title: str
    school: str
    dates: str
    place: str
    sessions: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    spare_rows: int = 3
    print_no: int = 1


@dataclass(frozen=True, slots=True)
class Box:
    """Where one signature goes, in mm from the page's top left corner.

    `page` counts from 1 as printed; `row` and `session` are places in the sheet's `rows` and
    `sessions` and count from 0. A `row` past the last one is a spare line.
    """

    page: int
    row: int
    session: int
    left: float
    top: float
    width: float
    height: float


def layout(sheet: SignInSheet) -> tuple[Box, ...]:
    """Give every signature box of the sheet, page by page, row by row."""
    edges = _edges(sheet)
    return tuple(
        Box(page, row, session, left, _row_top(place), right - left, _ROW)
        for page, rows in enumerate(_pages(sheet), 1)
        for place, row in enumerate(rows)
        for session, (left, right) in enumerate(zip(edges, edges[1:], strict=False))
    )


def render(sheet: SignInSheet) -> bytes:
    """Print the sheet as a PDF of A4 pages.

    Raises UserError for a sheet without rows or sessions, with more than six sessions, or with
    a character that no font has.
    """
    _check(sheet)
    pages = _pages(sheet)
    with paper(f"{sheet.title} 签到表", PORTRAIT) as pen:
        pen.form("sheet", lambda: _draw_constant(pen, sheet))
        for page, rows in enumerate(pages, 1):
            if page > 1:
                pen.next_page()
            pen.stamp("sheet")
            _draw_code(pen, sheet.code, page, len(pages))
            _draw_rows(pen, sheet, rows)
            _draw_foot(pen, sheet, page, len(pages), len(rows))
    return pen.data()


def code_text(code: str, page: int, pages: int) -> str:
    """Give what a page's code says: layout, sheet, page and pages, and a CRC-16 over them (init FFFF)."""
    said = f"TS1:{code}:{page}/{pages}"
    return f"{said}:{binascii.crc_hqx(said.encode('ascii'), 0xFFFF):04X}"


def _check(sheet: SignInSheet) -> None:
    if not re.fullmatch("[0-9A-HJKMNP-TV-Z]{8}", sheet.code):
        raise ValueError(f"not a sheet code: {sheet.code!r}")
    if not sheet.sessions:
        raise UserError("这个班还没有排课，签到表没有可签的时段。请先排课次，再打印签到表。")
    if len(sheet.sessions) > SESSIONS:
        raise UserError(
            f"一张签到表最多排 {SESSIONS} 个半天，现在选了 {len(sheet.sessions)} 个。请分几次打印。"
        )
    if not sheet.rows and sheet.spare_rows <= 0:
        raise UserError("这个班还没有学员，签到表是空的。请先选学员，或留几行空行再打印。")
    head = (sheet.title, sheet.school, sheet.dates, sheet.place, *sheet.sessions)
    fonts.require([("签到表表头", head), *((row.name, (row.name, row.branch)) for row in sheet.rows)])


def _pages(sheet: SignInSheet) -> list[range]:
    """Share the rows out over the pages; each range counts from the sheet's first row."""
    total = len(sheet.rows) + max(0, sheet.spare_rows)
    pages = []
    start = 0
    while total - start > _LAST_PAGE_ROWS:
        end = min(start + PAGE_ROWS, total - 1)
        pages.append(range(start, end))
        start = end
    return [*pages, range(start, total)]


def _edges(sheet: SignInSheet) -> list[float]:
    """Give the left edges of the signature columns and the right edge of the last."""
    count = len(sheet.sessions)
    width = _LONE_BOX if count == 1 else _SIGNED / count
    return [_BOXES_LEFT + width * number for number in range(count + 1)]


def _row_top(place: int) -> float:
    return _TABLE_TOP + _HEAD + _ROW * place


def _draw_constant(pen: Pen, sheet: SignInSheet) -> None:
    far_x, far_y = pen.width - _MARK_EDGE - _MARK, pen.height - _MARK_EDGE - _MARK
    corners = ((_MARK_EDGE, _MARK_EDGE), (far_x, _MARK_EDGE), (far_x, far_y), (_MARK_EDGE, far_y))
    for (left, top), bits in zip(corners, _MARKS, strict=True):
        pen.modules(left, top, _MARK, ["1"])
        pen.modules(left + _MARK / 6, top + _MARK / 6, _MARK * 4 / 6, bits, ink=(1.0, 1.0, 1.0))
    wide = _QR_LEFT - 6 - 24
    pen.block((24, 7, wide, 10), f"{sheet.school}　{sheet.title}　签到表", _TITLE, align="left", least=7)
    pen.block((24, 17, wide, 5), f"时间：{sheet.dates}　　地点：{sheet.place}", _TEXT, align="left")
    pen.block(
        (24, 27.4, 150 - 24, 5.6),
        "请用黑色或蓝色笔签名，写在格内，不要压线；写错请划掉并告诉工作人员。请假由工作人员登记，不要写在格里。",
        _NOTE,
        align="left",
    )
    edges = _edges(sheet)
    heads = [*zip(edges, edges[1:], sheet.sessions, strict=False)]
    left = _LEFT
    for width, text in ((_NUMBER, "序号"), (_NAME, "姓名"), (_BRANCH, "所在党支部")):
        heads.append((left, left + width, text))
        left += width
    if edges[-1] < _RIGHT:
        heads.append((edges[-1], _RIGHT, "备注"))
    for left, right, text in heads:
        pen.block((left + 0.8, _TABLE_TOP + 0.5, right - left - 1.6, _HEAD - 1), text, _TEXT)


def _draw_code(pen: Pen, code: str, page: int, pages: int) -> None:
    pen.qr(_QR_LEFT, _MARK_EDGE, _QR, code_text(code, page, pages))


def _columns(sheet: SignInSheet) -> list[float]:
    edges = _edges(sheet)
    return sorted({_LEFT, _LEFT + _NUMBER, _LEFT + _NUMBER + _NAME, *edges, _RIGHT})


def _draw_rows(pen: Pen, sheet: SignInSheet, rows: range) -> None:
    bottom = _row_top(len(rows))
    lines = [(_LEFT, _TABLE_TOP, _RIGHT, _TABLE_TOP)]
    lines += [(_LEFT, y, _RIGHT, y) for y in map(_row_top, range(len(rows) + 1))]
    lines += [(x, _TABLE_TOP, x, bottom) for x in _columns(sheet)]
    pen.rules(lines, points=0.5, level=0.62)
    pen.rules([*_crosses(sheet, len(rows))], points=0.7)
    for place, number in enumerate(rows):
        if number < len(sheet.rows):
            _draw_row(pen, sheet.rows[number], _row_top(place))


def _crosses(sheet: SignInSheet, rows: int) -> Iterator[tuple[float, float, float, float]]:
    """Give the black crosses, 2 mm wide, at every corner of a signature box: they register the page."""
    for place in range(rows + 1):
        y = _row_top(place)
        for x in _edges(sheet):
            yield x - 1, y, x + 1, y
            yield x, y - 1, x, y + 1


def _draw_row(pen: Pen, row: SheetRow, top: float) -> None:
    left = _LEFT
    for width, text, size in ((_NUMBER, str(row.seq), 10), (_NAME, row.name, 13), (_BRANCH, row.branch, 10)):
        pen.block((left + 0.8, top + 0.8, width - 1.6, _ROW - 1.6), text, Type("song", size))
        left += width


def _draw_foot(pen: Pen, sheet: SignInSheet, page: int, pages: int, rows: int) -> None:
    counted = f"第 {page} 页　共 {pages} 页"
    again = f"　　第 {sheet.print_no} 次打印" if sheet.print_no > 1 else ""
    pen.text(24, 24.5, f"编号：{sheet.code}　　{counted}{again}", _TEXT)
    pen.text(pen.width / 2, pen.height - 9, counted, Type("song", 9), "centre")
    bottom = _row_top(rows)
    if page < pages:
        return
    x = 22.0
    for label, after in (("应到", 14), ("实到", 14), ("请假", 14), ("缺席", 14)):
        pen.text(x, bottom + 10, label, _TEXT)
        pen.rule(x + 8, bottom + 12.2, x + 8 + after, bottom + 12.2)
        pen.text(x + 8 + after + 1, bottom + 10, "人", _TEXT)
        x += 30
    pen.text(22, bottom + 22, "班主任签字", _TEXT)
    pen.rule(41, bottom + 24.2, 81, bottom + 24.2)
    pen.text(86, bottom + 22, "日期", _TEXT)
    for x, blank, unit in ((95, 14, "年"), (115, 9, "月"), (130, 9, "日")):
        pen.rule(x, bottom + 24.2, x + blank, bottom + 24.2)
        pen.text(x + blank + 1, bottom + 22, unit, _TEXT)
    pen.circle(169.5, bottom + 24, 21)
    pen.text(169.5, bottom + 24, "盖章处", Type("song", 9, colour=grey(0.6)), "centre")
