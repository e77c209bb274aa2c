"""The checklist: file a piece of evidence by its hash, and print the ledger."""

import hashlib
from pathlib import Path

from app import paths
from app.errors import UserError
from app.exchange import archives
from app.jobs import files
from app.papers import checklist as papers
from app.school import checklist, evidence, schools
from db.register import Register

# What may be filed, by how its content begins: never by its ending, and nothing that can be run.
_KINDS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
MAX_BYTES = archives.MAX_BLOB  # what cannot be sent to the county is not filed
HOW = {"document": "文件或照片", "count": "自动统计"}


def attach(
    db: Register, path: Path, *, folder: Path, school: int, criterion: int, formed_on: str, today: str
) -> int:
    """File a PDF or picture as proof of a criterion and give the evidence's id.

    `formed_on` is the document's own date, not that of filing. The file is copied beside the register
    under its SHA-256 before the register speaks of it. Raise `UserError` for what is no PDF, JPEG or PNG,
    or too big.
    """
    formed = evidence.dated(formed_on, today=today)
    if not path.is_file():
        raise UserError(f"找不到文件“{path.name}”，可能已被移走，请重新选择。")
    if path.stat().st_size > MAX_BYTES:
        raise UserError(f"“{path.name}”超过 {MAX_BYTES // 1024**2} MB，请先压缩或拍小一些再归入。")
    data = path.read_bytes()
    kind = next((kind for start, kind in _KINDS if data.startswith(start)), None)
    if kind is None:
        raise UserError(f"“{path.name}”不是 PDF 或照片（JPG、PNG），不能作佐证；请先另存为 PDF。")
    sha256 = hashlib.sha256(data).hexdigest()
    kept = paths.evidence(folder) / sha256
    if not kept.exists() or kept.read_bytes() != data:
        kept.parent.mkdir(parents=True, exist_ok=True)
        files.keep(kept, data)
    return evidence.file(
        db,
        school=school,
        criterion=criterion,
        sha256=sha256,
        file_name=path.name,
        media_type=kind,
        size=len(data),
        formed_on=formed,
        today=today,
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
