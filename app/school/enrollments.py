"""Enrollments: who is in a class, with unit and post as they were on the day, by group and duty."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.school import CAME, MEMBER_TYPES, classes, members, persons
from db.register import Register
from db.rows import by_id, insert, ordered, update

DUTIES = {"": "学员", "monitor": "班长", "vice_monitor": "副班长", "group_leader": "组长"}
CAME_BY = {"enrolled": "报名", "walk_in": "临时参加", "substitute": "代训"}
ORDERS = {"seq": "序号", "group": "组别", "branch": "党支部", "stroke": "姓氏笔画", "pinyin": "拼音"}
# What may be said of a row for this class only; the person stays as they are.
FIELDS = ("branch_at_enrollment", "title_at_enrollment", "group_no")
MOST_GROUPS = 99
_ORDER = {
    "seq": ("seq_no",),
    "group": ("group_no = 0", "group_no", "duty <> 'group_leader'", "seq_no"),
    "branch": ("branch_at_enrollment", "seq_no"),
    "stroke": ("m.stroke_key", "seq_no"),
    "pinyin": ("m.pinyin", "seq_no"),
}
_HELD_BY = {
    "leave_slip": "有请假条",
    "score": "有成绩",
    "graduation_override": "有结业认定",
    "certificate": "有证书",
}


@dataclass(frozen=True, slots=True)
class Enrollment:
    """One row of a class's roster; `group_no` is 0 where there are no groups.

    `duty` is a key of `DUTIES`, `came_by` one of `CAME_BY`; a substitute `stands_for` another row.
    """

    id: int
    training_class: int
    member: int
    seq_no: int
    name: str
    gender: str
    birth: str
    id_number: str
    branch_at_enrollment: str
    title_at_enrollment: str
    type_at_enrollment: str
    initials: str
    group_no: int = 0
    duty: str = ""
    came_by: str = "enrolled"
    stands_for: int | None = None
    excellent: int = 0


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who was to come to a class and who came, each counted apart.

    `enrolled` were on the list beforehand, `came` of them at least once; `substitutes` came in another's
    stead, `walk_ins` unasked and are known by now, `unmatched` are those still known by name only.
    """

    enrolled: int
    came: int
    substitutes: int
    walk_ins: int
    unmatched: int


def enrol(db: Register, training_class: int, people: Sequence[int]) -> int:
    """Put people in a class, each once, and give how many are new in it.

    Branch, post and kind are copied as they are now, so that later changes do not rewrite this roster.
    Raise `UserError` where the class is closed or everyone is in it already.
    """
    found = classes.still_open(db, training_class)
    inside = within(db, training_class)
    merged = persons.kept_for(db, school=found.school)
    fresh = [who for who in dict.fromkeys(merged.get(one, one) for one in people) if who not in inside]
    if people and not fresh:
        raise UserError("该学员已在本班。" if len(people) == 1 else "选中的人都已在本班。")
    with db.act(f"{found.name}：加入 {len(fresh)} 名学员"):
        for seq_no, who in enumerate(members.rows(db, fresh), start=_next(db, training_class)):
            _add(db, found, who, {"seq_no": seq_no})
        classes.follow(db, training_class)
    return len(fresh)


def admit(
    db: Register, training_class: int, member: int, *, came_by: str, stands_for: Enrollment | None = None
) -> int:
    """Put somebody in a class who was not on its list, and give the new row.

    A substitute stands in the group of whom they stand for. Raise as `enrol` does.
    """
    found = classes.still_open(db, training_class)
    who = members.row(db, persons.same(db, member)[0])
    if who.id in within(db, training_class):
        raise UserError(f"{who.name}已在本班。")
    with db.act(f"{found.name}：{CAME_BY[came_by]} {who.name}"):
        more: dict[str, object] = {"seq_no": _next(db, training_class), "came_by": came_by}
        if stands_for is not None:
            more |= {"stands_for": stands_for.id, "group_no": stands_for.group_no}
        new = _add(db, found, who, more)
        classes.follow(db, training_class)
    return new


def within(db: Register, training_class: int) -> dict[int, int]:
    """Give everybody in a class with their row; whoever was merged into another is that other one."""
    found = db.execute(
        "SELECT coalesce(kept, member), e.id FROM enrollment e LEFT JOIN person_link l "
        "ON l.other = e.member WHERE training_class = ?",
        [training_class],
    )
    return dict(found.fetchall())


def _next(db: Register, training_class: int) -> int:
    last = "SELECT coalesce(max(seq_no), 0) FROM enrollment WHERE training_class = ?"
    return int(db.execute(last, [training_class]).fetchone()[0]) + 1


def _add(db: Register, found: classes.TrainingClass, who: members.Member, more: Mapping[str, object]) -> int:
    values = {
        "school": found.school,
        "training_class": found.id,
        "member": who.id,
        "branch_at_enrollment": who.branch_name,
        "title_at_enrollment": who.unit_post,
        "type_at_enrollment": MEMBER_TYPES[who.member_type],
    }
    return insert(db, "enrollment", {**values, **more})


