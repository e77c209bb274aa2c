import json

import pytest

from app.errors import UserError
from app.school import attendance, classes, leave_slips, rules, timetable
from db.register import Register
from db.rows import update
from tests import made_up

TODAY = "2026-11-20"


@pytest.fixture
def training(db: Register, school: int, people: list[int]) -> int:
    return made_up.a_class(db, school, people[:2])


def one(db: Register, training: int) -> tuple[int, list[int]]:
    grid = attendance.roll_call(db, training)
    return grid.enrollments[0].id, [session.id for session in grid.sessions]


def asked(db: Register, training: int, *places: int, kind: str = "sick_leave") -> int:
    who, sessions = one(db, training)
    return leave_slips.ask(
        db,
        enrollment=who,
        kind=kind,
        reason="住院 复查",
        sessions=[sessions[at] for at in places],
        today=TODAY,
    )


def test_a_slip_says_who_why_when_and_who_must_approve(db: Register, training: int) -> None:
    (slip,) = leave_slips.rows(db, [asked(db, training, 0, 1)])
    assert (slip.name, slip.kind, slip.reason, slip.span, slip.approver, slip.state) == (
        "单晓红", "sick_leave", "住院 复查", "20日上午至下午", "教务", "待批准")  # fmt: skip
    assert db.undoable() == "登记请假条：单晓红20日上午至下午病假"


@pytest.mark.parametrize(
    ("half_days", "approver"),
    [(1, "班主任"), (2, "教务"), (3, "分管校长"), (6, "分管校长"), (7, "组织部"), (40, "组织部")],
)
def test_longer_leave_goes_higher_up(db: Register, school: int, half_days: int, approver: str) -> None:
    """各地党校学员管理制度：半天由班主任批，一天由教务处批，一天以上由分管校长批，更长由组织部批."""
    training = made_up.a_class(db, school, made_up.people(db, school, 1))
    assert leave_slips.rule(db, classes.row(db, training)).approver(half_days) == approver


def test_an_approved_slip_fills_the_marks_before_or_after_the_session(db: Register, training: int) -> None:
    who, sessions = one(db, training)
    attendance.mark(db, enrollment=who, session=sessions[0], mark="absent", today=TODAY)
    attendance.mark(db, enrollment=who, session=sessions[1], mark="present", today=TODAY)
    slip = asked(db, training, 0, 1, 2)
    filled = leave_slips.approve(db, slip, by="钟校长", today=TODAY)
    assert (filled.boxes, filled.had_come) == (3, 1)
    grid = attendance.roll_call(db, training)
    assert [grid.marks.get((who, at)) for at in sessions] == [*["sick_leave"] * 3, None]
    assert leave_slips.covered(db, training) == {(who, at): "sick_leave" for at in sessions[:3]}
    (found,) = leave_slips.rows(db, [slip])
    assert (found.approved_by, found.approved_on, found.state) == ("钟校长", TODAY, "待销假")
    assert db.undo() == "批准请假条：单晓红20日上午至21日上午病假"
    assert attendance.roll_call(db, training).marks[who, sessions[1]] == "present"


def test_leave_before_the_first_lesson_does_not_begin_the_class(db: Register, training: int) -> None:
    leave_slips.approve(db, asked(db, training, 0), by="钟校长", today="2026-11-01")
    assert classes.row(db, training).state == "preparing"


def test_an_approved_slip_is_reason_enough_in_a_locked_session(db: Register, training: int) -> None:
    who, sessions = one(db, training)
    attendance.mark_all(db, training, sessions=sessions[:1], today=TODAY)
    attendance.lock(db, sessions[0], today=TODAY)
    leave_slips.approve(db, asked(db, training, 0), by="钟校长", today=TODAY)
    assert attendance.roll_call(db, training).reasons == {(who, sessions[0]): "请假条：住院 复查"}


def test_a_refused_slip_leaves_the_marks_and_its_half_days_may_be_asked_again(
    db: Register, training: int
) -> None:
    slip = asked(db, training, 0)
    with pytest.raises(UserError, match="写明原因"):
        leave_slips.refuse(db, slip, reason=" ")
    leave_slips.refuse(db, slip, reason="当天有考试")
    assert leave_slips.rows(db, [slip])[0].state == "未批准"
    assert attendance.roll_call(db, training).marks == {}
    assert leave_slips.find(db, training_class=training, open_only=True) == []
    with pytest.raises(UserError, match="不批准：当天有考试"):
        leave_slips.approve(db, slip, by="钟校长", today=TODAY)
    assert asked(db, training, 0) != slip


def test_who_is_back_early_is_called_again(db: Register, training: int) -> None:
    who, sessions = one(db, training)
    slip = asked(db, training, 0, 1, 2, 3)
    with pytest.raises(UserError, match="还没有批准"):
        leave_slips.come_back(db, slip, on=TODAY, today=TODAY)
    leave_slips.approve(db, slip, by="钟校长", today=TODAY)
    for on, said in (("2026-11-21", "不能晚于今天"), ("明天", "不是一个日期"), ("", "不是一个日期"),
                     ("0026-11-20", "1900 年到 2099 年")):  # fmt: skip
        with pytest.raises(UserError, match=said):
            leave_slips.come_back(db, slip, on=on, today=TODAY)
    assert leave_slips.come_back(db, slip, on=TODAY, today=TODAY) == 2
    grid = attendance.roll_call(db, training)
    assert [grid.marks.get((who, at)) for at in sessions] == ["sick_leave", "sick_leave", None, None]
    assert leave_slips.rows(db, [slip])[0].state == "已销假"
    with pytest.raises(UserError, match="已经销假"):
        leave_slips.come_back(db, slip, on=TODAY, today=TODAY)


