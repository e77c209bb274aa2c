"""Teachers: who teaches it; a timetable that names a new one adds it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import UserError
from app.school import catalogues, ledgers
from app.school.catalogues import TEACHERS, Taught
from app.school.ledgers import Field, Ledger, Values
from app.spelling import dates, phones
from db.register import Register
from db.rows import by_id, ordered, update

ENGAGEMENTS = {"full_time": "专职", "part_time": "兼职", "invited": "邀请"}
# The eight sources of teachers that 沈阳市大东区 names for its 党员教育培训师资库.
SOURCES = {
    "": "",
    "leader": "党员领导干部",
    "party_school": "党校老师",
    "secretary": "基层党组织书记",
    "party_worker": "党务工作者",
    "model": "先进模范人物",
    "backbone": "单位业务骨干",
    "practical": "实用技术人才",
    "retired": "离退休党员干部",
}
# 《中央和国家机关培训费管理办法》 pays lecturers by these.
RANKS = {
    "": "",
    "associate": "副高级职称",
    "full": "正高级职称",
    "academician": "院士、全国知名专家",
    "other": "中级及以下",
}
_WITH_POST = re.compile(r"\s*([^()（）]+?)\s*[(（]([^()（）]+)[)）]\s*")
_ORDER = {"name": ("ended_on IS NOT NULL", "name"), "post": ("post", "name"),
          "engagement": ("engagement", "name"), "source": ("source", "name")}  # fmt: skip


def _faults(values: Values) -> dict[str, str]:
    since, until = str(values.get("hired_on") or ""), str(values.get("hired_until") or "")
    if since and until and until < since[: len(until)]:
        return {"hired_until": "聘期至早于聘任时间，请核对。"}
    return {}


LEDGER = Ledger(
    "teacher",
    "教师",
    "师资聘任",
    (
        Field("name", "姓名", also=("教师", "教师姓名"), must=True, width=4),
        Field("post", "单位及职务", also=("单位职务", "职务", "工作单位及职务", "单位"), width=10),
        Field("engagement", "类别", "choice", also=("专兼职", "类型"), choices=ENGAGEMENTS),
        Field("source", "来源", "choice", also=("教师来源", "来源类别"), choices=SOURCES),
        Field(
            "rank",
            "职称",
            "choice",
            also=("技术职称", "专业技术职称"),
            choices=RANKS,
            rule="讲课费按职称对照标准。",
        ),
        Field("fields", "授课方向", also=("研究方向", "专业方向", "主讲方向", "主讲课程"), width=8),
        Field("phone", "电话", "phone", also=("联系电话", "手机")),
        Field(
            "hired_on", "聘任时间", "date", also=("聘任日期", "聘用时间", "聘期起", "起聘时间", "聘书日期")
        ),
        Field("hired_until", "聘期至", "date", also=("聘期止", "到期时间", "聘任到期", "解聘时间")),
        Field("note", "备注", width=8),
    ),
    order={
        "name": ("x.name",),
        "post": ("x.post", "x.name"),
        "engagement": ("x.engagement", "x.name"),
        "source": ("x.source", "x.name"),
        "rank": ("x.rank", "x.name"),
        "fields": ("x.fields", "x.name"),
        "hired_on": ("x.hired_on DESC", "x.name"),
        "hired_until": ("x.hired_until DESC", "x.name"),
    },
    lasts=True,
    faults=_faults,
    proof="contract",
    catalogue=True,
)
"""The same teachers as a ledger: contracts typed and pasted, the scan of each beside it."""


@dataclass(frozen=True, slots=True)
class Teacher:
    """A teacher; `engagement`, `source` and `rank` are keys, `ended_on` is empty for one who still teaches.

    The contract holds from `hired_on` through `hired_until` (empty: without end), as precisely as is known;
    `contract` is the paper.
    """

    id: int
    school: int
    name: str
    post: str
    engagement: str
    source: str
    fields: str
    phone: str
    note: str
    ended_on: str
    rank: str = ""
    hired_on: str = ""
    hired_until: str = ""
    contract: int | None = None


def find(
    db: Register, text: str = "", *, school: int, ended: bool = False, order_by: str = "name"
) -> list[int]:
    """List teachers by a part of the name; with `ended` also those who teach no more."""
    return catalogues.find(db, TEACHERS, text, school=school, ended=ended, order=ordered(_ORDER, order_by))


def listed(db: Register, text: str = "", *, school: int, gone: bool = False, order_by: str = "") -> list[int]:
    """List teachers as the ledger does: by words anywhere in them, with `gone` those ended too."""
    return ledgers.find(db, LEDGER, text, school=school, gone=gone, order_by=order_by)


def rows(db: Register, ids: list[int]) -> list[Teacher]:
    """Give teachers in the order asked."""
    select = (
        "SELECT id, school, name, post, engagement, source, fields, phone, note, coalesce(ended_on, ''), "
        "rank, hired_on, hired_until, contract FROM teacher WHERE id IN (SELECT value FROM json_each(?))"
    )
    return [Teacher(*row) for row in by_id(db, select, ids)]


def add(db: Register, values: Mapping[str, str], *, school: int) -> int:
    """Add a teacher from the fields of `Teacher`; raise `UserError` where one cannot be right."""
    return catalogues.put(db, TEACHERS, _checked({"name": "", **values}), school=school, row=None)


def amend(db: Register, teacher: int, values: Mapping[str, str]) -> None:
    """Change some fields of a teacher; raise `UserError` where one cannot be right."""
    found = rows(db, [teacher])
    if not found:
        raise UserError("没有找到这位教师，可能已被撤销，请刷新后再选。")
    checked = _checked({"name": found[0].name, **values})
    catalogues.put(db, TEACHERS, checked, school=found[0].school, row=teacher)


def _checked(values: Mapping[str, str]) -> dict[str, str]:
    checked = {field: " ".join(text.split()) for field, text in values.items()}
    if checked.get("engagement", "invited") not in ENGAGEMENTS:
        raise UserError("教师类别只能是专职、兼职或邀请，请改正。")
    if checked.get("source", "") not in SOURCES:
        raise UserError("教师来源只能从列出的八类里选，请改正。")
    if checked.get("rank", "") not in RANKS:
        raise UserError("职称只能从列出的里选，请改正。")
    for field, title in (("hired_on", "聘任时间"), ("hired_until", "聘期至")):
        if checked.get(field):
            day = dates.read(checked[field])
            if day.verdict.kind in ("ask", "refuse") or not day.value:
                raise UserError(f"{title}：{day.verdict.note or '请写成 2026-03-02 的样子。'}")
            checked[field] = day.value
    if checked.get("phone"):
        read = phones.read(checked["phone"])
        if not read.value:
            raise UserError(f"“{checked['phone']}”不是电话号码，请改正；没有就空着。")
        checked["phone"] = read.value
    return checked


def under_contract(db: Register, *, school: int, on: str) -> list[int]:
    """List the teachers whose contract holds on a day and who are not ended by then, by name.

    One without a first day has no contract here; one without a last day is hired without end.
    """
    found = db.execute(
        "SELECT id FROM teacher WHERE school = ?1 AND same_as IS NULL "
        "AND (ended_on IS NULL OR ended_on > ?2) AND hired_on <> '' AND hired_on <= ?2 "
        "AND (hired_until = '' OR hired_until >= substr(?2, 1, length(hired_until))) ORDER BY name, id",
        [school, on],
    )
    return [row[0] for row in found]


def named(db: Register, name: str, school: int) -> int | None:
    """Give the teacher of this name or spelling, compared without spaces, or None."""
    return catalogues.named(db, TEACHERS, name, school=school)


def retire(db: Register, teacher: int, *, on: str | None) -> None:
    """Say from which day a teacher is not offered any more, or with None that they are again."""
    catalogues.end(db, TEACHERS, teacher, on=on)


def merge(db: Register, *, kept: int, other: int) -> int:
    """Say that two spellings are one teacher; the half-days follow. Give how many did."""
    return catalogues.merge(db, TEACHERS, kept=kept, other=other)


def taught(db: Register, *, school: int, year: int, until: str = "") -> dict[int, Taught]:
    """Count by teacher what was taught in a year up to a day, or in all of it."""
    return catalogues.taught(db, TEACHERS, school=school, year=year, until=until)


def called(db: Register, name: str, *, school: int) -> int:
    """Give the teacher of this name, adding it where the school has none yet.

    A post in brackets, 王志远（县委党校讲师）, is kept where no post is known.
    """
    said = _WITH_POST.fullmatch(name)
    with db.act(f"记下教师：{said[1] if said else name}"):
        found = catalogues.called(db, TEACHERS, said[1] if said else name, school=school)
        known = rows(db, [found])[0]
        if said and not known.post and known.school == school:
            update(db, "teacher", found, {"post": said[2].strip()})
    return found


def names(db: Register, *, school: int) -> list[str]:
    """List the names of a school's teachers, to complete what is being typed."""
    return catalogues.offered(db, TEACHERS, school=school)
