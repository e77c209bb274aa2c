"""Reading: a person's lines with their reasons, and everyone's sums of a year."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.school import ACTIVITY_KINDS, HALF_DAYS, attendance, classes, members, persons, rules
from app.school.hours.counting import NOTHING_YET, Counted, Kind, alone, count, count_all, kinds
from app.school.hours.facts import Fact, by_person, gather, order
from db.register import Register

_TWICE = "合并的两份记录都有这一课次，只计一次"


@dataclass(frozen=True, slots=True)
class HourLine:
    """One line of a person's sum: what gave it, how many quarter-hours, and why.

    `training_class` and `session` are 0 for an activity, whose title stands in `class_name`. A line that
    is not posted has the id 0. `reverses` is the line that this one takes back, `reversed` whether another
    takes this one back: both stay to be seen, and `stands` tells which lines still count.
    """

    training_class: int
    class_name: str
    session: int
    date: str
    half_day: str
    course: str
    quarter_hours: int
    reason: str
    posted: bool
    id: int = 0
    member: int = 0
    activity: int = 0
    category: str = "own_class"
    ledger: str = "member"
    rule: int = 0
    reverses: int = 0
    reversed: bool = False

    @property
    def stands(self) -> bool:
        """Tell whether the line still counts and takes nothing back."""
        return not self.reversed and not self.reverses


@dataclass(slots=True)
class _Labels:
    """What sessions and activities are called: title, half-day and what was learned, by id."""

    said: Mapping[int, tuple[str, str, str]]
    lines: list[HourLine] = field(default_factory=list)

    def add(self, fact: Fact, quarter_hours: int, reason: str, rule: int) -> None:
        """Add a line that is not posted."""
        title, half_day, course = self.said[fact.source]
        of = fact.training_class
        self.lines.append(
            HourLine(
                of or 0, title, fact.source if of else 0, fact.date, half_day, course, quarter_hours, reason,
                posted=False, member=fact.member, activity=0 if of else fact.source,
                category=fact.category, ledger=fact.ledger, rule=rule,
            )
        )  # fmt: skip


def of_class(db: Register, training_class: int) -> dict[int, list[Counted]]:
    """Work out a class from its facts: for each enrollment what each session gives, in session order.

    What closed classes and activities gave the same people stands beside it; other open classes do not.
    """
    found, grid = classes.row(db, training_class), attendance.roll_call(db, training_class)
    given: dict[tuple[int | None, int], Counted] = {}
    if grid.sessions:
        people = [who.member for who in grid.enrollments]
        book = rules.book(db, school=found.school)
        first, last = found.starts, found.ends
        if any(book.on(session.date).capped for session in grid.sessions):
            first, last = f"{first[:4]}-01-01", f"{last[:4]}-12-31"
        facts = gather(db, school=found.school, first=first, last=last, people=people, also=training_class)
        for _, counted in count_all(db, book, facts):
            given.update({(fact.enrollment, fact.source): worth for fact, worth in counted})
    return {
        who.id: [given.get((who.id, session.id), NOTHING_YET) for session in grid.sessions]
        for who in grid.enrollments
    }


def enrollment_hours(db: Register, training_class: int) -> dict[int, int]:
    """Give each enrollment's quarter-hours in a class: what was posted, or what an open class would give."""
    if classes.row(db, training_class).state not in classes.CLOSED:
        counted = of_class(db, training_class)
        return {who: sum(line.quarter_hours for line in lines) for who, lines in counted.items()}
    found = db.execute(
        "SELECT e.id, coalesce(sum(l.quarter_hours), 0) FROM enrollment e LEFT JOIN hour_line l "
        "ON l.member = e.member AND l.training_class = e.training_class "
        "WHERE e.training_class = ? GROUP BY e.id",
        [training_class],
    )
    return dict(found.fetchall())


def of_member(db: Register, member: int, *, year: int, ledger: str = "member") -> list[HourLine]:
    """Give the sum behind a person's hours of a year, by date: posted lines, then what is not posted yet.

    Lines that were taken back are there too, beside those that take them back. A person of several rows
    has the lines of all, less what two rows were given for one session or above a cap: nobody sits in two
    places. The `ledger` of cadres is another sum and never mixed with that of members.
    """
    several = persons.same(db, member)
    posted = _posted(db, several, year=year, ledger=ledger)
    unposted = _unposted(db, several, posted, year=year, ledger=ledger)
    halves = list(HALF_DAYS)
    return sorted([*posted, *unposted], key=lambda line: (line.date, halves.index(line.half_day)))


