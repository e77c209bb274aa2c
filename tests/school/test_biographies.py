import pytest

from app.errors import UserError
from app.jobs import rosters as jobs
from app.school import (
    activities,
    attendance,
    biographies,
    branches,
    certificates,
    hours,
    leave_slips,
    members,
    origins,
    persons,
    timetable,
)
from app.school.biographies import Event, rolls
from app.sheets import workbooks
from db.register import Register
from tests import made_up

TODAY = made_up.TODAY


def take_in(db: Register, school: int, *rows: str) -> int:
    """Import rows pasted under the usual headings."""
    book = workbooks.pasted("\n".join(["姓名\t身份证号\t单位及职务\t手机号", *rows]))
    plan = jobs.plan(db, book, school=school, today=TODAY)
    return jobs.commit(db, plan, school=school, today=TODAY)


def told(db: Register, member: int, *kinds: str) -> list[str]:
    return [one.what for one in biographies.of_member(db, member) if one.kind in kinds]


def one(db: Register, member: int, kind: str) -> Event:
    (found,) = [event for event in biographies.of_member(db, member) if event.kind == kind]
    return found


def held(db: Register, school: int, people: list[int], *, closed: bool = True) -> int:
    training = made_up.a_class(db, school, people)
    attendance.mark_all(db, training, sessions=timetable.find(db, training_class=training), today=TODAY)
    if closed:
        hours.close_class(db, training, today=TODAY)
    return training


def test_how_somebody_came_was_changed_left_and_came_back(db: Register, school: int) -> None:
    number = made_up.id_number(1)
    roster = take_in(db, school, f"张三\t{number}\t村民\t")
    (who,) = members.find(db)
    members.amend(db, who, {"phone": "10011112222"})
    later = take_in(db, school, f"张三\t{number}\t村民\t10011112222", "李四\t\t会计\t")
    members.amend(db, who, {"note": "写错了"})
    db.undo()
    members.amend(db, who, {"phone": "19912345678", "doubts": ("请核对。",)})
    members.leave(db, who, on="2026-11-01", reason="转出", where="鳌阳镇党委")
    members.come_back(db, who)
    found = biographies.of_member(db, who)
    assert [(event.kind, event.what) for event in found[-2::-1]] == [
        ("roll", "随名册“粘贴的内容”导入，进入名册"),
        ("facts", "更改手机号"),
        ("facts", "更改手机号、疑点"),
        ("roll", "恢复到名册"),
    ]
    by_what = {event.what: event for event in found}
    first = by_what["随名册“粘贴的内容”导入，进入名册"]
    assert (first.roster, first.by) == (roster, "张干事")
    assert roster != later
    assert biographies.Change("id_number", "", number) in first.changes
    assert [biographies.written(change) for change in by_what["更改手机号、疑点"].changes] == [
        "手机号：10011112222 → 19912345678",
        "疑点：请核对。",
    ]
    left = by_what["从名册减少，转出：鳌阳镇党委"]
    assert left.at == "2026-11-01"
    assert "登记" in left.more[0]
    assert by_what["恢复到名册"].more == ("原来在 2026-11-01 减少",)


def test_the_middle_of_an_id_number_is_told_only_when_asked() -> None:
    number = made_up.id_number(1)
    change = biographies.Change("id_number", "", number)
    assert number not in biographies.written(change)
    assert biographies.written(change).endswith(number[-4:])
    assert number in biographies.written(change, whole=True)
    assert biographies.written(biographies.Change("phone", "1", "")) == "手机号：1 → 空"


def test_a_class_with_attendance_slip_hours_and_certificate(
    db: Register, school: int, people: list[int]
) -> None:
    training = made_up.a_class(db, school, people)
    first, *rest = timetable.find(db, training_class=training)
    (seat,) = [row for row in attendance.roll_call(db, training).enrollments if row.member == people[0]]
    slip = leave_slips.ask(
        db, enrollment=seat.id, kind="sick_leave", reason="住院", sessions=[first], today="2026-11-19"
    )
    asked = one(db, people[0], "leave")
    assert (asked.at, asked.what) == ("2026-11-19", "请病假：20日上午，待批准")
    leave_slips.approve(db, slip, by="王书记", today="2026-11-19")
    attendance.mark_all(db, training, sessions=[first, *rest], today=TODAY)
    event = one(db, people[0], "classes")
    assert event.what == "“冬训班”：到课 3 个半天，病假 1 个半天，班次待结业"
    hours.close_class(db, training, today=TODAY)
    issued = certificates.issue(db, training, today=TODAY)
    event = one(db, people[1], "classes")
    assert (event.at, event.training_class) == ("2026-11-20", training)
    assert event.what == "“冬训班”：到课 4 个半天，得 16 学时，结业"
    assert event.more[0] == "2026 年第 1 期，已结班"
    assert "当时的单位职务：下党村党支部，下党村村民，正式党员" in event.more
    assert "2026年11月20日上午：到课" in event.more
    assert biographies.result(db, event.enrollment).startswith("结业：得 16 学时")
    numbers = {row.name: row.number for row in certificates.rows(db, issued)}
    assert told(db, people[1], "certificates") == [f"颁发证书 {numbers['曾国强']}"]
    certificates.void(db, issued[0], today=TODAY, reason="姓名印错")
    assert told(db, people[1], "certificates") == [
        f"作废证书 {numbers['曾国强']}：姓名印错",
        f"颁发证书 {numbers['曾国强']}（已作废）",
    ]
    slip_told = one(db, people[0], "leave")
    assert slip_told.more[:3] == ("事由：住院", "培训班：冬训班", "2026-11-19 由王书记批准")


