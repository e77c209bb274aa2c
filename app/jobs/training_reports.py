"""Training reports: fill in the forms of a year or a quarter (F23)."""

from app.papers import training_reports as papers
from app.school import coverages, hours_text, rules, schools, training_reports
from app.spelling import dates
from db.register import Register

QUARTERS = {0: "全年", 1: "第一季度", 2: "第二季度", 3: "第三季度", 4: "第四季度"}
TURNS = "一人参加一个班或一次活动算一人次"
PEOPLE = "一人在期内不论参加几次只算一人"


def figures(found: training_reports.TrainingReport) -> list[tuple[str, str, str]]:
    """Give the figures a report begins with: name, figure, and how it is counted."""
    party = found.party
    return [
        ("办班", f"{len(found.classes)} 期，已结班 {found.closed} 期", "期内有课次的培训班"),
        ("课次", f"{found.sessions} 个半天，{hours_text(found.quarter_hours)} 学时", "期内课表上的课次"),
        ("参训人次", f"{found.all_turns} 人次", f"{TURNS}，授课的不算，含后来减少的人"),
        ("参训人数", f"{found.all_people} 人", f"{PEOPLE}，含后来减少的人"),
        ("党员覆盖率", f"{_share(len(party.trained), len(party.people))}（{len(party.trained)}／"
         f"{len(party.people)} 人）", "参训的在册党员 ÷ 在册党员"),
        ("党员达标率", f"{_share(len(party.met), len(party.required))}（{len(party.met)}／"
         f"{len(party.required)} 人）", "全年学时达标的党员 ÷ 有学时要求的党员"),
    ]  # fmt: skip


def _share(part: int, whole: int) -> str:
    return f"{part * 1000 // whole / 10:.1f}%" if whole else "—"


def when(year: int, quarter: int) -> str:
    """Write a period as a title does."""
    return f"{year}年{QUARTERS[quarter]}" if quarter else f"{year}年度"


def report(db: Register, *, school: int, year: int, quarter: int, today: str) -> papers.TrainingReport:
    """Fill in the report of a year or a quarter (F23)."""
    found = training_reports.report(db, school=school, year=year, quarter=quarter)
    (owner,) = schools.rows(db, [school])
    rule = rules.in_force(db, school=school, on=f"{year}-12-31")
    return papers.TrainingReport(
        owner.short_name,
        when(year, quarter),
        dates.in_figures(today),
        figures(found),
        [
            papers.ReportSide(side.title, side.rule, [_line(one) for one in side.lines])
            for side in found.sides
        ],
        (f"学时按“{rule.title}”计算；参训率要求见：{coverages.rule().source}。",),
    )


def _line(one: coverages.Line) -> papers.ReportLine:
    return papers.ReportLine(
        one.title, len(one.people), len(one.trained), one.target, one.turns, one.earned, len(one.required),
        len(one.met),
    )  # fmt: skip


def coverage_paper(found: coverages.Coverage, school: str, year: int, as_of: str) -> papers.TrainingReport:
    """Fill in the form with how far a year's training reached, from every side."""
    whole = found.whole
    return papers.TrainingReport(
        school,
        f"{year}年度",
        as_of,
        [
            ("参训人次", f"{whole.turns} 人次", f"在册人员；{TURNS}，授课的不算"),
            ("参训人数", f"{len(whole.trained)} 人", f"在册人员；{PEOPLE}"),
        ],
        [
            papers.ReportSide("按人员类别", "一个人可以算在几类里", [_line(one) for one in found.groups]),
            papers.ReportSide("按培训层级", "在册人员", [_line(one) for one in found.layers]),
            papers.ReportSide("按支部", "支部里的党员", [_line(one) for one in found.branches]),
        ],
        (f"参训率要求见：{found.rule.source}。",),
    )
