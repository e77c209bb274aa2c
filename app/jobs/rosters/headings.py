"""Remember on this laptop what the columns under certain headings were said to be: senders keep to forms."""

import hashlib
import json
from collections.abc import Mapping

from app.school import schools
from app.sheets import headers
from app.sheets import rosters as sheets
from db.register import Register


def signature(roster: sheets.Roster) -> str:
    """Give what tells one form from another, "" for a sheet without headings: that is no form."""
    if roster.header_rows == (0, 0):
        return ""
    said = [(column.index, headers.key(column.heading)) for column in roster.columns if column.heading]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32] if said else ""


def recall(db: Register, form: str) -> dict[int, str]:
    """Give what the columns of a form were said to be, from 0, empty where nobody had to say."""
    if not form:
        return {}
    kept = json.loads(schools.setting(db, _key(form), "{}"))
    return {int(column): field for column, field in kept.items() if field in ("", *sheets.FIELDS)}


def remember(db: Register, form: str, columns: Mapping[int, str]) -> None:
    """Remember, or with none forget, what the columns of a form are; the caller holds the act."""
    if form and recall(db, form) != columns:
        schools.keep(db, _key(form), json.dumps(dict(columns)))


def _key(form: str) -> str:
    return f"columns of {form}"
