"""师资课程: the three catalogues — what a list shows of each, and what can be filled in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.jobs import catalogues as jobs
from app.school import catalogues, courses, hours_text, places, teachers
from app.school.catalogues import Kind, Taught
from app.ui.tables import Column
from db.register import Register


# No slots: with them `Column[Entry](…)` over `Any` cannot be told apart in a lambda.
@dataclass(frozen=True)
class Entry:
    """One line of a list: a teacher, course or place, and what it came to in the year on show."""

    one: Any
    counts: Taught
    ticks: tuple[int, int] = (0, 0)
    """Ticks on evaluation sheets, and those of people satisfied; teachers have them."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in: text, one of `choices` by key, hours in quarters, or a whole number."""

    name: str
    title: str
    kind: str = "text"
    choices: Mapping[str, str] | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One of the three: its noun's functions, its fields, and the columns before the counts."""

    kind: Kind
    title: str
    noun: Any
    write: Callable[..., bytes]
    fields: tuple[Field, ...]
    columns: Callable[[], list[Column[Entry]]]
    judged: bool = False

    def name(self, one: Any) -> str:
        """Give the name of one of them."""
        return str(getattr(one, self.kind.name))

    def entries(
        self,
        db: Register,
        ids: Sequence[int],
        counts: Mapping[int, Taught],
        ticks: Mapping[int, tuple[int, int]],
    ) -> list[Entry]:
        """Give the lines of some ids in their order."""
        return [
            Entry(one, counts.get(one.id, Taught()), ticks.get(one.id, (0, 0)))
            for one in self.noun.rows(db, list(ids))
        ]


def _teacher_columns() -> list[Column[Entry]]:
    kind = Column[Entry]
    return [
        kind("姓名", lambda row: row.one.name, sort="name"),
        kind("单位及职务", lambda row: row.one.post or "—", sort="post", grow=True),
        kind("类别", lambda row: teachers.ENGAGEMENTS[row.one.engagement], sort="engagement", spare=4),
        kind("来源", lambda row: teachers.SOURCES[row.one.source] or "—", sort="source", spare=5),
        kind("电话", lambda row: row.one.phone or "—", spare=6),
    ]


def _course_columns() -> list[Column[Entry]]:
    kind = Column[Entry]
    return [
        kind("课程", lambda row: row.one.title, sort="title", grow=True),
        kind("类别", lambda row: row.one.category or "—", sort="category", spare=4),
        kind("通常学时", lambda row: hours_text(row.one.usual_quarter_hours) if row.one.usual_quarter_hours
             else "—", align="right", spare=5),
        kind("对象", lambda row: row.one.audience or "—", sort="audience", spare=6),
    ]  # fmt: skip


def _place_columns() -> list[Column[Entry]]:
    kind = Column[Entry]
    return [
        kind("地点", lambda row: row.one.name, sort="name", grow=True),
        kind("类别", lambda row: places.KINDS[row.one.kind] or "—", sort="kind", spare=4),
        kind("座位数", lambda row: str(row.one.seats or "—"), sort="seats", align="right", spare=5),
    ]


TEACHERS = Catalogue(
    catalogues.TEACHERS,
    "师资",
    teachers,
    jobs.list_teachers,
    (
        Field("name", "姓名"),
        Field("post", "单位及职务"),
        Field("engagement", "类别", "choice", teachers.ENGAGEMENTS),
        Field("source", "来源", "choice", teachers.SOURCES),
        Field("rank", "职称", "choice", teachers.RANKS, hint="讲课费按职称对照标准"),
        Field("fields", "授课方向"),
        Field("phone", "电话"),
        Field("hired_on", "聘任时间", hint="聘书在“五有建设”的办学台账里归入"),
        Field("hired_until", "聘期至", hint="没有期限就空着"),
        Field("note", "备注"),
    ),
    _teacher_columns,
    judged=True,
)
COURSES = Catalogue(
    catalogues.COURSES,
    "课程",
    courses,
    jobs.list_courses,
    (
        Field("title", "课程名称"),
        Field("category", "类别", "words", hint="七个基础类，或自己写一类"),
        Field("usual_quarter_hours", "通常学时", "hours", hint="排课时先填这个数；0 就按半天的学时"),
        Field("audience", "对象"),
        Field("note", "备注"),
    ),
    _course_columns,
)
PLACES = Catalogue(
    catalogues.PLACES,
    "地点",
    places,
    jobs.list_places,
    (
        Field("name", "地点名称"),
        Field("kind", "类别", "choice", places.KINDS),
        Field("seats", "座位数", "number", hint="0 为不清楚"),
        Field("theme", "主题"),
        Field("address", "地址"),
        Field("guide", "讲解员"),
        Field("open_hours", "开放时间"),
        Field("contact", "联系方式"),
        Field("checked_on", "检查时间"),
        Field("note", "备注"),
    ),
    _place_columns,
)
EVERY = (TEACHERS, COURSES, PLACES)
