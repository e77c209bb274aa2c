"""Hours: the statement of a person's year with the sum behind it, and everybody's year in one register."""

from itertools import groupby

from app.papers import hour_registers as registers
from app.papers import hours as papers
from app.school import ACTIVITY_KINDS, activities, classes, hours, members, rules, schools, standings
from app.spelling import dates, id_numbers
from db.register import Register

SHORT_OF_CLASS = "还差县级班"
"""Said of whoever has the hours, but too few of them from classes of the county and above."""
_CLASSES = ("own_class", "county_class", "joint_class", "external")


def year_register(db: Register, *, school: int, year: int, today: str) -> registers.YearHours:
    """Fill in the register of everybody's hours of a year, branch by branch, those of cadres apart (F20).

    Classes of any school stand together, so do branch study, visits and teaching; what was learned online
    stands by itself.
    """
    people = standings.rows(db, standings.find(db, school=school, year=year, order_by="branch"), year=year)
    posts = {who.id: who.unit_post for who in members.rows(db, [one.member for one in people])}
    asked = [one.member for one in people]
    parts = standings.by_category(db, asked, first=f"{year}-01-01", last=f"{year}-12-31")
    rule = rules.in_force(db, school=school, on=f"{year}-12-31")
    (owner,) = schools.rows(db, [school])
    lines = []
    for one in people:
        worth = parts.get(one.member, {})
        state = standings.STATES[one.state]
        of_classes, online = sum(worth.get(name, 0) for name in _CLASSES), worth.get("online", 0)
        lines.append(
            registers.YearLine(
                name=one.name, branch=one.branch_name, post=posts[one.member], required=one.required,
                classes=of_classes, studies=sum(worth.values()) - of_classes - online, online=online,
                state=SHORT_OF_CLASS if one.lacking_central and not one.lacking else state,
            )
        )  # fmt: skip
    unsure = "" if rule.status == "confirmed" else "，待县级确认"
    as_of = dates.in_figures(min(today, f"{year}-12-31"))
    return registers.YearHours(owner.short_name, year, lines, f"{rule.title}{unsure}", as_of)


def year_paper(db: Register, *, school: int, year: int, today: str) -> bytes:
    """Render everybody's hours of a year as a PDF."""
    return registers.render_year(year_register(db, school=school, year=year, today=today))


def year_workbook(db: Register, *, school: int, year: int, today: str) -> bytes:
    """Write everybody's hours of a year as a workbook."""
    return registers.render_year_workbook(year_register(db, school=school, year=year, today=today))


def statement(db: Register, member: int, *, year: int, today: str) -> bytes:
    """Render a person's credit hours of a year as a PDF, a line a class or activity.

    What was put right stands as it is now; the lines that were taken back are no business of the reader.
    """
    (who,) = members.rows(db, [member])
    (school,) = schools.rows(db, [who.school])
    standing = standings.of_member(db, member, year=year)
    rule = rules.in_force(db, school=who.school, on=f"{year}-12-31")
    standing_lines = [line for line in hours.of_member(db, member, year=year) if line.stands]
    lines = sorted(standing_lines, key=lambda line: (*_source(line), line.date))
    return papers.render(
        papers.Statement(
            holder=who.name,
            gender=who.gender,
            id_tail=id_numbers.tail(who.id_number),
            branch=who.branch_name,
            year=year,
            lines=tuple(
                _line(db, list(group), school.short_name) for _, group in groupby(lines, key=_source)
            ),
            required=standing.required or 0,
            target=rule.title,
            issuer=school.seal_name,
            as_of=today,
            issued_on=today,
        )
    )


def _source(line: hours.HourLine) -> tuple[bool, int]:
    """Tell the classes, which come first, and the activities from one another."""
    return bool(line.activity), line.activity or line.training_class


def _line(db: Register, group: list[hours.HourLine], organiser: str) -> papers.StatementLine:
    if group[0].activity:
        (found,) = activities.rows(db, [group[0].activity])
        kind, completed = ACTIVITY_KINDS[found.kind], "已登记"
        organiser = found.organiser or found.platform or organiser
    else:
        state = classes.row(db, group[0].training_class).state
        kind, completed = "集中培训", "已结班" if state in classes.CLOSED else "未结班"
    return papers.StatementLine(
        starts=group[0].date,
        ends=group[-1].date,
        class_name=group[0].class_name,
        kind=kind,
        organiser=organiser,
        how="；".join(dict.fromkeys(line.reason for line in group)),
        quarters=sum(line.quarter_hours for line in group),
        completed=completed,
    )
