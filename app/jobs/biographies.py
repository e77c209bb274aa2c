"""Biographies: find the row of a kept original in which a person stands."""

import tempfile
from pathlib import Path

from app.errors import UserError
from app.jobs import rosters as originals
from app.school import members, rosters
from app.sheets import workbooks
from app.spelling import id_numbers, names
from db.register import Register


def row_in(db: Register, roster: int, member: int) -> int:
    """Give the row, as a sheet numbers it from 1, in which a person stands in the sheet they came by.

    0 where the original is not here, or nobody or more than one there is them.
    """
    who = members.row(db, member)
    found = rosters.rows(db, [roster])
    if not found:
        return 0
    with tempfile.TemporaryDirectory(prefix="wuyou-") as folder:
        try:
            book = workbooks.read(originals.hand_out(db, found[0], target=Path(folder)))
        except UserError:
            return 0
    sheet = next((one for one in book.sheets if one.name.strip() == found[0].sheet_name), book.sheets[0])
    key = names.match_key(who.name)
    named = [
        (number, row)
        for number, row in enumerate(sheet.rows, start=1)
        if any(isinstance(cell, str) and names.match_key(cell) == key for cell in row)
    ]
    if who.id_number:
        sure = [number for number, row in named if any(_reads(cell, who.id_number) for cell in row)]
        if len(sure) == 1:
            return sure[0]
    return named[0][0] if len(named) == 1 else 0


def _reads(cell: object, number: str) -> bool:
    return isinstance(cell, str) and id_numbers.read(cell).value == number
