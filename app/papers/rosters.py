"""Rosters as workbooks: lists of members, and the rows of a clerk's file that were refused (F6)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row as it stood in the clerk's file, and why it was refused; `row_no` counts from 1."""

    row_no: int
    cells: tuple[str, ...]
    reasons: tuple[str, ...]
