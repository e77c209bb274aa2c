"""Ledgers: what the school's own registers have in common — typed, pasted, found, ended, voided, proved.

A noun describes its ledger (its table and what each column holds); `record`, `change`, `end`, `void` and the
rest take that description, so that a line of bylaws and a line of funds are kept by the same rules.
"""

from app.school.ledgers.fields import Field, Ledger, Reference, Values, said
from app.school.ledgers.finding import find, rows, state, years
from app.school.ledgers.keeping import attach, change, end, enter, record, restore, resume, void
from app.school.ledgers.reading import Pasted, check, is_heading, laid_out

__all__ = [
    "Field",
    "Ledger",
    "Pasted",
    "Reference",
    "Values",
    "attach",
    "change",
    "check",
    "end",
    "enter",
    "find",
    "is_heading",
    "laid_out",
    "record",
    "restore",
    "resume",
    "rows",
    "said",
    "state",
    "void",
    "years",
]
