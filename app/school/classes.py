"""Training classes: a term of a school's year, from 筹备 to 已结班."""

from dataclasses import dataclass

from app.errors import UserError
from app.school import CLASS_STATES, places
from db import IntegrityError
from db.register import Register
from db.rows import by_id, insert, ordered, update

CLOSED = ("closed", "reported", "archived")
_ORDER = {
    "term": ("year DESC", "term_no DESC"),
    "name": ("name", "year", "term_no"),
    "starts": ("(SELECT min(date) FROM session s WHERE s.training_class = c.id)", "year", "term_no"),
    "state": ("state", "year DESC", "term_no DESC"),
}


@dataclass(frozen=True, slots=True)
class TrainingClass:
    """A class; `starts` and `ends` are its first and last session's dates, empty before there is one."""

    id: int
    school: int
    year: int
    term_no: int
    name: str
    place_name: str
    adviser: str
    state: str
    closed_on: str
    starts: str
    ends: str
    sessions: int
    quarter_hours: int
    enrolled: int


def find(
    db: Register,
    text: str = "",
    *,
    school: int | None = None,
    year: int | None = None,
    order_by: str = "term",
) -> list[int]:
    """List classes by a part of the name, newest first; `order_by` is term, name, starts or state."""
    found = db.execute(
        "SELECT id FROM training_class c WHERE (?1 IS NULL OR school = ?1) AND (?2 IS NULL OR year = ?2) "
        f"AND instr(name, ?3) ORDER BY {ordered(_ORDER, order_by)}",
        [school, year, text.strip()],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[TrainingClass]:
    """Give classes in the order asked."""
    select = (
        "SELECT c.id, c.school, year, term_no, c.name, coalesce(p.name, ''), adviser, state, "
        "coalesce(closed_on, ''), coalesce(s.starts, ''), coalesce(s.ends, ''), coalesce(s.sessions, 0), "
        "coalesce(s.quarter_hours, 0), (SELECT count(*) FROM enrollment e WHERE e.training_class = c.id) "
        "FROM training_class c LEFT JOIN place p ON p.id = c.place LEFT JOIN (SELECT training_class, "
        "min(date) AS starts, max(date) AS ends, count(*) AS sessions, sum(quarter_hours) AS quarter_hours "
        "FROM session GROUP BY training_class) s ON s.training_class = c.id "
        "WHERE c.id IN (SELECT value FROM json_each(?))"
    )
    return [TrainingClass(*row) for row in by_id(db, select, ids)]


def row(db: Register, training_class: int) -> TrainingClass:
    """Give one class; raise `UserError` where there is none."""
    found = rows(db, [training_class])
    if not found:
        raise UserError("没有找到这个培训班，可能已被撤销，请刷新后再试。")
    return found[0]


def prepare(
    db: Register,
    *,
    school: int,
    year: int,
    name: str,
    term_no: int | None = None,
    place: str = "",
    adviser: str = "",
) -> int:
    """Start preparing a class, as the next term of its year unless told which.

    Raise `UserError` where the name is empty, the year has that term already, or is no year.
    """
    shown = " ".join(name.split())
    if not shown:
        raise UserError("请填写培训班名称，例如“冬训第一期”。")
    with db.act(f"筹备培训班：{shown}"):
        where = places.called(db, place, school=school) if place.strip() else None
        next_term = "SELECT coalesce(max(term_no), 0) + 1 FROM training_class WHERE school = ? AND year = ?"
        term = term_no or db.execute(next_term, [school, year]).fetchone()[0]
        values = {"school": school, "year": year, "term_no": term, "name": shown, "place": where}
        try:
            return insert(db, "training_class", {**values, "adviser": adviser.strip()})
        except IntegrityError as error:
            if "UNIQUE" not in str(error):
                raise UserError("年份要写四位数字，期次从 1 开始，请改正。") from error
            raise UserError(f"{year} 年已经有第 {term} 期培训班，请换一个期次。") from error


def amend(db: Register, training_class: int, *, name: str, place: str, adviser: str) -> None:
    """Change a class's name, place and adviser."""
    before = still_open(db, training_class)
    shown = " ".join(name.split())
    if not shown:
        raise UserError("请填写培训班名称，例如“冬训第一期”。")
    with db.act(f"修改培训班：{before.name}"):
        where = places.called(db, place, school=before.school) if place.strip() else None
        update(
            db, "training_class", training_class, {"name": shown, "place": where, "adviser": adviser.strip()}
        )


def still_open(db: Register, training_class: int) -> TrainingClass:
    """Give a class that may still be changed; raise `UserError` where it is closed."""
    found = row(db, training_class)
    if found.state in CLOSED:
        raise UserError(f"“{found.name}”{CLASS_STATES[found.state]}，学时已经入账，不能再改。")
    return found


def to_state(db: Register, training_class: int, state: str, *, on: str | None = None) -> None:
    """Move a class on; `on` is the day it was closed, given exactly when it is."""
    found = row(db, training_class)
    if found.state == state:
        return
    with db.act(f"{found.name}：{CLASS_STATES[state]}"):
        update(db, "training_class", training_class, {"state": state, "closed_on": on})
