"""What is posted, held against what the facts come to."""

from collections import Counter

from app.school import attendance, hours, rules
from app.school.hours.counting import count_all
from app.school.hours.facts import gather
from db.register import Register

Lines = dict[tuple[int, int, str, str, str], int]
LETTERS = {"p": "present", "a": "absent", "s": "sick_leave", "l": "late"}


def posted(db: Register) -> Lines:
    """Sum up what stands for each fact: member, source, date, category, ledger."""
    sums: Counter[tuple[int, int, str, str, str]] = Counter()
    for who, session, activity, day, category, ledger, worth in db.execute(
        "SELECT member, session, activity, date, category, ledger, quarter_hours FROM hour_line"
    ):
        sums[who, session or activity, day, category, ledger] += worth
    return {key: worth for key, worth in sums.items() if worth}


def recounted(db: Register, school: int, *years: int) -> Lines:
    """Count the facts of some years from the beginning, a year at a time."""
    found: Lines = {}
    for year in years:
        facts = gather(db, school=school, first=f"{year}-01-01", last=f"{year}-12-31")
        for _, counted in count_all(db, rules.book(db, school=school), facts):
            for fact, worth in counted:
                if fact.date[:4] == str(year) and worth.quarter_hours:
                    key = fact.member, fact.source, fact.date, fact.category, fact.ledger
                    found[key] = worth.quarter_hours
    return found


def agree(db: Register, school: int, *years: int) -> None:
    """Hold what is posted against the facts, and everybody's lines against their sum."""
    assert posted(db) == recounted(db, school, *years)
    for year in years:
        for ledger in ("member", "cadre"):
            for member, worth in hours.earned(db, school=school, year=year, ledger=ledger).items():
                lines = hours.of_member(db, member, year=year, ledger=ledger)
                assert sum(line.quarter_hours for line in lines) == worth
                standing = [line for line in lines if line.stands]
                assert sum(line.quarter_hours for line in standing) == worth


def mark(db: Register, training_class: int, *rows: str) -> None:
    """Mark a class's grid: a row a person, a letter a session."""
    grid = attendance.roll_call(db, training_class)
    for who, row in zip(grid.enrollments, rows, strict=True):
        for when, letter in zip(grid.sessions, row, strict=True):
            attendance.mark(db, enrollment=who.id, session=when.id, mark=LETTERS[letter], today=when.date)
