import pytest

from app.errors import UserError
from app.school import (
    attendance,
    certificates,
    classes,
    corrections,
    enrollments,
    hours,
    members,
    persons,
)
from db.register import Register
from tests import made_up
from tests.school import ledgers

WHY = "代签，已核实"


@pytest.fixture
def training(db: Register, school: int, people: list[int]) -> int:
    """A closed class of two days in which two of four people were throughout."""
    training = made_up.a_class(db, school, people[:2])
    ledgers.mark(db, training, "pppp", "pppp")
    hours.close_class(db, training, today=made_up.TODAY)
    return training


def box(db: Register, training: int, *, row: int = 0, column: int = 0) -> dict[str, int]:
    grid = attendance.roll_call(db, training)
    return {"enrollment": grid.enrollments[row].id, "session": grid.sessions[column].id}


def test_a_mark_of_a_closed_class_is_put_right(
    db: Register, school: int, people: list[int], training: int
) -> None:
    posted = made_up.content(db)["hour_line"]
    written = corrections.correct(db, **box(db, training), mark="absent", why=WHY, today=made_up.TODAY)
    assert written == 2
    assert made_up.content(db)["hour_line"][: len(posted)] == posted
    first, back, new, *_ = hours.of_member(db, people[0], year=2026)
    assert [(one.quarter_hours, one.reason) for one in (first, back, new)] == [
        (16, "到课"),
        (-16, f"更正：20日上午到课改为旷课，{WHY}（2026年11月22日更正）"),
        (0, "旷课，不记学时"),
    ]
    assert (first.reversed, back.reverses, new.stands) == (True, first.id, True)
    assert hours.earned(db, school=school, year=2026) == {people[0]: 48, people[1]: 64}
    result, other = hours.results(db, training)
    assert (result.earned, result.passes, other.passes) == (48, False, True)
    assert len(certificates.issue(db, training, today=made_up.TODAY)) == 1
    ledgers.agree(db, school, 2026)


def test_minutes_are_put_right_too(db: Register, people: list[int], training: int) -> None:
    """地方通例：每学时45分钟，按实到分钟折算。"""
    corrections.correct(db, **box(db, training), mark="late", minutes=90, why=WHY, today=made_up.TODAY)
    assert hours.of_member(db, people[0], year=2026)[2].quarter_hours == 8
    grid = attendance.roll_call(db, training)
    assert list(grid.minutes.values()) == [90]
    assert list(grid.reasons.values()) == [WHY]
    with pytest.raises(UserError, match="本来就是迟到"):
        corrections.correct(db, **box(db, training), mark="late", minutes=90, why=WHY, today=made_up.TODAY)
    corrections.correct(db, **box(db, training), mark="present", why="记错了", today=made_up.TODAY)
    assert sum(line.quarter_hours for line in hours.of_member(db, people[0], year=2026)) == 64
    assert sum(line.stands for line in hours.of_member(db, people[0], year=2026)) == 4


def test_a_correction_moves_what_a_cap_had_cut(
    db: Register, school: int, people: list[int], training: int
) -> None:
    other = made_up.a_class(db, school, people[:1], days=("2026-11-20",), half_days=("evening",), name="夜校")
    ledgers.mark(db, other, "p")
    hours.close_class(db, other, today=made_up.TODAY)
    assert hours.enrollment_hours(db, other) == {attendance.roll_call(db, other).enrollments[0].id: 0}
    corrections.correct(db, **box(db, training), mark="absent", why=WHY, today=made_up.TODAY)
    assert hours.enrollment_hours(db, other) == {attendance.roll_call(db, other).enrollments[0].id: 16}
    assert hours.earned(db, school=school, year=2026)[people[0]] == 64
    ledgers.agree(db, school, 2026)