def withdraw(db: Register, enrollment: int) -> None:
    """Take someone off a class's roster who never had a mark; raise `UserError` otherwise.

    A walk-in who had been matched is known by name only again.
    """
    (who,) = rows(db, [enrollment])
    classes.still_open(db, who.training_class)
    if db.execute("SELECT 1 FROM attendance WHERE enrollment = ?", [enrollment]).fetchone():
        raise UserError(f"{who.name}已有考勤记录，不能从名册里去掉；没有来的课次请记为缺课或请假。")
    if db.execute("SELECT 1 FROM enrollment WHERE stands_for = ?", [enrollment]).fetchone():
        raise UserError(f"有人替{who.name}代训，不能从名册里去掉；请先去掉代训的人。")
    for table, said in _HELD_BY.items():
        if db.execute(f"SELECT 1 FROM {table} WHERE enrollment = ?", [enrollment]).fetchone():
            raise UserError(f"{who.name}在本班已{said}，不能从名册里去掉。")
    with db.act(f"从名册去掉：{who.name}"):
        db.execute("UPDATE walk_in SET enrollment = NULL WHERE enrollment = ?", [enrollment])
        db.execute("DELETE FROM enrollment WHERE id = ?", [enrollment])


# unit, post, group and duty, for this class only


def amend(db: Register, enrollments: Sequence[int], fields: Mapping[str, object]) -> None:
    """Change some of `FIELDS` for several rows of one class at once; the persons stay as they are.

    A group's leader who goes to another group leads no more. Raise `UserError` for a group number out of
    range or a class that is closed.
    """
    if unknown := fields.keys() - set(FIELDS):
        raise ValueError(f"no such fields: {sorted(unknown)}")
    people = _of_one_class(db, enrollments)
    group = fields.get("group_no")
    if group is not None and not (isinstance(group, int) and 0 <= group <= MOST_GROUPS):
        raise UserError(f"组号请写 1 到 {MOST_GROUPS} 的整数，不分组写 0。")
    values = {name: " ".join(v.split()) if isinstance(v, str) else v for name, v in fields.items()}
    with db.act(f"修改学员：{_names(people)}"):
        for who in people:
            leads = who.duty == "group_leader" and group is not None and group != who.group_no
            changed = {name: value for name, value in values.items() if getattr(who, name) != value}
            if changed:
                update(db, "enrollment", who.id, {**changed, **({"duty": ""} if leads else {})})


def give_duty(db: Register, enrollments: Sequence[int], duty: str) -> tuple[str, ...]:
    """Give rows a duty, and give the names of those who had it and have it no more.

    A class has one monitor and a group one leader. Raise `UserError` where two are to be what one can be,
    a leader has no group, or the class is closed.
    """
    people = _of_one_class(db, enrollments)
    if duty not in DUTIES:
        raise UserError("班内职务只能是：" + "、".join(DUTIES.values()) + "。")
    if duty == "group_leader":
        _each_of_a_group(people)
    elif duty == "monitor" and len(people) > 1:
        raise UserError("一个班只有一位班长，请只选一个人。")
    chosen, groups = {who.id for who in people}, {who.group_no for who in people}
    everyone = rows(db, find(db, training_class=people[0].training_class)) if people else []
    before = [
        who
        for who in everyone
        if who.duty == duty
        and who.id not in chosen
        and (duty == "monitor" or (duty == "group_leader" and who.group_no in groups))
    ]
    with db.act(f"{_names(people)}：{DUTIES[duty]}"):
        for who in before:
            update(db, "enrollment", who.id, {"duty": ""})
        for who in people:
            if who.duty != duty:
                update(db, "enrollment", who.id, {"duty": duty})
    return tuple(who.name for who in before)


def _each_of_a_group(people: Sequence[Enrollment]) -> None:
    for who in people:
        if not who.group_no:
            raise UserError(f"{who.name}还没有分组，请先分组，再设组长。")
    if len({who.group_no for who in people}) < len(people):
        raise UserError("一个组只有一位组长，请每组只选一个人。")


def divide(db: Register, training_class: int, groups: int, *, together: bool) -> None:
    """Divide a class into so many groups of about the same size.

    With `together` the people of one branch stay in one group, unless they are more than a group takes;
    otherwise every branch is spread over all groups. Of two leaders who come into one group the first
    stays. Raise `UserError` where there are not so many people or the class is closed.
    """
    found = classes.still_open(db, training_class)
    people = rows(db, find(db, training_class=training_class, order_by="branch"))
    if not 1 <= groups <= min(len(people), MOST_GROUPS):
        raise UserError(f"本班 {len(people)} 人，请填 1 到 {min(len(people), MOST_GROUPS)} 之间的组数。")
    dealt = _kept_together(people, groups) if together else [people[at::groups] for at in range(groups)]
    with db.act(f"{found.name}：分成 {groups} 组"):
        for number, several in enumerate(dealt, start=1):
            led = False
            for who in sorted(several, key=lambda one: one.seq_no):
                twice = led and who.duty == "group_leader"
                led = led or who.duty == "group_leader"
                update(db, "enrollment", who.id, {"group_no": number, "duty": "" if twice else who.duty})


