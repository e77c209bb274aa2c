"""Courses: what is taught, by title; a timetable that names a new one adds it."""

from db.register import Register
from db.rows import ensure


def called(db: Register, title: str, *, school: int) -> int:
    """Give the course of this title, adding it where the school has none yet."""
    shown = " ".join(title.split())
    with db.act(f"新增课程：{shown}"):
        return ensure(db, "course", {"school": school, "title": shown})


def titles(db: Register, *, school: int) -> list[str]:
    """List the titles of a school's courses, to complete what is being typed."""
    found = db.execute("SELECT title FROM course WHERE school = ? ORDER BY title", [school])
    return [row[0] for row in found]
