"""Certificates: issue them with a code of this laptop's, fill in the blanks, render, note what came out."""

from collections.abc import Collection, Mapping, Sequence

from app.errors import UserError
from app.exchange import proofs
from app.jobs.devices import own_keys
from app.papers import certificate_registers as register_papers
from app.papers import certificates as papers
from app.papers.certificates import Overlay
from app.school import certificate_wordings, certificates, enrollments, hours_text
from app.school.certificates import Certificate, Paper, Proposal
from app.spelling import dates
from db.register import Register


def issue(
    db: Register,
    training_class: int,
    *,
    today: str,
    enrollments: Sequence[int] | None = None,
    proposals: Sequence[Proposal] | None = None,
    wording: str = "",
) -> list[int]:
    """Issue as `certificates.issue` does, each with a code signed by this laptop; give the new ids.

    Without a `wording` the one the class has, or that was used last, is taken. Raise `UserError`.
    """
    said = wording or wording_of(db, training_class)
    shown = proposals
    if shown is None:
        shown = certificates.propose(db, training_class, today=today, enrollments=enrollments)
    _check_wording(said, [one.paper for one in shown])
    new = certificates.issue(db, training_class, today=today, proposals=shown, wording=said, prove=prover(db))
    certificate_wordings.keep_last(db, said)
    return new


def wording_of(db: Register, training_class: int) -> str:
    """Give the sentence a class's certificates have, or would have."""
    return certificate_wordings.of_class(db, training_class).text


def prover(db: Register) -> certificates.Prover:
    """Give what signs a certificate's code with this laptop's keys, always alike for the same one."""
    secret = own_keys(db).sign_secret

    def prove(one: Proposal) -> tuple[str, str]:
        claim = proofs.Claim(
            one.number, one.paper.holder, one.paper.id_tail, one.paper.class_name,
            one.quarter_hours, one.issued_on,
        )  # fmt: skip
        code = proofs.write(claim, secret=secret)
        return code, proofs.check_code(code)

    return prove


def came_out(
    db: Register,
    training_class: int,
    proposals: Sequence[Proposal],
    *,
    today: str,
    wording: str,
    spoiled: Collection[int] = (),
    blanks: Mapping[int, str] | None = None,
) -> list[int]:
    """Issue what came out of the printer and write down its copies, in one act; give the new ids in order.

    `spoiled` are the enrollments whose page cannot be used: their number is spent and stays theirs, to be
    printed again. `blanks` are the numbers of pre-printed blanks by enrollment. Raise `UserError` where a
    number was given meanwhile; then nothing is written down.
    """
    with db.act(f"颁发并打印 {len(proposals)} 张证书"):
        new = issue(db, training_class, today=today, proposals=proposals, wording=wording)
        owner = {one: proposal.enrollment for one, proposal in zip(new, proposals, strict=True)}
        note_copies(
            db, new, today=today, spoiled=[one for one in new if owner[one] in spoiled],
            blanks={one: (blanks or {}).get(owner[one], "") for one in new},
        )  # fmt: skip
    return new


def note_copies(
    db: Register,
    ids: Sequence[int],
    *,
    today: str,
    spoiled: Collection[int] = (),
    blanks: Mapping[int, str] | None = None,
) -> None:
    """Write down which of these came out well and which were spoiled, in one act."""
    good, bad = [one for one in ids if one not in spoiled], [one for one in ids if one in spoiled]
    with db.act(f"打印 {len(good)} 张证书" + (f"，印坏 {len(bad)} 张" if bad else "")):
        if good:
            certificates.printed(db, good, today=today, blanks=blanks)
        if bad:
            certificates.spoiled(db, bad, today=today, blanks=blanks)


def render(
    db: Register,
    ids: Sequence[int],
    *,
    draft: bool = False,
    overlay: Overlay | None = None,
    reissue: bool = False,
) -> bytes:
    """Render certificates as they were issued, a page each.

    A `draft` has a watermark and no code; a `reissue` says that it is one. Raise `UserError` for a voided
    one or none at all.
    """
    found = certificates.rows(db, list(ids))
    if not found:
        raise UserError("没有选中证书，请先选中要打印的证书。")
    voided = [one.number for one in found if one.voided_on]
    if voided:
        raise UserError(f"证书 {voided[0]} 已作废，不能打印；请从选中的证书里去掉它。")
    return papers.render([_blanks(one, draft=draft, reissue=reissue) for one in found], overlay=overlay)


