"""Judging: what people owe and have in one year, a page of them at a time."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.errors import UserError
from app.school import hours, rules
from app.school.standings import sums
from db.register import Register
from db.rows import by_id

# So many are judged at once where only the first few are asked for, and then more and more.
_FIRST_CHUNK, _MOST_CHUNK = 512, 16_384
# None owing comes before the least owed.
NONE = -1


class Brief(NamedTuple):
    """What is needed to judge a person."""

    id: int
    required: int | None
    earned: int
    lacking: int
    lacking_central: int
    cadre: int

    @property
    def state(self) -> str:
        """Tell met, not_met or exempt."""
        if self.required is None:
            return "exempt"
        return "not_met" if self.lacking or self.lacking_central else "met"


class Judge:
    """What people owe and have in one year; each school's rule and central classes are read once."""

    def __init__(self, db: Register, year: int, *, books: dict[int, rules.Book] | None = None) -> None:
        """Read central classes only where there were any; judges of several years may share `books`."""
        self.db, self.year = db, year
        self._books = {} if books is None else books
        self._rules: dict[int, rules.HourRule] = {}
        self._central: dict[int, dict[int, int]] = {}
        held = db.execute("SELECT DISTINCT school FROM activity WHERE central AND voided_on IS NULL")
        self._held = {row[0] for row in held}

    def each(self, people: Sequence[int]) -> Iterator[Brief]:
        """Judge people in their order, more and more at a time."""
        for chunk in chunks(people):
            yield from self.of(chunk)

    def of(self, people: Sequence[int]) -> list[Brief]:
        """Judge some people in their order."""
        had = sums.of(self.db, people, year=self.year)
        return [
            self._brief(row, had.get(row[0], sums.NOTHING))
            for row in by_id(
                self.db,
                "SELECT id, school, member_type, role, frail FROM member "
                "WHERE id IN (SELECT value FROM json_each(?))",
                people,
            )
        ]

    def _brief(self, row: tuple[int, int, str, str, int], had: sums.Sum) -> Brief:
        one, school, member_type, role, frail = row
        required = rules.owed(self.rule(school), member_type=member_type, role=role, frail=frail)
        if required is None:
            return Brief(one, None, had.member, 0, 0, had.cadre)
        owed = self.central_owed(school, role)
        lacking = max(owed - self.central(school).get(one, 0), 0) if owed else 0
        return Brief(one, required, had.member, max(required - had.member, 0), lacking, had.cadre)

    def rule(self, school: int) -> rules.HourRule:
        """Give a school's rule of the year."""
        if school not in self._rules:
            if school not in self._books:
                self._books[school] = rules.book(self.db, school=school)
            self._rules[school] = self._books[school].on(f"{self.year}-12-31")
        return self._rules[school]

    def rule_or_none(self, school: int) -> rules.HourRule | None:
        """Give a school's rule of the year, None where it has none, as a county's own desk may."""
        try:
            return self.rule(school)
        except UserError:
            return None

    def central_owed(self, school: int, role: str) -> int:
        """Give how many classes of county level or above somebody of this role owes."""
        return self.rule(school).central_classes[role] if role else 0

    def central(self, school: int) -> dict[int, int]:
        """Give how many each person has had."""
        if school not in self._central:
            asked = school in self._held or self.rule(school).own_class_is_central
            found = hours.central_classes(self.db, school=school, year=self.year) if asked else {}
            self._central[school] = found
        return self._central[school]


def chunks(people: Sequence[int]) -> Iterator[Sequence[int]]:
    """Part people, a few first and then more at a time."""
    size, start = _FIRST_CHUNK, 0
    while start < len(people):
        yield people[start : start + size]
        start, size = start + size, min(2 * size, _MOST_CHUNK)
