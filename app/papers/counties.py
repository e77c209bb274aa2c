"""The county's summary of its township schools, to post (PDF) and to send on (xlsx) (F23)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Met:
    """How many requirements of one item are met, of how many."""

    met: int
    total: int


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school's figures for the year.

    `items` answer to the summary's `items` one by one. `people` are distinct trainees,
    `attendances` are person-times, `quarters` the credit hours in quarter-hours. `reached`
    people of `due` met their year's target. `last_parcel` says when and which parcel these
    figures come from, empty when none has come.
    """

    school: str
    items: tuple[Met, ...]
    classes: int
    people: int
    attendances: int
    quarters: int
    reached: int
    due: int
    last_parcel: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The county's table for one year as it stands on `as_of` (ISO date).

    `items` head the five-haves columns; `definitions` say under the table how each figure is counted.
    """

    county: str
    year: int
    as_of: str
    items: tuple[str, ...]
    rows: tuple[SchoolRow, ...]
    definitions: tuple[str, ...] = ()
