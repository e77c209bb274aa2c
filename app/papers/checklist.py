"""The five-haves ledger: every item, what proves it, and what is still missing (F24)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proof:
    """One evidence file as the ledger names it; `formed_on` is the date on the paper, ISO or empty."""

    file_name: str
    formed_on: str


@dataclass(frozen=True, slots=True)
class LedgerItem:
    """One line of the standard with its state.

    `item` is the heading it stands under (有组织架构), items of one heading follow each other.
    `state` is the Chinese word shown. `points` and `points_full` are whole points; None where
    the standard gives no score or nobody has scored yet.
    """

    item: str
    requirement: str
    proved_by: str
    state: str
    proofs: tuple[Proof, ...] = ()
    points: int | None = None
    points_full: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something still missing: where, what, who mends it and by when (ISO date or empty)."""

    item: str
    what: str
    responsible: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """One school's checklist for one year as it stands on `as_of` (ISO date)."""

    school: str
    standard: str
    year: int
    as_of: str
    items: tuple[LedgerItem, ...]
    gaps: tuple[Gap, ...] = ()
