from app.school import (
    attendance,
    certificates,
    classes,
    closings,
    enrollments,
    errands,
    evidence,
    leave_slips,
    requirements,
    sign_in_sheets,
    timetable,
    walk_ins,
)
from db.register import Register
from tests import made_up

TODAY = "2026-11-21"


def listed(db: Register, training: int, today: str = TODAY) -> dict[str, tuple[str, str]]:
    found = errands.of_class(db, classes.row(db, training), today=today)
    assert len({one.key for one in found}) == len(found)
    assert all(bool(one.do) == bool(one.button) for one in found)
    return {one.key: (one.state, one.do) for one in found}


def now(db: Register, training: int, today: str = TODAY) -> str | None:
    found = errands.foremost(errands.of_class(db, classes.row(db, training), today=today))
    return found.button if found else None


def print_sheet(db: Register, training: int) -> None:
    sessions = timetable.find(db, training_class=training)
    who = enrollments.find(db, training_class=training)
    sign_in_sheets.issue(db, training, sessions=sessions, enrollments=who, today=TODAY)


def mark_all(db: Register, training: int) -> None:
    attendance.mark_all(db, training, sessions=timetable.find(db, training_class=training), today=TODAY)


def file(db: Register, school: int, training: int, key: str) -> None:
    paper = evidence.file(
        db, school=school, criterion=None, sha256=key.ljust(64, "0"), file_name=f"{key}.pdf",
        media_type="application/pdf", size=1, formed_on="2026-11-01", today=TODAY,
    )  # fmt: skip
    requirements.file(db, training, key, paper=paper, today=TODAY)


def test_every_errand_says_how_it_stands_and_what_is_next(
    db: Register, school: int, people: list[int]
) -> None:
    made = classes.prepare(db, school=school, year=2026, name="冬训")
    assert listed(db, made)["roster"] == ("wrong", "enrol")
    assert listed(db, made)["timetable"] == ("wrong", "timetable")
    assert listed(db, made)["scheme"] == ("open", "file")
    assert now(db, made) == "选学员"
    enrollments.enrol(db, made, people[:3])
    assert now(db, made) == "排课表"
    timetable.add(db, made, on=TODAY, half_day="am", course="党课", quarter_hours=16)
    assert listed(db, made)["sign_in_sheet"] == ("wrong", "print")
    assert listed(db, made, "2026-11-20")["attendance"] == ("open", "")
    print_sheet(db, made)
    assert listed(db, made)["sign_in_sheet"] == ("done", "")
    assert now(db, made) == "录入考勤"
    enrollments.enrol(db, made, people[3:])
    assert listed(db, made)["sign_in_sheet"] == ("soon", "print")
    mark_all(db, made)
    assert now(db, made) == "结班"
    closings.close_class(db, made, today=TODAY, without="试")
    assert now(db, made) == "颁发 4 张证书"
    new = certificates.issue(db, made, today=TODAY)
    assert now(db, made) == "打印 4 张证书"
    certificates.printed(db, new, today=TODAY)
    assert listed(db, made)["certificates"] == ("done", "")
    certificates.void(db, new[0], today=TODAY, reason="姓名写错")
    assert now(db, made) == "颁发 1 张证书"


def test_a_document_is_due_before_the_class_or_after_it(db: Register, school: int, people: list[int]) -> None:
    made = made_up.a_class(db, school, people, days=("2026-11-20", "2026-11-21"))
    for key, day, state in (
        ("notice", "2026-11-12", "open"),
        ("notice", "2026-11-13", "soon"),
        ("notice", "2026-11-20", "wrong"),
        ("photos", "2026-11-13", "open"),
        ("photos", "2026-11-20", "soon"),
        ("photos", "2026-11-21", "wrong"),
        ("evaluation", "2026-12-21", "open"),
    ):
        assert listed(db, made, day)[key] == (state, "file"), (key, day)
    file(db, school, made, "notice")
    requirements.waive(db, made, "agenda", reason="并入方案", today=TODAY)
    assert listed(db, made)["notice"] == ("done", "")
    assert listed(db, made)["agenda"] == ("open", "")


