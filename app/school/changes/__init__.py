"""Changes: who changed what and when, from what to what, read from the history and never written here."""

from app.school.changes.reading import Change, Criteria, Line, clerks, find, lines, rows

__all__ = ["Change", "Criteria", "Line", "clerks", "find", "lines", "rows"]
