"""The agenda: what this school should do next, worked out from what its register says and lacks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.school import (
    assessments,
    checklist,
    class_rules,
    classes,
    duplicates,
    errands,
    members,
    notices,
    orders,
    parcels,
    plans,
    precautions,
    receipts,
    rectifications,
    returns,
    schools,
    standings,
)
from db.register import Register

SOON_DAYS = errands.SOON_DAYS
REPORT_DAYS = 30
# So many papers are named in one line.
NAMED = 3
ARCHIVE_DAYS = 30
GAPS = 3
LATE_IN_YEAR = 10
"""The month from which on it is said who is short of hours."""
QUARTER_NAMES = "一二三四"
FROM_COUNTY = "县级来件"
"""The place of what the county sent down."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do: `on` an ISO date to sort by, `when` how the clerk says it, `step` the button's word.

    `place` and `target` say where: a class, a criterion, or nothing more than the place. `do` tells the
    place what is asked of it, where the button's word does not.
    """

    on: str
    when: str
    what: str
    step: str
    place: str
    target: int | None = None
    do: str = ""


def items(
    db: Register,
    *,
    school: int,
    today: str,
    short: int | None = None,
    judged: Sequence[checklist.Assessment] | None = None,
) -> list[Item]:
    """List what to do next, the most pressing first.

    A county's or city's desk holds no classes: it is told of what came down, went back and waits for a reply.
    `short` is how many people lack hours, and `judged` the school's standard as of today, where that is
    worked out already.
    """
    if schools.own(db).level != "township":
        return sorted((one for ask in ABOVE for one in ask(db, school, today)), key=lambda item: item.on)
    found = []
    for source in SOURCES:
        found += _gaps(db, school, today, judged) if source is _gaps else source(db, school, today)
    found += _short_of_hours(db, school, today, short)
    return sorted(found, key=lambda item: item.on)


# of classes


def _of_classes(db: Register, school: int, today: str) -> list[Item]:
    """Ask last year's classes, which may still be open, to next year's, which are prepared in December."""
    year = int(today[:4])
    listed = [
        one for when in (year - 1, year, year + 1) for one in classes.find(db, school=school, year=when)
    ]
    running = [one for one in classes.rows(db, listed) if one.state != "archived"]
    return [item for one in running for item in _of_class(db, one, today)]


def _of_class(db: Register, one: classes.TrainingClass, today: str) -> list[Item]:
    listed = errands.of_class(db, one, today=today)
    found = []
    now = errands.foremost(listed)
    far = now is not None and now.do == "print" and days(today, one.starts) > SOON_DAYS
    if now is not None and not far:
        found.append(_item(one, now, today))
    found += [
        _item(one, errand, today)
        for errand in listed
        if errand.do in ("walk_ins", "leave_slips", "timetable") and not errand.pressing
    ]
    lacking = _named([errand.what for errand in errands.due_papers(listed)])
    if lacking and one.state in classes.CLOSED:
        # What was closed without is wanted for the archive, but nothing waits for it.
        on = (date.fromisoformat(one.closed_on) + timedelta(ARCHIVE_DAYS)).isoformat()
        on, when = (on, _when(on, today)) if on >= today else (f"{today[:4]}-12-31", "本年")
        what = f"“{one.name}”还缺{lacking}，补齐以后归档"
        found.append(Item(on, when, what, "归入材料", "培训班", one.id, "file"))
    elif lacking and not (now and now.do == "close"):
        on = min(errand.on for errand in errands.due_papers(listed))
        what = f"“{one.name}”还缺{lacking}"
        found.append(Item(on, _when(on, today), what, "归入材料", "培训班", one.id, "file"))
    return found


def _named(papers: Sequence[str]) -> str:
    """Name a few papers; of many the first ones and how many there are, for one line of the desk."""
    if len(papers) <= NAMED:
        return "、".join(papers)
    return f"{'、'.join(papers[: NAMED - 1])}等 {len(papers)} 件材料"


def _item(one: classes.TrainingClass, errand: errands.Errand, today: str) -> Item:
    on = errand.on or today
    what = f"“{one.name}”{errand.what}：{errand.said}"
    return Item(on, _when(on, today), what, errand.button, "培训班", one.id, errand.do)


# of the year


def _plan(db: Register, school: int, today: str) -> list[Item]:
    """Tell how many classes the quarter lacks, and which lines of the plan are due and not begun.

    Four classes a year and school: 宁德市委组织部，每个乡镇党校每年举办 4 期以上.
    """
    year = int(today[:4])
    rule = class_rules.in_force(db, school=school, on=today)
    held, coming = plans.held_and_coming(db, school=school, year=year, today=today)
    expected = plans.expected_by(today, classes_a_year=rule.classes_a_year)
    found = []
    if held + coming < expected:
        end = plans.quarter_end(today)
        quarter = QUARTER_NAMES[(int(end[5:7]) // 3) - 1]
        so_far = f"已办 {held} 期" + (f"、已排 {coming} 期" if coming else "")
        what = f"到{quarter}季度末应办 {expected} 期，{so_far}，还差 {expected - held - coming} 期"
        what += f"（每年 {rule.classes_a_year} 期以上）"
        found.append(Item(end, _when(end, today), what, "新建培训班", "培训班", None, "new"))
    lines = plans.standings(db, school=school, year=year, today=today)
    if not lines:
        end = f"{year}-12-31"
        found.append(Item(end, "本年", f"还没有填写 {year} 年培训计划", "填写计划", "培训班", None, "plans"))
    month = int(today[5:7])
    due = [one for one in lines if one.lacking and one.line.month_to <= month]
    for one in due[:GAPS]:
        # A month gone by cannot be kept any more; the quarter can.
        end = _month_end(year, one.line.month_to)
        end = end if end >= today else plans.quarter_end(today)
        what = f"计划“{one.line.title}”定在{one.line.months}，还差 {one.lacking} 期"
        found.append(Item(end, _when(end, today), what, "新建培训班", "培训班", one.line.id, "planned"))
    return found


def _month_end(year: int, month: int) -> str:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(1)).isoformat()


def _gaps(
    db: Register, school: int, today: str, known: Sequence[checklist.Assessment] | None = None
) -> list[Item]:
    """Name the gaps worth most; one that somebody is putting right is due on that day."""
    year = int(today[:4])
    due = rectifications.due(db, school=school)
    found = []
    judged = checklist.assess(db, school=school, year=year, today=today) if known is None else known
    for gap in checklist.gaps(judged, due=due)[:GAPS]:
        what = (
            f"{gap.criterion.item_name}：{gap.criterion.text}"
            f"（{checklist.STATES[gap.state]}，值 {gap.short_of} 分）"
        )
        on = due.get(gap.criterion.key, f"{year}-12-31")
        when = _when(on, today) if gap.criterion.key in due else "本年"
        found.append(Item(on, when, what, gap.next_step, "五有建设", gap.criterion.id))
    return found


def _rectifications(db: Register, school: int, today: str) -> list[Item]:
    """Name what is to be put right soon, or should have been."""
    found = rectifications.rows(db, rectifications.find(db, school=school, only_open=True))
    return [
        Item(one.due_on, _when(one.due_on, today), f"整改“{one.what}”，责任人{one.responsible}", "去整改",
             "五有建设", one.id, "rectification")
        for one in found
        if days(today, one.due_on) <= SOON_DAYS
    ]  # fmt: skip


def _rounds(db: Register, school: int, today: str) -> list[Item]:
    """Ask for the round of the year from October on, and for the scores of one that is open by its day."""
    year = int(today[:4])
    found = []
    for one in assessments.rows(db, assessments.find(db, school=school)):
        if not one.finished_on:
            on = one.due_on or f"{one.year}-12-31"
            what = f"{one.title}还没有做完，已自评 {one.points} 分"
            found.append(Item(on, _when(on, today), what, "接着自评", "五有建设", one.id, one.kind))
    if int(today[5:7]) >= LATE_IN_YEAR:
        for kind in assessments.due(db, school=school, year=year):
            what = f"今年的{assessments.KINDS[kind]}还没有开始自评"
            found.append(Item(f"{year}-12-31", "本年", what, "开始自评", "五有建设", None, kind))
    return found


def _report(db: Register, school: int, today: str) -> list[Item]:
    unsent = parcels.unsent(db)
    last = next((sent for sent in parcels.sent(db) if sent.file_name), None)
    since = days(last.sent_at[:10], today) if last else None
    if not unsent or (since is not None and since < REPORT_DAYS):
        return []
    said = f"上次上报在 {since} 天前" if since is not None else "还没有上报过"
    place = f"上报{schools.words(db).above}"
    return [Item(today, "今天", f"{said}，之后有 {unsent:,} 处更改", place, place)]


# of what came down from the county


def _returned(db: Register, school: int, today: str) -> list[Item]:
    listed = returns.rows(db, returns.find(db, above=True, state="open", today=today))
    above = schools.words(db).above
    return [
        Item(
            one.due_on,
            _when(one.due_on, today),
            f"{above}退回{'' if one.of_school == school else one.school_name}{one.word}"
            f"“{one.title}”：{one.reason}",
            "去处理",
            f"{above}来件",
            one.id,
            "returned",
        )
        for one in listed
        if not one.answer
    ]


def _notices(db: Register, school: int, today: str) -> list[Item]:
    above = schools.words(db).above
    return [
        Item(
            one.due_on or one.issued_on,
            _when(one.due_on, today) if one.due_on else "未读",
            f"{above}通知：{one.title}",
            "查看通知",
            f"{above}来件",
            one.id,
            "notice",
        )
        for one in notices.rows(db, notices.find(db, above=True, unread=True))
    ]


def _sent_back(db: Register, _school: int, today: str) -> list[Item]:
    """Tell a desk of what it sent back: answered and to be looked at, or overdue."""
    said = {"answered": "答复了退回", "overdue": "还没有答复退回"}
    listed = returns.rows(db, returns.find(db, above=False, state="open", today=today))
    return [
        Item(one.due_on, _when(one.due_on, today), f"{one.school_name}{said[state]}“{one.title}”", "去看看",
             "退回接收", one.id, "returned")
        for one in listed
        if (state := one.state(today)) in said
    ]  # fmt: skip


def _unanswered(db: Register, _school: int, today: str) -> list[Item]:
    waiting = len(receipts.unanswered(db))
    if not waiting:
        return []
    what = f"{waiting} {schools.words(db).below_counted}的数据包还没有回复"
    return [Item(today, "今天", what, "做回执", "退回接收")]


def _report_up(db: Register, school: int, today: str) -> list[Item]:
    """Remind a county to report once it has to do with its city."""
    return _report(db, school, today) if parcels.sent(db) or receipts.above(db) else []


def _ordered(db: Register, school: int, today: str) -> list[Item]:
    """Tell of ordered lessons that are coming, and of those held of which nothing was said yet."""
    found = []
    for one in orders.rows(db, orders.find(db, school=school, state="dispatched")):
        if one.on_date < today:
            what = f"点单“{one.title}”（{one.teacher_name}，{one.on_date}）讲完了，请填写评价"
            found.append(Item(today, "今天", what, "填写评价", FROM_COUNTY, one.id, "order"))
        elif days(today, one.on_date) <= SOON_DAYS:
            what = f"点单“{one.title}”：{one.teacher_name} {one.when}来讲"
            when = _when(one.on_date, today)
            found.append(Item(one.on_date, when, what, "查看点单", FROM_COUNTY, one.id, "order"))
    return found


def _doubtful(db: Register, school: int, today: str) -> list[Item]:
    doubtful = len(members.find(db, school=school, group="doubtful"))
    if not doubtful:
        return []
    what = f"名册里有 {doubtful:,} 人的资料有疑点（如身份证号校验位不对），待核对"
    return [Item(f"{today[:4]}-12-31", "本年", what, "查看名单", "党员名册")]


def _alike(db: Register, school: int, today: str) -> list[Item]:
    if not duplicates.quick(db, school=school):
        return []
    many = len(duplicates.pairs(db, school=school))
    if not many:
        return []
    what = f"名册里有 {many:,} 对记录可能是同一个人，请合并或认定是两个人"
    return [Item(f"{today[:4]}-12-31", "本年", what, "疑似重复", "党员名册")]


def _short_of_hours(db: Register, school: int, today: str, short: int | None) -> list[Item]:
    if int(today[5:7]) < LATE_IN_YEAR:
        return []
    year = int(today[:4])
    if short is None:
        short = sum(one.state == "not_met" for one in standings.of_school(db, school=school, year=year))
    if not short:
        return []
    end = f"{year}-12-31"
    what = f"还有 {short:,} 人今年学时未达标，年底前安排补训"
    return [Item(end, _when(end, today), what, "查看名单", "学时台账", None, "short")]


def _precautions(db: Register, _school: int, today: str) -> list[Item]:
    """Remind of a copy elsewhere once a week, and once a year of the paper with the recovery code."""
    found = []
    if precautions.second_place_is_due(db, today=today):
        last = precautions.second_place(db)
        said = f"上次是 {last}" if last else "还没有存过"
        what = f"把备份另存一份到U盘，每周一次（{said}）"
        found.append(Item(today, "本周", what, "去备份", "设置", 0, "backups"))
    if precautions.paper_is_due(db, today=today):
        what = "找出打印的恢复码，核对其中四个字母，看它还在不在"
        found.append(Item(today, "本年", what, "去核对", "设置", 0, "recovery"))
    return found


Source = Callable[[Register, int, str], list[Item]]
SOURCES: tuple[Source, ...] = (
    _of_classes,
    _plan,
    _gaps,
    _rectifications,
    _rounds,
    _report,
    _returned,
    _notices,
    _ordered,
    _doubtful,
    _alike,
    _precautions,
)
"""Whoever has something to say of what comes next; a noun is asked by a function here."""
ABOVE: tuple[Source, ...] = (_report_up, _returned, _notices, _sent_back, _unanswered, _precautions)
"""Those who speak at a county's or city's desk."""


def days(one: str, other: str) -> int:
    """Count the days from one ISO date to another."""
    return (date.fromisoformat(other) - date.fromisoformat(one)).days


def _when(on: str, today: str) -> str:
    left = days(today, on)
    if left < 0:
        return f"已过 {-left} 天"
    return {0: "今天", 1: "明天"}.get(left, f"{left} 天内")
