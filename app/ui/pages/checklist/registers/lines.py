"""One register on show: its sheet, what it holds, and what was typed into it and is not kept yet."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import UserError
from app.jobs import evidence as jobs
from app.progress import Tell
from app.school import evidence, ledgers
from app.school.ledgers import Field, Pasted
from app.ui import messages
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.pages.checklist.registers.kinds import Kind
from app.ui.pages.checklist.registers.sheet import Sheet
from app.ui.pages.checklist.registers.sheet_model import PAPER, STATE, Column, Extra, SheetModel
from app.ui.pages.checklist.registers.typed import Typed
from app.ui.pages.evidence import modified
from db.register import Register

MANY = 60
"""From so many pasted rows on it is told how far it is."""
WHILE_OPEN = 200
"""Milliseconds after which it is looked again whether a cell is still open."""


class Lines(QWidget):
    """Show one register and keep what is typed, pasted and filed for its lines."""

    changed = Signal()
    """The lines are others now, or something typed waits or waits no more."""

    def __init__(
        self, desk: Desk, kind: Kind, *, words: Callable[[Field], Sequence[str]], read_only: bool
    ) -> None:
        """Make an empty sheet for a register; `fill` shows its lines."""
        super().__init__()
        self.desk, self.kind = desk, kind
        self.typed = Typed(kind.ledger)
        self._school, self._year, self._gone, self._text = 0, 0, False, ""
        self._order_by = ""
        self._fresh: list[int] = []
        self.model = SheetModel(self.typed, self._columns(), self._put)
        self.model.editable = not read_only
        self.sheet = Sheet(self.model, name=kind.title, memory=desk.memory, words=words)
        self.sheet.pasted.connect(self._paste)
        self.sheet.sorted.connect(self._sort)
        self._advice = label(kind.advice, name="note")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._advice)
        column.addWidget(self.sheet, 1)

    def _columns(self) -> list[Column]:
        """Give the columns: what is worked out and the paper stand before the note."""
        *fields, note = self.kind.ledger.fields
        paper = [PAPER] if self.kind.ledger.proof else []
        found: list[Column] = [
            *fields,
            *(one for one in self.kind.extras if not one.after),
            *paper,
            note,
            STATE,
        ]
        for one in self.kind.extras:
            if one.after:
                at = next(at for at, of in enumerate(found) if isinstance(of, Field) and of.name == one.after)
                found.insert(at + 1, one)
        return found

    # reading

    def fill(self, text: str, *, school: int, year: int, gone: bool) -> None:
        """Show the lines with these words, of a year where the register has years."""
        if (text, school, year, gone) != (self._text, self._school, self._year, self._gone):
            self._fresh = []
        self._text, self._school, self._year, self._gone = text, school, year, gone
        self._load()

    def _load(self) -> None:
        db, kind, today = self.desk.db, self.kind, self.desk.today()
        year: dict[str, Any] = {"year": self._year} if kind.yearly else {}
        found = kind.find(
            db, self._text, school=self._school, gone=self._gone, order_by=self._order_by, **year
        )
        # A line just typed stays where it was typed, until the list is put in order again.
        self._fresh = [one for one in self._fresh if one in set(found)]
        order = [one for one in found if one not in set(self._fresh)] + self._fresh
        records = {one.id: one for one in kind.rows(db, order)}
        if len(order) < len(self.model.order) - len(self.typed.lines()) and self.sheet.is_open():
            # Lines that go would close the cell that is open: once it is closed by itself.
            QTimer.singleShot(WHILE_OPEN, self, self._load)
            return
        self.typed.keep_to(order)
        held: dict[str, Any] = {"school": self._school, "year": self._year or int(today[:4]), "today": today}
        extras = {one.title: one.of(db, order, **held) for one in kind.extras}
        self.model.load(
            [*order, *self.typed.lines()], records, papers=self._papers(records), extras=extras, today=today
        )
        waiting = any(row < 0 for row in self.model.order)
        for at, column in enumerate(self.model.columns):
            ended = isinstance(column, Field) and column.name == "ended_on"
            hidden = (ended and not self._gone) or (column == STATE and not self._gone and not waiting)
            hidden = hidden or (isinstance(column, Field) and column.name in self.kind.unshown)
            # A warning that no line needs leaves its room to what is typed.
            hidden = hidden or (
                isinstance(column, Extra) and column.tone == "warn" and not extras[column.title]
            )
            self.sheet.setColumnHidden(at, hidden)
        self.sheet.fit()
        self._advice.setVisible(not self.model.order and not self._text)
        self.changed.emit()

    def _papers(self, records: Mapping[int, Any]) -> dict[int, str]:
        proof = self.kind.ledger.proof
        filed = {row: getattr(one, proof) for row, one in records.items()} if proof else {}
        ids = [one for one in filed.values() if one]
        names = {one.id: one.file_name for one in evidence.rows(self.desk.db, ids)}
        return {row: names[one] for row, one in filed.items() if one in names}

    def count(self) -> int:
        """Count the lines of the register on show."""
        return len(self.model.records)

    def records(self) -> list[Any]:
        """Give the lines of the register on show in their order."""
        return [self.model.records[one] for one in self.model.order if one > 0]

    def _sort(self, field: str, turned: bool) -> None:
        self._order_by = f"{'-' if turned else ''}{field}"
        self._fresh = []
        self._load()

    # typing

    def _put(self, row: int, typed: Mapping[str, str]) -> None:
        """Keep a typed cell; once the cell is closed, for reading the list again may close cells."""
        if not row:
            if not any(typed.values()):
                return
            row = self.typed.new()
            self.model.take(row)
            typed = {**self._given(), **typed}
        self._keep(row, typed)

    def _given(self) -> dict[str, str]:
        """Give what a new line is begun with: the year on show, the kind of place."""
        year = {"year": str(self._year)} if self.kind.key == "funds" else {}
        return {**self.kind.given, **year}

    def _keep(self, row: int, typed: Mapping[str, str]) -> None:
        def put() -> None:
            made = self.typed.put(
                self.desk.db, row, typed, school=self._school, today=self.desk.today(), year=self._year
            )
            if made != row:
                self._fresh.append(made)
                self.model.take(made, instead_of=row)

        self.desk.did(self, put)
        fault = next(iter(self.typed.faults.get(row, {}).values()), "")
        if fault:
            messages.say(self, f"{fault}这一格还没有保存，改好就保存。", "warn")
        self._load()

    # pasting

    def _paste(self, at: int, column: int, rows: list[list[str]]) -> None:
        """Put pasted rows where the keyboard is, or as new lines where they bring their heading."""
        first = self.model.columns[column]
        ledger = self.kind.ledger
        name = first.name if isinstance(first, Field) else ""
        shown = [
            one.name
            for at_column, one in enumerate(self.model.columns)
            if isinstance(one, Field) and not self.sheet.isColumnHidden(at_column)
        ]
        pasted = self.desk.act(self, lambda: ledgers.laid_out(ledger, rows, first=name, shown=shown))
        if pasted is None:
            return
        headed = any(ledgers.is_heading(ledger, row) for row in rows[:8])
        onto = [] if headed else [one for one in self.model.order[at:] if one > 0]
        made = self.desk.act(self, lambda: self._put_rows(pasted, onto))
        if made is not None:
            self._fresh += made
            self._load()
            self._tell_pasted(pasted, len(pasted.rows))

    def _put_rows(self, pasted: Pasted, onto: list[int]) -> list[int]:
        if len(pasted.rows) < MANY:
            return self._put_all(self.desk.db, lambda *_: None, pasted, onto)
        return self.desk.work(self, "正在粘贴", lambda db, tell: self._put_all(db, tell, pasted, onto))

    def _put_all(self, db: Register, tell: Tell, pasted: Pasted, onto: list[int]) -> list[int]:
        """Keep every row that is right; the others stay as lines not kept, with their wrong cells."""
        made = []
        before = {row: dict(cells) for row, cells in self.typed.cells.items()}
        try:
            with db.act(f"登记{self.kind.ledger.word}：粘贴 {len(pasted.rows)} 行"):
                for number, cells in enumerate(pasted.rows):
                    tell(number, len(pasted.rows), "")
                    old = onto[number] if number < len(onto) else 0
                    row = old or self.typed.new()
                    typed = dict(cells) if old else {**self._given(), **{n: t for n, t in cells.items() if t}}
                    kept = self.typed.put(
                        db, row, typed, school=self._school, today=self.desk.today(), year=self._year
                    )
                    if not old and kept > 0:
                        made.append(kept)
        except BaseException:
            # Nothing was kept, so nothing of it waits either.
            self.typed.cells = before
            raise
        return made

    def _tell_pasted(self, pasted: Pasted, rows: int) -> None:
        waiting = self.typed.waiting()
        said = f"粘贴了 {rows} 行；按 Ctrl+Z 可以撤销。"
        if pasted.unknown:
            said += f"没有对应栏目的列（{'、'.join(pasted.unknown)}）写进了备注。"
        if waiting:
            said += f"有 {waiting} 行还没有保存，请改好红色的格子或补上必填的格子。"
        messages.say(self, said, "warn" if waiting else "good")

    # papers

    def dated(self, row: int, path: Path) -> str:
        """Guess when a paper of a line came to be: the line's own day, or when the file was changed last."""
        record = self.model.records[row]
        for field in ("held_on", "spent_on", "issued_on", "appointed_on", "hired_on", "received_on"):
            day = str(getattr(record, field, ""))
            if len(day) == 10 and day <= self.desk.today():
                return day
        return modified(path, self.desk.today())

    def file(self, row: int, path: Path, formed_on: str) -> bool:
        """File a paper and attach it to a line; say whether it went through."""
        db, today, ledger = self.desk.db, self.desk.today(), self.kind.ledger

        def attach() -> None:
            with db.act(f"附上{ledger.word}的材料：{path.name}"):
                found = jobs.file(
                    db, path, folder=self.desk.folder, school=self._school, formed_on=formed_on, today=today
                )
                ledgers.attach(db, ledger, row, found)

        return self.desk.did(self, attach)

    def open_paper(self, row: int) -> None:
        """Open the paper of a line with whatever reads such files; raise `UserError` where nothing does."""
        held = getattr(self.model.records[row], self.kind.ledger.proof)
        (one,) = evidence.rows(self.desk.db, [held])
        copy = jobs.hand_out(one, folder=self.desk.folder, target=self.desk.scratch())
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
            raise UserError(f"这台电脑没有能打开“{one.file_name}”的程序，请先安装一个看图或看 PDF 的程序。")
