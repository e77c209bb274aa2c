"""What one record is called, and how a value in it reads: by name where it points at another record."""

from collections.abc import Mapping
from typing import Any, Final

from app.school import HALF_DAYS, hours_text
from app.school.words import names
from app.spelling import money
from db import history
from db.register import Register

GONE: Final = {"enrollment": "已移出的学员", "session": "已删去的课次"}
_NAMED_BY: Final = ("name", "title", "alias", "file_name", "text", "number", "what", "topic", "full_name")
# Where a record has no name of its own, what it belongs to says which one it is.
_PARTS: Final = (
    "member", "enrollment", "session", "activity", "training_class", "criterion", "evidence", "course",
    "teacher", "branch",
)  # fmt: skip


def title(db: Register, table: str, row: int, values: Mapping[str, Any] | None = None) -> str:
    """Give what one record is called; `values` go before what stands, or stand for a row that is gone."""
    here = _stored(db, table, row) | dict(values or {})
    if not here:
        return GONE.get(table, "已不在的记录")
    if table == "session":
        half = HALF_DAYS.get(str(here.get("half_day")), "")
        return f"{_part(db, 'training_class', here)}{here.get('date', '')}{half}"
    if table == "enrollment":
        return f"{_part(db, 'member', here)}（{_part(db, 'training_class', here)}）"
    if table == "certificate":
        return f"{_who(db, here)} {here.get('number', '')}".strip()
    if table == "attendance":
        return f"{_who(db, here)} {_part(db, 'session', here)}".strip()
    for name in _NAMED_BY:
        if here.get(name):
            return str(here[name])
    return "，".join(filter(None, (_part(db, name, here) for name in _PARTS)))


def said(db: Register, table: str, column: str, value: Any) -> str:
    """Write a value as a person reads it, empty where there is none or nobody could read it."""
    if value is None or value == "":
        return ""
    if parent := _parents(db, table).get(column, ""):
        return title(db, parent, int(value))
    if column in names.HOURS:
        return hours_text(int(value))
    if column in names.MONEY:
        return f"{money.shown(int(value))} 元"
    if column == "tenths":
        return f"{int(value) / 10:g}"
    return names.VALUES.get(column, {}).get(str(value), str(value))


def _part(db: Register, name: str, here: Mapping[str, Any]) -> str:
    return title(db, name, int(here[name])) if here.get(name) else ""


def _who(db: Register, here: Mapping[str, Any]) -> str:
    """Name the person of a row that has an enrollment."""
    enrollment = _stored(db, "enrollment", int(here["enrollment"])) if here.get("enrollment") else {}
    return _part(db, "member", enrollment)


def _stored(db: Register, table: str, row: int) -> dict[str, Any]:
    columns = history.columns(db, table)
    if "id" not in columns:
        return {}
    found = db.execute(f"SELECT * FROM {table} WHERE id = ?", [row]).fetchone()
    return dict(zip(columns, found, strict=True)) if found else {}


def _parents(db: Register, table: str) -> dict[str, str]:
    """Give the tables that a table's columns point into."""
    found = db.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?)', [table])
    return {column: parent for column, parent in found if column != "school"}
