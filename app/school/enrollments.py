"""Enrollments: who is in a class, with unit and post as they were on the day."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.school import MEMBER_TYPES, classes, members, persons
from db.register import Register
from db.rows import by_id, insert


@dataclass(frozen=True, slots=True)
class Enrollment:
    """One row of a class's roster."""

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


def enrol(db: Register, training_class: int, people: Sequence[int]) -> int:
    """Put people in a class, each once, and give how many are new in it.

    Branch, post and kind are copied as they are now, so that later changes do not rewrite this roster.
    Raise `UserError` where the class is closed or everyone is in it already.
    """
    found = classes.still_open(db, training_class)
    inside = {row[0] for row in db.execute(
        "SELECT coalesce(kept, member) FROM enrollment e LEFT JOIN person_link l ON l.other = e.member "
        "WHERE training_class = ?", [training_class])}  # fmt: skip
    merged = persons.kept_for(db, school=found.school)
    fresh = [who for who in dict.fromkeys(merged.get(one, one) for one in people) if who not in inside]
    if people and not fresh:
        raise UserError("该学员已在本班。" if len(people) == 1 else "选中的人都已在本班。")
    with db.act(f"{found.name}：加入 {len(fresh)} 名学员"):
        last = db.execute(
            "SELECT coalesce(max(seq_no), 0) FROM enrollment WHERE training_class = ?", [training_class]
        ).fetchone()[0]
        for seq_no, who in enumerate(members.rows(db, fresh), start=last + 1):
            insert(
                db,
                "enrollment",
                {
                    "school": found.school,
                    "training_class": training_class,
                    "member": who.id,
                    "seq_no": seq_no,
                    "branch_at_enrollment": who.branch_name,
                    "title_at_enrollment": who.unit_post,
                    "type_at_enrollment": MEMBER_TYPES[who.member_type],
                },
            )
    return len(fresh)


def withdraw(db: Register, enrollment: int) -> None:
    """Take someone off a class's roster who never had a mark; raise `UserError` otherwise."""
    (who,) = rows(db, [enrollment])
    classes.still_open(db, who.training_class)
    if db.execute("SELECT 1 FROM attendance WHERE enrollment = ?", [enrollment]).fetchone():
        raise UserError(f"{who.name}已有考勤记录，不能从名册里去掉；没有来的课次请记为缺课或请假。")
    with db.act(f"从名册去掉：{who.name}"):
        db.execute("DELETE FROM enrollment WHERE id = ?", [enrollment])


def find(db: Register, text: str = "", *, training_class: int) -> list[int]:
    """List a class's roster in its order, by name, initials or row number."""
    found = db.execute(
        "SELECT e.id FROM enrollment e JOIN member m ON m.id = e.member WHERE training_class = ?1 AND "
        "(?2 = '' OR instr(lower(m.name), ?2) OR instr(' ' || m.initials, ' ' || ?2) "
        "OR CAST(seq_no AS TEXT) = ?2) ORDER BY seq_no",
        [training_class, text.strip().lower()],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[Enrollment]:
    """Give roster rows in the order asked."""
    select = (
        "SELECT e.id, training_class, member, seq_no, m.name, m.gender, m.birth, coalesce(m.id_number, ''), "
        "branch_at_enrollment, title_at_enrollment, type_at_enrollment, m.initials "
        "FROM enrollment e JOIN member m ON m.id = e.member WHERE e.id IN (SELECT value FROM json_each(?))"
    )
    return [Enrollment(*row) for row in by_id(db, select, ids)]
