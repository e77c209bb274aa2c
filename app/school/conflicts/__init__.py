"""Conflicts: what the laptops of one school wrote differently, field by field, to be settled."""

from app.school.conflicts.deciding import KINDS, Choice, Conflict, choose, find, rows, years

__all__ = ["KINDS", "Choice", "Conflict", "choose", "find", "rows", "years"]
