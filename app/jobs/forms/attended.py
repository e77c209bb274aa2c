"""The forms by which a class is called together and attended: timetable, roster, signs, sheets, slips."""

from app.errors import UserError
from app.jobs import sign_in_sheets
from app.jobs.forms.kinds import Form
from app.papers import attendance as attendance_papers
from app.papers import badges as badge_papers
from app.papers import class_rosters as roster_papers
from app.papers import desk_signs as sign_papers
from app.papers import joining
from app.papers import leave_slips as slip_papers
from app.papers import seat_plans as seat_papers
from app.papers import timetables as timetable_papers
from app.scans import badges
from app.school import (
    CAME,
    HALF_DAYS,
    attendance,
    classes,
    enrollments,
    hours,
    leave_slips,
    members,
    schools,
    seat_plans,
    teachers,
    timetable,
)
from app.spelling import dates
from db.register import Register


def heading(db: Register, training_class: int) -> str:
    """Write whose class it is as the forms begin: “溪口镇党校2026年第3期冬训班”."""
    found = classes.row(db, training_class)
    (school,) = schools.rows(db, [found.school])
    return f"{school.short_name}{found.year}年第{found.term_no}期{found.name}"


def people(db: Register, training_class: int) -> list[enrollments.Enrollment]:
    """Give a class's roster in its order; raise `UserError` where it has nobody."""
    found = enrollments.rows(db, enrollments.find(db, training_class=training_class))
    if not found:
        raise UserError("本班还没有学员，请先到“学员”页选人。")
    return found


def _lessons(db: Register, training_class: int) -> timetable_papers.Timetable:
    found = classes.row(db, training_class)
    held = timetable.rows(db, timetable.find(db, training_class=training_class))
    if not held:
        raise UserError("本班还没有排课，请先到“课表”页排课。")
    posts = _posts(db, found.school)
    return timetable_papers.Timetable(
        title=heading(db, training_class),
        lessons=[
            timetable_papers.Lesson(
                one.date, HALF_DAYS[one.half_day], one.starts, one.ends, one.course, one.teacher,
                timetable.METHODS[one.method], one.place or found.place_name, one.quarter_hours,
                posts.get(one.teacher, ""),
            )
            for one in held
        ],
        adviser=found.adviser,
    )  # fmt: skip


def _posts(db: Register, school: int) -> dict[str, str]:
    """Give the posts of teachers by name; of two with one name it is not known who teaches."""
    found = teachers.rows(db, teachers.find(db, school=school, ended=True))
    names = [one.name for one in found]
    return {one.name: one.post for one in found if names.count(one.name) == 1}


def _roster(db: Register, training_class: int) -> roster_papers.ClassRoster:
    roster = people(db, training_class)
    who = {one.id: one for one in members.rows(db, [one.member for one in roster])}
    grouped = any(one.group_no for one in roster)
    if grouped:
        roster = sorted(roster, key=lambda one: (one.group_no == 0, one.group_no, one.seq_no))
    return roster_papers.ClassRoster(
        title=heading(db, training_class),
        trainees=[
            roster_papers.Trainee(
                seq_no=one.seq_no, name=one.name, gender=one.gender, birth=one.birth,
                branch=one.branch_at_enrollment, post=one.title_at_enrollment, kind=one.type_at_enrollment,
                phone=who[one.member].phone or who[one.member].landline,
                note="，".join(filter(None, (_duty(one), _came_by(one)))),
                band=_group(one) if grouped else "",
                ethnicity=who[one.member].ethnicity, education=who[one.member].education,
                joined=who[one.member].join_date,
            )
            for one in roster
        ],
        adviser=classes.row(db, training_class).adviser,
    )  # fmt: skip


def _duty(one: enrollments.Enrollment) -> str:
    return enrollments.DUTIES[one.duty] if one.duty else ""


def _came_by(one: enrollments.Enrollment) -> str:
    return "" if one.came_by == "enrolled" else enrollments.CAME_BY[one.came_by]


def _group(one: enrollments.Enrollment) -> str:
    return f"第 {one.group_no} 组" if one.group_no else "未分组"


