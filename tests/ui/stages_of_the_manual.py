"""What the manual's pictures show beyond the demonstration: slips, votes, orders, returns, two laptops.

Played once, on a copy of what the demonstration left, by the jobs a clerk uses.
"""

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from app import paths
from app.jobs import backups, devices, merging, parcels, receipts, refdata, registers, siblings
from app.jobs import evidence as evidence_jobs
from app.jobs import upper_forms as form_jobs
from app.jobs.demo import proofs, stage
from app.progress import silent
from app.school import (
    assessments,
    attendance,
    classes,
    courses,
    evaluations,
    leave_slips,
    members,
    notices,
    orders,
    photographs,
    rectifications,
    returns,
    schools,
    teachers,
    upper_forms,
)
from db.register import Register

CITY, SECOND, SPOILT = "市", "第二台", "打不开的"
OTHER = "石坂镇"
CLERK, OFFICER = "钟小兰", "范明辉"
SHEETS = 212
SPOILT_AT = 40 * 4096 + 100
FORM = "培训情况季报表"
COURSES = (
    ("党的创新理论宣讲", "马克思主义理论", "林宣讲", "宣讲团成员轮流主讲，请准备投影"),
    ("党内法规解读", "党章党规党纪", "周法规", "每次不超过 120 人"),
    ("茶园病虫害绿色防控", "实用技术", "吴农技", "可到茶园现场讲，雨天改在室内"),
    ("农村电商直播入门", "实用技术", "郑电商", "学员自带手机，要有无线网络"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """Whose registers the stages play in, and when."""

    folder: Path
    today: date
    clock: stage.Clock

    @property
    def day(self) -> str:
        """Give the day as it is written down."""
        return self.today.isoformat()

    def later(self, days: int) -> str:
        """Give the day so many days after."""
        return (self.today + timedelta(days)).isoformat()

    def opened(self, stack: ExitStack, where: str, operator: str) -> Register:
        """Open a register of the stages until the stack ends."""
        return stack.enter_context(registers.opened(self.folder / where, clock=self.clock, operator=operator))

    def sent(self, db: Register) -> Path:
        """Send a parcel up, and give where it lies."""
        stick = self.folder / stage.STICK
        return parcels.send(db, folder=db.path.parent, target=stick, now=self.clock.now, tell=silent).path

    def up(self, below: Register, above: Register) -> None:
        """Send a parcel and have it read above."""
        path = self.sent(below)
        parcels.receive(above, path, folder=above.path.parent, now=self.clock.now, tell=silent)

    def down(self, above: Register, below: Register) -> None:
        """Write a reply to a school and have it read there."""
        path = receipts.reply(
            above, of_school=schools.own(below).id, folder=above.path.parent, now=self.clock.now, tell=silent,
            target=self.folder / stage.STICK,
        ).path  # fmt: skip
        receipts.read(below, path, folder=below.path.parent, now=self.clock.now, tell=silent)

    def merge(self, one: Register, other: Register) -> None:
        """Have a school's laptop read what its other one did."""
        merging.receive(other, self.sent(one), folder=other.path.parent, now=self.clock.now, tell=silent)

    def hand_down(self, above: Register, below: Register) -> None:
        """Issue what may be used below, with the notices, and have it read there."""
        made = refdata.issue(
            above, folder=above.path.parent, now=self.clock.now, tell=silent,
            target=self.folder / stage.STICK,
        )  # fmt: skip
        receipts.read(below, made.paths[0], folder=below.path.parent, now=self.clock.now, tell=silent)


def play(folder: Path, *, today: date) -> None:
    """Play the stages in a copy of the demonstration."""
    clock = stage.Clock(today)
    clock.turn_to(today)
    told = Told(folder, today, clock)
    with ExitStack() as stack:
        town = told.opened(stack, stage.TOWNSHIP, CLERK)
        county = told.opened(stack, stage.COUNTY, OFFICER)
        teaching = _class_on_now(town, told)
        _leave(town, teaching, told)
        _vote(town, teaching, told)
        _photograph(town, told)
        _judge(town, told)
        _upper_form(town, told)
        _alike(town, county, told, stack)
        _from_the_county(town, county, told)
        _from_the_city(county, told, stack)
        _two_laptops(town, county, told, stack)
    _spoil(folder / stage.TOWNSHIP, folder / SPOILT, told)


def _spoil(good: Path, target: Path, told: Told) -> None:
    """Copy a data folder with copies of some days in it, and damage the register as a power cut does."""
    shutil.copytree(good, target)
    with registers.opened(target, clock=told.clock, operator=CLERK) as db:
        for days in (1, 2, 3):
            told.clock.turn_to(told.today + timedelta(days))
            backups.back_up(db, target, why="定时")
    file = paths.register(target)
    data = bytearray(file.read_bytes())
    data[SPOILT_AT] ^= 1
    file.write_bytes(bytes(data))
    paths.open_mark(target).touch()


def _class_on_now(db: Register, told: Told) -> int:
    found = classes.rows(db, classes.find(db, school=schools.own(db).id))
    return next(one.id for one in found if one.starts and one.starts <= told.day)


def _leave(db: Register, training_class: int, told: Told) -> None:
    grid = attendance.roll_call(db, training_class)
    wanted = (
        ("sick_leave", "感冒发烧，有乡卫生院的病历", 0, 1, True, True),
        ("official_leave", "到县里参加防汛会议", 2, 3, True, False),
        ("personal_leave", "孩子结婚", 5, 6, True, False),
        ("sick_leave", "腰伤复查", 6, 8, False, False),
        ("personal_leave", "茶厂赶工，走不开", 7, 8, False, False),
    )
    for who, (kind, reason, first, last, approved, back) in zip(grid.enrollments[3::9], wanted, strict=False):
        sessions = [one.id for one in grid.sessions[first:last]]
        slip = leave_slips.ask(
            db, enrollment=who.id, kind=kind, reason=reason, sessions=sessions, today=told.day
        )
        if approved:
            (found,) = leave_slips.rows(db, [slip])
            leave_slips.approve(db, slip, by=found.approver, today=told.day)
        if back:
            leave_slips.come_back(db, slip, on=grid.sessions[last].date, today=told.day)


def _vote(db: Register, training_class: int, told: Told) -> None:
    evaluations.note(
        db, training_class, returned=SHEETS, today=told.day, remarks="希望多讲身边的案例\n课间休息再长一点"
    )
    kept = evaluations.of_class(db, training_class)
    entries = []
    for at, (lesson, aspect) in enumerate(kept.lines):
        others = (9 + at * 7 % 11, at * 5 % 6, at % 2)
        tallies = (SHEETS - sum(others), *others)
        entries += [
            evaluations.Entry(lesson, aspect, grade.title, tally)
            for grade, tally in zip(kept.rule.grades, tallies, strict=True)
        ]
    evaluations.enter(db, training_class, entries, today=told.day)


def _photograph(db: Register, told: Told) -> None:
    """File a picture of the room for every half-day of the classes that are over."""
    school = schools.own(db).id
    over = [one for one in classes.rows(db, classes.find(db, school=school)) if one.state in classes.CLOSED]
    for number, one in enumerate(over):
        for at, session in enumerate(attendance.roll_call(db, one.id).sessions):
            path = told.folder / f"{one.name}{session.date}{session.half_day}.png"
            path.write_bytes(proofs.classroom(rows=5 + at, seats=6 + 2 * number))
            filed = evidence_jobs.file(
                db, path, folder=db.path.parent, school=school, formed_on=session.date, today=told.day
            )
            photographs.link(db, session.id, filed)


def _judge(db: Register, told: Told) -> None:
    school = schools.own(db).id
    round_ = assessments.open_round(db, school=school, kind="yearly", year=told.today.year, today=told.day)
    assessments.set_due(db, round_, told.later(18))
    lines = assessments.lines(db, round_)
    short = [one for one in lines if one.proposed < one.points_full]
    for one, reason in zip(short[:2], ("照片在县里，已约好去取", "教室桌椅已到货，还没有装好"), strict=False):
        assessments.score(db, one.id, points=one.points_full - 1, reason=reason)
    wanted = (
        ("补齐三月班的现场教学照片", "雷明珠", -20, -2, ""),
        ("教学点门口挂牌", "蓝书记", 0, 12, ""),
        ("添置投影仪一台，报账发票入档", "钟小兰", 0, 26, ""),
        ("教务员分工写进文件", "钟小兰", -20, 20, "已写进 11 月的分工文件"),
    )
    for at, (what, who, begun, due, done) in enumerate(wanted):
        one_id = rectifications.begin(
            db, school=school, what=what, responsible=who, due_on=told.later(due), today=told.later(begun),
            criterion=short[at % len(short)].criterion, round_=round_,
        )  # fmt: skip
        if done:
            rectifications.finish(db, one_id, note=done, today=told.day)


def _upper_form(db: Register, told: Told) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "季报"
    rows = (
        ("{{学校全称}}培训情况季报表",),
        ("期数", "{{期数}}", "参训人数", "{{实训人数}}"),
        ("联系人", "{{联系人}}", "审核人", "{{审核人}}"),
        ("序号", "姓名", "党支部", "学时"),
        ("1", "{{学员.姓名}}", "{{学员.党支部}}", "{{学员.学时}}"),
    )
    for at, texts in enumerate(rows, start=1):
        for column, text in enumerate(texts, start=1):
            sheet.cell(at, column, text)
    sheet.merge_cells("A1:D1")
    path = told.folder / f"{FORM}.xlsx"
    book.save(path)
    taken = form_jobs.take(db, path, school=schools.own(db).id, today=told.day)
    upper_forms.choose(db, taken.form, "期数", fact="class.term")
    upper_forms.choose(db, taken.form, "联系人", fact="school.operator")


def _alike(town: Register, county: Register, told: Told, stack: ExitStack) -> None:
    """Have people of one township stand on the roll of another, as those who moved do."""
    other = told.opened(stack, f"{stage.OTHERS}/{OTHER}", CLERK)
    rows = members.rows(town, members.find(town, school=schools.own(town).id)[40:400:60])
    whose = members.rows(other, members.find(other, school=schools.own(other).id)[:1])[0].branch
    for at, one in enumerate(rows):
        values: dict[str, object] = {
            "name": one.name,
            "member_type": "full",
            "birth": one.birth,
            "branch": whose,
        }
        if at % 2:
            values["phone"] = one.phone
        members.enrol(other, values, school=schools.own(other).id)
    told.up(other, county)


def _from_the_county(town: Register, county: Register, told: Told) -> None:
    school = schools.own(town).id
    for title, category, name, terms in COURSES:
        teacher = teachers.add(county, {"name": name}, school=schools.own(county).id)
        course = courses.add(county, {"title": title, "category": category}, school=schools.own(county).id)
        orders.offer(county, course=course, teacher=teacher, terms=terms, today=told.day)
    notices.issue(
        county, title="关于做好今冬明春党员冬训的通知", words="各乡镇党校请于 12 月 5 日前报送冬训计划。",
        due_on=told.later(13), today=told.day,
    )  # fmt: skip
    told.hand_down(county, town)
    audiences = (("村党组织书记", 42), ("流动党员", 36), ("茶叶种植户党员", 55))
    placed = [
        orders.place(
            town, menu_item=item, wished_on=told.later(9 + 4 * at), audience=audience, people=people,
            today=told.day,
        )
        for at, (item, (audience, people)) in enumerate(zip(orders.menu(town), audiences, strict=False))
    ]  # fmt: skip
    told.up(town, county)
    (taught,) = orders.items(county, [orders.row(county, placed[0]).menu_item])
    orders.dispatch(
        county,
        placed[0],
        teacher_name=taught.teacher_name,
        on_date=told.later(9),
        phone="13900000001",
        today=told.day,
    )
    first, second, third = members.find(county, school=school)[5:20:5]
    for record, reason, days in (
        (first, "身份证号与花名册不符，请核对户口本", 13),
        (second, "支部写的是已经撤销的支部", 13),
        (third, "入党日期早于 18 周岁，请核对", 20),
    ):
        returns.send_back(
            county, noun="member", record=record, reason=reason, due_on=told.later(days), today=told.day
        )
    told.down(county, town)


def _from_the_city(county: Register, told: Told, stack: ExitStack) -> None:
    city = told.opened(stack, CITY, "陈立新")
    registers.found(city, level="city", code="350900", full_name="中共青陵市委组织部")
    devices.take_card(county, devices.county_card(city))
    wish = devices.request(county, device_name="组织科电脑")
    devices.take_certificate(county, devices.enrol(city, wish, today=told.day))
    told.up(county, city)
    school = next(one for one in schools.rows(city, schools.find(city)) if one.level == "township")
    first, second = members.find(city, school=school.id)[8:20:6]
    for record, reason in ((first, "学历与年报不一致，请核实"), (second, "同一身份证号在外县也有记录")):
        returns.send_back(
            city, noun="member", record=record, reason=reason, due_on=told.later(18), today=told.day
        )
    notices.issue(city, title="关于报送年度培训总结的通知", words="请转发各乡镇。", today=told.day)
    courses.add(city, {"title": "市情教育"}, school=schools.own(city).id)
    told.hand_down(city, county)
    told.down(city, county)


def _two_laptops(first: Register, county: Register, told: Told, stack: ExitStack) -> None:
    second = told.opened(stack, SECOND, "雷明珠")
    siblings.begin(second, siblings.card(first), today=told.day)
    wish = siblings.request(second, device_name="副校长的电脑")
    word = devices.enrol(county, wish, today=told.day)
    siblings.take_certificate(second, word)
    siblings.accept(first, word, today=told.day)
    told.merge(first, second)
    people = members.find(first, school=schools.own(first).id)
    here = ({"phone": "13900000011"}, {"note": "在县城带孙子，冬训可回来"}, {"phone": "13900000013"})
    there = ({"phone": "13900000021"}, {"note": "长期在外，请支部联系"}, {"phone": "13900000023"})
    for who, ours, theirs in zip(people[10:40:10], here, there, strict=True):
        members.amend(first, who, ours)
        members.amend(second, who, theirs)
    told.merge(second, first)
