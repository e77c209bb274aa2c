"""Tell the people under a header from everything else that stands there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.sheets import headers
from app.sheets.headers import Header
from app.sheets.workbooks import Row, Sheet

WIDE = 3
_FOOT = re.compile(
    r"\s*[(（]?\s*(?:注|备注|说明|填表说明|填报说明|填写说明|注意|注意事项|填表人|填报人|制表人|制表|经办人|联系人|审核人|审核|复核人"
    r"|负责人|单位负责人|主要负责人|填表单位|填报单位|填表日期|填报日期|制表日期|汇总日期|报送日期|日期|基层党委|党委|信息采集员"
    r"|(?:党)?支部书记|书记签字|单位[(（]盖章[)）]|盖章|示例|例|样例)\s*[)）]?\s*(?:[(（][^)）]{0,8}[)）])?\s*[:：]"
    r"|\s*(?:合\s*计|总\s*计|小\s*计|共\s*计)(?:\s*[:：\d].*)?\s*$"
    r"|\s*(?:示例|样例|例如|填写示例|举例)\s*$"
    r"|\s*共\s*\d+\s*人"
)
_BRANCH = re.compile(r"(?:[一二三四五六七八九十\d]+\s*[、.．]\s*)?(\S*(?:支部|党总支)\S*)")
_FOREIGN = "这一行在另一张表头下面，列的次序不同，没有读入。请把下面的表单独复制粘贴。"
_DITTO = frozenset(("同上", "〃", "″", "同前"))
# A note is told by how it begins; patterns are not run over the pages some cells hold.
_READ = 100
_FAR_AWAY = 10**6
_SEAT = re.compile(r"[(（]?\s*(\d{1,3})\s*[)）]?")


class Line(NamedTuple):
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
        block = _Block(grid, place)
        for index in range(header.last + 1, len(sheet.rows)):
            if block.holds(index):
                line = block.take(index)
                if line is None:
                    lines.passed_over.add(index)
                else:
                    lines.found.append(line)
    return lines


class _Grid:
    """The rows under a header with merged values put where they count."""

    def __init__(self, sheet: Sheet, header: Header) -> None:
        self.header = header
        self.rows = sheet.rows
        # A header made up from the cells stands above the first row and never comes again.
        self.upper_keys = _keys(sheet.rows[header.first] if header.first >= 0 else ())
        self.keys = _keys(sheet.rows[header.last] if header.last >= 0 else ())
        self.starts = {next(filter(None, keys), "") for keys in (self.upper_keys, self.keys)}
        self.blanked: dict[int, set[int]] = {}
        self.filled: dict[int, dict[int, object]] = {}
        self.continued: set[int] = set()
        # The columns over which headings are merged: cells merged just so are cells, not instructions.
        self.layout = {
            (left, right) for top, left, bottom, right in sheet.merged if top <= header.last <= bottom
        }
        names = {column for column, field in enumerate(header.fields) if field == "name"}
        for area in sheet.merged:
            self._merge(area, names)

    def _merge(self, area: tuple[int, int, int, int], names: set[int]) -> None:
        """Note what one merged area does to the rows below the header."""
        top, left, bottom, right = area
        if top <= self.header.last or top >= len(self.rows) or left >= len(self.rows[top]):
            return
        rows = range(top, min(bottom + 1, len(self.rows)))
        columns = range(left, min(right + 1, len(self.rows[top])))
        if len(columns) >= WIDE and (left, right) not in self.layout:
            if len(rows) > 1 or names.intersection(columns):
                for row in rows:
                    self.blanked.setdefault(row, set()).update(columns)
        elif left in names:
            # A name merged over two rows is one person, not two of that name.
            self.continued.update(row for row in rows[1:] if self.rows[row][left] == "")
        else:
            for row in rows[1:]:
                self.filled.setdefault(row, {})[left] = self.rows[top][left]

    def row(self, index: int) -> Row:
        """Give a row as it counts: merged values filled in, instruction blocks blank."""
        cells = self.rows[index]
        if index not in self.blanked and index not in self.filled:
            return cells
        changed = list(cells)
        for column, value in self.filled.get(index, {}).items():
            changed[column] = value
        for column in self.blanked.get(index, ()):
            changed[column] = ""
        return tuple(changed)


class _Block:
    """The columns that hold one person of each row, walked from the header down."""

    def __init__(self, grid: _Grid, place: int) -> None:
        self._grid = grid
        self._place = place
        self._start, self._end = grid.header.blocks[place]
        fields = grid.header.fields[: self._end]
        # Columns before the block are another person's.
        self._name = _column(fields, "name", self._start)
        self._seq = _column(fields, "seq", self._start)
        self._first_name = _column(fields, "name", 0)
        self._has_branch = _column(fields, "branch", self._start) >= 0
        self._branch = ""
        self._foreign = ""
        self._still_header = 0
        self._above: Row = ()

    def holds(self, index: int) -> bool:
        """Say whether anything but a sequence number stands here in the row itself."""
        cells = self._grid.rows[index]
        if len(self._grid.header.blocks) > 1:
            cells = _only(cells, self._start, self._end)
        return not _is_empty(cells, but=self._seq)

    def take(self, index: int) -> Line | None:
        """Give the person in a row, or None where the row says something else."""
        if self._still_header or index in self._grid.continued:
            self._still_header = max(0, self._still_header - 1)
            return None
        whole = self._grid.row(index)
        if self._is_header(whole, index):
            return None
        cells = whole
        if len(self._grid.header.blocks) > 1:
            cells = _only(whole, self._start, self._end)
        if _is_remark(cells, name=self._name, seq=self._seq) or _is_scale(cells, index, self._grid.header):
            self._branch = _group(self._grid.rows[index]) or self._branch
            return None
        if self._is_the_same_person(cells, whole):
            return None
        self._above = cells = _as_above(cells, self._above)
        branch = "" if self._has_branch else self._branch
        return Line(row=index, cells=cells, block=self._place, branch=branch, note=self._foreign)

    def _is_header(self, cells: Row, index: int) -> bool:
        again = _header_again(self._grid, cells)
        if again is None:
            return False
        self._foreign = "" if again else _FOREIGN
        header = self._grid.header
        if again and header.last > header.first and index + 1 < len(self._grid.rows):
            self._still_header = int(_keys(self._grid.rows[index + 1]) == self._grid.keys)
        return True

    def _is_the_same_person(self, cells: Row, whole: Row) -> bool:
        """Tell morning and afternoon of one sign-in sheet from two people side by side."""
        if not 0 <= self._first_name < self._start or cells[self._name] != whole[self._first_name]:
            return False
        return all(cell == "" or column in (self._name, self._seq) for column, cell in enumerate(cells))


def _column(fields: Sequence[str], field: str, start: int) -> int:
    return next((column for column in range(start, len(fields)) if fields[column] == field), -1)


def _as_above(cells: Row, above: Row) -> Row:
    """Put in the value of the row above where a cell only says 同上."""
    if not above or _DITTO.isdisjoint(cells):
        return cells
    return tuple(over if cell in _DITTO else cell for cell, over in zip(cells, above, strict=True))


def _only(cells: Row, start: int, end: int) -> Row:
    return (*[""] * start, *cells[start:end], *[""] * (len(cells) - end))


def _keys(cells: Row) -> tuple[str, ...]:
    return tuple(headers.key(cell) for cell in cells)


def _header_again(grid: _Grid, cells: Row) -> bool | None:
    """Say whether a row is the header once more (True), another table's header (False) or neither."""
    first = next((cell for cell in cells if cell != ""), "")
    if type(first) is not str or not first or (first not in grid.starts and not headers.may_be(first)):
        return None
    if headers.key(first) not in grid.starts and not headers.recognise(first):
        return None
    keys = _keys(cells)
    if keys in (grid.keys, grid.upper_keys):
        return True
    known = {found for cell in cells if type(cell) is str and cell and (found := headers.recognise(cell))}
    return False if len({field for field, _ in known if field}) >= WIDE else None


def _is_empty(cells: Row, *, but: int) -> bool:
    """Say whether nothing but a sequence number stands in a row; spaces are nothing."""
    for column, cell in enumerate(cells):
        if cell == "" or (type(cell) is str and not cell.strip()):
            continue
        if column != but or (type(cell) is str and not cell.strip().isdigit()):
            return False
    return True


def _is_remark(cells: Row, *, name: int, seq: int) -> bool:
    """Tell a note, a total, a signature line or a group heading from a person."""
    first = next((cell for cell in cells if cell != ""), "")
    if _is_foot(first):
        return True
    named = cells[name] if name >= 0 else ""
    if named != "":
        return named is not first and _is_foot(named)
    filled = [cell for column, cell in enumerate(cells) if cell != "" and column != seq]
    return len(filled) <= 1 and all(type(cell) is str for cell in filled)


def _is_foot(cell: object) -> bool:
    return type(cell) is str and _FOOT.match(cell.strip()[:_READ]) is not None


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
    if len(filled) != 1 or _is_foot(filled[0]) or len(filled[0]) > _READ:
        return ""
    found = _BRANCH.fullmatch(filled[0].rstrip("：:"))
    return found[1] if found else ""
