"""Walk-ins: people who came to a class and are known by name only, until it is said who they are."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.school import classes, members, precautions, timetable
from app.spelling import names
from db.register import Register
from db.rows import by_id, insert, update

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class WalkIn:
    """Somebody who came: name and unit as they said them, the half-days they sat in.

    `enrollment` is the row of the roster they turned out to be, None while that is open.
    """

    id: int
    school: int
    training_class: int
    name: str
    unit: str
    sessions: tuple[int, ...]
    enrollment: int | None


def note(
    db: Register, training_class: int, *, name: str, unit: str = "", sessions: Sequence[int] = (), today: str
) -> int:
    """Write down that somebody came who is not on the list.

    Raise `UserError` where the name is empty, the same name of the same unit is down already, a half-day is
    still to come, or the class is closed.
    """
    found = classes.still_open(db, training_class)
    values = _values(db, training_class, name, unit, sessions, today=today)
    for one in rows(db, find(db, training_class=training_class, open_only=True)):
        if (one.name, one.unit) == (values["name"], values["unit"]):
            raise UserError(f"{one.name}已记在临时参加里；多来了课次，请在那一行补上。")
    with db.act(f"{found.name}：临时参加 {values['name']}"):
        return insert(db, "walk_in", {"school": found.school, "training_class": training_class, **values})


def amend(db: Register, walk_in: int, *, name: str, unit: str, sessions: Sequence[int], today: str) -> None:
    """Change what was written down of somebody not matched yet; raise as `note` does."""
    before = still_open(db, walk_in)
    values = _values(db, before.training_class, name, unit, sessions, today=today)
    with db.act(f"修改临时参加：{before.name}"):
        update(db, "walk_in", walk_in, values)


def drop(db: Register, walk_in: int) -> None:
    """Strike out what was written down by mistake; raise `UserError` for somebody who is matched."""
    before = still_open(db, walk_in)
    with db.act(f"划去临时参加：{before.name}"):
        db.execute("DELETE FROM walk_in WHERE id = ?", [walk_in])


def settle(db: Register, walk_in: int, *, enrollment: int) -> None:
    """Say which row of the class's roster somebody is."""
    before = still_open(db, walk_in)
    with db.act(f"临时参加的{before.name}对上名册"):
        update(db, "walk_in", walk_in, {"enrollment": enrollment})


def still_open(db: Register, walk_in: int) -> WalkIn:
    """Give somebody not matched yet, in a class that may still be changed; raise `UserError` otherwise."""
    found = rows(db, [walk_in])
    if not found:
        raise UserError("没有找到这条临时参加的记录，可能已被撤销，请刷新后再试。")
    if found[0].enrollment is not None:
        raise UserError(f"{found[0].name}已经对上名册，请在学员名册里修改。")
    classes.still_open(db, found[0].training_class)
    return found[0]


def _values(
    db: Register, training_class: int, name: str, unit: str, sessions: Sequence[int], *, today: str
) -> dict[str, object]:
    shown = names.display(name)
    if not names.match_key(shown):
        raise UserError("请写下来人的姓名。")
    if len(shown) > _LONGEST or len(unit) > _LONGEST:
        raise UserError(f"姓名和单位各不超过 {_LONGEST} 个字，请改短。")
    planned = timetable.find(db, training_class=training_class)
    if not set(sessions) <= set(planned):
        raise UserError("所选的课次已不在本班课表里，请刷新后重选。")
    kept = [one for one in planned if one in set(sessions)]
    last = precautions.reached(db, today=today)
    if ahead := [one for one in timetable.rows(db, kept) if one.date > last]:
        raise UserError(f"{ahead[0].label}（{ahead[0].date}）还没有上课，不能记谁来了；请只选已经上的课次。")
    return {"name": shown, "unit": " ".join(unit.split()), "sessions": json.dumps(kept)}


def suggestions(db: Register, walk_in: int) -> list[int]:
    """Give who somebody may be, the likeliest first: by name, then by the sound of it.

    Those whose branch or post is the unit that was said come before others, those who left last. Whoever
    was merged into another is that other one.
    """
    (found,) = rows(db, [walk_in])
    return alike(db, found.name, unit=found.unit, school=found.school)


def agrees(one: WalkIn, who: members.Member) -> bool:
    """Tell whether nothing speaks against this person: the name, the unit said, and still on the rolls."""
    said = names.match_key(one.unit)
    return (
        not who.left_on
        and names.match_key(one.name) == names.match_key(who.name)
        and (not said or said in names.match_key(who.branch_name + who.unit_post))
    )


def alike(db: Register, name: str, *, unit: str = "", school: int) -> list[int]:
    """Give the people of this name, then those whose name sounds so; see `suggestions`."""
    key, sound = names.match_key(name), names.pinyin(names.display(name)).full
    pairs = db.execute(
        "SELECT coalesce(kept, m.id), max(name_key = ?1) FROM member m LEFT JOIN person_link l "
        "ON l.other = m.id WHERE m.school = ?3 AND (name_key = ?1 OR (m.pinyin = ?2 AND ?2 <> '')) "
        "GROUP BY 1",
        [key, sound, school],
    )
    same = {who: bool(exact) for who, exact in pairs}
    said = names.match_key(unit)

    def far(who: members.Member) -> tuple[bool, bool, bool, str]:
        where = names.match_key(who.branch_name + who.unit_post)
        return bool(who.left_on), not same[who.id], not (said and said in where), who.branch_name

    return [who.id for who in sorted(members.rows(db, list(same)), key=far)]


def find(
    db: Register, *, school: int | None = None, training_class: int | None = None, open_only: bool = False
) -> list[int]:
    """List walk-ins as they were written down, of a class or of all; only those not matched where asked."""
    found = db.execute(
        "SELECT id FROM walk_in WHERE (?1 IS NULL OR school = ?1) AND (?2 IS NULL OR training_class = ?2) "
        "AND NOT (?3 AND enrollment IS NOT NULL) ORDER BY training_class, id",
        [school, training_class, int(open_only)],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[WalkIn]:
    """Give walk-ins in the order asked; half-days taken off the timetable since are left out."""
    select = (
        "SELECT id, school, training_class, name, unit, (SELECT json_group_array(s.id) FROM session s, "
        "json_each(w.sessions) j WHERE s.id = j.value AND s.training_class = w.training_class), enrollment "
        "FROM walk_in w WHERE id IN (SELECT value FROM json_each(?))"
    )
    return [
        WalkIn(one, school, training_class, name, unit, tuple(map(int, json.loads(kept))), enrollment)
        for one, school, training_class, name, unit, kept, enrollment in by_id(db, select, ids)
    ]
