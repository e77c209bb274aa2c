"""Copies: every page that came out for a certificate, good or spoiled, and who printed it when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.errors import UserError
from app.school import classes
from app.school.certificates.reading import Certificate, rows
from db.register import Register
from db.rows import insert, update

Kind = Literal["original", "reissue"]
Outcome = Literal["good", "spoiled"]


@dataclass(frozen=True, slots=True)
class Copy:
    """One page: its number among those of its certificate, what for, how it came out, on which blank."""

    id: int
    certificate: int
    copy_no: int
    kind: Kind
    outcome: Outcome
    note: str
    blank_no: str
    printed_on: str
    printed_by: str


def copies(db: Register, certificates: Sequence[int]) -> list[Copy]:
    """List the copies of certificates, in the order asked, and in which they were printed."""
    return [
        Copy(*row)
        for one in certificates
        for row in db.execute(
            "SELECT id, certificate, copy_no, kind, outcome, note, blank_no, printed_on, printed_by "
            "FROM certificate_copy WHERE certificate = ? ORDER BY copy_no",
            [one],
        )
    ]


def printed(db: Register, ids: Sequence[int], *, today: str, blanks: Mapping[int, str] | None = None) -> None:
    """Write down that these came out of the printer; `blanks` are the numbers of pre-printed blanks."""
    found = _standing(db, ids)
    with db.act(f"打印 {len(found)} 张证书"):
        for one in found:
            _copy(db, one, kind="original", outcome="good", today=today, blanks=blanks)
            update(db, "certificate", one.id, {"printed_on": today})


def spoiled(
    db: Register,
    ids: Sequence[int],
    *,
    today: str,
    note: str = "",
    blanks: Mapping[int, str] | None = None,
    kind: Kind = "original",
) -> None:
    """Write down that these came out and cannot be used; the number stays with the person."""
    found = _standing(db, ids)
    with db.act(f"印坏 {len(found)} 张证书"):
        for one in found:
            _copy(db, one, kind=kind, outcome="spoiled", today=today, note=note, blanks=blanks)


def reissue(db: Register, certificate: int, *, today: str, reason: str, blank_no: str = "") -> None:
    """Write down that a certificate was printed anew for a reason; it keeps its number.

    Raise `UserError` without a reason, for a voided one, or one that was never printed.
    """
    (found,) = _standing(db, [certificate])
    check_reissue(found)
    why = " ".join(reason.split())
    if not why:
        raise UserError("补发证书要写明原因，例如：本人遗失。")
    with db.act(f"补发证书：{found.number}"):
        _copy(
            db, found, kind="reissue", outcome="good", today=today, note=why, blanks={certificate: blank_no}
        )


def check_reissue(found: Certificate) -> None:
    """Raise `UserError` where there is nothing to be given anew."""
    if found.voided_on:
        raise UserError(f"证书 {found.number} 已作废，不能补发；本人符合要求时可以重新颁发。")
    if not found.printed_on:
        raise UserError(f"证书 {found.number} 还没有打印过，直接打印就行，不用补发。")


def void(db: Register, certificate: int, *, today: str, reason: str) -> None:
    """Void a certificate; its number stays spent."""
    (found,) = rows(db, [certificate])
    if found.voided_on:
        raise UserError(f"证书 {found.number} 在 {found.voided_on} 已经作废。")
    if not reason.strip():
        raise UserError("作废证书要写明原因。")
    with db.act(f"作废证书：{found.number}"):
        update(db, "certificate", certificate, {"voided_on": today, "void_reason": reason.strip()})


def _standing(db: Register, ids: Sequence[int]) -> list[Certificate]:
    found = rows(db, list(ids))
    if not found:
        raise UserError("没有选中证书，请先选中证书。")
    voided = [one.number for one in found if one.voided_on]
    if voided:
        raise UserError(f"证书 {voided[0]} 已作废，不能打印；请从选中的证书里去掉它。")
    return found


def _copy(
    db: Register,
    one: Certificate,
    *,
    kind: Kind,
    outcome: Outcome,
    today: str,
    note: str = "",
    blanks: Mapping[int, str] | None = None,
) -> None:
    # Of those printed by an older program the first copy is known by its date alone.
    (last,) = db.execute(
        "SELECT max(coalesce((SELECT max(copy_no) FROM certificate_copy WHERE certificate = c.id), 0), "
        "printed_on IS NOT NULL) FROM certificate c WHERE id = ?",
        [one.id],
    ).fetchone()
    insert(
        db,
        "certificate_copy",
        {
            "school": classes.row(db, one.training_class).school,
            "certificate": one.id,
            "copy_no": last + 1,
            "kind": kind,
            "outcome": outcome,
            "note": " ".join(note.split()),
            "blank_no": (blanks or {}).get(one.id, "").strip(),
            "printed_on": today,
            "printed_by": db.operator,
        },
    )
