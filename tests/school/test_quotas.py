import pytest

from app.errors import UserError
from app.school import branches, classes, enrollments, members, quotas
from db.register import Register
from tests import made_up


@pytest.fixture
def homes(db: Register, school: int) -> list[int]:
    """Three branches of five, three and one."""
    found = []
    for name, count in (("甲", 5), ("乙", 3), ("丙", 1)):
        home = branches.add(db, f"{name}村党支部", school=school)
        found.append(home)
        for at in range(count):
            who = {"name": f"{name}{chr(0x4E00 + at)}", "member_type": "full", "branch": home}
            members.enrol(db, who, school=school)
    return found


@pytest.fixture
def training(db: Register, school: int, homes: list[int]) -> int:
    return classes.prepare(db, school=school, year=2026, name="冬训")


def seen(db: Register, training: int, **more: bool) -> list[tuple[str, int, int]]:
    found = quotas.rows(db, quotas.find(db, training_class=training, **more))
    return [(one.branch_name[0], one.people, one.filled) for one in found]


def test_a_quota_is_said_changed_and_taken_away(db: Register, training: int, homes: list[int]) -> None:
    quotas.allot(db, training, branch=homes[0], people=3)
    quotas.allot(db, training, branch=homes[1], people=2)
    quotas.allot(db, training, branch=homes[0], people=4)
    quotas.allot(db, training, branch=homes[2], people=0)
    assert seen(db, training) == [("乙", 2, 0), ("甲", 4, 0)]
    quotas.allot(db, training, branch=homes[0], people=0)
    assert seen(db, training) == [("乙", 2, 0)]
    db.undo()
    assert seen(db, training) == [("乙", 2, 0), ("甲", 4, 0)]


def test_those_enrolled_fill_the_quota_of_the_branch_on_the_roster(
    db: Register, training: int, homes: list[int], school: int
) -> None:
    for home, people in zip(homes, (3, 2, 1), strict=True):
        quotas.allot(db, training, branch=home, people=people)
    first, second, third = members.find(db, school=school, branch=homes[0], order_by="branch")[:3]
    enrollments.enrol(db, training, [first, second])
    row = enrollments.rows(db, enrollments.find(db, training_class=training))[0]
    enrollments.admit(db, training, third, came_by="substitute", stands_for=row)
    assert seen(db, training) == [("丙", 1, 0), ("乙", 2, 0), ("甲", 3, 2)]
    # moved on the rolls: this roster stays as it was written
    members.amend(db, first, {"branch": homes[2]})
    assert seen(db, training) == [("丙", 1, 0), ("乙", 2, 0), ("甲", 3, 2)]
    enrollments.amend(db, [row.id], {"branch_at_enrollment": "丙村党支部"})
    assert seen(db, training, lacking_only=True) == [("乙", 2, 0), ("甲", 3, 1)]
    enrollments.amend(db, [row.id], {"branch_at_enrollment": "丙村（代）"})
    assert seen(db, training)[0] == ("丙", 1, 1)


def test_places_are_shared_out_by_the_number_of_people(db: Register, training: int, homes: list[int]) -> None:
    quotas.allot(db, training, branch=homes[2], people=9)
    quotas.share_out(db, training, 7)
    assert seen(db, training) == [("丙", 1, 0), ("乙", 2, 0), ("甲", 4, 0)]
    quotas.share_out(db, training, 1)
    assert seen(db, training) == [("甲", 1, 0)]


@pytest.mark.parametrize("people", [-1, 10_000])
def test_a_quota_out_of_range_is_refused(db: Register, training: int, homes: list[int], people: int) -> None:
    with pytest.raises(UserError, match="名额请写"):
        quotas.allot(db, training, branch=homes[0], people=people)
    with pytest.raises(UserError, match="名额总数请写"):
        quotas.share_out(db, training, people)
    assert seen(db, training) == []


def test_a_branch_of_nowhere_and_a_closed_class_take_no_quota(
    db: Register, training: int, homes: list[int]
) -> None:
    with pytest.raises(UserError, match="没有找到这个支部"):
        quotas.allot(db, training, branch=5, people=1)
    classes.to_state(db, training, "closed", on=made_up.TODAY)
    with pytest.raises(UserError, match="已结班"):
        quotas.allot(db, training, branch=homes[0], people=1)
    with pytest.raises(UserError, match="已结班"):
        quotas.share_out(db, training, 5)


def test_places_for_nobody_are_refused(db: Register, school: int) -> None:
    training = classes.prepare(db, school=school, year=2026, name="冬训")
    with pytest.raises(UserError, match="各支部还没有人"):
        quotas.share_out(db, training, 5)
