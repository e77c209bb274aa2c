"""Counties: the tables of every school that reported, on paper and as workbooks."""

from collections.abc import Sequence
from dataclasses import replace

from app.errors import UserError
from app.jobs.training_reports import PEOPLE, TURNS, when
from app.papers import counties as papers
from app.papers import league as league_papers
from app.papers.training_reports import ReportLine, ReportSide
from app.progress import Tell, silent
from app.school import counties, coverages, hours_text, league, schools, transfers
from app.school.counties import Annual, Count, Figures
from db.register import Register

ITEMS = "五有：各项已有可用佐证的要求数／要求总数；统计类要求按本年考勤、课表计算。"
CLASSES = "班次：本年度已上过课、录过考勤的培训班，记在第一次上课的季度；应办期数按各校的办班规则。"
HEADS = "人数：本年至少到课一次的人，每人计一次，合计里在几所学校都受训的人也只计一次；人次：每人每班计一次。"
HOURS = (
    "学时：已结班的入账学时加未结班按考勤计算的学时；转来的人带来的学时，合计里只计一次。"
    "达标：学时达到本人年度任务的人，免学时的人不计。"
)
COVERED = "党员覆盖率：本年参加过培训班或其他学习（授课不算）的在册党员÷在册党员。"
STARS = "星级：本年评估县级核分合计占满分的百分比，对照标准里的星级分数线；必须有的条件核为零分的不评星。"
DEFINITIONS = (ITEMS, CLASSES, HEADS, HOURS)


def bring_up(
    db: Register, of: Sequence[int], *, year: int, today: str, tell: Tell, quarter: int = 0
) -> dict[int, str]:
    """Work out and keep the figures of schools; give for those that cannot be summed up the sentence why."""
    wrong: dict[int, str] = {}
    for done, one in enumerate(of):
        tell(done, len(of), "正在汇总各校的数字")
        try:
            counties.bring_up(db, school=one, year=year, today=today, quarter=quarter)
        except UserError as error:
            wrong[one] = str(error)
    tell(len(of), len(of), "正在数人数")
    counties.heads(db, year=year)
    return wrong


def summary(db: Register, *, year: int, today: str) -> tuple[bytes, bytes]:
    """Render the county's summary of a year; give the PDF and the workbook."""
    county = schools.own(db)
    found = counties.summary(db, year=year, today=today, keep=True)
    items = tuple(dict.fromkeys(name for one in found for name, _, _ in one.items))
    blanks = papers.Summary(
        county=county.full_name,
        year=year,
        as_of=today,
        items=items,
        rows=tuple(_row(one, items) for one in found),
        definitions=DEFINITIONS,
        people=counties.heads(db, year=year).people,
        quarters_twice=sum(transfers.counted_elsewhere(db, year=year).values()),
    )
    return papers.render_pdf(blanks), papers.render_xlsx(blanks)


def _row(one: Figures, items: tuple[str, ...]) -> papers.SchoolRow:
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


def league_table(db: Register, *, year: int, today: str, tell: Tell = silent) -> bytes:
    """Print the league of a year with its charts."""
    return league_papers.render(_league(db, league.table(db, year=year, today=today, tell=tell, keep=True)))


def statistics(db: Register, *, year: int, quarter: int, today: str, tell: Tell = silent) -> bytes:
    """Print the statistics of a year or a quarter of all schools together (F23)."""
    return league_papers.render_annual(_annual(db, year=year, quarter=quarter, today=today, tell=tell))


def workbook(db: Register, *, year: int, quarter: int = 0, today: str, tell: Tell = silent) -> bytes:
    """Write league, statistics, charts and definitions as one workbook."""
    table = league.table(db, year=year, today=today, tell=tell, keep=True)
    return league_papers.render_workbook(
        _league(db, table), _annual(db, year=year, quarter=quarter, today=today, tell=tell)
    )


def _league(db: Register, table: league.League) -> league_papers.League:
    rows = tuple(_place(one) for one in table.places)
    return league_papers.League(
        schools.own(db).full_name,
        table.year,
        table.as_of,
        rows,
        table.people,
        (
            league.RULE,
            ITEMS,
            *([STARS] if any(row.stars for row in rows) else []),
            CLASSES,
            HEADS,
            HOURS,
            COVERED,
        ),
        stars=any(row.stars for row in rows),
        counties=any(row.county for row in rows),
        hours_twice=table.hours_twice,
    )


def stars(place: league.Place) -> str:
    """Write the stars the county decided, empty where it has not."""
    given = place.round.county_star if place.round else None
    return "" if given is None else f"{given.stars} 星"


def _place(place: league.Place) -> league_papers.Row:
    of = place.figures
    return league_papers.Row(
        str(place.rank), of.name, place.county, stars(place), of.points, of.points_of, of.classes,
        of.classes_wanted,
        of.classes_by_quarter, of.members, of.party, of.party_trained, of.people, of.person_times,
        of.quarter_hours, of.met, of.owing, of.last_parcel[:10],
    )  # fmt: skip


def figures(found: Annual) -> tuple[tuple[str, str, str], ...]:
    """Give the figures the statistics begin with: name, figure, and how it is counted."""
    party = found.party
    once = found.people_by_school - found.people
    return (
        ("学校", f"{found.schools} 所", "收到过数据包的乡镇党校"),
        ("办班", f"{found.classes} 期，已结班 {found.closed} 期", "期内有课次的培训班"),
        ("课次", f"{found.sessions} 个半天，{hours_text(found.quarter_hours)} 学时", "期内课表上的课次"),
        ("参训人次", f"{found.turns} 人次",
         f"{TURNS}，授课的不算，含后来减少的人；转来的人带来的学时不再算人次"),
        ("参训人数", f"{found.people} 人",
         f"{PEOPLE}，在几所学校都参训的也只算一人（各校相加 {found.people_by_school} 人，重复 {once} 人次）"),
        ("党员覆盖率", f"{_share(party.trained, party.people)}（{party.trained}／{party.people} 人）",
         "参训的在册党员÷在册党员，在几所学校在册的只算一人"),
        ("党员达标率", f"{_share(party.met, party.required)}（{party.met}／{party.required} 人）",
         "全年学时达标的党员÷有学时要求的党员，在几所学校在册的只算一人"),
    )  # fmt: skip


def _share(part: int, whole: int) -> str:
    return f"{part * 1000 // whole / 10:.1f}%" if whole else "—"


def _annual(db: Register, *, year: int, quarter: int, today: str, tell: Tell) -> league_papers.Annual:
    whole, each = league.annual(db, year=year, quarter=quarter, tell=tell, keep=True)
    return league_papers.Annual(
        schools.own(db).full_name,
        when(year, quarter),
        today,
        figures(whole),
        tuple(ReportSide(one.title, one.rule, tuple(map(_line, one.lines))) for one in whole.sides),
        tuple(_line(named(period.party, school.short_name)) for school, period in each),
        (
            "应训人数：今天在册、属于这一类的人；参训人数：其中期内至少参训一次的人；人次：一人参加一个班或一次活动算一人次。",
            "在几所学校名册上的人，各类合计里都只计一次；各校一行里各计一次。",
            f"参训率要求见：{coverages.rule().source}。",
        ),
    )


def named(one: Count, title: str) -> Count:
    """Give a count another title, as a school's name for its party members."""
    return replace(one, title=title)


def _line(one: Count) -> ReportLine:
    return ReportLine(
        one.title, one.people, one.trained, one.target, one.turns, one.earned, one.required, one.met
    )
