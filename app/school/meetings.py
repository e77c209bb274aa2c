"""Meetings: who met when about what, and what was decided; 专题研究 is what standards count."""

from dataclasses import dataclass

from app.school import ledgers
from app.school.ledgers import Field, Ledger
from db.register import Register

# 宁德市委组织部“百千万”工程通知：县、乡每年至少 2 次专题研究基层培训阵地建设和党员培训工作。
KINDS = {"study": "专题研究", "affairs": "校务会", "teaching": "教学研讨", "other": "其他会议"}
LEDGER = Ledger(
    "meeting",
    "会议",
    "会议记录",
    (
        Field(
            "held_on",
            "日期",
            "day",
            also=("会议日期", "时间", "会议时间", "召开日期", "召开时间"),
            must=True,
            past=True,
        ),
        Field(
            "kind",
            "类别",
            "choice",
            also=("会议类别", "会议类型", "类型"),
            choices=KINDS,
            rule="专题研究：党委（党组）专题研究党校建设和党员培训，标准里数的是它。没写的按专题研究记。",
        ),
        Field("organ", "召开单位", also=("单位", "主办", "组织单位", "会议名称"), width=8),
        Field(
            "topic", "议题", also=("会议议题", "主题", "内容", "会议内容", "研究事项"), must=True, width=16
        ),
        Field("chair", "主持人", also=("主持",), width=4),
        Field("people", "人数", "count", also=("参会人数", "参加人数", "到会人数"), most=100_000),
        Field("minutes_no", "纪要编号", also=("纪要文号", "纪要", "编号"), width=8),
        Field("decisions", "议定事项", also=("决定", "决议", "会议决定", "议定内容"), width=12),
        Field("note", "备注", width=8),
    ),
    order={
        "held_on": ("x.held_on DESC",),
        "kind": ("x.kind", "x.held_on DESC"),
        "organ": ("x.organ", "x.held_on DESC"),
        "topic": ("x.topic",),
        "chair": ("x.chair", "x.held_on DESC"),
        "people": ("x.people DESC",),
        "minutes_no": ("x.minutes_no",),
    },
    year="CAST(substr(x.held_on, 1, 4) AS INTEGER)",
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that was held; `evidence` is its minutes."""

    id: int
    school: int
    held_on: str
    kind: str
    organ: str
    topic: str
    chair: str
    people: int
    minutes_no: str
    decisions: str
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
    kind: str = "",
    gone: bool = False,
    order_by: str = "",
) -> list[int]:
    """List meetings by words in them, of a year and a key of `KINDS` where given, the latest first."""
    more, given = ("x.kind = ?", (kind,)) if kind else ("", ())
    return ledgers.find(db, LEDGER, text, school=school, year=year, gone=gone, order_by=order_by,
                        more=more, given=given)  # fmt: skip


def rows(db: Register, ids: list[int]) -> list[Meeting]:
    """Give meetings in the order asked."""
    return ledgers.rows(db, LEDGER, Meeting, ids)


def years(db: Register, *, school: int) -> list[int]:
    """List the years in which there were meetings, the newest first."""
    return ledgers.years(db, LEDGER, school=school)
