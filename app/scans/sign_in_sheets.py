"""Which sign-in sheet is this: the printed code found on a scan or a photograph."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SheetCode:
    """What a sheet's printed code says: the sheet's id, this page and the number of pages."""

    code: str
    page: int
    pages: int
