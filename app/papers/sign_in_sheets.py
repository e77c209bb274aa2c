"""The sign-in sheet: signed by hand, and laid out so that it can be read back by machine (F7)."""

from dataclasses import dataclass

PAGE_ROWS = 22


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One trainee's line; `seq` is the printed number."""

    seq: int
    name: str
    branch: str


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """What one printed sign-in sheet says.

    `code` is the sheet's own id, eight characters of Crockford's base 32, new for every
    printing. `sessions` are one to six short headings such as 21日上午, in order.
    `spare_rows` are blank lines at the end for people who walk in. `print_no` counts the printings.
    """

    code: str
    title: str
    school: str
    dates: str
    place: str
    sessions: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    spare_rows: int = 3
    print_no: int = 1


@dataclass(frozen=True, slots=True)
class Box:
    """Where one signature goes, in mm from the page's top left corner.

    `page` counts from 1 as printed; `row` and `session` are places in the sheet's `rows` and
    `sessions` and count from 0. A `row` past the last one is a spare line.
    """

    page: int
    row: int
    session: int
    left: float
    top: float
    width: float
    height: float