def render_proposals(
    db: Register,
    proposals: Sequence[Proposal],
    *,
    wording: str,
    draft: bool = False,
    overlay: Overlay | None = None,
) -> bytes:
    """Render what is proposed as the very pages that are issued once they came out."""
    _check_wording(wording, [one.paper for one in proposals])
    prove = prover(db)
    pages = []
    for one in proposals:
        code, check_code = ("", "") if draft else prove(one)
        pages.append(
            _page(
                one.paper, number=one.number, quarter_hours=one.quarter_hours, issued_on=one.issued_on,
                wording=wording, draft=draft, code=code, check_code=check_code,
            )
        )  # fmt: skip
    return papers.render(pages, overlay=overlay)


def _blanks(one: Certificate, *, draft: bool, reissue: bool) -> papers.Certificate:
    paper = Paper(
        one.name,
        one.gender,
        one.birth,
        one.id_tail,
        one.class_name,
        one.starts,
        one.ends,
        one.issuer,
        one.grade,
    )
    return _page(
        paper, number=one.number, quarter_hours=one.quarter_hours, issued_on=one.issued_on,
        wording=one.wording or papers.USUAL_WORDING, draft=draft, reissue=reissue,
        code="" if draft else one.code, check_code="" if draft else one.check_code,
    )  # fmt: skip


def _page(
    paper: Paper,
    *,
    number: str,
    quarter_hours: int,
    issued_on: str,
    wording: str,
    draft: bool,
    code: str,
    check_code: str,
    reissue: bool = False,
) -> papers.Certificate:
    return papers.Certificate(
        number=number, holder=paper.holder, gender=paper.gender, birth=paper.birth, id_tail=paper.id_tail,
        class_name=paper.class_name, starts=paper.starts, ends=paper.ends,
        hours_text=hours_text(quarter_hours), issuer=paper.issuer, issued_on=issued_on, draft=draft,
        wording=wording, grade=paper.grade, code=code, check_code=check_code, reissue=reissue,
    )  # fmt: skip


def _check_wording(wording: str, said: Sequence[Paper]) -> None:
    """Raise `UserError` where a wording cannot be filled in for one of these papers."""
    papers.check_wording(wording)
    if "{grade" in wording:
        without = [one.holder for one in said if not one.grade]
        if without:
            raise UserError(f"{without[0]}没有成绩等次，这句用语用不了；请录成绩，或另选一句证书用语。")


def keep_wordings(db: Register, wordings: Sequence[tuple[str, str]]) -> None:
    """Keep the school's own wordings, as (title, text); raise `UserError` where one cannot be filled in."""
    for _, text in wordings:
        papers.check_wording(text)
    certificate_wordings.keep_own(db, wordings)


def handed(db: Register, ids: Sequence[int]) -> list[register_papers.Handed]:
    """Give the lines of the register of certificates handed out, with what became of each number."""
    found = certificates.rows(db, ids)
    who = {one.id: one for one in enrollments.rows(db, [one.enrollment for one in found])}
    copies: dict[int, list[certificates.Copy]] = {}
    for copy in certificates.copies(db, [one.id for one in found]):
        copies.setdefault(copy.certificate, []).append(copy)
    return [
        register_papers.Handed(
            one.number, one.name, who[one.enrollment].branch_at_enrollment,
            dates.in_figures(one.issued_on), _became(one, copies.get(one.id, [])),
        )
        for one in found
    ]  # fmt: skip


def _became(one: Certificate, copies: Sequence[certificates.Copy]) -> str:
    """Say what became of a number: spoiled pages, reissues, whether it was voided."""
    bad = sum(copy.outcome == "spoiled" for copy in copies)
    parts = [f"印坏 {bad} 张" if bad else ""]
    parts += [
        f"{dates.in_figures(copy.printed_on)}补发：{copy.note}"
        for copy in copies
        if copy.kind == "reissue" and copy.outcome == "good"
    ]
    parts.append(f"作废：{one.void_reason}" if one.voided_on else "")
    return "；".join(part for part in parts if part)


def register(db: Register, ids: Sequence[int], *, title: str) -> bytes:
    """Print the register of these certificates (F22); raise `UserError` where there is none."""
    if not ids:
        raise UserError("还没有颁发证书，颁发以后再打印登记表。")
    return register_papers.render(title, handed(db, ids))


def ruler(overlay: Overlay) -> bytes:
    """Print the test sheet that shows how far a printer is out on a printed blank."""
    return papers.render_ruler(overlay)
