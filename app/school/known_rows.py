"""Known rows: who a row without an ID number was found to be, so that nobody is asked about it twice."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.spelling import names
from db.register import Register
from db.rows import insert


@dataclass(frozen=True, slots=True)
class Known:
    """Who a row is. People enrolled later have a higher id than `id`: nobody could have meant them."""

    id: int
    member: int


def key(name: str, *, birth: str, branch: int | None, branch_name: str) -> str:
    """Give what a row without a number is known by: name, branch and birth, as far as it says them.

    A branch on the rolls counts by its id, however it is written; another one by its name.
    """
    home = str(branch) if branch is not None else names.match_key(branch_name)
    return f"{names.match_key(name)}|{home}|{birth}"


def by_key(db: Register, *, school: int) -> dict[str, Known]:
    """Give every known row by its key; whoever was merged into another is that other one."""
    found = db.execute(
        "SELECT row_key, k.id, coalesce(kept, member) FROM known_row k "
        "LEFT JOIN person_link l ON l.other = k.member WHERE k.school = ?",
        [school],
    )
    return {row_key: Known(one, member) for row_key, one, member in found}


def remember(db: Register, found: Mapping[str, int], *, school: int, anew: Collection[str] = ()) -> None:
    """Write down who rows are, by their keys.

    `anew` are the keys about which somebody was asked just now: what was known of them is replaced even
    where it says the same, because it holds against the people who have come since.
    """
    known = by_key(db, school=school)
    changed = {
        row_key: member
        for row_key, member in found.items()
        if row_key in anew or row_key not in known or known[row_key].member != member
    }
    if not changed:
        return
    with db.act("记住没有身份证号的各行是谁"):
        for row_key, member in changed.items():
            if row_key in known:
                db.execute("DELETE FROM known_row WHERE id = ?", [known[row_key].id])
            insert(db, "known_row", {"school": school, "row_key": row_key, "member": member})
