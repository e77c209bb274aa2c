"""What a year's money was to be and what came, by source."""

from dataclasses import dataclass

from app.school import ledgers
from app.school.ledgers import Field, Ledger
from db.register import Register

SOURCES = {
    "fiscal": "财政拨补",
    "dues": "党费补助",
    "retained_dues": "留存党费",
    "own": "单位自筹",
    "other": "其他",
}
LEDGER = Ledger(
    "fund",
    "经费",
    "经费安排",
    (
        Field("year", "年度", "year", also=("年份", "年"), must=True),
        Field("source", "来源", "choice", also=("经费来源", "资金来源"), choices=SOURCES, must=True),
        Field("title", "名目", also=("项目", "经费名称", "名称", "用途"), must=True, width=12),
        Field("planned_fen", "安排", "money", also=("安排金额", "预算", "计划", "预算金额", "计划金额"),
              rule="年初预算或文件里安排的数，单位元。"),
        Field("received_fen", "到账", "money", also=("到账金额", "实拨", "到位", "已到账", "拨付金额"),
              rule="实际到账的数，单位元。"),
        Field("received_on", "到账时间", "date", also=("到账日期", "拨付时间", "拨款时间"), past=True),
        Field("document", "文号", also=("拨款文号", "文件", "依据"), width=8),
        Field("note", "备注", width=8),
    ),
    order={
        "year": ("x.year DESC", "x.source", "x.title"),
        "source": ("x.source", "x.year DESC"),
        "title": ("x.title",),
        "planned_fen": ("x.planned_fen DESC",),
        "received_fen": ("x.received_fen DESC",),
        "received_on": ("x.received_on DESC",),
        "document": ("x.document",),
    },
    year="x.year",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fund:
    """Money of one year from one source under one name; `evidence` is the paper that grants it."""

    id: int
    school: int
    year: int
    source: str
    title: str
    planned_fen: int
    received_fen: int
    received_on: str
    document: str
    evidence: int | None
    note: str
    voided_on: str
    void_reason: str


def find(
    db: Register,
    text: str = "",
    *,
    school: int,
    year: int | None = None,
    gone: bool = False,
    order_by: str = "",
) -> list[int]:
    """List funds by words in them, of a year where given."""
    return ledgers.find(db, LEDGER, text, school=school, year=year, gone=gone, order_by=order_by)


def rows(db: Register, ids: list[int]) -> list[Fund]:
    """Give funds in the order asked."""
    return ledgers.rows(db, LEDGER, Fund, ids)


def years(db: Register, *, school: int) -> list[int]:
    """List the years that have money planned, received or spent, the newest first."""
    found = db.execute(
        "SELECT year FROM fund WHERE school = ?1 AND voided_on IS NULL UNION "
        "SELECT year FROM fund_spending WHERE school = ?1 AND voided_on IS NULL ORDER BY 1 DESC",
        [school],
    )
    return [int(row[0]) for row in found]
