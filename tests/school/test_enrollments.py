import pytest

from app.errors import UserError
from app.school import attendance, branches, classes, enrollments, members, timetable
from db.register import Register
from tests import made_up


@pytest.fixture
def training(db: Register, school: int, people: list[int]) -> int:
    return made_up.a_class(db, school, people[:3])


def roster(db: Register, training: int) -> list[enrollments.Enrollment]:
    return enrollments.rows(db, enrollments.find(db, training_class=training))


def test_people_are_numbered_as_they_come(db: Register, training: int, people: list[int]) -> None:
    assert enrollments.enrol(db, training, [people[3], people[0], people[3]]) == 1
    assert [(who.seq_no, who.name) for who in roster(db, training)] == [
        (1, "单晓红"), (2, "曾国强"), (3, "买买提·吐尔逊"), (4, "雷金花")
    ]  # fmt: skip


def test_nobody_is_in_a_class_twice(db: Register, training: int, people: list[int]) -> None:
    with pytest.raises(UserError, match="该学员已在本班"):
        enrollments.enrol(db, training, [people[0]])
    with pytest.raises(UserError, match="选中的人都已在本班"):
        enrollments.enrol(db, training, people[:2])
    assert enrollments.enrol(db, training, []) == 0
    assert len(roster(db, training)) == 3


def test_unit_and_post_stay_as_they_were_at_enrolment(
    db: Register, school: int, training: int, people: list[int]
) -> None:
    branch = branches.add(db, "溪源村党支部", school=school)
    changed = {"unit_post": "溪源村党支部书记", "branch": branch, "member_type": "probationary"}
    members.amend(db, people[0], changed)
    who = roster(db, training)[0]
    assert who.branch_at_enrollment == "下党村党支部"
    assert (who.title_at_enrollment, who.type_at_enrollment) == ("下党村村民", "正式党员")
    other = classes.prepare(db, school=school, year=2026, name="春训")
    enrollments.enrol(db, other, [people[0]])
    who = roster(db, other)[0]
    assert who.branch_at_enrollment == "溪源村党支部"
    assert (who.title_at_enrollment, who.type_at_enrollment) == ("溪源村党支部书记", "预备党员")


def test_somebody_without_a_mark_may_be_taken_off(db: Register, training: int) -> None:
    first, second, _ = roster(db, training)
    enrollments.withdraw(db, second.id)
    session = timetable.find(db, training_class=training)[0]
    attendance.mark(db, enrollment=first.id, session=session, mark="absent")
    with pytest.raises(UserError, match="单晓红已有考勤记录"):
        enrollments.withdraw(db, first.id)
    assert [who.seq_no for who in roster(db, training)] == [1, 3]


def test_a_closed_class_takes_nobody_and_lets_nobody_go(
    db: Register, training: int, people: list[int]
) -> None:
    classes.to_state(db, training, "closed", on="2026-11-22")
    with pytest.raises(UserError, match="已结班"):
        enrollments.enrol(db, training, [people[3]])
    with pytest.raises(UserError, match="已结班"):
        enrollments.withdraw(db, roster(db, training)[0].id)


@pytest.mark.parametrize(
    ("text", "found"),
    [("曾", [2]), ("zgq", [2]), ("ZG", [2]), ("2", [2]), ("g", []), ("", [1, 2, 3]), ("%", []), ("_", [])],
)
def test_the_roster_is_searched(db: Register, training: int, text: str, found: list[int]) -> None:
    ids = enrollments.find(db, text, training_class=training)
    assert [who.seq_no for who in enrollments.rows(db, ids)] == found
