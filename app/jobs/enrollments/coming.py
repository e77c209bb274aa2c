"""Say who came in the end: who a walk-in is, and who stood in for whom."""

from collections.abc import Sequence

from app.errors import UserError
from app.school import (
    CAME,
    MARKS,
    attendance,
    branches,
    classes,
    enrollments,
    members,
    persons,
    precautions,
    timetable,
    walk_ins,
)
from db.register import Register

NOT_THERE = ("absent", "personal_leave", "sick_leave", "official_leave")
"""What may be said of whoever is stood in for."""


def match_walk_in(db: Register, walk_in: int, *, member: int, today: str) -> int:
    """Say who a walk-in is, and give the row of the roster.

    The half-days they sat in are marked 到课; those held before today in which they did not sit, 旷课, so
    that nobody gives them hours for these by marking the rest present. Raise `UserError` where the roster
    says that this person was not there then, a half-day they are said to have sat in is still to come, the
    walk-in is matched already, or the class is closed.
    """
    one = walk_ins.still_open(db, walk_in)
    if ahead := _to_come(db, one.sessions, today=today):
        raise UserError(f"{ahead}还没有上课，{one.name}不能记到课；请更正他来的课次，或上完课再对上。")
    who = members.row(db, persons.same(db, member)[0])
    inside = enrollments.within(db, one.training_class).get(who.id)
    with db.act(f"临时参加的{one.name}是{who.name}"):
        if inside is None:
            row = enrollments.admit(db, one.training_class, who.id, came_by="walk_in")
            _was_there(db, row, one.sessions, today=today, why="临时参加")
        else:
            row = inside
            _was_there_too(db, row, one.sessions, name=who.name, today=today)
        walk_ins.settle(db, walk_in, enrollment=row)
    return row


def substitute(
    db: Register, enrollment: int, *, member: int, sessions: Sequence[int], today: str, mark: str = "absent"
) -> int:
    """Say that somebody came in the stead of a trainee in these half-days, and give the substitute's row.

    The substitute is marked 到课 and gets the hours for themselves; whoever they stand for is marked not
    present, with `mark` one of `NOT_THERE`. Raise `UserError` where no half-day is given or one is still to
    come, the trainee is marked as having been there, or the other is a trainee of the class or stands in
    for somebody else.
    """
    (replaced,) = enrollments.rows(db, [enrollment])
    classes.still_open(db, replaced.training_class)
    who = members.row(db, persons.same(db, member)[0])
    if not sessions:
        raise UserError("请选代训的课次。")
    if mark not in NOT_THERE:
        raise UserError("被代训的人只能记为" + "、".join(MARKS[one] for one in NOT_THERE) + "。")
    if replaced.came_by == "substitute":
        raise UserError(f"{replaced.name}本身是来代训的，请选原来报名的学员。")
    if ahead := _to_come(db, sessions, today=today):
        raise UserError(
            f"{ahead}还没有上课，不能记代训；上完课再记，{replaced.name}事先请假的可以先登记请假条。"
        )
    before = _stands_in(db, replaced, who)
    with db.act(f"{who.name}替{replaced.name}代训"):
        marks = _marks(db, replaced.training_class)
        for session in timetable.rows(db, list(sessions)):
            if marks.get((replaced.id, session.id)) in CAME:
                raise UserError(
                    f"{replaced.name}{session.label}已记为{MARKS[marks[replaced.id, session.id]]}，"
                    "不能同时由别人代训；请先核对考勤。"
                )
            if (replaced.id, session.id) not in marks:
                why = f"由{who.name}代训"
                attendance.mark(
                    db, enrollment=replaced.id, session=session.id, mark=mark, reason=why, today=today
                )
        if before is None:
            row = enrollments.admit(
                db, replaced.training_class, who.id, came_by="substitute", stands_for=replaced
            )
            _was_there(db, row, sessions, today=today, why=f"替{replaced.name}代训")
        else:
            row = before
            for one in sessions:
                why = f"替{replaced.name}代训"
                attendance.mark(db, enrollment=row, session=one, mark="present", reason=why, today=today)
    return row


def _to_come(db: Register, sessions: Sequence[int], *, today: str) -> str:
    """Name the first of these half-days that is still to come, with its date; empty where none is."""
    last = precautions.reached(db, today=today)
    ahead = [one for one in timetable.rows(db, list(sessions)) if one.date > last]
    return f"{ahead[0].label}（{ahead[0].date}）" if ahead else ""


def _stands_in(db: Register, replaced: enrollments.Enrollment, who: members.Member) -> int | None:
    """Give the row under which somebody stands in for this trainee already, or None."""
    inside = enrollments.within(db, replaced.training_class).get(who.id)
    if inside is None:
        return None
    (found,) = enrollments.rows(db, [inside])
    if found.came_by != "substitute":
        raise UserError(f"{who.name}自己就是本班学员，不能再替别人代训。")
    if found.stands_for != replaced.id:
        raise UserError(f"{who.name}已替本班另一位学员代训，一个人只能替一位学员。")
    return inside


def _was_there(db: Register, enrollment: int, sessions: Sequence[int], *, today: str, why: str) -> None:
    (who,) = enrollments.rows(db, [enrollment])
    for session in timetable.rows(db, timetable.find(db, training_class=who.training_class)):
        if session.id in sessions or session.date < today:
            mark = "present" if session.id in sessions else "absent"
            attendance.mark(db, enrollment=enrollment, session=session.id, mark=mark, reason=why, today=today)


def _was_there_too(db: Register, enrollment: int, sessions: Sequence[int], *, name: str, today: str) -> None:
    """Mark the half-days of somebody who was on the list all along, where nothing is marked yet."""
    (who,) = enrollments.rows(db, [enrollment])
    marks = _marks(db, who.training_class)
    for session in timetable.rows(db, list(sessions)):
        mark = marks.get((enrollment, session.id))
        if mark is None:
            why = "临时参加时来了"
            attendance.mark(
                db, enrollment=enrollment, session=session.id, mark="present", reason=why, today=today
            )
        elif mark not in CAME:
            raise UserError(f"{name}{session.label}已记为{MARKS[mark]}，请先在考勤里核对，再对上。")


def _marks(db: Register, training_class: int) -> dict[tuple[int, int], str]:
    return dict(attendance.roll_call(db, training_class).marks)


def admit_new(db: Register, walk_in: int, *, today: str) -> int:
    """Put a walk-in on the rolls as a non-member and in the class, and give the row of the roster."""
    one = walk_ins.still_open(db, walk_in)
    meant = branches.named(db, one.unit, school=one.school) if one.unit else None
    facts: dict[str, object] = {"name": one.name, "member_type": "non_member"}
    facts |= {"branch": meant} if meant is not None else {"unit_post": one.unit}
    with db.act(f"临时参加的{one.name}按非党员新增"):
        member = members.enrol(db, facts, school=one.school)
        return match_walk_in(db, walk_in, member=member, today=today)
