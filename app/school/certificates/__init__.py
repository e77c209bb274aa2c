"""Certificates: proposed to those who pass, numbered once the page came out, never deleted.

A number is shown before it is given: `propose` says which number everyone would get, and `issue` spends
those whose pages came out of the printer. Each copy is written down, good or spoiled; a certificate that
must not stand is voided with a reason, one that was lost is reissued under its old number.
"""

from app.school.certificates.copies import Copy, check_reissue, copies, printed, reissue, spoiled, void
from app.school.certificates.issuing import Prover, issue
from app.school.certificates.numbering import PATTERN, first_of, keep_first, keep_pattern, pattern
from app.school.certificates.paper import Paper
from app.school.certificates.proposing import Proposal, propose
from app.school.certificates.reading import (
    STATES,
    Certificate,
    Event,
    coded,
    events,
    find,
    known,
    rows,
    typed_number,
)

__all__ = [
    "PATTERN", "STATES", "Certificate", "Copy", "Event", "Paper", "Proposal", "Prover", "check_reissue",
    "coded", "copies", "events", "find", "first_of", "issue", "keep_first", "keep_pattern", "known",
    "pattern", "printed", "propose", "reissue", "rows", "spoiled", "typed_number", "void",
]  # fmt: skip