def _posted(db: Register, several: Iterable[int], *, year: int, ledger: str) -> list[HourLine]:
    found = db.execute(
        "SELECT l.id, l.member, l.training_class, l.session, l.activity, l.date, l.quarter_hours, l.reason, "
        "l.category, l.ledger, l.rule, l.reverses, "
        "EXISTS (SELECT 1 FROM hour_line r WHERE r.reverses = l.id) FROM hour_line l "
        "WHERE l.member IN (SELECT value FROM json_each(?)) AND l.date BETWEEN ? AND ? AND l.ledger = ? "
        "ORDER BY l.id",
        [json.dumps(list(several)), f"{year}-01-01", f"{year}-12-31", ledger],
    ).fetchall()
    said = _labels(db, [row[3] or row[4] for row in found])
    lines = []
    for id_, who, of, session, activity, day, worth, reason, category, kept_in, rule, back, taken in found:
        title, half_day, course = said[session or activity]
        lines.append(
            HourLine(
                of or 0, title, session or 0, day, half_day, course, worth, reason, posted=True, id=id_,
                member=who, activity=activity or 0, category=category, ledger=kept_in, rule=rule,
                reverses=back or 0, reversed=bool(taken),
            )
        )  # fmt: skip
    return lines


def _labels(db: Register, sources: Iterable[int]) -> dict[int, tuple[str, str, str]]:
    """Say what sessions and activities are called: title, half-day, and what was learned."""
    wanted = json.dumps(list(set(sources)))
    said: dict[int, tuple[str, str, str]] = {}
    for session, name, half_day, course in db.execute(
        "SELECT s.id, t.name, s.half_day, c.title FROM session s JOIN course c ON c.id = s.course "
        "JOIN training_class t ON t.id = s.training_class WHERE s.id IN (SELECT value FROM json_each(?))",
        [wanted],
    ):
        said[session] = (name, half_day, course)
    for activity, title, half_day, kind, platform in db.execute(
        "SELECT id, title, half_day, kind, platform FROM activity "
        "WHERE id IN (SELECT value FROM json_each(?))",
        [wanted],
    ):
        said[activity] = (title, half_day, f"{ACTIVITY_KINDS[kind]} {platform}".strip())
    return said


def _unposted(
    db: Register, several: Sequence[int], posted: Sequence[HourLine], *, year: int, ledger: str
) -> list[HourLine]:
    """Give the lines between what is posted and what a person's facts come to, open classes among them."""
    school = members.row(db, several[0]).school
    first, last = f"{year}-01-01", f"{year}-12-31"
    facts = gather(db, school=school, first=first, last=last, people=several, every=True)
    if len(several) == 1 and all(fact.closed for fact in facts):
        return []
    book = rules.book(db, school=school)
    chosen, twice = _once(book, facts)
    counted = zip(chosen, count(book, chosen, kind=kinds(db, several)[several[0]]), strict=True)
    labels = _Labels(_labels(db, [fact.source for fact in facts]))
    given: Counter[tuple[int, str]] = Counter()
    for line in posted:
        given[line.session or line.activity, line.date] += line.quarter_hours
    doubled = {(fact.source, fact.date) for fact in twice}
    whole = "合并后重新核算" if len(several) > 1 else "没有结班的班一并核算"
    for fact, worth in counted:
        lacking = worth.quarter_hours - given[fact.source, fact.date]
        if fact.ledger != ledger or not first <= fact.date <= last:
            continue
        if not fact.closed:
            labels.add(fact, worth.quarter_hours, worth.reason, worth.rule)
        elif lacking:
            said = _TWICE if (fact.source, fact.date) in doubled else f"{whole}：{worth.reason}"
            labels.add(fact, lacking, said, worth.rule)
    for fact in twice:
        if not fact.closed and fact.ledger == ledger and first <= fact.date <= last:
            (worth,) = count(book, [fact])
            labels.add(fact, worth.quarter_hours, worth.reason, worth.rule)
            labels.add(fact, -worth.quarter_hours, _TWICE, worth.rule)
    return labels.lines


