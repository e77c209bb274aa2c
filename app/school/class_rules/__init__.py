"""Class rules: what kinds of classes there are and what each must show, as data with a source."""

from app.school.class_rules.books import (
    FULL_MARKS,
    PRESETS,
    PROOFS,
    STAGES,
    ClassRule,
    ClassType,
    Due,
    Proof,
    Requirement,
    ScorePart,
    Scores,
    Stage,
    in_force,
    load_presets,
    read,
    rows,
)
from app.school.class_rules.writing import ASKS, asked_how, drop, own, write

__all__ = [
    "ASKS", "FULL_MARKS", "PRESETS", "PROOFS", "STAGES", "ClassRule", "ClassType", "Due", "Proof",
    "Requirement", "ScorePart", "Scores", "Stage", "asked_how", "drop", "in_force", "load_presets", "own",
    "read", "rows", "write",
]  # fmt: skip
