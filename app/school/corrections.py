"""Corrections: a fact of a closed class is put right with a reason, and the hours follow it."""

from datetime import date

from app.errors import UserError
from app.school import (
    MARKS,
    MEMBER_TYPES,
    acceptances,
    classes,
    enrollments,
    hours,
    members,
    persons,
    timetable,
)
from db.register import Register
from db.rows import insert, update

_LONGEST = 720


def correct(
    db: Register,
    *,
    enrollment: int,
    session: int,
    mark: str,
    minutes: int | None = None,
    why: str,
    today: str,
) -> int:
    """Change one mark of a closed class, take back what it gave and post anew; give how many lines.

    `minutes` is how long somebody was there who came late or left early. Raise `UserError` where the class
    is open, the year closed, no reason is given, or the mark is that already.
    """
    found = enrollments.rows(db, [enrollment])
    held = timetable.rows(db, [session])
    if not found or not held:
        raise UserError("没有找到这个人或这一课次，可能已被撤销，请刷新后再试。")
    who, when = found[0], held[0]
    if who.training_class != when.training_class:
        raise ValueError("enrollment and session are of two classes")
    if minutes is not None and not 0 <= minutes <= _LONGEST:
        raise UserError(f"实到分钟应在 0 到 {_LONGEST} 之间，请改正。")
    owner, said = _closed(db, who.training_class), _reason(why, today)
    before = db.execute(
        "SELECT id, mark, minutes FROM attendance WHERE enrollment = ? AND session = ?", [enrollment, session]
    ).fetchone()
    if before and before[1:] == (mark, minutes):
        raise UserError(f"{who.name}{when.label}本来就是{MARKS[mark]}，不用更正。")
    changed = f"{MARKS[before[1]]}改为{MARKS[mark]}" if before else f"补记{MARKS[mark]}"
    with db.act(f"更正考勤：{who.name}{when.label}{changed}"):
        values = {"mark": mark, "minutes": minutes, "reason": why.strip()}
        if before:
            update(db, "attendance", before[0], values)
        else:
            row = {"school": owner.school, "session": session, "enrollment": enrollment}
            insert(db, "attendance", {**row, **values})
        return hours.post(
            db,
            school=owner.school,
            people=[who.member],
            years=_years(db, owner.id),
            why=f"{when.label}{changed}，{said}",
        )


def weigh(
    db: Register, *, enrollment: int, session: int, mark: str, minutes: int | None = None
) -> hours.Tried:
    """Say what the person's year and the line would come to if a mark were put right.

    Raise `UserError` where the class is open.
    """
    (who,) = enrollments.rows(db, [enrollment])
    owner = _closed(db, who.training_class)
    gone = [fact for fact in _facts(db, owner, who) if fact.source == session]
    new = [fact._replace(mark=mark, minutes=minutes) for fact in gone]
    return hours.tried(db, school=owner.school, new=new, gone=gone)[who.member]


def weigh_person(db: Register, *, enrollment: int, member: int) -> tuple[hours.Tried, hours.Tried]:
    """Say what becomes of two people's year if a row of a roster is the other's: the one, the other.

    Raise `UserError` where the class is open.
    """
    (who,) = enrollments.rows(db, [enrollment])
    owner, right = _closed(db, who.training_class), persons.same(db, member)[0]
    gone = _facts(db, owner, who)
    new = [fact._replace(member=right) for fact in gone]
    found = hours.tried(db, school=owner.school, new=new, gone=gone)
    return found[who.member], found[right]


def _facts(db: Register, owner: classes.TrainingClass, who: enrollments.Enrollment) -> list[hours.Fact]:
    days = owner.starts, owner.ends
    return hours.facts_of_row(db, school=owner.school, member=who.member, enrollment=who.id, days=days)


def change_person(db: Register, *, enrollment: int, member: int, why: str, today: str) -> int:
    """Say that a row of a closed class's roster is somebody else, with all its marks; give how many lines.

    What the row gave is taken back from the one and posted to the other. Raise `UserError` where the class
    is open, the year closed, no reason is given, the other is in the class already, or a certificate was
    issued for the row: that says another name for good.
    """
    found = enrollments.rows(db, [enrollment])
    if not found:
        raise UserError("没有找到这一行名册，可能已被撤销，请刷新后再试。")
    who, owner = found[0], _closed(db, found[0].training_class)
    right = members.row(db, persons.same(db, member)[0])
    said = _reason(why, today)
    inside = {one for row in _roster(db, owner.id) for one in persons.same(db, row)}
    if right.id in inside:
        raise UserError(f"{right.name}已在本班，请分别更正两个人的考勤。")
    if right.school != owner.school:
        raise UserError("只能改成本校名册里的人。")
    if db.execute("SELECT 1 FROM certificate WHERE enrollment = ?", [enrollment]).fetchone():
        raise UserError(
            f"{who.name}在本班已编过证书号，不能改成别人；请重新打开本班，把{right.name}补进名册再结班。"
        )
    with db.act(f"更正学员：{owner.name}的{who.name}改为{right.name}"):
        values = {"member": right.id, "branch_at_enrollment": right.branch_name}
        values |= {"title_at_enrollment": right.unit_post}
        update(
            db, "enrollment", enrollment, {**values, "type_at_enrollment": MEMBER_TYPES[right.member_type]}
        )
        return hours.post(
            db,
            school=owner.school,
            people=[who.member, right.id],
            years=_years(db, owner.id),
            why=f"{who.name}改为{right.name}，{said}",
        )


def _closed(db: Register, training_class: int) -> classes.TrainingClass:
    found = classes.row(db, training_class)
    if found.state not in classes.CLOSED:
        raise UserError(f"“{found.name}”还没有结班，请直接在考勤和名册里改。")
    acceptances.require_free(db, noun="training_class", record=training_class, doing="更正")
    return found


def _reason(why: str, today: str) -> str:
    if not why.strip():
        raise UserError("更正要写明原因，例如“代签，已核实”。")
    day = date.fromisoformat(today)
    return f"{why.strip()}（{day.year}年{day.month}月{day.day}日更正）"


def _years(db: Register, training_class: int) -> list[int]:
    found = db.execute(
        "SELECT DISTINCT CAST(substr(date, 1, 4) AS INTEGER) FROM session WHERE training_class = ?",
        [training_class],
    )
    return [row[0] for row in found]


def _roster(db: Register, training_class: int) -> list[int]:
    found = db.execute("SELECT member FROM enrollment WHERE training_class = ?", [training_class])
    return [row[0] for row in found]
