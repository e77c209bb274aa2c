from app.jobs import hours as printing
from app.school import activities, attendance, classes, hours, members, standings, timetable
from tests import made_up
from tests.jobs.conftest import Desk
from tests.papers import reading


def test_the_statement_has_a_line_a_class_and_the_sum(township: Desk) -> None:
    db, school = township.db, township.school
    who = members.find(db, "sxh")[0]
    (closed,) = classes.find(db)
    attendance.mark_all(db, closed, sessions=timetable.find(db, training_class=closed), today=made_up.TODAY)
    hours.close_class(db, closed, today=made_up.TODAY)
    running = made_up.a_class(db, school, [who], days=("2026-11-22",), name="春训班")
    attendance.mark_all(
        db, running, sessions=timetable.find(db, training_class=running)[:1], today=made_up.TODAY
    )
    said = "".join(reading.texts(printing.statement(db, who, year=2026, today=made_up.TODAY)))
    for text in ("单晓红", "冬训班", "春训班", "已结班", "未结班", "20", "32"):
        assert text in said
    assert made_up.id_number(0) not in said


def test_a_person_without_hours_gets_a_statement_that_says_so(township: Desk) -> None:
    said = "".join(reading.texts(
        printing.statement(township.db, members.find(township.db)[0], year=2025, today=made_up.TODAY)
    ))  # fmt: skip
    assert "2025" in said
    assert "冬训班" not in said


def test_the_statement_has_what_was_learned_elsewhere_and_nothing_that_was_taken_back(
    township: Desk,
) -> None:
    db, school = township.db, township.school
    who = members.find(db, "sxh")[0]
    for title, on in (("观看党课开讲啦", "2026-11-10"), ("登错的一次", "2026-11-11")):
        activity = activities.record(
            db, school=school, kind="online", title=title, on=on, platform="共产党员网", minutes=40,
            people=[who], today=made_up.TODAY,
        )  # fmt: skip
    activities.void(db, activity, why="登错", today=made_up.TODAY)
    said = "".join(reading.texts(printing.statement(db, who, year=2026, today=made_up.TODAY)))
    for text in ("观看党课开讲啦", "网络学习", "共产党员网", "网络课程40分钟", "已登记"):
        assert text in said
    assert "登错的一次" not in said


def test_the_years_register_parts_hours_by_where_they_come_from(township: Desk) -> None:
    db, school = township.db, township.school
    (closed,) = classes.find(db)
    attendance.mark_all(db, closed, sessions=timetable.find(db, training_class=closed), today=made_up.TODAY)
    hours.close_class(db, closed, today=made_up.TODAY)
    who = members.find(db, "sxh")[0]
    for kind, amount in (
        ("online", {"minutes": 30, "platform": "共产党员网"}),
        ("branch_study", {"minutes": 120}),
        ("county_class", {"half_days": 1}),
    ):
        activities.record(
            db, school=school, kind=kind, title="学习", on="2026-11-10", people=[who], today=made_up.TODAY,
            **amount,
        )  # fmt: skip
    register = printing.year_register(db, school=school, year=2026, today=made_up.TODAY)
    line = next(one for one in register.people if one.name == "单晓红")
    total = sum(one.quarter_hours for one in hours.of_member(db, who, year=2026))
    assert (line.online, line.studies) == (4, 8)
    assert line.classes + line.studies + line.online == total
    assert (line.required, line.state) == (128, standings.STATES["not_met" if total < 128 else "met"])
    assert len(register.people) == len(members.find(db, school=school))
    said = "".join(reading.texts(printing.year_paper(db, school=school, year=2026, today=made_up.TODAY)))
    for text in ("2026年度学时统计表", "单晓红", "待县级确认"):
        assert text in said
    past = printing.year_register(db, school=school, year=2024, today=made_up.TODAY)
    assert past.as_of == "2024年12月31日"
    assert {one.classes + one.studies + one.online for one in past.people} == {0}
