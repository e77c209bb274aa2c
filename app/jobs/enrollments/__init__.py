"""Enrollments: who is meant by a list of names, who is to be picked, and who came in the end."""

from app.jobs.enrollments.coming import NOT_THERE, admit_new, match_walk_in, substitute
from app.jobs.enrollments.lines import Line, read_book, read_text
from app.jobs.enrollments.matching import (
    JOINING,
    OPEN,
    VERDICTS,
    Matched,
    Matching,
    Taken,
    as_new,
    choose,
    commit,
    match,
    mend,
    open_list,
    set_aside,
    who_is,
)
from app.jobs.enrollments.suggesting import Suggestion, suggest

__all__ = [
    "JOINING",
    "NOT_THERE",
    "OPEN",
    "VERDICTS",
    "Line",
    "Matched",
    "Matching",
    "Suggestion",
    "Taken",
    "admit_new",
    "as_new",
    "choose",
    "commit",
    "match",
    "match_walk_in",
    "mend",
    "open_list",
    "read_book",
    "read_text",
    "set_aside",
    "substitute",
    "suggest",
    "who_is",
]
