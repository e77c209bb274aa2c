"""Teachers: who teaches it, by name; a timetable that names a new one adds it."""

from db.register import Register
from db.rows import ensure


def called(db: Register, name: str, *, school: int) -> int:
    """Give the teacher of this name, adding it where the school has none yet."""
    shown = " ".join(name.split())
    with db.act(f"新增教师：{shown}"):
        return ensure(db, "teacher", {"school": school, "name": shown})


def names(db: Register, *, school: int) -> list[str]:
    """List the names of a school's teachers, to complete what is being typed."""
    found = db.execute("SELECT name FROM teacher WHERE school = ? ORDER BY name", [school])
    return [row[0] for row in found]
