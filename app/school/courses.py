"""Courses: what is taught, by title; a timetable that names a new one adds it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import db as register_room
from app.errors import UserError
from app.school import catalogues, ledgers, schools
from app.school.catalogues import COURSES, Taught
from app.school.ledgers import Field, Ledger
from db.register import Register
from db.rows import by_id, insert, ordered, update

PRESETS = Path(register_room.__file__).parent / "rules" / "courses"
# The tree of 沈阳市大东区, “1+7+N”: shown where a school has chosen none.
_USUAL = "dadong"
MOST_QUARTER_HOURS = 48
_ORDER = {"title": ("ended_on IS NOT NULL", "title"), "category": ("category", "title"),
          "audience": ("audience", "title")}  # fmt: skip


LEDGER = Ledger(
    "course",
    "课程",
    "课程目录",
    (
        Field("title", "课程名称", also=("课程", "题目", "课题", "名称", "专题"), must=True, width=16),
        Field("category", "类别", also=("课程类别", "分类", "模块"), width=8),
        Field("usual_quarter_hours", "通常学时", "hours", also=("学时", "课时"), most=MOST_QUARTER_HOURS),
        Field("audience", "对象", also=("培训对象", "适用对象"), width=8),
        Field("note", "备注", width=8),
    ),
    order={
        "title": ("x.title",),
        "category": ("x.category", "x.title"),
        "usual_quarter_hours": ("x.usual_quarter_hours DESC", "x.title"),
        "audience": ("x.audience", "x.title"),
    },
    lasts=True,
    proof="",
    catalogue=True,
)
"""The same courses as a ledger, typed and pasted."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The branches under which a school puts its courses: each with its categories, and one for the rest."""

    key: str
    title: str
    source: str
    branches: tuple[tuple[str, tuple[str, ...]], ...]
    rest: str

    def branch_of(self, category: str) -> str:
        """Give the branch a category stands under; what stands under none is one of the rest."""
        return next(
            (name for name, under in self.branches if category in under or category == name), self.rest
        )


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


def listed(db: Register, text: str = "", *, school: int, gone: bool = False, order_by: str = "") -> list[int]:
    """List courses as the ledger does: by words anywhere in them, with `gone` those ended too."""
    return ledgers.find(db, LEDGER, text, school=school, gone=gone, order_by=order_by)


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


@cache
def trees() -> tuple[Tree, ...]:
    """Give the trees that are shipped, each with its source."""
    found = [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(PRESETS.glob("*.toml"))]
    return tuple(
        Tree(
            one["key"],
            one["title"],
            one["source"],
            tuple((each["name"], tuple(each["under"])) for each in one["branch"]),
            one["rest"],
        )
        for one in found
    )


def tree(db: Register, *, school: int) -> Tree:
    """Give the tree a school has chosen or was handed down, or the usual one where it has none."""
    found = db.execute(
        "SELECT name, under, source FROM course_category WHERE school = ? AND ended_on IS NULL ORDER BY seq",
        [school],
    ).fetchall()
    if not found:
        return next(one for one in trees() if one.key == _USUAL)
    branches: dict[str, list[str]] = {name: [] for name, under, _ in found if not under}
    for name, under, _ in found:
        if under:
            branches.setdefault(under, []).append(name)
    *most, rest = branches.items()
    return Tree("", "本校课程体系", found[0][2], tuple((name, tuple(under)) for name, under in most), rest[0])


def choose_tree(db: Register, wanted: Tree, *, school: int, today: str) -> None:
    """Put a school's courses under another tree from now on; the courses keep their categories.

    Raise `UserError` where a name stands in the tree twice or there is none at all.
    """
    lines = [(name, "") for name, _ in wanted.branches]
    lines += [(one, name) for name, under in wanted.branches for one in under]
    lines.append((wanted.rest, ""))
    named = [" ".join(name.split()) for name, _ in lines]
    if not wanted.branches or not all(named) or len(set(named)) < len(named):
        raise UserError("课程体系里的名称不能空着，也不能重复，请改正。")
    with db.act(f"采用课程体系：{wanted.title}"):
        db.execute(
            "UPDATE course_category SET ended_on = ? WHERE school = ? AND ended_on IS NULL", [today, school]
        )
        for seq, (name, under) in enumerate(lines, start=1):
            values = {"under": under, "seq": seq, "source": wanted.source, "ended_on": None}
            known = db.execute(
                "SELECT id FROM course_category WHERE school = ? AND name = ?", [school, name]
            ).fetchone()
            if known:
                update(db, "course_category", known[0], values)
            else:
                insert(db, "course_category", {"school": school, "name": name, **values})


def categories(db: Register, *, school: int) -> list[str]:
    """List the categories of the school's tree and what else this school uses."""
    base = [one for _, under in tree(db, school=school).branches for one in under]
    found = db.execute(
        "SELECT DISTINCT category FROM course WHERE school = ? AND category <> '' ORDER BY category", [school]
    )
    return [*base, *(row[0] for row in found if row[0] not in base)]


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
