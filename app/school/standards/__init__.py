"""Standards: what a school is judged by, as data in versions, each item and criterion with its source."""

from app.school.standards.books import (
    PRESETS,
    Preset,
    as_said,
    by_id,
    choose,
    chosen,
    criteria,
    criteria_of,
    find,
    in_force,
    load_presets,
    of_schools,
    presets,
    rows,
    take_preset,
)
from app.school.standards.drafts import adopt, amend, draft, drop, still_draft
from app.school.standards.lines import (
    FIELDS,
    MUST,
    NUMBERS,
    amend_head,
    move,
    said,
    stars_read,
    stars_said,
    take_out,
    write,
)
from app.school.standards.records import KINDS, PARTIAL, PROOFS, STATUSES, Criterion, Standard, Star
from app.school.standards.texts import read_in, written

__all__ = [
    "FIELDS", "KINDS", "MUST", "NUMBERS", "PARTIAL", "PRESETS", "PROOFS", "STATUSES", "Criterion", "Preset",
    "Standard", "Star", "adopt", "amend", "amend_head", "as_said", "by_id", "choose", "chosen", "criteria",
    "criteria_of", "draft", "drop", "find", "in_force", "load_presets", "move", "of_schools", "presets",
    "read_in", "rows", "said", "stars_read", "stars_said", "still_draft", "take_out", "take_preset", "write",
    "written",
]  # fmt: skip
