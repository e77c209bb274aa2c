"""What a class still needs before it is done, one line a thing, each with its next step."""

from dataclasses import dataclass
from typing import Literal

from app.school import attendance, certificates, classes, hours, hours_text, sign_in_sheets
from app.ui.theme import Tone
from db.register import Register

Errand = Literal["", "enrol", "timetable", "print", "attendance", "close", "issue", "certificates"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a class needs: how it stands in words and tone, and what to do next, if anything.

    `pressing` is false for what may be done but does not hold up the class any more.
    """

    what: str
    said: str
    tone: Tone
    errand: Errand = ""
    errand_name: str = ""
    pressing: bool = True


def of_class(db: Register, found: classes.TrainingClass, *, today: str) -> list[Step]:
    """Give a class's steps in the order in which they are done."""
    grid = attendance.roll_call(db, found.id)
    return [
        _people(found),
        _timetable(found),
        _sheet(db, found, grid, today=today),
        _attendance(found, grid, today=today),
        _closing(found, grid, today=today),
        _certificates(db, found),
    ]


def foremost(steps: list[Step]) -> Step | None:
    """Give the step to take now, or None where there is nothing to do."""
    return next((step for step in steps if step.errand and step.pressing), None)


def _people(found: classes.TrainingClass) -> Step:
    if found.enrolled:
        return Step("学员", f"名册上有 {found.enrolled} 人", "good")
    return Step("学员", "还没有学员", "bad", "enrol", "选人")


def _timetable(found: classes.TrainingClass) -> Step:
    if found.sessions:
        said = f"{found.sessions} 个半天，共 {hours_text(found.quarter_hours)} 学时"
        return Step("课表", said, "good")
    return Step("课表", "还没有排课", "bad", "timetable", "排课")


def _sheet(db: Register, found: classes.TrainingClass, grid: attendance.RollCall, *, today: str) -> Step:
    if not (found.enrolled and found.sessions):
        return Step("签到表", "选好人、排好课以后打印", "muted")
    sheets = sign_in_sheets.rows(db, sign_in_sheets.find(db, training_class=found.id))
    people = {who.id for who in grid.enrollments}
    covered = {one for sheet in sheets if people <= set(sheet.enrollments) for one in sheet.sessions}
    if covered >= {session.id for session in grid.sessions}:
        return Step("签到表", f"已打印，最近一次在 {sheets[0].printed_on}", "good")
    # Where everyone is marked or the class is over, printing would not bring a signature back.
    pressing = found.ends >= today and bool(grid.missing)
    if sheets:
        return Step("签到表", "打印以后名册或课表有变动", "warn", "print", "重新打印签到表", pressing)
    return Step("签到表", "还没有打印", "bad" if pressing else "warn", "print", "打印签到表", pressing)


def _attendance(found: classes.TrainingClass, grid: attendance.RollCall, *, today: str) -> Step:
    held = [session for session in grid.sessions if session.date <= today]
    missing = sum((who.id, session.id) not in grid.marks for session in held for who in grid.enrollments)
    if not (grid.sessions and grid.enrollments):
        return Step("考勤", "选好人、排好课以后录入", "muted")
    if missing:
        return Step("考勤", f"已上的课还有 {missing} 人次没有录入", "bad", "attendance", "录入考勤")
    if not held:
        return Step("考勤", f"{found.starts} 开始上课，上课以后录入", "muted")
    if len(held) < len(grid.sessions):
        return Step("考勤", f"已上的课都录完了，还有 {len(grid.sessions) - len(held)} 个半天没有上", "muted")
    return Step("考勤", f"{len(grid.marks)} 人次全部录完", "good")


def _closing(found: classes.TrainingClass, grid: attendance.RollCall, *, today: str) -> Step:
    if found.state in classes.CLOSED:
        return Step("结班", f"{found.closed_on} 已结班，学时已记入台账", "good")
    if grid.sessions and grid.enrollments and not grid.missing and found.ends <= today:
        return Step("结班", "课已上完，考勤已录完，可以结班", "warn", "close", "结班")
    return Step("结班", "课上完、考勤录完以后结班", "muted")


def _certificates(db: Register, found: classes.TrainingClass) -> Step:
    if found.state not in classes.CLOSED:
        return Step("结业证书", "结班以后颁发", "muted")
    given = certificates.rows(db, certificates.find(db, training_class=found.id))
    valid = [one for one in given if not one.voided_on]
    due = len(without_certificate(db, found.id, valid))
    if due:
        said = f"{due} 人符合结业要求，还没有证书"
        return Step("结业证书", said, "warn", "issue", f"颁发 {due} 张证书")
    unprinted = sum(not one.printed_on for one in valid)
    if unprinted:
        said = f"已编号，还有 {unprinted} 张没有打印"
        return Step("结业证书", said, "warn", "certificates", f"打印 {unprinted} 张证书")
    if valid:
        return Step("结业证书", f"{len(valid)} 张都已打印", "good")
    return Step("结业证书", "没有人符合结业要求", "muted")


def without_certificate(
    db: Register, training_class: int, valid: list[certificates.Certificate]
) -> list[int]:
    """List the enrollments that pass and have none of these certificates."""
    have = {one.enrollment for one in valid}
    return [
        result.enrollment
        for result in hours.results(db, training_class)
        if result.passes and result.enrollment not in have
    ]
