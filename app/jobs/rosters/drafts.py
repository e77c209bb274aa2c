"""Drafts: a file under way into the rolls, with everything a clerk has said of it so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.errors import UserError
from app.jobs.rosters.deciding import Answers, settle
from app.jobs.rosters.offers import Offer, offered
from app.jobs.rosters.planning import plan_all
from app.jobs.rosters.plans import Plan
from app.progress import Tell, silent
from app.sheets.workbooks import Workbook
from db.register import Register


@dataclass(frozen=True, slots=True)
class Draft:
    """A workbook, which of its sheets are taken, what was said of them, and what that comes to.

    `base` are the plans as the sheets alone make them, `plans` the same with all `answers`. `columns` says
    what columns are, by form or, without headings, by sheet.
    """

    book: Workbook
    offers: tuple[Offer, ...]
    taken: tuple[str, ...]
    base: tuple[Plan, ...]
    plans: tuple[Plan, ...]
    answers: Answers = field(default_factory=Answers)
    columns: Mapping[str, Mapping[int, str]] = field(default_factory=dict)


def begin(db: Register, book: Workbook, *, school: int, today: str, tell: Tell = silent) -> Draft:
    """Take up a workbook with the sheets that are rosters; raise `UserError` where none is."""
    found = offered(book)
    taken = tuple(one.name for one in found if one.wanted)
    if not taken:
        raise UserError(f"“{book.file_name}”里没有找到名册，请打开看看是不是选错了文件。")
    return replan(db, Draft(book, found, taken, (), ()), school=school, today=today, tell=tell)


def replan(
    db: Register,
    draft: Draft,
    *,
    school: int,
    today: str,
    taken: tuple[str, ...] | None = None,
    columns: Mapping[str, Mapping[int, str]] | None = None,
    tell: Tell = silent,
) -> Draft:
    """Plan anew, with other sheets or columns where they are given; what was said of the rows still holds.

    Raise `UserError` where a sheet that is now wanted has nothing in it.
    """
    taken = draft.taken if taken is None else taken
    columns = draft.columns if columns is None else columns
    base: tuple[Plan, ...] = ()
    if taken:
        base = plan_all(db, draft.book, school=school, today=today, only=taken, columns=columns, tell=tell)
    plans = tuple(settle(db, one, draft.answers, school=school, today=today) for one in base)
    return replace(draft, taken=taken, columns=columns, base=base, plans=plans)


def say(
    db: Register, draft: Draft, answers: Answers, *, school: int, today: str, sheet: str | None = None
) -> Draft:
    """Give a draft with other answers; with a `sheet` only those of that one have changed.

    Raise `UserError` for an answer that cannot be, as `identify` does; the draft then stays as it was.
    """
    plans = tuple(
        settle(db, base, answers, school=school, today=today)
        if sheet is None or base.sheet_name == sheet
        else plan
        for base, plan in zip(draft.base, draft.plans, strict=True)
    )
    return replace(draft, answers=answers, plans=plans)
