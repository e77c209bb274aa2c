"""Places: where it is taught, by name; a timetable that names a new one adds it."""

from db.register import Register
from db.rows import ensure


def called(db: Register, name: str, *, school: int) -> int:
    """Give the place of this name, adding it where the school has none yet."""
    shown = " ".join(name.split())
    with db.act(f"新增地点：{shown}"):
        return ensure(db, "place", {"school": school, "name": shown})


def names(db: Register, *, school: int) -> list[str]:
    """List the names of a school's places, to complete what is being typed."""
    found = db.execute("SELECT name FROM place WHERE school = ? ORDER BY name", [school])
    return [row[0] for row in found]
