"""Branches as villages write them: said once what is meant, known the next time."""

from collections.abc import Callable

import pytest

from app.errors import UserError
from app.jobs import rosters
from app.school import branches, members
from app.school import rosters as kept
from app.sheets import workbooks
from tests import made_up
from tests.jobs.conftest import Desk


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk("township")


@pytest.fixture
def front(desk: Desk) -> int:
    return branches.add(desk.db, "前村党支部", school=desk.school)


def plan(desk: Desk, *people: tuple[str, str, str]) -> rosters.Plan:
    """Plan rows of name, ID number and branch."""
    lines = ["\t".join(("姓名", "身份证号", "所在党支部")), *("\t".join(one) for one in people)]
    book = workbooks.pasted("\n".join(lines))
    return rosters.plan(desk.db, book, school=desk.school, today=made_up.TODAY)


def commit(desk: Desk, found: rosters.Plan) -> int:
    return rosters.commit(desk.db, found, school=desk.school, today=made_up.TODAY)


def map_branch(desk: Desk, found: rosters.Plan, written: str, branch: int | None) -> rosters.Plan:
    return rosters.map_branch(desk.db, found, written, branch=branch, school=desk.school)


ZHANG, LI = made_up.id_number(1), made_up.id_number(2)


def test_what_a_branch_was_said_to_be_is_known_the_next_time(desk: Desk, front: int) -> None:
    found = plan(desk, ("张三", ZHANG, "前村"), ("李四", LI, "前 村"))
    assert found.new_branches == ("前 村", "前村")
    meant = map_branch(desk, found, "前村", front)
    assert (meant.new_branches, [row.branch_name for row in meant.rows]) == ((), ["前村党支部"] * 2)
    assert branches.named(desk.db, "前村", school=desk.school) is None
    roster = commit(desk, meant)
    assert {who.branch for who in members.rows(desk.db, members.find(desk.db))} == {front}
    again = plan(desk, ("张三", ZHANG, "前村"), ("王五", made_up.id_number(3), "前村"))
    assert [row.verdict for row in again.rows] == ["unchanged", "new"]
    assert (again.new_branches, again.rows[1].branch_name) == ((), "前村党支部")
    assert branches.named(desk.db, "前", school=desk.school) is None
    kept.take_back(desk.db, roster)
    assert branches.named(desk.db, "前村", school=desk.school) is None


def test_a_branch_written_in_two_ways_is_founded_once(desk: Desk) -> None:
    commit(desk, plan(desk, ("张三", ZHANG, "前村"), ("李四", LI, "前 村")))
    assert [one.members for one in branches.rows(desk.db, branches.find(desk.db))] == [2]


def test_one_may_think_better_of_it_before_it_is_taken_in(desk: Desk, front: int) -> None:
    back = branches.add(desk.db, "后村党支部", school=desk.school)
    found = plan(desk, ("张三", ZHANG, "前村"))
    wrong = map_branch(desk, found, "前村", back)
    assert map_branch(desk, wrong, "前村", None) == found
    right = map_branch(desk, wrong, "前村", front)
    assert right.learned == (("前村", front),)
    commit(desk, right)
    assert branches.named(desk.db, "前村", school=desk.school) == front


def test_someone_on_the_rolls_does_not_move_because_their_branch_is_written_otherwise(
    desk: Desk, front: int
) -> None:
    back = branches.add(desk.db, "后村党支部", school=desk.school)
    for name, number, branch in (("张三", ZHANG, front), ("李四", LI, None)):
        members.enrol(desk.db, {"name": name, "id_number": number, "branch": branch}, school=desk.school)
    found = plan(desk, ("张三", ZHANG, "前村"), ("李四", LI, "前村"))
    assert [one.field for one in found.rows[0].offered] == ["branch"]
    meant = map_branch(desk, found, "前村", front)
    assert [(row.offered, row.why) for row in meant.rows] == [((), ()), ((), ())]
    moved = [[one.new for one in row.changes if one.field == "branch"] for row in meant.rows]
    assert moved == [[], ["前村党支部"]]
    elsewhere = map_branch(desk, meant, "前村", back)
    assert [(one.old, one.new, one.typed) for one in elsewhere.rows[0].offered] == [
        ("前村党支部", "后村党支部", True)
    ]
    ticked = rosters.accept(desk.db, elsewhere, 0, ["branch"])
    assert map_branch(desk, ticked, "前村", back).rows == ticked.rows
    commit(desk, ticked)
    assert {who.branch for who in members.rows(desk.db, members.find(desk.db))} == {back}


def test_somebody_who_is_asked_about_comes_into_the_branch_that_is_meant(desk: Desk, front: int) -> None:
    members.enrol(desk.db, {"name": "张三"}, school=desk.school)
    meant = map_branch(desk, plan(desk, ("张三", ZHANG, "前村")), "前村", front)
    assert meant.rows[0].verdict == "ask"
    commit(desk, rosters.decide(desk.db, meant, 0, same=True))
    assert members.rows(desk.db, members.find(desk.db))[0].branch == front


def test_an_alias_may_come_to_mean_another_branch(desk: Desk, front: int) -> None:
    back = branches.add(desk.db, "后村党支部", school=desk.school)
    branches.learn(desk.db, "下村", branch=back, school=desk.school)
    found = plan(desk, ("张三", ZHANG, "下村"))
    assert found.rows[0].branch_name == "后村党支部"
    roster = commit(desk, map_branch(desk, found, "下村", front))
    assert branches.named(desk.db, "下村", school=desk.school) == front
    kept.take_back(desk.db, roster)
    assert branches.named(desk.db, "下村", school=desk.school) == back


@pytest.mark.parametrize("written", ["", " ", "前", "没有"])
def test_only_what_is_written_can_be_said_to_mean_something(desk: Desk, front: int, written: str) -> None:
    with pytest.raises(UserError, match="表中没有写成"):
        map_branch(desk, plan(desk, ("张三", ZHANG, "前村")), written, front)


def test_a_branch_that_is_not_there_cannot_be_meant(desk: Desk, front: int) -> None:
    found = plan(desk, ("张三", ZHANG, "前村"))
    with pytest.raises(UserError, match="没有找到这个支部"):
        map_branch(desk, found, "前村", 1)
    meant = map_branch(desk, found, "前村", front)
    desk.db.undo()
    before = made_up.content(desk.db)
    with pytest.raises(UserError, match="没有找到这个支部"):
        commit(desk, meant)
    assert made_up.content(desk.db) == before
