"""佐证: everything a school has filed, to be looked at, filed with what it proves, and added to."""

from app.ui.pages.checklist.evidence.evidence_tab import EvidenceTab

__all__ = ["EvidenceTab"]
