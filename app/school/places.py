"""Places: where it is taught, by name; a timetable that names a new one adds it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.errors import UserError
from app.school import catalogues, ledgers
from app.school.catalogues import PLACES, Taught
from app.school.ledgers import Field, Ledger, Reference
from app.spelling import dates
from db.register import Register
from db.rows import by_id, ordered

KINDS = {
    "": "",
    "classroom": "教室",
    "meeting_room": "会议室",
    "reading_room": "图书阅览室",
    "media_room": "电教室",
    "office": "办公室",
    "canteen": "食堂",
    "dormitory": "宿舍",
    "site": "现场教学点",
    "mobile": "流动党校",
    "household": "党员中心户",
    "online": "线上",
    "other": "其他",
}
ROOMS = ("classroom", "meeting_room", "reading_room", "media_room", "office", "canteen", "dormitory")
"""Kinds of rooms in the school's own house."""
POINTS = ("site", "mobile", "household")
"""Kinds of places outside where is taught: teaching points, schools that move, members' yards."""
MOST_SEATS = 100_000
LEDGER = Ledger(
    "place",
    "地点",
    "场地和教学点",
    (
        Field(
            "name",
            "名称",
            also=("地点", "场地", "教室名称", "教学点", "教学点名称", "场地名称"),
            must=True,
            width=10,
        ),
        Field("kind", "类别", "choice", also=("类型", "用途"), choices=KINDS),
        Field("seats", "可容纳", "count", also=("座位数", "容量", "容纳人数", "接待能力"), most=MOST_SEATS),
        Field("theme", "主题", also=("特色", "教学主题"), width=8),
        Field("address", "地址", also=("位置", "所在地"), width=8),
        Field("guide", "讲解员", also=("讲解", "解说员"), width=5),
        Field("open_hours", "开放时间", also=("开放",), width=6),
        Field("contact", "联系方式", also=("联系人", "联系电话", "电话"), width=6),
        Field("checked_on", "检查时间", "date", also=("检查日期", "最近检查"), past=True),
        Field("note", "备注", width=8),
    ),
    order={
        "name": ("x.name",),
        "kind": ("x.kind", "x.name"),
        "seats": ("x.seats DESC", "x.name"),
        "theme": ("x.theme", "x.name"),
        "address": ("x.address", "x.name"),
        "checked_on": ("x.checked_on DESC", "x.name"),
    },
    lasts=True,
    catalogue=True,
)
"""The same places as a ledger: rooms and teaching points, typed and pasted."""
_ORDER = {"name": ("ended_on IS NOT NULL", "name"), "kind": ("kind", "name"), "seats": ("seats", "name")}


@dataclass(frozen=True, slots=True)
class Place:
    """A place; `seats` is 0 where nobody said, `checked_on` the last time somebody looked after it.

    `evidence` is a photograph or the paper that names it a teaching point.
    """

    id: int
    school: int
    name: str
    kind: str
    seats: int
    note: str
    ended_on: str
    theme: str = ""
    address: str = ""
    guide: str = ""
    open_hours: str = ""
    contact: str = ""
    checked_on: str = ""
    evidence: int | None = None


def find(
    db: Register,
    text: str = "",
    *,
    school: int,
    ended: bool = False,
    kinds: Collection[str] = (),
    order_by: str = "name",
) -> list[int]:
    """List places by a part of the name, of some kinds or all; with `ended` also those no longer used."""
    found = catalogues.find(db, PLACES, text, school=school, ended=ended, order=ordered(_ORDER, order_by))
    return [one.id for one in rows(db, found) if one.kind in kinds] if kinds else found


def listed(db: Register, text: str = "", *, school: int, gone: bool = False, order_by: str = "") -> list[int]:
    """List places as the ledger does: by words anywhere in them, with `gone` those ended too."""
    return ledgers.find(db, LEDGER, text, school=school, gone=gone, order_by=order_by)


def rows(db: Register, ids: list[int]) -> list[Place]:
    """Give places in the order asked."""
    select = (
        "SELECT id, school, name, kind, seats, note, coalesce(ended_on, ''), theme, address, guide, "
        "open_hours, contact, checked_on, evidence FROM place WHERE id IN (SELECT value FROM json_each(?))"
    )
    return [Place(*row) for row in by_id(db, select, ids)]


def add(db: Register, values: Mapping[str, str | int], *, school: int) -> int:
    """Add a place from the fields of `Place`; raise `UserError` where one cannot be right."""
    return catalogues.put(db, PLACES, _checked({"name": "", **values}), school=school, row=None)


def amend(db: Register, place: int, values: Mapping[str, str | int]) -> None:
    """Change some fields of a place; raise `UserError` where one cannot be right."""
    found = rows(db, [place])
    if not found:
        raise UserError("没有找到这个地点，可能已被撤销，请刷新后再选。")
    checked = _checked({"name": found[0].name, **values})
    catalogues.put(db, PLACES, checked, school=found[0].school, row=place)


def _checked(values: Mapping[str, str | int]) -> dict[str, str | int]:
    checked = {
        field: " ".join(value.split()) if isinstance(value, str) else value for field, value in values.items()
    }
    seats = checked.get("seats", 0)
    if not isinstance(seats, int) or not 0 <= seats <= MOST_SEATS:
        raise UserError("座位数应是 0 到 100000 之间的整数，请改正；不清楚就写 0。")
    if checked.get("kind", "") not in KINDS:
        raise UserError("地点的类别只能从列出的里选，请改正。")
    if checked.get("checked_on"):
        read = dates.read(checked["checked_on"])
        if read.verdict.kind in ("ask", "refuse") or not read.value:
            raise UserError(f"检查时间：{read.verdict.note or '请写成 2026-03-02 的样子。'}")
        checked["checked_on"] = read.value
    return checked


def retire(db: Register, place: int, *, on: str | None) -> None:
    """Say from which day a place is not offered any more, or with None that it is again."""
    catalogues.end(db, PLACES, place, on=on)


def merge(db: Register, *, kept: int, other: int) -> int:
    """Say that two names are one place; half-days and classes follow. Give how many half-days did."""
    return catalogues.merge(db, PLACES, kept=kept, other=other)


def taught(db: Register, *, school: int, year: int, until: str = "") -> dict[int, Taught]:
    """Count by place what was taught there in a year up to a day, or in all of it."""
    return catalogues.taught(db, PLACES, school=school, year=year, until=until)


def called(db: Register, name: str, *, school: int) -> int:
    """Give the place of this name, adding it where the school has none yet."""
    return catalogues.called(db, PLACES, name, school=school)


def names(db: Register, *, school: int) -> list[str]:
    """List the names of a school's places, to complete what is being typed."""
    return catalogues.offered(db, PLACES, school=school)


def named(db: Register, name: str, school: int) -> int | None:
    """Give the place of this name or spelling, compared without spaces, or None."""
    return catalogues.named(db, PLACES, name, school=school)


REFERENCE = Reference(
    "place",
    "name",
    named,
    lambda db, school: names(db, school=school),
    lambda db, name, school: called(db, name, school=school),
)
"""A place named in a ledger's cell; one that the school has not yet is added."""
