"""Certificates: fill in the blanks of those asked for and render them."""

from collections.abc import Sequence

from app.errors import UserError
from app.papers import certificates as papers
from app.school import certificates, hours_text, schools
from app.spelling import id_numbers
from db.register import Register


def render(db: Register, ids: Sequence[int], *, draft: bool = False) -> bytes:
    """Render certificates as one PDF, a page each; raise `UserError` for a voided one or none at all."""
    found = certificates.rows(db, list(ids))
    if not found:
        raise UserError("没有选中证书，请先选中要打印的证书。")
    voided = [one.number for one in found if one.voided_on]
    if voided:
        raise UserError(f"证书 {voided[0]} 已作废，不能打印；请从选中的证书里去掉它。")
    school = schools.own(db)
    return papers.render(
        [
            papers.Certificate(
                number=one.number,
                holder=one.name,
                gender=one.gender,
                birth=one.birth,
                id_tail=id_numbers.tail(one.id_number),
                class_name=one.class_name,
                starts=one.starts,
                ends=one.ends,
                hours_text=hours_text(one.quarter_hours),
                issuer=school.seal_name,
                issued_on=one.issued_on,
                draft=draft,
            )
            for one in found
        ]
    )
