"""What a ledger holds: its table, its columns, and how each is written in a cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.school import hours_text
from app.spelling import money
from db.register import Register

Kind = Literal["text", "date", "day", "year", "money", "count", "hours", "choice", "yes", "phone", "named"]
RIGHT: tuple[Kind, ...] = ("money", "count", "hours", "year")
"""Kinds that stand at the right of their column."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Another noun named in a cell: how it is found by its name, what else is offered, how a new one is made.

    `called` makes one where the school has none of this name; without it an unknown name is a fault, and
    `missing` says so.
    """

    table: str
    column: str
    find: Callable[[Register, str, int], int | None]
    offered: Callable[[Register, int], list[str]]
    called: Callable[[Register, str, int], int] | None = None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name in the table and in the record, its heading, what it holds.

    `also` are other headings seen in sheets. `must` may not stay empty. `past` is a date not after today.
    `rule` is what a tooltip says. `width` is in Chinese signs, of a column that holds words. What is
    `aside` is no column of the table: the ledger's `keep` writes it.
    """

    name: str
    title: str
    kind: Kind = "text"
    also: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    usual: tuple[str, ...] = ()
    must: bool = False
    past: bool = False
    rule: str = ""
    most: int = 1_000_000
    width: int = 8
    reference: Reference | None = None
    aside: bool = False


Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Ledger:
    """One register: its table, the word for a line of it, its title, its columns.

    `lasts` where a line holds until it is ended, and is not something that happened once. `since` is the
    column of the first day. `year` is an SQL term for the year a line belongs to, empty where it has none.
    `derive` gives further columns that follow from those read, or raises `UserError` (it reads the
    register and never writes); `faults` gives what cannot be right together, by field; `keep` writes what
    stands aside. `proof` is the column of the document that proves a line, empty where there is none. A
    `catalogue` is one whose lines are known by name elsewhere too: they are ended and merged, never voided.
    """

    table: str
    word: str
    title: str
    fields: tuple[Field, ...]
    order: Mapping[str, tuple[str, ...]]
    lasts: bool = False
    since: str = ""
    year: str = ""
    derive: Callable[[Register, Values, int], Values] | None = None
    faults: Callable[[Values], Mapping[str, str]] | None = None
    keep: Callable[[Register, int, Values, int], None] | None = None
    proof: str = "evidence"
    catalogue: bool = False

    @property
    def name(self) -> Field:
        """Give the field that a line is called by."""
        return next(one for one in self.fields if one.must and one.kind in ("text", "named"))

    def field(self, name: str) -> Field:
        """Give a field by its name."""
        return next(one for one in self.fields if one.name == name)


def said(of: Field, record: Any) -> str:
    """Write a field of a record as it is typed into a cell; what is empty or nought is left empty."""
    value = getattr(record, f"{of.name}_name" if of.kind == "named" else of.name)
    if of.kind == "choice":
        return of.choices.get(value, "")
    if of.kind == "yes":
        return "是" if value else "否"
    if of.kind == "money":
        return money.written(value) if value else ""
    if of.kind == "hours":
        return hours_text(value) if value else ""
    return str(value) if value else ""
