"""What a measure is: how it counts, how that is said, and where somebody goes who wants more of it."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from db.register import Register

MOST_PIECES = 500
"""So many pieces are named for one criterion; the value counts them all."""


class Piece(NamedTuple):
    """Something of the register that shows a value: which noun, which row, what it is called, its date.

    `good` is false for what is there and falls short: a class without a sheet, a bylaw without a date.
    """

    noun: str
    id: int
    title: str
    on: str
    good: bool = True


class Tally(NamedTuple):
    """What a school reached in a year: `value`, and of how many things where it is a share."""

    value: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Reached:
    """A value with the pieces that show it."""

    value: int
    pieces: tuple[Piece, ...] = ()
    of: int = 0


Key = tuple[int, int]
"""A school and a year."""


@dataclass(slots=True)
class Span:
    """Some schools over some years as of a day; each question is asked of the register once."""

    db: Register
    schools: tuple[int, ...]
    years: tuple[int, ...]
    today: str
    _known: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    _made: dict[str, Any] = field(default_factory=dict)

    def upto(self, year: int) -> str:
        """Give the day a year is judged on: its last, or today."""
        return min(self.today, f"{year}-12-31")

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """Ask the register once.

        A select may join `asked (school)` and `span (year, first, upto)`, the days of a year that count.
        """
        if select not in self._known:
            days = [(year, f"{year}-01-01", self.upto(year)) for year in self.years]
            self._known[select] = self.db.execute(
                "WITH asked (school) AS MATERIALIZED (SELECT value FROM json_each(:schools)), "
                "span (year, first, upto) AS MATERIALIZED (SELECT value ->> 0, value ->> 1, value ->> 2 "
                f"FROM json_each(:days)) {select}",
                {"schools": json.dumps(self.schools), "days": json.dumps(days), "today": self.today},
            ).fetchall()
        return self._known[select]

    def once(self, name: str, make: Callable[["Span"], Any]) -> Any:
        """Give what is worked out once for several measures."""
        if name not in self._made:
            self._made[name] = make(self)
        return self._made[name]


@dataclass(frozen=True, slots=True)
class Measure:
    """A way to count.

    `said` and `step` are sentences with {reached}, {of}, {need} and {lacking}; `place` is the title of the
    place where more of it comes from. `unit` is what it counts, % for a share.
    """

    key: str
    name: str
    unit: str
    said: str
    step: str
    place: str
    values: Callable[[Span], Mapping[Key, Tally]]
    pieces: Callable[[Span], Sequence[Piece]]
    """Of one school and one year."""

    def count(self, db: Register, *, school: int, year: int, today: str) -> Reached:
        """Give what a school reached in a year, and what shows it."""
        return self.reached(Span(db, (school,), (year,), today))

    def reached(self, span: Span) -> Reached:
        """Give the value and the pieces of one school and one year, asking only what is not known yet."""
        tally = self.values(span).get((span.schools[0], span.years[0]), Tally())
        pieces = sorted(self.pieces(span), key=lambda one: not one.good)
        return Reached(tally.value, tuple(pieces[:MOST_PIECES]), tally.of)


Way = tuple[Callable[[Span], Mapping[Key, Tally]], Callable[[Span], list[Piece]]]
"""How a measure gets its values, and its pieces."""


def counted(select: str) -> Way:
    """Count the good among the pieces a select gives: school, year, noun, id, title, on, good."""
    tallies = f"SELECT school, year, coalesce(sum(good), 0), count(*) FROM ({select}) GROUP BY 1, 2"
    return (lambda span: _tallied(span.rows(tallies))), _pieces(select)


def shared(select: str) -> Way:
    """Give the whole per cent of the pieces that are good."""
    tallies = f"SELECT school, year, 100 * sum(good) / count(*), count(*) FROM ({select}) GROUP BY 1, 2"
    return (lambda span: _tallied(span.rows(tallies))), _pieces(select)


def summed(select: str, amount: str) -> Way:
    """Sum up `amount`, an expression over the select's further columns, of the pieces that are good."""
    tallies = (
        "SELECT school, year, "
        f"coalesce(sum(iif(good, {amount}, 0)), 0), count(*) FROM ({select}) GROUP BY 1, 2"
    )
    return (lambda span: _tallied(span.rows(tallies))), _pieces(select)


def ratio(select: str, part: str, whole: str) -> Way:
    """Give the whole per cent that `part` is of `whole`, two further columns, over all pieces."""
    tallies = f"SELECT school, year, 100 * sum({part}) / sum({whole}), count(*) FROM ({select}) GROUP BY 1, 2"
    return (lambda span: _tallied(span.rows(tallies))), _pieces(select)


def kinds(select: str, what: str) -> Way:
    """Count the different values of `what`, a further column, among the pieces that are good."""
    tallies = (
        f"SELECT school, year, count(DISTINCT iif(good AND {what} <> '', {what}, NULL)), count(*) "
        f"FROM ({select}) GROUP BY 1, 2"
    )
    return (lambda span: _tallied(span.rows(tallies))), _pieces(select)


def _pieces(select: str) -> Callable[[Span], list[Piece]]:
    return lambda span: [
        Piece(noun, id_, title, on, bool(good))
        for _, _, noun, id_, title, on, good, *_ in span.rows(f"{select} ORDER BY 6, 5")
    ]


def _tallied(rows: Iterable[tuple[Any, ...]]) -> dict[Key, Tally]:
    return {(school, year): Tally(int(value or 0), of) for school, year, value, of in rows}
