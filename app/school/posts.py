"""Posts: who holds which post of the school, by which paper, from when to when."""

from dataclasses import dataclass

from app.school import ledgers
from app.school.ledgers import Field, Ledger, Values
from app.spelling import names
from db.register import Register

TITLES = (
    "校长",
    "第一校长",
    "常务副校长",
    "副校长",
    "教务主任",
    "教务员",
    "班主任",
    "档案员",
    "财务人员",
    "安全员",
)
_RANKS = " ".join(f"WHEN '{title}' THEN {rank}" for rank, title in enumerate(TITLES))
_SENIORITY = f"CASE x.title {_RANKS} ELSE {len(TITLES)} END"


def _of_rolls(db: Register, values: Values, school: int) -> Values:
    """Join a name to the one person of the rolls who has it; two of a name stay apart."""
    found = db.execute(
        "SELECT DISTINCT coalesce(l.kept, m.id) FROM member m LEFT JOIN person_link l ON l.other = m.id "
        "WHERE m.school = ? AND m.name_key = ? AND m.left_on IS NULL LIMIT 2",
        [school, names.match_key(str(values["name"]))],
    ).fetchall()
    return {"member": found[0][0] if len(found) == 1 else None}


def _faults(values: Values) -> dict[str, str]:
    since, until = str(values.get("appointed_on") or ""), str(values.get("ended_on") or "")
    if since and until and until < since[: len(until)]:
        return {"ended_on": "离任时间早于任职时间，请核对。"}
    return {}


LEDGER = Ledger(
    "post",
    "任职",
    "组织人员",
    (
        Field("title", "党校职务", also=("职务", "岗位", "党校任职"), usual=TITLES, must=True, width=6),
        Field("name", "姓名", must=True, width=4),
        Field("unit_post", "单位及职务", also=("所在单位及职务", "现任职务", "单位职务", "原职务"), width=12),
        Field("duties", "分工", also=("职责", "工作分工", "主要职责"), width=8),
        Field("phone", "电话", "phone", also=("联系电话", "手机", "联系方式")),
        Field("document", "任职文件", also=("文号", "任命文件", "任职文号", "发文字号"), width=8),
        Field(
            "appointed_on",
            "任职时间",
            "date",
            also=("任职日期", "任命时间", "起任时间", "开始时间"),
            rule="任职文件上的日期；写到月、写到年都可以。没有日期的，自查里不算数。",
        ),
        Field(
            "ended_on",
            "离任时间",
            "date",
            also=("离任日期", "免职时间", "届满时间", "至"),
            rule="从哪一天起不再担任；在任的空着。",
        ),
        Field("note", "备注", width=8),
    ),
    order={
        "seniority": (_SENIORITY, "x.appointed_on"),
        "title": ("x.title", "x.name"),
        "name": ("x.name",),
        "appointed_on": ("x.appointed_on DESC",),
        "ended_on": ("x.ended_on DESC",),
        "document": ("x.document",),
    },
    lasts=True,
    since="appointed_on",
    derive=_of_rolls,
    faults=_faults,
)


@dataclass(frozen=True, slots=True)
class Post:
    """A person in a post of the school; `member` where the name is one person's on the rolls."""

    id: int
    school: int
    title: str
    name: str
    member: int | None
    unit_post: str
    duties: str
    phone: str
    document: str
    appointed_on: str
    ended_on: str
    end_reason: str
    evidence: int | None
    note: str
    voided_on: str
    void_reason: str


def find(
    db: Register, text: str = "", *, school: int, on: str = "", gone: bool = False, order_by: str = ""
) -> list[int]:
    """List posts by words in them, 校长 first: those not left, those held `on` a day, or with `gone` all."""
    return ledgers.find(db, LEDGER, text, school=school, on=on, gone=gone, order_by=order_by)


def rows(db: Register, ids: list[int]) -> list[Post]:
    """Give posts in the order asked."""
    return ledgers.rows(db, LEDGER, Post, ids)


def holding(db: Register, *, school: int, on: str) -> list[int]:
    """List the posts that are held on a day; one without a day of appointment is held."""
    return find(db, school=school, on=on)
