"""Hour rules: what counts how much and who owes how many hours, as data with a source and a first day."""

from app.school.rules.books import PRESETS, Book, book, by_id, find, in_force, load_presets, rows
from app.school.rules.drafts import amend, body, draft, drop, put_in_force, still_draft
from app.school.rules.records import CATEGORIES, FORMS, STATUSES, Form, HourRule, owed

__all__ = [
    "CATEGORIES", "FORMS", "PRESETS", "STATUSES", "Book", "Form", "HourRule", "amend", "body", "book",
    "by_id", "draft", "drop", "find", "in_force", "load_presets", "owed", "put_in_force", "rows",
    "still_draft",
]  # fmt: skip
