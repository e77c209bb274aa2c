"""The agenda: what this school should do next, worked out from what its register says and lacks."""

from dataclasses import dataclass
from datetime import date

from app.school import attendance, certificates, checklist, classes, hours, members, parcels, sign_in_sheets
from db.register import Register

SOON_DAYS = 7
REPORT_DAYS = 30
GAPS = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do: `on` an ISO date to sort by, `when` how the clerk says it, `step` the button's word.

    `place` and `target` say where: a class, a criterion, or nothing more than the place.
    """

    on: str
    when: str
    what: str
    step: str
    place: str
    target: int | None = None


def items(db: Register, *, school: int, today: str) -> list[Item]:
    """List what to do next, the most pressing first."""
    year = int(today[:4])
    found = [item for one in _running(db, school, year) for item in _of_class(db, one, today)]
    found += _of_year(db, school, year, today)
    return sorted(found, key=lambda item: item.on)


def _running(db: Register, school: int, year: int) -> list[classes.TrainingClass]:
    """Give last year's classes, which may still be open, to next year's, which are prepared in December."""
    years = (year - 1, year, year + 1)
    return [one for when in years for one in classes.rows(db, classes.find(db, school=school, year=when))]


def _of_class(db: Register, one: classes.TrainingClass, today: str) -> list[Item]:
    if one.state in classes.CLOSED:
        return _certificates_due(db, one, today)
    if not one.sessions or not one.enrolled:
        lack, step = ("课表", "排课表") if not one.sessions else ("学员", "选学员")
        return [Item(one.starts or today, _when(one.starts or today, today),
                     f"“{one.name}”还没有{lack}", step, "培训班", one.id)]  # fmt: skip
    grid = attendance.roll_call(db, one.id)
    held = [session.id for session in grid.sessions if session.date <= today]
    blank = len(held) * len(grid.enrollments) - sum(session in held for _, session in grid.marks)
    printed = sign_in_sheets.find(db, training_class=one.id)
    if not printed and one.ends >= today and days(today, one.starts) <= SOON_DAYS:
        return [Item(one.starts, _when(one.starts, today),
                     f"“{one.name}”的签到表还没有打印", "打印签到表", "培训班", one.id)]  # fmt: skip
    if blank:
        return [Item(one.starts, _when(min(one.starts, today), today),
                     f"“{one.name}”还有 {blank} 人次考勤没有录入", "录入考勤", "培训班", one.id)]  # fmt: skip
    if one.ends <= today:
        return [Item(one.ends, _when(one.ends, today),
                     f"“{one.name}”课已上完、考勤已录完，可以结班", "结班", "培训班", one.id)]  # fmt: skip
    return []


def _certificates_due(db: Register, one: classes.TrainingClass, today: str) -> list[Item]:
    given = certificates.rows(db, certificates.find(db, training_class=one.id))
    have = {row.enrollment for row in given if not row.voided_on}
    due = [result for result in hours.results(db, one.id) if result.passes and result.enrollment not in have]
    if not due:
        return []
    what = f"“{one.name}”{len(due)} 人符合结业要求，可以颁发证书"
    return [Item(one.closed_on, _when(one.closed_on, today), what, "颁发证书", "培训班", one.id)]


def _of_year(db: Register, school: int, year: int, today: str) -> list[Item]:
    end = f"{year}-12-31"
    found = []
    for gap in checklist.gaps(checklist.assess(db, school=school, year=year, today=today))[:GAPS]:
        lost = gap.criterion.points - gap.points
        what = (
            f"{gap.criterion.item_name}：{gap.criterion.text}（{checklist.STATES[gap.state]}，值 {lost} 分）"
        )
        found.append(Item(end, "本年", what, gap.next_step, "五有建设", gap.criterion.id))
    unsent = parcels.unsent(db)
    last = next((sent for sent in parcels.sent(db) if sent.file_name), None)
    since = days(last.sent_at[:10], today) if last else None
    if unsent and (since is None or since >= REPORT_DAYS):
        said = f"上次上报在 {since} 天前" if since is not None else "还没有上报过"
        found.append(Item(today, "今天", f"{said}，之后有 {unsent} 处更改", "上报县级", "上报县级"))
    doubtful = len(members.find(db, school=school, group="doubtful"))
    if doubtful:
        what = f"名册里有 {doubtful} 人的资料有疑点（如身份证号校验位不对），待核对"
        found.append(Item(end, "本年", what, "查看名单", "党员名册"))
    return found


def days(one: str, other: str) -> int:
    """Count the days from one ISO date to another."""
    return (date.fromisoformat(other) - date.fromisoformat(one)).days


def _when(on: str, today: str) -> str:
    left = days(today, on)
    if left < 0:
        return f"已过 {-left} 天"
    return {0: "今天", 1: "明天"}.get(left, f"{left} 天内")
