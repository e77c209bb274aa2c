"""Hours: the statement of a person's year, with the sum behind it."""

from itertools import groupby

from app.papers import hours as papers
from app.school import classes, hours, members, rules, schools, standings
from app.spelling import id_numbers
from db.register import Register


def statement(db: Register, member: int, *, year: int, today: str) -> bytes:
    """Render a person's credit hours of a year as a PDF, a line a class."""
    (who,) = members.rows(db, [member])
    (school,) = schools.rows(db, [who.school])
    standing = standings.of_member(db, member, year=year)
    rule = rules.in_force(db, school=who.school, on=f"{year}-12-31")
    lines = sorted(hours.of_member(db, member, year=year), key=lambda line: (line.training_class, line.date))
    return papers.render(
        papers.Statement(
            holder=who.name,
            gender=who.gender,
            id_tail=id_numbers.tail(who.id_number),
            branch=who.branch_name,
            year=year,
            lines=tuple(
                _line(db, training_class, list(group), school.short_name)
                for training_class, group in groupby(lines, key=lambda line: line.training_class)
            ),
            required=standing.required or 0,
            target=rule.title,
            issuer=school.seal_name,
            as_of=today,
            issued_on=today,
        )
    )


def _line(
    db: Register, training_class: int, group: list[hours.HourLine], organiser: str
) -> papers.StatementLine:
    found = classes.row(db, training_class)
    return papers.StatementLine(
        starts=group[0].date,
        ends=group[-1].date,
        class_name=found.name,
        kind="集中培训",
        organiser=organiser,
        how="；".join(dict.fromkeys(line.reason for line in group)),
        quarters=sum(line.quarter_hours for line in group),
        completed="已结班" if found.state in classes.CLOSED else "未结班",
    )
