"""Upper forms: take a form of the upper level in, say what goes where, fill in any number of copies."""

from app.jobs.upper_forms.facts import CATALOGUE, Fact, fact, matching
from app.jobs.upper_forms.filling import Copy, copies, fill, fill_all, looked_up, scope
from app.jobs.upper_forms.taking import Difference, Taken, compare, hand_out, original, refuse_nowhere, take

__all__ = [
    "CATALOGUE", "Copy", "Difference", "Fact", "Taken", "compare", "copies", "fact", "fill", "fill_all",
    "hand_out", "looked_up", "matching", "original", "refuse_nowhere", "scope", "take",
]  # fmt: skip
