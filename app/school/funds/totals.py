"""A year's money summed up: by source, by kind, by class, and beside what the rules ask."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.school.funds import rules
from app.school.funds.incomes import SOURCES
from app.school.funds.rules import Check
from db.register import Register


@dataclass(frozen=True, slots=True)
class Sums:
    """Fen planned, received and spent."""

    planned: int = 0
    received: int = 0
    spent: int = 0

    @property
    def left(self) -> int:
        """Give what was received and not spent, below nought where more went than came."""
        return self.received - self.spent


@dataclass(frozen=True, slots=True)
class Checked:
    """What a rule asks and what is there, in fen; `need` is 0 where the school has not said of how many."""

    check: Check
    rule: str
    source: str
    need: int
    most: int
    have: int

    @property
    def lacking(self) -> int:
        """Give how much is lacking."""
        return max(0, self.need - self.have)


@dataclass(frozen=True, slots=True)
class Totals:
    """A year: sums by source ('' for spent and not said of which), spent by kind and class, and the checks.

    Class 0 is spent on no class.
    """

    year: int
    whole: Sums
    by_source: Mapping[str, Sums]
    by_kind: Mapping[str, int]
    by_class: Mapping[int, int]
    checks: tuple[Checked, ...]


def totals(db: Register, *, school: int, year: int) -> Totals:
    """Sum up a year; what was voided counts nowhere."""
    scope = [school, year]
    came = {
        source: (planned, received)
        for source, planned, received in db.execute(
            "SELECT source, sum(planned_fen), sum(received_fen) FROM fund "
            "WHERE school = ? AND year = ? AND voided_on IS NULL GROUP BY source",
            scope,
        )
    }
    spent = {
        term: dict(_spent(db, term, scope)) for term in ("source", "kind", "coalesce(training_class, 0)")
    }
    went = spent["source"]
    by_source = {
        source: Sums(*came.get(source, (0, 0)), went.get(source, 0))
        for source in (*SOURCES, "")
        if source in came or source in went
    }
    whole = Sums(*(sum(getattr(one, part) for one in by_source.values()) for part in Sums.__slots__))
    checks = tuple(
        _checked(db, check, rule, by_source, school=school)
        for rule in rules.in_use(db, school=school)
        for check in rule.checks
    )
    return Totals(
        year,
        whole,
        by_source,
        {str(kind): fen for kind, fen in _spent(db, "kind", scope)},
        {int(row): fen for row, fen in _spent(db, "coalesce(training_class, 0)", scope)},
        checks,
    )


def _spent(db: Register, term: str, scope: list[int]) -> list[tuple[str | int, int]]:
    found = db.execute(
        f"SELECT {term}, sum(fen) FROM fund_spending "
        "WHERE school = ? AND year = ? AND voided_on IS NULL GROUP BY 1 ORDER BY 2 DESC",
        scope,
    )
    return list(found.fetchall())


def _checked(
    db: Register, check: Check, rule: rules.FundRule, by_source: Mapping[str, Sums], *, school: int
) -> Checked:
    times = 1
    if check.per:
        times = _members(db, school) if check.per == "member" else check.times
    have = sum(
        one.planned if check.of == "planned" else one.received
        for source, one in by_source.items()
        if source in check.sources
    )
    return Checked(check, rule.title, rule.source, check.least_fen * times, check.most_fen * times, have)


def _members(db: Register, school: int) -> int:
    """Count the members on the rolls, one person of two rows once."""
    found = db.execute(
        "SELECT count(*) FROM member WHERE school = ? AND left_on IS NULL "
        "AND member_type IN ('full', 'probationary') AND id NOT IN (SELECT other FROM person_link)",
        [school],
    ).fetchone()
    return int(found[0])
