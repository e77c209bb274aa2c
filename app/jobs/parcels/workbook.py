"""The figures of a school as a workbook, for a county that does not run the program."""

from app.school import counties, schools
from db.register import Register


def workbook(db: Register, *, today: str) -> bytes:
    """Give this school's figures of the year as the county's own summary would show them."""
    # Only here: every start of the program reads this room, and a start makes no papers.
    from app.jobs.counties import DEFINITIONS  # noqa: PLC0415
    from app.papers import counties as papers  # noqa: PLC0415

    school = schools.own(db)
    year = int(today[:4])
    found = counties.figures(db, school=school.id, year=year, today=today)
    row = papers.SchoolRow(
        school=found.name,
        items=tuple(papers.Met(usable, of_all) for _, usable, of_all in found.items),
        classes=found.classes,
        people=found.people,
        attendances=found.person_times,
        quarters=found.quarter_hours,
        reached=found.met,
        due=found.owing,
        last_parcel=today,
    )
    return papers.render_xlsx(
        papers.Summary(
            county=school.full_name,
            year=year,
            as_of=today,
            items=tuple(name for name, _, _ in found.items),
            rows=(row,),
            definitions=DEFINITIONS,
            people=found.people,
        )
    )