def test_a_sheet_never_printed_is_asked_for_as_paper_when_the_class_is_over(
    db: Register, school: int, people: list[int]
) -> None:
    made = made_up.a_class(db, school, people, days=("2026-11-20",))
    assert listed(db, made, "2026-11-22")["sign_in_sheet"] == ("wrong", "file")
    file(db, school, made, "sign_in_sheet")
    assert listed(db, made, "2026-11-22")["sign_in_sheet"] == ("done", "")


def test_slips_and_walk_ins_wait_with_the_roll_call(db: Register, school: int, people: list[int]) -> None:
    made = made_up.a_class(db, school, people, days=("2026-11-20", "2026-11-23"))
    sessions = timetable.find(db, training_class=made)
    who = enrollments.find(db, training_class=made)
    slip = leave_slips.ask(
        db, enrollment=who[0], kind="sick_leave", reason="住院", sessions=sessions[:1], today="2026-11-19"
    )
    assert listed(db, made)["step.批请假条"] == ("soon", "leave_slips")
    leave_slips.approve(db, slip, by="钟小兰", today="2026-11-19")
    assert "step.办销假" not in listed(db, made, "2026-11-20")
    assert listed(db, made)["step.办销假"] == ("soon", "leave_slips")
    walk_ins.note(db, made, name="蓝生人", unit="外村", sessions=sessions[:1], today=TODAY)
    assert listed(db, made)["step.walk_ins"] == ("soon", "walk_ins")


def test_a_clash_is_told_until_it_is_over(db: Register, school: int, people: list[int]) -> None:
    made = made_up.a_class(db, school, people[:2], days=("2026-11-23",), name="甲班")
    made_up.a_class(db, school, people[2:], days=("2026-11-23",), name="乙班")
    assert listed(db, made)["timetable"] == ("soon", "timetable")
    assert listed(db, made, "2026-11-24")["timetable"] == ("done", "")


def test_scores_are_entered_after_the_last_day(db: Register, school: int, people: list[int]) -> None:
    made = made_up.a_class(db, school, people, days=("2026-11-20",))
    classes.amend(db, made, facts={"class_type": "发展对象培训班"})
    assert listed(db, made, "2026-11-19")["scores"] == ("open", "")
    assert listed(db, made, "2026-11-20")["scores"] == ("wrong", "scores")


def test_a_certificate_of_somebody_who_passes_no_more_is_to_be_voided(
    db: Register, school: int, people: list[int]
) -> None:
    made = made_up.a_class(db, school, people, days=("2026-11-20",))
    mark_all(db, made)
    closings.close_class(db, made, today=TODAY, without="试")
    certificates.printed(db, certificates.issue(db, made, today=TODAY), today=TODAY)
    closings.reopen(db, made, reason="漏记旷课", today=TODAY)
    grid = attendance.roll_call(db, made)
    for session in grid.sessions:
        attendance.mark(
            db,
            enrollment=grid.enrollments[0].id,
            session=session.id,
            mark="absent",
            reason="漏记",
            today=TODAY,
        )
    closings.close_class(db, made, today=TODAY, without="试")
    assert listed(db, made)["certificates"] == ("wrong", "certificates")
    assert now(db, made) == "核对证书"


def test_the_archive_comes_when_nothing_is_lacking(db: Register, school: int, people: list[int]) -> None:
    made = made_up.a_class(db, school, people, days=("2026-11-20",))
    mark_all(db, made)
    closings.close_class(db, made, today=TODAY, without="试")
    certificates.printed(db, certificates.issue(db, made, today=TODAY), today=TODAY)
    assert listed(db, made)["step.report"] == ("open", "report")
    assert listed(db, made)["step.archive"] == ("open", "")
    for one in requirements.lacking(requirements.of_class(db, made), by="archive"):
        file(db, school, made, one.requirement.key)
    assert now(db, made) == "归档"
    closings.archive(db, made, today=TODAY)
    assert now(db, made) is None
    assert {state for state, _ in listed(db, made).values()} == {"done", "open"}
