"""Equipment: what stands in the school's rooms, how much of it, and in what state."""

from dataclasses import dataclass

from app.school import ledgers, places
from app.school.ledgers import Field, Ledger
from db.register import Register

STATES = {"good": "完好", "repair": "待修", "broken": "损坏"}
LEDGER = Ledger(
    "equipment",
    "设备",
    "设施设备",
    (
        Field("name", "设备名称", also=("名称", "设备", "物品", "物品名称", "设施"), must=True, width=10),
        Field("model", "规格型号", also=("型号", "规格"), width=8),
        Field("amount", "数量", "count", also=("台数", "件数")),
        Field("unit", "单位", also=("计量单位",), width=3),
        Field(
            "place",
            "存放地点",
            "named",
            also=("地点", "位置", "存放位置", "使用地点"),
            reference=places.REFERENCE,
        ),
        Field("state", "状况", "choice", also=("状态", "完好情况", "使用状况"), choices=STATES),
        Field("got_on", "购置时间", "date", also=("购置日期", "购入时间", "启用时间"), past=True),
        Field("value_fen", "价值", "money", also=("金额", "原值", "价格", "总价"), rule="这一行合计多少元。"),
        Field("keeper", "保管人", also=("负责人", "责任人", "管理员"), width=4),
        Field("checked_on", "检查时间", "date", also=("检查日期", "盘点时间", "最近检查"), past=True),
        Field(
            "ended_on",
            "停用时间",
            "date",
            also=("报废时间", "停用日期", "报废日期"),
            rule="报废或调出的日期；在用的空着。",
        ),
        Field("note", "备注", width=8),
    ),
    order={
        "name": ("x.name",),
        "amount": ("x.amount DESC",),
        "place": ("(SELECT p.name FROM place p WHERE p.id = x.place)", "x.name"),
        "state": ("x.state DESC", "x.name"),
        "got_on": ("x.got_on DESC",),
        "value_fen": ("x.value_fen DESC",),
        "keeper": ("x.keeper", "x.name"),
        "checked_on": ("x.checked_on DESC",),
        "ended_on": ("x.ended_on DESC",),
    },
    lasts=True,
    since="got_on",
)


@dataclass(frozen=True, slots=True)
class Equipment:
    """A line of equipment; `value_fen` of all of it, `evidence` a photograph or a bill."""

    id: int
    school: int
    name: str
    model: str
    amount: int
    unit: str
    place: int | None
    place_name: str
    state: str
    got_on: str
    value_fen: int
    keeper: str
    checked_on: str
    ended_on: str
    end_reason: str
    evidence: int | None
    note: str
    voided_on: str
    void_reason: str


def find(
    db: Register, text: str = "", *, school: int, on: str = "", gone: bool = False, order_by: str = ""
) -> list[int]:
    """List equipment by words in it: what is not done away with, what was there `on` a day, or all."""
    return ledgers.find(db, LEDGER, text, school=school, on=on, gone=gone, order_by=order_by)


def rows(db: Register, ids: list[int]) -> list[Equipment]:
    """Give equipment in the order asked."""
    return ledgers.rows(db, LEDGER, Equipment, ids)
