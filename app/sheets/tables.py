"""Tell the people under a header from everything else that stands there."""

import re
from dataclasses import dataclass, field

from app.sheets import headers
from app.sheets.headers import Header
from app.sheets.workbooks import Row, Sheet

WIDE = 3
_FOOT = re.compile(
    r"\s*[(（]?\s*(?:注|备注|说明|填表说明|填报说明|填写说明|注意|注意事项|填表人|填报人|制表人|制表|经办人|联系人|审核人|审核|复核人"
    r"|负责人|单位负责人|主要负责人|填表单位|填报单位|填表日期|填报日期|制表日期|汇总日期|报送日期|日期|基层党委|党委|信息采集员"
    r"|(?:党)?支部书记|书记签字|单位[(（]盖章[)）]|盖章|示例|例|样例)\s*(?:[(（][^)）]{0,8}[)）])?\s*[:：]"
    r"|\s*(?:合\s*计|总\s*计|小\s*计|共\s*计)(?:\s*[:：\d].*)?\s*$"
    r"|\s*(?:示例|样例|例如|填写示例|举例)\s*$"
    r"|\s*共\s*\d+\s*人"
)
_BRANCH = re.compile(r"(?:[一二三四五六七八九十\d]+\s*[、.．]\s*)?(\S*(?:支部|党总支)\S*)")
_DITTO = frozenset(("同上", "〃", "″", "同前"))
_FAR_AWAY = 10**6
_SEAT = re.compile(r"[(（]?\s*(\d{1,3})\s*[)）]?")


@dataclass(frozen=True, slots=True)
class Line:
    """One person's row: `row` counts from 0, `cells` is as wide as the sheet.

    `block` is the place of the person's columns among the header's blocks.
    `branch` is the group heading the person stands under, where the sheet has
    no column for the branch. `note` says why the row cannot be a person.
    """

    row: int
    cells: Row
    block: int = 0
    branch: str = ""
    note: str = ""


@dataclass(slots=True)
class Lines:
    """The people of a sheet, and the rows that say something else, counted from 0."""

    found: list[Line] = field(default_factory=list)
    passed_over: set[int] = field(default_factory=set)

    def skipped(self) -> int:
        """Count the rows that hold something but no person."""
        return len(self.passed_over.difference(line.row for line in self.found))


def people(sheet: Sheet, header: Header) -> Lines:
    """Walk the rows below the header and keep those that hold a person.

    Passed over: empty rows and rows with a sequence number only, notes, totals
    and signatures, the header repeated for print, rows that number the
    columns, instruction blocks merged over the data, and the second row of a
    person merged over two. A value merged downwards counts for each of its rows.
    """
    lines = Lines()
    grid = _Grid(sheet, header)
    for place in range(len(header.blocks)):
        _walk(grid, place, lines)
    return lines


class _Grid:
    """The rows under a header with merged values put where they count."""

    def __init__(self, sheet: Sheet, header: Header) -> None:
        self.header = header
        self.rows = sheet.rows
        self.keys = tuple(headers.key(cell) for cell in sheet.rows[header.last]) if sheet.rows else ()
        self.blanked: dict[int, set[int]] = {}
        self.filled: dict[int, dict[int, object]] = {}
        self.continued: set[int] = set()
        layout = {(left, right) for top, left, bottom, right in sheet.merged if top <= header.last <= bottom}
        names = {column for column, field in enumerate(header.fields) if field == "name"}
        for top, left, bottom, right in sheet.merged:
            if bottom <= header.last or top >= len(sheet.rows):
                continue
            columns = range(left, right + 1)
            wide = len(columns) >= WIDE and (left, right) not in layout
            if wide and (bottom > top or names.intersection(columns)):
                for row in range(top, bottom + 1):
                    self.blanked.setdefault(row, set()).update(columns)
            elif bottom > top:
                self._fill(top, left, bottom, names)

    def _fill(self, top: int, column: int, bottom: int, names: set[int]) -> None:
        if column >= len(self.rows[top]):
            return
        below = range(top + 1, min(bottom + 1, len(self.rows)))
        if column in names:
            # A name merged over two rows is one person, not two of that name.
            self.continued.update(below)
            return
        for row in below:
            self.filled.setdefault(row, {})[column] = self.rows[top][column]

    def row(self, index: int) -> Row:
        """Give a row as it counts: merged values filled in, instruction blocks blank."""
        cells = self.rows[index]
        if index not in self.blanked and index not in self.filled:
            return cells
        changed = list(cells)
        for column, value in self.filled.get(index, {}).items():
            changed[column] = value
        for column in self.blanked.get(index, ()):
            if column < len(changed):
                changed[column] = ""
        return tuple(changed)


