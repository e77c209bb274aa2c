"""Origins: where what is known of a person comes from, read from the history of their row."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from app.school import members
from db.register import Register

# What an act can change of a person that a person would ask about.
_ASKED = frozenset((*members.FIELDS, "left_on", "left_reason"))
# Every act that still stands: neither undone nor itself an undoing. A + keeps SQLite from walking the whole
# history in its order.
_STANDING = (
    "SELECT h.row, h.n, h.act, h.op, h.new, a.clock >> 16, a.name, a.operator, h.old FROM history h "
    "CROSS JOIN act a ON a.id = h.act WHERE h.tbl = 'member' AND h.row IN (SELECT value FROM json_each(?)) "
    "AND h.op <> 'delete' AND a.undoes IS NULL AND NOT EXISTS (SELECT 1 FROM act u WHERE u.undoes = a.id) "
    "ORDER BY +h.n"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """One act that said something of a person: when in local time, its name, who did it, what it said.

    `roster`, `file_name` and `sheet_name` name the sheet where it came from one; otherwise None and "". A
    value is what the register holds: a branch's id, the JSON of doubts. `before` has what stood there
    until then, and `is_first` tells whether this is how they came on the rolls.
    """

    at: str
    act: int
    name: str
    operator: str
    roster: int | None
    file_name: str
    sheet_name: str
    fields: dict[str, object]
    before: dict[str, object] = field(default_factory=dict)
    is_first: bool = False


def of_member(db: Register, member: int) -> list[Origin]:
    """List the acts that said something of a person, the oldest first; what was undone is left out.

    Empty where their history is another desk's, as at the county.
    """
    sheets = _sheets(db)
    found = []
    for _, n, act, op, new, ms, name, operator, old in db.execute(_STANDING, [json.dumps([member])]):
        fields = _said(op, new)
        if fields:
            at = datetime.fromtimestamp(ms / 1000).isoformat(sep=" ", timespec="minutes")
            before = {} if op == "insert" else json.loads(old)
            sheet = _sheet(sheets, act, n)
            found.append(Origin(at, act, name, operator, *sheet, fields, before, op == "insert"))
    return found


def by_field(origins: Iterable[Origin]) -> dict[str, Origin]:
    """Give for each field the origin of what stands there now."""
    return {name: origin for origin in origins for name in origin.fields}


def imported(db: Register, people: Iterable[int]) -> set[tuple[int, str]]:
    """Give the facts of these people, as (person, field), that no hand has changed since a sheet said so."""
    sheets = _sheets(db)
    from_sheet: dict[tuple[int, str], bool] = {}
    for row, n, act, op, new, *_ in db.execute(_STANDING, [json.dumps(list(people))]):
        is_from_sheet = _sheet(sheets, act, n)[0] is not None
        from_sheet |= {(row, field): is_from_sheet for field in _said(op, new)}
    return {fact for fact, is_from_sheet in from_sheet.items() if is_from_sheet}


def _said(op: str, new: str) -> dict[str, object]:
    """Give what a line of history says; a person's first line says only what it knows."""
    values: dict[str, object] = json.loads(new)
    return {
        field: value
        for field, value in values.items()
        if field in _ASKED and (op == "update" or value not in (None, "", 0, "[]"))
    }


# The sheets taken in under each act, in order: line of history, id, file and name of the sheet.
_Sheets = dict[int, list[tuple[int, int, str, str]]]


def _sheets(db: Register) -> _Sheets:
    sheets: _Sheets = {}
    lines = db.execute(
        "SELECT act, n, row, new FROM history WHERE tbl = 'roster' AND op = 'insert' ORDER BY +n"
    )
    for act, n, row, new in lines:
        said = json.loads(new)
        sheets.setdefault(act, []).append((n, row, said["file_name"], said["sheet_name"]))
    return sheets


def _sheet(sheets: _Sheets, act: int, n: int) -> tuple[int | None, str, str]:
    """Give the sheet that a line comes from: in an act a sheet's own line stands before its people's."""
    before = [one for one in sheets.get(act, ()) if one[0] < n]
    return before[-1][1:] if before else (None, "", "")
