"""Places: where it is taught, by name; a timetable that names a new one adds it."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import UserError
from app.school import catalogues
from app.school.catalogues import PLACES, Taught
from db.register import Register
from db.rows import by_id, ordered

KINDS = {
    "": "",
    "classroom": "教室",
    "meeting_room": "会议室",
    "site": "现场教学点",
    "online": "线上",
    "other": "其他",
}
MOST_SEATS = 100_000
_ORDER = {"name": ("ended_on IS NOT NULL", "name"), "kind": ("kind", "name"), "seats": ("seats", "name")}


@dataclass(frozen=True, slots=True)
class Place:
    """A place; `seats` is 0 where nobody said."""

    id: int
    school: int
    name: str
    kind: str
    seats: int
    note: str
    ended_on: str


def find(
    db: Register, text: str = "", *, school: int, ended: bool = False, order_by: str = "name"
) -> list[int]:
    """List places by a part of the name; with `ended` also those no longer used."""
    return catalogues.find(db, PLACES, text, school=school, ended=ended, order=ordered(_ORDER, order_by))


def rows(db: Register, ids: list[int]) -> list[Place]:
    """Give places in the order asked."""
    select = (
        "SELECT id, school, name, kind, seats, note, coalesce(ended_on, '') "
        "FROM place WHERE id IN (SELECT value FROM json_each(?))"
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
