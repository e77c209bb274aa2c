"""What was typed into a ledger's sheet and is not kept yet: lines that lack something, wrong cells."""

from collections.abc import Mapping

from app.errors import UserError
from app.school import ledgers
from app.school.ledgers import Ledger
from db.register import Register


class Typed:
    """Hold what a ledger did not take, by line and field, with a sentence for each wrong cell.

    Lines of the register go by their ids; lines that are not in it yet by numbers below nought.
    """

    def __init__(self, ledger: Ledger) -> None:
        """Begin with nothing."""
        self.ledger = ledger
        self.cells: dict[int, dict[str, str]] = {}
        self.faults: dict[int, dict[str, str]] = {}
        self._last = 0

    def new(self) -> int:
        """Begin a line that is not in the register."""
        self._last -= 1
        self.cells[self._last] = {}
        return self._last

    def lines(self) -> list[int]:
        """List the lines that are not in the register, in the order they were begun."""
        return sorted((row for row in self.cells if row < 0), reverse=True)

    def waiting(self) -> int:
        """Count the lines that hold something not kept."""
        return sum(bool(cells) for cells in self.cells.values())

    def drop(self, row: int) -> None:
        """Forget what was typed into a line."""
        self.cells.pop(row, None)
        self.faults.pop(row, None)

    def keep_to(self, rows: list[int]) -> None:
        """Forget what was typed into lines of the register that are there no more."""
        known = set(rows)
        for row in [row for row in self.cells if row > 0 and row not in known]:
            self.drop(row)

    def lacks(self, row: int) -> str:
        """Say what a line that is not in the register still needs."""
        held = self.cells.get(row, {})
        wanted = [one.title for one in self.ledger.fields if one.must and not held.get(one.name, "").strip()]
        return f"还要填{'、'.join(wanted)}" if wanted else ""

    def put(
        self, db: Register, row: int, typed: Mapping[str, str], *, school: int, today: str, year: int
    ) -> int:
        """Take what was typed into a line and keep all of it that is right; give the line's id now.

        A wrong cell stays here as it was typed; a new line stays here until it has all it must have.
        """
        held = {**self.cells.get(row, {}), **typed}
        _, wrong = ledgers.check(db, self.ledger, held, school=school, today=today, year=year)
        if row < 0:
            return self._add(db, row, held, wrong, typed, school=school, today=today, year=year)
        return self._change(db, row, held, wrong, typed, today=today, year=year)

    def _add(
        self,
        db: Register,
        row: int,
        held: dict[str, str],
        wrong: dict[str, str],
        typed: Mapping[str, str],
        *,
        school: int,
        today: str,
        year: int,
    ) -> int:
        self.cells[row], self.faults[row] = held, wrong
        if wrong or self.lacks(row):
            return row
        try:
            made = ledgers.record(db, self.ledger, held, school=school, today=today, year=year)
        except UserError as error:
            self.faults[row] = {self._blamed(error, typed, held): str(error)}
            return row
        self.drop(row)
        return made

    def _change(
        self,
        db: Register,
        row: int,
        held: dict[str, str],
        wrong: dict[str, str],
        typed: Mapping[str, str],
        *,
        today: str,
        year: int,
    ) -> int:
        right = {name: text for name, text in held.items() if name not in wrong}
        try:
            if right:
                ledgers.change(db, self.ledger, row, right, today=today, year=year)
        except UserError as error:
            wrong = {**wrong, self._blamed(error, typed, right): str(error)}
            left = {name: text for name, text in right.items() if name not in wrong}
            if left and left != right:
                return self._change(db, row, held, wrong, left, today=today, year=year)
        self.cells[row] = {name: text for name, text in held.items() if name in wrong}
        self.faults[row] = wrong
        if not wrong:
            self.drop(row)
        return row

    def _blamed(self, error: UserError, typed: Mapping[str, str], held: Mapping[str, str]) -> str:
        """Give the field a sentence is about: the one it names, or the one typed last."""
        named = [
            one.name for one in self.ledger.fields if one.name in held and str(error).startswith(one.title)
        ]
        return [*named, *typed, *held][0]
