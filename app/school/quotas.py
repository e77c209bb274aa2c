"""Quotas: how many people each branch is to send to a class, and how many it has sent."""

from dataclasses import dataclass

from app.errors import UserError
from app.school import branches, classes
from db.register import Register
from db.rows import by_id, insert, update

MOST = 9999


@dataclass(frozen=True, slots=True)
class Quota:
    """What one branch owes a class; `filled` counts those enrolled, not who stands in or just came."""

    id: int
    training_class: int
    branch: int
    branch_name: str
    people: int
    filled: int

    @property
    def lacking(self) -> int:
        """Give how many the branch has still to send."""
        return max(self.people - self.filled, 0)


def allot(db: Register, training_class: int, *, branch: int, people: int) -> None:
    """Say how many a branch is to send; 0 takes its quota away.

    Raise `UserError` for a number out of range, a branch that is not there, or a class that is closed.
    """
    found = classes.still_open(db, training_class)
    if not 0 <= people <= MOST:
        raise UserError(f"名额请写 0 到 {MOST} 的整数。")
    meant = branches.rows(db, [branch])
    if not meant or meant[0].school != found.school:
        raise UserError("没有找到这个支部，可能已被撤销，请刷新后再选。")
    known = db.execute(
        "SELECT id, people FROM branch_quota WHERE training_class = ? AND branch = ?",
        [training_class, branch],
    ).fetchone()
    if (known[1] if known else 0) == people:
        return
    with db.act(f"{found.name}：{meant[0].name}名额 {people} 人"):
        if known is None:
            values = {"school": found.school, "training_class": training_class, "branch": branch}
            insert(db, "branch_quota", {**values, "people": people})
        elif people:
            update(db, "branch_quota", known[0], {"people": people})
        else:
            db.execute("DELETE FROM branch_quota WHERE id = ?", [known[0]])


def share_out(db: Register, training_class: int, total: int) -> None:
    """Share a number of places out over all branches by the number of their people (largest remainder).

    Quotas said before are replaced. Raise `UserError` where nobody is on the rolls, for a number out of
    range, or a class that is closed.
    """
    found = classes.still_open(db, training_class)
    if not 1 <= total <= MOST:
        raise UserError(f"名额总数请写 1 到 {MOST} 的整数。")
    homes = branches.rows(db, branches.find(db, school=found.school))
    everyone = sum(one.members for one in homes)
    if not everyone:
        raise UserError("各支部还没有人，不能按人数分配名额。请先导入名册。")
    given = {one.id: total * one.members // everyone for one in homes}
    rest = sorted(homes, key=lambda one: (-(total * one.members % everyone), one.name))
    for one in rest[: total - sum(given.values())]:
        given[one.id] += 1
    with db.act(f"{found.name}：按人数分配 {total} 个名额"):
        for branch, people in given.items():
            allot(db, training_class, branch=branch, people=people)


def find(db: Register, *, training_class: int, lacking_only: bool = False) -> list[int]:
    """List a class's quotas by branch, or only those not filled yet."""
    found = db.execute(
        "SELECT q.id FROM branch_quota q JOIN branch b ON b.id = q.branch WHERE training_class = ? "
        "ORDER BY b.name",
        [training_class],
    )
    ids = [row[0] for row in found]
    return [one.id for one in rows(db, ids) if one.lacking] if lacking_only else ids


def rows(db: Register, ids: list[int]) -> list[Quota]:
    """Give quotas in the order asked.

    A trainee counts for the branch written on the class's roster; where that is none of the school's, for
    the branch they are in now.
    """
    select = (
        "SELECT q.id, q.training_class, q.branch, b.name, q.people, (SELECT count(*) FROM enrollment e "
        "JOIN member m ON m.id = e.member WHERE e.training_class = q.training_class "
        "AND came_by = 'enrolled' AND q.branch = coalesce((SELECT s.id FROM branch s "
        "WHERE s.school = q.school AND s.name = e.branch_at_enrollment), m.branch)) "
        "FROM branch_quota q JOIN branch b ON b.id = q.branch WHERE q.id IN (SELECT value FROM json_each(?))"
    )
    return [Quota(*row) for row in by_id(db, select, ids)]
