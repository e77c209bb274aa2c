"""Bylaws: the school's own 制度 — issued, scanned, hung on the wall, in force or repealed."""

from dataclasses import dataclass

from app.school import ledgers
from app.school.ledgers import Field, Ledger
from db.register import Register

# The three that 宁德市 asks every township school to have, and what else schools write.
KINDS = ("培训管理", "师资管理", "教学管理", "学员管理", "经费管理", "档案管理", "安全管理")
LEDGER = Ledger(
    "bylaw",
    "制度",
    "规章制度",
    (
        Field("title", "制度名称", also=("名称", "制度", "文件名称", "标题"), must=True, width=16),
        Field("kind", "类别", also=("制度类别", "类型"), usual=KINDS, width=5),
        Field("number", "文号", also=("发文字号", "文件号"), width=8),
        Field("issued_by", "印发单位", also=("发文单位", "制定单位"), width=8),
        Field(
            "issued_on",
            "印发日期",
            "date",
            also=("发文日期", "制定日期", "日期", "施行日期", "印发时间"),
            past=True,
            rule="文件上的印发日期；写到月、写到年都可以。没有日期的，自查里不算数。",
        ),
        Field(
            "on_wall",
            "上墙",
            "yes",
            also=("是否上墙", "已上墙", "上墙情况"),
            rule="是否已经制版上墙：是或否。",
        ),
        Field(
            "ended_on",
            "废止日期",
            "date",
            also=("废止时间", "停用日期"),
            rule="从哪一天起不再执行；在用的空着。",
        ),
        Field("note", "备注", width=8),
    ),
    order={
        "issued_on": ("x.issued_on DESC",),
        "title": ("x.title",),
        "kind": ("x.kind", "x.title"),
        "number": ("x.number",),
        "issued_by": ("x.issued_by", "x.title"),
        "on_wall": ("x.on_wall DESC", "x.title"),
        "ended_on": ("x.ended_on DESC",),
    },
    lasts=True,
    since="issued_on",
)


@dataclass(frozen=True, slots=True)
class Bylaw:
    """A bylaw; dates as precise as is known, `evidence` its scan."""

    id: int
    school: int
    title: str
    kind: str
    number: str
    issued_by: str
    issued_on: str
    on_wall: int
    ended_on: str
    end_reason: str
    evidence: int | None
    note: str
    voided_on: str
    void_reason: str


def find(
    db: Register, text: str = "", *, school: int, on: str = "", gone: bool = False, order_by: str = ""
) -> list[int]:
    """List bylaws by words in them: those not repealed, those in force `on` a day, or with `gone` all."""
    return ledgers.find(db, LEDGER, text, school=school, on=on, gone=gone, order_by=order_by)


def rows(db: Register, ids: list[int]) -> list[Bylaw]:
    """Give bylaws in the order asked."""
    return ledgers.rows(db, LEDGER, Bylaw, ids)


def in_force(db: Register, *, school: int, on: str) -> list[int]:
    """List the bylaws that hold on a day; one without a date of issue holds."""
    return find(db, school=school, on=on)
