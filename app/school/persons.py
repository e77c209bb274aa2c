"""Persons: rows of people that are one and the same, joined by a link that can be taken away again."""

from dataclasses import dataclass

from app.errors import UserError
from app.school import members
from db.register import Register
from db.rows import by_id, ensure, insert


@dataclass(frozen=True, slots=True)
class Link:
    """Two rows that are one person: `kept` stands in every list, `other` is found and leads to it."""

    id: int
    kept: int
    kept_name: str
    other: int
    other_name: str
    why: str
    linked_on: str
    linked_by: str


def merge(db: Register, *, kept: int, other: int, why: str, today: str) -> int:
    """Say that two rows are one person and give the link; neither row changes.

    From now on the person stands in lists as `kept`, with the hours and certificates of both. Raise
    `UserError` where one of them is merged already, they are of two schools, or no reason is given.
    """
    here, there = members.row(db, kept), members.row(db, other)
    if not why.strip():
        raise UserError("合并要写明依据，例如“身份证号录错一位，已核对”。")
    if kept == other or here.school != there.school:
        raise UserError("请选同一所学校的两份记录来合并。")
    for who, said in ((here, "保留"), (there, "并入")):
        link = away(db, who.id)
        if link is not None:
            raise UserError(
                f"要{said}的“{who.name}”已经并入“{link.kept_name}”，请改选“{link.kept_name}”，或先拆开。"
            )
    if len(same(db, other)) > 1:
        raise UserError(f"“{there.name}”名下已并有别的记录，请反过来把“{here.name}”并入它，或先拆开。")
    with db.act(f"合并人员：{there.name}并入{here.name}"):
        return insert(
            db,
            "person_link",
            {
                "school": here.school,
                "kept": kept,
                "other": other,
                "why": why.strip(),
                "linked_on": today,
                "linked_by": db.operator,
            },
        )


def part(db: Register, link: int) -> None:
    """Take a link away: both rows stand for themselves again, with all that was and is theirs."""
    found = rows(db, [link])
    if not found:
        raise UserError("这两份记录已经拆开了，请刷新后再看。")
    with db.act(f"拆开人员：{found[0].other_name}与{found[0].kept_name}"):
        db.execute("DELETE FROM person_link WHERE id = ?", [link])


def keep_apart(db: Register, one: int, other: int, *, today: str) -> None:
    """Say that two rows are two people, however alike, so that nobody is asked again."""
    first, second = members.row(db, min(one, other)), members.row(db, max(one, other))
    with db.act(f"认定是两个人：{first.name}、{second.name}"):
        pair = {"school": first.school, "one": first.id, "other": second.id}
        found = db.execute("SELECT 1 FROM person_apart WHERE one = ? AND other = ?", [first.id, second.id])
        if found.fetchone() is None:
            ensure(db, "person_apart", {**pair, "said_on": today, "said_by": db.operator})


def apart(db: Register, *, school: int) -> set[tuple[int, int]]:
    """Give the pairs that were said to be two people, the smaller id first."""
    return set(db.execute("SELECT one, other FROM person_apart WHERE school = ?", [school]))


def same(db: Register, member: int) -> tuple[int, ...]:
    """Give every row of the person one row is of, the kept one first."""
    kept = db.execute("SELECT kept FROM person_link WHERE other = ?", [member]).fetchone()
    root = kept[0] if kept else member
    others = db.execute("SELECT other FROM person_link WHERE kept = ? ORDER BY id", [root])
    return (root, *(row[0] for row in others))


def kept_for(db: Register, *, school: int) -> dict[int, int]:
    """Give for each row that was merged into another that other one."""
    return dict(db.execute("SELECT other, kept FROM person_link WHERE school = ?", [school]).fetchall())


def away(db: Register, member: int) -> Link | None:
    """Give the link by which a row was merged into another, or None."""
    found = db.execute("SELECT id FROM person_link WHERE other = ?", [member]).fetchone()
    return rows(db, [found[0]])[0] if found else None


def find(db: Register, *, school: int, member: int | None = None) -> list[int]:
    """List the links of a school, newest first, or those of one person."""
    found = db.execute(
        "SELECT id FROM person_link WHERE school = ?1 AND (?2 IS NULL OR ?2 IN (kept, other)) "
        "ORDER BY id DESC",
        [school, member],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[Link]:
    """Give links in the order asked."""
    select = (
        "SELECT l.id, kept, k.name, other, o.name, why, linked_on, linked_by FROM person_link l "
        "JOIN member k ON k.id = l.kept JOIN member o ON o.id = l.other "
        "WHERE l.id IN (SELECT value FROM json_each(?))"
    )
    return [Link(*row) for row in by_id(db, select, ids)]
