"""Evidence: files that prove something, known by their SHA-256; one file may prove many things."""

from dataclasses import dataclass
from datetime import date

from app.errors import UserError
from db.register import Register
from db.rows import by_id, ensure, insert, update


@dataclass(frozen=True, slots=True)
class Evidence:
    """A filed document: `formed_on` is its own date, `filed_on` the day it was put here."""

    id: int
    school: int
    sha256: str
    file_name: str
    media_type: str
    bytes: int
    formed_on: str
    filed_on: str
    filed_by: str


def dated(formed_on: str, *, today: str) -> str:
    """Give a document's own date as ISO text; raise `UserError` where it is none or lies in the future."""
    try:
        formed = date.fromisoformat(formed_on.strip()).isoformat()
    except ValueError as error:
        raise UserError(f"“{formed_on}”不是一个日期，材料的形成日期请写成 2026-03-02 的样子。") from error
    if formed > today:
        raise UserError("材料的形成日期不能晚于今天，请核对日期。")
    return formed


def file(
    db: Register,
    *,
    school: int,
    criterion: int | None,
    sha256: str,
    file_name: str,
    media_type: str,
    size: int,
    formed_on: str,
    today: str,
) -> int:
    """Attach a file to a criterion, where one is given; the same file filed before is used again.

    `size` is in bytes. A file has one date, so the one said last holds wherever it proves something. Raise
    `UserError` as `dated` does.
    """
    formed = dated(formed_on, today=today)
    with db.act(f"归入佐证：{file_name}"):
        known = db.execute(
            "SELECT id FROM evidence WHERE school = ? AND sha256 = ?", [school, sha256]
        ).fetchone()
        values: dict[str, object] = {
            "school": school,
            "sha256": sha256,
            "file_name": file_name,
            "media_type": media_type,
            "bytes": size,
            "formed_on": formed,
            "filed_on": today,
            "filed_by": db.operator,
        }
        evidence = int(known[0]) if known else insert(db, "evidence", values)
        update(db, "evidence", evidence, {"formed_on": formed})
        if criterion is not None:
            ensure(db, "proof", {"school": school, "criterion": criterion, "evidence": evidence})
    return evidence


def redate(db: Register, evidence: int, formed_on: str, *, today: str) -> None:
    """Correct a document's own date, wherever it proves something; raise `UserError` as `dated` does."""
    formed = dated(formed_on, today=today)
    (found,) = rows(db, [evidence])
    with db.act(f"更改佐证日期：{found.file_name}"):
        update(db, "evidence", evidence, {"formed_on": formed})


def withdraw(db: Register, evidence: int, *, criterion: int) -> None:
    """Take a document away from one criterion; the file stays, and stays filed with its other criteria."""
    (found,) = rows(db, [evidence])
    with db.act(f"移出佐证：{found.file_name}"):
        db.execute("DELETE FROM proof WHERE criterion = ? AND evidence = ?", [criterion, evidence])


def find(db: Register, *, criterion: int) -> list[int]:
    """List what proves a criterion, newest document first."""
    found = db.execute(
        "SELECT e.id FROM proof p JOIN evidence e ON e.id = p.evidence WHERE p.criterion = ? "
        "ORDER BY formed_on DESC, e.id DESC",
        [criterion],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[Evidence]:
    """Give evidence in the order asked."""
    select = (
        "SELECT id, school, sha256, file_name, media_type, bytes, formed_on, filed_on, filed_by "
        "FROM evidence WHERE id IN (SELECT value FROM json_each(?))"
    )
    return [Evidence(*row) for row in by_id(db, select, ids)]


def of_school(db: Register, *, school: int) -> list[int]:
    """List everything a school has filed, in the order it was."""
    return [row[0] for row in db.execute("SELECT id FROM evidence WHERE school = ? ORDER BY id", [school])]
