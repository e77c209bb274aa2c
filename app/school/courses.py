"""Courses: what is taught, by title; a timetable that names a new one adds it."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import UserError
from app.school import catalogues, schools
from app.school.catalogues import COURSES, Taught
from db.register import Register
from db.rows import by_id, ordered

# The seven of 沈阳市大东区's “1+7+N”; what else a school writes is one of its N.
CATEGORIES = ("理论武装", "思想铸魂", "党建领航", "政治理论", "党性修养", "革命传统", "形势政策")
MOST_QUARTER_HOURS = 48
_ORDER = {"title": ("ended_on IS NOT NULL", "title"), "category": ("category", "title"),
          "audience": ("audience", "title")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Course:
    """A course; `usual_quarter_hours` is 0 where nobody said."""

    id: int
    school: int
    title: str
    category: str
    usual_quarter_hours: int
    audience: str
    note: str
    ended_on: str


def find(
    db: Register, text: str = "", *, school: int, ended: bool = False, order_by: str = "title"
) -> list[int]:
    """List courses by a part of the title; with `ended` also those no longer taught."""
    return catalogues.find(db, COURSES, text, school=school, ended=ended, order=ordered(_ORDER, order_by))


def rows(db: Register, ids: list[int]) -> list[Course]:
    """Give courses in the order asked."""
    select = (
        "SELECT id, school, title, category, usual_quarter_hours, audience, note, coalesce(ended_on, '') "
        "FROM course WHERE id IN (SELECT value FROM json_each(?))"
    )
    return [Course(*row) for row in by_id(db, select, ids)]


def add(db: Register, values: Mapping[str, str | int], *, school: int) -> int:
    """Add a course from the fields of `Course`; raise `UserError` where one cannot be right."""
    return catalogues.put(db, COURSES, _checked({"title": "", **values}), school=school, row=None)


def amend(db: Register, course: int, values: Mapping[str, str | int]) -> None:
    """Change some fields of a course; raise `UserError` where one cannot be right."""
    found = rows(db, [course])
    if not found:
        raise UserError("没有找到这门课程，可能已被撤销，请刷新后再选。")
    checked = _checked({"title": found[0].title, **values})
    catalogues.put(db, COURSES, checked, school=found[0].school, row=course)


def _checked(values: Mapping[str, str | int]) -> dict[str, str | int]:
    checked = {
        field: " ".join(value.split()) if isinstance(value, str) else value for field, value in values.items()
    }
    hours = checked.get("usual_quarter_hours", 0)
    if not isinstance(hours, int) or not 0 <= hours <= MOST_QUARTER_HOURS:
        raise UserError("课程的通常学时应在 0 到 12 之间，请改正。")
    return checked


def retire(db: Register, course: int, *, on: str | None) -> None:
    """Say from which day a course is not offered any more, or with None that it is again."""
    catalogues.end(db, COURSES, course, on=on)


def merge(db: Register, *, kept: int, other: int) -> int:
    """Say that two titles are one course; the half-days follow. Give how many did."""
    return catalogues.merge(db, COURSES, kept=kept, other=other)


def taught(db: Register, *, school: int, year: int, until: str = "") -> dict[int, Taught]:
    """Count by course what was taught in a year up to a day, or in all of it."""
    return catalogues.taught(db, COURSES, school=school, year=year, until=until)


def categories(db: Register, *, school: int) -> list[str]:
    """List the seven base categories and what else this school uses."""
    found = db.execute(
        "SELECT DISTINCT category FROM course WHERE school = ? AND category <> '' ORDER BY category", [school]
    )
    return [*CATEGORIES, *(row[0] for row in found if row[0] not in CATEGORIES)]


def usual_hours(db: Register, title: str, *, school: int) -> int:
    """Give the quarter-hours a course usually has, 0 where there is none of this title or nobody said."""
    found = db.execute(
        "SELECT usual_quarter_hours FROM course WHERE school IN (?1, ?2) AND title = ?3 "
        "ORDER BY school <> ?1",
        [school, schools.lender(db, school=school), " ".join(title.split())],
    ).fetchone()
    return int(found[0]) if found else 0


def called(db: Register, title: str, *, school: int) -> int:
    """Give the course of this title, adding it where the school has none yet."""
    return catalogues.called(db, COURSES, title, school=school)


def titles(db: Register, *, school: int) -> list[str]:
    """List the titles of a school's courses, to complete what is being typed."""
    return catalogues.offered(db, COURSES, school=school)
