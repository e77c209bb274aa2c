import pytest

from app.errors import UserError
from app.school import branches, members
from db.register import Register


def test_a_branch_is_known_by_its_exact_name_never_by_part_of_it(db: Register, school: int) -> None:
    branch = branches.add(db, " 下党村  党支部 ", school=school)
    assert branches.rows(db, [branch])[0].name == "下党村 党支部"
    assert branches.named(db, "下党村党支部", school=school) == branch
    assert branches.named(db, "下　党村党支部", school=school) == branch
    for part in ("下党村", "党支部", "下党村党支部委员会", ""):
        assert branches.named(db, part, school=school) is None


@pytest.mark.parametrize(
    ("name", "said"), [("", "不能为空"), ("　", "不能为空"), ("下党村 党支部", "已经在")]
)
def test_a_branch_wants_a_name_of_its_own(db: Register, school: int, name: str, said: str) -> None:
    branches.add(db, "下党村党支部", school=school)
    with pytest.raises(UserError, match=said):
        branches.add(db, name, school=school)


def test_an_alias_is_learned_once_and_may_be_learned_anew(db: Register, school: int) -> None:
    one, other = (branches.add(db, name, school=school) for name in ("下党村党支部", "溪源村党支部"))
    branches.learn(db, "下党", branch=one, school=school)
    assert branches.named(db, "下 党", school=school) == one
    before = db.undoable(), db.stamp()
    branches.learn(db, "下党 ", branch=one, school=school)
    branches.learn(db, " ", branch=one, school=school)
    assert (db.undoable(), db.stamp()) == before
    branches.learn(db, "下　党", branch=other, school=school)
    assert branches.named(db, "下党", school=school) == other
    db.undo()
    assert branches.named(db, "下党", school=school) == one


def test_a_branch_counts_those_on_the_rolls(db: Register, school: int, people: list[int]) -> None:
    (branch,) = branches.find(db)
    members.leave(db, people[0], on="2026-11-01", reason="转出")
    assert branches.rows(db, [branch])[0].members == 3


def test_branches_are_found_by_a_part_of_the_name(db: Register, school: int) -> None:
    for name in ("溪源村党支部", "下党村党支部"):
        branches.add(db, name, school=school)
    found = [branch.name for branch in branches.rows(db, branches.find(db, school=school))]
    assert found == ["下党村党支部", "溪源村党支部"]
    assert len(branches.find(db, "溪源")) == 1
    assert branches.find(db, "%") == branches.find(db, "_") == branches.find(db, school=school + 1) == []
