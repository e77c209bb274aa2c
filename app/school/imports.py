"""Imports: every file of rosters that was taken in, when and by whom, and what has become of it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from db.register import Register

# Each sheet ever taken in, by the history of its row, with what stands of it today.
_SHEETS = (
    "SELECT h.row, h.act, h.new, a.clock >> 16, a.operator, r.id IS NOT NULL, r.added, r.updated "
    "FROM history h JOIN act a ON a.id = h.act LEFT JOIN roster r ON r.id = h.row "
    "WHERE h.tbl = 'roster' AND h.op = 'insert' AND a.undoes IS NULL ORDER BY h.n"
)
STATES = {"standing": "", "part": "已撤回一部分", "gone": "已撤回"}


@dataclass(frozen=True, slots=True)
class Import:
    """One file as it was taken in; `id` and `sheets` are rosters, `at` is local time to the minute.

    The counts are those of the day. `state` is a key of `STATES`; of one that was taken back in part
    `stays` counts the people it still has a share in.
    """

    id: int
    at: str
    operator: str
    file_name: str
    sha256: str
    sheets: tuple[int, ...]
    sheet_names: tuple[str, ...]
    added: int
    updated: int
    unchanged: int
    refused: int
    state: str
    stays: int


def find(db: Register, *, school: int) -> list[int]:
    """List the files taken in at this register by their first roster, newest first; those undone too."""
    return [one.id for one in reversed(_all(db)) if one.school == school]


def rows(db: Register, ids: Iterable[int]) -> list[Import]:
    """Give imports in the order asked."""
    found = {one.id: one for one in _all(db)}
    return [_import(found[one]) for one in ids if one in found]


@dataclass(slots=True)
class _Sheet:
    row: int
    said: dict[str, object]
    stands: bool
    added: int
    updated: int

    def whole(self) -> bool:
        """Say whether it stands as it was taken in."""
        return self.stands and (self.added, self.updated) == (self.said["added"], self.said["updated"])


@dataclass(slots=True)
class _File:
    id: int
    school: int
    at: int
    operator: str
    sheets: list[_Sheet]


def _all(db: Register) -> list[_File]:
    """Give the files in the order they came; the sheets of one file stand in one act under one hash."""
    files: dict[tuple[int, object], _File] = {}
    for row, act, new, ms, operator, stands, added, updated in db.execute(_SHEETS):
        said = json.loads(new)
        file = files.setdefault((act, said["sha256"]), _File(row, said["school"], ms, operator, []))
        file.sheets.append(_Sheet(row, said, bool(stands), added or 0, updated or 0))
    return list(files.values())


def _import(file: _File) -> Import:
    first = file.sheets[0].said
    standing = [sheet for sheet in file.sheets if sheet.stands]
    whole = all(sheet.whole() for sheet in file.sheets)
    return Import(
        id=file.id,
        at=datetime.fromtimestamp(file.at / 1000).isoformat(sep=" ", timespec="minutes"),
        operator=file.operator,
        file_name=str(first["file_name"]),
        sha256=str(first["sha256"]),
        sheets=tuple(sheet.row for sheet in file.sheets),
        sheet_names=tuple(str(sheet.said["sheet_name"]) for sheet in file.sheets),
        added=_sum(file, "added"),
        updated=_sum(file, "updated"),
        unchanged=_sum(file, "unchanged"),
        refused=_sum(file, "refused"),
        state="standing" if whole else "part" if standing else "gone",
        stays=0 if whole else sum(sheet.added + sheet.updated for sheet in standing),
    )


def _sum(file: _File, name: str) -> int:
    return sum(int(str(sheet.said[name])) for sheet in file.sheets)
