"""Posting: what the facts come to is written as lines for good, and later only what differs from them."""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.errors import UserError
from app.school import attendance, classes, rules, timetable
from app.school.hours.counting import Counted, count_all
from app.school.hours.facts import Fact, gather
from db.register import Register

_NAMES = (
    "school", "member", "training_class", "session", "activity", "date", "quarter_hours", "category",
    "ledger", "rule", "reason", "reverses",
)  # fmt: skip


class _Line(NamedTuple):
    """A posted line that stands."""

    id: int
    school: int
    member: int
    training_class: int | None
    session: int | None
    activity: int | None
    date: str
    quarter_hours: int
    category: str
    ledger: str
    rule: int
    reason: str

    def says(self, fact: Fact, counted: Counted) -> bool:
        """Tell whether it says what the fact comes to; a line may stand under an older rule."""
        here = self.quarter_hours, self.reason, self.category, self.ledger
        return here == (counted.quarter_hours, counted.reason, fact.category, fact.ledger)


def post(db: Register, *, school: int, people: Iterable[int] | None, years: Iterable[int], why: str) -> int:
    """Bring the lines of some people, or of everybody, to what the facts of these years come to.

    Everything is counted anew in one order and only differences are written: a line that takes the old one
    back, for the reason `why`, and a new one. So the lines that stand always sum up to the facts. Give how
    many lines were written. Raise `UserError` where a year is closed. The caller holds the act.
    """
    book = rules.book(db, school=school)
    whom = None if people is None else list(dict.fromkeys(people))
    written = 0
    for year in sorted(set(years)):
        refuse_closed(book, year)
        new = _differences(db, book, school=school, people=whom, year=year, why=why)
        marks = ", ".join("?" for _ in _NAMES)
        db.conn.executemany(
            f"INSERT INTO hour_line (id, {', '.join(_NAMES)}) VALUES (?, {marks})",
            [(db.new_id(), *line) for line in new],
        )
        written += len(new)
    return written


def refuse_closed(book: rules.Book, year: int) -> None:
    """Raise `UserError` where a year is closed."""
    if year in book.closed:
        raise UserError(
            f"{year} 年已做年度结账，学时不再变动；确需更正的，请先在学时台账里重新打开 {year} 年。"
        )


def _differences(
    db: Register, book: rules.Book, *, school: int, people: list[int] | None, year: int, why: str
) -> list[tuple[object, ...]]:
    first, last = f"{year}-01-01", f"{year}-12-31"
    standing: dict[tuple[int, int, str], list[_Line]] = {}
    for line in _standing(db, school=school, people=people, first=first, last=last):
        source = line.session or line.activity or 0
        standing.setdefault((line.member, source, line.date), []).append(line)
    fresh: list[tuple[object, ...]] = []
    facts = gather(db, school=school, first=first, last=last, people=people)
    for _, counted in count_all(db, book, facts):
        for fact, worth in counted:
            if not first <= fact.date <= last:
                continue
            before = standing.get(fact.key)
            if before and before[0].says(fact, worth):
                del before[0]
            else:
                fresh.append(_fresh(school, fact, worth))
    back = [_back(line, why) for lines in standing.values() for line in lines]
    return [*back, *fresh]


def _standing(db: Register, *, school: int, people: list[int] | None, first: str, last: str) -> list[_Line]:
    # With + a few people are found by themselves, not among everybody of the school.
    some = "+l.school = :school AND l.member IN (SELECT value FROM json_each(:people))"
    whose = "l.school = :school" if people is None else some
    found = db.execute(
        f"SELECT {', '.join(f'l.{name}' for name in _Line._fields)} FROM hour_line l "
        f"WHERE {whose} AND l.date BETWEEN :first AND :last AND l.reverses IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM hour_line r WHERE r.reverses = l.id) ORDER BY l.id",
        {"school": school, "first": first, "last": last, "people": json.dumps(people)},
    )
    return [_Line(*row) for row in found]


def _fresh(school: int, fact: Fact, worth: Counted) -> tuple[object, ...]:
    session = fact.source if fact.training_class is not None else None
    activity = fact.source if fact.training_class is None else None
    return (
        school, fact.member, fact.training_class, session, activity, fact.date, worth.quarter_hours,
        fact.category, fact.ledger, worth.rule, worth.reason, None,
    )  # fmt: skip


def _back(line: _Line, why: str) -> tuple[object, ...]:
    return (
        line.school, line.member, line.training_class, line.session, line.activity, line.date,
        -line.quarter_hours, line.category, line.ledger, line.rule, f"更正：{why}", line.id,
    )  # fmt: skip


def close_class(db: Register, training_class: int, *, today: str) -> int:
    """Close a class: post every session's line for everyone, for good, and give how many sessions that is.

    Raise `UserError` where the class is closed, has no session or trainee, a mark is missing, or a year
    of its sessions is closed.
    """
    found = classes.still_open(db, training_class)
    grid = attendance.roll_call(db, training_class)
    if not grid.sessions or not grid.enrollments:
        raise UserError(f"“{found.name}”还没有课表或学员，不能结班。")
    if grid.missing:
        raise UserError(f"“{found.name}”还有 {grid.missing} 人次没有录入考勤，请录完再结班。")
    if found.ends > today:
        raise UserError(f"“{found.name}”最后一课在 {found.ends}，上完课才能结班。")
    people = [who.member for who in grid.enrollments]
    with db.act(f"结班：{found.name}"):
        classes.to_state(db, training_class, "closed", on=today)
        why = f"“{found.name}”结班，按上课先后重新核算"
        post(db, school=found.school, people=people, years=_years(grid.sessions), why=why)
    return len(grid.enrollments) * len(grid.sessions)


def take_back(db: Register, training_class: int, *, why: str) -> int:
    """Take back every posted line of a closed class, which is then 待结业 again, and give how many lines.

    The lines stay to be seen beside those that take them back. Raise `UserError` where the class is not
    closed, no reason is given, or a year of its sessions is closed.
    """
    found = classes.row(db, training_class)
    if found.state not in classes.CLOSED:
        raise UserError(f"“{found.name}”还没有结班，不用重新打开。")
    if not why.strip():
        raise UserError("重新打开已结班的班要写明原因。")
    posted = db.execute(
        "SELECT DISTINCT member, CAST(substr(date, 1, 4) AS INTEGER) FROM hour_line WHERE training_class = ?",
        [training_class],
    ).fetchall()
    with db.act(f"收回学时：{found.name}"):
        classes.to_state(db, training_class, "settling", reason=why)
        people, years = {row[0] for row in posted}, {row[1] for row in posted}
        return post(db, school=found.school, people=people, years=years, why=why.strip())


def _years(sessions: Sequence[timetable.Session]) -> set[int]:
    return {int(session.date[:4]) for session in sessions}