def test_what_is_no_slip_is_refused_and_nothing_kept(db: Register, school: int, training: int) -> None:
    who, sessions = one(db, training)
    other = timetable.find(db, training_class=made_up.a_class(db, school, [], name="春训班"))
    ask = {
        "enrollment": who,
        "kind": "sick_leave",
        "reason": "住院",
        "sessions": sessions[:1],
        "today": TODAY,
    }
    for wrong, said in (
        ({"reason": " \n"}, "写明事由"),
        ({"sessions": []}, "选好请假的半天"),
        ({"sessions": [sessions[0], other[0]]}, "本班课表里的"),
        ({"sessions": [7]}, "本班课表里的"),
    ):
        with pytest.raises(UserError, match=said):
            leave_slips.ask(db, **{**ask, **wrong})  # type: ignore[arg-type]
    assert leave_slips.find(db) == []
    asked(db, training, 1)
    with pytest.raises(UserError, match="20日下午已经有一张请假条"):
        asked(db, training, 0, 1)
    with pytest.raises(UserError, match="填写批准人"):
        leave_slips.approve(db, leave_slips.find(db)[0], by="", today=TODAY)
    with pytest.raises(UserError, match="本班课表里的"):
        leave_slips.between(db, training, sessions[0], other[0])


def test_half_days_from_one_to_another_in_the_order_held(db: Register, training: int) -> None:
    _, sessions = one(db, training)
    assert leave_slips.between(db, training, sessions[2], sessions[1]) == sessions[1:3]
    assert leave_slips.between(db, training, sessions[3], sessions[3]) == sessions[3:]


def test_leave_above_a_seventh_of_all_hours_is_said_at_once(db: Register, school: int) -> None:
    """《干部教育培训工作条例》(2023修订)：累计请假时间原则上不得超过总学时的1/7."""
    days = tuple(f"2026-11-{day}" for day in range(10, 17))
    training = made_up.a_class(db, school, made_up.people(db, school, 1), days=days)
    who, sessions = one(db, training)
    assert leave_slips.warnings(db, who) == []
    assert leave_slips.warnings(db, who, sessions[:2]) == [], "8 of 56 hours are exactly a seventh"
    assert leave_slips.warnings(db, who, sessions[:3])[0] == (
        "累计请假 12 学时，超过总学时 56 的 1/7，不予结业"
    )
    attendance.mark(db, enrollment=who, session=sessions[9], mark="official_leave", today=TODAY)
    asked(db, training, 0)
    assert "12 学时" in leave_slips.warnings(db, who, sessions[5:6])[0], "marks and slips count together"


def test_more_days_of_leave_than_a_class_of_its_length_allows_is_said(db: Register, school: int) -> None:
    """中共巢湖市委党校《主体班学员考勤制度》：15天以内的班累计请假不超过1天，1个月的班不超过2天."""
    rule = rules.in_force(db, school=school, on=TODAY).id
    body = json.loads(db.execute("SELECT body FROM hour_rule WHERE id = ?", [rule]).fetchone()[0])
    with db.act("改口径"):
        update(db, "hour_rule", rule, {"body": json.dumps(body | {"leave_max_days": [[15, 1], [31, 2]]})})
    short = tuple(f"2026-11-{day:02}" for day in range(1, 16))
    people = made_up.people(db, school, 1)
    training = made_up.a_class(db, school, people, days=short)
    who, sessions = one(db, training)
    assert leave_slips.warnings(db, who, sessions[:2]) == []
    assert leave_slips.warnings(db, who, sessions[:3]) == [
        "累计请假 1.5 天，15 天的班最多请假 1 天，不予结业"
    ]
    month = tuple(f"2026-10-{day:02}" for day in range(1, 31))
    training = made_up.a_class(db, school, people, days=month, name="主体班")
    who, sessions = one(db, training)
    assert leave_slips.warnings(db, who, sessions[:4]) == []
    assert leave_slips.warnings(db, who, sessions[:5]) == [
        "累计请假 2.5 天，30 天的班最多请假 2 天，不予结业"
    ]


def test_open_slips_of_open_classes_wait_to_be_decided_or_settled(
    db: Register, school: int, training: int
) -> None:
    first, second = asked(db, training, 0), asked(db, training, 1)
    assert leave_slips.find(db, school=school, open_only=True) == [first, second]
    leave_slips.approve(db, first, by="钟校长", today=TODAY)
    assert leave_slips.find(db, school=school, open_only=True) == [first, second]
    leave_slips.come_back(db, first, on=TODAY, today=TODAY)
    assert leave_slips.find(db, school=school, open_only=True) == [second]
    classes.to_state(db, training, "closed", on="2026-11-22")
    assert leave_slips.find(db, school=school, open_only=True) == []
    assert leave_slips.find(db, training_class=training) == [first, second]
