"""Acceptances: what the county has accepted stays as it is in its school until the county gives it back."""

from dataclasses import dataclass

from app.errors import UserError
from app.school import schools
from db.register import Register
from db.rows import by_id, insert, update


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The county accepted a record of a school; `ended_on` is empty while it stands."""

    id: int
    school: int
    of_school: int
    noun: str
    record: int
    title: str
    accepted_on: str
    accepted_by: str
    ended_on: str
    end_reason: str


def find(db: Register, *, of_school: int | None = None, standing: bool = True) -> list[int]:
    """List acceptances, the newest first; without `standing` also those that were given back."""
    found = db.execute(
        "SELECT id FROM acceptance WHERE (?1 IS NULL OR of_school = ?1) AND (NOT ?2 OR ended_on IS NULL) "
        "ORDER BY accepted_on DESC, id DESC",
        [of_school, standing],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[Acceptance]:
    """Give acceptances in the order asked."""
    select = (
        "SELECT id, school, of_school, noun, record, title, accepted_on, accepted_by, "
        "coalesce(ended_on, ''), end_reason FROM acceptance WHERE id IN (SELECT value FROM json_each(?))"
    )
    return [Acceptance(*row) for row in by_id(db, select, ids)]


def standing(db: Register, *, noun: str, record: int) -> Acceptance | None:
    """Give the acceptance of a record that stands, or None."""
    row = db.execute(
        "SELECT id FROM acceptance WHERE noun = ? AND record = ? AND ended_on IS NULL", [noun, record]
    ).fetchone()
    return rows(db, [row[0]])[0] if row else None


def accept(
    db: Register, *, school: int, of_school: int, noun: str, record: int, title: str, today: str
) -> int:
    """Accept a record for the county (`school`) and give the acceptance; one that stands is given again."""
    known = standing(db, noun=noun, record=record)
    if known is not None:
        return known.id
    with db.act(f"接收：{title}"):
        return insert(
            db,
            "acceptance",
            {
                "school": school,
                "of_school": of_school,
                "noun": noun,
                "record": record,
                "title": title,
                "accepted_on": today,
                "accepted_by": db.operator,
            },
        )


def end(db: Register, acceptance: int, *, reason: str, today: str) -> None:
    """Give an accepted record back to its school; raise `UserError` without a reason."""
    (found,) = rows(db, [acceptance])
    if not reason.strip():
        raise UserError("退回已接收的内容要写明原因。")
    if found.ended_on:
        raise UserError(f"“{found.title}”已在 {found.ended_on} 退回，不用再退。")
    with db.act(f"取消接收：{found.title}"):
        update(db, "acceptance", acceptance, {"ended_on": today, "end_reason": " ".join(reason.split())})


def require_free(db: Register, *, noun: str, record: int, doing: str) -> None:
    """Raise `UserError` where the county has accepted a record; `doing` says what cannot be done then."""
    found = standing(db, noun=noun, record=record)
    if found is not None:
        above = schools.words(db).above
        raise UserError(
            f"“{found.title}”{above}已在 {found.accepted_on} 接收，不能{doing}。"
            f"确有错误，请打电话请{above}退回；收到{above}的退回以后再改。"
        )