def test_a_row_is_said_to_be_somebody_else(
    db: Register, school: int, people: list[int], training: int
) -> None:
    row = attendance.roll_call(db, training).enrollments[1].id
    members.amend(db, people[2], {"unit_post": "上党村支委", "member_type": "probationary"})
    corrections.change_person(db, enrollment=row, member=people[2], why="同名登错", today=made_up.TODAY)
    assert hours.earned(db, school=school, year=2026) == {people[0]: 64, people[1]: 0, people[2]: 64}
    (who,) = enrollments.rows(db, [row])
    assert (who.name, who.title_at_enrollment, who.type_at_enrollment) == (
        "买买提·吐尔逊", "上党村支委", "预备党员"
    )  # fmt: skip
    taken = [line.reason for line in hours.of_member(db, people[1], year=2026) if line.reverses]
    assert taken == ["更正：曾国强改为买买提·吐尔逊，同名登错（2026年11月22日更正）"] * 4
    ledgers.agree(db, school, 2026)


def test_what_cannot_be_put_right_is_said(
    db: Register, school: int, people: list[int], training: int
) -> None:
    row = attendance.roll_call(db, training).enrollments[1].id
    open_ = made_up.a_class(db, school, people, name="春训班")
    said = {"mark": "absent", "today": made_up.TODAY}
    before = made_up.content(db)
    for change, sentence in (
        ({**box(db, training), **said, "why": " "}, "写明原因"),
        ({**box(db, training), **said, "why": WHY, "mark": "present"}, "本来就是到课"),
        ({**box(db, training), **said, "why": WHY, "minutes": 721}, "0 到 720"),
        ({**box(db, training), **said, "why": WHY, "minutes": -1}, "0 到 720"),
        ({**box(db, open_), **said, "why": WHY}, "还没有结班"),
        ({"enrollment": 7, "session": 7, **said, "why": WHY}, "没有找到"),
    ):
        with pytest.raises(UserError, match=sentence):
            corrections.correct(db, **change)  # type: ignore[arg-type]
    for member, why, sentence in (
        (people[0], WHY, "单晓红已在本班"),
        (people[2], " ", "写明原因"),
        (7, WHY, "没有找到这个人"),
    ):
        with pytest.raises(UserError, match=sentence):
            corrections.change_person(db, enrollment=row, member=member, why=why, today=made_up.TODAY)
    assert made_up.content(db) == before
    persons.merge(db, kept=people[0], other=people[3], why="同一人", today=made_up.TODAY)
    with pytest.raises(UserError, match="单晓红已在本班"):
        corrections.change_person(db, enrollment=row, member=people[3], why=WHY, today=made_up.TODAY)
    certificates.issue(db, training, today=made_up.TODAY)
    with pytest.raises(UserError, match="已编过证书号"):
        corrections.change_person(db, enrollment=row, member=people[2], why=WHY, today=made_up.TODAY)


def test_a_mark_that_two_classes_do_not_share_is_a_mistake_of_the_program(
    db: Register, school: int, people: list[int], training: int
) -> None:
    other = made_up.a_class(db, school, people, name="春训班")
    wrong = {**box(db, training), "session": box(db, other)["session"]}
    with pytest.raises(ValueError, match="two classes"):
        corrections.correct(db, **wrong, mark="absent", why=WHY, today=made_up.TODAY)
    with pytest.raises(UserError, match="没有找到"):
        corrections.change_person(db, enrollment=7, member=people[0], why=WHY, today=made_up.TODAY)


def test_a_correction_cannot_be_undone_and_says_so_without_leaving_half_of_it(
    db: Register, training: int
) -> None:
    corrections.correct(db, **box(db, training), mark="absent", why=WHY, today=made_up.TODAY)
    before = made_up.content(db)
    assert db.undoable() == "更正考勤：单晓红20日上午到课改为旷课"
    with pytest.raises(Exception, match="更正考勤"):
        db.undo()
    assert made_up.content(db) == before
    assert classes.row(db, training).state == "closed"
