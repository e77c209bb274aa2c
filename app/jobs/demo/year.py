"""A township school's year: its people come in, classes are held, papers printed, evidence filed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from app.jobs import certificates as certificate_papers
from app.jobs import checklist as checklist_papers
from app.jobs import classes as class_papers
from app.jobs import files, rosters, sign_in_sheets
from app.jobs import hours as hour_papers
from app.jobs.demo import proofs
from app.jobs.demo.people import Person
from app.jobs.demo.stage import Clock, Step
from app.jobs.demo.townships import Township
from app.school import (
    ACTIVITY_KINDS,
    activities,
    attendance,
    branches,
    certificates,
    checklist,
    classes,
    closings,
    enrollments,
    graduations,
    hours_text,
    members,
    plans,
    schools,
    standings,
    timetable,
)
from db.register import Register

HALF_DAY = 16
_PLACES = ("乡政府三楼会议室", "仙岩村党群服务中心")
_LESSONS = (
    ("党章党规党纪学习", "林志远"), ("农村党支部工作条例解读", "陈丽华"), ("村级集体经济", "黄国栋"),
    ("基层治理与矛盾调解", "吴敏"), ("畲乡红色故事", "雷明珠"), ("民法典与农村法律事务", "郑文杰"),
    ("茶园绿色防控技术", "叶茂林"), ("防汛防火与应急避险", "周海涛"), ("网络安全与反诈", "徐静"),
    ("发展党员工作细则", "范学军"),
)  # fmt: skip
_LACKING = "照片存在党政办电脑里，还没有拷来"
# What a class's own file holds, by the keys of the shipped rule.
_PAPERS = (("scheme", "方案"), ("notice", "通知"), ("agenda", "开班议程"))
_PLAN = (
    ("班次名称", "类型", "培训对象", "期数", "人次", "每期学时", "时间", "责任人"),
    ("村党支部书记和委员培训", "支部书记培训", "党支部书记", "1", "40", "24", "上半年", "钟小兰"),
    ("党员集中轮训", "党员集中轮训", "农村党员", "2", "400", "32", "全年", "雷明珠"),
    ("发展对象培训", "发展对象培训班", "发展对象", "1", "20", "24", "全年", "钟小兰"),
)
# How often, in a thousand half-days of one person, somebody was not simply there.
_EXCEPTIONS = {
    "late": 10, "left_early": 4, "sick_leave": 12, "personal_leave": 9, "official_leave": 3, "absent": 8,
}  # fmt: skip
# Evidence of the checklist: criterion, title, age in days. One is too old, and some are missing.
_DOCUMENTS = (
    ("leaders", "关于党校校长、副校长和教务员任职的通知", 1000),
    ("duties", "党校工作人员分工表", 200),
    ("appointments", "关于聘任兼职教师的决定", 210),
    ("annual_plan", "年度教学计划", 240),
    ("rules_in_force", "学员管理、教师管理和教学管理制度", 420),
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of the year's classes, all but the last two of them before `today`."""

    today: date
    founded: date
    first: date
    second: date
    running: date
    prepared: date

    @property
    def year(self) -> int:
        """Give the year the papers are about."""
        return self.second.year