def _once(book: rules.Book, facts: Sequence[Fact]) -> tuple[list[Fact], list[Fact]]:
    """Part a person's facts into those that count, in order, and those another row has for the same.

    Of two marks for one session the one that is worth more counts.
    """
    best: dict[tuple[int, str], Fact] = {}
    for fact in facts:
        before = best.get((fact.source, fact.date))
        rule = book.on(fact.date)
        if before is None or alone(rule, fact) > alone(rule, before):
            best[fact.source, fact.date] = fact
    chosen = set(best.values())
    kept = sorted((fact for fact in facts if fact in chosen), key=lambda fact: order(fact)[1:])
    return kept, [fact for fact in facts if fact not in chosen]


def earned(db: Register, *, school: int, year: int, ledger: str = "member") -> dict[int, int]:
    """Give everyone's quarter-hours of a year: posted lines and what open classes would give now.

    A person of several rows stands under the one that was kept. Each ledger is a sum of its own.
    """
    first, last = f"{year}-01-01", f"{year}-12-31"
    sums: dict[int, int] = dict(
        db.execute(
            "SELECT member, sum(quarter_hours) FROM hour_line WHERE school = ? AND date BETWEEN ? AND ? "
            "AND ledger = ? GROUP BY member",
            [school, first, last, ledger],
        ).fetchall()
    )
    merged = persons.kept_for(db, school=school)
    concerned = {*_in_open_classes(db, school=school, first=first, last=last), *merged, *merged.values()}
    if concerned:
        book = rules.book(db, school=school)
        for member in merged:
            sums.pop(member, None)
        anew = recount(db, book, school=school, year=year, people=concerned, ledger=ledger)
        sums |= {**dict.fromkeys(merged.values(), 0), **anew}
    return sums


def recount(
    db: Register,
    book: rules.Book,
    *,
    school: int,
    year: int,
    people: Iterable[int] | None = None,
    ledger: str = "member",
) -> dict[int, int]:
    """Work a year out from its facts, open classes among them, for some rows or everybody, by person."""
    first, last = f"{year}-01-01", f"{year}-12-31"
    facts = gather(db, school=school, first=first, last=last, people=people, every=True)
    merged = persons.kept_for(db, school=school)
    persons_: dict[int, list[Fact]] = {}
    for member, own in by_person(facts).items():
        persons_.setdefault(merged.get(member, member), []).extend(own)
    known: Mapping[int, Kind] = kinds(db, persons_)
    sums = {}
    for person, own in persons_.items():
        chosen = _once(book, own)[0] if person in merged.values() else own
        counted = zip(chosen, count(book, chosen, kind=known[person]), strict=True)
        within = [worth.quarter_hours for fact, worth in counted
                  if fact.ledger == ledger and first <= fact.date <= last]  # fmt: skip
        if within:
            sums[person] = sum(within)
    return sums


def _in_open_classes(db: Register, *, school: int, first: str, last: str) -> list[int]:
    marks = ", ".join("?" for _ in classes.CLOSED)
    found = db.execute(
        "SELECT DISTINCT e.member FROM training_class t JOIN session s ON s.training_class = t.id "
        "JOIN attendance a ON a.session = s.id JOIN enrollment e ON e.id = a.enrollment "
        f"WHERE t.school = ? AND t.state NOT IN ({marks}) AND s.date BETWEEN ? AND ?",
        [school, *classes.CLOSED, first, last],
    )
    return [row[0] for row in found]


def central_classes(db: Register, *, school: int, year: int) -> dict[int, int]:
    """Count for each person the classes of county level or above of a year, or its own where a rule says so.

    Source: 《2019—2023年全国党员教育培训工作规划》 asks one a year of secretaries and committee.
    """
    first, last = f"{year}-01-01", f"{year}-12-31"
    own = int(rules.in_force(db, school=school, on=last).own_class_is_central)
    found = db.execute(
        "SELECT person, count(DISTINCT source) FROM ("
        "SELECT coalesce(k.kept, p.member) AS person, a.id AS source FROM activity a "
        "JOIN participation p ON p.activity = a.id LEFT JOIN person_link k ON k.other = p.member "
        "WHERE a.school = ?1 AND a.central AND a.voided_on IS NULL AND a.ends BETWEEN ?2 AND ?3 "
        "UNION ALL SELECT coalesce(k.kept, l.member), l.training_class FROM hour_line l "
        "LEFT JOIN person_link k ON k.other = l.member WHERE ?4 AND l.school = ?1 "
        "AND l.training_class IS NOT NULL AND l.date BETWEEN ?2 AND ?3 "
        "GROUP BY 1, 2 HAVING sum(l.quarter_hours) > 0) GROUP BY person",
        [school, first, last, own],
    )
    return dict(found.fetchall())
