"""The checklist: file a piece of evidence by its hash, and print the ledger."""

from pathlib import Path

from app.jobs import evidence as copies
from app.papers import checklist as papers
from app.school import assessments, checklist, rectifications, schools
from app.school.rectifications import Rectification
from app.school.standards import PROOFS
from db.register import Register

MOST_NAMED = 6
"""So many pieces are named on paper for one criterion."""


def attach(
    db: Register, path: Path, *, folder: Path, school: int, criterion: int, formed_on: str, today: str
) -> int:
    """File a PDF or picture as proof of a criterion and give the evidence's id.

    `formed_on` is the document's own date, not that of filing. The file is copied beside the register
    under its SHA-256 before the register speaks of it. Raise `UserError` for what is no PDF, JPEG or PNG,
    or too big.
    """
    return copies.file(
        db, path, folder=folder, school=school, criterion=criterion, formed_on=formed_on, today=today
    )


def ledger(db: Register, *, school: int, year: int, today: str) -> bytes:
    """Render the checklist with what proves each demand, and the gaps, as a PDF."""
    (whose,) = schools.rows(db, [school])
    standard = checklist.standard(db, school=school, on=min(today, f"{year}-12-31"))
    judged = checklist.assess(db, school=school, year=year, today=today)
    open_ = _open(db, school)
    due = rectifications.due(db, school=school)
    return papers.render(
        papers.Ledger(
            school=whose.full_name,
            standard=standard.name,
            year=year,
            as_of=today,
            items=tuple(map(_item, judged)),
            gaps=tuple(_gap(one, open_.get(one.criterion.key)) for one in checklist.gaps(judged, due=due)),
        )
    )


def _open(db: Register, school: int) -> dict[str, Rectification]:
    """Give what is being put right by its demand's key, what is due first."""
    found = rectifications.rows(db, rectifications.find(db, school=school, only_open=True))
    return {one.key: one for one in reversed(found) if one.key}


def _gap(one: checklist.Assessment, mended: Rectification | None) -> papers.Gap:
    what = f"{one.criterion.text}：{one.next_step}"
    if mended is None:
        return papers.Gap(one.criterion.item_name, what)
    return papers.Gap(one.criterion.item_name, what, mended.responsible, mended.due_on)


def _item(one: checklist.Assessment) -> papers.LedgerItem:
    good = [piece for piece in one.pieces if piece.good]
    proofs = [papers.Proof(piece.title, piece.on) for piece in good[:MOST_NAMED]]
    if len(good) > MOST_NAMED:
        proofs.append(papers.Proof(f"等 {len(good)} 件", good[-1].on))
    counted = one.criterion.measure and one.value is not None
    return papers.LedgerItem(
        item=one.criterion.item_name,
        requirement=one.criterion.text,
        proved_by=one.proved_by if counted else PROOFS[one.criterion.proof],
        state=checklist.STATES[one.state],
        proofs=tuple(proofs),
        points=one.points,
        points_full=one.criterion.points,
    )


def sheet(db: Register, round_: int) -> bytes:
    """Render a round of assessment as the self-assessment sheet (F24), a PDF."""
    (found,) = assessments.rows(db, [round_])
    (whose,) = schools.rows(db, [found.school])
    open_ = {one.criterion: one for one in _open(db, found.school).values()}
    star = found.county_star or found.star
    return papers.render_sheet(
        papers.SelfAssessment(
            school=whose.full_name,
            title=found.title,
            standard=found.standard_name,
            as_of=found.finished_on or found.opened_on,
            stars=f"{star.stars} 星" if star else "",
            lines=tuple(_sheet_line(one, open_.get(one.criterion)) for one in assessments.lines(db, round_)),
        )
    )


def _sheet_line(one: assessments.Line, mended: Rectification | None) -> papers.SheetLine:
    named = "、".join(title for _, _, title, _ in one.pieces[:3])
    more = f"等 {len(one.pieces)} 件" if len(one.pieces) > 3 else ""
    shown = f"{one.said}：{named}{more}" if named and named not in one.said else one.said
    return papers.SheetLine(
        item=one.item_name,
        requirement=one.text,
        points_full=one.points_full,
        self_points=one.self_points,
        proofs=shown or "—",
        county_points=one.county_points,
        rectify=f"{mended.responsible}，{mended.due_on} 前" if mended else "",
    )