def test_the_hours_of_a_year_with_the_sum_behind_them(db: Register, school: int, people: list[int]) -> None:
    held(db, school, people)
    held(db, school, people[:1], closed=False)
    activities.record(
        db, school=school, kind="online", title="网上课程", on="2025-05-06", people=people[:1], today=TODAY,
        platform="共产党员网", stated=8,
    )  # fmt: skip
    assert told(db, people[0], "hours") == [
        "2026 年党员学时共 16，应完成 32，还差 16",
        "2025 年党员学时共 2，应完成 32，还差 30",
    ]
    found = [event for event in biographies.of_member(db, people[0]) if event.kind == "hours"]
    assert found[1].more == (
        "2025年5月6日上午 网上课程 网络学习 共产党员网：2 学时（网络课程，证明写明 2 学时）",
    )
    assert sum("没有入账" in line or "还没有入账" in line for line in found[0].more) > 0
    (share,) = [event for event in biographies.of_member(db, people[0]) if event.kind == "activities"]
    assert (share.at, share.what) == ("2025-05-06", "网络学习“网上课程”，得 2 学时")


def test_a_person_of_two_rows_has_the_events_of_both(db: Register, school: int, people: list[int]) -> None:
    dan, zeng, *_ = people
    held(db, school, [zeng])
    assert told(db, dan, "classes") == []
    link = persons.merge(db, kept=dan, other=zeng, why="已核对", today=TODAY)
    for row in (dan, zeng):
        assert len(told(db, row, "classes")) == 1
        assert told(db, row, "rows") == ["“曾国强”并入“单晓红”"]
        assert "手工登记，进入名册（并入的记录“曾国强”）" in told(db, row, "roll")
    persons.part(db, link)
    assert told(db, dan, "classes") == []
    assert told(db, dan, "rows") == ["“曾国强”与“单晓红”拆开，各是一个人", "“曾国强”并入“单晓红”"]
    db.undo()
    db.undo()
    persons.keep_apart(db, dan, zeng, today=TODAY)
    assert told(db, dan, "rows") == ["认定“单晓红”与“曾国强”是两个人"]


def test_newest_first_and_a_year_s_sum_at_its_end(db: Register, school: int, people: list[int]) -> None:
    members.amend(db, people[0], {"join_date": "1998-07"})
    held(db, school, people)
    listed = [event.at for event in biographies.of_member(db, people[0])]
    assert listed[0] == "2026"
    assert listed[-1] == "1998-07"
    days = [at[:10] for at in listed[1:-1]]
    assert days == sorted(days, reverse=True)


def test_where_each_fact_that_stands_comes_from(db: Register, school: int) -> None:
    roster = take_in(db, school, f"张三\t{made_up.id_number(1)}\t村民\t10011112222")
    (who,) = members.find(db)
    home = branches.add(db, "下党村党支部", school=school)
    members.amend(db, who, {"phone": "19912345678", "role": "secretary", "branch": home})
    found = {fact.field: fact for fact in biographies.known(db, who)}
    assert (found["unit_post"].roster, found["unit_post"].source) == (roster, "名册“粘贴的内容”")
    assert (found["phone"].value, found["phone"].source, found["phone"].by) == (
        "19912345678",
        "手工填写",
        "张干事",
    )
    assert found["branch"].value == "下党村党支部"
    assert (found["role"].label, found["role"].value) == ("党内职务", "书记")
    assert "note" not in found
    assert "membership_status" not in found


def test_somebody_whose_history_is_another_desk_s(db: Register, school: int) -> None:
    with db.act("接收", recording=False):
        who = members.enrol(db, {"name": "张三", "join_date": "1998"}, school=school)
        members.leave(db, who, on="2026-11-01", reason="死亡")
    assert [(event.at, event.what) for event in biographies.of_member(db, who)] == [
        ("2026-11-01", "从名册减少，死亡"),
        ("1998", "入党"),
    ]
    assert biographies.known(db, who)[0].source == ""


def test_what_hangs_on_a_row_by_itself(db: Register, school: int, people: list[int]) -> None:
    training = held(db, school, people[:1])
    certificates.issue(db, training, today=TODAY)
    take_in(db, school, "张三\t\t村民\t")
    new = members.find(db, "张三")[0]
    found = biographies.outlines(db, [people[0], new])
    here, there = found[people[0]], found[new]
    assert (here.classes, here.latest, here.quarter_hours, here.certificates) == (1, "冬训班", 64, 1)
    assert (here.file_name, here.by) == ("", "张干事")
    assert (there.classes, there.quarter_hours, there.file_name) == (0, 0, "粘贴的内容")
    assert here.since < there.since or here.since[:10] == there.since[:10]


def test_somebody_who_is_not_there(db: Register, school: int) -> None:
    assert school
    with pytest.raises(UserError, match="没有找到这个人"):
        biographies.of_member(db, 1)
    with pytest.raises(UserError, match="没有找到这一行名册"):
        biographies.result(db, 1)


def test_a_life_is_looked_up_by_the_row_however_long_the_history_is(db: Register, school: int) -> None:
    assert school
    for select, given in ((origins._STANDING, ["[1]"]), (rolls._PAIRS, [])):
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {select}", given)]
        assert any("h USING INDEX history_row" in step for step in plan), plan
        assert not any(step.startswith(("SCAN h", "SCAN a")) for step in plan), plan
