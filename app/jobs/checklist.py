"""The checklist: file a piece of evidence by its hash, and print the ledger."""

from pathlib import Path

from app.jobs import evidence as copies
from app.papers import checklist as papers
from app.school import checklist, evidence, schools
from db.register import Register

HOW = {"document": "文件或照片", "count": "自动统计"}


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
    return papers.render(
        papers.Ledger(
            school=whose.full_name,
            standard=standard.name,
            year=year,
            as_of=today,
            items=tuple(_item(db, one) for one in judged),
            gaps=tuple(
                papers.Gap(one.criterion.item_name, f"{one.criterion.text}：{one.next_step}")
                for one in checklist.gaps(judged)
            ),
        )
    )


def _item(db: Register, one: checklist.Assessment) -> papers.LedgerItem:
    found = evidence.rows(db, evidence.find(db, criterion=one.criterion.id))
    proofs = tuple(papers.Proof(piece.file_name, piece.formed_on) for piece in found)
    counted = one.criterion.proof == "count"
    return papers.LedgerItem(
        item=one.criterion.item_name,
        requirement=one.criterion.text,
        proved_by=one.proved_by if counted else HOW[one.criterion.proof],
        state=checklist.STATES[one.state],
        proofs=proofs,
        points=one.points,
        points_full=one.criterion.points,
    )
