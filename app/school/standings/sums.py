"""Sums of a year: from the ledger by its index, and from the facts where those are not posted yet."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.school import classes, hours, persons, rules
from app.school.hours.counting import alone, count, kinds
from app.school.hours.facts import Fact, by_person, gather, order
from db.register import Register

_CLOSED = ", ".join(f"'{state}'" for state in classes.CLOSED)
# So many are looked up one by one; of more, those in open classes are found from the classes.
_FEW = 1000


class Sum(NamedTuple):
    """What somebody earned in a year, in quarter-hours, a ledger each."""

    member: int = 0
    cadre: int = 0


NOTHING = Sum()


def of(db: Register, people: Sequence[int], *, year: int) -> dict[int, Sum]:
    """Sum up a year for persons; who has nothing is left out. Whoever was merged counts in the other."""
    first, last = f"{year}-01-01", f"{year}-12-31"
    found = {row[0]: Sum(row[1], row[2]) for row in db.execute(_POSTED, [json.dumps(people), first, last])}
    anew = concerned(db, people, year=year)
    for school, several in by_school(db, anew).items():
        book = rules.book(db, school=school)
        rows = [one for person in several for one in anew[person]]
        asked = {"school": school, "year": year, "people": rows}
        own, cadre = (
            hours.recount(db, book, ledger=ledger, **asked)  # type: ignore[arg-type]
            for ledger in ("member", "cadre")
        )
        found |= {person: Sum(own.get(person, 0), cadre.get(person, 0)) for person in several}
    return found


_POSTED = (
    "SELECT member, sum(iif(ledger = 'member', quarter_hours, 0)), "
    "sum(iif(ledger = 'cadre', quarter_hours, 0)) FROM hour_line INDEXED BY hour_line_member "
    "WHERE member IN (SELECT value FROM json_each(?)) AND date BETWEEN ? AND ? GROUP BY member"
)


def concerned(db: Register, people: Sequence[int] | None, *, year: int) -> dict[int, list[int]]:
    """Give of these persons, or of all, those whose year must be counted from the facts, with their rows.

    They have a mark in a class that is open yet, or several rows.
    """
    wanted = json.dumps(people)
    rows: dict[int, list[int]] = {}
    links = "SELECT kept, other FROM person_link"
    if people is not None:
        links += " WHERE kept IN (SELECT value FROM json_each(?))"
    for kept, other in db.execute(links, [] if people is None else [wanted]):
        rows.setdefault(kept, [kept]).append(other)
    few = people is not None and len(people) <= _FEW
    held = db.execute(
        # Of all, the few open classes come first, whatever the register's statistics say.
        f"SELECT DISTINCT e.member FROM training_class t {'' if few else 'CROSS '}JOIN enrollment e "
        f"ON e.training_class = t.id WHERE t.state NOT IN ({_CLOSED}) "
        f"{'AND e.member IN (SELECT value FROM json_each(:people)) ' if few else ''}"
        "AND EXISTS (SELECT 1 FROM attendance a JOIN session s ON s.id = a.session "
        "WHERE a.enrollment = e.id AND s.date BETWEEN :first AND :last)",
        {"people": wanted, "first": f"{year}-01-01", "last": f"{year}-12-31"},
    )
    found = set(rows) | {row[0] for row in held}
    every = list(found) if people is None else [one for one in people if one in found]
    return {one: rows.get(one, [one]) for one in every}


def by_school(db: Register, people: Iterable[int]) -> dict[int, list[int]]:
    """Part persons by the school they are of."""
    found: dict[int, list[int]] = {}
    select = "SELECT school, id FROM member WHERE id IN (SELECT value FROM json_each(?))"
    for school, one in db.execute(select, [json.dumps(list(people))]):
        found.setdefault(school, []).append(one)
    return found


def facts_of(
    db: Register, book: rules.Book, *, school: int, year: int, rows: Iterable[int]
) -> dict[int, list[Fact]]:
    """Read the facts of a year by person, those of open classes among them, each session once."""
    first, last = f"{year}-01-01", f"{year}-12-31"
    merged = persons.kept_for(db, school=school)
    found: dict[int, list[Fact]] = {}
    facts = gather(db, school=school, first=first, last=last, people=rows, every=True)
    for member, own in by_person(facts).items():
        found.setdefault(merged.get(member, member), []).extend(own)
    several = set(merged.values())
    return {one: _once(book, own) if one in several else own for one, own in found.items()}


def _once(book: rules.Book, facts: Sequence[Fact]) -> list[Fact]:
    """Of what two rows of one person have for the same keep what is worth more."""
    best: dict[tuple[int, str], Fact] = {}
    for fact in facts:
        before = best.get((fact.source, fact.date))
        rule = book.on(fact.date)
        if before is None or alone(rule, fact) > alone(rule, before):
            best[fact.source, fact.date] = fact
    return list(best.values())


def by_category(db: Register, people: Sequence[int], *, first: str, last: str) -> dict[int, dict[str, int]]:
    """Give what each person earned as a member between two days of one year by category, in quarter-hours."""
    found: dict[int, dict[str, int]] = {}
    for member, category, worth in db.execute(
        "SELECT member, category, sum(quarter_hours) FROM hour_line WHERE ledger = 'member' "
        "AND member IN (SELECT value FROM json_each(?)) AND date BETWEEN ? AND ? GROUP BY member, category",
        [json.dumps(people), first, last],
    ):
        found.setdefault(member, {})[category] = worth
    year = int(first[:4])
    anew = concerned(db, people, year=year)
    for school, several in by_school(db, anew).items():
        book = rules.book(db, school=school)
        known = kinds(db, several)
        rows = [one for person in several for one in anew[person]]
        facts = facts_of(db, book, school=school, year=year, rows=rows)
        for person in several:
            own = in_order(facts.get(person, []))
            sums: Counter[str] = Counter()
            for fact, worth in zip(own, count(book, own, kind=known[person]), strict=True):
                if fact.ledger == "member" and first <= fact.date <= last:
                    sums[fact.category] += worth.quarter_hours
            found[person] = dict(sums)
    return found


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Put one person's facts in the order of counting, whichever row they are of."""
    return sorted(facts, key=lambda fact: order(fact)[1:])
