"""The certificate of completion, one A4 landscape page each (F16)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one certificate says.

    `birth`, `starts`, `ends` and `issued_on` are ISO dates, `birth` possibly 1975-03 or 1975.
    `id_tail` is the last four characters of the holder's ID number, or empty. `hours_text` is
    the credit hours as people write them, such as 32 or 8.5. A `draft` carries a watermark.
    """

    number: str
    holder: str
    gender: str
    birth: str
    id_tail: str
    class_name: str
    starts: str
    ends: str
    hours_text: str
    issuer: str
    issued_on: str
    draft: bool = False
