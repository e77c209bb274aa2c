"""Catalogues: write the teachers, courses and places of a school with what was taught as a workbook."""

from collections.abc import Sequence

from app.errors import UserError
from app.papers.workbooks import listing
from app.school import courses, hours_text, places, teachers
from app.school.catalogues import Taught
from db.register import Register

_COUNTED = ("课次", "学时", "班次", "人数", "人次")
_WIDTHS = (8.0,) * len(_COUNTED)


def list_teachers(db: Register, ids: Sequence[int], *, school: int, year: int, until: str) -> bytes:
    """Write teachers in the order asked with what each taught in a year up to a day."""
    counts = teachers.taught(db, school=school, year=year, until=until)
    rows = [
        (one.name, one.post, teachers.ENGAGEMENTS[one.engagement], teachers.SOURCES[one.source], one.fields,
         one.phone, *_counted(counts, one.id), one.ended_on, one.note)
        for one in teachers.rows(db, list(ids))
    ]  # fmt: skip
    heads = ("姓名", "单位及职务", "类别", "来源", "授课方向", "电话", *_COUNTED, "停用日期", "备注")
    return _book(f"{year}年师资", heads, rows, (12, 24, 8, 16, 20, 16, *_WIDTHS, 12, 20))


def list_courses(db: Register, ids: Sequence[int], *, school: int, year: int, until: str) -> bytes:
    """Write courses in the order asked with how often each was taught in a year up to a day."""
    counts = courses.taught(db, school=school, year=year, until=until)
    rows = [
        (one.title, one.category, hours_text(one.usual_quarter_hours) if one.usual_quarter_hours else "",
         one.audience, *_counted(counts, one.id), one.ended_on, one.note)
        for one in courses.rows(db, list(ids))
    ]  # fmt: skip
    heads = ("课程", "类别", "通常学时", "对象", *_COUNTED, "停用日期", "备注")
    return _book(f"{year}年课程", heads, rows, (36, 14, 10, 20, *_WIDTHS, 12, 20))


def list_places(db: Register, ids: Sequence[int], *, school: int, year: int, until: str) -> bytes:
    """Write places in the order asked with how much was taught in each in a year up to a day."""
    counts = places.taught(db, school=school, year=year, until=until)
    rows = [
        (one.name, places.KINDS[one.kind], str(one.seats or ""), *_counted(counts, one.id), one.ended_on,
         one.note)
        for one in places.rows(db, list(ids))
    ]  # fmt: skip
    heads = ("地点", "类别", "座位数", *_COUNTED, "停用日期", "备注")
    return _book(f"{year}年地点", heads, rows, (24, 14, 8, *_WIDTHS, 12, 20))


def _counted(counts: dict[int, Taught], row: int) -> tuple[str, ...]:
    one = counts.get(row, Taught())
    return (
        str(one.sessions),
        hours_text(one.quarter_hours),
        str(one.classes),
        str(one.people),
        str(one.attendances),
    )


def _book(
    title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
) -> bytes:
    if not rows:
        raise UserError("名单是空的，没有可以导出的内容。请先放宽查找的条件。")
    return listing(title, headings, rows, widths)
