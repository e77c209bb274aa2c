"""Counties: the table of every school that reported, on paper and as a workbook."""

from app.papers import counties as papers
from app.school import counties, schools
from db.register import Register

DEFINITIONS = (
    "五有：各项已有可用佐证的要求数／要求总数；统计类要求按本年考勤、课表计算。",
    "班次：本年度已上过课、录过考勤的培训班。人数：本年至少到课一次的人，每人计一次；人次：每人每班计一次。",
    "学时：已结班的入账学时加未结班按考勤计算的学时；达标：学时达到本人年度任务的人，免学时的人不计。",
)


def summary(db: Register, *, year: int, today: str) -> tuple[bytes, bytes]:
    """Render the county's summary of a year; give the PDF and the workbook."""
    county = schools.own(db)
    found = counties.summary(db, year=year, today=today)
    items = tuple(dict.fromkeys(name for one in found for name, _, _ in one.items))
    blanks = papers.Summary(
        county=county.full_name,
        year=year,
        as_of=today,
        items=items,
        rows=tuple(_row(one, items) for one in found),
        definitions=DEFINITIONS,
    )
    return papers.render_pdf(blanks), papers.render_xlsx(blanks)


def _row(one: counties.Figures, items: tuple[str, ...]) -> papers.SchoolRow:
    by_name = {name: papers.Met(usable, of_all) for name, usable, of_all in one.items}
    return papers.SchoolRow(
        school=one.name,
        items=tuple(by_name.get(name, papers.Met(0, 0)) for name in items),
        classes=one.classes,
        people=one.people,
        attendances=one.person_times,
        quarters=one.quarter_hours,
        reached=one.met,
        due=one.owing,
        last_parcel=one.last_parcel[:10],
    )
