"""Questions: cells that may mean two things or nothing sure, which only a clerk can answer."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.errors import UserError
from app.jobs.rosters.plans import LABELS, Plan, PlanRow, shown
from app.school import MEMBER_TYPES
from app.school.members import Member
from app.sheets.fields import DATES, Cell
from app.spelling import OK, cells, dates, written_dates

_CHOICES = {"member_type": tuple(MEMBER_TYPES), "membership_status": ("normal", "suspended")}
_OPEN = ("new", "update", "unchanged", "ask")
_ZERO_KEPT = re.compile(r"\D10$")


@dataclass(frozen=True, slots=True)
class Question:
    """A cell that leaves a doubt: what stands there, what it may mean, and what of that is certain.

    `choices` and `certain` are values as the rolls keep them; without choices one has to write it down.
    """

    field: str
    written: str
    note: str
    choices: tuple[str, ...]
    certain: str


def asked(row: PlanRow) -> tuple[Question, ...]:
    """Give the questions a row still asks; none of a row that stays out whatever is answered."""
    if row.verdict not in _OPEN:
        return ()
    return tuple(
        Question(field, cell.raw.strip(), cell.verdict.note, _choices(field, cell.raw), cell.value)
        for field, cell in row.cells.items()
        if cell.verdict.kind == "ask" and (field in DATES or field in _CHOICES)
    )


def answered(cells_: Mapping[str, Cell], who: Member) -> dict[str, Cell]:
    """Give the cells of somebody on the rolls; one that asks is settled where the rolls hold a choice."""
    return {
        field: Cell(known, cell.raw, OK)
        if cell.verdict.kind == "ask"
        and (field in DATES or field in _CHOICES)
        and (known := str(getattr(who, field))) in _choices(field, cell.raw)
        and known.startswith(cell.value)
        else cell
        for field, cell in cells_.items()
    }


def _choices(field: str, raw: str) -> tuple[str, ...]:
    if field in _CHOICES:
        return _CHOICES[field]
    found = written_dates.find(cells.written(raw))
    several = found is not None and len(found.readings) > 1 and not re.search(r"\d", found.rest)
    return found.readings if found is not None and several else ()


def said(field: str, value: str) -> str:
    """Give an answer in the office's words: 1998年10月, 正式党员."""
    return dates.in_figures(value) if field in DATES else shown(field, value)


def as_written(field: str, text: str, *, today: str) -> str:
    """Read an answer somebody wrote; raise `UserError` where it is no date."""
    if field not in DATES:
        raise ValueError(f"{field} is chosen, not written")
    found = dates.read(text)
    if found.verdict.kind != "ok" or not found.value or found.value > today[: len(found.value)]:
        raise UserError(f"“{text.strip()}”不是能认出的日期，请写成 1998-07 或 1998-07-01 的样子。")
    return found.value


def alike(plan: Plan, question: Question, answer: str) -> Iterator[tuple[int, str]]:
    """Give the rows of a plan that ask the same, each with the answer that means the same there.

    The second of two readings of a date is the second everywhere, and what is certain is what is certain
    there; of other fields only what is written alike is meant.
    """
    for at, row in enumerate(plan.rows):
        for other in asked(row):
            if other.field != question.field or len(other.choices) != len(question.choices):
                continue
            if not other.choices or other.field not in DATES:
                if other.written == question.written:
                    yield at, answer
            elif answer in question.choices:
                yield at, other.choices[question.choices.index(answer)]
            elif answer == question.certain:
                yield at, other.certain


def hint(plan: Plan, question: Question) -> str:
    """Say what the rest of the column shows of a zero at the end that may have been lost."""
    if question.field not in DATES or not question.choices:
        return ""
    october = sum(
        _ZERO_KEPT.search(cell.raw.strip()) is not None
        for row in plan.rows
        if (cell := row.cells.get(question.field)) is not None
    )
    if october:
        return f"这一列另有 {october} 格写着 10 月，末尾的 0 没有丢。"
    return "这一列没有一格写着 10 月，末尾的 0 可能被表格去掉了。"


def label(question: Question) -> str:
    """Name what is asked: 入党日期写作“1998.1”."""
    return f"{LABELS[question.field]}写作“{question.written}”"