def _attendance(db: Register, training_class: int, today: str) -> attendance_papers.AttendanceSheet:
    people(db, training_class)
    grid = attendance.roll_call(db, training_class)
    held = [one for one in grid.sessions if one.date <= today]
    if not held:
        raise UserError("本班还没有上过课，没有考勤可以统计。")
    sums = hours.enrollment_hours(db, training_class)
    rows = []
    for who in grid.enrollments:
        marks = [mark for one in held if (mark := grid.marks.get((who.id, one.id)))]
        counts = {mark: marks.count(mark) for mark in attendance_papers.MARKS}
        came = sum(mark in CAME for mark in marks)
        rows.append(
            attendance_papers.Attended(
                who.seq_no, who.name, who.branch_at_enrollment, len(held), came, counts, sums.get(who.id, 0)
            )
        )
    entered = sum(one in {session.id for session in held} for _, one in grid.marks)
    return attendance_papers.AttendanceSheet(
        title=heading(db, training_class),
        people=rows,
        as_of=dates.in_figures(today),
        missing=len(held) * len(rows) - entered,
    )


def _sign_in_sheets(db: Register, training_class: int, today: str) -> bytes:
    return joining.joined(sign_in_sheets.print_sheets(db, training_class, today=today))


def _seat_plan(db: Register, training_class: int, today: str) -> bytes:
    plan = seat_plans.of_class(db, training_class)
    if plan is None:
        raise UserError("本班还没有排座次，请先排座。")
    names = {one.id: one.name for one in enrollments.rows(db, list(plan.seats.values()))}
    return seat_papers.render(
        seat_papers.SeatPlan(
            title=f"{heading(db, training_class)}座次表",
            rows=plan.rows,
            columns=plan.columns,
            seats={place: names[who] for place, who in plan.seats.items()},
            leaders=seat_plans.at_the_table(plan.leaders),
            aisles=plan.aisles,
        )
    )


def _desk_signs(db: Register, training_class: int, today: str) -> bytes:
    return sign_papers.render(
        [sign_papers.DeskSign(one.name, one.branch_at_enrollment) for one in people(db, training_class)]
    )


def _badges(db: Register, training_class: int, today: str) -> bytes:
    found = classes.row(db, training_class)
    return badge_papers.render(
        [
            badge_papers.Badge(
                title=found.name, name=one.name, unit=one.branch_at_enrollment,
                place=_group(one) if one.group_no else f"{one.seq_no} 号",
                code=badges.text(one.id),
            )
            for one in people(db, training_class)
        ]
    )  # fmt: skip


def _leave_slips(db: Register, training_class: int, today: str) -> bytes:
    title = heading(db, training_class)
    asked = leave_slips.rows(db, leave_slips.find(db, training_class=training_class, open_only=True))
    by_id = {one.id: one for one in enrollments.rows(db, [slip.enrollment for slip in asked])}
    filled = [
        slip_papers.LeaveSlip(
            class_name=title, name=slip.name, unit=by_id[slip.enrollment].branch_at_enrollment,
            kind=leave_slips.KINDS[slip.kind], span=slip.span, reason=slip.reason,
            asked_on=dates.in_figures(slip.asked_on), approver=slip.approver,
        )
        for slip in asked
    ]  # fmt: skip
    return slip_papers.render(filled or [slip_papers.LeaveSlip(class_name=title)])


FORMS = (
    Form(
        "timetable", "F4", "课程表", ".pdf",
        lambda db, one, _: timetable_papers.render(_lessons(db, one)), ("opening", "closing"),
    ),
    Form("timetable-sheet", "F4", "课程表（可编辑）", ".xlsx",
         lambda db, one, _: timetable_papers.render_workbook(_lessons(db, one))),
    Form("roster", "F6", "学员花名册", ".pdf",
         lambda db, one, _: roster_papers.render(_roster(db, one)), ("opening", "closing")),
    Form("roster-sheet", "F6", "学员花名册（可编辑）", ".xlsx",
         lambda db, one, _: roster_papers.render_workbook(_roster(db, one))),
    Form("sign-in-sheet", "F7", "签到表", ".pdf", _sign_in_sheets, ("opening",)),
    Form("seat-plan", "F8", "座次表", ".pdf", _seat_plan),
    Form("desk-signs", "F9", "席卡", ".pdf", _desk_signs),
    Form("badges", "F10", "胸牌", ".pdf", _badges),
    Form("leave-slips", "F12", "请假审批表", ".pdf", _leave_slips, ("opening",)),
    Form("attendance", "F13", "考勤统计表", ".pdf",
         lambda db, one, today: attendance_papers.render(_attendance(db, one, today)), ("closing",)),
    Form("attendance-sheet", "F13", "考勤统计表（可编辑）", ".xlsx",
         lambda db, one, today: attendance_papers.render_workbook(_attendance(db, one, today))),
)  # fmt: skip
