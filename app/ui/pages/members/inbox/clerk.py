"""What a clerk says of a file under way: heard from every part of the page, kept in one draft."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.jobs import rosters as jobs
from app.jobs.rosters.questions import alike
from app.progress import Tell, silent
from app.sheets import workbooks
from app.ui.desk import Desk
from db.register import Register

MANY = 2000
"""From so many rows on an answer may take longer than a person notices."""
Scope = Literal["cell", "column", "columns"]
"""For what an answer holds: one cell, the column of its sheet, or that column of every sheet."""


class Clerk(QObject):
    """Hold the draft and say things of it; what cannot be is told in the page and changes nothing."""

    changed = Signal()
    """The draft is another one now, or it was taken in."""

    def __init__(self, desk: Desk, page: QWidget, *, school: int) -> None:
        """Begin without a file."""
        super().__init__(page)
        self.desk = desk
        self.school = school
        self.draft: jobs.Draft | None = None
        self.taken: tuple[int, ...] = ()
        self._page = page
        self._committing = False
        self._stamp = desk.db.stamp()

    @property
    def plans(self) -> tuple[jobs.Plan, ...]:
        """Give the plans as they stand, none without a file."""
        return self.draft.plans if self.draft is not None else ()

    @property
    def open(self) -> bool:
        """Whether anything can still be said: a file is there and not taken in yet."""
        return self.draft is not None and not self.taken

    # a file

    def read(self, path: Path) -> workbooks.Workbook | None:
        """Read a file; None where that cannot be, which is said."""

        def opened(_db: Register, tell: Tell) -> workbooks.Workbook:
            return jobs.read(path, tell=tell)

        return self.desk.act(self._page, lambda: self.desk.work(self._page, "正在读取名册", opened))

    def take_up(self, book: workbooks.Workbook) -> bool:
        """Plan a workbook in place of the one there was; say whether that could be done."""
        school, today = self.school, self.desk.today()

        def planned(db: Register, tell: Tell) -> jobs.Draft:
            return jobs.begin(db, book, school=school, today=today, tell=tell)

        return self._work(planned)

    def plan_again(
        self,
        *,
        taken: tuple[str, ...] | None = None,
        columns: dict[str, dict[int, str]] | None = None,
    ) -> bool:
        """Plan the same workbook anew, with other sheets or columns; say whether that could be done."""
        draft, school, today = self._draft(), self.school, self.desk.today()

        def planned(db: Register, tell: Tell) -> jobs.Draft:
            return jobs.replan(db, draft, school=school, today=today, taken=taken, columns=columns, tell=tell)

        return self._work(planned)

    def _work(self, planned: Callable[[Register, Tell], jobs.Draft]) -> bool:
        found = self.desk.act(self._page, lambda: self.desk.work(self._page, "正在与名册核对", planned))
        if found is None:
            return False
        self.taken = ()
        self._stamp = self.desk.db.stamp()
        self._keep(found)
        return True

    def _draft(self) -> jobs.Draft:
        if self.draft is None:
            raise ValueError("no file yet")
        return self.draft

    def _keep(self, draft: jobs.Draft) -> None:
        self.draft = draft
        self.changed.emit()

    def stale(self) -> bool:
        """Tell whether the register has changed since the plan was made, by other hands."""
        return self.draft is not None and not self._committing and self.desk.db.stamp() != self._stamp

    # what is said of it

    def _say(self, answers: jobs.Answers, sheet: str | None) -> bool:
        draft, school, today = self._draft(), self.school, self.desk.today()

        def said(db: Register, _tell: Tell) -> jobs.Draft:
            return jobs.say(db, draft, answers, school=school, today=today, sheet=sheet)

        def settle() -> jobs.Draft:
            if sum(len(plan.rows) for plan in draft.plans) < MANY:
                return said(self.desk.db, silent)
            return self.desk.work(self._page, "正在照您说的重新核对", said)

        found = self.desk.act(self._page, settle)
        if found is not None:
            self._keep(found)
        return found is not None

    def identify(self, plan: jobs.Plan, row: jobs.PlanRow, who: int) -> bool:
        """Say who a row is: somebody on the rolls, `NEW` or `LATER`."""
        answers = self._draft().answers
        key = (plan.sheet_name, row.row_no)
        return self._say(replace(answers, who={**answers.who, key: who}), plan.sheet_name)

    def answer(self, plan: jobs.Plan, row: jobs.PlanRow, field: str, value: str, scope: Scope) -> bool:
        """Say what a cell means, and with a wider scope what those that ask the same do."""
        answers = self._draft().answers
        cells = dict(answers.cells)
        (question,) = [one for one in jobs.asked(row) if one.field == field]
        if scope != "cell":
            for other in self.plans if scope == "columns" else (plan,):
                for at, same in alike(other, question, value):
                    cells[other.sheet_name, other.rows[at].row_no, field] = same
        cells[plan.sheet_name, row.row_no, field] = value
        return self._say(replace(answers, cells=cells), None if scope == "columns" else plan.sheet_name)

    def tick(self, marked: Iterable[tuple[str, int, str]], *, on: bool) -> bool:
        """Tick or untick offered facts, each by sheet, row and field."""
        answers, several = self._draft().answers, frozenset(marked)
        ticks = answers.ticks | several if on else answers.ticks - several
        sheets = {sheet for sheet, _, _ in several}
        return self._say(replace(answers, ticks=ticks), sheets.pop() if len(sheets) == 1 else None)

    def means(self, written: str, branch: int | None) -> bool:
        """Say which branch is meant by one as written, or with None that it is one of its own."""
        answers = self._draft().answers
        others = {name: one for name, one in answers.branches.items() if name != written}
        said = others | ({written: branch} if branch is not None else {})
        return self._say(replace(answers, branches=said), None)

    def forget(self, plan: jobs.Plan, row: jobs.PlanRow) -> bool:
        """Take back everything that was said of a row."""
        answers, sheet, row_no = self._draft().answers, plan.sheet_name, row.row_no
        kept = replace(
            answers,
            cells={key: value for key, value in answers.cells.items() if key[:2] != (sheet, row_no)},
            who={key: value for key, value in answers.who.items() if key != (sheet, row_no)},
        )
        return self._say(kept, sheet)

    def said(self, plan: jobs.Plan, row: jobs.PlanRow) -> bool:
        """Tell whether anything was said of who a row is or what its cells mean."""
        key = (plan.sheet_name, row.row_no)
        answers = self._draft().answers
        return key in answers.who or any(one[:2] == key for one in answers.cells)

    def column(self, plan: jobs.Plan, index: int, field: str) -> bool:
        """Say what a column is, in every sheet of the same form."""
        columns = {name: dict(said) for name, said in self._draft().columns.items()}
        columns.setdefault(plan.form or self._sheet_of(plan), {})[index] = field
        return self.plan_again(columns=columns)

    def _sheet_of(self, plan: jobs.Plan) -> str:
        return next(one for one in self._draft().taken if one.strip() == plan.sheet_name)

    def sheets(self, names: Iterable[str], *, on: bool) -> bool:
        """Take sheets of the workbook or leave them out."""
        draft, wanted = self._draft(), set(names)
        taken = (set(draft.taken) | wanted) if on else (set(draft.taken) - wanted)
        return self.plan_again(taken=tuple(one.name for one in draft.offers if one.name in taken))

    # taking it in

    def commit(self) -> bool:
        """Take in what the plans show; say whether it was."""
        plans, school, today = self.plans, self.school, self.desk.today()

        def commit(db: Register, tell: Tell) -> tuple[int, ...]:
            return jobs.commit_all(db, plans, school=school, today=today, tell=tell)

        self._committing = True
        taken = self.desk.act(
            self._page, lambda: self.desk.work(self._page, "正在导入名册", commit, before="导入前")
        )
        self._committing = False
        self._stamp = self.desk.db.stamp()
        if taken is None:
            return False
        self.taken = taken
        self.changed.emit()
        return True
