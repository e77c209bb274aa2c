"""The statement of one person's credit hours in one year, with the sum behind the number (F19)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One class the person took part in.

    `starts` and `ends` are ISO dates. `quarters` are credit hours in quarter-hours. `how` says
    how they come about in one short phrase, such as 出勤4个半天，每个半天4学时.
    """

    starts: str
    ends: str
    class_name: str
    kind: str
    organiser: str
    how: str
    quarters: int
    completed: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What the statement says of one person and year.

    `id_tail` is the last four characters of the ID number, or empty. `required` is the year's
    target in quarter-hours, 0 where the person is exempt; `target` names the rule it comes from.
    `as_of` and `issued_on` are ISO dates.
    """

    holder: str
    gender: str
    id_tail: str
    branch: str
    year: int
    lines: tuple[StatementLine, ...]
    required: int
    target: str
    issuer: str
    as_of: str
    issued_on: str
