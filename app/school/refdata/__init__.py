"""Reference data: the county's own rows that its schools use, handed down by version and replaced whole."""

from app.school.refdata.adopting import (
    Given,
    choose_standard,
    copied,
    copy_class_rule,
    copy_rule,
    copy_standard,
    take_over,
    to_adopt,
)
from app.school.refdata.handing import (
    TABLES,
    WORDS,
    Change,
    Issue,
    changes,
    counts,
    issued,
    keep_delivered,
    keep_issued,
    next_version,
    outgoing,
    take_in,
)

__all__ = [
    "TABLES", "WORDS", "Change", "Given", "Issue", "changes", "choose_standard", "copied", "copy_class_rule",
    "copy_rule", "copy_standard", "counts", "issued", "keep_delivered", "keep_issued", "next_version",
    "outgoing", "take_in", "take_over", "to_adopt",
]  # fmt: skip
