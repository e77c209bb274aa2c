import pytest

from app.errors import UserError
from app.school import attendance, classes, closings, evidence, hours, requirements, timetable
from db.register import Register
from tests import made_up

TODAY = made_up.TODAY
WHY = "村里没有打印机"


@pytest.fixture
def training(db: Register, school: int, people: list[int]) -> int:
    made = made_up.a_class(db, school, people, days=("2026-11-20",))
    attendance.mark_all(db, made, sessions=timetable.find(db, training_class=made), today=TODAY)
    return made


def fill(db: Register, school: int, training: int, *, by: str) -> None:
    """File a document for everything that is lacking by then."""
    for one in requirements.of_class(db, training):
        if one.state == "lacking" and one.requirement.by in ("close", by):
            paper = evidence.file(
                db, school=school, criterion=None, sha256=one.requirement.key.ljust(64, "0"),
                file_name=f"{one.requirement.title}.pdf", media_type="application/pdf", size=1,
                formed_on="2026-11-01", today=TODAY,
            )  # fmt: skip
            requirements.file(db, training, one.requirement.key, paper=paper, today=TODAY)


def earned(db: Register, people: list[int]) -> list[int]:
    return [sum(line.quarter_hours for line in hours.of_member(db, who, year=2026)) for who in people]


def test_what_is_lacking_is_named_and_nothing_is_posted(db: Register, training: int) -> None:
    before = made_up.content(db)
    with pytest.raises(UserError, match="还缺：培训方案、培训通知、开班议程、签到表、现场照片。"):
        closings.close_class(db, training, today=TODAY)
    assert made_up.content(db) == before


def test_what_no_reason_makes_up_for_is_said_first(db: Register, school: int, people: list[int]) -> None:
    made = made_up.a_class(db, school, people)
    with pytest.raises(UserError, match="没有录入考勤"):
        closings.close_class(db, made, today=TODAY, without=WHY)


def test_a_class_closes_with_a_reason_that_is_kept(db: Register, training: int) -> None:
    assert closings.close_class(db, training, today=TODAY, without=WHY) == 8
    step = classes.steps(db, training)[-1]
    assert (step.state, step.taken_on) == ("closed", TODAY)
    assert step.reason == f"缺培训方案、培训通知、开班议程、签到表、现场照片：{WHY}"


def test_a_class_with_all_its_papers_needs_no_reason(db: Register, school: int, training: int) -> None:
    fill(db, school, training, by="close")
    closings.close_class(db, training, today=TODAY)
    assert classes.steps(db, training)[-1].reason == ""


def test_a_class_is_opened_again_mended_and_closed(
    db: Register, school: int, people: list[int], training: int
) -> None:
    closings.close_class(db, training, today=TODAY, without=WHY)
    assert earned(db, people) == [32, 32, 32, 32]
    with pytest.raises(UserError, match="要写明原因"):
        closings.reopen(db, training, reason=" ", today="2026-11-23")
    closings.reopen(db, training, reason="漏记一人旷课", today="2026-11-23")
    step = classes.steps(db, training)[-1]
    assert (step.state, step.taken_on, step.reason) == ("settling", "2026-11-23", "漏记一人旷课")
    grid = attendance.roll_call(db, training)
    box = {"enrollment": grid.enrollments[0].id, "session": grid.sessions[0].id}
    attendance.mark(db, **box, mark="absent", reason="漏记", today=TODAY)
    closings.close_class(db, training, today="2026-11-24", without=WHY)
    assert earned(db, people) == [16, 32, 32, 32]
    assert classes.row(db, training).closed_on == "2026-11-24"


def test_only_a_closed_class_is_opened_again(db: Register, training: int) -> None:
    with pytest.raises(UserError, match="还没有结班，不用重新打开"):
        closings.reopen(db, training, reason="试", today=TODAY)


def test_a_class_is_archived_when_nothing_is_lacking(db: Register, school: int, training: int) -> None:
    with pytest.raises(UserError, match="还没有结班，结班以后才能归档"):
        closings.archive(db, training, today=TODAY)
    closings.close_class(db, training, today=TODAY, without=WHY)
    with pytest.raises(UserError, match="还缺：培训方案.+培训总结。请补齐，或注明本班没有，再归档"):
        closings.archive(db, training, today=TODAY)
    fill(db, school, training, by="archive")
    closings.archive(db, training, today="2026-12-01")
    found = classes.row(db, training)
    assert (found.state, found.closed_on) == ("archived", TODAY)
    with pytest.raises(UserError, match="已经归档"):
        closings.archive(db, training, today="2026-12-01")
    closings.reopen(db, training, reason="上级要求更正", today="2026-12-02")
    assert classes.row(db, training).state == "settling"