def calendar(today: date) -> Calendar:
    """Spread the classes over what has passed of the year; early in January they reach back into the last."""
    passed = max((today - date(today.year, 1, 1)).days, 12)
    return Calendar(
        today=today,
        founded=today - timedelta(days=passed + 20),
        first=today - timedelta(days=passed * 3 // 4),
        second=today - timedelta(days=passed // 2),
        running=today - timedelta(days=2),
        prepared=today + timedelta(days=14),
    )


def take_in(db: Register, path: Path, *, refused: Path, today: date, same: bool = False) -> Step:
    """Import the rosters in a file as a clerk does: plan, decide, commit, keep the refused rows.

    Whoever may be somebody of that name on the rolls is that person where `same`, else somebody new.
    """
    school = schools.own(db).id
    plans = rosters.plan_all(db, rosters.read(path), school=school, today=today.isoformat())
    counts = {words: sum(plan.count(key) for plan in plans) for key, words in rosters.VERDICTS.items()}
    said = "，".join(f"{words} {count}" for words, count in counts.items() if count)
    plans = tuple(_decided(db, plan, same=same) for plan in plans)
    rosters.commit_all(db, plans, school=school, today=today.isoformat())
    sheets = f"{len(plans)} 个工作表，" if plans[1:] else ""
    answer = f"（定为{'同一人' if same else '另一人'}）" if counts[rosters.VERDICTS["ask"]] else ""
    made: tuple[Path, ...] = ()
    if any(rosters.refused_rows(plan) for plan in plans):
        made = (files.keep(refused / f"{path.stem}-没有导入的行.xlsx", rosters.refused_list(plans)),)
    return Step(f"导入名册“{path.name}”：{sheets}{said}{answer}", made)


def _decided(db: Register, plan: rosters.Plan, *, same: bool) -> rosters.Plan:
    for at, row in enumerate(plan.rows):
        if row.verdict == "ask" and row.member is not None:
            plan = rosters.decide(db, plan, at, same=same)
    return plan


def mark_frail(db: Register, people: Sequence[Person]) -> Step:
    """Mark those who are old and weak, who owe no hours."""
    known = members.by_id_number(db, school=schools.own(db).id)
    frail = [known[who.id_number] for who in people if who.frail and who.id_number in known]
    with db.act(f"标出年老体弱 {len(frail)} 人"):
        for member in frail:
            members.amend(db, member, {"frail": 1})
    return Step(f"标出年老体弱、不作硬性要求的党员 {len(frail)} 人")


def plan(db: Register, year: int) -> Step:
    """Write the year's plan down, as the office pastes it."""
    made = plans.enter(db, _PLAN, school=schools.own(db).id, year=year)
    return Step(f"填写 {year} 年培训计划 {len(made)} 行")


def file_papers(db: Register, training_class: int, township: Township, *, folder: Path, made: Path) -> Step:
    """File the scheme, notice and agenda of a class, so that only pictures are lacking."""
    found = classes.row(db, training_class)
    formed = date.fromisoformat(found.starts) - timedelta(days=7)
    dated = f"{formed.year}年{formed.month}月{formed.day}日"
    kept = []
    for key, title in _PAPERS:
        named = f"{found.name}{title}"
        lines = (f"现将{found.name}有关事项明确如下，请遵照执行。", "（本件为演示而作，内容是虚构的。）")
        paper = proofs.document(named, lines, signed=township.school, dated=dated)
        kept.append(files.keep(made / f"{named}.pdf", paper))
        class_papers.attach(
            db,
            kept[-1],
            folder=folder,
            training_class=training_class,
            requirement=key,
            formed_on=formed.isoformat(),
            today=found.starts,
        )
    return Step(f"归入“{found.name}”的材料 {len(kept)} 件", tuple(kept))


def hold(
    db: Register,
    name: str,
    *,
    people: Sequence[int],
    starts: date,
    days: int,
    lesson: int,
    place: int = 0,
    class_type: str = "",
) -> int:
    """Prepare a class, enrol its people and lay out its half-days; give its id.

    It carries out the line of the year's plan that is of its type.
    """
    school = schools.own(db).id
    planned = plans.rows(db, plans.find(db, school=school, year=starts.year))
    training_class = classes.prepare(
        db,
        school=school,
        year=starts.year,
        name=name,
        place=_PLACES[place],
        adviser="钟小兰",
        facts={"class_type": class_type},
        plan_line=next((one.id for one in planned if one.class_type == class_type), None),
    )
    enrollments.enrol(db, training_class, people)
    for number in range(days * 2):
        course, teacher = _LESSONS[(lesson + number) % len(_LESSONS)]
        timetable.add(
            db,
            training_class,
            on=(starts + timedelta(days=number // 2)).isoformat(),
            half_day=("am", "pm")[number % 2],
            course=course,
            teacher=teacher,
            quarter_hours=HALF_DAY,
        )
    return training_class


def call_roll(db: Register, training_class: int, *, until: date, chance: random.Random) -> tuple[int, int]:
    """Enter the exceptions, then everyone else as present; give how many of each.

    Only half-days held on that day or before are entered.
    """
    grid, today = attendance.roll_call(db, training_class), until.isoformat()
    held = [session for session in grid.sessions if session.date <= today]
    exceptions = 0
    usual = 1000 - sum(_EXCEPTIONS.values())
    for who in grid.enrollments:
        for session in held:
            (mark,) = chance.choices(["present", *_EXCEPTIONS], [usual, *_EXCEPTIONS.values()])
            if mark != "present":
                attendance.mark(db, enrollment=who.id, session=session.id, mark=mark, today=today)
                exceptions += 1
    sessions = [session.id for session in held]
    present = attendance.mark_all(db, training_class, sessions=sessions, today=today)
    return exceptions, present


def held_and_closed(
    db: Register, training_class: int, *, printed: Path, clock: Clock, chance: random.Random
) -> Iterator[Step]:
    """Walk one class from the sign-in sheet to the certificates."""
    found = classes.row(db, training_class)
    ends = date.fromisoformat(found.ends)
    clock.turn_to(date.fromisoformat(found.starts) - timedelta(days=1))
    yield _sheets(db, training_class, printed=printed, today=clock.now.date())
    clock.turn_to(ends)
    exceptions, present = call_roll(db, training_class, until=ends, chance=chance)
    yield Step(f"点名“{found.name}”：例外 {exceptions} 人次，其余到课 {present} 人次")
    lines = closings.close_class(db, training_class, today=ends.isoformat(), without=_LACKING)
    judged = graduations.results(db, training_class)
    passed = sum(result.passes for result in judged)
    yield Step(
        f"结班“{found.name}”：学时入账 {lines} 行，符合结业要求 {passed} 人，不符合 {len(judged) - passed} 人"
    )
    issued = certificate_papers.issue(db, training_class, today=ends.isoformat())
    paper = certificate_papers.render(db, issued)
    certificates.printed(db, issued, today=ends.isoformat())
    first, last = certificates.rows(db, [issued[0], issued[-1]])
    yield Step(
        f"颁发并打印结业证书 {len(issued)} 张：{first.number}至{last.number}",
        (files.keep(printed / f"结业证书-{found.name}.pdf", paper),),
    )


def _sheets(db: Register, training_class: int, *, printed: Path, today: date) -> Step:
    found = classes.row(db, training_class)
    papers = sign_in_sheets.print_sheets(db, training_class, today=today.isoformat())
    made = [
        files.keep(printed / f"签到表-{found.name}{f'-{number}' if papers[1:] else ''}.pdf", paper)
        for number, paper in enumerate(papers, start=1)
    ]
    return Step(f"打印签到表“{found.name}”：{found.enrolled} 人，{found.sessions} 个半天", tuple(made))


def classes_of(
    db: Register,
    township: Township,
    days: Calendar,
    *,
    folder: Path,
    printed: Path,
    proofs_folder: Path,
    clock: Clock,
    chance: random.Random,
) -> Iterator[Step]:
    """Plan the year and walk its four classes: two closed, one being held, one being prepared."""
    school = schools.own(db).id
    yield plan(db, days.year)
    people = members.find(db, school=school, group="secretary")
    first = hold(db, "村党支部书记和委员培训班", people=people, starts=days.first, days=3, lesson=0,
                 class_type="支部书记培训")  # fmt: skip
    yield _opened(db, first)
    yield file_papers(db, first, township, folder=folder, made=proofs_folder)
    yield from held_and_closed(db, first, printed=printed, clock=clock, chance=chance)
    clock.turn_to(days.second - timedelta(days=5))
    people = _of_villages(db, township, 0, 5)
    second = hold(db, "党员集中轮训第一期", people=people, starts=days.second, days=4, lesson=2,
                  class_type="党员集中轮训")  # fmt: skip
    yield _opened(db, second)
    yield from held_and_closed(db, second, printed=printed, clock=clock, chance=chance)
    clock.turn_to(days.running - timedelta(days=5))
    people = _of_villages(db, township, 5, 9)
    third = hold(db, "党员集中轮训第二期", people=people, starts=days.running, days=4, lesson=5, place=1,
                 class_type="党员集中轮训")  # fmt: skip
    yield _opened(db, third)
    yield _sheets(db, third, printed=printed, today=days.running)
    clock.turn_to(days.today)
    exceptions, present = call_roll(db, third, until=days.today - timedelta(days=1), chance=chance)
    yield Step(f"点名“党员集中轮训第二期”：例外 {exceptions} 人次，其余到课 {present} 人次；今天的还没有点")
    people = members.find(db, school=school, group="candidate")
    fourth = hold(db, "发展对象培训班", people=people, starts=days.prepared, days=3, lesson=7,
                  class_type="发展对象培训班")  # fmt: skip
    yield _opened(db, fourth)


def _opened(db: Register, training_class: int) -> Step:
    found = classes.row(db, training_class)
    return Step(f"办班“{found.name}”：{found.starts} 起 {found.sessions} 个半天，学员 {found.enrolled} 人")


def _of_villages(db: Register, township: Township, first: int, last: int) -> list[int]:
    """Choose the members of some villages who can come."""
    school = schools.own(db).id
    chosen = [branches.named(db, village.branch, school=school) for village in township.villages[first:last]]
    found = [one for branch in chosen for one in members.find(db, school=school, branch=branch)]
    return [who.id for who in members.rows(db, found) if not who.frail and who.member_type != "candidate"]


def learn_elsewhere(db: Register, township: Township, days: Calendar) -> Step:
    """Record what some villages studied in their branches and every third of them online, with the hours."""
    school = schools.own(db).id
    people = _of_villages(db, township, 0, 5)
    on = (days.second + timedelta(days=5)).isoformat()
    said = []
    for kind, title, platform, minutes, whom in (
        ("branch_study", "学习农村基层组织工作条例", "", 120, people),
        ("online", "乡村振兴专题网课", "共产党员网", 40, people[::3]),
    ):
        activity = activities.record(
            db, school=school, kind=kind, title=title, on=on, half_day="evening", people=whom,
            platform=platform, minutes=minutes, today=on,
        )  # fmt: skip
        given = sum(one.quarter_hours for one in activities.participants(db, activity))
        said.append(f"{ACTIVITY_KINDS[kind]}“{title}”{len(whom)} 人共 {hours_text(given)} 学时")
    return Step(f"登记班外学习：{'，'.join(said)}")


def statement(db: Register, days: Calendar, *, printed: Path) -> Step:
    """Print the hours of the one who has most."""
    best = max(standings.of_school(db, school=schools.own(db).id, year=days.year), key=lambda one: one.earned)
    paper = hour_papers.statement(db, best.member, year=days.year, today=days.today.isoformat())
    state = standings.STATES[best.state]
    said = f"打印学时证明：{best.name}，{days.year} 年 {hours_text(best.earned)} 学时，{state}"
    return Step(said, (files.keep(printed / f"学时证明-{best.name}.pdf", paper),))


def prove(db: Register, township: Township, days: Calendar, *, folder: Path, proofs_folder: Path) -> Step:
    """File evidence for some criteria: documents of their own age, and a drawing of the classroom."""
    school = schools.own(db).id
    standard = checklist.standard(db, school=school, on=days.today.isoformat())
    by_key = {one.key: one.id for one in checklist.criteria(db, standard.id)}
    made = []
    for key, title, age in _DOCUMENTS:
        formed = days.today - timedelta(days=age)
        lines = (
            f"根据党校工作需要，经{township.name}党委研究同意，现予印发，请遵照执行。",
            "（本件为演示而作，内容是虚构的。）",
        )
        dated = f"{formed.year}年{formed.month}月{formed.day}日"
        paper = proofs.document(title, lines, signed=township.school, dated=dated)
        made.append((key, files.keep(proofs_folder / f"{title}.pdf", paper), formed))
    drawing = files.keep(proofs_folder / "教室平面图.png", proofs.classroom())
    made.append(("classroom", drawing, days.today - timedelta(days=90)))
    for key, path, formed in made:
        checklist_papers.attach(
            db,
            path,
            folder=folder,
            school=school,
            criterion=by_key[key],
            formed_on=formed.isoformat(),
            today=days.today.isoformat(),
        )
    return Step(f"归入佐证 {len(made)} 件", tuple(path for _, path, _ in made))


def ledger(db: Register, days: Calendar, *, printed: Path) -> Step:
    """Print the five-haves ledger, and say what is lacking."""
    school = schools.own(db).id
    today = days.today.isoformat()
    judged = checklist.assess(db, school=school, year=days.year, today=today)
    lacking = checklist.gaps(judged)
    points = sum(one.points for one in judged)
    said = f"五有自查：{len(judged) - len(lacking)}/{len(judged)} 条可用，{points} 分，缺口 {len(lacking)} 条"
    worst = f"，最要紧的是“{lacking[0].criterion.text}”" if lacking else ""
    paper = checklist_papers.ledger(db, school=school, year=days.year, today=today)
    return Step(said + worst, (files.keep(printed / "五有台账.pdf", paper),))
