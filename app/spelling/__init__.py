"""How names, ID numbers, dates and telephone numbers are written and compared."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["ok", "flag", "ask", "refuse"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Say how far one cell can be believed.

    `ok`: take it. `flag`: keep it, but tell the clerk. `ask`: a person must
    decide; whatever value comes with it is no more than what is certain.
    `refuse`: do not take this cell (the person it belongs to may still be
    taken). `note` is a Chinese sentence for the clerk, empty when all is well.
    """

    kind: Kind
    note: str = ""


OK = Verdict("ok")