def _walk(grid: _Grid, block: int, lines: Lines) -> None:
    """Take the people of one block of columns, from the header down."""
    start, end = grid.header.blocks[block]
    fields = grid.header.fields
    first_name = next((column for column, field in enumerate(fields) if field == "name"), -1)
    name = next((column for column in range(start, end) if fields[column] == "name"), -1)
    seq = next((column for column in range(start, end) if fields[column] == "seq"), -1)
    has_branch = "branch" in fields[start:end]
    group, foreign, passing = "", "", 0
    above: Row = ()
    for index in range(grid.header.last + 1, len(grid.rows)):
        if _is_empty(grid.rows[index][start:end], but=seq - start):
            continue
        cells = grid.row(index)
        inside = cells if len(grid.header.blocks) == 1 else _only(cells, start, end)
        if passing or index in grid.continued:
            passing = max(0, passing - 1)
            lines.passed_over.add(index)
            continue
        again = _header_again(grid, cells)
        if again is not None:
            foreign = (
                "" if again else "这一行在另一张表头下面，列的次序不同，没有读入。请把下面的表单独复制粘贴。"
            )
            passing = grid.header.last - grid.header.first if again and _two_deep(grid, index) else 0
            lines.passed_over.add(index)
        elif _is_remark(inside, name=name, seq=seq) or _is_scale(inside, index, grid.header):
            group = group if has_branch else _group(inside) or group
            lines.passed_over.add(index)
        elif (
            start
            and 0 <= first_name < start
            and inside[name] == cells[first_name]
            and _is_bare(inside, name, seq)
        ):
            # Morning and afternoon of one sign-in sheet: the same person, not a second one.
            lines.passed_over.add(index)
        else:
            inside = _as_above(inside, above)
            above = inside
            lines.found.append(
                Line(row=index, cells=inside, branch="" if has_branch else group, note=foreign)
            )


def _as_above(cells: Row, above: Row) -> Row:
    """Put in the value of the row above where a cell only says 同上."""
    if not above or _DITTO.isdisjoint(cells):
        return cells
    return tuple(over if cell in _DITTO else cell for cell, over in zip(cells, above, strict=True))


def _only(cells: Row, start: int, end: int) -> Row:
    return (*[""] * start, *cells[start:end], *[""] * (len(cells) - end))


def _header_again(grid: _Grid, cells: Row) -> bool | None:
    """Say whether a row is the header once more (True), another table's header (False) or neither."""
    if not any(type(cell) is str and cell and headers.recognise(cell) for cell in cells[:3]):
        return None
    keys = tuple(headers.key(cell) for cell in cells)
    if keys == grid.keys:
        return True
    if [key for key in keys if key] == [headers.key(cell) for cell in grid.rows[grid.header.first] if cell]:
        return True
    known = {found for cell in cells if type(cell) is str and cell and (found := headers.recognise(cell))}
    return False if len({field for field, _ in known if field}) >= WIDE else None


def _two_deep(grid: _Grid, index: int) -> bool:
    header = grid.header
    if header.last == header.first or index + 1 >= len(grid.rows):
        return False
    return tuple(headers.key(cell) for cell in grid.rows[index + 1]) == grid.keys


def _is_empty(cells: Row, *, but: int) -> bool:
    """Say whether nothing but a sequence number stands in a row; spaces are nothing."""
    for column, cell in enumerate(cells):
        if cell != "" and column != but and not (type(cell) is str and not cell.strip()):
            return False
    return True


def _is_remark(cells: Row, *, name: int, seq: int) -> bool:
    """Tell a note, a total, a signature line or a group heading from a person."""
    first = next((cell for cell in cells if cell != ""), "")
    if type(first) is str and _FOOT.match(first):
        return True
    named = cells[name] if name >= 0 else ""
    if named != "":
        return type(named) is str and _FOOT.match(named) is not None
    filled = [cell for column, cell in enumerate(cells) if cell != "" and column != seq]
    return len(filled) <= 1 and all(type(cell) is str for cell in filled)


def _is_scale(cells: Row, index: int, header: Header) -> bool:
    """Tell the row under a header that numbers its columns 1 2 3 …."""
    if index > header.last + 2:
        return False
    filled = [cell for cell in cells if cell != ""]
    seats = [_seat(cell) for cell in filled]
    return len(filled) >= WIDE and all(seat == seats[0] + place for place, seat in enumerate(seats))


def _seat(cell: object) -> int:
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and 0 <= cell < 1000 else -_FAR_AWAY
    found = _SEAT.fullmatch(cell.strip()) if isinstance(cell, str) else None
    return int(found[1]) if found else -_FAR_AWAY


def _group(cells: Row) -> str:
    """Give the branch named by a group heading between the people, or nothing."""
    filled = [cell.strip() for cell in cells if type(cell) is str and cell.strip()]
    if len(filled) != 1 or _FOOT.match(filled[0]):
        return ""
    found = _BRANCH.fullmatch(filled[0].rstrip("：:"))
    return found[1] if found else ""


def _is_bare(cells: Row, name: int, seq: int) -> bool:
    return all(cell == "" or column in (name, seq) for column, cell in enumerate(cells))
