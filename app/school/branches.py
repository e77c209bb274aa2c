"""Branches: the Party branches of a school, found by exact name or learned alias, never by part of one."""

from dataclasses import dataclass

from app.errors import UserError
from app.spelling import names
from db.register import Register
from db.rows import by_id, insert, update


@dataclass(frozen=True, slots=True)
class Branch:
    """A Party branch and how many of its people are on the rolls."""

    id: int
    school: int
    name: str
    members: int


def find(db: Register, text: str = "", *, school: int | None = None) -> list[int]:
    """List branches by name."""
    found = db.execute(
        "SELECT id FROM branch WHERE (?1 IS NULL OR school = ?1) AND instr(name, ?2) ORDER BY name",
        [school, text.strip()],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[Branch]:
    """Give branches in the order asked."""
    select = (
        "SELECT id, school, name, (SELECT count(*) FROM member m WHERE m.branch = b.id AND left_on IS NULL "
        "AND m.id NOT IN (SELECT other FROM person_link)) "
        "FROM branch b WHERE id IN (SELECT value FROM json_each(?))"
    )
    return [Branch(*row) for row in by_id(db, select, ids)]


def named(db: Register, name: str, *, school: int) -> int | None:
    """Give the branch with this exact name or alias, compared without spaces, or None."""
    return by_name(db, school=school).get(names.match_key(name))


def by_name(db: Register, *, school: int) -> dict[str, int]:
    """Give every branch by the matching form of its name and of each alias."""
    pairs = db.execute(
        "SELECT alias, branch FROM branch_alias WHERE school = ?1 UNION ALL "
        "SELECT name, id FROM branch WHERE school = ?1",
        [school],
    )
    return {names.match_key(name): branch for name, branch in pairs}


def add(db: Register, name: str, *, school: int) -> int:
    """Add a branch; raise `UserError` where the name is empty or taken."""
    shown = " ".join(name.split())
    if not shown:
        raise UserError("党支部名称不能为空。")
    if named(db, shown, school=school) is not None:
        raise UserError(f"“{shown}”已经在支部名单里了。")
    with db.act(f"新增支部：{shown}"):
        return insert(db, "branch", {"school": school, "name": shown})


def learn(db: Register, alias: str, *, branch: int, school: int) -> None:
    """Remember that an alias means this branch, whatever it meant before, for the next sheet.

    Raise `UserError` where there is no such branch any more.
    """
    key = names.match_key(alias)
    if not key or by_name(db, school=school).get(key) == branch:
        return
    if not rows(db, [branch]):
        raise UserError("没有找到这个支部，可能已被撤销，请刷新后再选。")
    found = db.execute("SELECT id, alias FROM branch_alias WHERE school = ?", [school])
    known = next((row for row, text in found.fetchall() if names.match_key(text) == key), None)
    with db.act(f"记住支部写法：{alias}"):
        if known is None:
            insert(db, "branch_alias", {"school": school, "branch": branch, "alias": alias.strip()})
        else:
            update(db, "branch_alias", known, {"branch": branch})
