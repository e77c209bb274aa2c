"""Issue: spend the numbers of those whose pages came out."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.errors import UserError
from app.school import classes, enrollments
from app.school.certificates import paper
from app.school.certificates.proposing import Proposal, propose
from db.register import Register
from db.rows import insert

Prover = Callable[[Proposal], tuple[str, str]]
"""Gives the code that proves a certificate and its check code; keys are none of the school's business."""


def issue(
    db: Register,
    training_class: int,
    *,
    today: str,
    enrollments: Sequence[int] | None = None,
    proposals: Sequence[Proposal] | None = None,
    wording: str = "",
    prove: Prover = lambda _: ("", ""),
) -> list[int]:
    """Give everyone who passes and has none a numbered certificate, in roster order; give the new ids.

    With `enrollments` only they get one; with `proposals` exactly these are issued, with the numbers, the
    day and the words that were shown. Raise `UserError` before the class is closed, where nobody is left
    to get one, or where a number shown was given meanwhile: then nothing is issued, and the numbers are to
    be proposed anew. A number once given is never given again, voided or not.
    """
    found = classes.row(db, training_class)
    if proposals is None:
        wanted = propose(db, training_class, today=today, enrollments=enrollments)
    else:
        wanted = list(proposals)
        _check(db, training_class, wanted)
    new = []
    with db.act(f"颁发 {len(wanted)} 张证书：{found.name}"):
        for one in wanted:
            code, check_code = prove(one)
            values: dict[str, object] = {
                "school": found.school, "enrollment": one.enrollment, "year": one.year, "seq": one.seq,
                "number": one.number, "quarter_hours": one.quarter_hours, "issued_on": one.issued_on,
                "code": code, "check_code": check_code, "wording": wording,
                "paper": paper.packed(one.paper),
            }  # fmt: skip
            new.append(insert(db, "certificate", values))
    return new


def _check(db: Register, training_class: int, shown: Sequence[Proposal]) -> None:
    """Hold what was shown against the register of this moment."""
    if not shown:
        raise UserError("没有印好的证书，没有颁发。")
    who = {one.id: one.name for one in enrollments.rows(db, [one.enrollment for one in shown])}
    now = {one.enrollment: one for one in propose(db, training_class, today=shown[0].issued_on)}
    for one in shown:
        again = now.get(one.enrollment)
        if again is None:
            raise UserError(
                f"{who.get(one.enrollment, one.paper.holder)}在预览以后已有证书，或不再符合结业要求，"
                "一张都没有颁发；请重新预览，作废的纸收好销毁。"
            )
        if replace(again, year=one.year, seq=one.seq, number=one.number) != one:
            raise UserError(
                f"{who[one.enrollment]}的信息在预览以后改过，印出的证书和名册不一样，一张都没有颁发；"
                "请重新预览、重新打印。"
            )
        taken = db.execute(
            "SELECT 1 FROM certificate c JOIN training_class t ON t.school = c.school "
            "WHERE t.id = ? AND (c.number = ? OR (c.year = ? AND c.seq = ?))",
            [training_class, one.number, one.year, one.seq],
        ).fetchone()
        if taken:
            raise UserError(
                f"编号 {one.number} 在预览以后已经给了别人，一张都没有颁发；请重新预览，换成新的编号再打印。"
            )