def _kept_together(people: Sequence[Enrollment], groups: int) -> list[list[Enrollment]]:
    """Put the largest branches first, each where there are fewest people; only too large ones are cut."""
    most = -(-len(people) // groups)
    by_branch: dict[str, list[Enrollment]] = {}
    for who in people:
        by_branch.setdefault(who.branch_at_enrollment, []).append(who)
    parts = [several[at : at + most] for several in by_branch.values() for at in range(0, len(several), most)]
    dealt: list[list[Enrollment]] = [[] for _ in range(groups)]
    for part in sorted(parts, key=len, reverse=True):
        min(dealt, key=len).extend(part)
    # Where there are fewer branches than groups, some would stay empty: nobody leads nobody.
    for empty in [one for one in dealt if not one]:
        largest = max(dealt, key=len)
        half = len(largest) // 2
        empty.extend(largest[half:])
        del largest[half:]
    return dealt


def renumber(db: Register, training_class: int, order_by: str) -> None:
    """Number a class's roster anew in one of `ORDERS`; raise `UserError` where the class is closed."""
    found = classes.still_open(db, training_class)
    with db.act(f"{found.name}：按{ORDERS[order_by]}重排序号"):
        numbered = rows(db, find(db, training_class=training_class, order_by=order_by))
        for number, who in enumerate(numbered, start=1):
            if who.seq_no != number:
                update(db, "enrollment", who.id, {"seq_no": number})


def _of_one_class(db: Register, enrollments: Sequence[int]) -> list[Enrollment]:
    people = rows(db, list(enrollments))
    if len(people) < len(enrollments):
        raise UserError("有学员已不在名册里，请刷新后再试。")
    for training_class in {who.training_class for who in people}:
        classes.still_open(db, training_class)
    if len({who.training_class for who in people}) > 1:
        raise ValueError("rows of several classes")
    return people


def _names(people: Sequence[Enrollment]) -> str:
    if not people:
        return "没有人"
    return people[0].name if len(people) == 1 else f"{people[0].name}等 {len(people)} 人"


# reading


def find(db: Register, text: str = "", *, training_class: int, order_by: str = "seq") -> list[int]:
    """List a class's roster by name, initials or row number, in one of `ORDERS`.

    Those of no group stand after the groups, and a group's leader before its others.
    """
    found = db.execute(
        "SELECT e.id FROM enrollment e JOIN member m ON m.id = e.member WHERE training_class = ?1 AND "
        "(?2 = '' OR instr(lower(m.name), ?2) OR instr(' ' || m.initials, ' ' || ?2) "
        f"OR CAST(seq_no AS TEXT) = ?2) ORDER BY {ordered(_ORDER, order_by)}",
        [training_class, text.strip().lower()],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[Enrollment]:
    """Give roster rows in the order asked."""
    select = (
        "SELECT e.id, training_class, member, seq_no, m.name, m.gender, m.birth, coalesce(m.id_number, ''), "
        "branch_at_enrollment, title_at_enrollment, type_at_enrollment, m.initials, group_no, duty, came_by, "
        "stands_for, excellent FROM enrollment e JOIN member m ON m.id = e.member "
        "WHERE e.id IN (SELECT value FROM json_each(?))"
    )
    return [Enrollment(*row) for row in by_id(db, select, ids)]


def turnouts(db: Register, training_classes: Sequence[int]) -> dict[int, Turnout]:
    """Count for each class who was enrolled, who came, who stood in and who just came.

    Somebody came who was there in at least one half-day, be it late or for a part.
    """
    marks = ", ".join(f"'{mark}'" for mark in CAME)
    select = (
        "SELECT t.id, coalesce(sum(came_by = 'enrolled'), 0), coalesce(sum(came_by = 'enrolled' AND EXISTS "
        f"(SELECT 1 FROM attendance a WHERE a.enrollment = e.id AND mark IN ({marks}))), 0), "
        "coalesce(sum(came_by = 'substitute'), 0), coalesce(sum(came_by = 'walk_in'), 0), "
        "(SELECT count(*) FROM walk_in w WHERE w.training_class = t.id AND w.enrollment IS NULL) "
        "FROM training_class t LEFT JOIN enrollment e ON e.training_class = t.id "
        "WHERE t.id IN (SELECT value FROM json_each(?)) GROUP BY t.id"
    )
    return {row[0]: Turnout(*row[1:]) for row in by_id(db, select, training_classes)}


def latest(db: Register, people: Sequence[int]) -> dict[int, str]:
    """Give for each of these people who was ever in a class the year and name of the latest one."""
    select = (
        "SELECT member, year, name FROM enrollment e JOIN training_class t ON t.id = e.training_class "
        "WHERE member IN (SELECT value FROM json_each(?)) ORDER BY member, year, term_no"
    )
    found = db.execute(select, [json.dumps(list(people))])
    return {member: f"{year} 年“{name}”" for member, year, name in found}
